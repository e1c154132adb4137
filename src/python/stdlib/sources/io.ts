/** Files that are read as text, as configurations are; nothing is written. */
export const ioSource = `from __native__ import read_file, unknown
class TextIOWrapper:
    def __init__(self, name, text):
        self.name, self._text, self._at, self.mode, self.encoding, self.closed = name, text, 0, 'r', 'UTF-8', False
    def read(self, size=-1):
        start = self._at
        self._at = len(self._text) if size is None or size < 0 else min(len(self._text), start + size)
        return self._text[start:self._at]
    def readline(self):
        end = self._text.find('\\n', self._at)
        return self.read(len(self._text) - self._at if end < 0 else end + 1 - self._at)
    def readlines(self):
        return list(self)
    def __iter__(self):
        return iter(self.read().splitlines(True))
    def seek(self, at, whence=0):
        self._at = at
        return at
    def tell(self): return self._at
    def readable(self): return True
    def close(self): self.closed = True
    def __enter__(self): return self
    def __exit__(self, *args): self.closed = True
class BufferedReader(TextIOWrapper):
    def read(self, size=-1):
        return super().read(size).encode()
class StringIO(TextIOWrapper):
    def __init__(self, initial_value='', newline=None):
        super().__init__('<text>', initial_value or '')
    def write(self, text):
        self._text = self._text[:self._at] + text + self._text[self._at + len(text):]
        self._at += len(text)
        return len(text)
    def getvalue(self): return self._text
TextIOBase = IOBase = TextIOWrapper
def open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    if mode not in ('r', 'rt', 'tr', 'rb', 'br', 'r+', 'U'):
        return unknown(f'open() with mode {mode!r}')
    if not isinstance(file, str) and hasattr(file, '__fspath__'):
        file = file.__fspath__()
    return (BufferedReader if 'b' in mode else TextIOWrapper)(file, read_file(file))
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'io.{key} is not followed')
`;
