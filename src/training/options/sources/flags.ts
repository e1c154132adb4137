/** `absl.flags` and `absl.app`. */
export const flagsSource = `from __native__ import unknown, report, import_module, argv, is_given
from __options__ import declare, hold
from __words__ import words, convert, to_bool, literal
_said = None
def _given():
    global _said
    if _said is None:
        _said, name = {}, None
        for word in words():
            if word == '--':
                break
            if word.startswith('-') and not word[1:2].isdigit():
                name, sign, value = word.lstrip('-').partition('=')
                _said[name] = value if sign else None
                name = None if sign else name
            elif name is not None:
                _said[name], name = word, None
    return _said
class FlagValues:
    def __call__(self, *args, **kwargs): return [argv[0]] if is_given(argv) else ['program']
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return unknown(f'the flag {name}')
    def flag_values_dict(self): return self.__dict__
    def mark_as_parsed(self): pass
    def is_parsed(self): return True
FLAGS = FlagValues()
class FlagHolder:
    def __init__(self, name, value, default):
        self.name, self.value, self.default, self.present = name, value, default, 0
def _define(kind, name, default):
    given = _given()
    is_said, value = name in given, default
    if is_said:
        text = given[name]
        value = True if text is None else kind(text)
    elif 'no' + name in given:
        is_said, value = True, False
    setattr(FLAGS, name, value)
    hold(FLAGS, name, name)
    holder = FlagHolder(name, value, default)
    hold(holder, 'value', name)
    declare(name, '--' + name, value, is_said)
    return holder
def DEFINE_string(name, default, help=None, **options): return _define(str, name, default)
def DEFINE_integer(name, default, help=None, **options): return _define(lambda text: convert(text, int), name, default)
def DEFINE_float(name, default, help=None, **options): return _define(lambda text: convert(text, float), name, None if default is None else float(default))
def DEFINE_bool(name, default, help=None, **options): return _define(to_bool, name, default)
DEFINE_boolean = DEFINE_bool
def DEFINE_enum(name, default, enum_values, help=None, **options): return _define(str, name, default)
def DEFINE_list(name, default, help=None, **options):
    return _define(lambda text: text.split(','), name, default.split(',') if isinstance(default, str) else default)
DEFINE_spaceseplist = DEFINE_multi_string = DEFINE_list
def DEFINE_multi_integer(name, default, help=None, **options): return _define(lambda text: [int(text)], name, default)
def DEFINE_alias(name, original, **options): pass
def DEFINE_config_dict(name, config=None, *args, **options):
    holder = _define(str, name, config)
    _override(name, config)
    return holder
def DEFINE_config_file(name, default=None, *args, **options):
    given = _given()
    path = given.get(name) or default
    if path is None:
        return _define(str, name, unknown(f'--{name} must be given on the command line'))
    path, _, rest = path.partition(':')
    module = import_module(path.removesuffix('.py').removeprefix('./').replace('/', '.'))
    config = module.get_config(rest) if rest else module.get_config()
    setattr(FLAGS, name, config)
    holder = FlagHolder(name, config, config)
    _override(name, config)
    return holder
def _override(name, config, prefix=''):
    given = _given()
    if not isinstance(config, dict):
        return
    for key in list(config):
        full = f'{prefix}{key}'
        if isinstance(config[key], dict):
            _override(name, config[key], full + '.')
            continue
        is_said = f'{name}.{full}' in given
        if is_said:
            text = given[f'{name}.{full}']
            value = config[key]
            config[key] = True if text is None else convert(text, type(value) if isinstance(value, (bool, int, float, str)) else None)
        declare(f'{name}.{full}', f'--{name}.{full}', config[key], is_said)
        hold(config, key, f'{name}.{full}')
def mark_flag_as_required(*args, **kwargs): pass
mark_flags_as_required = register_validator = adopt_module_key_flags = declare_key_flag = mark_flag_as_required
def validator(*args, **kwargs): return lambda function: function
def run(main, argv=None, **options):
    return main(FLAGS())
class UsageError(Exception): pass
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'absl.{key} is not followed')
`;
