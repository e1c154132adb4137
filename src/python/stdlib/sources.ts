import { abcSource } from './sources/abc.js';
import { argparseSource } from './sources/argparse.js';
import { astSource } from './sources/ast.js';
import { collectionsSource } from './sources/collections.js';
import { collectionsAbcSource } from './sources/collections-abc.js';
import { contextlibSource } from './sources/contextlib.js';
import { dataclassesSource } from './sources/dataclasses.js';
import { enumSource } from './sources/enum.js';
import { fnmatchSource } from './sources/fnmatch.js';
import { futureSource } from './sources/future.js';
import { importlibSource } from './sources/importlib.js';
import { importlibMetadataSource } from './sources/importlib-metadata.js';
import { importlibUtilSource } from './sources/importlib-util.js';
import { inspectSource } from './sources/inspect.js';
import { ioSource } from './sources/io.js';
import { loggingSource } from './sources/logging.js';
import { loggingHandlersSource } from './sources/logging-handlers.js';
import { numbersSource } from './sources/numbers.js';
import { omegaconfSource } from './sources/omegaconf.js';
import { operatorSource } from './sources/operator.js';
import { osSource } from './sources/os.js';
import { osPathSource } from './sources/os-path.js';
import { pathlibSource } from './sources/pathlib.js';
import { reSource } from './sources/re.js';
import { stringSource } from './sources/string.js';
import { sysSource } from './sources/sys.js';
import { threadingSource } from './sources/threading.js';
import { tomlSource } from './sources/toml.js';
import { typesSource } from './sources/types.js';
import { typingSource } from './sources/typing.js';
import { typingExtensionsSource } from './sources/typing-extensions.js';
import { warningsSource } from './sources/warnings.js';
import { weakrefSource } from './sources/weakref.js';
import { yamlSource } from './sources/yaml.js';

/**
 * Modules of Python's library written in Python, small and our own: the interpreter runs them as it runs the program, so that a
 * dataclass or an enum with an unknown in it needs no code of its own. What they cannot say in Python they import from `__native__`.
 */
export const SOURCES: Readonly<Record<string, string>> = {
  collections: collectionsSource,
  'collections.abc': collectionsAbcSource,
  contextlib: contextlibSource,
  dataclasses: dataclassesSource,
  enum: enumSource,
  typing: typingSource,
  typing_extensions: typingExtensionsSource,
  abc: abcSource,
  types: typesSource,
  operator: operatorSource,
  string: stringSource,
  numbers: numbersSource,
  warnings: warningsSource,
  logging: loggingSource,
  'logging.handlers': loggingHandlersSource,
  os: osSource,
  'os.path': osPathSource,
  pathlib: pathlibSource,
  sys: sysSource,
  re: reSource,
  argparse: argparseSource,
  fnmatch: fnmatchSource,
  io: ioSource,
  ast: astSource,
  yaml: yamlSource,
  tomllib: tomlSource,
  tomli: tomlSource,
  toml: tomlSource,
  omegaconf: omegaconfSource,
  inspect: inspectSource,
  importlib: importlibSource,
  'importlib.util': importlibUtilSource,
  'importlib.metadata': importlibMetadataSource,
  __future__: futureSource,
  weakref: weakrefSource,
  threading: threadingSource,
};

/** Modules whose every member is unknown: the outside world, or nothing that a model hangs on. */
export const OPAQUE: readonly string[] = [
  'array',
  'asyncio',
  'atexit',
  'base64',
  'binascii',
  'bisect',
  'bz2',
  'cProfile',
  'calendar',
  'codecs',
  'concurrent',
  'concurrent.futures',
  'configparser',
  'contextvars',
  'copyreg',
  'csv',
  'ctypes',
  'datetime',
  'decimal',
  'dis',
  'doctest',
  'email',
  'email.utils',
  'errno',
  'fractions',
  'gc',
  'getpass',
  'glob',
  'gzip',
  'hashlib',
  'heapq',
  'html',
  'http',
  'http.client',
  'keyword',
  'linecache',
  'locale',
  'lzma',
  'multiprocessing',
  'multiprocessing.pool',
  'pdb',
  'pickle',
  'pkg_resources',
  'pkgutil',
  'platform',
  'pprint',
  'pstats',
  'queue',
  'random',
  'resource',
  'secrets',
  'select',
  'shlex',
  'shutil',
  'signal',
  'site',
  'socket',
  'sqlite3',
  'stat',
  'statistics',
  'struct',
  'subprocess',
  'sysconfig',
  'tarfile',
  'tempfile',
  'textwrap',
  'time',
  'timeit',
  'tokenize',
  'traceback',
  'unicodedata',
  'unittest',
  'unittest.mock',
  'urllib',
  'urllib.error',
  'urllib.parse',
  'urllib.request',
  'uuid',
  'xml',
  'xml.etree',
  'xml.etree.ElementTree',
  'zipfile',
  'zlib',
];
