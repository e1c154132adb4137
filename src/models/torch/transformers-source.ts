/**
 * What models inherit from transformers, for where it is not installed: the attributes of a configuration and their defaults, and a
 * module with its configuration whose output layer is tied to the embedding. From transformers 4.
 */
const WHOLE = `from torch import nn
from __native__ import unknown as _unknown
class PretrainedConfig:
    model_type = ''
    is_composition = False
    attribute_map = {}
    def __setattr__(self, key, value):
        super().__setattr__(type(self).attribute_map.get(key, key), value)
    def __getattribute__(self, key):
        if key != 'attribute_map' and not key.startswith('__'):
            key = type(self).attribute_map.get(key, key)
        return super().__getattribute__(key)
    def __init__(self, **kwargs):
        for key, value in (
            ('return_dict', True), ('output_hidden_states', False), ('output_attentions', False), ('torchscript', False),
            ('torch_dtype', None), ('use_bfloat16', False), ('tf_legacy_loss', False), ('pruned_heads', {}),
            ('tie_word_embeddings', True), ('chunk_size_feed_forward', 0), ('is_encoder_decoder', False),
            ('is_decoder', False), ('cross_attention_hidden_size', None), ('add_cross_attention', False),
            ('tie_encoder_decoder', False), ('architectures', None), ('finetuning_task', None), ('id2label', None),
            ('label2id', None), ('task_specific_params', None), ('problem_type', None), ('tokenizer_class', None),
            ('prefix', None), ('bos_token_id', None), ('pad_token_id', None), ('eos_token_id', None),
            ('sep_token_id', None), ('decoder_start_token_id', None),
        ):
            setattr(self, key, kwargs.pop(key, value))
        if self.id2label is not None:
            self.id2label = {int(key): value for key, value in self.id2label.items()}
            kwargs.pop('num_labels', None)
        else:
            self.num_labels = kwargs.pop('num_labels', 2)
        self._name_or_path = str(kwargs.pop('name_or_path', ''))
        self._attn_implementation = kwargs.pop('attn_implementation', 'eager')
        for key, value in kwargs.items():
            setattr(self, key, value)
    @property
    def name_or_path(self): return self._name_or_path
    @property
    def use_return_dict(self): return self.return_dict and not self.torchscript
    @property
    def num_labels(self): return len(self.id2label)
    @num_labels.setter
    def num_labels(self, count):
        self.id2label = {i: f'LABEL_{i}' for i in range(count)}
        self.label2id = dict(zip(self.id2label.values(), self.id2label.keys()))
    def get_text_config(self, decoder=False): return self
    def update(self, config):
        for key, value in config.items():
            setattr(self, key, value)
    def to_dict(self): return dict(self.__dict__)
    @classmethod
    def from_dict(cls, config, **kwargs): return cls(**{**config, **kwargs})
    @classmethod
    def from_json_file(cls, path):
        import json
        return cls(**json.load(open(path)))
    @classmethod
    def from_pretrained(cls, name, **kwargs): return _unknown(f'the configuration {name}')
    def save_pretrained(self, *args, **kwargs): pass
class PreTrainedModel(nn.Module):
    config_class = None
    base_model_prefix = ''
    main_input_name = 'input_ids'
    def __init__(self, config, *inputs, **kwargs):
        super().__init__()
        self.config = config
        self.name_or_path = config.name_or_path
    def post_init(self):
        self.init_weights()
    def init_weights(self):
        self.tie_weights()
    def _init_weights(self, module): pass
    @property
    def base_model(self): return getattr(self, self.base_model_prefix, self)
    def get_input_embeddings(self):
        base = getattr(self, self.base_model_prefix, self)
        if base is not self: return base.get_input_embeddings()
        raise NotImplementedError
    def set_input_embeddings(self, value):
        base = getattr(self, self.base_model_prefix, self)
        if base is not self: base.set_input_embeddings(value)
        else: raise NotImplementedError
    def get_output_embeddings(self): return None
    def tie_weights(self):
        if getattr(self.config, 'tie_word_embeddings', True):
            output = self.get_output_embeddings()
            if output is not None: output.weight = self.get_input_embeddings().weight
    def get_head_mask(self, mask, count, is_attention_chunked=False):
        return [None] * count if mask is None else _unknown('a mask of heads')
    def gradient_checkpointing_enable(self, *args, **kwargs): pass
    def gradient_checkpointing_disable(self): pass
    @property
    def dtype(self): return next(self.parameters()).dtype
    @property
    def device(self): return next(self.parameters()).device
    @classmethod
    def from_pretrained(cls, name, *args, **kwargs): return _unknown(f'the model {name}')
`;

/** By the name of the module. */
export const TRANSFORMERS: ReadonlyMap<string, string> = new Map([
  ['transformers', WHOLE],
  ['transformers.configuration_utils', 'from transformers import PretrainedConfig'],
  ['transformers.modeling_utils', 'from transformers import PreTrainedModel'],
]);
