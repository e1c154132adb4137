import { rawFunction } from '../builtins/methods.js';
import type { SourceProvider } from '../interpreter.js';
import type { NativeFunction } from '../values/value.js';
import { readYaml } from './yaml-values.js';

/** Files beside the program, by the paths that the program names: what the provider does not give is not known. */
export function fileMembers(sources: SourceProvider | undefined): Readonly<Record<string, NativeFunction>> {
  const read = (path: unknown): string | undefined =>
    typeof path === 'string' ? sources?.read(path.replace(/^(?:\.\/)+/, '')) : undefined;
  return {
    read_file: rawFunction('read_file', (machine, [path]) => {
      const text = read(path);
      if (text === undefined) return machine.unknown(`the file ${typeof path === 'string' ? path : ''} is not read`);
      machine.spend(1 + Math.ceil(text.length / 100));
      return text.replaceAll('\r\n', '\n');
    }),
    is_readable: rawFunction(
      'is_readable',
      (_machine, [path]) =>
        typeof path === 'string' && (read(path) !== undefined || sources?.isFolder?.(path) === true),
    ),
    parse_yaml: rawFunction('parse_yaml', (machine, [text, hasExponents]) =>
      typeof text === 'string' ? readYaml(machine, text, hasExponents === true) : machine.unknown('YAML of no text'),
    ),
  };
}
