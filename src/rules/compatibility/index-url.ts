import type { PackageFacts } from '../../graph/node.js';

/** What is known of the place where pip looks a package up. */
export type PackageIndex =
  | { readonly kind: 'pypi' }
  /** An index of PyTorch, which holds one build of it: `cu126`, `cpu`, `rocm6.3`. */
  | { readonly kind: 'pytorch'; readonly build: string; readonly url: string }
  | { readonly kind: 'other' };

const PYTORCH = /^https?:\/\/download(?:-r2)?\.pytorch\.org\/whl\/(cu\d+|cpu|rocm[\d.]+|xpu)\/?$/;

/** PyPI and its well-known mirrors, which hold what it holds (as of 2026-11). */
const PYPI =
  /^https?:\/\/(?:pypi\.(?:org|python\.org|tuna\.tsinghua\.edu\.cn|mirrors\.ustc\.edu\.cn|doubanio\.com|douban\.com)|mirrors?\.(?:aliyun|cloud\.tencent|huaweicloud|163|tuna\.tsinghua\.edu|ustc\.edu|bfsu\.edu|sjtug\.sjtu\.edu|baidu)[\w.]*)\/.*\bsimple\/?$/;

/** The index that replaces PyPI, or PyPI where none does. */
export function mainIndexOf({ ecosystem, indexUrl, reference }: PackageFacts): PackageIndex {
  if (ecosystem !== 'pip' || reference !== undefined) return { kind: 'other' };
  return indexUrl === undefined ? { kind: 'pypi' } : readIndex(indexUrl);
}

/** Further indexes, as far as they are PyTorch's own. */
export function extraIndexOf({ extraIndexUrls = [] }: PackageFacts): Extract<PackageIndex, { kind: 'pytorch' }>[] {
  return extraIndexUrls.map(readIndex).filter((index) => index.kind === 'pytorch');
}

export function hasUnknownIndex({ extraIndexUrls = [] }: PackageFacts): boolean {
  return extraIndexUrls.some((url) => readIndex(url).kind === 'other');
}

function readIndex(url: string): PackageIndex {
  const build = PYTORCH.exec(url)?.[1];
  if (build !== undefined) return { kind: 'pytorch', build, url };
  return PYPI.test(url) ? { kind: 'pypi' } : { kind: 'other' };
}
