/** Python's `importlib`, as far as models use it. */
export const importlibSource = `from __native__ import import_module, unknown
from importlib import metadata, util
def reload(module): return module
def __import__(name, *args): return import_module(name)
def invalidate_caches(): pass
`;
