import type { Framework } from './framework.js';

/**
 * ignite 0.5: an engine calls a function of the program for each batch, and handlers around it. Names of `ModelCheckpoint` and
 * `Checkpoint` as of 0.5.0, looked up 2026-11-23 in its documents; all else from knowledge, not looked up.
 */
const SOURCE = `import torch
from __native__ import unknown as _unknown, same as _same

def _isa(value, kind): return _same(isinstance(value, kind), True)

class _Event:
    def __init__(self, name): self._name = name
    def __call__(self, event_filter=None, every=None, once=None, **kwargs): return self
    def __or__(self, other): return _Either(self, other)
class _Either:
    def __init__(self, *events): self._events = events
    def __or__(self, other): return _Either(*self._events, other)
class Events:
    __module__ = 'ignite.engine'
for _name in ('EPOCH_STARTED EPOCH_COMPLETED STARTED COMPLETED ITERATION_STARTED ITERATION_COMPLETED EXCEPTION_RAISED GET_BATCH_STARTED '
              'GET_BATCH_COMPLETED TERMINATE INTERRUPT DATALOADER_STOP_ITERATION').split():
    setattr(Events, _name, _Event(_name))

class State:
    def __init__(self): self.epoch, self.iteration, self.output, self.batch, self.metrics = 1, 1, None, None, _unknown('metrics')
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return _unknown(name + ' of the state of an engine')

class Engine:
    __module__ = 'ignite.engine'
    def __init__(self, process_function):
        self._process_function, self._handlers, self.state = process_function, [], State()
        self.logger = _unknown('a logger')
        self.should_terminate = False
    def add_event_handler(self, event_name, handler, *args, **kwargs):
        self._handlers.append((event_name, handler, args, kwargs))
    def on(self, event_name, *args, **kwargs):
        def decorate(handler):
            self.add_event_handler(event_name, handler, *args, **kwargs)
            return handler
        return decorate
    def has_event_handler(self, *args): return _unknown('whether it has a handler')
    def register_events(self, *args, **kwargs): pass
    def terminate(self): pass
    def state_dict(self): return _unknown('the state of an engine')
    def load_state_dict(self, state): pass
    def _fire(self, name):
        for event, handler, args, kwargs in self._handlers:
            names = [item._name for item in event._events] if _isa(event, _Either) else [getattr(event, '_name', None)]
            if name in names and not _isa(handler, Engine): self._call(handler, args, kwargs)
    def _call(self, handler, args, kwargs):
        try: handler(self, *args, **kwargs)
        except TypeError: handler(*args, **kwargs)
    def _pass(self, data):
        for batch in data:
            self.state.batch = batch
            self._fire('ITERATION_STARTED')
            self.state.output = self._process_function(self, batch)
            self._fire('ITERATION_COMPLETED')
    def run(self, data=None, max_epochs=None, epoch_length=None, **kwargs):
        self._fire('STARTED')
        if _same(max_epochs, None): self._epoch(data)
        else:
            for epoch in range(max_epochs): self._epoch(data)
        self._fire('COMPLETED')
        return self.state
    def _epoch(self, data):
        self._fire('EPOCH_STARTED')
        self._pass(data)
        self._fire('EPOCH_COMPLETED')

def _convert(batch, device, non_blocking):
    x, y = batch
    if _same(device, None): return x, y
    return x.to(device, non_blocking=non_blocking), y.to(device, non_blocking=non_blocking)

def create_supervised_trainer(model, optimizer, loss_fn, device=None, non_blocking=False, prepare_batch=None, model_transform=None,
                              output_transform=None, deterministic=False, amp_mode=None, scaler=False, gradient_accumulation_steps=1, **kwargs):
    if amp_mode == 'amp' and scaler is True: torch.amp.GradScaler()
    def update(engine, batch):
        model.train()
        optimizer.zero_grad()
        x, y = _convert(batch, device, non_blocking) if prepare_batch is None else prepare_batch(batch, device=device, non_blocking=non_blocking)
        if amp_mode == 'amp':
            with torch.autocast('cuda'): loss = loss_fn(model(x), y)
        else: loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        return _unknown('the loss')
    return Engine(update)

def create_supervised_evaluator(model, metrics=None, device=None, non_blocking=False, prepare_batch=None, **kwargs):
    def evaluate(engine, batch):
        model.eval()
        with torch.no_grad():
            x, y = _convert(batch, device, non_blocking) if prepare_batch is None else prepare_batch(batch, device=device, non_blocking=non_blocking)
            return model(x), y
    return Engine(evaluate)

def auto_model(model, **kwargs): return model
def auto_optim(optimizer, **kwargs): return optimizer
def auto_dataloader(dataset, **kwargs): return torch.utils.data.DataLoader(dataset, **kwargs)
def get_rank(): return _unknown('the rank')
def get_local_rank(): return _unknown('the rank')
def get_world_size(): return _unknown('the number of processes')
def device(): return _unknown('the device that ignite takes')
class Parallel:
    __module__ = 'ignite.distributed'
    def __init__(self, backend=None, **kwargs): pass
    def __enter__(self): return self
    def __exit__(self, *error): return False
    def run(self, function, *args, **kwargs): return function(_unknown('the rank'), *args, **kwargs)
def manual_seed(seed): torch.manual_seed(seed)
`;

export const IGNITE: Framework = {
  name: 'ignite',
  style: 'ignite',
  modules: ['ignite', 'ignite.engine', 'ignite.distributed', 'ignite.utils', 'ignite.engine.events'],
  source: SOURCE,
};
