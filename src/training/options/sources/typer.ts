/** `typer`: the parameters of a function are its switches. */
export const typerSource = `from __native__ import unknown, parameters_of
import click
from click import Context, Command, Group, Parameter, echo, secho, style, confirm, prompt, Path, get_current_context
from __options__ import annotations_of, declare
from __words__ import to_bool
class _Given:
    def __init__(self, is_argument, default, names, options):
        self.is_argument, self.default, self.names, self.options = is_argument, default, names, options
def Option(default=..., *names, **options):
    if isinstance(default, str) and default.startswith('-'):
        default, names = ..., (default, *names)
    return _Given(False, default, names, options)
def Argument(default=..., *names, **options):
    return _Given(True, default, names, options)
def _kind(annotation):
    for found in getattr(annotation, '__metadata__', ()):
        if isinstance(found, _Given):
            return annotation.__origin__ if hasattr(annotation, '__origin__') else None, found
    return annotation, None
def _params(function):
    made, kinds = [], annotations_of(function)
    for name, kind, has_default, default in parameters_of(function):
        annotation, given = _kind(kinds.get(name))
        if annotation is Context or kind > 3 or kind == 2:
            continue
        if isinstance(default, _Given):
            given, default = default, default.default
            has_default = default is not ...
        is_argument = given.is_argument if given is not None else not has_default
        flag = '--' + name.replace('_', '-')
        options = {'default': default} if has_default else {}
        names = [item for item in given.names if item.startswith('-')] if given is not None else []
        is_bool = annotation is bool or isinstance(default, bool)
        if not is_argument:
            names = names or [flag + '/--no-' + flag[2:] if is_bool else flag]
        item = Parameter([name] + (names if not is_argument else []), is_argument, **options)
        item.dest, item.flag = name, name if is_argument else ([item for item in names if item.startswith('--')] or names)[0].partition('/')[0]
        if is_bool:
            item.is_flag = not is_argument
        elif annotation in (int, float, str):
            item.type = annotation
        elif isinstance(annotation, type) and hasattr(annotation, '__members__'):
            item.type = annotation
        elif isinstance(default, (list, tuple)) and not is_argument:
            item.multiple = True
        made.append(item)
        declare(name, item.flag, default if has_default else None, False, function)
    return made
class _Context(Exception): pass
def _command(function, name=None):
    made = Command(function, name)
    made.params = _params(function)
    for item, kind, has_default, default in parameters_of(function):
        if annotations_of(function).get(item) is Context:
            function.__click_context__ = True
    return made
class Typer:
    def __init__(self, *args, **options):
        self._group, self._entry = Group(None), None
    def command(self, name=None, *args, **options):
        def wrap(function):
            self._group.add_command(_command(function, name))
            return function
        return wrap
    def callback(self, *args, invoke_without_command=False, **options):
        def wrap(function):
            made = _command(function)
            self._group.callback, self._group.params, self._group.alone = function, made.params, invoke_without_command
            self._entry = function
            return function
        return wrap
    def add_typer(self, other, name=None, **options):
        self._group.add_command(other._group, name or 'app')
    def __call__(self, *args, **kwargs):
        if self._entry is None and len(self._group.commands) == 1:
            for made in self._group.commands.values():
                return made.main()
        return self._group.main()
def run(function):
    return _command(function).main()
class Exit(Exception): pass
class Abort(Exception): pass
class BadParameter(Exception): pass
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'typer.{key} is not followed')
`;
