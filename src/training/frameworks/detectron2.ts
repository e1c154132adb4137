import type { Framework } from './framework.js';

/**
 * detectron2 0.6: a tree of settings and `DefaultTrainer`. Defaults as of 0.6, looked up 2026-11-23 in a stored
 * `config/defaults.py` of its repository; once a file was merged that is not
 * read, those that the program does not set are unknown.
 */
const SOURCE = `import torch
from __native__ import unknown as _unknown, same as _same
from detectron2.data import build_detection_train_loader as _train_loader, build_detection_test_loader as _test_loader, DatasetCatalog as _Dataset
from detectron2.modeling import build_model as _build_model
from detectron2.solver import build_lr_scheduler as _build_lr_scheduler
from detectron2.checkpoint import DetectionCheckpointer as _DetectionCheckpointer, load as _load
from detectron2.engine import autocast as _autocast

def _isa(value, kind): return _same(isinstance(value, kind), True)

_DEFAULTS = {
    'DATASETS.TRAIN': (), 'DATASETS.TEST': (), 'DATALOADER.NUM_WORKERS': 4, 'MODEL.WEIGHTS': '', 'MODEL.META_ARCHITECTURE': 'GeneralizedRCNN',
    'MODEL.DEVICE': 'cuda', 'SOLVER.IMS_PER_BATCH': 16, 'SOLVER.BASE_LR': 0.001, 'SOLVER.MAX_ITER': 40000, 'SOLVER.MOMENTUM': 0.9,
    'SOLVER.WEIGHT_DECAY': 0.0001, 'SOLVER.LR_SCHEDULER_NAME': 'WarmupMultiStepLR', 'SOLVER.STEPS': (30000,), 'SOLVER.GAMMA': 0.1,
    'SOLVER.WARMUP_ITERS': 1000, 'SOLVER.CHECKPOINT_PERIOD': 5000, 'SOLVER.AMP.ENABLED': False, 'TEST.EVAL_PERIOD': 0, 'SEED': -1,
    'OUTPUT_DIR': './output',
}
class CfgNode:
    __module__ = 'detectron2.config'
    def __init__(self, path='', root=None):
        self.__dict__['_path'], self.__dict__['_root'] = path, self if root is None else root
        if root is None: self.__dict__['_values'], self.__dict__['_merged'] = {}, False
    def __getattr__(self, name):
        if name.startswith('_'): raise AttributeError(name)
        key = self._path + name
        if key in self._root._values: return self._root._values[key]
        if any(item.startswith(key + '.') for item in _DEFAULTS) or key in ('MODEL.ROI_HEADS', 'INPUT'): return CfgNode(key + '.', self._root)
        return self._root._get(key)
    def __setattr__(self, name, value): self._root._values[self._path + name] = value
    def _get(self, key):
        if key in self._values: return self._values[key]
        if self._merged or key not in _DEFAULTS: return _unknown(key + ' of a file that is not read')
        return _DEFAULTS[key]
    def merge_from_file(self, path, allow_unsafe=True): self._root.__dict__['_merged'] = True
    def merge_from_list(self, options):
        if not _isa(options, list): return
        for at in range(0, len(options) - 1, 2): self._root._values[options[at]] = options[at + 1]
    def freeze(self): pass
    def defrost(self): pass
    def clone(self): return self
    def dump(self, **kwargs): return _unknown('a text')
def get_cfg(): return CfgNode()

class DetectronConfig(dict):
    '''What is shown; keys that the program sets are called cfg:KEY.'''
def _name(cfg, key): return 'cfg:' + key if key in cfg._values else key
def _shown(cfg):
    shown = DetectronConfig()
    for key in _DEFAULTS: shown[_name(cfg, key)] = cfg._get(key)
    return shown

class DefaultTrainer:
    __module__ = 'detectron2.engine'
    def __init__(self, cfg):
        self.cfg = cfg
        self._hooks = []
    def register_hooks(self, hooks): pass
    def resume_or_load(self, resume=True): _load(_shown(self.cfg)[_name(self.cfg, 'MODEL.WEIGHTS')], resume=resume)
    @classmethod
    def build_model(cls, cfg): return _build_model(META_ARCHITECTURE=_shown(cfg)[_name(cfg, 'MODEL.META_ARCHITECTURE')])
    @classmethod
    def build_train_loader(cls, cfg, *args, **kwargs):
        data = _Dataset(_shown(cfg)[_name(cfg, 'DATASETS.TRAIN')])
        return _train_loader(data, IMS_PER_BATCH=_shown(cfg)[_name(cfg, 'SOLVER.IMS_PER_BATCH')], NUM_WORKERS=_shown(cfg)[_name(cfg, 'DATALOADER.NUM_WORKERS')])
    @classmethod
    def build_test_loader(cls, cfg, name=None): return _test_loader(_Dataset(_shown(cfg)[_name(cfg, 'DATASETS.TEST')]), NUM_WORKERS=_shown(cfg)[_name(cfg, 'DATALOADER.NUM_WORKERS')])
    @classmethod
    def build_optimizer(cls, cfg, model):
        return torch.optim.SGD(model, lr=_shown(cfg)[_name(cfg, 'SOLVER.BASE_LR')], momentum=_shown(cfg)[_name(cfg, 'SOLVER.MOMENTUM')], weight_decay=_shown(cfg)[_name(cfg, 'SOLVER.WEIGHT_DECAY')])
    @classmethod
    def build_lr_scheduler(cls, cfg, optimizer):
        return _build_lr_scheduler(optimizer, LR_SCHEDULER_NAME=_shown(cfg)[_name(cfg, 'SOLVER.LR_SCHEDULER_NAME')], STEPS=_shown(cfg)[_name(cfg, 'SOLVER.STEPS')],
                                   GAMMA=_shown(cfg)[_name(cfg, 'SOLVER.GAMMA')], WARMUP_ITERS=_shown(cfg)[_name(cfg, 'SOLVER.WARMUP_ITERS')])
    @classmethod
    def test(cls, cfg, model, evaluators=None): return _unknown('results')
    def train(self):
        cfg, make = self.cfg, type(self)
        if not _same(cfg._get('SEED'), -1): torch.manual_seed(_shown(cfg)[_name(cfg, 'SEED')])
        model = make.build_model(cfg)
        optimizer = make.build_optimizer(cfg, model)
        loader = make.build_train_loader(cfg)
        scheduler = make.build_lr_scheduler(cfg, optimizer)
        if _same(cfg._get('SOLVER.AMP.ENABLED'), True):
            _autocast(ENABLED=_shown(cfg)[_name(cfg, 'SOLVER.AMP.ENABLED')])
            torch.amp.GradScaler()
        count = cfg._get('SOLVER.MAX_ITER')
        for step in range(count) if _isa(count, int) is True else _unknown('the number of steps'):
            batch = next(iter(loader))
            loss = model(batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
            _DetectionCheckpointer(OUTPUT_DIR=_shown(cfg)[_name(cfg, 'OUTPUT_DIR')], CHECKPOINT_PERIOD=_shown(cfg)[_name(cfg, 'SOLVER.CHECKPOINT_PERIOD')])
def default_argument_parser(epilog=None):
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument('--config-file', default='')
    parser.add_argument('--resume', action='store_true')
    parser.add_argument('--eval-only', action='store_true')
    parser.add_argument('--num-gpus', type=int, default=1)
    parser.add_argument('--num-machines', type=int, default=1)
    parser.add_argument('--machine-rank', type=int, default=0)
    parser.add_argument('--dist-url', default='tcp://127.0.0.1:29500')
    parser.add_argument('opts', default=None, nargs='*')
    return parser
def default_setup(cfg, args): pass
def launch(main_func, num_gpus_per_machine, num_machines=1, machine_rank=0, dist_url=None, args=(), **kwargs): return main_func(*args)
def get_config_file(name): return name
def get_checkpoint_url(name): return name
def setup_logger(*args, **kwargs): return _unknown('a logger')
`;

export const DETECTRON2: Framework = {
  name: 'detectron2',
  style: 'detectron2',
  modules: [
    'detectron2',
    'detectron2.config',
    'detectron2.engine',
    'detectron2.engine.defaults',
    'detectron2.model_zoo',
    'detectron2.utils.logger',
  ],
  source: SOURCE,
};
