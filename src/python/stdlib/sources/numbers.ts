/** Python's `numbers`, as far as models use it. */
export const numbersSource = `class _Kind(type):
    def __instancecheck__(cls, value):
        return isinstance(value, cls._types) or type.__instancecheck__(cls, value)
    def __subclasscheck__(cls, other):
        return cls in other.__mro__ or issubclass(other, cls._types)
class Number(metaclass=_Kind):
    _types = (int, float, complex)
class Complex(Number):
    _types = (int, float, complex)
class Real(Complex):
    _types = (int, float)
class Rational(Real):
    _types = (int,)
class Integral(Rational):
    _types = (int,)
`;
