/** How `argparse` goes through the words of a command line; stands at the end of its module. */
export const argparseReadingSource = `_NUMBER = re.compile('^-\\\\d+$|^-\\\\d*\\\\.\\\\d+$')

def _shape(item):
    nargs = item.nargs
    if nargs == 0:
        shape = '(-*-*)'
    elif nargs is None:
        shape = '(-*A-*)'
    elif nargs == '?':
        shape = '(-*A?-*)'
    elif nargs == '*':
        shape = '(-*[A-]*)'
    elif nargs == '+':
        shape = '(-*A[A-]*)'
    elif nargs == '...':
        shape = '([-AO]*)'
    elif nargs == 'A...':
        shape = '(-*A[-AO]*)'
    else:
        shape = '(-*' + '-*'.join('A' * nargs) + '-*)'
    return shape.replace('-*', '').replace('-', '') if item.names else shape

class _Reading:
    def __init__(self, parser, result, words):
        self.parser, self.result, self.words, self.extras = parser, result, words, []
        self.waiting = [item for item in parser._actions if not item.names]
        has_numbers = [name for name in parser._flags if _NUMBER.match(name)]
        self.options, shape, is_rest = {}, '', False
        if parser._files:
            self.words = self._with_files(words)
        for at, word in enumerate(self.words):
            if is_rest:
                shape += 'A'
                continue
            if word == '--':
                shape += '-'
                is_rest = True
                continue
            option = self._classify(word, has_numbers)
            if option is None:
                shape += 'A'
            else:
                self.options[at] = option
                shape += 'O'
        self.shape = shape
    def _with_files(self, words):
        made = []
        for word in words:
            if word and word[0] in self.parser._files:
                report(f'argparse: arguments of the file {word[1:]} are not read')
            else:
                made.append(word)
        return made
    def _classify(self, word, has_numbers):
        flags = self.parser._flags
        if not word or word[0] not in self.parser._prefixes:
            return None
        if word in flags:
            return (flags[word], word, None)
        if len(word) == 1:
            return None
        if '=' in word:
            name, value = word.split('=', 1)
            if name in flags:
                return (flags[name], name, value)
        found = self._abbreviated(word)
        if len(found) > 1:
            report(f'argparse: ambiguous option: {word}')
            return (None, word, None)
        if found:
            return found[0]
        if _NUMBER.match(word) and not has_numbers:
            return None
        if ' ' in word:
            return None
        return (None, word, None)
    def _abbreviated(self, word):
        flags, found = self.parser._flags, []
        if word[:2] == '--' or word[1] in self.parser._prefixes:
            if not self.parser._abbreviates:
                return found
            name, sign, value = word.partition('=')
            for flag in flags:
                if flag.startswith(name):
                    found.append((flags[flag], flag, value if sign else None))
            return found
        short, rest = word[:2], word[2:]
        for flag in flags:
            if flag == short:
                found.append((flags[flag], flag, rest))
            elif self.parser._abbreviates and flag.startswith(word):
                found.append((flags[flag], flag, None))
        return found
    def read(self, seen):
        self.seen, at = seen, 0
        last = max(self.options) if self.options else -1
        while at <= last:
            following = min(key for key in self.options if key >= at)
            if at != following:
                after = self._take_positionals(at)
                if after > at:
                    at = after
                    continue
                at = after
            if at not in self.options:
                self.extras.extend(self.words[at:following])
                at = following
            at = self._take_option(at)
        at = self._take_positionals(at)
        self.extras.extend(self.words[at:])
        return self.extras
    def _take_positionals(self, at):
        shape = self.shape[at:]
        for count in range(len(self.waiting), 0, -1):
            found = re.match(''.join([_shape(item) for item in self.waiting[:count]]), shape)
            if found is None:
                continue
            for item, part in zip(self.waiting[:count], found.groups()):
                taken = self.words[at:at + len(part)]
                at += len(part)
                self._give(item, taken, None)
            self.waiting = self.waiting[count:]
            break
        return at
    def _take_option(self, at):
        item, flag, value = self.options[at]
        while True:
            if item is None:
                if flag not in self.parser._flags:
                    self.extras.append(self.words[at])
                return at + 1
            if value is None:
                break
            if len(re.match(_shape(item), 'A').groups()[0] if re.match(_shape(item), 'A') else '') == 1:
                self._give(item, [value], flag)
                return at + 1
            short = '-' + value[:1]
            if flag[:2] != '--' and value and short in self.parser._flags:
                self._give(item, [], flag)
                item, flag, value = self.parser._flags[short], short, value[1:] or None
                if value is not None and value[:1] == '=':
                    value = value[1:]
                continue
            report(f'argparse: argument {flag}: ignored explicit argument {value!r}')
            return at + 1
        start = at + 1
        found = re.match(_shape(item), self.shape[start:])
        if found is None:
            report(f'argparse: argument {flag}: an argument is missing')
            setattr(self.result, item.dest, unknown(f'{flag} is given without its value, and so {item.dest}'))
            self.seen.append(item)
            return start
        end = start + len(found.groups()[0])
        self._give(item, self.words[start:end], flag)
        return end
    def _give(self, item, words, flag):
        self.seen.append(item)
        values = self._values(item, words)
        if item.names or words:
            item.is_given = True
        if not item.names and item.kind == 'store' and not words and item.nargs in ('?', '*') and same(values, item.default):
            setattr(self.result, item.dest, values)
            return
        if isinstance(values, str) and values == SUPPRESS:
            return
        item(self.parser, self.result, values, flag)
    def _values(self, item, words):
        nargs = item.nargs
        if nargs not in ('...', 'A...') and '--' in words:
            words = list(words)
            words.remove('--')
        if nargs == 'A...':
            return words
        if nargs == '?' and not words:
            value = item.const if item.names else item.default
            return self._one(item, value) if isinstance(value, str) and value != SUPPRESS else value
        if nargs == '*' and not words and not item.names:
            return item.default if item.default is not None else []
        if nargs is None or nargs == '?':
            return self._one(item, words[0]) if words else None
        return [self._one(item, word) for word in words]
    def _one(self, item, word):
        value = _convert(item, word)
        if item.choices is not None and item.nargs != 'A...' and value not in item.choices:
            report(f'argparse: argument {item.flag}: invalid choice: {word!r}')
            return unknown(f'{item.flag} is given as {word!r}, which is none of its choices, and so')
        return value
`;
