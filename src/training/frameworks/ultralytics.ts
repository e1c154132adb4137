import type { Framework } from './framework.js';

/**
 * Ultralytics 8: `YOLO(...).train(...)` does all of it. Defaults as of 8.4, looked up 2026-11-23 in a stored `cfg/default.yaml` of its
 * repository; from knowledge, not looked up: gradients are clipped at 10.0 and the
 * weights averaged (`ModelEMA`) in its `engine/trainer.py`. With `optimizer='auto'` the library chooses optimizer, lr and momentum.
 */
const SOURCE = `import torch
from __native__ import unknown as _unknown, same as _same
from ultralytics.data import YOLODataset as _YOLODataset, InfiniteDataLoader as _InfiniteDataLoader
from ultralytics.utils.torch_utils import ModelEMA as _ModelEMA
from ultralytics.engine.trainer import optimizer as _optimizer, autocast as _autocast, device as _device, export as _export, freeze as _freeze, save as _save, loss as _loss
from ultralytics.engine.validator import BaseValidator as _Validator
from ultralytics.nn.tasks import DetectionModel as _DetectionModel

_DEFAULTS = dict(data=None, epochs=100, patience=100, batch=16, imgsz=640, save=True, save_period=-1, device=None, workers=8, project=None, name=None,
                 pretrained=True, optimizer='auto', seed=0, deterministic=True, cos_lr=False, resume=False, amp=True, freeze=None, lr0=0.01,
                 lrf=0.01, momentum=0.937, weight_decay=0.0005, warmup_epochs=3.0, val=True, close_mosaic=10, augment=False, cache=False)
class TrainArguments: pass

class YOLO:
    __module__ = 'ultralytics'
    def __init__(self, model='yolo11n.pt', task=None, verbose=False):
        self.model = _unknown('the network of ' + str(model))
    def load(self, weights): return self
    def add_callback(self, event, function): pass
    def to(self, device): return self
    def train(self, trainer=None, **kwargs):
        a = TrainArguments()
        for name, default in _DEFAULTS.items(): setattr(a, name, kwargs.get(name, default))
        given = dict(a.__dict__)
        torch.manual_seed(a.seed)
        if given['device'] is not None: _device(device=a.device)
        train = _InfiniteDataLoader(_YOLODataset(data=a.data, imgsz=a.imgsz), batch=a.batch, workers=a.workers, shuffle=True)
        valid = _InfiniteDataLoader(_YOLODataset(data=a.data, imgsz=a.imgsz), batch=a.batch, workers=a.workers, shuffle=False)
        if given['optimizer'] == 'auto': optimizer = _optimizer(optimizer=a.optimizer)
        elif given['optimizer'] == 'SGD':
            optimizer = torch.optim.SGD(self.model, lr=a.lr0, momentum=a.momentum, weight_decay=a.weight_decay, nesterov=True)
        elif given['optimizer'] in ('Adam', 'AdamW', 'NAdam', 'RAdam', 'Adamax'):
            optimizer = getattr(torch.optim, given['optimizer'])(self.model, lr=a.lr0, betas=(a.momentum, 0.999), weight_decay=a.weight_decay)
        else: optimizer = _optimizer(optimizer=a.optimizer, lr0=a.lr0, momentum=a.momentum, weight_decay=a.weight_decay)
        scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lrf=a.lrf, cos_lr=a.cos_lr)
        if given['freeze'] is not None: _freeze(freeze=a.freeze)
        ema = _ModelEMA()
        if not _same(given['amp'], False):
            _autocast(amp=a.amp)
            torch.amp.GradScaler()
        for epoch in range(given['epochs']):
            for batch in train:
                loss = _loss(batch.to(_unknown('the device')))
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.model, 10.0)
                optimizer.step()
                optimizer.zero_grad()
            scheduler.step()
            if not _same(given['val'], False): self._validate(valid)
            if not _same(given['save'], False): _save(project=a.project, name=a.name, save_period=a.save_period)
        return _unknown('results of the training')
    def _validate(self, loader):
        with torch.no_grad():
            for batch in loader: _Validator(batch)
    def val(self, **kwargs): return _unknown('results of a validation')
    def tune(self, **kwargs): return _unknown('results of a search')
    def predict(self, *args, **kwargs): return _unknown('predictions')
    def __call__(self, *args, **kwargs): return _unknown('predictions')
    def export(self, format='torchscript', **kwargs):
        _export(self, format=format, **kwargs)
        return _unknown('a path')
class RTDETR(YOLO):
    __module__ = 'ultralytics'
`;

export const ULTRALYTICS: Framework = {
  name: 'ultralytics',
  style: 'ultralytics',
  modules: ['ultralytics', 'ultralytics.models', 'ultralytics.models.yolo.model'],
  source: SOURCE,
};
