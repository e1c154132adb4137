import { directoryOf, joinPath, normalizePath } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import type { RequirementFile } from '../../environment/plan/plan-input.js';
import { planFindings } from '../../findings/catalog/plan.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import { isWithin } from '../sources/source-library.js';

export interface ReadRequirements {
  readonly files: readonly RequirementFile[];
  readonly findings: readonly Finding[];
}

/** What people write by hand is smaller by far. */
const MOST_BYTES = 2 ** 20;
const MOST_FILES = 100;

/** Reads requirement files and those that they include: only what lies in the folder itself, links followed. */
export function readRequirements(
  host: Host,
  root: string,
  paths: readonly string[],
  place: Place | undefined,
): ReadRequirements {
  const files = new Map<string, RequirementFile>();
  const findings: Finding[] = [];
  const refuse = (path: string, problem: string): void =>
    void findings.push(planFindings.badRequirementFile({ path, problem }, place));
  const open = paths.map((path) => ({ path: normalizePath(path), isIncluded: false }));
  for (const { path, isIncluded } of open) {
    if (files.has(path)) continue;
    if (files.size >= MOST_FILES) {
      refuse(path, `more than ${MOST_FILES} files include each other`);
      break;
    }
    const read = readInside(host, root, path);
    if (typeof read !== 'string') refuse(path, read.problem);
    else {
      files.set(path, { path, content: read, isIncluded });
      const lines = listOptions(read);
      open.push(...lines.includes.map((name) => ({ path: joinPath(directoryOf(path), name), isIncluded: true })));
      findings.push(...lines.local.map((line) => planFindings.localRequirement({ file: path, line }, place)));
    }
  }
  return { files: [...files.values()], findings };
}

function readInside(host: Host, root: string, path: string): string | { readonly problem: string } {
  const full = joinPath(root, path);
  if (path.startsWith('/') || path === '..' || path.startsWith('../..'))
    return { problem: 'it lies outside of the folder' };
  const found = host.status(full);
  if (!found) return { problem: 'there is no such file' };
  if (found.kind !== 'file') return { problem: 'it is no file' };
  if (!isWithin(host.realPath(full), root)) return { problem: 'it is a link that leads out of the folder' };
  if (found.sizeBytes > MOST_BYTES) return { problem: `it has more than ${MOST_BYTES} bytes` };
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(host.readFile(full)).replaceAll('\r\n', '\n');
  } catch (error) {
    if (error instanceof HostError) return { problem: error.message };
    if (error instanceof TypeError) return { problem: 'it is not UTF-8' };
    throw error;
  }
}

interface Options {
  /** Files that `-r` and `-c` name. */
  readonly includes: readonly string[];
  /** Lines that name something of this machine. */
  readonly local: readonly string[];
}

const INCLUDE = /^(?:-r|-c|--requirement|--constraint)(?:\s+|=|(?<=^-[rc]))(\S+)/;
const LOCAL = /^(?:(?:-e|--editable)(?:\s+|=)(?!\w+\+)|(?:\.{1,2}(?:\/|$|\[))|\/|file:)/;

function listOptions(content: string): Options {
  const lines = content
    .replaceAll(/\\\n/g, '')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim());
  return {
    includes: lines.flatMap((line) => {
      const name = INCLUDE.exec(line)?.[1];
      // An address is fetched by pip itself.
      return name === undefined || /^https?:/.test(name) ? [] : [name];
    }),
    local: lines.filter((line) => LOCAL.test(line) || /@\s*file:/.test(line)),
  };
}
