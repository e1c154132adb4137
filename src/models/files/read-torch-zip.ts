import type { ByteSource } from '../../base/byte-source.js';
import { type Archive, openArchive } from './archive.js';
import { createStorageChecker } from './check-storages.js';
import { collectPickled } from './collect-pickled.js';
import type { ModelFormat } from './model-file.js';
import { readJudgedPickle } from './read-pickled.js';
import { isExportArchive, readExportArchive } from './read-torch-export.js';
import { isScriptArchive, readScriptArchive } from './read-torchscript.js';
import { type Reading, reportBroken, reportFaults } from './reading.js';

/** What torch writes as a ZIP archive: `torch.save` since 1.6, TorchScript, `torch.export`. */
export function readTorchZip(reading: Reading, source: ByteSource): ModelFormat {
  const archive = openArchive(reading, source);
  if (!archive) return 'torch-zip';
  const version = archive.has('.data/version') ? '.data/version' : 'version';
  if (isExportArchive(archive)) {
    readExportArchive(reading, archive, readTorchZip);
    return 'torch-export';
  }
  reading.producer ??= `torch.save, format ${readSmallText(archive, version) ?? 'without a version'}`;
  judgeOtherPickles(reading, archive);
  if (isScriptArchive(archive)) {
    readScriptArchive(reading, archive);
    return 'torchscript';
  }
  if (!archive.has('data.pkl')) {
    reportBroken(reading, 'it is a ZIP archive without data.pkl, which torch does not write');
    return 'unknown';
  }
  const bytes = archive.open('data.pkl');
  const read = bytes && readJudgedPickle(reading, bytes, { within: 'data.pkl' });
  const checker = createStorageChecker(archive, 'data/');
  if (read?.value !== undefined) collectPickled(reading, read.value, checker.visit);
  reportFaults(reading, checker.faults);
  return 'torch-zip';
}

/** `torch.load` can be told to read another pickle of the archive than data.pkl. */
function judgeOtherPickles(reading: Reading, archive: Archive): void {
  for (const name of archive.entries.keys()) {
    if (!name.endsWith('.pkl') || name === 'data.pkl' || name === 'constants.pkl') continue;
    const bytes = archive.open(name);
    if (bytes) readJudgedPickle(reading, bytes, { within: name });
  }
}

function readSmallText(archive: Archive, name: string): string | undefined {
  const bytes = archive.has(name) && (archive.sizeOf(name) ?? 0) < 64 ? archive.open(name) : undefined;
  return bytes && new TextDecoder().decode(bytes.read(0, 64)).replaceAll(/[^\w.]/g, '');
}
