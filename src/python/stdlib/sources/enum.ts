/** Python's `enum`, as far as models use it. */
export const enumSource = `from __native__ import same, known_classes

class auto:
    def __init__(self):
        self.value = None

class _Member:
    pass

def _is_descriptor(value):
    return hasattr(value, '__get__') or isinstance(value, (property, classmethod, staticmethod)) or callable(value) and not isinstance(value, type) and type(value).__name__ != 'partial' and hasattr(value, '__name__')

# Other values are aliases only if they are the same thing: to compare all of them with all takes long.
_COMPARED = (int, str, float, bool, tuple, bytes, type(None))

class EnumType(type):
    def __new__(metacls, name, bases, namespace, **kwargs):
        ignored = namespace.get('_ignore_', ())
        members = {}
        plain = {}
        for key, value in namespace.items():
            if key.startswith('_') or key in ignored or _is_descriptor(value) or isinstance(value, nonmember):
                plain[key] = value.value if isinstance(value, nonmember) else value
            else:
                members[key] = value
        cls = type.__new__(metacls, name, bases, plain, **kwargs)
        cls._member_names_ = []
        cls._member_map_ = {}
        cls._value2member_map_ = []
        data = None
        for base in known_classes(cls)[1:]:
            if base in (str, int, float, tuple, list, dict, bytes) and data is None:
                data = base
        cls._data_type_ = data
        last = []
        for key, value in members.items():
            metacls._add(cls, key, value, last, '__new__' in plain)
        return cls

    def _add(cls, key, value, last, has_new):
        if isinstance(value, auto):
            if value.value is None:
                value.value = cls._generate_next_value_(key, 1, len(last), last)
            value = value.value
        elif isinstance(value, tuple) and any(isinstance(item, auto) for item in value):
            value = tuple(cls._generate_next_value_(key, 1, len(last), last) if isinstance(item, auto) else item for item in value)
        last.append(value)
        for member in cls._value2member_map_:
            if same(member._value_, value) or type(value) in _COMPARED and type(member._value_) is type(value) and member._value_ == value:
                cls._member_map_[key] = member
                type.__setattr__(cls, key, member)
                return
        args = value if isinstance(value, tuple) else (value,)
        maker = None
        for base in known_classes(cls):
            if '__new__' in base.__dict__ and base.__module__ != 'builtins' and base.__module__ != 'enum':
                maker = base.__dict__['__new__']
                break
        if maker is not None:
            member = maker(cls, *args)
            if not hasattr(member, '_value_'):
                member._value_ = value
        elif cls._data_type_ is not None:
            member = cls._data_type_.__new__(cls, *args)
            member._value_ = value
        else:
            member = object.__new__(cls)
            member._value_ = value
        member._name_ = key
        member._sort_order_ = len(cls._member_names_)
        for base in known_classes(cls):
            if '__init__' in base.__dict__ and base.__module__ not in ('builtins', 'enum'):
                base.__dict__['__init__'](member, *args)
                break
        cls._member_names_.append(key)
        cls._member_map_[key] = member
        cls._value2member_map_.append(member)
        type.__setattr__(cls, key, member)

    def __call__(cls, value, names=None, **kwargs):
        if names is not None:
            return cls._create_(value, names)
        for member in cls._value2member_map_:
            if member._value_ == value or same(member, value):
                return member
        result = cls._missing_(value)
        if result is None:
            raise ValueError(f'{value!r} is not a valid {cls.__qualname__}')
        return result

    def _create_(cls, name, names):
        if isinstance(names, str):
            names = names.replace(',', ' ').split()
        if isinstance(names, (list, tuple)) and names and isinstance(names[0], str):
            names = {key: index + 1 for index, key in enumerate(names)}
        return type(cls).__new__(type(cls), name, (cls,), dict(names))

    def __iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])
    def __reversed__(cls):
        return iter([cls._member_map_[name] for name in reversed(cls._member_names_)])
    def __len__(cls):
        return len(cls._member_names_)
    def __contains__(cls, value):
        return any(same(member, value) or member._value_ == value for member in cls._value2member_map_)
    def __getitem__(cls, name):
        return cls._member_map_[name]
    @property
    def __members__(cls):
        return dict(cls._member_map_)
    def __repr__(cls):
        return f'<enum {cls.__name__!r}>'
    def __bool__(cls):
        return True

EnumMeta = EnumType

class nonmember:
    def __init__(self, value):
        self.value = value

def member(value):
    return value

class Enum(metaclass=EnumType):
    def _generate_next_value_(name, start, count, last_values):
        return (last_values[-1] + 1) if last_values and isinstance(last_values[-1], int) else start + (max([v for v in last_values if isinstance(v, int)], default=0) if last_values else 0)
    @classmethod
    def _missing_(cls, value):
        return None
    @property
    def name(self):
        return self._name_
    @property
    def value(self):
        return self._value_
    def __repr__(self):
        return f'<{type(self).__name__}.{self._name_}: {self._value_!r}>'
    def __str__(self):
        return f'{type(self).__name__}.{self._name_}'
    def __format__(self, spec):
        return format(str(self), spec)
    def __hash__(self):
        return hash(self._name_)
    def __eq__(self, other):
        return self is other
    def __deepcopy__(self, memo):
        return self
    def __copy__(self):
        return self

Enum._generate_next_value_ = staticmethod(Enum.__dict__['_generate_next_value_'])

class ReprEnum(Enum): pass

def _plain(self):
    return self._value_

class IntEnum(int, ReprEnum):
    def __str__(self):
        return str(self._value_)
    def __format__(self, spec):
        return format(self._value_, spec)

class StrEnum(str, ReprEnum):
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()
    def __str__(self):
        return self._value_
    def __format__(self, spec):
        return format(self._value_, spec)

StrEnum._generate_next_value_ = staticmethod(StrEnum.__dict__['_generate_next_value_'])

class Flag(Enum):
    def _generate_next_value_(name, start, count, last_values):
        return 2 ** count
    @classmethod
    def _missing_(cls, value):
        found = object.__new__(cls) if cls._data_type_ is None else cls._data_type_.__new__(cls, value)
        found._value_ = value
        names = [m._name_ for m in cls._value2member_map_ if m._value_ & value and m._value_ != 0]
        found._name_ = '|'.join(names) if names else None
        return found
    def _value_of(self, other):
        return other._value_ if isinstance(other, Enum) else other
    def __or__(self, other):
        return type(self)(self._value_ | self._value_of(other))
    def __and__(self, other):
        return type(self)(self._value_ & self._value_of(other))
    def __xor__(self, other):
        return type(self)(self._value_ ^ self._value_of(other))
    def __invert__(self):
        return type(self)(sum(m._value_ for m in type(self)._value2member_map_) & ~self._value_)
    def __contains__(self, other):
        return other._value_ & self._value_ == other._value_
    def __bool__(self):
        return bool(self._value_)
    def __eq__(self, other):
        return type(self) is type(other) and self._value_ == other._value_
    def __hash__(self):
        return hash(self._value_)

Flag._generate_next_value_ = staticmethod(Flag.__dict__['_generate_next_value_'])

class IntFlag(int, Flag):
    __or__, __and__, __xor__, __invert__ = Flag.__or__, Flag.__and__, Flag.__xor__, Flag.__invert__
    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__
    def __str__(self):
        return str(self._value_)

def unique(cls):
    if len(cls._member_map_) != len(cls._member_names_):
        aliases = ', '.join(f'{key} -> {value.name}' for key, value in cls._member_map_.items() if key != value.name)
        raise ValueError(f'duplicate values found in {cls!r}: {aliases}')
    return cls

def global_enum(cls):
    return cls

def verify(*checks):
    return lambda cls: cls

UNIQUE = CONTINUOUS = NAMED_FLAGS = None
property = property
`;
