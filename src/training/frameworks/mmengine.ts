import type { Framework } from './framework.js';

/** MMEngine: dictionaries say what is built, a `Runner` builds it and trains. A configuration is a Python file with `_base_`. What it
 * does, and that `CheckpointHook` is there when no configuration says otherwise, is from knowledge of 0.10, not looked up. */
const SOURCE = `import argparse
import torch
from torch import nn
from __native__ import unknown as _unknown, same as _same, import_module as _import_module, as_setting as _as_setting, report as _report
from __options__ import stand as _stand, note_config as _note_config, name_of as _name_of, is_unknown as _is_unknown
from mmengine import datasets as _datasets, transforms as _transforms, samplers as _samplers, models as _models, metrics as _metrics
from mmengine import collates as _collates, visualizers as _visualizers, wrappers as _wrappers, saves as _saves, hooks as _hooks
from mmengine import accumulate as _accumulate, launch as _launch, evaluate as _evaluate, loads as _loads

def _isa(value, kind): return _same(isinstance(value, kind), True)

class ConfigDict(dict):
    __module__ = 'mmengine.config'
    def __getattr__(self, name):
        if name in self: return self[name]
        raise AttributeError(name)
    def __setattr__(self, name, value): self[name] = value
    def __delattr__(self, name): del self[name]

def _wrap(value):
    if _isa(value, dict):
        made = ConfigDict()
        for key, item in value.items():
            made[key] = _wrap(item)
            _as_setting(made, key, value)
        return made
    if _isa(value, (list, tuple)): return type(value)([_wrap(item) for item in value])
    return value

def _merge(base, over):
    if not _isa(base, dict) or not _isa(over, dict): return over
    if over.get('_delete_'): return _copy(over, '_delete_')
    merged = _copy(base)
    for key, value in over.items():
        merged[key] = _merge(base[key], value) if key in base else value
        _as_setting(merged, key, over)
    return merged

def _copy(source, *without):
    '''With the places where it is said.'''
    made = {}
    for key, value in source.items():
        if key not in without:
            made[key] = value
            _as_setting(made, key, source)
    return made

def _is_text(value): return _same(_isa(value, str), True)

def _resolve(folder, path):
    parts = []
    for part in (folder + '/' + path).split('/'):
        if part == '..' and parts: parts.pop()
        elif part not in ('', '.'): parts.append(part)
    return '/'.join(parts)

def _load(path):
    module = _import_module(path[:-3].replace('/', '.') if path.endswith('.py') else path)
    if _is_unknown(module):
        _report('the base ' + path + ' is not read')
        return {}
    values = {key: value for key, value in vars(module).items() if not key.startswith('__')}
    return _with_bases(values, path.rpartition('/')[0], module)

def _with_bases(values, folder, module):
    bases = values.pop('_base_', [])
    merged = {}
    for item in [bases] if _isa(bases, str) else bases:
        # Those of other packages (mmdet::...) are not read.
        if _is_text(item) and '::' not in item: merged = _merge(merged, _load(_resolve(folder, item)))
        else: _report('the base ' + str(item) + ' is of another package and not read' if _is_text(item) else 'a base is not known')
    # After those of its bases: what is said last counts.
    _note_config(values, module)
    return _merge(merged, values)

class DictAction(argparse.Action):
    __module__ = 'mmengine.config'
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, dict(item.split('=', 1) for item in values))

class Config(ConfigDict):
    __module__ = 'mmengine.config'
    def __init__(self, values=None, filename=None, **kwargs):
        wrapped = _wrap(values or {})
        for key, value in wrapped.items():
            self[key] = value
            _as_setting(self, key, wrapped)
    @staticmethod
    def fromfile(filename, *args, **kwargs):
        if not _is_text(filename) or not filename.endswith('.py'): return _unknown('the configuration')
        return Config(_load(_resolve('', filename)))
    def merge_from_dict(self, options, allow_list_keys=True):
        if not _isa(options, dict): return
        for path, value in options.items():
            at, keys = self, path.split('.')
            for key in keys[:-1]: at = at.setdefault(key, ConfigDict())
            at[keys[-1]] = value
    def dump(self, *args): pass
    @property
    def pretty_text(self): return _unknown('a text')

_registered = {}
class Registry:
    __module__ = 'mmengine.registry'
    def __init__(self, name='', *args, **kwargs): pass
    def register_module(self, name=None, force=False, module=None):
        def register(cls):
            _registered[name if _isa(name, str) else cls.__name__] = cls
            return cls
        if module is not None: return register(module)
        return register
    def build(self, cfg, *args, **kwargs): return _build(cfg, _models)
MODELS = Registry()
DATASETS = Registry()
TRANSFORMS = Registry()
METRICS = Registry()
HOOKS = Registry()
OPTIMIZERS = Registry()
LOOPS = Registry()

def _build(entry, family, **more):
    """What a dictionary with a type stands for: a class of the program, or one that is known by name only."""
    if not _isa(entry, dict): return entry
    given = _copy(entry, 'type')
    kind = entry.get('type')
    if kind is None: return _unknown('a type')
    _stand(entry, 'type')
    # Of other packages the name says as much as the class.
    if _name_of(kind) is not None: return getattr(family, _name_of(kind))(**given, **more)
    if not _isa(kind, str): return kind(**given, **more)
    make = _registered[kind] if kind in _registered else getattr(family, kind)
    return make(**given, **more)

class BaseModel(nn.Module):
    __module__ = 'mmengine.model'
    def __init__(self, data_preprocessor=None, init_cfg=None):
        super().__init__()
    def train_step(self, data, optim_wrapper):
        losses = self(**data, mode='loss') if _isa(data, dict) else self(*_two(data), mode='loss')
        return losses
class BaseModule(nn.Module):
    __module__ = 'mmengine.model'
    def __init__(self, init_cfg=None):
        super().__init__()
def _is_own(model): return _same(_isa(model, BaseModel), True)
def _two(data):
    first, second = data
    return first, second

class WrittenConfig(dict):
    '''What is shown of a configuration: cfg:KEY.'''

class OptimWrapper:
    __module__ = 'mmengine.optim'
    def __init__(self, optimizer=None, clip_grad=None, accumulative_counts=1, **kwargs):
        self.optimizer, self._clip, self._counts = optimizer, clip_grad, accumulative_counts
    def update_params(self, loss, *args, **kwargs): self._update(loss, None)
    def _update(self, loss, model):
        shown = WrittenConfig()
        shown['cfg:optim_wrapper.accumulative_counts'] = self._counts
        if self._counts != 1: _accumulate(accumulative_counts=shown['cfg:optim_wrapper.accumulative_counts'])
        loss.backward()
        if _isa(self._clip, dict):
            parameters = _unknown('the parameters') if model is None else model
            for key, value in self._clip.items(): shown['cfg:optim_wrapper.clip_grad.' + key] = value
            if 'max_norm' in self._clip: torch.nn.utils.clip_grad_norm_(parameters, shown['cfg:optim_wrapper.clip_grad.max_norm'])
            elif 'clip_value' in self._clip: torch.nn.utils.clip_grad_value_(parameters, shown['cfg:optim_wrapper.clip_grad.clip_value'])
        self.optimizer.step()
        self.optimizer.zero_grad()

def _rounds(cfg, name, reason):
    count = cfg.get(name) if _isa(cfg, dict) else None
    return _unknown(reason) if count is None else range(count)
def _counts_steps(cfg):
    return _isa(cfg, dict) and 'max_epochs' not in cfg and 'max_iters' in cfg

_FIELDS = ('model work_dir train_dataloader val_dataloader train_cfg val_cfg optim_wrapper param_scheduler val_evaluator default_hooks '
           'custom_hooks load_from resume launcher visualizer randomness').split()

class Runner:
    __module__ = 'mmengine.runner'
    def __init__(self, model=None, work_dir=None, train_dataloader=None, val_dataloader=None, test_dataloader=None, train_cfg=None,
                 val_cfg=None, test_cfg=None, auto_scale_lr=None, optim_wrapper=None, param_scheduler=None, val_evaluator=None,
                 test_evaluator=None, default_hooks=None, custom_hooks=None, data_preprocessor=None, load_from=None, resume=False,
                 launcher='none', env_cfg=None, log_processor=None, log_level='INFO', visualizer=None, default_scope='mmengine',
                 randomness=None, experiment_name=None, cfg=None):
        self._all = dict(locals())
        for name in _FIELDS: _as_setting(self._all, name, cfg)
        self.cfg, self.work_dir = cfg, work_dir
    @classmethod
    def from_cfg(cls, cfg):
        return cls(**{name: cfg[name] for name in _FIELDS if name in cfg}, cfg=cfg)

    def _seed(self, randomness):
        _stand(randomness, 'seed')
        shown = WrittenConfig()
        shown['cfg:randomness.seed'] = randomness['seed']
        torch.manual_seed(shown['cfg:randomness.seed'])

    def _loader(self, name):
        entry = self._all[name]
        if entry is None: return _unknown('the data')
        if not _isa(entry, dict): return entry
        given = _copy(entry, 'dataset', 'sampler', 'collate_fn', 'batch_sampler')
        data = entry.get('dataset')
        if _isa(data, dict):
            steps = data.get('pipeline')
            described = data
            data = _copy(data, 'pipeline')
            more = {}
            if _isa(steps, (list, tuple)):
                import torchvision
                made = [_build(step, _transforms) for step in steps]
                _stand(described, 'pipeline')
                more['pipeline'] = torchvision.transforms.Compose(made)
            data = _build(data, _datasets, **more)
        if 'sampler' in entry: given['sampler'] = _build(entry['sampler'], _samplers)
        if 'collate_fn' in entry: given['collate_fn'] = _build(entry['collate_fn'], _collates)
        _stand(self._all, name)
        return torch.utils.data.DataLoader(data, **given)

    def _optimizer(self, entry, model):
        if entry is None: return OptimWrapper(_unknown('the optimizer'))
        if not _isa(entry, dict): return entry
        kind = entry.get('type', 'OptimWrapper')
        inner = entry.get('optimizer')
        if _isa(inner, dict):
            given = _copy(inner, 'type')
            name = inner.get('type', 'SGD')
            _stand(entry, 'optimizer')
            make = getattr(torch.optim, name) if _isa(name, str) else name
            inner = make(model.parameters(), **given)
        _stand(self._all, 'optim_wrapper')
        if kind == 'AmpOptimWrapper': _wrappers.AmpOptimWrapper(**{key: value for key, value in entry.items() if key in ('loss_scale', 'dtype')})
        return OptimWrapper(inner, clip_grad=entry.get('clip_grad'), accumulative_counts=entry.get('accumulative_counts', 1))

    def _schedulers(self, entry, optimizer):
        if entry is None: return []
        made = []
        for item in [entry] if _isa(entry, dict) else entry:
            if not _isa(item, dict): made.append(item)
            else:
                given = _copy(item, 'type')
                _stand(item, 'type')
                made.append(getattr(torch.optim.lr_scheduler, item['type'])(optimizer, **given))
        return made

    def train(self):
        a = self._all
        if _isa(a['randomness'], dict) and 'seed' in a['randomness']: self._seed(a['randomness'])
        _stand(a, 'launcher')
        if a['launcher'] not in ('none', None): _launch(launcher=a['launcher'])
        model = _unknown('the model') if a['model'] is None else _build(a['model'], _models)
        loader = self._loader('train_dataloader')
        wrapper = self._optimizer(a['optim_wrapper'], model)
        schedulers = self._schedulers(a['param_scheduler'], getattr(wrapper, 'optimizer', wrapper))
        valid = None if a['val_dataloader'] is None else self._loader('val_dataloader')
        for entry in a['val_evaluator'] if _isa(a['val_evaluator'], (list, tuple)) else [a['val_evaluator']]:
            if entry is not None: _build(entry, _metrics)
        hooks = a['default_hooks'] if _isa(a['default_hooks'], dict) else {}
        if _isa(a['visualizer'], dict):
            for backend in a['visualizer'].get('vis_backends', ()): _build(backend, _visualizers)
        for entry in a['custom_hooks'] or (): _build(entry, _hooks)
        _stand(a, 'load_from')
        if a['load_from'] is not None: torch.load(a['load_from'])
        _stand(a, 'resume')
        if not _same(a['resume'], False): _loads.resume(resume=a['resume'])
        _stand(a, 'train_cfg')
        if _counts_steps(a['train_cfg']):
            for step in _rounds(a['train_cfg'], 'max_iters', 'the number of steps'):
                self._step(model, wrapper, next(iter(loader)))
                self._rest(model, schedulers, valid, hooks)
        else:
            for epoch in _rounds(a['train_cfg'], 'max_epochs', 'the number of epochs'):
                _stand(a, 'train_dataloader')
                for batch in loader: self._step(model, wrapper, batch)
                self._rest(model, schedulers, valid, hooks)
        _stand(None, '')
        return model
    def _step(self, model, wrapper, batch):
        _stand(self._all, 'model')
        losses = model.train_step(batch, wrapper) if _is_own(model) else model(batch)
        if _same(_isa(losses, dict), True): losses = sum(losses.values())
        _stand(self._all, 'optim_wrapper')
        wrapper._update(losses, _unknown('the parameters'))
    def _rest(self, model, schedulers, valid, hooks):
        a = self._all
        _stand(a, 'param_scheduler')
        for scheduler in schedulers: scheduler.step()
        _stand(a, 'val_dataloader')
        if not _same(valid, None): self._validate(model, valid)
        _stand(a, 'default_hooks')
        checkpoint = hooks.get('checkpoint', dict(type='CheckpointHook'))
        _build(checkpoint, _saves)
        if 'logger' in hooks: _build(hooks['logger'], _visualizers)
    def _validate(self, model, loader):
        model.eval()
        with torch.no_grad():
            for batch in loader:
                if _is_own(model): model(batch, mode='predict')
                else: _evaluate(model(batch))
    def val(self): return _unknown('metrics')
    def test(self): return _unknown('metrics')
`;

export const MMENGINE: Framework = {
  name: 'mmengine',
  style: 'mmengine',
  modules: ['mmengine', 'mmengine.config', 'mmengine.runner', 'mmengine.registry', 'mmengine.model', 'mmengine.optim'],
  source: SOURCE,
};
