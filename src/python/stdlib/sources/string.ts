/** Python's `string`, as far as models use it. */
export const stringSource = `ascii_lowercase = 'abcdefghijklmnopqrstuvwxyz'
ascii_uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
ascii_letters = ascii_lowercase + ascii_uppercase
digits = '0123456789'
hexdigits = digits + 'abcdef' + 'ABCDEF'
octdigits = '01234567'
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~"""
whitespace = ' \\t\\n\\r\\v\\f'
printable = digits + ascii_letters + punctuation + whitespace
def capwords(text, sep=None):
    return (sep or ' ').join(word.capitalize() for word in text.split(sep))
class Template:
    def __init__(self, template):
        self.template = template
    def substitute(self, mapping=(), /, **kwargs):
        values = dict(mapping, **kwargs)
        text = self.template
        for key, value in values.items():
            text = text.replace('\${' + key + '}', str(value)).replace('$' + key, str(value))
        return text
    safe_substitute = substitute
`;
