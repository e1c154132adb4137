import type { Framework } from './framework.js';

/** accelerate 1.x: gives back what it prepares, and goes backward, clips, accumulates and saves for the program. Defaults as of 1.x, looked up
 * 2026-11-23 in the signature of a stored `accelerator.py` of its repository. */
const SOURCE = `import torch
from __native__ import unknown as _unknown, same as _same
from accelerate import mixed_precision as _mixed_precision, accumulate_gradients as _accumulate, log as _log
from accelerate import init_trackers as _init_trackers, save_state as _save_state, load_state as _load_state, save_model as _save_model

class AcceleratorArguments: pass
class _Context:
    def __init__(self, gives=None): self._gives = gives
    def __enter__(self): return self._gives
    def __exit__(self, *error): return False

class Accelerator:
    __module__ = 'accelerate'
    def __init__(self, *args, **kwargs):
        self._shown = AcceleratorArguments()
        self.mixed_precision = kwargs.get('mixed_precision')
        self._shown.mixed_precision = self.mixed_precision
        self._shown.gradient_accumulation_steps = kwargs.get('gradient_accumulation_steps', 1)
        self._steps = self._shown.__dict__['gradient_accumulation_steps']
        self.state = _unknown('the state of accelerate')
        self.device = _unknown('the device that accelerate takes')
        for name in ('is_main_process', 'is_local_main_process', 'is_last_process', 'process_index', 'local_process_index', 'num_processes',
                     'sync_gradients', 'distributed_type', 'use_distributed', 'optimizer_step_was_skipped'):
            setattr(self, name, _unknown(name + ' of accelerate'))
        if self.mixed_precision not in (None, 'no'): _mixed_precision(self._shown.mixed_precision)
    @property
    def gradient_accumulation_steps(self): return self._steps
    @gradient_accumulation_steps.setter
    def gradient_accumulation_steps(self, value): self._steps = value
    def prepare(self, *values, device_placement=None): return values[0] if len(values) == 1 else values
    def prepare_model(self, model, *args, **kwargs): return model
    def prepare_data_loader(self, loader, *args, **kwargs): return loader
    def prepare_optimizer(self, optimizer, *args, **kwargs): return optimizer
    def prepare_scheduler(self, scheduler): return scheduler
    def unwrap_model(self, model, *args, **kwargs): return model
    def backward(self, loss, **kwargs): loss.backward()
    def clip_grad_norm_(self, parameters, max_norm, norm_type=2): return torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    def clip_grad_value_(self, parameters, clip_value): return torch.nn.utils.clip_grad_value_(parameters, clip_value)
    def accumulate(self, *models):
        _accumulate(self._shown.gradient_accumulation_steps)
        return _Context()
    def no_sync(self, model): return _Context()
    def autocast(self, *args, **kwargs): return _Context()
    def profile(self, *args, **kwargs): return _Context(_unknown('a profile'))
    def main_process_first(self): return _Context()
    def local_main_process_first(self): return _Context()
    def split_between_processes(self, inputs, **kwargs): return _Context(inputs)
    def join_uneven_inputs(self, *args, **kwargs): return _Context()
    def on_main_process(self, function=None): return function
    def on_local_main_process(self, function=None): return function
    def gather(self, values): return values
    def gather_for_metrics(self, values, **kwargs): return values
    def reduce(self, values, *args, **kwargs): return values
    def pad_across_processes(self, values, *args, **kwargs): return values
    def wait_for_everyone(self): pass
    def free_memory(self, *objects): return objects
    def clear(self, *objects): return objects
    def end_training(self): pass
    def print(self, *args, **kwargs): print(*args)
    def register_for_checkpointing(self, *objects): pass
    def register_save_state_pre_hook(self, hook): pass
    def register_load_state_pre_hook(self, hook): pass
    def skip_first_batches(self, loader, count=0): return loader
    def init_trackers(self, project_name, config=None, init_kwargs=None): _init_trackers(project_name)
    def get_tracker(self, name, unwrap=False): return _unknown('a tracker')
    def log(self, values, step=None, **kwargs): _log()
    def save(self, value, f, **kwargs): torch.save(value, f)
    def save_state(self, output_dir=None, **kwargs): _save_state(output_dir)
    def load_state(self, input_dir=None, **kwargs): _load_state(input_dir)
    def save_model(self, model, save_directory, **kwargs): _save_model(save_directory)
    def get_state_dict(self, model, *args, **kwargs): return model.state_dict()

def skip_first_batches(loader, num_batches=0): return loader
def set_seed(seed, device_specific=False, deterministic=False): torch.manual_seed(seed)
def notebook_launcher(function, args=(), **kwargs): return function(*args)
`;

export const ACCELERATE: Framework = {
  name: 'accelerate',
  style: 'accelerate',
  modules: ['accelerate', 'accelerate.utils', 'accelerate.accelerator'],
  source: SOURCE,
};
