import type { Framework } from './framework.js';

/**
 * Lightning 2 (`lightning.pytorch`, `pytorch_lightning`) and, where names differ, 1.x. Defaults as of 2.6.6, looked up
 * 2026-11-23 in the signature of its `Trainer` (`gpus` and `resume_from_checkpoint` of 1.x from knowledge, not looked up): 1000 epochs when neither `max_epochs` nor `max_steps` is given, a checkpoint of the last epoch and a logger unless
 * switched off, gradients clipped by norm.
 */
const SOURCE = `import torch
from torch import nn
from __native__ import unknown as _unknown, same as _same, parameters_of as _parameters_of
from lightning.pytorch import accumulate as _accumulate, log as _log
from lightning.pytorch.accelerators import Accelerator as _Accelerator
from lightning.pytorch.strategies import Strategy as _Strategy
from lightning.pytorch.plugins.precision import MixedPrecision as _MixedPrecision
from lightning.pytorch.loggers import TensorBoardLogger as _DefaultLogger
from lightning.pytorch.profilers import Profiler as _Profiler

def _isa(value, kind): return _same(isinstance(value, kind), True)

_DEFAULTS = dict(
    accelerator='auto', strategy='auto', devices='auto', num_nodes=1, precision=None, logger=None, callbacks=None, fast_dev_run=False,
    max_epochs=None, min_epochs=None, max_steps=-1, limit_train_batches=None, limit_val_batches=None, val_check_interval=None,
    check_val_every_n_epoch=1, num_sanity_val_steps=None, log_every_n_steps=None, enable_checkpointing=None, accumulate_grad_batches=1,
    gradient_clip_val=None, gradient_clip_algorithm=None, deterministic=None, benchmark=None, profiler=None, sync_batchnorm=False,
    default_root_dir=None, gpus=None, resume_from_checkpoint=None, use_distributed_sampler=True, enable_progress_bar=None,
)
class _Flags: pass
class TrainerArguments: pass

def _call(method, *values):
    wanted = _parameters_of(method)
    try:
        return method(*values[:len(wanted)])
    except TypeError:
        return method(*values)

def seed_everything(seed=None, workers=False, verbose=True):
    torch.manual_seed(seed)
    return seed

class _Hooks:
    def prepare_data(self): pass
    def setup(self, stage=None): pass
    def teardown(self, stage=None): pass
    def train_dataloader(self): return _unknown('the data to train on')
    def val_dataloader(self): return None
    def test_dataloader(self): return _unknown('the data to test on')
    def predict_dataloader(self): return _unknown('the data to predict on')
    def transfer_batch_to_device(self, batch, device, dataloader_idx=0): return batch.to(device)
    def on_before_batch_transfer(self, batch, dataloader_idx=0): return batch
    def on_after_batch_transfer(self, batch, dataloader_idx=0): return batch
    def save_hyperparameters(self, *names, ignore=None, frame=None, logger=True): pass
    @classmethod
    def load_from_checkpoint(cls, checkpoint_path, map_location=None, hparams_file=None, strict=None, **kwargs):
        torch.load(checkpoint_path)
        return cls(**kwargs)

class LightningDataModule(_Hooks):
    __module__ = 'lightning.pytorch'
    trainer = None
    def __init__(self): pass
    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self.__dict__['hparams'] = _hparams(cls, (self,) + args, kwargs)
        return self

class LightningHParams(dict):
    def __getattr__(self, name):
        if name in self: return self[name]
        raise AttributeError(name)
    def __setattr__(self, name, value): self[name] = value

def _hparams(cls, values, keywords):
    hparams = LightningHParams()
    parameters = _parameters_of(cls.__init__)
    for index, (name, kind, has_default, default) in enumerate(parameters):
        if index == 0: continue
        if kind in (0, 1) and index < len(values): hparams[name] = values[index]
        elif kind in (1, 3) and name in keywords: hparams[name] = keywords[name]
        elif has_default: hparams[name] = default
    for name, value in keywords.items(): hparams[name] = value
    return hparams

class LightningModule(nn.Module, _Hooks):
    __module__ = 'lightning.pytorch'
    automatic_optimization = True
    current_epoch = 0
    global_step = 0
    trainer = None
    logger = None
    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self.__dict__['hparams'] = _hparams(cls, (self,) + args, kwargs)
        return self
    @property
    def device(self):
        kind = 'auto' if self.trainer is None else self.trainer._flags.accelerator
        if kind in ('gpu', 'cuda'): return 'cuda'
        if kind in ('cpu', 'mps'): return kind
        return _unknown('the device that Lightning takes')
    def training_step(self, *args): return _unknown('a training step that is not written')
    def configure_optimizers(self): return None
    def configure_model(self): pass
    def configure_callbacks(self): return []
    def forward(self, *args, **kwargs): return _unknown('a forward that is not written')
    def log(self, name, value, *args, **kwargs): _log(name)
    def log_dict(self, values, *args, **kwargs): _log(list(values))
    def print(self, *args): pass
    def optimizers(self, use_pl_optimizer=True):
        made = self.trainer._optimizers
        return made[0] if len(made) == 1 else list(made)
    def lr_schedulers(self):
        made = self.trainer._schedulers
        return made[0] if len(made) == 1 else list(made) if made else None
    def manual_backward(self, loss, *args, **kwargs): loss.backward()
    def toggle_optimizer(self, optimizer): pass
    def untoggle_optimizer(self, optimizer): pass
    def clip_gradients(self, optimizer, gradient_clip_val=None, gradient_clip_algorithm=None):
        torch.nn.utils.clip_grad_norm_(self.parameters(), gradient_clip_val)
    def optimizer_zero_grad(self, epoch, batch_idx, optimizer): optimizer.zero_grad()
    def configure_gradient_clipping(self, optimizer, gradient_clip_val=None, gradient_clip_algorithm=None):
        self.trainer._clip(self)
    def lr_scheduler_step(self, scheduler, metric): scheduler.step()
    def all_gather(self, data, *args, **kwargs): return data
    def freeze(self):
        for parameter in self.parameters(): parameter.requires_grad = False
    def unfreeze(self): pass

for _name in ('on_fit_start', 'on_fit_end', 'on_train_start', 'on_train_end', 'on_train_epoch_start', 'on_train_epoch_end',
              'on_train_batch_start', 'on_train_batch_end', 'on_validation_start', 'on_validation_end', 'on_validation_epoch_start',
              'on_validation_epoch_end', 'on_validation_batch_start', 'on_validation_batch_end', 'on_test_start', 'on_test_end',
              'on_test_epoch_start', 'on_test_epoch_end', 'on_before_backward', 'on_after_backward', 'on_before_optimizer_step',
              'on_before_zero_grad', 'on_save_checkpoint', 'on_load_checkpoint', 'on_sanity_check_start', 'on_sanity_check_end'):
    def _nothing(self, *args, **kwargs): pass
    setattr(LightningModule, _name, _nothing)

class Callback:
    __module__ = 'lightning.pytorch.callbacks'
    def setup(self, trainer, module, stage=None): pass
    def teardown(self, trainer, module, stage=None): pass
for _name in ('on_fit_start', 'on_fit_end', 'on_train_start', 'on_train_end', 'on_train_epoch_start', 'on_train_epoch_end',
              'on_train_batch_start', 'on_train_batch_end', 'on_validation_epoch_start', 'on_validation_epoch_end',
              'on_validation_start', 'on_validation_end', 'on_before_zero_grad'):
    setattr(Callback, _name, _nothing)

class ModelCheckpoint(Callback):
    __module__ = 'lightning.pytorch.callbacks'
    CHECKPOINT_NAME_LAST = 'last'
    def __init__(self, *args, **kwargs):
        self.best_model_path = _unknown('the best checkpoint')
        self.best_model_score = _unknown('the best score')
        self.last_model_path = _unknown('the last checkpoint')

def _listed(value):
    if _same(value, None) or _same(value, False): return []
    return list(value) if _same(_isa(value, (list, tuple)), True) else [value]

def _split(made):
    """Optimizers and schedulers, in any of the ways in which configure_optimizers may give them."""
    if _same(made, None): return [], []
    if _isa(made, dict):
        entry = made.get('lr_scheduler')
        return [made['optimizer']], [] if _same(entry, None) else [_scheduler(entry)]
    if _isa(made, (list, tuple)):
        if len(made) == 2 and _isa(made[0], (list, tuple)):
            return list(made[0]), [_scheduler(entry) for entry in made[1]]
        optimizers, schedulers = [], []
        for item in made:
            if _isa(item, dict):
                optimizers.append(item['optimizer'])
                if item.get('lr_scheduler') is not None: schedulers.append(_scheduler(item['lr_scheduler']))
            else: optimizers.append(item)
        return optimizers, schedulers
    return [made], []

def _scheduler(entry):
    return (entry['scheduler'], entry.get('interval', 'epoch')) if _isa(entry, dict) else (entry, 'epoch')

class Trainer:
    __module__ = 'lightning.pytorch'
    _takes_more = True
    current_epoch = 0
    global_step = 0
    global_rank = 0
    local_rank = 0
    world_size = _unknown('the number of processes')
    estimated_stepping_batches = _unknown('the number of training steps')
    num_training_batches = _unknown('the number of batches')
    callback_metrics = _unknown('metrics')
    logged_metrics = _unknown('metrics')
    is_global_zero = _unknown('the rank')
    def __init__(self, *args, **kwargs):
        self._flags, self._shown = _Flags(), TrainerArguments()
        for name, default in _DEFAULTS.items():
            value = kwargs.get(name, kwargs.get('__more__', default))
            setattr(self._flags, name, value)
            setattr(self._shown, name, value)
        self.callbacks = _listed(self._flags.callbacks)
        self.max_epochs = self._flags.max_epochs
        self.logger = self._flags.logger
        self.accumulate_grad_batches = self._flags.accumulate_grad_batches
        self._optimizers, self._schedulers, self.lr_scheduler_configs = [], [], []
        self.checkpoint_callback = next((c for c in self.callbacks if _isa(c, ModelCheckpoint)), None)
        if self.checkpoint_callback is None: self.checkpoint_callback = _unknown('the checkpoint that Lightning makes')
    @classmethod
    def from_argparse_args(cls, args, **kwargs):
        return cls(**{name: value for name, value in vars(args).items() if name in _DEFAULTS}, **kwargs)
    @property
    def optimizers(self): return self._optimizers
    @property
    def strategy(self): return _unknown('the strategy')

    def _epochs(self):
        if self._flags.max_epochs is None:
            if self._flags.max_steps != -1: return _unknown('as many epochs as there are steps')
            return range(1000)
        if self._flags.max_epochs == -1: return _unknown('epochs without end')
        return range(self._flags.max_epochs)

    def _attach(self, model, datamodule, stage):
        model.trainer = self
        model.logger = self._flags.logger
        source = model if datamodule is None else datamodule
        source.trainer = self
        source.prepare_data()
        _call(source.setup, stage)
        if source is not model: _call(model.setup, stage)
        return source

    def _place(self, model):
        flags, shown = self._flags, self._shown
        if _isa(flags.gpus, (int, str, list, tuple)): _Accelerator('gpu', devices=shown.gpus)
        else: _Accelerator(shown.accelerator, devices=shown.devices)
        if flags.strategy not in ('auto', None) or flags.devices not in ('auto', 1, '1', [0]) or flags.num_nodes != 1:
            if _isa(flags.strategy, str) or flags.strategy is None: _Strategy(shown.strategy, devices=shown.devices, num_nodes=shown.num_nodes)
        if flags.precision not in (None, 32, '32', '32-true'):
            _MixedPrecision(shown.precision)
            if flags.precision in (16, '16', '16-mixed'): self._scaler = torch.amp.GradScaler()
        if flags.profiler is not None and _isa(flags.profiler, str): _Profiler(shown.profiler)
        if flags.sync_batchnorm is True: nn.SyncBatchNorm.convert_sync_batchnorm(model)

    def _clip(self, model):
        flags, shown = self._flags, self._shown
        if _same(flags.gradient_clip_val, None) or flags.gradient_clip_val == 0: return
        if flags.gradient_clip_algorithm == 'value': torch.nn.utils.clip_grad_value_(model.parameters(), shown.gradient_clip_val)
        else: torch.nn.utils.clip_grad_norm_(model.parameters(), shown.gradient_clip_val)

    def _each(self, name, model, *values):
        for callback in self.callbacks: getattr(callback, name)(self, model, *values)
        _call(getattr(model, name), *values)

    def _step(self, model, batch, index):
        flags, shown = self._flags, self._shown
        output = _call(model.training_step, batch, index, 0)
        if model.automatic_optimization:
            loss = output['loss'] if _isa(output, dict) else output
            if flags.accumulate_grad_batches != 1: _accumulate(shown.accumulate_grad_batches)
            model.on_before_backward(loss)
            loss.backward()
            model.on_after_backward()
            for optimizer in self._optimizers:
                model.on_before_optimizer_step(optimizer)
                model.configure_gradient_clipping(optimizer, flags.gradient_clip_val, flags.gradient_clip_algorithm)
                optimizer.step()
                model.optimizer_zero_grad(0, index, optimizer)
            for scheduler, interval in self.lr_scheduler_configs:
                if interval == 'step': scheduler.step()
        return output

    def _pass(self, model, loader, step):
        for index, batch in enumerate(loader):
            batch = model.transfer_batch_to_device(batch, model.device, 0)
            _call(step, batch, index, 0)

    def _evaluate(self, model, loaders, step, stage):
        model.eval()
        with torch.no_grad():
            self._each('on_' + stage + '_epoch_start', model)
            if _isa(loaders, (list, tuple)):
                for loader in loaders: self._pass(model, loader, step)
            else: self._pass(model, loaders, step)
            self._each('on_' + stage + '_epoch_end', model)

    def fit(self, model, train_dataloaders=None, val_dataloaders=None, datamodule=None, ckpt_path=None, train_dataloader=None, **kwargs):
        flags, shown = self._flags, self._shown
        if _same(train_dataloaders, None): train_dataloaders = train_dataloader
        if _isa(train_dataloaders, LightningDataModule): train_dataloaders, datamodule = None, train_dataloaders
        source = self._attach(model, datamodule, 'fit')
        model.configure_model()
        self._place(model)
        self.callbacks = self.callbacks + _listed(model.configure_callbacks())
        loader = source.train_dataloader() if _same(train_dataloaders, None) else train_dataloaders
        valid = val_dataloaders
        if _same(valid, None): valid = source.val_dataloader()
        self._optimizers, self.lr_scheduler_configs = _split(model.configure_optimizers())
        self._schedulers = [scheduler for scheduler, interval in self.lr_scheduler_configs]
        if not _same(ckpt_path, None): torch.load(ckpt_path)
        if _same(flags.logger, None) or _same(flags.logger, True): _DefaultLogger('lightning_logs')
        validates = hasattr(model, 'validation_step') and not _same(valid, None)
        self._each('on_fit_start', model)
        self._each('on_train_start', model)
        for epoch in self._epochs():
            model.current_epoch = self.current_epoch = epoch
            model.train()
            self._each('on_train_epoch_start', model)
            for index, batch in enumerate(loader):
                batch = model.transfer_batch_to_device(batch, model.device, 0)
                self._each('on_train_batch_start', model, batch, index)
                output = self._step(model, batch, index)
                self._each('on_train_batch_end', model, output, batch, index)
            if validates: self._evaluate(model, valid, model.validation_step, 'validation')
            self._each('on_train_epoch_end', model)
            if model.automatic_optimization:
                for scheduler, interval in self.lr_scheduler_configs:
                    if interval == 'epoch': model.lr_scheduler_step(scheduler, None)
            self._save(model)
        self._each('on_train_end', model)
        self._each('on_fit_end', model)

    def _save(self, model):
        if self._flags.enable_checkpointing is False: return
        if any(_isa(callback, ModelCheckpoint) for callback in self.callbacks): return
        path = _unknown('a file in the folder of the logger')
        torch.save({'epoch': 0, 'global_step': 0, 'state_dict': model.state_dict(),
                    'optimizer_states': [optimizer.state_dict() for optimizer in self._optimizers],
                    'lr_schedulers': [scheduler.state_dict() for scheduler in self._schedulers], 'loops': None, 'callbacks': None,
                    'hyper_parameters': None, 'pytorch-lightning_version': None}, path)

    def validate(self, model=None, dataloaders=None, ckpt_path=None, verbose=True, datamodule=None):
        if model is None: return _unknown('results of a validation')
        if _isa(dataloaders, LightningDataModule): dataloaders, datamodule = None, dataloaders
        source = self._attach(model, datamodule, 'validate')
        self._evaluate(model, source.val_dataloader() if _same(dataloaders, None) else dataloaders, model.validation_step, 'validation')
        return _unknown('results of a validation')
    def test(self, model=None, dataloaders=None, ckpt_path=None, verbose=True, datamodule=None):
        if model is None or getattr(type(model), 'test_step', None) is None: return _unknown('results of a test')
        if _isa(dataloaders, LightningDataModule): dataloaders, datamodule = None, dataloaders
        source = self._attach(model, datamodule, 'test')
        self._evaluate(model, source.test_dataloader() if _same(dataloaders, None) else dataloaders, model.test_step, 'test')
        return _unknown('results of a test')
    def predict(self, *args, **kwargs): return _unknown('predictions')
    def save_checkpoint(self, filepath, weights_only=False): torch.save(_unknown('a checkpoint of Lightning'), filepath)
`;

export const LIGHTNING: Framework = {
  name: 'lightning',
  style: 'lightning',
  modules: (
    'lightning lightning.pytorch pytorch_lightning lightning.pytorch.callbacks pytorch_lightning.callbacks lightning.pytorch.trainer ' +
    'pytorch_lightning.trainer pytorch_lightning.core lightning.pytorch.core lightning.pytorch.utilities.seed ' +
    'lightning.pytorch.callbacks.model_checkpoint pytorch_lightning.callbacks.model_checkpoint lightning.callbacks ' +
    'pytorch_lightning.utilities.seed lightning.pytorch.utilities.types'
  ).split(' '),
  source: SOURCE,
};
