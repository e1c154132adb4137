/** PyYAML, as far as models read their configuration with it. */
export const yamlSource = `from __native__ import parse_yaml, unknown
class YAMLError(Exception): pass
class Loader: pass
class SafeLoader(Loader): pass
class FullLoader(Loader): pass
class UnsafeLoader(Loader): pass
class BaseLoader(Loader): pass
CLoader, CSafeLoader, CFullLoader = Loader, SafeLoader, FullLoader
def load(stream, Loader=SafeLoader):
    if Loader is not SafeLoader and Loader is not FullLoader and Loader is not UnsafeLoader and Loader is not CLoader:
        return unknown('a loader of YAML of its own')
    return parse_yaml(stream.read() if hasattr(stream, 'read') else stream, False)
def safe_load(stream):
    return load(stream)
full_load = unsafe_load = safe_load
def __getattr__(key):
    if key.startswith('__'):
        raise AttributeError(key)
    return unknown(f'yaml.{key} is not followed')
`;
