/** OmegaConf, as far as models read their configuration with it. */
export const omegaconfSource = `from __native__ import parse_yaml, read_file, unknown, argv, is_given, as_setting, note_setting
import dataclasses
MISSING = '???'
class DictConfig(dict):
    def __getattr__(self, key):
        if key.startswith('__'):
            raise AttributeError(key)
        if key not in self:
            raise AttributeError(f'Missing key {key}')
        return self[key]
    def __setattr__(self, key, value):
        self[key] = _wrap(value)
    def __delattr__(self, key):
        del self[key]
    def copy(self):
        return _wrap(dict(self))
class ListConfig(list): pass
def _wrap(value):
    if isinstance(value, dict):
        made = DictConfig()
        for key, item in value.items():
            made[key] = _wrap(item)
            as_setting(made, key, value)
        return made
    if isinstance(value, (list, tuple)):
        return ListConfig([_wrap(item) for item in value])
    if isinstance(value, str) and ('\${' in value or value == MISSING):
        return unknown('a value of a configuration that stands for another')
    return value
def _plain(value):
    if isinstance(value, dict):
        made = {}
        for key, item in value.items():
            made[key] = _plain(item)
            as_setting(made, key, value)
        return made
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
def _merge(into, other):
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = _wrap(value)
            as_setting(into, key, other)
def _structured(value, prefix=''):
    made = DictConfig()
    for item in dataclasses.fields(value):
        if not isinstance(value, type):
            inner = getattr(value, item.name)
        elif item.has_factory:
            inner = item.default_factory()
        elif item.has_default:
            inner = item.default
        elif dataclasses.is_dataclass(item.type):
            inner = item.type
        else:
            inner = unknown(f'{prefix}{item.name}, which must be given,')
        if dataclasses.is_dataclass(inner):
            made[item.name] = _structured(inner, f'{prefix}{item.name}.')
        else:
            made[item.name] = _wrap(inner)
            note_setting(made, item.name, f'{prefix}{item.name}', inner, False)
    return made
def _of_words(words):
    made = DictConfig()
    for word in words:
        key, sign, text = word.partition('=')
        if not sign:
            continue
        holder = made
        *before, last = key.split('.')
        for part in before:
            if not isinstance(holder.get(part), dict):
                holder[part] = DictConfig()
            holder = holder[part]
        value = _wrap(parse_yaml(text, True))
        holder[last] = value
        note_setting(holder, last, key, value, True)
    return made
class OmegaConf:
    @staticmethod
    def load(file):
        if hasattr(file, 'read'):
            text = file.read()
        else:
            text = read_file(file if isinstance(file, str) else file.__fspath__())
        value = parse_yaml(text, True)
        return _wrap({} if value is None else value)
    @staticmethod
    def create(obj=None):
        if isinstance(obj, str):
            obj = parse_yaml(obj, True)
        if dataclasses.is_dataclass(obj):
            return _structured(obj)
        if obj is not None and not isinstance(obj, (dict, list, tuple)):
            return unknown('a structured configuration')
        return _wrap({} if obj is None else obj)
    @staticmethod
    def merge(*configs):
        made = DictConfig()
        for config in configs:
            if dataclasses.is_dataclass(config):
                config = _structured(config)
            if not isinstance(config, dict):
                return unknown('a merge with a structured configuration')
            _merge(made, config)
        return made
    unsafe_merge = merge
    @staticmethod
    def structured(obj, **kwargs): return _structured(obj)
    @staticmethod
    def from_cli(args_list=None):
        if args_list is None:
            if not is_given(argv):
                return unknown('the command line')
            args_list = argv[1:]
        return _of_words(args_list)
    @staticmethod
    def from_dotlist(dotlist): return _of_words(dotlist)
    @staticmethod
    def update(cfg, key, value, **kwargs):
        holder = cfg
        *before, last = key.split('.')
        for part in before:
            holder = holder.setdefault(part, DictConfig())
        holder[last] = _wrap(value)
    @staticmethod
    def is_missing(cfg, key): return False
    @staticmethod
    def to_yaml(cfg, **kwargs): return unknown('YAML of a configuration')
    @staticmethod
    def save(*args, **kwargs): pass
    @staticmethod
    def register_new_resolver(*args, **kwargs): pass
    @staticmethod
    def to_container(cfg, **kwargs): return _plain(cfg)
    to_object = to_container
    @staticmethod
    def is_config(obj): return isinstance(obj, (DictConfig, ListConfig))
    is_dict = is_list = is_config
    @staticmethod
    def set_struct(*args): pass
    set_readonly = set_struct
    @staticmethod
    def resolve(*args): pass
    @staticmethod
    def select(cfg, key, default=None):
        for part in key.split('.'):
            if not isinstance(cfg, dict) or part not in cfg:
                return default
            cfg = cfg[part]
        return cfg
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'omegaconf.{key} is not followed')
`;
