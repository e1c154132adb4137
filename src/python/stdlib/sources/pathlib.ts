/** Python's `pathlib`, as far as models use it. */
export const pathlibSource = `import os.path as _path
from __native__ import unknown
class PurePath:
    def __init__(self, *parts):
        self._text = _path.normpath(_path.join(*[str(part) for part in parts])) if parts else '.'
    def __truediv__(self, other): return type(self)(self._text, str(other))
    def __rtruediv__(self, other): return type(self)(str(other), self._text)
    def joinpath(self, *parts): return type(self)(self._text, *parts)
    def __str__(self): return self._text
    def __fspath__(self): return self._text
    def __repr__(self): return f'{"PosixPath" if type(self).__name__ == "Path" else "PurePosixPath"}({self._text!r})'
    def __eq__(self, other): return isinstance(other, PurePath) and self._text == other._text
    def __hash__(self): return hash(self._text)
    def __lt__(self, other): return self._text < other._text
    def as_posix(self): return self._text
    @property
    def name(self): return _path.basename(self._text)
    @property
    def suffix(self): return _path.splitext(self._text)[1]
    @property
    def stem(self): return _path.splitext(self.name)[0]
    @property
    def parent(self): return type(self)(_path.dirname(self._text) or '.')
    @property
    def parents(self):
        result, at = [], self
        while at._text not in ('.', '/'):
            at = at.parent
            result.append(at)
        return result
    @property
    def parts(self):
        return (('/',) if self._text.startswith('/') else ()) + tuple(part for part in self._text.split('/') if part)
    def is_absolute(self): return self._text.startswith('/')
    def with_suffix(self, suffix): return type(self)(_path.splitext(self._text)[0] + suffix)
    def with_name(self, name): return type(self)(_path.dirname(self._text) or '.', name)
    def expanduser(self): return type(self)(_path.expanduser(self._text))
class Path(PurePath):
    def mkdir(self, *args, **kwargs): pass
    def resolve(self, strict=False): return type(self)(_path.abspath(self._text))
    def open(self, mode='r', *args, **kwargs): return open(self._text, mode)
    def read_text(self, encoding=None, errors=None): return open(self._text).read()
    def exists(self): return _path.exists(self._text)
    def is_file(self): return _path.isfile(self._text)
    absolute = resolve
    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        return lambda *args, **kwargs: unknown(f'Path.{name} is not asked')
    @classmethod
    def cwd(cls): return unknown('the current folder')
    @classmethod
    def home(cls): return unknown('the home folder')
PosixPath, PurePosixPath = Path, PurePath
`;
