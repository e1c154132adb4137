/** Python's `os`, as far as models use it. */
export const osSource = `from __native__ import unknown, variable
from os import path
name, sep, linesep, pathsep, curdir, pardir, extsep, devnull = 'posix', '/', '\\n', ':', '.', '..', '.', '/dev/null'
class _Environment:
    def __init__(self): self._set = {}
    def get(self, key, default=None): return self._set[key] if key in self._set else variable(key, default)
    def __getitem__(self, key): return self._set[key] if key in self._set else variable(key, unknown('the environment'))
    def __contains__(self, key): return True if key in self._set else variable(key, False)
    def __setitem__(self, key, value): self._set[key] = value
    def __delitem__(self, key): self._set.pop(key, None)
    def pop(self, key, default=None): return self._set.pop(key) if key in self._set else variable(key, default)
    def setdefault(self, key, default=None):
        value = self.get(key, default)
        self._set[key] = value
        return value
    def update(self, *args, **kwargs): self._set.update(*args, **kwargs)
    def copy(self): return unknown('the environment')
    def __iter__(self): return unknown('the environment')
    def __len__(self): return unknown('the environment')
    def __getattr__(self, key):
        if key.startswith('__'):
            raise AttributeError(key)
        return unknown('the environment')
environ = _Environment()
class PathLike: pass
def fspath(value): return value if isinstance(value, (str, bytes)) else value.__fspath__()
getenv = environ.get
def makedirs(*args, **kwargs): pass
mkdir = makedirs
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'os.{key} is not asked')
`;
