/** OmegaConf, as far as models read their configuration with it. */
export const omegaconfSource = `from __native__ import parse_yaml, read_file, unknown
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
        return made
    if isinstance(value, (list, tuple)):
        return ListConfig([_wrap(item) for item in value])
    if isinstance(value, str) and ('\${' in value or value == MISSING):
        return unknown('a value of a configuration that stands for another')
    return value
def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
def _merge(into, other):
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = _wrap(value)
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
        if obj is not None and not isinstance(obj, (dict, list, tuple)):
            return unknown('a structured configuration')
        return _wrap({} if obj is None else obj)
    @staticmethod
    def merge(*configs):
        made = DictConfig()
        for config in configs:
            if not isinstance(config, dict):
                return unknown('a merge with a structured configuration')
            _merge(made, config)
        return made
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
