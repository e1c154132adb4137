import { joinPath } from '../base/paths.js';
import { fileStart } from '../base/text.js';
import { type DraftLine, entry, notePlace, remark } from '../environment/draft/draft.js';
import {
  draftCommand,
  draftEnvironment,
  draftGpus,
  draftLimits,
  draftMounts,
  draftPorts,
  draftServices,
} from '../environment/draft/draft-container.js';
import { draftPackages } from '../environment/draft/draft-packages.js';
import {
  type DraftVersion,
  type DraftVersions,
  draftBase,
  draftVersions,
  toRequestWords,
  writeVersions,
} from '../environment/draft/draft-versions.js';
import { findSubject, type Subject } from '../environment/draft/find-subject.js';
import { writeDraft } from '../environment/draft/write-draft.js';
import type { Choice, Resolution } from '../environment/resolver/resolution.js';
import { SPEC_FILE } from '../environment/spec/read-spec.js';
import { specFindings } from '../findings/catalog/spec.js';
import type { Finding } from '../findings/finding.js';
import type { GraphIndex } from '../graph/graph.js';
import type { Host } from '../host/host.js';
import { resolveVersions } from './resolve.js';
import { collectGraph } from './sources/collect.js';

export interface InitRequest {
  /** Absolute, or relative to the working directory. */
  readonly directory: string;
  /** Answers what no file says; undefined for the usual answer. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** True to only tell what would be written. */
  readonly isDryRun: boolean;
}

export type Initiated =
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'written';
      /** Of the file, from the working directory. */
      readonly path: string;
      readonly text: string;
      readonly resolution: Resolution | undefined;
      readonly findings: readonly Finding[];
    };

/**
 * Writes `torchdock.yaml` from what the files of a folder say:
 *
 *     folder → graph → the one environment it is about → lines with their origin → questions → resolver → file
 */
export async function initProject(host: Host, { directory, ask, isDryRun }: InitRequest): Promise<Initiated> {
  const folder = joinPath(host.workingDirectory, directory);
  const path = joinPath(directory, SPEC_FILE);
  // 1. Nothing is ever overwritten, not even a link that leads nowhere.
  const isThere =
    host.status(folder)?.kind === 'directory' && host.readDirectory(folder).some(({ name }) => name === SPEC_FILE);
  if (isThere && !isDryRun) return { kind: 'refused', findings: [specFindings.exists({ path }, fileStart(path))] };
  // 2. What the files say.
  const { index } = await collectGraph(host, { paths: [directory], base: folder });
  const subject = findSubject(index);
  // 3. What they do not say, and whether it fits.
  const found = await askForGpu(host, withGpuOfFiles(index, subject, draftVersions(subject)), ask);
  const { versions, resolution } = await resolveDraft(host, found);
  const services = await askForSsh(draftServices(subject), ask);
  // 4. The file.
  const lines = [
    ...writeVersions(versions),
    ...draftBase(subject),
    ...draftPackages(index, subject),
    ...draftMounts(index, subject),
    ...draftEnvironment(subject),
    ...services,
    ...draftPorts(subject),
    ...draftGpus(index, subject),
    ...draftLimits(subject),
    ...draftCommand(subject),
  ];
  const text = writeDraft(describeHead(resolution), lines);
  if (!isDryRun) host.writeFile(joinPath(folder, SPEC_FILE), text);
  return { kind: 'written', path, text, resolution, findings: describeConflict(resolution) };
}

/** A Kubernetes selector or a Slurm option may name the product. */
function withGpuOfFiles(index: GraphIndex, { containers }: Subject, versions: DraftVersions): DraftVersions {
  const edges = containers.flatMap(({ id }) => index.edgesFrom(id, 'uses-gpu'));
  const named = edges.flatMap((edge): readonly DraftVersion[] => {
    const node = index.node(edge.to);
    const product = node?.kind === 'gpu' ? node.facts.product : undefined;
    const place = edge.origins[0];
    return product === undefined || !place ? [] : [{ key: 'gpu', word: product.toUpperCase(), note: notePlace(place) }];
  });
  return { ...versions, versions: [...versions.versions, ...named.slice(0, 1)] };
}

/** How often a name that means nothing is asked for again. */
const MOST_TRIES = 3;

