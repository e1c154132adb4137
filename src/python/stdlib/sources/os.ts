/** Python's `os`, as far as models use it. */
export const osSource = `from __native__ import unknown
from os import path
name, sep, linesep, pathsep, curdir, pardir, extsep, devnull = 'posix', '/', '\\n', ':', '.', '..', '.', '/dev/null'
environ = unknown('the environment')
class PathLike: pass
def fspath(value): return value if isinstance(value, (str, bytes)) else value.__fspath__()
def getenv(key, default=None): return unknown(f'the environment variable {key}')
def makedirs(*args, **kwargs): pass
mkdir = makedirs
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'os.{key} is not asked')
`;
