/** Python's `re`, as far as models use it. */
export const reSource = `from __patterns__ import describe, find, is_unknown
from __native__ import unknown
A = ASCII = 256
I = IGNORECASE = 2
M = MULTILINE = 8
S = DOTALL = 16
U = UNICODE = 32
X = VERBOSE = 64
L = LOCALE = 4
NOFLAG = 0
class error(Exception): pass
PatternError = error
class Match:
    def __init__(self, pattern, string, spans):
        self.re, self.string, self._spans = pattern, string, spans
        self.pos, self.endpos = 0, len(string)
    def _at(self, group):
        if isinstance(group, str):
            if group not in self.re.groupindex:
                raise IndexError('no such group')
            return self.re.groupindex[group]
        if group < 0 or group >= len(self._spans):
            raise IndexError('no such group')
        return group
    def span(self, group=0): return self._spans[self._at(group)]
    def start(self, group=0): return self.span(group)[0]
    def end(self, group=0): return self.span(group)[1]
    def _text(self, group, default=None):
        start, end = self.span(group)
        return default if start < 0 else self.string[start:end]
    def group(self, *groups):
        if not groups:
            return self._text(0)
        if len(groups) == 1:
            return self._text(groups[0])
        return tuple(self._text(group) for group in groups)
    def __getitem__(self, group): return self._text(group)
    def groups(self, default=None):
        return tuple(self._text(group, default) for group in range(1, len(self._spans)))
    def groupdict(self, default=None):
        return {name: self._text(name, default) for name in self.re.groupindex}
    def expand(self, template): return _expand(self, template)
    @property
    def lastindex(self): return unknown('lastindex of a match')
    @property
    def lastgroup(self): return unknown('lastgroup of a match')
    def __bool__(self): return True
def _expand(match, template):
    if '\\\\' not in template:
        return template
    parts = []
    at = 0
    while at < len(template):
        step = _REFERENCE.match(template, at)
        if step is None:
            parts.append(template[at])
            at += 1
            continue
        at = step.end()
        name, number, control = step.group(1), step.group(2), step.group(3)
        if name is not None:
            parts.append(match._text(int(name) if name.isdigit() else name, ''))
        elif number is not None:
            parts.append(match._text(int(number), ''))
        else:
            parts.append({'n': '\\n', 't': '\\t', 'r': '\\r', '\\\\': '\\\\'}[control])
    return ''.join(parts)
class Pattern:
    def __init__(self, pattern, flags):
        told = describe(pattern, flags)
        self.pattern, self.flags = pattern, flags
        self.groups = self.groupindex = told
        if is_unknown(told):
            return
        if isinstance(told, str):
            raise error(told)
        self.groups, self.groupindex = told
    def _find(self, string, start, how):
        if is_unknown(string):
            return string
        if not isinstance(string, str):
            raise TypeError(f"expected string or bytes-like object, got '{type(string).__name__}'")
        spans = find(self.pattern, self.flags, string, start, how)
        return spans if is_unknown(spans) or spans is None else Match(self, string, spans)
    def match(self, string, pos=0): return self._find(string, pos, 'match')
    def fullmatch(self, string, pos=0): return self._find(string, pos, 'fullmatch')
    def search(self, string, pos=0): return self._find(string, pos, 'search')
    def _all(self, string, most=0):
        found = []
        at, how = 0, 'search'
        while most == 0 or len(found) < most:
            match = self._find(string, at, how)
            if is_unknown(match):
                return match
            if match is None:
                break
            found.append(match)
            start, at = match.span()
            how = 'advance' if start == at else 'search'
        return found
    def finditer(self, string):
        matches = self._all(string)
        return matches if is_unknown(matches) else iter(matches)
    def findall(self, string):
        matches = self._all(string)
        if is_unknown(matches):
            return matches
        if self.groups == 0:
            return [match.group() for match in matches]
        if self.groups == 1:
            return [match._text(1, '') for match in matches]
        return [match.groups('') for match in matches]
    def subn(self, repl, string, count=0):
        matches = self._all(string, count)
        if is_unknown(matches) or is_unknown(repl):
            other = matches if is_unknown(matches) else repl
            return other, other
        parts, at, done = [], 0, 0
        for match in matches:
            parts.append(string[at:match.start()])
            parts.append(repl(match) if callable(repl) else _expand(match, repl))
            at = match.end()
            done += 1
        parts.append(string[at:])
        return ''.join(parts), done
    def sub(self, repl, string, count=0): return self.subn(repl, string, count)[0]
    def split(self, string, maxsplit=0):
        matches = self._all(string, maxsplit)
        if is_unknown(matches):
            return matches
        parts, at = [], 0
        for match in matches:
            parts.append(string[at:match.start()])
            parts.extend(match.groups())
            at = match.end()
        parts.append(string[at:])
        return parts
    def __eq__(self, other): return isinstance(other, Pattern) and (self.pattern, self.flags) == (other.pattern, other.flags)
    def __hash__(self): return hash((self.pattern, self.flags))
    def __deepcopy__(self, memo): return self
def compile(pattern, flags=0):
    if is_unknown(pattern) or is_unknown(flags):
        return pattern if is_unknown(pattern) else flags
    if isinstance(pattern, Pattern):
        return pattern
    return Pattern(pattern, flags)
_REFERENCE = compile(r'\\\\(?:g<(\\w+)>|([1-9]\\d?)|([ntr\\\\]))')
def match(pattern, string, flags=0): return compile(pattern, flags).match(string)
def fullmatch(pattern, string, flags=0): return compile(pattern, flags).fullmatch(string)
def search(pattern, string, flags=0): return compile(pattern, flags).search(string)
def findall(pattern, string, flags=0): return compile(pattern, flags).findall(string)
def finditer(pattern, string, flags=0): return compile(pattern, flags).finditer(string)
def sub(pattern, repl, string, count=0, flags=0): return compile(pattern, flags).sub(repl, string, count)
def subn(pattern, repl, string, count=0, flags=0): return compile(pattern, flags).subn(repl, string, count)
def split(pattern, string, maxsplit=0, flags=0): return compile(pattern, flags).split(string, maxsplit)
_SPECIAL = '()[]{}?*+-|^$\\\\.&~# \\t\\n\\r\\v\\f'
def escape(pattern): return pattern if is_unknown(pattern) else ''.join('\\\\' + character if character in _SPECIAL else character for character in pattern)
def purge(): pass
def template(pattern, flags=0): return compile(pattern, flags)
`;
