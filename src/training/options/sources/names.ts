/** What the libraries of switches have in common: words of a command line as values, and dicts with attributes. */
export const namesSource = `from __native__ import of_shell, same, argv, is_given, unknown, report, as_setting, parse_yaml
from __options__ import declare, hold
def words():
    return [str(item) for item in argv[1:]] if is_given(argv) else []
def to_bool(text):
    if isinstance(text, str):
        return text.lower() in ('1', 'true', 'yes', 'y', 'on', 't')
    return bool(text)
def convert(text, kind):
    if not isinstance(text, str):
        return text
    known = of_shell(text)
    if not same(known, text):
        return known
    try:
        if kind is bool or kind == 'bool':
            return to_bool(text)
        if kind is int or kind == 'int':
            return int(text)
        if kind is float or kind == 'float':
            return float(text)
        if kind is str or kind == 'str':
            return text
        if kind is None:
            return literal(text)
        name = str(getattr(kind, '__origin__', kind))
        if isinstance(kind, type):
            return kind(text)
        return literal(text)
    except Exception as error:
        report(f'{text!r} is given where it does not fit')
        return unknown(f'what {text!r} is taken for')
def literal(text):
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    if text in ('True', 'False', 'true', 'false'):
        return text in ('True', 'true')
    if text in ('None', 'null'):
        return None
    if text[:1] in ('[', '{', '('):
        value = parse_yaml(text.replace('(', '[').replace(')', ']'), True)
        return tuple(value) if text[0] == '(' and isinstance(value, list) else value
    return text[1:-1] if len(text) > 1 and text[0] in '"\\'' and text[-1] == text[0] else text
class ConfigDict(dict):
    def __init__(self, *args, **kwargs):
        kwargs.pop('type_safe', None)
        for source in args:
            if source is not None:
                self.update(source)
        self.update(kwargs)
    def update(self, *sources, **kwargs):
        for source in (*sources, kwargs):
            for key, value in source.items():
                self[key] = ConfigDict(value) if type(value) is dict else value
                as_setting(self, key, source)
    def __getattr__(self, key):
        if key.startswith('__'):
            raise AttributeError(key)
        if key not in self:
            raise AttributeError(key)
        return self[key]
    def __setattr__(self, key, value):
        self[key] = value
    def __delattr__(self, key):
        del self[key]
    def to_dict(self):
        return {key: value.to_dict() if isinstance(value, ConfigDict) else value for key, value in self.items()}
    def copy_and_resolve_references(self): return self
    def lock(self): return self
    def unlock(self): return self
    def unlocked(self): return self
    def __enter__(self): return self
    def __exit__(self, *args): pass
FrozenConfigDict = ConfigDict
def munchify(value):
    return ConfigDict(value)
def parameters(function):
    from __native__ import parameters_of
    return parameters_of(function)
def call_with(function, values, keys=None):
    for name in values:
        hold(values, name, name if keys is None else keys.get(name, name))
    return function(**values)
`;
