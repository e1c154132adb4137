/** Python's `tomllib`, and the packages that it comes from. */
export const tomlSource = `from __native__ import parse_toml, read_file, unknown
class TOMLDecodeError(ValueError): pass
def loads(text, **options):
    return parse_toml(text)
def load(file, **options):
    if isinstance(file, str):
        return parse_toml(read_file(file))
    text = file.read()
    return parse_toml(text.decode() if isinstance(text, bytes) else text)
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'toml.{key} is not followed')
`;
