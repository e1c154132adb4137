import type { ContainerState } from '../../engines/engine.js';
import { type ContainerPlan, LABELS } from '../../environment/plan/plan.js';

/** One field of the container's plan that is another than that of the container which is there. */
export interface Change {
  /** `limits.memoryBytes`, `environment.HF_HOME`. */
  readonly field: string;
  /** Undefined when the field was not there, or is not any more. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Fields that say nothing by themselves: digests and labels follow from the rest, ports on the host are chosen anew. */
const DERIVED: ReadonlySet<string> = new Set(['digest', 'labels']);

/**
 * What is different from the plan that a container carries in its labels, field by field. When that cannot be read, what has
 * changed is unknown and the list is empty.
 */
export function comparePlans({ labels }: Pick<ContainerState, 'labels'>, after: ContainerPlan): readonly Change[] {
  const before = labels[LABELS.container];
  const old = before === undefined ? undefined : parseObject(before);
  if (!old) return [];
  const was = flatten(old);
  const is = flatten(JSON.parse(JSON.stringify(after)) as unknown);
  const fields = [...new Set([...was.keys(), ...is.keys()])].filter((field) => was.get(field) !== is.get(field));
  return fields.sort().map((field) => ({ field, before: was.get(field), after: is.get(field) }));
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Scalars by their path; a list of scalars is one value, a list of records is known by what names them. */
function flatten(value: unknown, path = ''): Map<string, string> {
  const fields = new Map<string, string>();
  const put = (key: string, child: unknown): void => {
    for (const [field, text] of flatten(child, path === '' ? key : `${path}.${key}`)) fields.set(field, text);
  };
  if (Array.isArray(value) && value.some(isRecord))
    for (const [index, item] of value.entries()) put(isRecord(item) ? nameOf(item, index) : String(index), item);
  else if (isRecord(value))
    for (const [key, child] of Object.entries(value)) {
      const isDerived = path === '' && DERIVED.has(key);
      const isHostPort = key === 'hostPort' && path.startsWith('ports.');
      if (!isDerived && !isHostPort) put(key, child);
    }
  else if (value !== undefined) fields.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  return fields;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Mounts are known by where they appear, ports by their number inside. */
function nameOf(item: Record<string, unknown>, index: number): string {
  const name = item['target'] ?? item['containerPort'] ?? index;
  return typeof name === 'string' || typeof name === 'number' ? String(name) : String(index);
}
