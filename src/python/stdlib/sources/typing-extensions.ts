/** Python's `typing_extensions`, as far as models use it. */
export const typingExtensionsSource = `from typing import *
from typing import TYPE_CHECKING, NamedTuple, TypedDict, Protocol, Generic, cast, overload, final, runtime_checkable, TypeVar, ParamSpec, get_type_hints, get_origin, get_args, override, deprecated, NewType, _Inert
def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    return _Inert(name)
`;
