/** Parsers that make switches of the fields of dataclasses: transformers' `HfArgumentParser`, tyro, simple-parsing, draccus, jsonargparse. */
export const dataclassParsersSource = `import argparse, dataclasses, json
from __native__ import unknown, parameters_of, report, parse_yaml, read_file
from __options__ import annotations_of, is_unknown, declare, hold
from __words__ import words, convert, to_bool, literal
def split_words(given):
    """Values by name, with '_' for '-'; lists of words, for switches may take many."""
    named, plain, name = {}, [], None
    for word in given:
        if word.startswith('-') and not word[1:2].isdigit() and word != '-' and not word[1:2] == '.':
            name, sign, value = word.lstrip('-').partition('=')
            name = name.replace('-', '_')
            named[name] = [value] if sign else []
            if sign:
                name = None
        elif name is not None:
            named[name].append(word)
        else:
            plain.append(word)
    return named, plain
def _kind_of(item, default):
    default = None if is_unknown(default) else default
    kind = item.type
    if isinstance(kind, str):
        text = kind.replace(' ', '')
        if text.startswith('Optional['):
            text = text[9:-1]
        text = text.replace('|None', '').replace('None|', '')
        return {'int': int, 'float': float, 'str': str, 'bool': bool}.get(text)
    args = [part for part in getattr(kind, '__args__', ()) if part is not type(None)]
    if len(args) == 1 and not isinstance(default, (list, tuple)) and args[0] in (int, float, str, bool):
        return args[0]
    if kind in (int, float, str, bool):
        return kind
    if isinstance(kind, type) and hasattr(kind, '__members__'):
        return kind
    return type(default) if isinstance(default, (bool, int, float)) else None
def _read(texts, kind, default, name):
    default = None if is_unknown(default) else default
    if kind is bool and not texts:
        return True
    if isinstance(default, (list, tuple)) or len(texts) > 1:
        made = [convert(text, None) if kind is None else convert(text, kind) for text in texts]
        if len(made) == 1 and isinstance(made[0], (list, tuple)):
            made = made[0]
        return tuple(made) if isinstance(default, tuple) else list(made)
    if not texts:
        return True
    if isinstance(kind, type) and hasattr(kind, '__members__'):
        return kind[texts[0]] if texts[0] in kind.__members__ else convert(texts[0], kind)
    return convert(texts[0], kind)
def _default_of(item):
    if item.has_factory:
        return item.default_factory()
    if item.has_default:
        return item.default
    return unknown(f'{item.name} must be given')
def is_nested(value, is_class=False):
    """Decided even for what is not known: that is no configuration."""
    return not is_unknown(value) and isinstance(value, type) == is_class and dataclasses.is_dataclass(value)
def build(cls, named, prefix='', dashes=False, base=None, settings=None):
    """An object of a dataclass: its defaults, what a file says, what the command line says. What is used of 'named' is taken out."""
    if not is_nested(cls, True):
        return unknown('a configuration that is no dataclass')
    values, notes = {}, []
    for item in dataclasses.fields(cls):
        if not item.init:
            continue
        key = prefix + item.name
        default = getattr(base, item.name) if base is not None else None
        if base is None:
            has_default = item.has_factory or item.has_default
            default = item.type() if not has_default and is_nested(item.type, True) else _default_of(item)
        if settings is not None and item.name in settings:
            if not isinstance(settings[item.name], dict) or not is_nested(default):
                default = settings[item.name]
        if is_nested(default):
            inner = settings.get(item.name) if settings is not None else None
            values[item.name] = build(type(default), named, key + '.', dashes, default, inner)
            continue
        texts = named.pop(key) if key in named else None
        is_given = texts is not None
        kind = _kind_of(item, default)
        if is_given:
            value = _read(texts, kind, default, key)
        elif kind is bool and 'no_' + key in named:
            named.pop('no_' + key)
            value, is_given = False, True
        else:
            value = default
        values[item.name] = value
        declare(key, '--' + (key.replace('_', '-') if dashes else key), value, is_given, cls)
        notes.append((item.name, key))
    made = cls(**values)
    for name, key in notes:
        hold(made, name, key)
    return made
def _end(named, plain=()):
    if named or plain:
        report('arguments that no configuration has: ' + ' '.join([*named, *plain]))
def read_settings(path):
    text = read_file(path)
    return json.loads(text) if path.endswith('.json') else parse_yaml(text, True)
class HfArgumentParser(argparse.ArgumentParser):
    def __init__(self, dataclass_types=None, **kwargs):
        super().__init__(**kwargs)
        if dataclass_types is None:
            dataclass_types = []
        self.dataclass_types = [dataclass_types] if isinstance(dataclass_types, type) else list(dataclass_types)
    def parse_args_into_dataclasses(self, args=None, return_remaining_strings=False, look_for_args_file=True, args_filename=None, args_file_flag=None):
        named, plain = split_words(words() if args is None else args)
        made = [build(cls, named) for cls in self.dataclass_types]
        if self._actions:
            made.append(self.parse_known_args(args)[0])
        rest = ['--' + name for name in named] + plain
        if return_remaining_strings:
            return (*made, rest)
        if not self._actions:
            _end(named, plain)
        return (*made,)
    def _parse_settings(self, settings):
        return tuple(build(cls, {}, settings={key: value for key, value in settings.items()}) for cls in self.dataclass_types)
    def parse_dict(self, args, allow_extra_keys=False): return self._parse_settings(args)
    def parse_json_file(self, json_file, allow_extra_keys=False): return self._parse_settings(read_settings(str(json_file)))
    def parse_yaml_file(self, yaml_file, allow_extra_keys=False): return self._parse_settings(read_settings(str(yaml_file)))
def _call(function, named, dashes):
    values = {}
    for name, kind, has_default, default in parameters_of(function):
        if kind == 2 or kind == 4:
            continue
        annotation = annotations_of(function).get(name)
        if is_nested(annotation, True):
            values[name] = build(annotation, named, name + '.', dashes, default if has_default and default is not None else None)
            continue
        texts = named.pop(name) if name in named else None
        is_given = texts is not None
        if is_given:
            kind = annotation if annotation in (int, float, str, bool) else type(default) if isinstance(default, (bool, int, float)) else None
            value = _read(texts, kind, default, name)
        elif isinstance(default, bool) and 'no_' + name in named:
            named.pop('no_' + name)
            value, is_given = False, True
        else:
            value = default if has_default else unknown(f'--{name} must be given on the command line')
        values[name] = value
        declare(name, '--' + (name.replace('_', '-') if dashes else name), value, is_given, function)
        hold(values, name, name)
    return function(**values)
def cli(target, *, args=None, default=None, **options):
    """tyro.cli"""
    named, plain = split_words(words() if args is None else args)
    made = build(target, named, '', True, default) if is_nested(target, True) else _call(target, named, True)
    _end(named, plain)
    return made
def parse_one(config_class, config_path=None, args=None, default=None, **options):
    """simple_parsing.parse, draccus.parse, pyrallis.parse"""
    named, plain = split_words(words() if args is None else args)
    path = named.pop('config_path', None) or config_path
    if isinstance(path, list):
        path = path[0] if path else None
    made = build(config_class, named, '', False, default, read_settings(str(path)) if path is not None else None)
    _end(named, plain)
    return made
def wrap(config_path=None, **options):
    """draccus.wrap, pyrallis.wrap: the first parameter is the configuration."""
    def decorate(function):
        def main(*args, **kwargs):
            if args:
                return function(*args, **kwargs)
            for name, annotation in annotations_of(function).items():
                return function(parse_one(annotation, config_path), **kwargs)
            return unknown('a configuration without a type')
        return main
    return decorate
class SimpleParser(argparse.ArgumentParser):
    def __init__(self, *args, **kwargs):
        super().__init__(**{key: value for key, value in kwargs.items() if key not in ('add_option_string_dash_variants', 'argument_generation_mode', 'nested_mode', 'config_path', 'add_config_path_arg', 'conflict_resolution')})
        self._classes = []
    def add_arguments(self, dataclass, dest, prefix='', default=None):
        self._classes.append((dataclass, dest, prefix, default))
    def parse_known_args(self, args=None, namespace=None):
        named, plain = split_words(words() if args is None else args)
        made = {dest: build(cls, named, prefix, False, default) for cls, dest, prefix, default in self._classes}
        rest = plain
        for name, texts in named.items():
            rest = rest + ['--' + name] + texts
        result, extras = super().parse_known_args(rest, namespace)
        for dest, value in made.items():
            setattr(result, dest, value)
        return result, extras
class Tap(argparse.ArgumentParser):
    def parse_args(self, args=None, known_only=False, **kwargs):
        named, plain = split_words(words() if args is None else args)
        for cls in reversed(type(self).__mro__):
            for name, kind in cls.__dict__.get('__annotations__', {}).items():
                has_default = name in cls.__dict__
                default = cls.__dict__[name] if has_default else unknown(f'--{name} must be given on the command line')
                texts = named.pop(name) if name in named else None
                if kind is bool and texts is not None and not texts:
                    value = not default if has_default else True
                elif texts is not None:
                    value = _read(texts, kind if kind in (int, float, str, bool) else None, default, name)
                else:
                    value = default
                setattr(self, name, value)
                declare(name, '--' + name, value, texts is not None, cls)
                hold(self, name, name)
        if not known_only:
            _end(named, plain)
        return self
    def add_argument(self, *names, **options): pass
def CLI(components=None, as_positional=False, **options):
    """jsonargparse.CLI"""
    named, plain = split_words(words())
    if components is None:
        return unknown('jsonargparse.CLI of a whole module')
    if isinstance(components, (list, tuple)):
        chosen = [item for item in components if plain and item.__name__ == plain[0]]
        if not chosen:
            return unknown('which command is given')
        components, plain = chosen[0], plain[1:]
    made = _call(components, named, False)
    named.pop('config', None)
    _end(named, plain)
    return made
auto_cli = CLI
`;
