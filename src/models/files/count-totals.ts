import type { Count, ModelFormat, ModelTensor, ModelTotals } from './model-file.js';

/** Sums the tensors of a file; those that are the same bytes count once. `gap` says why a total cannot be known. */
export function countTotals(
  tensors: readonly ModelTensor[],
  format: ModelFormat,
  gap: string | undefined,
): ModelTotals {
  const groups = groupTied(tensors);
  const distinct = groups.flatMap((group) => group[0] ?? []);
  const main = mainTensors(distinct);
  const sum = (chosen: readonly ModelTensor[]): number => chosen.reduce((sofar, { elements }) => sofar + elements, 0);
  const isOnnx = format === 'onnx';
  const estimate = whyEstimated(main, format);
  const count = (role: ModelTensor['role']): Count => {
    if (gap !== undefined) return { kind: 'unknown', reason: gap };
    if (isOnnx) return { kind: 'unknown', reason: 'ONNX does not say which initialisers are parameters' };
    const value = sum(main.filter((tensor) => tensor.role === role));
    return estimate === undefined ? { kind: 'exact', value } : { kind: 'estimated', value, reason: estimate };
  };
  const isMain = new Set(main);
  return {
    parameters: count('parameter'),
    buffers: count('buffer'),
    elements: gap === undefined ? { kind: 'exact', value: sum(main) } : { kind: 'unknown', reason: gap },
    elementsAre: isOnnx ? 'initialiser elements' : 'tensor elements',
    optimizer: sum(distinct.filter(({ role }) => role === 'optimizer')),
    averages: sum(distinct.filter((tensor) => tensor.role === 'average' && !isMain.has(tensor))),
    tied: groups.filter((group) => group.length > 1).map((group) => group.map(fullName)),
  };
}

function fullName({ section, name }: ModelTensor): string {
  return section === '' ? name : `${section}.${name}`;
}

/** Groups of tensors that are the same bytes, in the order of the first of each. */
function groupTied(tensors: readonly ModelTensor[]): ModelTensor[][] {
  const groups = new Map<string | number, ModelTensor[]>();
  for (const [index, tensor] of tensors.entries()) {
    const key = tensor.storage === undefined || tensor.elements === 0 ? index : tensor.storage;
    const group = groups.get(key);
    if (group) group.push(tensor);
    else groups.set(key, [tensor]);
  }
  // A parameter says more than the buffer, the average or the state of the optimizer that shares it.
  return [...groups.values()].map((group) => [...group].sort((a, b) => rank(a) - rank(b)));
}

const RANKS: Readonly<Record<ModelTensor['role'], number>> = {
  parameter: 0,
  buffer: 1,
  unknown: 2,
  constant: 3,
  average: 4,
  optimizer: 5,
};

function rank({ role }: ModelTensor): number {
  return RANKS[role];
}

function mainTensors(tensors: readonly ModelTensor[]): readonly ModelTensor[] {
  return tensors.filter(({ role }) => role !== 'optimizer' && role !== 'average');
}

function whyEstimated(main: readonly ModelTensor[], format: ModelFormat): string | undefined {
  if (main.every(({ isRoleDeclared }) => isRoleDeclared)) return undefined;
  return format === 'torchscript'
    ? 'some tensors are attributes that are neither parameters nor buffers'
    : 'the file does not say which tensors are parameters; taken from names and types';
}
