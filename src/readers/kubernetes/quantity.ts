import { parseKubernetesSizeBytes } from '../../base/units.js';

const QUANTITY = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

/** Whether the API server would take the text as a quantity. */
export function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

/** CPU cores of `2`, `0.5`, `500m`. */
export function parseCpus(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d*)?|\.\d+)(m?)$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) / (unit === 'm' ? 1000 : 1);
}

export function parseBytes(text: string): number | undefined {
  return isQuantity(text) ? parseKubernetesSizeBytes(text) : undefined;
}

/** What is wrong with a text that people take for a quantity. */
export function quantityHint(text: string): string | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([KMGTkmgt])i?[Bb]?$/.exec(text) ?? [];
  return number === undefined || unit === undefined ? undefined : `Did you mean ${number}${unit.toUpperCase()}i?`;
}
