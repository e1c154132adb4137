import { directoryOf, joinPath } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import { dataFindings } from '../../findings/catalog/data.js';
import type { ComposeEntry, ComposeMap, ComposeScalar, ComposeValue } from './compose-value.js';
import { entriesIn, mapIn, scalarIn, valueIn } from './compose-value.js';
import type { ProjectLoader } from './load-file.js';
import { loadComposeFile } from './load-file.js';
import { mergeService } from './merge-values.js';

/** A service may extend one that extends another …: longer chains are no longer followed. */
const MAXIMUM_CHAIN = 50;
/** Values that all services of a file together may take over from others. */
const MAXIMUM_COPIED = 200_000;

interface Extending {
  readonly loader: ProjectLoader;
  /** Files by path; those that `extends` names are loaded when they are met. */
  readonly files: Map<string, ComposeMap | undefined>;
  /** Services that are resolved, by file and name. */
  readonly resolved: Map<string, ComposeMap>;
  /** How many values were taken over so far. */
  copied: number;
  /** Files merged before this one, whose services an override may extend. */
  readonly before: ComposeMap | undefined;
}

/** Replaces every service of a file that `extends` another by what the two are together. */
export function resolveExtends(
  loader: ProjectLoader,
  file: string,
  root: ComposeMap,
  before: ComposeMap | undefined,
): ComposeMap {
  const services = mapIn(root, 'services');
  if (!services || !entriesIn(services).some(({ value }) => valueIn(value, 'extends'))) return root;
  const extending: Extending = { loader, files: new Map([[file, root]]), resolved: new Map(), copied: 0, before };
  const entries = new Map<string, ComposeEntry>();
  for (const [name, entry] of services.entries) {
    const value = entry.value.kind === 'map' ? resolveService(extending, file, name, entry.value, []) : entry.value;
    entries.set(name, { ...entry, value });
  }
  const resolved: ComposeEntry = {
    ...(root.entries.get('services') as ComposeEntry),
    value: { ...services, entries },
  };
  return { ...root, entries: new Map([...root.entries, ['services', resolved]]) };
}

function resolveService(
  extending: Extending,
  file: string,
  name: string,
  service: ComposeMap,
  chain: readonly string[],
): ComposeMap {
  const key = `${file}\u0000${name}`;
  const known = extending.resolved.get(key);
  if (known) return known;
  const request = readRequest(service, file);
  const base = request && baseService(extending, request, [...chain, key]);
  const entries = new Map(service.entries);
  if (base) entries.delete('extends');
  const own: ComposeMap = { ...service, entries };
  const resolved = base ? mergeService(base, own) : own;
  extending.resolved.set(key, resolved);
  return resolved;
}

interface ExtendRequest {
  readonly service: string;
  /** The other file as written; absent for the same one. */
  readonly written?: ComposeScalar;
  readonly file: string;
  readonly place: Place;
}

function readRequest(service: ComposeMap, file: string): ExtendRequest | undefined {
  const value = valueIn(service, 'extends');
  if (value?.kind === 'scalar') return { service: value.text, file, place: value.place };
  const name = scalarIn(value, 'service');
  if (!name) return undefined;
  const written = scalarIn(value, 'file');
  if (!written) return { service: name.text, file, place: name.place };
  return { service: name.text, written, file: joinPath(directoryOf(file), written.text), place: name.place };
}

function baseService(extending: Extending, request: ExtendRequest, chain: readonly string[]): ComposeMap | undefined {
  const { service, written, file, place } = request;
  const { findings } = extending.loader;
  const key = `${file}\u0000${service}`;
  if (chain.includes(key)) {
    const names = [...chain.slice(chain.indexOf(key)), key].map((item) => item.slice(item.indexOf('\u0000') + 1));
    findings.push(composeFindings.endlessExtends({ services: names }, place));
    return undefined;
  }
  if (chain.length > MAXIMUM_CHAIN) {
    findings.push(composeFindings.endlessExtends({ services: [service], limit: MAXIMUM_CHAIN }, place));
    return undefined;
  }
  const root = openFile(extending, file);
  if (!root) {
    const path = written?.text ?? file;
    findings.push(composeFindings.missingFile({ path, purpose: 'extends' }, written?.place ?? place));
    return undefined;
  }
  const found = mapIn(root, 'services', service) ?? mapIn(extending.before, 'services', service);
  if (!found) {
    const known = entriesIn(root, 'services').map((entry) => entry.key);
    findings.push(composeFindings.missingExtended({ service, file, known }, place));
    return undefined;
  }
  const base = resolveService(extending, file, service, found, chain);
  if (extending.copied > MAXIMUM_COPIED) return undefined;
  extending.copied += countValues(base, MAXIMUM_COPIED);
  if (extending.copied <= MAXIMUM_COPIED) return base;
  const problem = `extends repeats more than ${MAXIMUM_COPIED} values`;
  findings.push(dataFindings.beyondLimit({ format: 'compose file', problem }, place));
  return undefined;
}

/** Values in a tree; counting stops a little after `limit`. */
function countValues(value: ComposeValue, limit: number): number {
  if (value.kind === 'scalar') return 1;
  let count = 1;
  const children = value.kind === 'list' ? value.items : [...value.entries.values()].map((entry) => entry.value);
  for (const child of children) if (count <= limit) count += countValues(child, limit - count);
  return count;
}

function openFile(extending: Extending, file: string): ComposeMap | undefined {
  if (!extending.files.has(file)) {
    const source = extending.loader.context.open(file);
    extending.files.set(file, source && loadComposeFile(extending.loader, source));
  }
  return extending.files.get(file);
}
