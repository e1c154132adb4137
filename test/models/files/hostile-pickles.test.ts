import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/base/byte-source.js';
import { judgeName } from '../../../src/models/files/judge-names.js';
import { NO_SIBLINGS } from '../../../src/models/files/model-file.js';
import { readModelFile } from '../../../src/models/files/read-model-file.js';
import { PYTHON, requireTool } from '../../setup/tools.js';
import { bytesOf, makeTorchZip, unsigned } from './build-files.js';
import { readFromDisk } from './read-file.js';

let folder = '';
let target = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torchdock-evil-'));
  target = join(folder, 'written');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** SHORT_BINUNICODE. */
function text(value: string): Uint8Array {
  return bytesOf(0x8c, value.length, value);
}

/** Each would write a file when it is loaded, by another way of naming and calling. */
const ATTACKS: Readonly<Record<string, (command: string) => Uint8Array>> = {
  'protocol 0, GLOBAL and REDUCE': (command) => bytesOf(`cos\nsystem\n(S'${command}'\ntR.`),
  INST: (command) => bytesOf(`(S'${command}'\nios\nsystem\n.`),
  OBJ: (command) => bytesOf(`(cos\nsystem\nS'${command}'\no.`),
  'NEWOBJ after the result is hidden in a dict': (command) =>
    bytesOf(0x80, 2, '}', text('state'), 'cposix\nsystem\n', text(command), 0x85, 'Rs.'),
  STACK_GLOBAL: (command) => bytesOf(0x80, 4, text('os'), text('system'), 0x93, text(command), 0x85, 'R.'),
  'STACK_GLOBAL of names from the memo': (command) =>
    bytesOf(0x80, 4, text('system'), 0x94, '0', text('os'), 0x94, '0', 'h', 1, 'h', 0, 0x93, text(command), 0x85, 'R.'),
  'STACK_GLOBAL with a dotted name': (command) =>
    bytesOf(0x80, 4, text('shutil'), text('os.system'), 0x93, text(command), 0x85, 'R.'),
  'getattr of a module, called later': (command) =>
    bytesOf(
      0x80,
      2,
      'c__builtin__\ngetattr\n',
      'c__builtin__\n__import__\n',
      text('os'),
      0x85,
      'R',
      text('system'),
      0x86,
      'R',
      text(command),
      0x85,
      'R.',
    ),
  eval: (command) =>
    bytesOf(0x80, 2, 'c__builtin__\neval\n', text(`__import__('os').system("${command}")`), 0x85, 'R.'),
  'nested REDUCE in the arguments of a harmless class': (command) =>
    bytesOf(0x80, 2, 'c__builtin__\nset\n', '(]', 'cos\nsystem\n', text(command), 0x85, 'R', 'atR.'),
  'names hidden in escapes': (command) => bytesOf(`S'\\x6f\\163'\nV\\u0073ystem\n`, 0x93, `(S'${command}'\ntR.`),
  subprocess: (command) =>
    bytesOf(
      0x80,
      2,
      'csubprocess\ncheck_call\n',
      '((lX',
      unsigned(2, 4),
      'sh',
      'aX',
      unsigned(2, 4),
      '-c',
      'aX',
      unsigned(command.length, 4),
      command,
      'atR.',
    ),
};

describe.each(Object.entries(ATTACKS))('%s', (_, make) => {
  const wraps = {
    'a pickle': (pickle: Uint8Array) => pickle,
    'an archive of torch': (pickle: Uint8Array) => makeTorchZip(pickle),
  };
  it.each(Object.entries(wraps))('in %s is told, and nothing is written', (_, wrap) => {
    const path = join(folder, 'evil.pt');
    writeFileSync(path, wrap(make(`touch ${target}`)));
    const file = readFromDisk(path);
    expect(file.problems.map(({ code }) => code)).toContain('MDF-01');
    expect(existsSync(target)).toBe(false);
  });

  it('is a real attack: Python writes the file', (context) => {
    requireTool(context, PYTHON);
    const path = join(folder, 'evil.pkl');
    writeFileSync(path, make(`touch ${target}`));
    const program = 'import pickle, sys; pickle.load(open(sys.argv[1], "rb"))';
    execFileSync('/usr/bin/python3', ['-c', program, path], { stdio: 'ignore' });
    expect(existsSync(target)).toBe(true);
  });
});

