import { directoryOf, joinPath } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import { dataFindings } from '../../findings/catalog/data.js';
import type { Finding } from '../../findings/finding.js';
import type { ComposeEntry, ComposeMap } from './compose-value.js';
import { describeKind, entriesIn, itemsIn, mapIn, scalarIn, textsIn, valueIn } from './compose-value.js';
import { resolveExtends } from './extend-services.js';
import type { ProjectLoader } from './load-file.js';
import { loadComposeFile } from './load-file.js';
import { mergeMaps } from './merge-values.js';

export interface ProjectService {
  readonly name: string;
  /** The file whose container it is: the base of its project, or of the included one. */
  readonly file: string;
  readonly place: Place;
  readonly value: ComposeMap;
}

/** What can be defined at the top of a file and used by its services. */
type DefinitionKind = 'volumes' | 'networks' | 'secrets' | 'configs';

/** Several files read as one: bases, overrides, `extends` and `include` are resolved. */
export interface ComposeProject {
  readonly base: string;
  readonly services: readonly ProjectService[];
  readonly definitions: Readonly<Record<DefinitionKind, ReadonlyMap<string, ComposeEntry>>>;
  /** Merged files, without what they include. */
  readonly root: ComposeMap;
  /** `name:`, when the file gives the project one. */
  readonly name?: string;
  /** What relative paths in a file are relative to, where it is not the folder of the file. */
  readonly directories: ReadonlyMap<string, string>;
}

const MAXIMUM_INCLUDES = 200;

/** Loads and merges the files of a project; undefined when none of them holds a map. */
export function loadProject(
  loader: ProjectLoader,
  base: string,
  overrides: readonly string[],
): ComposeProject | undefined {
  // Paths in an override are relative to the base, wherever the override lies.
  const directories = new Map(overrides.map((file) => [file, directoryOf(base)]));
  const state: LoadState = { loader, included: new Set([base, ...overrides]), directories, projects: [] };
  loadInto(state, [base, ...overrides]);
  const [main] = state.projects;
  if (!main) return undefined;
  const name = scalarIn(main.root, 'name')?.text;
  return {
    base,
    root: main.root,
    services: state.projects.flatMap(servicesOf),
    definitions: {
      volumes: definitionsOf(state.projects, 'volumes'),
      networks: definitionsOf(state.projects, 'networks'),
      secrets: definitionsOf(state.projects, 'secrets'),
      configs: definitionsOf(state.projects, 'configs'),
    },
    ...(name === undefined ? {} : { name }),
    directories: state.directories,
  };
}

interface LoadedFiles {
  readonly file: string;
  readonly root: ComposeMap;
}

interface LoadState {
  readonly loader: ProjectLoader;
  /** Every file that was loaded: an include of it again adds nothing. */
  readonly included: Set<string>;
  readonly directories: Map<string, string>;
  /** The project itself, then those it includes, in the order met. */
  readonly projects: LoadedFiles[];
}

function loadInto(state: LoadState, files: readonly string[]): void {
  const [base = ''] = files;
  let root: ComposeMap | undefined;
  for (const file of files) {
    const source = state.loader.context.open(file);
    const loaded = source && loadComposeFile(state.loader, source);
    if (!loaded) continue;
    const resolved = resolveExtends(state.loader, file, loaded, root);
    root = root ? mergeMaps(root, resolved) : resolved;
  }
  if (!root) return;
  state.projects.push({ file: base, root });
  for (const entry of itemsIn(root, 'include')) {
    const paths = entry.kind === 'scalar' ? [entry] : textsIn(entry, 'path');
    const directory = scalarIn(entry, 'project_directory')?.text;
    include(state, paths, directory);
  }
}

/** Loads one item of `include:`, whose paths are relative to the file that says it. */
function include(state: LoadState, paths: ReturnType<typeof textsIn>, directory: string | undefined): void {
  const files: string[] = [];
  for (const { text, place, unresolved } of paths) {
    const folder = state.directories.get(place.file) ?? directoryOf(place.file);
    const path = joinPath(folder, text);
    if (unresolved.length > 0 || /^[a-z]+:\/\//i.test(text)) continue;
    if (state.included.has(path) || state.included.size > MAXIMUM_INCLUDES) continue;
    if (!state.loader.context.open(path)) {
      state.loader.findings.push(composeFindings.missingFile({ path: text, purpose: 'include' }, place));
      continue;
    }
    state.included.add(path);
    if (directory !== undefined) state.directories.set(path, joinPath(folder, directory));
    files.push(path);
  }
  if (files.length > 0) loadInto(state, files);
}

function servicesOf({ file, root }: LoadedFiles): ProjectService[] {
  return entriesIn(root, 'services').flatMap(({ key, keyPlace, value }) =>
    value.kind === 'map' ? [{ name: key, file, place: keyPlace, value }] : [],
  );
}

function definitionsOf(projects: readonly LoadedFiles[], kind: DefinitionKind): Map<string, ComposeEntry> {
  const entries = projects.flatMap(({ root }) => [...(mapIn(root, kind)?.entries ?? [])]);
  return new Map(entries.toReversed());
}

/** Says what is of the wrong kind at the top of a file, and which services are no maps. */
export function checkShape(root: ComposeMap, report: (finding: Finding) => void): void {
  for (const key of ['services', 'volumes', 'networks', 'secrets', 'configs']) {
    const value = valueIn(root, key);
    if (value && value.kind !== 'map')
      report(
        dataFindings.unexpectedValue({ key, expected: 'a map of names', found: describeKind(value) }, value.place),
      );
  }
  for (const { key, value, keyPlace } of entriesIn(root, 'services')) {
    if (value.kind !== 'map' && !(value.kind === 'scalar' && value.isNull))
      report(
        dataFindings.unexpectedValue(
          { key: `The service ${key}`, expected: 'a map', found: describeKind(value) },
          keyPlace,
        ),
      );
  }
}
