import type { ByteSource } from '../../base/byte-source.js';
import { compareText } from '../../base/order.js';
import { fileStart } from '../../base/text.js';
import { modelFileFindings } from '../../findings/catalog/model-file.js';
import { countTotals } from './count-totals.js';
import { HEAD_BYTES, isPrintable, readKnownFormat } from './formats.js';
import type { ModelFile, Siblings } from './model-file.js';
import { makeModuleTree } from './module-tree.js';
import { createReading, type Reading } from './reading.js';

/**
 * What a model file says of itself: tensors, totals, modules, and the graph where it has one.
 *
 *     bytes → format (formats.ts) → its reader → tensors, names in pickles, graph → totals and module tree
 *
 * Nothing in it is executed and no class is looked up: pickles become records (syntax/pickle). Only descriptions are read,
 * by ranges: a file of 10 GB costs as little as its list of tensors. It never throws on what is in a file; what is wrong is
 * in `problems`, and totals are then unknown. Errors of the source itself (the disk fails) pass through.
 *
 * @param name Path that findings are told with; its ending decides where the bytes cannot.
 * @param siblings The folder that the file lies in: external data of ONNX, the parts of sharded and distributed checkpoints.
 */
export function readModelFile(source: ByteSource, name: string, siblings: Siblings): ModelFile {
  const reading = createReading(name, siblings);
  const format = source.sizeBytes === 0 ? 'unknown' : readKnownFormat(reading, source);
  if (format === 'unknown' && reading.problems.length === 0) reportUnknown(reading, source);
  const gap = format === 'unknown' ? 'the format is not known' : reading.gap;
  return {
    name,
    format,
    producer: reading.producer,
    sizeBytes: source.sizeBytes,
    tensors: reading.tensors,
    totals: countTotals(reading.tensors, format, gap),
    modules: makeModuleTree(reading.tensors, reading.moduleTypes),
    graph: reading.graph,
    metadata: reading.metadata,
    pickleNames: [...reading.pickleNames].sort(compareText),
    problems: reading.problems,
  };
}

function reportUnknown(reading: Reading, source: ByteSource): void {
  const path = reading.name;
  const head = source.read(0, HEAD_BYTES);
  const text = new TextDecoder('latin1').decode(head);
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    const size = /\nsize (\d{1,15})\n/.exec(text)?.[1];
    const sizeBytes = size === undefined ? undefined : Number(size);
    reading.problems.push(modelFileFindings.pointer({ path, sizeBytes }, fileStart(path)));
  } else
    reading.problems.push(modelFileFindings.unknownFormat({ path, found: describeHead(head, text) }, fileStart(path)));
}

function describeHead(head: Uint8Array, text: string): string {
  if (head.length === 0) return 'empty';
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) return 'a web page';
  if (text.startsWith('GGUF')) return 'a GGUF file, which is not read yet';
  if (text.startsWith('\x89HDF')) return 'an HDF5 file, as Keras writes them';
  if (head.every((byte) => byte === 0)) return 'nothing but zeros';
  return isPrintable(head) ? 'text' : 'of no format that is known';
}
