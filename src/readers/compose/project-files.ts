import { baseNameOf, directoryOf, joinPath } from '../../base/paths.js';
import { itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { parseJson } from '../../syntax/json/parse-json.js';
import type { ReadContext } from '../reader.js';
import { readProjectVariables } from './environment-file.js';

/** What `docker compose` looks for when no `-f` is given, in its order of preference. */
const BASE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'] as const;
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
] as const;

interface DefaultProject {
  /** The file that names the containers of the project. */
  readonly base: string;
  /** Files that are merged into it, in their order. */
  readonly overrides: readonly string[];
}

export interface ProjectFiles extends DefaultProject {
  /** The nearest project that the file is no part of: the file may be an overlay of it. */
  readonly neighbour?: DefaultProject;
  /** The file that compose prefers to this one, when both have a name that it looks for. */
  readonly shadowedBy?: string;
}

/**
 * Which project a file belongs to: the nearest one, in its folder or above, that compose reads without `-f` and that has the
 * file (`COMPOSE_FILE` in `.env` names its files, or they are a base and its override); a project of its own otherwise.
 */
export function findProjectFiles(path: string, context: ReadContext): ProjectFiles {
  const directory = directoryOf(path);
  const [first, ...others] = devcontainerFiles(directory, context);
  if (first !== undefined && others.includes(path))
    return { base: path, overrides: [], neighbour: { base: first, overrides: [] } };
  let neighbour: DefaultProject | undefined;
  for (let folder = directory; ; folder = directoryOf(folder)) {
    const project = defaultProject(folder, context);
    if (project && (project.base === path || project.overrides.includes(path))) return project;
    neighbour ??= project;
    if (folder === '.' || folder === '/') break;
  }
  if (!neighbour) return { base: path, overrides: [] };
  const isShadowed = directoryOf(neighbour.base) === directory && BASE_NAMES.some((name) => name === baseNameOf(path));
  return { base: path, overrides: [], neighbour, ...(isShadowed ? { shadowedBy: neighbour.base } : {}) };
}

/** What `docker compose` reads when it is started in a folder. */
function defaultProject(folder: string, context: ReadContext): DefaultProject | undefined {
  const exists = (name: string): boolean => context.open(joinPath(folder, name)) !== undefined;
  const named = (readProjectVariables(folder, context).lookup('COMPOSE_FILE') ?? '').split(/[:;,]/);
  const [first, ...others] = named.map((name) => name.trim()).filter((name) => name !== '' && exists(name));
  const base = first ?? BASE_NAMES.find(exists);
  if (base === undefined) return undefined;
  const overrides = first === undefined ? OVERRIDE_NAMES.filter(exists).slice(0, 1) : others;
  return { base: joinPath(folder, base), overrides: overrides.map((name) => joinPath(folder, name)) };
}

/** The compose files that a devcontainer.json beside them puts together; those after the first are overlays of it. */
function devcontainerFiles(folder: string, context: ReadContext): readonly string[] {
  const source = context.open(joinPath(folder, 'devcontainer.json'));
  const [root] = source ? parseJson(source).documents : [];
  const names = itemsOf(valueAt(root, 'dockerComposeFile')).map(textOf);
  return names.flatMap((name) => (name === undefined ? [] : [joinPath(folder, name)]));
}