async function askForGpu(host: Host, versions: DraftVersions, ask: InitRequest['ask']): Promise<DraftVersions> {
  const isOpen = !versions.versions.some(({ key, word }) => key === 'gpu' || (key === 'cuda' && word === 'cpu'));
  if (!isOpen) return versions;
  let question = 'Which GPU will this run on? (such as A100; Enter for any) ';
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const word = (await ask(question))?.trim() ?? '';
    if (word === '') return versions;
    const read = await resolveVersions(host, { words: { gpu: word } });
    if (read.kind === 'resolved')
      return { ...versions, versions: [...versions.versions, { key: 'gpu', word, note: 'your answer' }] };
    question = `${read.kind === 'mistyped' ? (read.hint ?? '') : ''} Which GPU? (Enter for any) `.trimStart();
  }
  return versions;
}

async function askForSsh(lines: readonly DraftLine[], ask: InitRequest['ask']): Promise<readonly DraftLine[]> {
  if (lines.some((line) => line.kind === 'entry' && line.text.startsWith('ssh:'))) return lines;
  const answer = await ask('Will you log in by SSH, from VS Code for example? (y/N) ');
  return /^\s*y(?:es)?\s*$/i.test(answer ?? '') ? [...lines, entry('ssh', true, 'your answer')] : lines;
}

/** A word that the tables do not know is left out with a remark, and the rest is resolved without it. */
async function resolveDraft(
  host: Host,
  found: DraftVersions,
): Promise<{ readonly versions: DraftVersions; readonly resolution: Resolution | undefined }> {
  let versions = found;
  for (;;) {
    const resolved = await resolveVersions(host, { words: toRequestWords(versions) });
    if (resolved.kind === 'resolved') return { versions, resolution: resolved.resolution };
    const flag = resolved.kind === 'mistyped' ? /'--(\w+)'/.exec(resolved.message)?.[1] : undefined;
    const wrong = versions.versions.find(({ key }) => key === flag);
    if (!wrong) return { versions, resolution: undefined };
    const left = remark(`${wrong.key}: ${wrong.word}  (${wrong.note}; torchdock knows no such one)`);
    versions = {
      ...versions,
      versions: versions.versions.filter((one) => one !== wrong),
      remarks: [...versions.remarks, left],
    };
  }
}

/** The words above the keys: what they amount to, or why they do not fit and what would. */
function describeHead(resolution: Resolution | undefined): readonly string[] {
  const first = 'Made by torchdock init from the files that are named behind each line; all of it is optional.';
  if (!resolution) return [first];
  const { choice, reasons, alternatives, asOf } = resolution;
  if (choice) return [first, `As of ${asOf} it gives ${describeChoice(choice)}.`];
  const [nearest] = alternatives;
  return [
    first,
    '',
    `As of ${asOf} these versions do not fit together:`,
    ...reasons.map(({ code, message }) => `  ${code} ${message}`),
    ...(nearest ? ['The nearest that fits:', ...describeAlternative(nearest.choice)] : []),
  ];
}

function describeChoice({ torch, cuda, cudnn, python, os }: Choice): string {
  const build = cuda === 'cpu' ? 'for the CPU' : `with CUDA ${cuda}${cudnn === undefined ? '' : ` and cuDNN ${cudnn}`}`;
  return `PyTorch ${torch} ${build}, Python ${python}, ${os}`;
}

/** Lines as they would stand below. */
function describeAlternative({ torch, cuda, python, os, companions }: Choice): readonly string[] {
  return [
    `  torch: "${torch}"`,
    cuda === 'cpu' ? '  cuda: cpu' : `  cuda: "${cuda}"`,
    `  python: "${python}"`,
    `  os: ${os}`,
    ...(Object.keys(companions).length > 0 ? [`  with: [${Object.keys(companions).join(', ')}]`] : []),
  ];
}

function describeConflict(resolution: Resolution | undefined): readonly Finding[] {
  if (resolution?.verdict !== 'conflict') return [];
  const nearest = resolution.alternatives[0];
  return [
    specFindings.doesNotFit({
      reasons: resolution.reasons.map(({ message }) => message),
      nearest: nearest && describeChoice(nearest.choice),
    }),
  ];
}
