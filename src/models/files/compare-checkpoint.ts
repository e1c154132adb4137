import type { ModelFile, ModelTensor } from './model-file.js';

export interface ExpectedTensor {
  readonly name: string;
  /** Undefined, or with undefined sizes, where it is not known: any fits. */
  readonly shape: readonly (number | undefined)[] | undefined;
}

type ExpectedShape = ExpectedTensor['shape'];

/** What `load_state_dict` would say, known before anything is loaded. */
export interface CheckpointComparison {
  /** Prefix that the file has and the model has not (`module.`), or the other way round; both mostly `''`. */
  readonly filePrefix: string;
  readonly modelPrefix: string;
  /** Section of the file that was compared. */
  readonly section: string;
  readonly matched: number;
  /** In the model and not in the file. */
  readonly missing: readonly string[];
  /** In the file and not in the model, as the file names them. */
  readonly unexpected: readonly string[];
  readonly misshaped: readonly {
    readonly name: string;
    readonly expected: readonly (number | undefined)[];
    readonly found: readonly number[];
  }[];
}

/** What wrappers put before the names: DataParallel and DDP, torch.compile, Lightning, FSDP, transformers, DeepSpeed. */
const PREFIXES = [
  'module.',
  '_orig_mod.',
  'model.',
  '_fsdp_wrapped_module.',
  'net.',
  'network.',
  'backbone.',
  'encoder.',
  'transformer.',
];

/**
 * Compares a checkpoint with the tensors that a model expects in its state dict. The section and the prefix are those by
 * which most names fit; nothing is renamed beyond that.
 */
export function compareCheckpoint(expected: readonly ExpectedTensor[], file: ModelFile): CheckpointComparison {
  const wanted = new Map(expected.map(({ name, shape }) => [name, shape]));
  const fits = [...sectionsOf(file)].flatMap(([section, tensors]) =>
    prefixesFor(tensors, wanted).map((prefix) => compareSection(wanted, section, tensors, prefix)),
  );
  const best = fits.reduce<CheckpointComparison | undefined>(
    (sofar, fit) => (sofar && !isBetter(fit, sofar) ? sofar : fit),
    undefined,
  );
  return best ?? { ...NOTHING, missing: expected.map(({ name }) => name) };
}

const NOTHING = {
  filePrefix: '',
  modelPrefix: '',
  section: '',
  matched: 0,
  missing: [],
  unexpected: [],
  misshaped: [],
};

/** Without what belongs to optimizers; averages are a model of their own. */
function sectionsOf(file: ModelFile): ReadonlyMap<string, readonly ModelTensor[]> {
  const sections = new Map<string, ModelTensor[]>();
  for (const tensor of file.tensors) {
    if (tensor.role === 'optimizer' || tensor.role === 'constant') continue;
    const section = sections.get(tensor.section);
    if (section) section.push(tensor);
    else sections.set(tensor.section, [tensor]);
  }
  return sections;
}

interface Prefixes {
  readonly filePrefix: string;
  readonly modelPrefix: string;
}

/** None, and those by which at least one name fits; one wrapper may be in another. */
function prefixesFor(tensors: readonly ModelTensor[], wanted: ReadonlyMap<string, ExpectedShape>): readonly Prefixes[] {
  const chains = ['', ...PREFIXES, ...PREFIXES.flatMap((outer) => PREFIXES.map((inner) => `${outer}${inner}`))];
  const inFile = chains.filter((prefix) => prefix === '' || tensors.some(({ name }) => name.startsWith(prefix)));
  const names = [...wanted.keys()];
  const inModel = chains.filter((prefix) => prefix !== '' && names.some((name) => name.startsWith(prefix)));
  return [
    ...inFile.map((filePrefix) => ({ filePrefix, modelPrefix: '' })),
    ...inModel.map((modelPrefix) => ({ filePrefix: '', modelPrefix })),
  ];
}

function compareSection(
  wanted: ReadonlyMap<string, ExpectedShape>,
  section: string,
  tensors: readonly ModelTensor[],
  { filePrefix, modelPrefix }: Prefixes,
): CheckpointComparison {
  const left = new Set(wanted.keys());
  const unexpected: string[] = [];
  const misshaped: CheckpointComparison['misshaped'][number][] = [];
  let matched = 0;
  for (const tensor of tensors) {
    const name = tensor.name.startsWith(filePrefix) ? modelPrefix + tensor.name.slice(filePrefix.length) : undefined;
    if (name === undefined || !wanted.has(name)) {
      unexpected.push(tensor.name);
      continue;
    }
    const shape = wanted.get(name);
    left.delete(name);
    if (shape === undefined || isSameShape(shape, tensor.shape)) matched += 1;
    else misshaped.push({ name, expected: shape, found: tensor.shape });
  }
  return { filePrefix, modelPrefix, section, matched, missing: [...left], unexpected, misshaped };
}

function isSameShape(expected: readonly (number | undefined)[], found: readonly number[]): boolean {
  return (
    expected.length === found.length && expected.every((size, index) => size === undefined || size === found[index])
  );
}

/** More that fit; then more of the right name; else the one met first, which has the shorter prefix. */
function isBetter(a: CheckpointComparison, b: CheckpointComparison): boolean {
  const named = ({ matched, misshaped }: CheckpointComparison): number => matched + misshaped.length;
  return a.matched !== b.matched ? a.matched > b.matched : named(a) > named(b);
}
