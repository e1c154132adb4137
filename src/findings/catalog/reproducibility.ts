import { defineFinding } from '../finding.js';

/** Findings about what makes two builds of the same files differ. Codes `REP-nn`. */
export const reproducibilityFindings = {
  movingTag: defineFinding<{ image: string; tag: string | undefined; hasNoLatest: boolean }>({
    code: 'REP-01',
    severity: 'warning',
    title: 'An image has no fixed tag',
    message: ({ image, tag, hasNoLatest }) => {
      const what =
        tag === undefined ? `${image} has no tag, which means latest` : `${image} can be another image tomorrow`;
      return hasNoLatest ? `${what}; ${image.split(':')[0] ?? image} has no latest, so it cannot be pulled` : what;
    },
    hint: () => 'Name the version that you tested, or its digest.',
    page: {
      why: 'latest is whatever was pushed last: another Python, another CUDA, another PyTorch from one build to the next, and nobody changed a file.',
      bad: 'FROM pytorch/pytorch',
      good: 'FROM pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime',
    },
    related: [
      { tool: 'hadolint', id: 'DL3006', relation: 'subset' },
      { tool: 'hadolint', id: 'DL3007', relation: 'subset' },
      { tool: 'trivy', id: 'DS-0001', relation: 'subset' },
      { tool: 'trivy', id: 'KSV-0013', relation: 'subset' },
    ],
  }),
  extraIndex: defineFinding<{ name: string; extraIndexUrl: string }>({
    code: 'REP-05',
    severity: 'warning',
    title: 'PyTorch without a version comes from either of two indexes',
    message: ({ name, extraIndexUrl }) =>
      `${name} has no exact version, so pip takes the newest of PyPI and ${extraIndexUrl}: perhaps a build for another CUDA`,
    hint: () => 'Pin the version, or use --index-url instead of --extra-index-url for PyTorch.',
    page: {
      why: 'pip treats all indexes alike and takes the highest version. When PyPI has a newer PyTorch than the index of your CUDA, PyPI wins, and its build is made for another CUDA.',
      bad: 'RUN pip install torch --extra-index-url https://download.pytorch.org/whl/cu126',
      good: 'RUN pip install torch --index-url https://download.pytorch.org/whl/cu126',
      sources: ['https://pytorch.org/get-started/previous-versions/', 'https://pip.pypa.io/en/stable/cli/pip_install/'],
    },
  }),
};
