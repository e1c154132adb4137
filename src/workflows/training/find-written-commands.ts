import { type MappedText, sliceSource } from '../../base/mapped-text.js';
import { directoryOf, joinPath, normalizePath } from '../../base/paths.js';
import { createSourceText, placeOf, type SourceText } from '../../base/text.js';
import { readScriptLines, type ScriptOptions } from '../../commands/script-lines.js';
import { createScriptVariables } from '../../commands/script-variables.js';
import { recognizeCommands } from '../../commands/services/recognize.js';
import { type Host, HostError } from '../../host/host.js';
import { readMakefile } from '../../readers/makefile/make-lines.js';
import { commandsOfFence } from '../../readers/markdown/fence-commands.js';
import { entriesOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { parseMarkdown } from '../../syntax/markdown/parse-markdown.js';
import { parseToml } from '../../syntax/toml/parse-toml.js';
import { findFiles } from '../sources/find-files.js';
import type { EntryPoint } from './find-entry-points.js';
import { isFileBelow } from './place-script.js';

/** Larger texts are no instructions. */
const LARGEST_BYTES = 2 ** 20;
const MOST_FILES = 60;

/** A text without any of these starts no Python script. */
const MAY_START = /python|torchrun|accelerate|deepspeed|\bsrun\b|\buv run\b|scripts\]/;

/** One text, and how commands are read out of it. */
interface Form {
  readonly matches: (path: string) => boolean;
  readonly read: (source: SourceText) => readonly Written[];
}

interface Written {
  readonly mapped: MappedText;
  readonly options: ScriptOptions;
}

const FORMS: readonly Form[] = [
  {
    matches: (path) => /(?:^|\/)readme[^/]*\.(?:md|mdx|markdown)$/i.test(path),
    read: (source) => {
      const options = { variables: createScriptVariables(), hasPlaceholders: true };
      return parseMarkdown(source).fences.flatMap((fence) => {
        const commands = commandsOfFence(fence);
        return commands ? [{ mapped: commands.mapped, options }] : [];
      });
    },
  },
  {
    matches: (path) => /(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/.test(path),
    read: (source) => {
      const { recipes, variables } = readMakefile(source);
      return recipes.map((mapped) => ({ mapped, options: { variables: createScriptVariables(variables) } }));
    },
  },
  {
    matches: (path) => /\.(?:sh|bash)$/.test(path),
    read: (source) => [{ mapped: sliceSource(source, { start: 0, end: source.text.length }), options: {} }],
  },
];

/** The Python scripts that a person is told to start: in a README, a makefile, a shell script, `[project.scripts]`. */
export function findWrittenCommands(host: Host, root: string): readonly EntryPoint[] {
  const isWanted = (path: string): boolean =>
    FORMS.some(({ matches }) => matches(path)) || /(?:^|\/)pyproject\.toml$/.test(path);
  return findFiles(host, root, isWanted)
    .paths.slice(0, MOST_FILES)
    .flatMap((path) => {
      const source = readSource(host, root, path);
      if (!source || !MAY_START.test(source.text)) return [];
      if (path.endsWith('.toml')) return declaredScripts(host, root, source);
      const forms = FORMS.filter(({ matches }) => matches(path));
      return forms.flatMap((form) => form.read(source).flatMap((text) => commandsIn(host, root, source, text)));
    });
}

function readSource(host: Host, root: string, path: string): SourceText | undefined {
  try {
    const full = joinPath(root, path);
    if ((host.status(full)?.sizeBytes ?? 0) > LARGEST_BYTES) return undefined;
    return createSourceText(path, new TextDecoder().decode(host.readFile(full, LARGEST_BYTES)));
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

function commandsIn(host: Host, root: string, source: SourceText, { mapped, options }: Written): readonly EntryPoint[] {
  return readScriptLines(source, mapped, options).lines.flatMap(({ line, directory }) =>
    recognizeCommands([line], {}).services.flatMap(({ script, launcher, place }): readonly EntryPoint[] => {
      if (!script?.path.endsWith('.py') || directory === undefined) return [];
      // A page speaks from its own folder or from the root of the repository.
      const own = directoryOf(source.path);
      const file = [joinPath(own, directory, script.path), joinPath(directory, script.path)]
        .map(normalizePath)
        .find((path) => isFileBelow(host, root, path));
      if (file === undefined) return [];
      return [{ file, arguments: script.arguments, launcher: launcher?.name ?? 'python', place, isAssumed: false }];
    }),
  );
}

/** `[project.scripts] train = "package.module:main"` */
function declaredScripts(host: Host, root: string, source: SourceText): readonly EntryPoint[] {
  const [document] = parseToml(source).documents;
  const tables = [valueAt(document, 'project', 'scripts'), valueAt(document, 'tool', 'poetry', 'scripts')];
  return tables.flatMap(entriesOf).flatMap(({ key, value }): readonly EntryPoint[] => {
    const [module = ''] = (textOf(value) ?? '').split(':');
    if (!/^[\w.]+$/.test(module)) return [];
    const path = `${module.replaceAll('.', '/')}.py`;
    const own = directoryOf(source.path);
    const file = [joinPath(own, path), joinPath(own, 'src', path)].find((one) => isFileBelow(host, root, one));
    const place = placeOf(source, value.span);
    return file === undefined ? [] : [{ file, arguments: [], launcher: key, place, isAssumed: false }];
  });
}
