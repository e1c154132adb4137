/** Python's `abc`, as far as models use it. */
export const abcSource = `class ABCMeta(type):
    def register(cls, subclass):
        return subclass

class ABC(metaclass=ABCMeta):
    pass

def abstractmethod(function):
    return function
abstractproperty = property
abstractclassmethod = classmethod
abstractstaticmethod = staticmethod
`;
