import { placeOf } from '../../base/text.js';
import { addGpuUse, type GpuRequest } from '../../commands/gpus.js';
import { kubernetesFindings } from '../../findings/catalog/kubernetes.js';
import type { Edit, Mend } from '../../findings/finding.js';
import { insertEntryBefore } from '../../findings/mend.js';
import type { GpuFacts, Limits, Located, NodeId } from '../../graph/node.js';
import {
  type DataEntry,
  type DataNode,
  entriesOf,
  itemsOf,
  numberOf,
  textOf,
  valueAt,
} from '../../syntax/data/data-node.js';
import { isQuantity, parseBytes, parseCpus, quantityHint } from './quantity.js';
import { placeIn, type Scope } from './scope.js';

/** Extended resources of the GPU device plugins (NVIDIA with and without MIG and sharing, AMD, Intel). */
const GPU_RESOURCES: readonly { readonly name: RegExp; readonly vendor: GpuFacts['vendor'] }[] = [
  { name: /^nvidia\.com\/(?:gpu(?:\.shared)?|mig-[\w.-]+)$/, vendor: 'nvidia' },
  { name: /^amd\.com\/gpu$/, vendor: 'amd' },
  { name: /^gpu\.intel\.com\/(?:i915|xe)$/, vendor: 'intel' },
];

/** A product that the pod is bound to by the labels of its node. */
export interface GpuProduct {
  readonly vendor: GpuFacts['vendor'];
  readonly name: string;
}

/** Labels of nodes that name the GPU: NVIDIA GPU feature discovery, GKE (which has NVIDIA's), the AMD node labeller. */
const PRODUCT_LABELS: ReadonlyMap<string, GpuFacts['vendor']> = new Map([
  ['nvidia.com/gpu.product', 'nvidia'],
  ['cloud.google.com/gke-accelerator', 'nvidia'],
  ['amd.com/gpu.product-name', 'amd'],
]);

/** Memory and CPU limits of `resources`; what is no quantity is reported. */
export function readLimits(scope: Scope, resources: DataNode | undefined): Limits {
  for (const part of ['limits', 'requests'])
    for (const entry of entriesOf(valueAt(resources, part))) checkQuantity(scope, entry);
  const memoryBytes = measure(scope, valueAt(resources, 'limits', 'memory'), parseBytes);
  const cpus = measure(scope, valueAt(resources, 'limits', 'cpu'), parseCpus);
  return { ...(memoryBytes ? { memoryBytes } : {}), ...(cpus ? { cpus } : {}) };
}

/** The quantity of a node, read by `parse`; absent when it is none. */
function measure(
  scope: Scope,
  node: DataNode | undefined,
  parse: (text: string) => number | undefined,
): Located<number> | undefined {
  const text = textOf(node);
  const value = text === undefined ? undefined : parse(text);
  return node === undefined || value === undefined ? undefined : { value, place: placeIn(scope, node) };
}

export function checkQuantity(scope: Scope, { key, value }: DataEntry): void {
  const text = textOf(value);
  if (text !== undefined && (isQuantity(text) || text.includes('$'))) return;
  const shown = text === undefined ? 'this' : JSON.stringify(text.slice(0, 80));
  const hint = text === undefined ? undefined : quantityHint(text);
  const params = { field: key, text: shown, ...(hint === undefined ? {} : { hint }) };
  scope.builder.addFinding(kubernetesFindings.invalidQuantity(params, placeIn(scope, value)));
}

/** Adds the GPUs that a container asks for; the limit counts, and the request where it stands alone. */
export function addGpus(
  scope: Scope,
  container: { readonly id: NodeId; readonly label: string },
  resources: DataNode | undefined,
  product: GpuProduct | undefined,
): void {
  const limits = entriesOf(valueAt(resources, 'limits'));
  const requests = entriesOf(valueAt(resources, 'requests'));
  for (const entry of requests) checkRequest(scope, container.label, entry, limits, resources);
  const alone = requests.filter(({ key }) => !limits.some((limit) => limit.key === key));
  for (const { key, keySpan, value } of [...limits, ...alone]) {
    const request = gpuRequest(key, numberOf(value), product);
    const place = placeIn(scope, { span: { start: keySpan.start, end: value.span.end } });
    if (request) addGpuUse(scope.builder, container.id, request, place);
  }
}

