import { argparseReadingSource } from './argparse-reading.js';

/** Python's `argparse`: it reads the command line when that is known, and gives the defaults otherwise. */
const parserSource = `import re
from __native__ import unknown, same, argv, is_given, report, of_shell
SUPPRESS = '==SUPPRESS=='
REMAINDER, OPTIONAL, ZERO_OR_MORE, ONE_OR_MORE, PARSER = '...', '?', '*', '+', 'A...'
class ArgumentError(Exception):
    def __init__(self, argument, message):
        super().__init__(message)
        self.argument_name, self.message = argument, message
class ArgumentTypeError(Exception): pass
class HelpFormatter:
    def __init__(self, *args, **kwargs): pass
class ArgumentDefaultsHelpFormatter(HelpFormatter): pass
class RawDescriptionHelpFormatter(HelpFormatter): pass
class RawTextHelpFormatter(RawDescriptionHelpFormatter): pass
class MetavarTypeHelpFormatter(HelpFormatter): pass
class FileType:
    def __init__(self, *args, **kwargs): pass
    def __call__(self, name): return unknown(f'the file {name}')

class Namespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)
    def __repr__(self):
        return 'Namespace(' + ', '.join(f'{key}={value!r}' for key, value in self.__dict__.items()) + ')'
    def __contains__(self, key):
        return key in self.__dict__
    def __eq__(self, other):
        return isinstance(other, Namespace) and vars(self) == vars(other)

_none = object()

class Action:
    kind, is_given = 'own', False
    def __init__(self, option_strings, dest, nargs=None, const=None, default=None, type=None, choices=None, required=False, help=None, metavar=None, **kwargs):
        self.option_strings, self.dest, self.nargs, self.const = list(option_strings), dest, nargs, const
        self.default, self.type, self.choices, self.required = default, type, choices, required
        self.help, self.metavar, self.container = help, metavar, None

class _Argument(Action):
    kind = 'store'
    def __call__(self, parser, namespace, values, option_string=None):
        kind, dest = self.kind, self.dest
        if kind == 'store_const':
            values = self.const
        elif kind == 'boolean':
            values = not option_string.startswith('--no-')
        elif kind == 'count':
            values = (getattr(namespace, dest, None) or 0) + 1
        elif kind in ('append', 'append_const', 'extend'):
            items = getattr(namespace, dest, None)
            items = [] if items is None else list(items)
            if kind == 'extend':
                items.extend(values)
            else:
                items.append(self.const if kind == 'append_const' else values)
            values = items
        setattr(namespace, dest, values)

class BooleanOptionalAction(_Argument):
    kind = 'boolean'
    def __init__(self, option_strings, dest, **kwargs):
        names = []
        for name in option_strings:
            names.append(name)
            if name.startswith('--'):
                names.append('--no-' + name[2:])
        super().__init__(names, dest, **kwargs)
        self.nargs = 0

_NO_VALUE = ('store_true', 'store_false', 'store_const', 'append_const', 'count')

def _flag_of(names, dest):
    for name in names:
        if name.startswith('--'):
            return name
    return names[0] if names else dest

class _Container:
    _parser = None
    def add_argument(self, *names, action='store', default=_none, type=None, dest=None, required=False, nargs=None, const=None, choices=None, **options):
        return self._parser._add(names, action, default, type, dest, required, nargs, const, choices)
    def add_argument_group(self, *args, **kwargs):
        return _Group(self._parser)
    def add_mutually_exclusive_group(self, required=False, **kwargs):
        return _Group(self._parser)
    def set_defaults(self, **kwargs):
        for name, value in kwargs.items():
            self._parser._defaults[name] = value
            for item in self._parser._actions:
                if item.dest == name:
                    item.default = value
    def register(self, *args): pass

class _Group(_Container):
    def __init__(self, parser):
        self._parser = parser

class _Subparsers(Action):
    kind = 'parsers'
    def __init__(self, dest, required):
        super().__init__([], dest, nargs=PARSER, required=required)
        self.choices, self.flag = {}, dest
    def add_parser(self, name, aliases=(), **kwargs):
        made = ArgumentParser(**kwargs)
        for key in (name, *aliases):
            self.choices[key] = made
        return made
    def __call__(self, parser, namespace, values, option_string=None):
        name, rest = values[0], values[1:]
        if self.dest is not SUPPRESS and self.dest is not None:
            setattr(namespace, self.dest, name)
        if name not in self.choices:
            report(f'argparse: invalid choice: {name!r}')
            return
        chosen = self.choices[name]
        own, extras = chosen.parse_known_args(rest, None)
        for key, value in vars(own).items():
            setattr(namespace, key, value)
        parser._arguments.update(chosen._arguments)
        if extras:
            parser._left.extend(extras)

class ArgumentParser(_Container):
    def __init__(self, *args, parents=(), argument_default=None, prefix_chars='-', fromfile_prefix_chars=None, allow_abbrev=True, conflict_handler='error', exit_on_error=True, prog=None, description=None, add_help=True, usage=None, epilog=None, formatter_class=None, **kwargs):
        self._parser, self._arguments, self._defaults, self._actions, self._left = self, {}, {}, [], []
        self._flags, self._default, self._abbreviates, self._prefixes = {}, argument_default, allow_abbrev, prefix_chars
        self._files, self._resolves = fromfile_prefix_chars, conflict_handler == 'resolve'
        self.prog, self.description, self.usage, self.epilog = prog, description, usage, epilog
        if add_help:
            self._flags['-h'] = self._flags['--help'] = None
        for parent in parents:
            self._arguments.update(parent._arguments)
            self._defaults.update(parent._defaults)
            self._actions.extend(parent._actions)
            self._flags.update(parent._flags)
    def _add(self, names, action, default, type, dest, required, nargs, const, choices):
        is_flag = len(names) > 0 and names[0][:1] in self._prefixes
        flag = _flag_of(names, dest)
        if dest is None:
            dest = flag.lstrip(self._prefixes).replace('-', '_') if is_flag else flag
        if action in ('help', 'version'):
            for name in names:
                self._flags[name] = None
            return Action(names, dest)
        if same(default, _none):
            default = self._default
            if default is None and action in ('store_true', 'store_false'):
                default = action == 'store_false'
            is_open = True
        else:
            is_open = default is None
        if not is_flag:
            required = nargs not in ('?', '*', '...')
        options = {'nargs': nargs, 'const': const, 'default': default, 'type': type, 'choices': choices, 'required': required}
        if same(action, BooleanOptionalAction):
            made = BooleanOptionalAction(names, dest, **options)
        elif isinstance(action, str) or action is None:
            made = _Argument(names if is_flag else [], dest, **options)
            made.kind = action or 'store'
            if action in ('store_true', 'store_false'):
                made.kind, made.const = 'store_const', action == 'store_true'
            if action in _NO_VALUE:
                made.nargs = 0
        else:
            given = {key: value for key, value in options.items() if value is not None and value is not False}
            given['default'] = default
            made = action(names if is_flag else [], dest, **given)
        made.flag, made.is_open, made.is_given = flag, is_open, False
        made.names = made.option_strings if is_flag else []
        for name in made.names:
            self._flags[name] = made
        if self._resolves:
            self._actions = [item for item in self._actions if not item.names or [name for name in item.names if same(self._flags.get(name), item)]]
        self._arguments[dest] = made
        self._actions.append(made)
        return made
    def add_subparsers(self, dest=None, required=False, **kwargs):
        made = _Subparsers(dest, required)
        made.is_open, made.names = True, []
        self._actions.append(made)
        return made
    def get_default(self, dest):
        return self._arguments[dest].default if dest in self._arguments else self._defaults.get(dest)
    def parse_args(self, args=None, namespace=None):
        result, extras = self.parse_known_args(args, namespace)
        if extras:
            report('argparse: unrecognized arguments: ' + ' '.join(extras))
        return result
    def parse_known_args(self, args=None, namespace=None):
        result = Namespace() if namespace is None else namespace
        for item in self._actions:
            if item.dest is None or item.dest == SUPPRESS or hasattr(result, item.dest):
                continue
            if isinstance(item.default, str) and item.default == SUPPRESS:
                continue
            setattr(result, item.dest, item.default)
        for name, value in self._defaults.items():
            if not hasattr(result, name):
                setattr(result, name, value)
        if args is None:
            args = argv
            is_known = is_given(argv)
            if is_known:
                args = argv[1:]
        else:
            is_known = is_given(args)
        seen, extras = [], []
        if is_known:
            self._left = []
            extras = _Reading(self, result, [str(item) for item in args]).read(seen)
            extras.extend(self._left)
        for item in self._actions:
            if [other for other in seen if same(other, item)]:
                continue
            self._leave(item, result, is_known)
        return result, extras
    parse_intermixed_args = parse_args
    parse_known_intermixed_args = parse_known_args
    def _leave(self, item, result, is_known):
        if item.dest is None or item.dest == SUPPRESS:
            return
        if item.kind == 'parsers':
            if item.required or not is_known:
                setattr(result, item.dest, unknown('which subcommand is given'))
            return
        if item.required and (is_known or item.is_open):
            setattr(result, item.dest, unknown(f'{item.flag} must be given on the command line'))
        elif isinstance(item.default, str) and item.default != SUPPRESS and hasattr(result, item.dest):
            if same(getattr(result, item.dest), item.default):
                setattr(result, item.dest, _convert(item, item.default))
    def print_help(self, *args): pass
    def print_usage(self, *args): pass
    def format_help(self): return ''
    def format_usage(self): return ''
    def exit(self, status=0, message=None): raise SystemExit(status)
    def error(self, message): raise SystemExit(message)

def _convert(item, text):
    known = of_shell(text)
    if not same(known, text):
        return known
    convert = item.type
    if convert is None:
        return text
    try:
        return convert(text)
    except Exception as error:
        report(f'argparse: argument {item.flag}: invalid value: {text!r}')
        return unknown(f'{item.flag} is given as {text!r}, which does not fit, and so')

`;

export const argparseSource = `${parserSource}${argparseReadingSource}`;
