/** Python's `dataclasses`, as far as models use it. */
export const dataclassesSource = `from __native__ import same, known_classes

class _Missing:
    def __repr__(self):
        return '<dataclasses._MISSING_TYPE object>'
MISSING = _Missing()

class KW_ONLY: pass
class FrozenInstanceError(AttributeError): pass

class InitVar:
    def __init__(self, type=None):
        self.type = type
    def __class_getitem__(cls, type):
        return InitVar(type)

class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.has_default = not same(default, MISSING)
        self.has_factory = not same(default_factory, MISSING)
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = {} if metadata is None else metadata
        self.kw_only = kw_only
        self._kind = 'field'

def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=MISSING):
    if not same(default, MISSING) and not same(default_factory, MISSING):
        raise ValueError('cannot specify both default and default_factory')
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)

def _kind_of(annotation):
    if isinstance(annotation, str):
        text = annotation.split('[')[0].split('.')[-1]
        return {'ClassVar': 'class', 'InitVar': 'init', 'KW_ONLY': 'kw_only'}.get(text, 'field')
    if same(annotation, InitVar) or isinstance(annotation, InitVar):
        return 'init'
    if same(annotation, KW_ONLY):
        return 'kw_only'
    if type(annotation).__module__ == 'typing' and annotation._name == 'ClassVar':
        return 'class'
    return 'field'

class _Params:
    slots = weakref_slot = False
    def __init__(self, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only):
        self.init, self.repr, self.eq, self.order = init, repr, eq, order
        self.unsafe_hash, self.frozen, self.match_args, self.kw_only = unsafe_hash, frozen, match_args, kw_only

def _collect(cls, kw_only):
    found = {}
    for base in reversed(known_classes(cls)[1:]):
        found.update(base.__dict__.get('__dataclass_fields__', {}))
    annotations = cls.__dict__.get('__annotations__', {})
    for name, annotation in list(annotations.items()):
        kind = _kind_of(annotation)
        if kind == 'kw_only':
            kw_only = True
            continue
        value = cls.__dict__[name] if name in cls.__dict__ else MISSING
        item = value if type(value) is Field else Field(value, MISSING, True, True, None, True, None, MISSING)
        item.name, item.type, item._kind = name, annotation, kind
        if same(item.kw_only, MISSING):
            item.kw_only = kw_only
        if kind == 'class':
            continue
        if item.has_default and isinstance(item.default, (list, dict, set)):
            raise ValueError(f'mutable default {type(item.default)} for field {name} is not allowed: use default_factory')
        if type(value) is Field:
            if item.has_default:
                setattr(cls, name, item.default)
            else:
                delattr(cls, name)
        found[name] = item
    return found

def _names(names):
    texts = [repr(name) for name in names]
    if len(texts) == 1:
        return texts[0]
    if len(texts) == 2:
        return f'{texts[0]} and {texts[1]}'
    return ', '.join(texts[:-1]) + ', and ' + texts[-1]

def _make_init(cls, found, frozen):
    positional = [item for item in found.values() if item.init and not item.kw_only]
    keyword = [item for item in found.values() if item.init and item.kw_only]
    plain = [item for item in found.values() if not item.init]
    seen = None
    for item in positional:
        if item.has_default or item.has_factory:
            seen = item.name
        elif seen is not None:
            raise TypeError(f'non-default argument {item.name!r} follows default argument')
    owner = cls.__qualname__
    def __init__(self, *args, **kwargs):
        if len(args) > len(positional):
            required = len([item for item in positional if not (item.has_default or item.has_factory)])
            most = len(positional) + 1
            takes = f'{most}' if required + 1 == most else f'from {required + 1} to {most}'
            raise TypeError(f'{owner}.__init__() takes {takes} positional argument{"s" if takes != "1" else ""} but {len(args) + 1} were given')
        given = {}
        for item, value in zip(positional, args):
            given[item.name] = value
        for name, value in kwargs.items():
            if name in given:
                raise TypeError(f'{owner}.__init__() got multiple values for argument {name!r}')
            if name not in found or not found[name].init:
                raise TypeError(f'{owner}.__init__() got an unexpected keyword argument {name!r}')
            given[name] = value
        for group, word in ((positional, 'positional'), (keyword, 'keyword-only')):
            missing = [item.name for item in group if item.name not in given and not item.has_default and not item.has_factory]
            if missing:
                raise TypeError(f'{owner}.__init__() missing {len(missing)} required {word} argument{"" if len(missing) == 1 else "s"}: {_names(missing)}')
        extra = []
        for item in found.values():
            if item.name in given:
                value = given[item.name]
            elif item.has_factory:
                value = item.default_factory()
            elif item.has_default:
                value = item.default
            else:
                continue
            if item._kind == 'init':
                extra.append(value)
            elif frozen:
                object.__setattr__(self, item.name, value)
            else:
                setattr(self, item.name, value)
        if hasattr(self, '__post_init__'):
            self.__post_init__(*extra)
    return __init__

def _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only):
    found = _collect(cls, kw_only)
    cls.__dataclass_fields__ = found
    cls.__dataclass_params__ = _Params(init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only)
    shown = [item for item in found.values() if item._kind == 'field']
    compared = [item.name for item in shown if item.compare]
    def set_new(name, function):
        if name not in cls.__dict__:
            setattr(cls, name, function)
    if init:
        set_new('__init__', _make_init(cls, found, frozen))
    if repr:
        printed = [item.name for item in shown if item.repr]
        def __repr__(self):
            return type(self).__qualname__ + '(' + ', '.join(f'{name}={getattr(self, name)!r}' for name in printed) + ')'
        set_new('__repr__', __repr__)
    def key(self):
        return tuple(getattr(self, name) for name in compared)
    if eq:
        def __eq__(self, other):
            if type(other) is not type(self):
                return NotImplemented
            return key(self) == key(other)
        set_new('__eq__', __eq__)
        if frozen or unsafe_hash:
            set_new('__hash__', lambda self: hash(key(self)))
        elif '__hash__' not in cls.__dict__:
            cls.__hash__ = None
    if order:
        set_new('__lt__', lambda self, other: key(self) < key(other))
        set_new('__le__', lambda self, other: key(self) <= key(other))
        set_new('__gt__', lambda self, other: key(self) > key(other))
        set_new('__ge__', lambda self, other: key(self) >= key(other))
    if frozen:
        def __setattr__(self, name, value):
            raise FrozenInstanceError(f'cannot assign to field {name!r}')
        def __delattr__(self, name):
            raise FrozenInstanceError(f'cannot delete field {name!r}')
        set_new('__setattr__', __setattr__)
        set_new('__delattr__', __delattr__)
    if match_args:
        set_new('__match_args__', tuple(item.name for item in found.values() if item.init and not item.kw_only))
    return cls

def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False):
    def wrap(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only)
    return wrap if cls is None else wrap(cls)

def fields(class_or_instance):
    if not hasattr(class_or_instance, '__dataclass_fields__'):
        raise TypeError('must be called with a dataclass type or instance')
    return tuple(item for item in class_or_instance.__dataclass_fields__.values() if item._kind == 'field')

def is_dataclass(value):
    return hasattr(value if isinstance(value, type) else type(value), '__dataclass_fields__')

def _plain(value, factory):
    if is_dataclass(value) and not isinstance(value, type):
        return factory([(item.name, _plain(getattr(value, item.name), factory)) for item in fields(value)])
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        return type(value)(_plain(item, factory) for item in value)
    if isinstance(value, dict):
        return {_plain(key, factory): _plain(item, factory) for key, item in value.items()}
    return value

def asdict(instance, *, dict_factory=dict):
    return _plain(instance, dict_factory)

def astuple(instance, *, tuple_factory=tuple):
    return tuple_factory(getattr(instance, item.name) for item in fields(instance))

def replace(instance, /, **changes):
    for item in fields(instance):
        if item.init and item.name not in changes:
            changes[item.name] = getattr(instance, item.name)
    return type(instance)(**changes)

def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    body = dict(namespace or {})
    annotations = {}
    for item in fields:
        if isinstance(item, str):
            annotations[item] = 'typing.Any'
        else:
            annotations[item[0]] = item[1]
            if len(item) > 2:
                body[item[0]] = item[2]
    body['__annotations__'] = annotations
    return dataclass(type(cls_name, tuple(bases), body), **options)
`;
