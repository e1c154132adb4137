import type { ByteSource } from '../../base/byte-source.js';
import { fileStart } from '../../base/text.js';
import { modelFileFindings } from '../../findings/catalog/model-file.js';
import type { PickleName } from '../../syntax/pickle/pickle-value.js';
import { type PickleRead, readPickle } from '../../syntax/pickle/read-pickle.js';
import { fullName, judgeName } from './judge-names.js';
import { type Reading, reportBroken, reportIncomplete, reportTooLarge } from './reading.js';

export interface PickleSpot {
  /** Where the pickle starts in the source. */
  readonly start?: number;
  /** Name of the part of an archive that it is; undefined when the file is the pickle. */
  readonly within?: string;
  /** Names that the format has of its own, beside those of `torch.load`. */
  readonly isOwnName?: (name: string) => boolean;
}

/** Reads one pickle and tells what loading it would import and call, also when it is broken further on. */
export function readJudgedPickle(reading: Reading, source: ByteSource, spot: PickleSpot = {}): PickleRead {
  const read = readPickle(source, spot.start ?? 0);
  tellNames(reading, read.names, spot);
  if (!read.problem) return read;
  const { offset, reason, isCut, isTooLarge } = read.problem;
  const where = spot.within === undefined ? 'its pickle' : spot.within;
  if (isTooLarge) reportTooLarge(reading, `${where}: ${reason}`, offset);
  else if (isCut && spot.within === undefined) reportIncomplete(reading, `${where} ends in the middle`);
  else reportBroken(reading, `${where}: ${reason}`, offset);
  return read;
}

function tellNames(reading: Reading, names: readonly PickleName[], { within, isOwnName }: PickleSpot): void {
  const path = reading.name;
  const judged = names.map((name) => ({ name, full: fullName(name), verdict: judgeName(name) }));
  for (const { full } of judged) if (full !== undefined) reading.pickleNames.add(full);
  const dangerous = judged.filter(({ verdict }) => verdict === 'dangerous');
  const [first] = dangerous;
  if (first) {
    const shown = dangerous.map(({ full, name }) =>
      show(full ?? (name.isCalled ? 'what another call returns' : undefined)),
    );
    const { offset } = first.name;
    reading.problems.push(
      modelFileFindings.runsCode({ path, names: [...new Set(shown)], offset, within }, fileStart(path)),
    );
  }
  const classes = judged.flatMap(({ verdict, full }) =>
    verdict === 'class' && full !== undefined && !isOwnName?.(full) ? [show(full)] : [],
  );
  if (classes.length > 0)
    reading.problems.push(modelFileFindings.needsTrust({ path, names: classes.sort(), within }, fileStart(path)));
}

/** As it is written, but never so long or so strange that it hides the message. */
function show(name: string | undefined): string {
  if (name === undefined) return 'a name that is computed';
  const cut = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  return /^[\w.<>]+…?$/.test(cut) ? cut : JSON.stringify(cut);
}
