/** Python's `collections`, as far as models use it. */
export const collectionsSource = `from __native__ import same, unknown
from collections.abc import *

class OrderedDict(dict):
    def __repr__(self):
        return f'{type(self).__name__}({list(self.items())!r})' if len(self) else f'{type(self).__name__}()'
    def copy(self):
        return type(self)(self)

class defaultdict(dict):
    def __init__(self, default_factory=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.default_factory = default_factory
    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self.default_factory()
        self[key] = value
        return value
    def __repr__(self):
        return f'defaultdict({self.default_factory!r}, {dict(self)!r})'
    def copy(self):
        return defaultdict(self.default_factory, self)

class Counter(dict):
    def __init__(self, iterable=None, /, **kwargs):
        super().__init__()
        self.update(iterable, **kwargs)
    def __missing__(self, key):
        return 0
    def update(self, iterable=None, /, **kwargs):
        if iterable is not None:
            if isinstance(iterable, dict):
                for key, count in iterable.items():
                    self[key] = self[key] + count
            else:
                for key in iterable:
                    self[key] = self[key] + 1
        for key, count in kwargs.items():
            self[key] = self[key] + count
    def most_common(self, n=None):
        items = sorted(self.items(), key=lambda item: item[1], reverse=True)
        return items if n is None else items[:n]
    def elements(self):
        return (key for key, count in self.items() for _ in range(count))
    def total(self):
        return sum(self.values())
    def __add__(self, other):
        result = Counter(self)
        result.update(other)
        return result
    def __repr__(self):
        return f'Counter({dict(self.most_common())!r})' if len(self) else 'Counter()'

class deque:
    def __init__(self, iterable=(), maxlen=None):
        self._items = []
        self.maxlen = maxlen
        self.extend(iterable)
    def append(self, item):
        self._items.append(item)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop(0)
    def appendleft(self, item):
        self._items.insert(0, item)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop()
    def extend(self, iterable):
        for item in iterable:
            self.append(item)
    def extendleft(self, iterable):
        for item in iterable:
            self.appendleft(item)
    def pop(self):
        if not self._items:
            raise IndexError('pop from an empty deque')
        return self._items.pop()
    def popleft(self):
        if not self._items:
            raise IndexError('pop from an empty deque')
        return self._items.pop(0)
    def clear(self):
        self._items.clear()
    def rotate(self, n=1):
        if self._items:
            n = n % len(self._items)
            self._items = self._items[-n:] + self._items[:-n]
    def __iter__(self):
        return iter(self._items)
    def __len__(self):
        return len(self._items)
    def __getitem__(self, index):
        return self._items[index]
    def __setitem__(self, index, value):
        self._items[index] = value
    def __contains__(self, item):
        return item in self._items
    def __eq__(self, other):
        return isinstance(other, deque) and self._items == other._items
    def __repr__(self):
        return f'deque({self._items!r})' if self.maxlen is None else f'deque({self._items!r}, maxlen={self.maxlen})'

class ChainMap:
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]
    def __getitem__(self, key):
        for mapping in self.maps:
            if key in mapping:
                return mapping[key]
        raise KeyError(key)
    def get(self, key, default=None):
        return self[key] if key in self else default
    def __contains__(self, key):
        return any(key in mapping for mapping in self.maps)
    def __iter__(self):
        return iter({key: None for mapping in reversed(self.maps) for key in mapping})
    def __len__(self):
        return len(list(iter(self)))
    def __setitem__(self, key, value):
        self.maps[0][key] = value

class UserDict(dict):
    @property
    def data(self):
        return self

class UserList(list):
    @property
    def data(self):
        return self

def _field(index):
    return property(lambda self: tuple.__getitem__(self, index))

def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    names = field_names.replace(',', ' ').split() if isinstance(field_names, str) else list(field_names)
    fallback = dict(zip(names[len(names) - len(defaults):], defaults)) if defaults else {}
    count = len(names)
    def __new__(cls, *args, **kwargs):
        if len(args) > count:
            raise TypeError(f'{typename}.__new__() takes {count + 1} positional arguments but {len(args) + 1} were given')
        values = list(args)
        for name in names[len(args):]:
            if name in kwargs:
                values.append(kwargs.pop(name))
            elif name in fallback:
                values.append(fallback[name])
            else:
                missing = [n for n in names[len(args):] if n not in kwargs and n not in fallback]
                listed = ' and '.join(repr(n) for n in missing) if len(missing) < 3 else ', '.join(repr(n) for n in missing[:-1]) + ', and ' + repr(missing[-1])
                plural = '' if len(missing) == 1 else 's'
                raise TypeError(f'{typename}.__new__() missing {len(missing)} required positional argument{plural}: {listed}')
        for name in kwargs:
            raise TypeError(f'{typename}.__new__() got an unexpected keyword argument {name!r}')
        return tuple.__new__(cls, values)
    def __repr__(self):
        return type(self).__name__ + '(' + ', '.join(f'{name}={value!r}' for name, value in zip(names, tuple(self))) + ')'
    def _asdict(self):
        return dict(zip(names, tuple(self)))
    def _replace(self, **kwargs):
        return type(self)(**{**self._asdict(), **kwargs})
    def _make(cls, iterable):
        return cls(*iterable)
    namespace = {'__new__': __new__, '__repr__': __repr__, '_asdict': _asdict, '_replace': _replace, '_make': classmethod(_make),
                 '_fields': tuple(names), '_field_defaults': fallback, '__match_args__': tuple(names), '__slots__': (), '__module__': module or '__main__'}
    for index, name in enumerate(names):
        namespace[name] = _field(index)
    return type(typename, (tuple,), namespace)
`;
