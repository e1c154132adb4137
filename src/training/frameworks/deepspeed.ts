import type { Framework } from './framework.js';

/**
 * DeepSpeed: an engine around the model; what it does stands in a dict or a JSON file. Its defaults (one step of gathering, no clipping,
 * no ZeRO) are from knowledge, not looked up.
 */
const SOURCE = `import json
import torch
from __native__ import unknown as _unknown, same as _same, read_file as _read_file, argv as _argv
from deepspeed.runtime import zero as _zero, precision as _precision, accumulate as _accumulate, save_checkpoint as _save_checkpoint
from deepspeed.runtime import load_checkpoint as _load_checkpoint, lr_schedules as _schedules, init_distributed as _init_distributed

def _isa(value, kind): return _same(isinstance(value, kind), True)

def _read(config):
    if _isa(config, dict): return config
    if not _isa(config, str): return {}
    folder = _argv[0].rpartition('/')[0] if _isa(_argv, list) else ''
    for path in (config, folder + '/' + config):
        text = _read_file(path)
        if _same(_isa(text, str), True): return json.loads(text)
    return {}

class DeepSpeedConfig(dict):
    """What is shown of the file, under the file's name and the path in it."""

def _flat(values, label, prefix=''):
    flat = DeepSpeedConfig()
    for key, value in values.items():
        if _isa(value, dict):
            for name, item in _flat(value, label, prefix + key + '.').items(): flat[name] = item
        else: flat[label + ':' + prefix + key] = value
    return flat

def _section(config, name):
    value = config.get(name, {})
    return value if _isa(value, dict) else {}

class DeepSpeedEngine:
    __module__ = 'deepspeed'
    def __init__(self, model, optimizer, scheduler, config, label):
        self.module, self.optimizer, self.lr_scheduler, self._config, self._label = model, optimizer, scheduler, config, label
        self._shown = _flat(config, label)
        self.device = _unknown('the device of the rank')
        self.local_rank = self.global_rank = _unknown('the rank')
        self.config = config
    def __getattr__(self, name):
        if name.startswith('_') or name == 'module': raise AttributeError(name)
        return getattr(self.module, name)
    def __call__(self, *args, **kwargs): return self.module(*args, **kwargs)
    def forward(self, *args, **kwargs): return self.module(*args, **kwargs)
    def train(self, mode=True):
        self.module.train(mode)
        return self
    def eval(self):
        self.module.eval()
        return self
    def backward(self, loss, *args, **kwargs):
        steps = self._config.get('gradient_accumulation_steps', 1)
        if steps != 1 and steps != 'auto': _accumulate(self._shown[self._label + ':gradient_accumulation_steps'])
        loss.backward()
        return loss
    def step(self, *args, **kwargs):
        clipping = self._config.get('gradient_clipping', 0)
        if clipping != 0: torch.nn.utils.clip_grad_norm_(self.module.parameters(), self._shown[self._label + ':gradient_clipping'])
        self.optimizer.step()
        self.optimizer.zero_grad()
        if not _same(self.lr_scheduler, None): self.lr_scheduler.step()
    def zero_grad(self): self.optimizer.zero_grad()
    def is_gradient_accumulation_boundary(self): return _unknown('whether gradients are accumulated')
    def train_micro_batch_size_per_gpu(self): return self._config.get('train_micro_batch_size_per_gpu', _unknown('the size of a batch'))
    def gradient_accumulation_steps(self): return self._config.get('gradient_accumulation_steps', 1)
    def save_checkpoint(self, save_dir, tag=None, client_state={}, **kwargs): _save_checkpoint(save_dir)
    def save_16bit_model(self, save_dir, *args, **kwargs): _save_checkpoint(save_dir)
    def load_checkpoint(self, load_dir, tag=None, **kwargs):
        _load_checkpoint(load_dir)
        return _unknown('a path'), _unknown('what was saved')

def initialize(args=None, model=None, optimizer=None, model_parameters=None, training_data=None, lr_scheduler=None,
               distributed_port=29500, mpu=None, dist_init_required=None, collate_fn=None, config=None, config_params=None, **kwargs):
    if _same(config, None): config = config_params
    if _same(config, None) and not _same(args, None): config = getattr(args, 'deepspeed_config', None)
    label = config if _same(_isa(config, str), True) else 'config'
    config = _read(config)
    shown = _flat(config, label)
    stage = _section(config, 'zero_optimization').get('stage')
    if stage is not None: _zero(model, stage=shown[label + ':zero_optimization.stage'])
    for name in ('fp16', 'bf16'):
        if _section(config, name).get('enabled') in (True, 'auto'): _precision(dtype=name, enabled=shown[label + ':' + name + '.enabled'])
    entry = _section(config, 'optimizer')
    if _same(optimizer, None) and 'type' in entry:
        make = getattr(torch.optim, entry['type'])
        optimizer = make(model.parameters(), **_section(entry, 'params'))
    elif _same(optimizer, None): optimizer = _unknown('the optimizer of DeepSpeed')
    elif callable(optimizer) is True and not hasattr(optimizer, 'step'): optimizer = optimizer(model.parameters())
    entry = _section(config, 'scheduler')
    if _same(lr_scheduler, None) and 'type' in entry: lr_scheduler = getattr(_schedules, entry['type'])(optimizer, type=shown[label + ':scheduler.type'], **_section(entry, 'params'))
    loader = None
    if not _same(training_data, None):
        size = 'train_micro_batch_size_per_gpu' if 'train_micro_batch_size_per_gpu' in config else 'train_batch_size'
        if size in config: loader = torch.utils.data.DataLoader(training_data, batch_size=shown[label + ':' + size], shuffle=True)
        else: loader = torch.utils.data.DataLoader(training_data, batch_size=_unknown('the size of a batch'), shuffle=True)
    return DeepSpeedEngine(model, optimizer, lr_scheduler, config, label), optimizer, loader, lr_scheduler

def add_config_arguments(parser):
    parser.add_argument('--deepspeed', action='store_true')
    parser.add_argument('--deepspeed_config', default=None, type=str)
    return parser
def init_distributed(dist_backend=None, **kwargs): _init_distributed('nccl' if dist_backend is None else dist_backend)
`;

export const DEEPSPEED: Framework = { name: 'deepspeed', style: 'plain', modules: ['deepspeed'], source: SOURCE };
