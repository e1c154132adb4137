/** Python's `importlib.util`, as far as models use it. */
export const importlibUtilSource = `from __native__ import unknown
def find_spec(name, package=None): return unknown(f'whether {name} is installed')
def module_from_spec(spec): return unknown('a module from a spec')
def spec_from_file_location(*args, **kwargs): return unknown('a module from a file')
`;
