/** Python's `weakref`, as far as models use it. */
export const weakrefSource = `def ref(value, callback=None): return lambda: value
def proxy(value, callback=None): return value
class WeakKeyDictionary(dict): pass
class WeakValueDictionary(dict): pass
class WeakSet(set): pass
def finalize(*args, **kwargs): return None
`;
