import * as z from 'zod/mini';
import { SPEC_KEYS } from './spec-keys.js';
import { SPEC_SCHEMA } from './spec-schema.js';

type Json = { [key: string]: unknown };

/**
 * The JSON Schema of `torchdock.yaml`, for editors: kinds, keys and what they mean. What a text must look like is checked by
 * torchdock itself.
 */
export function makeJsonSchema(): Json {
  const schema = z.toJSONSchema(SPEC_SCHEMA, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      const own = jsonSchema as Json;
      // YAML says 2.7 and 8888 without quotes; torchdock reads them as their text.
      if (own['isNumberLike'] === true) own['type'] = ['string', 'number'];
      delete own['isNumberLike'];
    },
  }) as Json;
  for (const [key, { means, usual }] of Object.entries(SPEC_KEYS)) {
    const found = schemaOf(schema, key.split('.'));
    if (found) Object.assign(found, { description: `${means}. Usual: ${usual}.` });
  }
  return { ...schema, title: 'torchdock.yaml' };
}

function schemaOf(schema: Json, [first, ...rest]: readonly string[]): Json | undefined {
  if (first === undefined) return schema;
  const kinds = [schema, ...((schema['anyOf'] as Json[] | undefined) ?? [])];
  for (const kind of kinds) {
    const inner = (kind['properties'] as Readonly<Record<string, Json>> | undefined)?.[first];
    if (inner) return schemaOf(inner, rest);
  }
  return undefined;
}
