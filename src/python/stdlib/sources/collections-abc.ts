/** Python's `collections.abc`, as far as models use it. */
export const collectionsAbcSource = `class _Kind(type):
    def __instancecheck__(cls, value):
        check = cls.__dict__.get('_check')
        if isinstance(value, type):
            return value.__class__ is not type and hasattr(value.__class__, _METHODS.get(cls.__name__, '__no_such__')) or cls.__name__ in ('Hashable', 'Callable')
        if check is not None and check(value):
            return True
        return type.__instancecheck__(cls, value)
    def __subclasscheck__(cls, other):
        if cls in other.__mro__:
            return True
        return any(base in other.__mro__ for base in cls.__dict__.get('_types', ()))

_METHODS = {'Iterable': '__iter__', 'Sized': '__len__', 'Container': '__contains__', 'Iterator': '__next__'}

class _Generic(metaclass=_Kind):
    def __class_getitem__(cls, item):
        return cls

class Hashable(_Generic):
    _check = lambda value: not isinstance(value, (list, dict, set))
class Iterable(_Generic):
    _check = lambda value: hasattr(value, '__iter__') or isinstance(value, (str, bytes, list, tuple, dict, set, range, frozenset))
    _types = (str, bytes, list, tuple, dict, set, frozenset, range)
class Iterator(Iterable):
    _check = lambda value: hasattr(value, '__next__')
class Generator(Iterator):
    _check = lambda value: hasattr(value, 'send')
class Sized(_Generic):
    _check = lambda value: hasattr(value, '__len__') or isinstance(value, (str, bytes, list, tuple, dict, set, range, frozenset))
class Container(_Generic):
    _check = lambda value: hasattr(value, '__contains__') or isinstance(value, (str, bytes, list, tuple, dict, set, range, frozenset))
class Collection(Sized, Iterable, Container):
    _check = lambda value: isinstance(value, (str, bytes, list, tuple, dict, set, range, frozenset))
    _types = (str, bytes, list, tuple, dict, set, frozenset, range)
class Callable(_Generic):
    _check = lambda value: callable(value)
class Sequence(Collection):
    _check = lambda value: isinstance(value, (str, bytes, list, tuple, range))
    _types = (str, bytes, list, tuple, range)
    def index(self, value):
        return list(self).index(value)
    def __contains__(self, value):
        return any(item == value for item in self)
class MutableSequence(Sequence):
    _check = lambda value: isinstance(value, list)
    _types = (list,)
    def append(self, value):
        self.insert(len(self), value)
    def extend(self, values):
        for value in values:
            self.append(value)
class Set(Collection):
    _check = lambda value: isinstance(value, (set, frozenset))
    _types = (set, frozenset)
class MutableSet(Set):
    _check = lambda value: isinstance(value, set)
    _types = (set,)
class Mapping(Collection):
    _check = lambda value: isinstance(value, dict)
    _types = (dict,)
    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default
    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True
    def keys(self):
        return list(iter(self))
    def values(self):
        return [self[key] for key in self]
    def items(self):
        return [(key, self[key]) for key in self]
    def __eq__(self, other):
        return dict(self.items()) == dict(other.items())
class MutableMapping(Mapping):
    _check = lambda value: isinstance(value, dict)
    _types = (dict,)
    _missing = object()
    def pop(self, key, default=_missing):
        try:
            value = self[key]
        except KeyError:
            if default is self._missing:
                raise
            return default
        del self[key]
        return value
    def update(self, other=(), /, **kwargs):
        for key, value in (other.items() if hasattr(other, 'items') else other):
            self[key] = value
        for key, value in kwargs.items():
            self[key] = value
    def setdefault(self, key, default=None):
        if key in self:
            return self[key]
        self[key] = default
        return default
class MappingView(Sized): pass
class KeysView(Set): pass
class ValuesView(Collection): pass
class ItemsView(Set): pass
class Awaitable(_Generic): pass
class Coroutine(Awaitable): pass
class AsyncIterable(_Generic): pass
class AsyncIterator(AsyncIterable): pass
class Reversible(Iterable): pass
class ByteString(Sequence): pass
__all__ = ['Hashable', 'Iterable', 'Iterator', 'Generator', 'Sized', 'Container', 'Collection', 'Callable', 'Sequence', 'MutableSequence', 'Set', 'MutableSet', 'Mapping', 'MutableMapping', 'MappingView', 'KeysView', 'ValuesView', 'ItemsView', 'Awaitable', 'Coroutine', 'AsyncIterable', 'AsyncIterator', 'Reversible', 'ByteString']
`;
