import { groupBy } from '../base/order.js';
import { joinPath } from '../base/paths.js';
import type { SourceText } from '../base/text.js';
import type { Finding, Mend } from '../findings/finding.js';
import { applyEdits, chooseMends } from '../findings/mend.js';
import { type Host, HostError } from '../host/host.js';
import { createFixGate, type FixGate } from './check/create-fix-gate.js';
import { type Overlay, overlayFiles } from './check/overlay-files.js';
import { type Checked, checkSources } from './check.js';
import type { CollectRequest } from './sources/collect.js';

export interface FixRequest extends CollectRequest {
  /** `preview` says what `write` would do, and writes nothing. */
  readonly mode: 'write' | 'preview';
}

/** A finding with a mend that is certain. */
export type Mendable = Finding & { readonly mend: Mend };

export interface Fixed {
  /** As it was found. */
  readonly before: Checked;
  /** As it is now, read anew; in a preview, as it would be. */
  readonly after: Checked;
  readonly files: readonly FixedFile[];
  /** What has a certain mend that was not made, and why. */
  readonly refused: readonly { readonly finding: Mendable; readonly reason: string }[];
}

export interface FixedFile {
  /** As the places of the findings name it. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** In the order they were made; places are those of the text before each round. */
  readonly mended: readonly Mendable[];
}

/** Mends that touch one another are made one after the other. Each round makes or refuses one at least. */
const MOST_ROUNDS = 50;

/**
 * Makes the mends that are certain:
 *
 *     check → certain mends, file by file, not touching → made in memory → check anew → better? → … → files, written whole
 *
 * Nothing is written before it was checked that each finding is gone and no error has come; what fails that is left out.
 */
export async function fixSources(host: Host, { mode, ...request }: FixRequest): Promise<Fixed> {
  // 1. What is found as it is.
  const before = await checkSources(host, request);
  const gate = createFixGate(host, before);
  const overlay = overlayFiles(host);
  const state: Fixing = { checked: before, mended: [], refused: new Map() };
  // 2. Round by round, in memory.
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const chosen = chooseRound(state, gate);
    if (chosen.length === 0) break;
    await tryGroups(state, overlay, request, [...groupBy(chosen, fileOf).values()]);
  }
  // 3. Written, and read anew.
  const files = listFiles(before, state);
  const written = mode === 'write' ? files.filter((file) => writeFile(host, file, state)) : files;
  const after = mode === 'write' && files.length > 0 ? await checkSources(host, request) : state.checked;
  return { before, after, files: written, refused: [...state.refused.values()] };
}

interface Fixing {
  checked: Checked;
  readonly mended: Mendable[];
  readonly refused: Map<string, { readonly finding: Mendable; readonly reason: string }>;
}

/** Certain mends of files that may be written, as many as can be made at once. */
function chooseRound({ checked, refused }: Fixing, gate: FixGate): readonly Mendable[] {
  const open = checked.findings.filter(isMendable).filter((finding) => !refused.has(keyOf(finding)));
  return [...groupBy(open, fileOf)].flatMap(([file, findings]) => {
    const reason = gate.reasonAgainst(file);
    if (reason !== undefined) for (const finding of findings) refused.set(keyOf(finding), { finding, reason });
    const source = checked.sources.find(({ path }) => path === file);
    return reason === undefined && source ? chooseMends(findings, source) : [];
  });
}

/** The mends of several files at once; when that makes it worse, of half of the files, and in one file each alone. */
async function tryGroups(
  state: Fixing,
  overlay: Overlay,
  request: CollectRequest,
  groups: readonly (readonly Mendable[])[],
): Promise<void> {
  if (await tryMends(state, overlay, request, groups.flat())) return;
  const [first = [], ...others] = groups;
  if (others.length > 0) {
    const middle = groups.length >> 1;
    await tryGroups(state, overlay, request, groups.slice(0, middle));
    await tryGroups(state, overlay, request, groups.slice(middle));
    return;
  }
  for (const finding of first) {
    // What one mend moved has other places now: the rest is for the next round.
    if (first.length > 1 && (await tryMends(state, overlay, request, [finding]))) return;
    state.refused.set(keyOf(finding), { finding, reason: 'the file would not be right afterwards' });
  }
}

/** Makes mends in memory and keeps them when each finding is gone and no error has come. */
async function tryMends(
  state: Fixing,
  overlay: Overlay,
  request: CollectRequest,
  findings: readonly Mendable[],
): Promise<boolean> {
  const { workingDirectory } = overlay.host;
  const texts = [...groupBy(findings, fileOf)].flatMap(([file, group]) => {
    const source = state.checked.sources.find(({ path }) => path === file);
    return source
      ? [
          applyEdits(
            source,
            group.flatMap(({ mend }) => mend.edits),
          ),
        ]
      : [];
  });
  const kept = texts.map(({ path }) => overlay.get(joinPath(workingDirectory, path)));
  for (const { path, text } of texts) overlay.set(joinPath(workingDirectory, path), text);
  const checked = await checkSources(overlay.host, request);
  if (isBetter(state.checked, checked, findings)) {
    state.checked = checked;
    state.mended.push(...findings);
    return true;
  }
  for (const [index, { path }] of texts.entries()) overlay.set(joinPath(workingDirectory, path), kept[index]);
  return false;
}

/** Each finding is gone from its file, and there is no code of an error more often than before. */
function isBetter(before: Checked, after: Checked, mended: readonly Mendable[]): boolean {
  const nameOf = ({ code, place }: Finding): string => `${code} ${place?.file ?? ''}`;
  const old = groupBy(before.findings, nameOf);
  const now = groupBy(after.findings, nameOf);
  const isGone = [...groupBy(mended, nameOf)].every(
    ([name, group]) => (now.get(name)?.length ?? 0) <= (old.get(name)?.length ?? 0) - group.length,
  );
  const errors = [...now].filter(([, group]) => group.some(({ severity }) => severity === 'error'));
  return isGone && errors.every(([name, group]) => group.length <= (old.get(name)?.length ?? 0));
}

function listFiles(before: Checked, { checked, mended }: Fixing): readonly FixedFile[] {
  return [...groupBy(mended, fileOf)].flatMap(([path, group]) => {
    const textIn = (sources: readonly SourceText[]): string | undefined =>
      sources.find((source) => source.path === path)?.text;
    const [old, now] = [textIn(before.sources), textIn(checked.sources)];
    return old === undefined || now === undefined || old === now
      ? []
      : [{ path, before: old, after: now, mended: group }];
  });
}

/** False, with the reason kept, when the file cannot be written or is not what was checked any more. */
function writeFile(host: Host, { path, before, after, mended }: FixedFile, { refused }: Fixing): boolean {
  const full = joinPath(host.workingDirectory, path);
  const refuse = (reason: string): false => {
    for (const finding of mended) refused.set(keyOf(finding), { finding, reason });
    return false;
  };
  try {
    const encoder = new TextEncoder();
    const isSame = Buffer.compare(host.readFile(full), encoder.encode(before)) === 0;
    if (!isSame) return refuse('the file was changed meanwhile');
    host.writeFile(full, encoder.encode(after));
    return true;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return refuse(error.message);
  }
}

function isMendable(finding: Finding): finding is Mendable {
  return finding.mend?.isCertain === true;
}

function fileOf({ mend }: Mendable): string {
  return mend.edits[0]?.place.file ?? '';
}

function keyOf({ code, mend }: Mendable): string {
  return JSON.stringify([code, mend.edits]);
}
