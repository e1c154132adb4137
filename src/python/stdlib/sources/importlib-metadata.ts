/** Python's `importlib.metadata`, as far as models use it. */
export const importlibMetadataSource = `from __native__ import unknown
class PackageNotFoundError(ModuleNotFoundError): pass
def version(name): return unknown(f'the version of {name}')
def entry_points(*args, **kwargs): return unknown('entry points')
def distribution(name): return unknown(name)
`;
