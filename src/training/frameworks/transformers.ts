import { TRANSFORMERS as MODELS } from '../../models/torch/transformers-source.js';
import type { Framework } from './framework.js';

/**
 * `Trainer` and `TrainingArguments` of transformers 5. Defaults as of 5.18.0, looked up 2026-11-23 in the fields of the installed class:
 * 3 epochs, batches of 8, learning rate 5e-5, AdamW (fused) without weight decay, linear decay without warm-up, gradients clipped at 1.0,
 * a checkpoint every 500 steps, no evaluation, no logger. Where 4.x has other defaults (`optim='adamw_torch'`, `report_to` all that is
 * installed), those of 5 are told; arguments that are gone in 5 (`warmup_ratio`, `logging_dir`, `group_by_length`,
 * `overwrite_output_dir`) are understood, with their defaults of 4.x from knowledge, not looked up. The loss of a model that the program
 * does not write is unknown.
 */
const SOURCE = `
import torch
from __native__ import same as _same, parameters_of as _parameters_of
from transformers import accumulate as _accumulate, log as _log, report_to as _report_to, autocast as _autocast
from transformers import push_to_hub as _push_to_hub
from transformers.data.data_collator import default_data_collator as _default_data_collator

from __dataclass_parsers__ import HfArgumentParser as _HfArgumentParser, build as _build, read_settings as _read_settings
from __dataclass_parsers__ import split_words as _split_words, words as _words, declare as _declare, hold as _hold

def _isa(value, kind): return _same(isinstance(value, kind), True)

class TrainingArguments:
    __module__ = 'transformers'
    _takes_more = True
    _DEFAULTS = dict(
        output_dir='trainer_output', do_train=False, do_eval=False, do_predict=False, eval_strategy='no', per_device_train_batch_size=8,
        per_device_eval_batch_size=8, gradient_accumulation_steps=1, learning_rate=5e-5, weight_decay=0.0, adam_beta1=0.9,
        adam_beta2=0.999, adam_epsilon=1e-8, max_grad_norm=1.0, num_train_epochs=3.0, max_steps=-1, lr_scheduler_type='linear',
        lr_scheduler_kwargs=None, warmup_ratio=0.0, warmup_steps=0, logging_dir=None, logging_strategy='steps', logging_steps=500,
        save_strategy='steps', save_steps=500, save_total_limit=None, seed=42, data_seed=None, bf16=False, fp16=False, tf32=None,
        local_rank=-1, dataloader_drop_last=False, eval_steps=None, dataloader_num_workers=0, dataloader_pin_memory=True,
        dataloader_persistent_workers=False, dataloader_prefetch_factor=None, run_name=None, remove_unused_columns=True,
        load_best_model_at_end=False, metric_for_best_model=None, greater_is_better=None, fsdp=None, fsdp_config=None, deepspeed=None,
        label_smoothing_factor=0.0, optim='adamw_torch_fused', group_by_length=False, report_to='none', push_to_hub=False,
        resume_from_checkpoint=None, gradient_checkpointing=False, torch_compile=False, overwrite_output_dir=False, use_cpu=False,
        predict_with_generate=False, generation_max_length=None, generation_num_beams=None, auto_find_batch_size=False,
        disable_tqdm=None, hub_model_id=None, torch_compile_mode=None, torch_compile_backend=None, full_determinism=False,
    )
    def __init__(self, *args, **kwargs):
        if args: kwargs['output_dir'] = args[0]
        if 'evaluation_strategy' in kwargs: kwargs['eval_strategy'] = kwargs['evaluation_strategy']
        for name, default in self._DEFAULTS.items():
            setattr(self, name, kwargs.get(name, kwargs.get('__more__', default)))
        self._decides = _Flags(self)
        for name, value in kwargs.items():
            if name not in self._DEFAULTS: setattr(self, name, value)
    def __getattr__(self, name):
        if name.startswith('_'): raise AttributeError(name)
        return _unknown(f'{name} of TrainingArguments')
    def main_process_first(self, *args, **kwargs): return _unknown('a context')
    def get_process_log_level(self): return 20
    def to_dict(self): return dict(self.__dict__)

class Seq2SeqTrainingArguments(TrainingArguments):
    __module__ = 'transformers'

class _Flags:
    """What is decided on: reading it is not taken for showing it."""
    def __init__(self, arguments):
        for name in arguments._DEFAULTS: setattr(self, name, arguments.__dict__[name])

class TrainerCallback:
    __module__ = 'transformers'
    def __getattr__(self, name): raise AttributeError(name)

def set_seed(seed, deterministic=False):
    pass

_DECAYS = dict(linear=_linear, cosine=_cosine, constant=_constant, constant_with_warmup=_constant_with_warmup)

class Trainer:
    __module__ = 'transformers'
    def __init__(self, model=None, args=None, data_collator=None, train_dataset=None, eval_dataset=None, processing_class=None,
                 model_init=None, compute_loss_func=None, compute_metrics=None, callbacks=None, optimizers=(None, None),
                 optimizer_cls_and_kwargs=None, preprocess_logits_for_metrics=None, tokenizer=None, **kwargs):
        if _same(args, None): args = TrainingArguments()
        self.args, self.data_collator, self.train_dataset, self.eval_dataset = args, data_collator, train_dataset, eval_dataset
        self.model = model_init() if _same(model, None) and model_init is not None else model
        self.processing_class = self.tokenizer = processing_class if _same(tokenizer, None) else tokenizer
        self.compute_metrics, self.callbacks = compute_metrics, callbacks
        self.optimizer, self.lr_scheduler = optimizers
        self.state = _unknown('the state of the trainer')
        self.accelerator = _unknown('the accelerator')
        self.is_world_process_zero = lambda: _unknown('the rank')
        torch.manual_seed(args.seed)
    def add_callback(self, callback): pass
    def remove_callback(self, callback): pass
    def log_metrics(self, split, metrics): pass
    def save_metrics(self, split, metrics, combined=True): pass
    def save_state(self): pass
    def log(self, logs, *args): _log(_unknown('values'))
    def create_model_card(self, **kwargs): pass
    def push_to_hub(self, *args, **kwargs): _push_to_hub()
    def is_world_process_zero(self): return _unknown('the rank')
    def _collate(self):
        return _default_data_collator if _same(self.data_collator, None) else self.data_collator
    def get_train_dataloader(self):
        a = self.args
        return torch.utils.data.DataLoader(self.train_dataset, batch_size=a.per_device_train_batch_size, shuffle=True,
            num_workers=a.dataloader_num_workers, pin_memory=a.dataloader_pin_memory, drop_last=a.dataloader_drop_last,
            collate_fn=self._collate())
    def get_eval_dataloader(self, eval_dataset=None):
        a = self.args
        return torch.utils.data.DataLoader(self.eval_dataset if _same(eval_dataset, None) else eval_dataset, shuffle=False,
            batch_size=a.per_device_eval_batch_size, num_workers=a.dataloader_num_workers, pin_memory=a.dataloader_pin_memory,
            drop_last=a.dataloader_drop_last, collate_fn=self._collate())
    get_test_dataloader = get_eval_dataloader
    def create_optimizer(self):
        a = self.args
        if _same(self.optimizer, None):
            name = a._decides.optim
            if _isa(name, str) and not name.startswith('adamw'):
                self.optimizer = torch.optim.Optimizer(self.model.parameters(), optim=a.optim, lr=a.learning_rate)
            else:
                self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=a.learning_rate, weight_decay=a.weight_decay,
                    betas=(a.adam_beta1, a.adam_beta2), eps=a.adam_epsilon)
        return self.optimizer
    def create_scheduler(self, num_training_steps, optimizer=None):
        a = self.args
        if _same(self.lr_scheduler, None):
            kind = a._decides.lr_scheduler_type
            if not _isa(kind, str) or kind not in _DECAYS:
                self.lr_scheduler = _get_scheduler(a.lr_scheduler_type, self.optimizer, num_warmup_steps=a.warmup_steps)
            elif kind == 'constant': self.lr_scheduler = _constant(self.optimizer)
            elif _same(a._decides.warmup_ratio, 0.0) or a._decides.warmup_ratio == 0:
                self.lr_scheduler = _DECAYS[kind](self.optimizer, num_warmup_steps=a.warmup_steps)
            else: self.lr_scheduler = _DECAYS[kind](self.optimizer, warmup_ratio=a.warmup_ratio)
        return self.lr_scheduler
    def create_optimizer_and_scheduler(self, num_training_steps):
        self.create_optimizer()
        self.create_scheduler(num_training_steps, self.optimizer)
    def _prepare_inputs(self, inputs): return inputs.to(_unknown('the device that accelerate takes'))
    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        outputs = model(**inputs)
        loss = outputs['loss'] if _isa(outputs, dict) else outputs.loss
        return (loss, outputs) if return_outputs else loss
    def training_step(self, model, inputs, num_items_in_batch=None):
        model.train()
        inputs = self._prepare_inputs(inputs)
        loss = self.compute_loss(model, inputs)
        if self.args._decides.gradient_accumulation_steps != 1: _accumulate(self.args.gradient_accumulation_steps)
        loss.backward()
        return loss
    def _place(self):
        a, flags = self.args, self.args._decides
        if not _same(flags.fp16, False): _autocast(fp16=a.fp16)
        if not _same(flags.bf16, False): _autocast(bf16=a.bf16)
        if _same(flags.fp16, True): torch.amp.GradScaler()
        if _same(flags.gradient_checkpointing, True): _gradient_checkpointing(True)
        if _same(flags.torch_compile, True): torch.compile(self.model)
        if flags.deepspeed is not None: _DeepSpeed(a.deepspeed)
        if not _same(flags.fsdp, None) and flags.fsdp != '': _FullyShardedDataParallel(fsdp=a.fsdp)
        if _same(flags.report_to, None): _report_to('all that is installed')
        elif flags.report_to not in ('none', [], ['none']): _report_to(a.report_to)
    def train(self, resume_from_checkpoint=None, **kwargs):
        a, flags = self.args, self.args._decides
        self._place()
        if not _same(resume_from_checkpoint, None) and not _same(resume_from_checkpoint, False): torch.load(resume_from_checkpoint)
        loader = self.get_train_dataloader()
        self.create_optimizer_and_scheduler(_unknown('the number of training steps'))
        epochs = flags.num_train_epochs
        count = range(int(epochs)) if flags.max_steps == -1 else _unknown('as many epochs as max_steps needs')
        for epoch in count:
            for step, inputs in enumerate(loader):
                self.training_step(self.model, inputs)
                if flags.max_grad_norm is not None and flags.max_grad_norm != 0:
                    torch.nn.utils.clip_grad_norm_(self.model.parameters(), a.max_grad_norm)
                self.optimizer.step()
                self.lr_scheduler.step()
                self.model.zero_grad()
                if flags.logging_strategy != 'no': _log(logging_strategy=a.logging_strategy, logging_steps=a.logging_steps)
            if not _same(flags.eval_strategy, 'no'): self.evaluate()
            if not _same(flags.save_strategy, 'no'):
                _save_checkpoint(a.output_dir, save_strategy=a.save_strategy, save_steps=a.save_steps, save_total_limit=a.save_total_limit)
        if _same(flags.push_to_hub, True): _push_to_hub(hub_model_id=a.hub_model_id)
        return _unknown('the result of the training')
    def prediction_step(self, model, inputs, prediction_loss_only=False, ignore_keys=None):
        inputs = self._prepare_inputs(inputs)
        return self.compute_loss(model, inputs, return_outputs=True)
    def evaluate(self, eval_dataset=None, ignore_keys=None, metric_key_prefix='eval', **kwargs):
        loader = self.get_eval_dataloader(eval_dataset)
        self.model.eval()
        with torch.no_grad():
            for inputs in loader:
                self.prediction_step(self.model, inputs, False)
        if not _same(self.compute_metrics, None): self.compute_metrics(_unknown('predictions and labels'))
        return _unknown('metrics')
    def predict(self, test_dataset, *args, **kwargs):
        self.evaluate(test_dataset)
        return _unknown('predictions')
    def save_model(self, output_dir=None, _internal_call=False):
        _save_model(self.args.output_dir if _same(output_dir, None) else output_dir)

class Seq2SeqTrainer(Trainer):
    __module__ = 'transformers'

class HfArgumentParser(_HfArgumentParser):
    __module__ = 'transformers'
    def parse_args_into_dataclasses(self, args=None, return_remaining_strings=False, **kwargs):
        named, plain = _split_words(_words() if args is None else args)
        made = [_fill(cls, named) if issubclass(cls, TrainingArguments) else _build(cls, named) for cls in self.dataclass_types]
        if return_remaining_strings: made.append(['--' + name for name in named] + plain)
        return tuple(made)
    def parse_dict(self, args, allow_extra_keys=False):
        return tuple(_fill(cls, {}, args) if issubclass(cls, TrainingArguments) else _build(cls, {}, settings=args) for cls in self.dataclass_types)
    def parse_json_file(self, json_file, allow_extra_keys=False): return self.parse_dict(_read_settings(str(json_file)))
    def parse_yaml_file(self, yaml_file, allow_extra_keys=False): return self.parse_dict(_read_settings(str(yaml_file)))

def _plain(text):
    if text in ('True', 'true'): return True
    if text in ('False', 'false'): return False
    for kind in (int, float):
        try: return kind(text)
        except ValueError: pass
    return text

def _fill(cls, named, settings={}):
    """What the command line and a file say of the arguments of the trainer, and of those that the program adds to them."""
    given, extra = {}, {}
    for name in list(settings):
        if name in cls._DEFAULTS: given[name] = settings[name]
    for name in list(named):
        if name not in cls._DEFAULTS and name not in ('evaluation_strategy', ): continue
        texts = named.pop(name)
        given[name] = _plain(texts[0]) if texts else True
        _declare(name, '--' + name, given[name], True, None)
    made = object.__new__(cls)
    if hasattr(cls, '__dataclass_fields__'):
        import dataclasses
        for item in dataclasses.fields(cls):
            value = item.default if item.default is not dataclasses.MISSING else None
            setattr(made, item.name, settings.get(item.name, value))
            if item.name in named:
                setattr(made, item.name, _plain(named.pop(item.name)[0]))
    TrainingArguments.__init__(made, **given)
    for name in given: _hold(made, name, name)
    return made
`;

/** Functions of the library, and what it does by itself under names of our own. */
const NAMES = `
from transformers.optimization import get_linear_schedule_with_warmup as _linear, get_cosine_schedule_with_warmup as _cosine
from transformers.optimization import get_constant_schedule as _constant, get_constant_schedule_with_warmup as _constant_with_warmup
from transformers.optimization import get_scheduler as _get_scheduler
from transformers.trainer import save_model as _save_model, save_checkpoint as _save_checkpoint
from transformers.trainer import gradient_checkpointing as _gradient_checkpointing, deepspeed as _DeepSpeed
from torch.distributed.fsdp import FullyShardedDataParallel as _FullyShardedDataParallel
`;

export const TRANSFORMERS: Framework = {
  name: 'transformers',
  style: 'transformers',
  modules: [
    'transformers',
    'transformers.trainer',
    'transformers.training_args',
    'transformers.trainer_utils',
    'transformers.trainer_callback',
  ],
  source: `${MODELS.get('transformers') ?? ''}${NAMES}${SOURCE}`,
};
