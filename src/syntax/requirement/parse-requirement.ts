import { normalizeProjectName, readReferencedProject } from './project-name.js';

/** One Python requirement (PEP 508), or what pip takes in its place: an address or a path. */
export interface Requirement {
  /** Normalised by PEP 503; for an address that names no project, the address without its scheme. */
  readonly name: string;
  readonly extras: readonly string[];
  /** `==X` without a wildcard, `===X`, or what the file name of a wheel says. */
  readonly version?: string;
  /** Anything else that narrows the version, without spaces: `>=2.6,<3`, `==2.7.*`, `==${TORCH}`. */
  readonly specifier?: string;
  /** Where it is taken from instead of an index: a URL, a git address, a path. */
  readonly reference?: string;
  /** Environment marker, unevaluated. */
  readonly marker?: string;
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/;
const CLAUSE = /^(===|==|~=|!=|<=|>=|<|>)\s*([^\s,;()<>=!~]+)$/;
/** A version that holds no wildcard and no variable (PEP 440, local part included). */
const EXACT_VERSION = /^[A-Za-z0-9][A-Za-z0-9._+!-]*$/;

/** Reads one requirement without its pip options and comments; undefined when it is not one. Linear in the text. */
export function parseRequirement(text: string): Requirement | undefined {
  const trimmed = text.trim();
  const name = NAME.exec(trimmed)?.[0];
  if (isReference(trimmed, name)) return readReference(trimmed);
  if (name === undefined) return undefined;
  const extras = readExtras(trimmed.slice(name.length).trimStart());
  if (!extras) return undefined;
  const named = { name: normalizeProjectName(name), extras: extras.names };
  const rest = extras.rest.trimStart();
  return rest.startsWith('@') ? readNamedReference(named, rest.slice(1).trim()) : readVersioned(named, rest);
}

type Named = Pick<Requirement, 'name' | 'extras'>;

/** pip takes addresses (`git+https://…`, `https://….whl`), and paths: those that say so, and archives. */
function isReference(text: string, name: string | undefined): boolean {
  const first = text.slice(0, 4096).split(/[\s;]/, 1)[0] ?? '';
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(first) || /^(?:\.{1,2}(?:[/[]|$)|\/|~\/|file:)/.test(first)) return true;
  return name !== undefined && /\.(?:whl|zip|tar\.gz|tar\.bz2|tar\.xz)(?:\[[^\]]*\])?$/.test(first);
}

function readReference(text: string): Requirement {
  const { body, marker } = splitMarker(text, /\s;/);
  const bracket = body.endsWith(']') ? body.lastIndexOf('[') : -1;
  const reference = bracket > 0 ? body.slice(0, bracket) : body;
  const extras = bracket > 0 ? (readExtras(body.slice(bracket))?.names ?? []) : [];
  return { ...readReferencedProject(reference), extras, reference, ...marker };
}

function readNamedReference(named: Named, text: string): Requirement | undefined {
  const { body, marker } = splitMarker(text, /\s;/);
  if (body === '' || /\s/.test(body)) return undefined;
  return { ...readReferencedProject(body), ...named, reference: body, ...marker };
}

function readVersioned(named: Named, text: string): Requirement | undefined {
  const { body, marker } = splitMarker(text, /;/);
  const inside = body.startsWith('(') && body.endsWith(')') ? body.slice(1, -1).trim() : body;
  const clauses = inside === '' ? [] : inside.split(',').map((clause) => clause.trim());
  if (clauses.at(-1) === '') clauses.pop();
  const matches = clauses.map((clause) => CLAUSE.exec(clause));
  if (matches.includes(null)) return undefined;
  const exact = matches
    .map((match) => exactVersion(match?.[1], match?.[2] ?? ''))
    .find((version) => version !== undefined);
  if (exact !== undefined) return { ...named, version: exact, ...marker };
  const specifier = matches.map((match) => `${match?.[1] ?? ''}${match?.[2] ?? ''}`).join(',');
  return { ...named, ...(specifier === '' ? {} : { specifier }), ...marker };
}

/** A local part that only a shell knows (`2.1.2+cu${CUDA}`) is left out; the release is exact all the same. */
function exactVersion(operator: string | undefined, version: string): string | undefined {
  if (operator !== '==' && operator !== '===') return undefined;
  if (EXACT_VERSION.test(version)) return version;
  const [release = '', local] = version.split('+', 2);
  return local?.includes('$') && EXACT_VERSION.test(release) ? release : undefined;
}

function readExtras(text: string): { readonly names: readonly string[]; readonly rest: string } | undefined {
  if (!text.startsWith('[')) return { names: [], rest: text };
  const end = text.indexOf(']');
  if (end < 0) return undefined;
  const names = text
    .slice(1, end)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.every((name) => /^[A-Za-z0-9._-]+$/.test(name)) ? { names, rest: text.slice(end + 1) } : undefined;
}

/** In an address a `;` belongs to the address unless a space stands before it (PEP 508). */
function splitMarker(text: string, separator: RegExp): { body: string; marker: Pick<Requirement, 'marker'> } {
  const at = text.search(separator);
  if (at < 0) return { body: text.trim(), marker: {} };
  const marker = text.slice(text.indexOf(';', at) + 1).trim();
  return { body: text.slice(0, at).trim(), marker: marker === '' ? {} : { marker } };
}
