/** `click`: a command that is called reads the command line, and calls the function with what it finds. */
export const clickSource = `from __native__ import unknown, report, same
from __options__ import declare, hold
from __words__ import words, to_bool, literal
class _Type:
    def __init__(self, *args, **kwargs): self.args = args
    def __call__(self, text): return text
class ParamType(_Type): pass
class Path(_Type): pass
class Choice(_Type):
    def __init__(self, choices, case_sensitive=True): self.choices = choices
class File(_Type):
    def __call__(self, text): return unknown(f'the file {text}')
class _Float(_Type):
    def __call__(self, text): return float(text)
class _Int(_Type):
    def __call__(self, text): return int(text)
class IntRange(_Int): pass
class FloatRange(_Float): pass
class Tuple(_Type): pass
class DateTime(_Type):
    def __call__(self, text): return unknown('a time')
STRING, INT, FLOAT, BOOL, UNPROCESSED, UUID = str, int, float, to_bool, str, str
_none = object()
class Parameter:
    def __init__(self, names, is_argument, default=_none, type=None, is_flag=None, flag_value=None, multiple=False, count=False, nargs=1, required=None, show_default=None, help=None, callback=None, envvar=None, cls=None, prompt=None, metavar=None, hidden=False, expose_value=True, is_eager=False, **options):
        self.is_argument, self.callback, self.exposes = is_argument, callback, expose_value
        self.flags, self.off, self.dest, best = [], [], None, ''
        for name in names:
            if not name.startswith('-'):
                self.dest = name if not is_argument else name.lower().replace('-', '_')
                continue
            on, sign, off = name.partition('/')
            self.flags.append(on.strip())
            if sign:
                self.off.append(off.strip())
                is_flag = True if is_flag is None else is_flag
            if not best or (on.startswith('--') and not best.startswith('--')):
                best = on.strip()
        if self.dest is None:
            self.dest = best.lstrip('-').replace('-', '_').lower()
        self.flag = best or self.dest
        self.has_default = not same(default, _none)
        if is_flag is None:
            is_flag = flag_value is not None or (self.has_default and isinstance(default, bool) and type is None) or (type is bool and False)
        self.is_flag, self.flag_value, self.multiple, self.count, self.nargs = is_flag, flag_value, multiple, count, nargs
        self.type = type
        if required is None:
            required = is_argument and not self.has_default and nargs != -1
        self.required = required
        self.default = default if self.has_default else None
    def initial(self):
        if self.has_default:
            value = self.default() if callable(self.default) else self.default
            if self.multiple or self.nargs != 1:
                return value if value is None else tuple(value)
            return self.convert(value) if value is not None else value
        if self.is_flag and self.flag_value is None:
            return False
        if self.count:
            return 0
        if self.multiple or self.nargs == -1:
            return ()
        if self.required:
            return unknown(f'{self.flag} must be given on the command line')
        return None
    def convert(self, text):
        if isinstance(text, bool) and self.is_flag:
            return text
        kind = self.type
        if kind is None:
            if self.has_default and self.default is not None and isinstance(text, str) and isinstance(self.default, (int, float)):
                kind = type(self.default)
            else:
                return text
        if kind is bool:
            kind = to_bool
        if isinstance(kind, Choice) and text not in kind.choices:
            report(f'click: {self.flag} is given as {text!r}, which is none of its choices')
        try:
            return kind(text)
        except Exception as error:
            report(f'click: {self.flag} is given as {text!r}, which does not fit')
            return unknown(f'{self.flag} is given as {text!r}, which does not fit, and so')
def _note(function, item):
    if isinstance(function, Command):
        function.params.insert(0, item)
    else:
        function.__click_params__ = [item] + getattr(function, '__click_params__', [])
    declare(item.dest, item.flag, item.default, False)
    return function
def option(*names, **options):
    def wrap(function): return _note(function, Parameter(names, False, **options))
    return wrap
def argument(*names, **options):
    def wrap(function): return _note(function, Parameter(names, True, **options))
    return wrap
def _same(*args, **kwargs):
    if len(args) == 1 and callable(args[0]) and not kwargs:
        return args[0]
    return lambda function: function
version_option = help_option = password_option = confirmation_option = _same
class Context:
    def __init__(self, command=None):
        self.obj, self.command, self.params, self.args, self.invoked_subcommand, self.info_name = None, command, {}, [], None, 'main'
    def ensure_object(self, kind):
        if self.obj is None:
            self.obj = kind()
        return self.obj
    def invoke(self, command, *args, **kwargs):
        return command.callback(*args, **kwargs) if isinstance(command, Command) else command(*args, **kwargs)
    def forward(self, command, *args, **kwargs): return command.callback(**self.params)
_context = Context()
def get_current_context(*args, **kwargs): return _context
def pass_context(function):
    function.__click_context__ = True
    return function
def pass_obj(function):
    function.__click_object__ = True
    return function
class Command:
    def __init__(self, callback, name=None, **options):
        self.callback, self.name = callback, name or (callback.__name__ if hasattr(callback, '__name__') else None)
        self.params = getattr(callback, '__click_params__', [])
        self.options = options
    def __call__(self, *args, **kwargs): return self.main(*args, **kwargs)
    def main(self, args=None, standalone_mode=True, **kwargs):
        result, rest = self._run(words() if args is None else list(args))
        if rest:
            report('click: unexpected arguments: ' + ' '.join(rest))
        return result
    def _parse(self, given):
        values, found, rest, at, is_rest = {}, {}, [], 0, False
        while at < len(given):
            word = given[at]
            at += 1
            if is_rest or not word.startswith('-') or len(word) == 1:
                rest.append(word)
                if isinstance(self, Group):
                    rest.extend(given[at:])
                    break
                continue
            if word == '--':
                is_rest = True
                continue
            name, sign, value = word.partition('=')
            item = self._option(name)
            if item is None and not word.startswith('--') and len(word) > 2:
                item, name, sign, value = self._option(word[:2]), word[:2], 'x', word[2:]
                if item is not None and (item.is_flag or item.count):
                    given.insert(at, '-' + value)
                    sign, value = '', ''
            if item is None:
                if name not in ('--help', '-h'):
                    rest.append(word)
                continue
            if item.count:
                found[item.dest] = found.get(item.dest, 0) + 1
            elif item.is_flag:
                found[item.dest] = name not in item.off if item.flag_value is None else item.flag_value
            elif item.nargs > 1:
                found[item.dest] = tuple(item.convert(part) for part in given[at:at + item.nargs])
                at += item.nargs
            else:
                if not sign:
                    if at >= len(given):
                        report(f'click: {name} requires an argument')
                        continue
                    value = given[at]
                    at += 1
                value = item.convert(value)
                found[item.dest] = found.get(item.dest, ()) + (value,) if item.multiple else value
        for item in self.params:
            if item.is_argument and rest and not isinstance(self, Group):
                if item.nargs == -1:
                    found[item.dest], rest = tuple(item.convert(part) for part in rest), []
                elif item.nargs > 1:
                    found[item.dest], rest = tuple(item.convert(part) for part in rest[:item.nargs]), rest[item.nargs:]
                else:
                    found[item.dest], rest = item.convert(rest[0]), rest[1:]
        for item in self.params:
            is_known = item.dest in found
            value = found[item.dest] if is_known else item.initial()
            if item.callback is not None:
                value = item.callback(_context, item, value)
            declare(item.dest, item.flag, value, is_known)
            if item.exposes:
                values[item.dest] = value
                hold(values, item.dest, item.dest)
        return values, rest
    def _option(self, name):
        for item in self.params:
            if name in item.flags or name in item.off:
                return item
        return None
    def _call(self, values):
        first = []
        if getattr(self.callback, '__click_context__', False):
            first = [_context]
        elif getattr(self.callback, '__click_object__', False):
            first = [_context.obj]
        _context.params = values
        return self.callback(*first, **values)
    def _run(self, given):
        values, rest = self._parse(given)
        if self.options.get('context_settings', {}).get('ignore_unknown_options') or self.options.get('context_settings', {}).get('allow_extra_args'):
            _context.args, rest = rest, []
        return self._call(values), rest
class Group(Command):
    def __init__(self, callback=None, name=None, invoke_without_command=False, **options):
        super().__init__(callback, name, **options)
        self.commands, self.alone = {}, invoke_without_command
    def command(self, *args, **options):
        def wrap(function):
            made = command(*args, **options)(function)
            self.add_command(made)
            return made
        return wrap(args[0]) if args and callable(args[0]) else wrap
    def group(self, *args, **options):
        def wrap(function):
            made = group(*args, **options)(function)
            self.add_command(made)
            return made
        return wrap(args[0]) if args and callable(args[0]) else wrap
    def add_command(self, made, name=None):
        self.commands[(name or made.name).replace('_', '-')] = made
    def _run(self, given):
        values, rest = self._parse(given)
        _context.invoked_subcommand = rest[0] if rest else None
        result = self._call(values) if self.callback is not None else None
        if not rest:
            if not self.alone and len(self.commands) == 1:
                for made in self.commands.values():
                    return made._run([])
            if not self.alone:
                report('click: a command must be given: ' + ', '.join(self.commands))
            return result, []
        chosen = self.commands.get(rest[0]) or self.commands.get(rest[0].replace('_', '-'))
        if chosen is None:
            return result, rest
        return chosen._run(rest[1:])
MultiCommand = Group
def command(name=None, cls=None, **options):
    def wrap(function): return (cls or Command)(function, name, **options)
    if callable(name):
        function, name = name, None
        return wrap(function)
    return wrap
def group(name=None, cls=None, **options):
    def wrap(function): return Group(function, name, **options)
    if callable(name):
        function, name = name, None
        return wrap(function)
    return wrap
class ClickException(Exception): pass
class UsageError(ClickException): pass
class BadParameter(UsageError): pass
def echo(*args, **kwargs): pass
secho = echo
def style(text, **kwargs): return text
def confirm(*args, **kwargs): return unknown('an answer')
prompt = confirm
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'click.{key} is not followed')
`;
