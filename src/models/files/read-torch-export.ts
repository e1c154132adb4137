import type { ByteSource } from '../../base/byte-source.js';
import { fileStart } from '../../base/text.js';
import { modelFileFindings } from '../../findings/catalog/model-file.js';
import { type Archive, at, listAt, pairsAt, parseJsonPart, textAt } from './archive.js';
import { dtypeOfExport } from './dtypes.js';
import { readExportGraph, readSizes } from './export-graph.js';
import type { ModelFormat, TensorRole } from './model-file.js';
import { addMetadata, addTensor, createReading, type Reading, reportBroken } from './reading.js';

/** The program of `torch.export`: since 2.7 in a folder for models, before that one file (torch `export/pt2_archive/`). */
function programsOf(archive: Archive): readonly string[] {
  return [...archive.entries.keys()].filter(
    (name) => /^models\/[^/]+\.json$/.test(name) || name === 'serialized_exported_program.json',
  );
}

const NATIVE = /\.(?:so|pyd|dll|dylib|cubin|hsaco|fatbin|o)$/;

export function isExportArchive(archive: Archive): boolean {
  return programsOf(archive).length > 0 || archive.has('archive_format') || nativeFiles(archive).length > 0;
}

function nativeFiles(archive: Archive): readonly string[] {
  return [...archive.entries.keys()].filter((name) => NATIVE.test(name));
}

/** Reads a file of its own that lies in the archive. */
type ReadNested = (reading: Reading, source: ByteSource) => ModelFormat;

/**
 * What `torch.export.save` writes: the graph as JSON, with the role and type of every input. Stack traces, which hold paths
 * of the machine that exported it, are never looked at.
 */
export function readExportArchive(reading: Reading, archive: Archive, readNested: ReadNested): void {
  const native = nativeFiles(archive);
  const path = reading.name;
  if (native.length > 0) reading.problems.push(modelFileFindings.nativeCode({ path, files: native }, fileStart(path)));
  judgeNested(reading, archive, readNested);
  const programs = programsOf(archive);
  for (const name of programs) readProgram(reading, archive, name, programs.length > 1 ? modelName(name) : '');
  if (programs.length === 0) reading.gap ??= 'a package of compiled code does not describe its tensors';
}

function modelName(program: string): string {
  return program.replace(/^.*\//, '').replace(/\.json$/, '');
}

/** Sample inputs, and in older archives the weights too, are files of torch.save in the archive. */
function judgeNested(reading: Reading, archive: Archive, readNested: ReadNested): void {
  for (const name of archive.entries.keys()) {
    const bytes = /\.(?:pt|pkl)$/.test(name) || /\/custom_obj_/.test(name) ? archive.open(name) : undefined;
    if (!bytes || bytes.sizeBytes === 0) continue;
    const nested = createReading(`${reading.name}!${name}`, reading.siblings);
    readNested(nested, bytes);
    for (const found of nested.pickleNames) reading.pickleNames.add(found);
    reading.problems.push(...nested.problems.map((problem) => ({ ...problem, place: fileStart(reading.name) })));
  }
}

function readProgram(reading: Reading, archive: Archive, name: string, section: string): void {
  const bytes = archive.open(name);
  const program = parseJsonPart(reading, bytes, name);
  if (program === undefined) return;
  const version = ['major', 'minor'].map((key) => at(program, 'schema_version', key));
  addMetadata(reading, 'schema', version.every((part) => typeof part === 'number') ? version.join('.') : 'unknown');
  for (const [domain, opset] of pairsAt(program, 'opset_version'))
    addMetadata(reading, `opset ${domain}`, String(opset));
  const torch = textAt(program, 'torch_version');
  reading.producer ??= torch === undefined ? 'torch.export' : `torch.export, torch ${torch}`;
  const weights = readWeights(reading, archive, modelName(name));
  const specs = listAt(program, 'graph_module', 'signature', 'input_specs');
  if (specs.length === 0 && listAt(program, 'graph_module', 'graph', 'nodes').length === 0)
    return reportBroken(reading, `${name} holds no graph`);
  for (const spec of specs) addInput(reading, program, spec, weights, section);
  const { graph, moduleTypes } = readExportGraph(program);
  reading.graph ??= graph;
  for (const [path, type] of moduleTypes) reading.moduleTypes.set(path, type);
}

interface SavedWeight {
  readonly meta: unknown;
  readonly storage: string;
}

/** Which file of the archive holds which tensor; archives before 2.9 have no such list. */
function readWeights(reading: Reading, archive: Archive, model: string): ReadonlyMap<string, SavedWeight> {
  const weights = new Map<string, SavedWeight>();
  for (const folder of ['weights', 'constants']) {
    const name = `data/${folder}/${model}_${folder}_config.json`;
    const config = archive.has(name) ? parseJsonPart(reading, archive.open(name), name) : undefined;
    for (const [tensor, entry] of pairsAt(config, 'config')) {
      const file = textAt(entry, 'path_name');
      if (file === undefined) continue;
      if (!archive.has(`data/${folder}/${file}`)) reportBroken(reading, `data/${folder}/${file} is not in it`);
      const meta = at(entry, 'tensor_meta');
      const sizes = JSON.stringify([at(meta, 'storage_offset'), at(meta, 'sizes')]);
      weights.set(tensor, { meta, storage: `${folder}/${file}@${sizes}` });
    }
  }
  return weights;
}

const ROLES: readonly (readonly [kind: string, key: string, role: TensorRole])[] = [
  ['parameter', 'parameter_name', 'parameter'],
  ['buffer', 'buffer_name', 'buffer'],
  ['tensor_constant', 'tensor_constant_name', 'constant'],
];

function addInput(
  reading: Reading,
  program: unknown,
  spec: unknown,
  weights: ReadonlyMap<string, SavedWeight>,
  section: string,
): void {
  for (const [kind, key, role] of ROLES) {
    const name = textAt(spec, kind, key);
    if (name === undefined) continue;
    const value = textAt(spec, kind, 'arg', 'name') ?? '';
    const weight = weights.get(name);
    const meta = weight?.meta ?? at(program, 'graph_module', 'graph', 'tensor_values', value);
    const shape = readSizes(at(meta, 'sizes'));
    if (!shape?.every((size) => typeof size === 'number')) {
      reportBroken(reading, `${JSON.stringify(name.slice(0, 120))} has no fixed shape`);
      continue;
    }
    const dtype = dtypeOfExport(at(meta, 'dtype'));
    addTensor(reading, { name, section, dtype, shape, role, isRoleDeclared: true, storage: weight?.storage });
  }
}
