import type { Framework } from './framework.js';

/** Fabric of Lightning 2: gives back what it sets up, and goes backward, clips and saves for the program. Defaults as of 2.6.6, looked up 2026-11-23 in its signature. */
const SOURCE = `import torch
from __native__ import unknown as _unknown, same as _same
from lightning.pytorch.accelerators import Accelerator as _Accelerator
from lightning.pytorch.strategies import Strategy as _Strategy
from lightning.pytorch.plugins.precision import MixedPrecision as _MixedPrecision
from lightning.pytorch import log as _log
from lightning.fabric.wrappers import save as _save, load as _load

class FabricArguments: pass
class _Context:
    def __enter__(self): return None
    def __exit__(self, *error): return False

class Fabric:
    __module__ = 'lightning.fabric'
    def __init__(self, *args, **kwargs):
        for name, value in zip(('accelerator', 'strategy', 'devices', 'num_nodes', 'precision'), args): kwargs[name] = value
        shown = FabricArguments()
        for name, default in dict(accelerator='auto', strategy='auto', devices='auto', num_nodes=1, precision=None).items():
            setattr(shown, name, kwargs.get(name, default))
        given = shown.__dict__
        _Accelerator(shown.accelerator, devices=shown.devices)
        if given['strategy'] != 'auto' or given['devices'] not in ('auto', 1, '1') or given['num_nodes'] != 1:
            _Strategy(shown.strategy, devices=shown.devices, num_nodes=shown.num_nodes)
        if given['precision'] not in (None, 32, '32', '32-true'): _MixedPrecision(shown.precision)
        self.device = 'cuda' if given['accelerator'] in ('cuda', 'gpu') else _unknown('the device that Fabric takes')
        for name in ('global_rank', 'local_rank', 'node_rank', 'world_size', 'is_global_zero', 'loggers', 'logger', 'strategy'):
            setattr(self, name, _unknown(name + ' of Fabric'))
    def launch(self, function=None, *args, **kwargs):
        if function is not None: return function(self, *args, **kwargs)
    def setup(self, module, *optimizers, **kwargs): return (module, *optimizers) if optimizers else module
    def setup_module(self, module, **kwargs): return module
    def setup_optimizers(self, *optimizers): return optimizers[0] if len(optimizers) == 1 else optimizers
    def setup_dataloaders(self, *loaders, **kwargs): return loaders[0] if len(loaders) == 1 else loaders
    def backward(self, tensor, *args, model=None, **kwargs): tensor.backward()
    def clip_gradients(self, module, optimizer, clip_val=None, max_norm=None, norm_type=2.0, error_if_nonfinite=True):
        if _same(max_norm, None): torch.nn.utils.clip_grad_value_(module.parameters(), clip_val)
        else: torch.nn.utils.clip_grad_norm_(module.parameters(), max_norm)
    def autocast(self): return _Context()
    def no_backward_sync(self, module, enabled=True): return _Context()
    def init_module(self, *args, **kwargs): return _Context()
    def init_tensor(self): return _Context()
    def rank_zero_first(self, local=False): return _Context()
    def to_device(self, value): return value.to(self.device)
    def print(self, *args, **kwargs): print(*args)
    def barrier(self, name=None): pass
    def all_gather(self, data, *args, **kwargs): return data
    def all_reduce(self, data, *args, **kwargs): return data
    def broadcast(self, data, src=0): return data
    def call(self, name, *args, **kwargs): pass
    def log(self, name, value, step=None): _log(name)
    def log_dict(self, metrics, step=None): _log(list(metrics))
    def save(self, path, state, filter=None): torch.save(state, path)
    def load(self, path, state=None, strict=True): return torch.load(path)
    def load_raw(self, path, *args, **kwargs): return torch.load(path)
    def seed_everything(self, seed=None, *args, **kwargs): torch.manual_seed(seed)
def seed_everything(seed=None, workers=False): torch.manual_seed(seed)
`;

export const FABRIC: Framework = {
  name: 'fabric',
  style: 'fabric',
  modules: ['lightning', 'lightning.fabric', 'lightning_fabric', 'lightning.fabric.utilities.seed'],
  source: SOURCE,
};
