import { directoryOf, joinPath } from '../../base/paths.js';
import { createSourceText } from '../../base/text.js';
import type { ParsedData } from '../../syntax/data/data-node.js';
import { parseJson } from '../../syntax/json/parse-json.js';
import { parseToml } from '../../syntax/toml/parse-toml.js';
import { rawFunction } from '../builtins/methods.js';
import type { SourceProvider } from '../interpreter.js';
import type { Machine } from '../machine.js';
import type { Runtime } from '../run/runtime.js';
import type { NativeFunction, Value } from '../values/value.js';
import { noteSettings } from './note-settings.js';
import { readToml } from './toml-values.js';
import { readYaml } from './yaml-values.js';

/** Files beside the program, by the paths that the program names: what the provider does not give is not known. */
export function fileMembers(
  sources: SourceProvider | undefined,
  program?: string,
): Readonly<Record<string, NativeFunction>> {
  /** Where a text was read from: what is parsed is only a text. */
  // Where the program is started is not known: where its sources are counted from, or beside it.
  const folder = directoryOf(program ?? '');
  const paths = new Map<string, string>();
  const read = (path: unknown): string | undefined => {
    if (typeof path !== 'string') return undefined;
    const name = path.replace(/^(?:\.\/)+/, '');
    return sources?.read(name) ?? (name.startsWith('/') ? undefined : sources?.read(joinPath(folder, name)));
  };
  return {
    read_file: rawFunction('read_file', (machine, [path]) => {
      const text = read(path);
      if (text === undefined) return machine.unknown(`the file ${typeof path === 'string' ? path : ''} is not read`);
      machine.spend(1 + Math.ceil(text.length / 100));
      const plain = text.replaceAll('\r\n', '\n');
      paths.set(plain, String(path));
      return plain;
    }),
    is_readable: rawFunction(
      'is_readable',
      (_machine, [path]) =>
        typeof path === 'string' && (read(path) !== undefined || sources?.isFolder?.(path) === true),
    ),
    parse_yaml: rawFunction('parse_yaml', (machine, [text, hasExponents, isPart]) =>
      typeof text === 'string'
        ? readYaml(machine, text, hasExponents === true, paths.get(text), isPart === true)
        : machine.unknown('YAML of no text'),
    ),
    parse_toml: rawFunction('parse_toml', (machine, [text]) => {
      if (typeof text !== 'string') return machine.unknown('TOML of no text');
      const value = readToml(machine, text);
      noteParsed(machine, value, text, paths.get(text), parseToml);
      return value;
    }),
    path_of: rawFunction('path_of', (_machine, [text]) =>
      typeof text === 'string' ? (paths.get(text) ?? null) : null,
    ),
    note_json: rawFunction('note_json', (machine, [value = null, text]) => {
      if (typeof text === 'string') noteParsed(machine, value, text, paths.get(text), parseJson);
      return value;
    }),
  };
}

/** Only what somebody listens to is parsed again for its places. */
function noteParsed(
  machine: Machine,
  value: Value,
  text: string,
  path: string | undefined,
  parse: (source: ReturnType<typeof createSourceText>) => ParsedData,
): void {
  if (!machine.isWatched || path === undefined) return;
  const source = createSourceText(path, text);
  const [document] = parse(source).documents;
  if (document) noteSettings(machine as Runtime, value, document, source);
}
