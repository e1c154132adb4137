import type { BinaryOperator, CompareOperator } from '../../python/machine.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { RecordedCall } from './program.js';

/** Where something that is not known comes from. */
export type Trace =
  | { readonly kind: 'call'; readonly call: RecordedCall }
  | { readonly kind: 'attribute'; readonly of: Value; readonly name: string }
  | { readonly kind: 'item'; readonly of: Value; readonly key: Value }
  /** What a loop over it binds. */
  | { readonly kind: 'round'; readonly of: Value }
  | {
      readonly kind: 'operation';
      readonly operator: BinaryOperator | CompareOperator;
      readonly values: readonly [Value, Value];
    }
  | { readonly kind: 'either'; readonly values: readonly [Value, Value] };

export function traceOf(value: Value | undefined): Trace | undefined {
  return isKind(value, 'unknown') ? (value.trace as Trace | undefined) : undefined;
}

/** Values that it may be: itself, or both sides of an `either`, and so on. */
export function alternativesOf(value: Value): readonly Value[] {
  const found: Value[] = [];
  const visit = (item: Value, depth: number): void => {
    const trace = traceOf(item);
    if (trace?.kind === 'either' && depth < 12) for (const part of trace.values) visit(part, depth + 1);
    else if (!found.includes(item)) found.push(item);
  };
  visit(value, 0);
  return found;
}

/** `torch.optim.SGD()` for what a call gave, `torch.optim.SGD().param_groups` for its attribute; `` when nothing is known of it. */
export function pathOfValue(value: Value | undefined): string {
  if (isKind(value, 'external')) return value.path;
  if (isKind(value, 'instance')) return `${value.cls.module}.${value.cls.name}()`;
  if (isKind(value, 'class')) return `${value.module}.${value.name}`;
  if (isKind(value, 'module')) return value.name;
  const trace = traceOf(value);
  switch (trace?.kind) {
    case 'call':
      return `${trace.call.path}()`;
    case 'attribute':
      return `${pathOfValue(trace.of)}.${trace.name}`;
    case 'item':
      return pathOfItem(pathOfValue(trace.of), trace.key);
    case 'round':
      return `${pathOfValue(trace.of)}{}`;
    case 'either':
      return trace.values.map(pathOfValue).find((path) => path !== '') ?? '';
    default:
      return '';
  }
}

/** `torchvision.models.resnet18` for `models.__dict__['resnet18']`. */
function pathOfItem(of: string, key: Value): string {
  const isOfModule = typeof key === 'string' && of.endsWith('.__dict__');
  return isOfModule ? `${of.slice(0, -'__dict__'.length)}${key}` : `${of}[]`;
}
