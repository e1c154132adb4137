/** Python's `argparse`, as far as models use it. */
export const argparseSource = `from __native__ import unknown, same
SUPPRESS = '==SUPPRESS=='
REMAINDER, OPTIONAL, ZERO_OR_MORE, ONE_OR_MORE = '...', '?', '*', '+'
class ArgumentError(Exception): pass
class ArgumentTypeError(Exception): pass
class HelpFormatter: pass
class ArgumentDefaultsHelpFormatter(HelpFormatter): pass
class RawTextHelpFormatter(HelpFormatter): pass
class RawDescriptionHelpFormatter(HelpFormatter): pass
class MetavarTypeHelpFormatter(HelpFormatter): pass
class Action: pass
class BooleanOptionalAction(Action): pass
class FileType:
    def __init__(self, *args, **kwargs): pass

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

class _Argument:
    def __init__(self, dest, flag, default, type, is_required):
        self.dest, self.flag, self.default, self.type, self.required = dest, flag, default, type, is_required

class _Group:
    def __init__(self, parser):
        self._parser = parser
    def add_argument(self, *names, **options):
        return self._parser.add_argument(*names, **options)
    def add_argument_group(self, *args, **kwargs):
        return self
    def add_mutually_exclusive_group(self, **kwargs):
        return self
    def set_defaults(self, **kwargs):
        self._parser.set_defaults(**kwargs)

class _Subparsers:
    def __init__(self, parser, dest):
        self._parser = parser
        self.choices = {}
    def add_parser(self, name, **kwargs):
        made = ArgumentParser()
        self.choices[name] = made
        return made

class ArgumentParser:
    def __init__(self, *args, parents=(), argument_default=None, **kwargs):
        self._arguments = {}
        self._defaults = {}
        self._actions = []
        for parent in parents:
            self._arguments.update(parent._arguments)
            self._defaults.update(parent._defaults)
    def add_argument(self, *names, action='store', default=_none, type=None, dest=None, required=False, nargs=None, const=None, choices=None, **options):
        flag = names[0] if names else dest
        for name in names:
            if name.startswith('--'):
                flag = name
                break
        if dest is None:
            dest = flag.lstrip('-').replace('-', '_')
        if action in ('help', 'version'):
            return None
        is_positional = not flag.startswith('-')
        if same(default, _none):
            if action == 'store_true':
                default = False
            elif action == 'store_false':
                default = True
            elif is_positional and nargs not in ('?', '*') or required:
                default = unknown(f'{flag} must be given on the command line')
            else:
                default = [] if is_positional and nargs == '*' else None
        made = _Argument(dest, flag, default, type, required)
        self._arguments[dest] = made
        self._actions.append(made)
        return made
    def add_argument_group(self, *args, **kwargs):
        return _Group(self)
    def add_mutually_exclusive_group(self, **kwargs):
        return _Group(self)
    def add_subparsers(self, dest=None, **kwargs):
        if dest is not None:
            self._defaults[dest] = unknown('which subcommand is given')
        return _Subparsers(self, dest)
    def set_defaults(self, **kwargs):
        for name, value in kwargs.items():
            if name in self._arguments:
                self._arguments[name].default = value
            else:
                self._defaults[name] = value
    def get_default(self, dest):
        return self._arguments[dest].default if dest in self._arguments else self._defaults.get(dest)
    def parse_args(self, args=None, namespace=None):
        result = Namespace() if namespace is None else namespace
        for argument in self._arguments.values():
            value = argument.default
            if isinstance(value, str) and argument.type is not None:
                value = argument.type(value)
            if not (isinstance(value, str) and value == SUPPRESS):
                setattr(result, argument.dest, value)
        for name, value in self._defaults.items():
            setattr(result, name, value)
        return result
    def parse_known_args(self, args=None, namespace=None):
        return self.parse_args(args, namespace), []
    def print_help(self, *args): pass
    def print_usage(self, *args): pass
    def format_help(self): return ''
    def error(self, message): raise SystemExit(message)
    def register(self, *args): pass
    def add_help(self, *args): pass
`;
