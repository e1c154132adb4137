import type { PickleName } from '../../syntax/pickle/pickle-value.js';

/**
 * `allowed`: torch's own safe loader takes it. `class`: some other class or function, which loading imports and calls.
 * `dangerous`: it reaches the system, evaluates text, or cannot be told.
 */
export type NameVerdict = 'allowed' | 'class' | 'dangerous';

/** What `torch.load(weights_only=True)` takes (torch 2.13 `_weights_only_unpickler.py`, `_get_allowed_globals`). */
const ALLOWED =
  /^(?:collections\.(?:OrderedDict|Counter)|torch\.nn\.parameter\.Parameter|torch\.serialization\._get_layout|torch\.(?:Size|Tensor|device)|_codecs\.encode|builtins\.(?:bytearray|set|complex)|torch\._utils\._rebuild_(?:parameter|parameter_with_state|qtensor|tensor|tensor_v2|tensor_v3|sparse_tensor|meta_tensor_no_storage|wrapper_subclass|device_tensor_from_numpy|device_tensor_from_cpu_tensor)|torch\._tensor\._rebuild_from_type_v2|torch\.storage\.(?:Typed|Untyped)Storage|torch\.per_(?:tensor|channel)_(?:affine|symmetric|affine_float_qparams)|torch\.(?:cuda\.|sparse\.|cuda\.sparse\.)?(?:Double|Float|Half|BFloat16|Long|Int|Short|Char|Byte|Bool|ComplexDouble|ComplexFloat|ComplexHalf|QInt8|QUInt8|QInt32|QUInt4x2|QUInt2x4)(?:Storage|Tensor))$/;

/** Types of elements, `torch.float32` and all the others. */
const ALLOWED_DTYPE =
  /^torch\.(?:q?u?int(?:\d{1,2}|4x2|2x4)|b?float\d{1,2}(?:_e\d+m\d+\w{0,8})?|complex\d{2,3}|bits\d{1,2}(?:x\d)?|bool)$/;

/** Packages of Python that start programs, load code, touch files or speak to the network, with all that is in them. */
const DANGEROUS_PACKAGES = wordSet(
  'os importlib ctypes multiprocessing asyncio concurrent http urllib urllib2 urllib3 requests httpx aiohttp xmlrpc dill ' +
    'cloudpickle joblib pip setuptools distutils ensurepip venv unittest pydoc_data idlelib lib2to3 IPython dbm builtins',
);

/** Modules of the same kind that are one file: a folder of that name is somebody's own. */
const DANGEROUS_MODULES = wordSet(
  'posix posixpath nt ntpath sys subprocess pty shutil socket socketserver ssl select selectors signal resource fcntl mmap ' +
    'tempfile pathlib glob fileinput io _io imp runpy pkgutil zipimport zipapp marshal pickle _pickle shelve code codeop bdb ' +
    'pdb cProfile profile timeit trace _ctypes _multiprocessing threading _thread sched webbrowser antigravity httplib ' +
    'ftplib smtplib poplib imaplib telnetlib popen2 platform getpass gc inspect types operator _operator functools itertools ' +
    'weakref atexit site sysconfig pydoc doctest __builtins__ __main__ nturl2path linecache tokenize uuid',
);

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Functions that do the same from modules of torch and NumPy. */
const DANGEROUS_NAMES =
  /^(?:torch\.(?:load|hub\.|jit\.(?:load|_script|unsupported)|package\.|utils\.(?:cpp_extension|bottleneck|collect_env|_config_module|data\.datapipes\.utils\.decoder|model_dump)|serialization\.load|_dynamo\.|_inductor\.|fx\.(?:experimental|graph_module\._exec)|distributed\.(?:rpc|run|launcher|elastic)|multiprocessing\.|ops\.load|classes\.load)|numpy\.(?:testing|distutils|f2py|load|fromfile|memmap|core\.numeric\.load)|pandas\.(?:read_|eval|io\.)|yaml\.)/;

/** In whatever module it is reached: `torch.serialization.os.system`. */
const DANGEROUS_PART =
  /(?:^|\.)(?:os|posix|nt|sys|subprocess|builtins|__builtins__|importlib|eval|exec|execfile|compile|system|popen|Popen|getattr|__import__|__globals__|__subclasses__|__getattribute__|__class__|__reduce__|__reduce_ex__)(?=\.|$)/;

/** Of the modules above, what only holds data. */
const HARMLESS =
  /^(?:builtins\.(?:object|list|dict|tuple|int|float|str|bool|frozenset|bytes|slice|range)|pathlib\.(?:Pure)?(?:Posix|Windows)?Path|types\.SimpleNamespace|_io\.BytesIO|functools\.partial|operator\.(?:itemgetter|add|mul)|weakref\.WeakSet|threading\.Lock)$/;

/** Names of Python 2, which protocol 2 still writes (CPython `Lib/_compat_pickle.py`). */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['__builtin__', 'builtins'],
  ['copy_reg', 'copyreg'],
  ['commands', 'subprocess'],
  ['cPickle', 'pickle'],
]);

/** The whole name as Python 3 has it; undefined when the pickle does not say it. */
export function fullName({ module, name }: PickleName): string | undefined {
  if (module === undefined || name === undefined) return undefined;
  return `${RENAMED.get(module) ?? module}.${name}`;
}

/** What loading a pickle that names this would mean. */
export function judgeName(name: PickleName): NameVerdict {
  const full = fullName(name);
  if (full === undefined) return 'dangerous';
  if (ALLOWED.test(full) || ALLOWED_DTYPE.test(full)) return 'allowed';
  if (HARMLESS.test(full)) return 'class';
  const module = RENAMED.get(name.module ?? '') ?? name.module ?? '';
  const isDangerous = DANGEROUS_MODULES.has(module) || DANGEROUS_PACKAGES.has(module.split('.', 1)[0] ?? '');
  if (isDangerous && !isOwnClass(name)) return 'dangerous';
  return DANGEROUS_NAMES.test(full) || DANGEROUS_PART.test(full) ? 'dangerous' : 'class';
}

/** A class of the script that saved it: imported from nowhere, it is whatever the loading program has of that name. */
function isOwnClass({ module, name }: PickleName): boolean {
  return module === '__main__' && name !== undefined && /^[A-Za-z_]\w*$/.test(name) && !DANGEROUS_PART.test(name);
}