/** `nvidia.com/mig-1g.5gb` names its own product; a count of zero asks for nothing. */
function gpuRequest(resource: string, count: number | undefined, product?: GpuProduct): GpuRequest | undefined {
  const vendor = vendorOf(resource);
  if (vendor === undefined || count === 0) return undefined;
  const slice = /^nvidia\.com\/(mig-.+)$/.exec(resource)?.[1];
  const named = slice ?? (product?.vendor === vendor ? product.name : undefined);
  return { vendor, ...(named === undefined ? {} : { product: named }), ...(count === undefined ? {} : { count }) };
}

function vendorOf(resource: string): GpuFacts['vendor'] | undefined {
  return GPU_RESOURCES.find(({ name }) => name.test(resource))?.vendor;
}

function checkRequest(
  scope: Scope,
  container: string,
  request: DataEntry,
  limits: readonly DataEntry[],
  resources: DataNode | undefined,
): void {
  if (vendorOf(request.key) === undefined) return;
  const limit = textOf(limits.find(({ key }) => key === request.key)?.value);
  const text = textOf(request.value) ?? '';
  if (limit === text) return;
  const params = { container, resource: request.key, request: text, ...(limit === undefined ? {} : { limit }) };
  const mend = limit === undefined ? limitMend(scope, `${request.key}: ${text}`, text, limits, resources) : undefined;
  scope.builder.addFinding(kubernetesFindings.gpuRequest(params, placeIn(scope, request.value), mend));
}

/** The cluster refuses the pod as it is, and only an equal limit makes it accept the request. Block style only. */
function limitMend(
  scope: Scope,
  line: string,
  count: string,
  limits: readonly DataEntry[],
  resources: DataNode | undefined,
): Mend | undefined {
  if (!/^\d{1,4}$/.test(count)) return undefined;
  const [first] = limits;
  const written = valueAt(resources, 'limits');
  const mend = (edit: Edit): Mend => ({ title: `Set limits ${line}`, edits: [edit], isCertain: true });
  if (first)
    return written?.span.start === first.keySpan.start
      ? mend(insertEntryBefore(placeOf(scope.source, first.keySpan), line))
      : undefined;
  const [part] = entriesOf(resources);
  if (!part || entriesOf(resources).some(({ key }) => key === 'limits') || resources?.span.start !== part.keySpan.start)
    return undefined;
  const key = placeOf(scope.source, part.keySpan);
  return mend(insertEntryBefore(key, `limits:\n${' '.repeat(key.column + 1)}${line}`));
}

/** `NVIDIA-A100-SXM4-80GB`, `nvidia-tesla-a100` → `a100-sxm4-80gb`, `a100`: as far as the pod is bound to one product. */
export function readGpuProduct(pod: DataNode | undefined): GpuProduct | undefined {
  const selected = entriesOf(valueAt(pod, 'nodeSelector')).map(({ key, value }) => ({ key, text: textOf(value) }));
  for (const { key, text } of [...selected, ...requiredLabels(pod)]) {
    const vendor = PRODUCT_LABELS.get(key);
    const name = text?.toLowerCase().replace(/^(?:nvidia-)?(?:tesla-)?/, '');
    if (vendor && name) return { vendor, name };
  }
  return undefined;
}

/** Labels of which the node must have one certain value. */
function requiredLabels(
  pod: DataNode | undefined,
): readonly { readonly key: string; readonly text: string | undefined }[] {
  const required = valueAt(pod, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  const [term, ...others] = itemsOf(valueAt(required, 'nodeSelectorTerms'));
  if (others.length > 0) return [];
  return itemsOf(valueAt(term, 'matchExpressions')).flatMap((item) => {
    const values = itemsOf(valueAt(item, 'values'));
    const isOne = textOf(valueAt(item, 'operator')) === 'In' && values.length === 1;
    return isOne ? [{ key: textOf(valueAt(item, 'key')) ?? '', text: textOf(values[0]) }] : [];
  });
}
