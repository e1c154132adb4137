/** Python's `types`, as far as models use it. */
export const typesSource = `from __native__ import bind_method

class SimpleNamespace:
    def __init__(self, /, **kwargs):
        self.__dict__.update(kwargs)
    def __repr__(self):
        return 'namespace(' + ', '.join(f'{key}={value!r}' for key, value in self.__dict__.items()) + ')'
    def __eq__(self, other):
        return isinstance(other, SimpleNamespace) and self.__dict__ == other.__dict__

FunctionType = LambdaType = type(lambda: None)
BuiltinFunctionType = BuiltinMethodType = type(len)
GeneratorType = type((lambda: (yield))())
NoneType = type(None)
EllipsisType = type(...)
UnionType = type(int | str)
def MethodType(function, instance):
    return bind_method(function, instance)
def MappingProxyType(mapping):
    return mapping
def GenericAlias(origin, args):
    return origin
def new_class(name, bases=(), kwds=None, exec_body=None):
    namespace = {}
    if exec_body is not None:
        exec_body(namespace)
    return type(name, tuple(bases), namespace)
def DynamicClassAttribute(function):
    return property(function)
class ModuleType:
    def __init__(self, name, doc=None):
        self.__name__ = name
`;
