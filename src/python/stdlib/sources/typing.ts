/** Python's `typing`, as far as models use it. */
export const typingSource = `from collections.abc import Callable, Iterable, Iterator, Sequence, Mapping, MutableMapping, MutableSequence, Generator, Hashable, Sized, Container, Collection
import collections as _collections
from __native__ import unknown

TYPE_CHECKING = False
AnyStr = Text = str

class _Inert:
    def __init__(self, name='', *args, **kwargs):
        self._name = name
        self.__args__ = ()
    def __getitem__(self, item):
        made = _Inert(self._name)
        made.__args__ = item if isinstance(item, tuple) else (item,)
        return made
    def __call__(self, *args, **kwargs):
        return self
    def __or__(self, other):
        return self
    def __ror__(self, other):
        return self
    def __iter__(self):
        return iter((self,))
    def __mro_entries__(self, bases):
        return ()
    def __instancecheck__(self, value):
        if self._name == 'Any':
            raise TypeError('typing.Any cannot be used with isinstance()')
        if self._name in ('Union', 'Optional'):
            return isinstance(value, self.__args__) or self._name == 'Optional' and value is None
        return unknown('isinstance of a typing construct')
    def __repr__(self):
        return f'typing.{self._name}'
    def __hash__(self):
        return hash(self._name)
    def __eq__(self, other):
        return isinstance(other, _Inert) and self._name == other._name and self.__args__ == other.__args__

def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    return _Inert(name)

List, Tuple, Dict, Set, FrozenSet, Type = list, tuple, dict, set, frozenset, type
DefaultDict, OrderedDict, Deque, Counter, ChainMap = _collections.defaultdict, _collections.OrderedDict, _collections.deque, _collections.Counter, _collections.ChainMap

class Generic:
    def __class_getitem__(cls, item):
        return cls

class Protocol:
    def __class_getitem__(cls, item):
        return cls

def TypeVar(name, *args, **kwargs):
    return _Inert(name)
ParamSpec = TypeVarTuple = TypeVar

def NewType(name, tp):
    return lambda value: value

def cast(typ, value):
    return value
def assert_type(value, typ):
    return value
def _same(value):
    return value
overload = final = no_type_check = runtime_checkable = override = reveal_type = _same
def dataclass_transform(**kwargs):
    return _same
def deprecated(*args, **kwargs):
    return _same
def get_type_hints(obj, *args, **kwargs):
    return dict(getattr(obj, '__annotations__', {}))
def get_origin(tp):
    return unknown('typing.get_origin')
def get_args(tp):
    return getattr(tp, '__args__', ())

class _NamedTupleMeta(type):
    def __new__(metacls, name, bases, namespace, **kwargs):
        if not namespace.get('__annotations__') and name == 'NamedTuple':
            return type.__new__(metacls, name, bases, namespace)
        names = list(namespace.get('__annotations__', {}))
        defaults = [namespace[key] for key in names if key in namespace]
        cls = _collections.namedtuple(name, names, defaults=defaults, module=namespace.get('__module__'))
        for key, value in namespace.items():
            if key not in names and key not in ('__module__', '__qualname__', '__annotations__'):
                setattr(cls, key, value)
        cls.__annotations__ = namespace.get('__annotations__', {})
        return cls
    def __call__(cls, name, fields=(), **kwargs):
        pairs = list(fields) or list(kwargs.items())
        return _collections.namedtuple(name, [key for key, _ in pairs])

class NamedTuple(metaclass=_NamedTupleMeta):
    pass

class _TypedDictMeta(type):
    def __new__(metacls, name, bases, namespace, total=True, **kwargs):
        return type.__new__(metacls, name, (dict,) if name != 'TypedDict' else bases, namespace)
    def __call__(cls, *args, **kwargs):
        if cls.__name__ == 'TypedDict':
            return dict
        return dict(*args, **kwargs)

class TypedDict(metaclass=_TypedDictMeta):
    pass

class SupportsInt(Protocol): pass
class SupportsFloat(Protocol): pass
class SupportsIndex(Protocol): pass
`;
