/** Python's `fnmatch`: patterns as of file names. */
export const fnmatchSource = `import re as _re
def _expression(pattern):
    result, at = '', 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == '*':
            result += '.*'
        elif character == '?':
            result += '.'
        elif character == '[' and (end := pattern.find(']', at + (2 if pattern[at:at + 1] == '!' else 1))) >= 0:
            inside = pattern[at:end].replace('\\\\', '\\\\\\\\')
            at = end + 1
            if inside[0] == '!':
                inside = '^' + inside[1:]
            elif inside[0] == '^':
                inside = '\\\\' + inside
            result += '[' + inside + ']'
        else:
            result += _re.escape(character)
    return result + '\\\\Z'
def translate(pattern):
    return '(?s:' + _expression(pattern)[:-2] + ')\\\\Z'
def fnmatchcase(name, pattern):
    return _re.compile(_expression(pattern), _re.DOTALL).match(name) is not None
fnmatch = fnmatchcase
def filter(names, pattern):
    return [name for name in names if fnmatchcase(name, pattern)]
`;
