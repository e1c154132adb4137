/** Python's `sys`, as far as models use it. */
export const sysSource = `from __native__ import unknown, argv, modules, has_open_argv
class _Arguments(list):
    def __getitem__(self, key):
        if isinstance(key, int) and key >= list.__len__(self):
            return unknown(f'argument {key} of the command line')
        return list.__getitem__(self, key)
    def __len__(self): return unknown('how many arguments are given')
if has_open_argv:
    argv = _Arguments(argv)
version_info = (3, 11, 0, 'final', 0)
version = unknown('the version of Python')
platform = 'linux'
maxsize = 9223372036854775807
path = unknown('sys.path')
stdout = stderr = stdin = unknown('a stream')
executable = unknown('the path of Python')
byteorder = 'little'
def exit(code=None): raise SystemExit(code)
def intern(text): return text
def getrecursionlimit(): return 1000
def setrecursionlimit(limit): pass
def exc_info(): return unknown('sys.exc_info')
def getsizeof(value): return unknown('sys.getsizeof')
def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    return unknown(f'sys.{name}')
class float_info:
    max = 1.7976931348623157e+308
    min = 2.2250738585072014e-308
    epsilon = 2.220446049250313e-16
`;
