import { defineFinding } from '../finding.js';

/** Findings about YAML, JSON and TOML as such, whatever they describe. Codes `DAT-nn`. */
export const dataFindings = {
  syntaxError: defineFinding<{ format: string; problem: string }>({
    code: 'DAT-01',
    severity: 'error',
    title: 'A data file has a syntax error',
    message: ({ format, problem }) => `This is not valid ${format}: ${problem}`,
    hint: () => 'Mend this place: what stands behind it may not have been read.',
    page: {
      why: 'The tools that use the file refuse it as a whole, so nothing that it describes will start.',
      bad: 'services:\n\ttrain:\n\t\timage: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime',
      good: 'services:\n  train:\n    image: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime',
      sources: ['https://yaml.org/spec/1.2.2/', 'https://www.rfc-editor.org/rfc/rfc8259', 'https://toml.io/en/v1.0.0'],
    },
  }),
  duplicateKey: defineFinding<{ format: string; problem: string }>({
    code: 'DAT-02',
    severity: 'error',
    title: 'A key is given twice',
    message: ({ format, problem }) => `In this ${format}, ${problem}`,
    hint: () => 'Join the two, or remove the one that is not meant.',
    page: {
      why: 'Some tools refuse the file, some take the first value, some the last: what runs depends on who reads it.',
      bad: 'environment:\n  EPOCHS: 10\n  EPOCHS: 90',
      good: 'environment:\n  EPOCHS: 90',
      sources: ['https://yaml.org/spec/1.2.2/#3213-node-comparison'],
    },
  }),
  badAlias: defineFinding<{ format: string; problem: string }>({
    code: 'DAT-03',
    severity: 'error',
    title: 'An alias or a merge key leads to nothing that can be used',
    message: ({ problem }) => `In this YAML, ${problem}`,
    hint: () => 'Define the anchor (&name) above its first use (*name), in the same document.',
    page: {
      why: 'An alias repeats the value that its anchor named earlier in the same document; without that value the file is refused.',
      bad: 'train: *common\nx-common: &common\n  shm_size: 8gb',
      good: 'x-common: &common\n  shm_size: 8gb\ntrain: *common',
      sources: ['https://yaml.org/spec/1.2.2/#71-alias-nodes'],
    },
  }),
  beyondLimit: defineFinding<{ format: string; problem: string }>({
    code: 'DAT-04',
    severity: 'warning',
    title: 'A data file is larger or deeper than is read',
    message: ({ format, problem }) => `This ${format} was not read completely: ${problem}`,
    hint: () => 'Split the file, or repeat less by aliases.',
    page: {
      why: 'A few lines of aliases of aliases can stand for billions of values. The limits are far above what people write by hand.',
      bad: 'a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\n# … and so on, twenty times',
      good: 'a: [x, x, x]',
    },
  }),
  unexpectedValue: defineFinding<{ key: string; expected: string; found: string }>({
    code: 'DAT-05',
    severity: 'error',
    title: 'A value is of the wrong kind',
    message: ({ key, expected, found }) => `${key} is ${found}; it should be ${expected}`,
    page: {
      why: 'A list where a map belongs (or the other way round) is refused by the tool that uses the file; its content is not drawn.',
      bad: 'services:\n  - train',
      good: 'services:\n  train:\n    image: ubuntu:22.04',
    },
  }),
};