describe('what names mean', () => {
  const verdict = (full: string): string => {
    const dot = full.lastIndexOf('.');
    return judgeName({ module: full.slice(0, dot), name: full.slice(dot + 1), offset: 0, isCalled: true });
  };

  it.each([
    'torch._utils._rebuild_tensor_v2',
    'collections.OrderedDict',
    'torch.FloatStorage',
    'torch.cuda.HalfStorage',
    'torch.float32',
    'torch.bfloat16',
    'torch.float8_e4m3fn',
    'torch.float4_e2m1fn_x2',
    'torch.quint4x2',
    'torch.uint7',
    'torch.Size',
    'torch.device',
    '__builtin__.set',
    'torch.storage.UntypedStorage',
    'torch.nn.parameter.Parameter',
  ])('%s is what torch itself takes', (name) => expect(verdict(name)).toBe('allowed'));

  it.each([
    'torch.nn.modules.conv.Conv2d',
    '__main__.Net',
    'argparse.Namespace',
    'numpy.core.multiarray._reconstruct',
    'numpy.dtype',
    'builtins.object',
    'code.models.Net',
    'test.nets.Net',
    'pathlib.PosixPath',
    'my_platform.Net',
    'omegaconf.dictconfig.DictConfig',
  ])('%s needs trust', (name) => expect(verdict(name)).toBe('class'));

  it.each([
    'os.system',
    'posix.system',
    'nt.system',
    'subprocess.Popen',
    'builtins.eval',
    '__builtin__.getattr',
    'commands.getoutput',
    'importlib.import_module',
    'runpy.run_path',
    'torch.load',
    'torch.hub.load',
    'torch.utils.cpp_extension.load',
    'ctypes.CDLL',
    'shutil.rmtree',
    'asyncio.base_events.run',
    'torch.serialization.os.system',
    '__main__.os.system',
    'pickle.loads',
    'functools.reduce',
    'operator.attrgetter',
    'types.FunctionType',
    'multiprocessing.util.spawnv_passfds',
    'numpy.testing._private.utils.runstring',
  ])('%s reaches the system', (name) => expect(verdict(name)).toBe('dangerous'));

  it('takes for dangerous what is not said', () => {
    expect(judgeName({ module: undefined, name: undefined, offset: 0, isCalled: true })).toBe('dangerous');
  });
});

it('tells the names of a pickle that breaks after the attack', () => {
  const broken = bytesOf(0x80, 2, 'cos\nsystem\n', text('true'), 0x85, 'R', 0xff);
  const { problems } = readModelFile(bytesSource(broken), 'x.pt', NO_SIBLINGS);
  expect(problems.map(({ code }) => code)).toEqual(['MDF-01', 'MDF-03']);
});

it('tells a pickle beside data.pkl, and extensions of the interpreter', () => {
  const harmless = bytesOf(0x80, 2, '}.');
  const file = makeTorchZip(harmless, [{ name: 'evil/other.pkl', content: bytesOf('cos\nsystem\n.') }]);
  expect(readModelFile(bytesSource(file), 'x.pt', NO_SIBLINGS).problems[0]?.message).toContain(
    'os.system (at byte 0 of other.pkl)',
  );
  const extension = makeTorchZip(bytesOf(0x80, 2, 0x82, 7, ')R.'));
  expect(readModelFile(bytesSource(extension), 'x.pt', NO_SIBLINGS).problems[0]?.code).toBe('MDF-01');
});

it('reads a pickle that is a safetensors header too as what torch.load takes it for', () => {
  const json = '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}';
  // The bytes of a length below 100 MB, and for a pickle: a short string with the rest of the length in it.
  const file = bytesOf(0x80, 2, 'U', 5, unsigned(0, 4), json);
  expect(readModelFile(bytesSource(file), 'weights.pt', NO_SIBLINGS).format).toBe('pickle');
});
