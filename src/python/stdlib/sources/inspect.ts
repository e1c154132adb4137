/** Python's `inspect`, as far as models use it. */
export const inspectSource = `from __native__ import unknown, parameters_of, modules
class Parameter:
    class empty: pass
    POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = 0, 1, 2, 3, 4
    def __init__(self, name, kind, *, default=empty, annotation=empty):
        self.name, self.kind, self.default, self.annotation = name, kind, default, annotation
_empty = Parameter.empty
class Signature:
    empty = Parameter.empty
    def __init__(self, parameters=()):
        self.parameters = {item.name: item for item in parameters}
        self.return_annotation = Parameter.empty
def signature(callable, **kwargs):
    found = parameters_of(callable)
    return Signature([Parameter(name, kind, default=default) if has_default else Parameter(name, kind) for name, kind, has_default, default in found])
def isclass(value): return isinstance(value, type)
def isfunction(value): return type(value).__name__ == 'function'
def ismethod(value): return type(value).__name__ == 'method'
def isbuiltin(value): return type(value).__name__ == 'builtin_function_or_method'
def isroutine(value): return isfunction(value) or ismethod(value) or isbuiltin(value)
def ismodule(value): return type(value).__name__ == 'module'
def isgenerator(value): return type(value).__name__ == 'generator'
def isabstract(value): return False
def iscoroutinefunction(value): return False
def getsourcefile(value):
    return (value if ismodule(value) else modules[value.__module__]).__file__
getfile = getsourcefile
def getmro(cls): return cls.__mro__
def getdoc(value): return getattr(value, '__doc__', None)
cleandoc = lambda text: text
def unwrap(function, **kwargs):
    while hasattr(function, '__wrapped__'):
        function = function.__wrapped__
    return function
def getmembers(value, predicate=None):
    found = [(name, getattr(value, name)) for name in dir(value)]
    return [item for item in found if predicate is None or predicate(item[1])]
class FullArgSpec: pass
def getfullargspec(function):
    found = parameters_of(function)
    spec = FullArgSpec()
    spec.args = [name for name, kind, _, _ in found if kind < 2]
    spec.varargs = next((name for name, kind, _, _ in found if kind == 2), None)
    spec.varkw = next((name for name, kind, _, _ in found if kind == 4), None)
    spec.kwonlyargs = [name for name, kind, _, _ in found if kind == 3]
    spec.defaults = tuple(default for _, kind, has_default, default in found if kind < 2 and has_default) or None
    return spec
def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    return lambda *args, **kwargs: unknown(f'inspect.{name}')
`;
