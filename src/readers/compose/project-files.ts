import { baseNameOf, directoryOf, joinPath } from '../../base/paths.js';
import type { ReadContext } from '../reader.js';

/** What `docker compose` looks for when no `-f` is given, in its order of preference. */
const BASE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'] as const;
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
] as const;

export interface ProjectFiles {
  /** The file that names the containers of the project. */
  readonly base: string;
  /** Files that are merged into it, in their order. */
  readonly overrides: readonly string[];
  /** The project beside the file that it is no part of: the file may be an overlay of it. */
  readonly neighbour?: { readonly base: string; readonly overrides: readonly string[] };
  /** The file that compose prefers to this one, when both have a name that it looks for. */
  readonly shadowedBy?: string;
}

/**
 * Which project a file belongs to: that of its folder, when it is one of the files that compose reads there without `-f`
 * (`COMPOSE_FILE` in `.env` names them, or they are the base and its override); a project of its own otherwise.
 */
export function findProjectFiles(path: string, composeFile: string | undefined, context: ReadContext): ProjectFiles {
  const directory = directoryOf(path);
  const exists = (name: string): boolean => context.open(joinPath(directory, name)) !== undefined;
  const named = (composeFile ?? '').split(/[:;,]/).map((name) => name.trim());
  const listed = named.filter((name) => name !== '' && exists(name));
  const base = listed.length > 0 ? listed[0] : BASE_NAMES.find(exists);
  if (base === undefined) return { base: path, overrides: [] };
  const overrides = listed.length > 0 ? listed.slice(1) : OVERRIDE_NAMES.filter(exists).slice(0, 1);
  const project = {
    base: joinPath(directory, base),
    overrides: overrides.map((name) => joinPath(directory, name)),
  };
  if (project.base === path || project.overrides.includes(path)) return project;
  const isBaseName = BASE_NAMES.some((name) => name === baseNameOf(path));
  return { base: path, overrides: [], neighbour: project, ...(isBaseName ? { shadowedBy: project.base } : {}) };
}
