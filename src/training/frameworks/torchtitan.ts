import type { Framework } from './framework.js';

/** torchtitan of 2025: a job is a TOML file, given by `--job.config_file`, of which the command line may say each key otherwise. Names
 * of the keys as of mid 2025, looked up 2026-11-23 in a stored `config/job_config.py` of its repository; what no file says is not told. */
const SOURCE = `import torch
from __native__ import unknown as _unknown, same as _same, read_file as _read_file, argv as _argv
from __options__ import stand as _stand
from torchtitan.datasets import HuggingFaceTextDataset as _Dataset, ParallelAwareDataloader as _Loader
from torchtitan import models as _models
from torchtitan.distributed import ParallelDims as _ParallelDims
from torchtitan.components import lr_scheduler as _lr_scheduler, CheckpointManager as _CheckpointManager, MetricsProcessor as _MetricsProcessor
from torchtitan.components import mixed_precision as _mixed_precision, activation_checkpoint as _activation_checkpoint, validator as _validator, profiler as _profiler

def _isa(value, kind): return _same(isinstance(value, kind), True)

class _Node:
    def __init__(self, values, job, path):
        self._job = job
        for key, value in values.items():
            setattr(self, key, _Node(value, job, path + key + '.') if _isa(value, dict) else value)
    def __getattr__(self, name):
        if name.startswith('_'): raise AttributeError(name)
        return _unknown(name + ' of the job')

class JobConfig(dict):
    """What is shown, under the file's name and the key in it."""

def _plain(text):
    for kind in (int, float):
        try: return kind(text)
        except ValueError: pass
    return {'true': True, 'True': True, 'false': False, 'False': False}.get(text, text)

def _given(words):
    given = {}
    for index, word in enumerate(words):
        if not word.startswith('--'): continue
        name, equals, value = word[2:].partition('=')
        if not equals: value = words[index + 1] if index + 1 < len(words) and not words[index + 1].startswith('--') else 'true'
        given[name] = _plain(value)
    return given

class ConfigManager:
    __module__ = 'torchtitan.config'
    def __init__(self, *args): pass
    def parse_args(self, args=None):
        words = args if _isa(args, list) else _argv[1:] if _isa(_argv, list) else []
        given = _given(words)
        path = given.get('job.config_file', given.get('job.config-file'))
        values = {}
        if path is not None:
            import tomllib
            text = _read_file(path)
            if _same(_isa(text, str), True): values = tomllib.loads(text)
        label = path.rpartition('/')[2] if path is not None else 'command line'
        flat = JobConfig()
        for section, keys in values.items():
            if _isa(keys, dict):
                for key, value in keys.items(): flat[label + ':' + section + '.' + key] = value
        for key, value in given.items():
            section, dot, name = key.partition('.')
            flat[label + ':' + key] = value
            if dot: values.setdefault(section, {})[name] = value
        job = _Node(values, None, '')
        job._flat, job._label, job._values = flat, label, values
        return job

class Trainer:
    __module__ = 'torchtitan.train'
    def __init__(self, job_config):
        self.job_config, self._shown, self._label = job_config, job_config._flat, job_config._label
    def _at(self, section, *keys):
        '''What is called from now on is done for that part of the job.'''
        values = self.job_config._values.get(section)
        found = [key for key in keys if _isa(values, dict) and key in values]
        _stand(values, found[0] if found else '')
    def _has(self, key): return self._label + ':' + key in self._shown
    def _decides(self, key, otherwise=None):
        # Not by the name of the object that is shown: what decides is no setting.
        return dict(self._shown).get(self._label + ':' + key, otherwise)
    def close(self): pass
    def train(self):
        s, l = self._shown, self._label + ':'
        self._at('training', 'seed')
        if self._has('training.seed'): torch.manual_seed(s[l + 'training.seed'])
        elif self._has('debug.seed'):
            self._at('debug', 'seed')
            torch.manual_seed(s[l + 'debug.seed'])
        self._at('training', 'dataset', 'dataset_path')
        size = 'training.local_batch_size' if self._has('training.local_batch_size') else 'training.batch_size'
        data = _Dataset(dataset=s[l + 'training.dataset'], seq_len=s[l + 'training.seq_len']) if self._has('training.seq_len') else _Dataset(_unknown('the data'))
        self._at('training', 'local_batch_size', 'batch_size')
        loader = _Loader(data, local_batch_size=s[l + size]) if self._has(size) else _Loader(data)
        self._at('model', 'flavor', 'name')
        build = getattr(_models, self._decides('model.name', 'build'))
        model = build(flavor=s[l + 'model.flavor']) if self._has('model.flavor') else build()
        self._at('training', 'mixed_precision_param')
        if self._has('training.mixed_precision_param'): _mixed_precision(mixed_precision_param=s[l + 'training.mixed_precision_param'])
        self._parallel()
        self._at('activation_checkpoint', 'mode')
        if self._decides('activation_checkpoint.mode', 'none') != 'none': _activation_checkpoint(mode=s[l + 'activation_checkpoint.mode'])
        self._at('compile' if self._has('compile.enable') else 'training', 'enable', 'compile')
        if self._decides('compile.enable') is True or self._decides('training.compile') is True: torch.compile(model)
        self._at('optimizer', 'name', 'lr')
        optimizer = self._optimizer(model)
        self._at('lr_scheduler', 'warmup_steps', 'decay_type')
        scheduler = self._scheduler(optimizer)
        self._at('metrics', 'enable_tensorboard', 'enable_wandb')
        if self._decides('metrics.enable_tensorboard') is True: _MetricsProcessor(enable_tensorboard=s[l + 'metrics.enable_tensorboard'])
        if self._decides('metrics.enable_wandb') is True: _MetricsProcessor(enable_wandb=s[l + 'metrics.enable_wandb'])
        self._at('profiling', 'enable_profiling', 'profile_freq')
        if self._decides('profiling.enable_profiling') is True:
            _profiler(profile_freq=s[l + 'profiling.profile_freq']) if self._has('profiling.profile_freq') else _profiler()
        steps = self._decides('training.steps')
        self._at('training', 'steps')
        for step in _unknown('the number of steps') if steps is None else range(steps):
            batch = next(iter(loader))
            optimizer.zero_grad()
            loss = model(batch)
            loss.backward()
            self._at('training', 'max_norm')
            if self._has('training.max_norm'): torch.nn.utils.clip_grad_norm_(_unknown('the parameters'), s[l + 'training.max_norm'])
            self._at('optimizer', 'name', 'lr')
            optimizer.step()
            self._at('lr_scheduler', 'warmup_steps', 'decay_type')
            scheduler.step()
            self._at('checkpoint', 'enable', 'enable_checkpoint')
            if self._decides('checkpoint.enable', self._decides('checkpoint.enable_checkpoint')) is True: self._save()
            self._at('validation', 'enable')
            if self._decides('validation.enable') is True: _validator(freq=s[l + 'validation.freq']) if self._has('validation.freq') else _validator()
        _stand(None, '')
    def _optimizer(self, model):
        s, l = self._shown, self._label + ':'
        make = getattr(torch.optim, self._decides('optimizer.name', 'AdamW'))
        if self._has('optimizer.lr') and self._has('optimizer.eps'): return make(model, lr=s[l + 'optimizer.lr'], eps=s[l + 'optimizer.eps'])
        return make(model, lr=s[l + 'optimizer.lr']) if self._has('optimizer.lr') else make(model)
    def _scheduler(self, optimizer):
        s, l = self._shown, self._label + ':'
        if self._has('lr_scheduler.decay_type') and self._has('lr_scheduler.decay_ratio') and self._has('lr_scheduler.warmup_steps'):
            return _lr_scheduler(optimizer, warmup_steps=s[l + 'lr_scheduler.warmup_steps'],
                                 decay_ratio=s[l + 'lr_scheduler.decay_ratio'], decay_type=s[l + 'lr_scheduler.decay_type'])
        if self._has('lr_scheduler.warmup_steps'): return _lr_scheduler(optimizer, warmup_steps=s[l + 'lr_scheduler.warmup_steps'])
        return _lr_scheduler(optimizer)
    def _parallel(self):
        s, l = self._shown, self._label + ':'
        self._at('parallelism', 'data_parallel_shard_degree')
        if self._decides('parallelism.data_parallel_shard_degree', 1) != 1: _ParallelDims(data_parallel_shard_degree=s[l + 'parallelism.data_parallel_shard_degree'])
        self._at('parallelism', 'data_parallel_replicate_degree')
        if self._decides('parallelism.data_parallel_replicate_degree', 1) != 1: _ParallelDims(data_parallel_replicate_degree=s[l + 'parallelism.data_parallel_replicate_degree'])
        self._at('parallelism', 'tensor_parallel_degree')
        if self._decides('parallelism.tensor_parallel_degree', 1) != 1: _ParallelDims(tensor_parallel_degree=s[l + 'parallelism.tensor_parallel_degree'])
        self._at('parallelism', 'pipeline_parallel_degree')
        if self._decides('parallelism.pipeline_parallel_degree', 1) != 1: _ParallelDims(pipeline_parallel_degree=s[l + 'parallelism.pipeline_parallel_degree'])
        self._at('parallelism', 'context_parallel_degree')
        if self._decides('parallelism.context_parallel_degree', 1) != 1: _ParallelDims(context_parallel_degree=s[l + 'parallelism.context_parallel_degree'])
    def _save(self):
        s, l = self._shown, self._label + ':'
        if self._has('checkpoint.interval') and self._has('checkpoint.folder'): _CheckpointManager(folder=s[l + 'checkpoint.folder'], interval=s[l + 'checkpoint.interval'])
        elif self._has('checkpoint.interval'): _CheckpointManager(interval=s[l + 'checkpoint.interval'])
        else: _CheckpointManager()

def main(trainer_class=Trainer):
    config = ConfigManager().parse_args()
    trainer = trainer_class(config)
    trainer.train()
    trainer.close()
def init_logger(): pass
`;

export const TORCHTITAN: Framework = {
  name: 'torchtitan',
  style: 'torchtitan',
  modules: [
    'torchtitan',
    'torchtitan.config',
    'torchtitan.config_manager',
    'torchtitan.train',
    'torchtitan.tools.logging',
    'torchtitan.tools',
  ],
  source: SOURCE,
};
