import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../../src/base/text.js';
import { makeJsonSchema } from '../../../src/environment/spec/make-json-schema.js';
import { readSpec, SPEC_FILE } from '../../../src/environment/spec/read-spec.js';
import { keysWithin, SPEC_KEYS } from '../../../src/environment/spec/spec-keys.js';

function read(text: string) {
  return readSpec(createSourceText(SPEC_FILE, text), { folderName: 'x' });
}

/** Keys of a JSON Schema, those of maps with a dot, but not of maps whose keys are the user's. */
function keysOf(schema: unknown, start = ''): readonly string[] {
  const { properties, anyOf } = schema as { properties?: Record<string, unknown>; anyOf?: unknown[] };
  const own = Object.entries(properties ?? {}).flatMap(([key, inner]) => [
    `${start}${key}`,
    ...keysOf(inner, `${start}${key}.`),
  ]);
  return [...own, ...(anyOf ?? []).flatMap((kind) => keysOf(kind, start))];
}

describe('what is written about the spec', () => {
  it('names every key that is read, in its order, and no other', () => {
    expect(Object.keys(SPEC_KEYS)).toEqual(keysOf(makeJsonSchema()));
    expect(keysWithin('limits')).toEqual(['memory', 'cpus', 'pids', 'shm']);
  });

  it.each(Object.entries(SPEC_KEYS))('has an example of %s that is read without findings', (key, { example }) => {
    const text = key.split('.').reduceRight((inner, step) => `{ ${step}: ${inner} }`, example);
    expect(read(text).findings).toEqual([]);
  });

  it('has an example page that is read without findings', () => {
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/spec.md', 'utf8')) ?? [];
    const { spec, findings } = read(example);
    expect(findings).toEqual([]);
    expect(spec.command).toEqual(['python', 'train.py']);
  });

  it('is up to date in the schema for editors', () => {
    expect(JSON.parse(readFileSync('docs/torchdock.schema.json', 'utf8'))).toEqual(makeJsonSchema());
  });
});
