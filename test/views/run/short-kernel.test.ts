import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, cutMiddle, labelKernels, shortKernel } from '../../../src/views/run/short-kernel.js';

describe('names of kernels', () => {
  it.each([
    ['volta_sgemm_128x64_nt', 'volta_sgemm_128x64_nt'],
    ['void at::native::(anonymous namespace)::add<float, 4>(int, float*)', 'at::native::add<…>'],
    ['void f<A<B<1>>, 2>::g<int>(A<int> const&)', 'f<…>::g<…>'],
    [
      'ncclDevKernel_AllReduce_Sum_f32_RING_LL(ncclDevKernelArgsStorage<4096ul>)',
      'ncclDevKernel_AllReduce_Sum_f32_RING_LL',
    ],
    ['Memcpy HtoD (Pageable -> Device)', 'Memcpy HtoD (Pageable -> Device)'],
    ['Memset (Device)', 'Memset (Device)'],
    ['a -> b', 'a -> b'],
    ['<script>', '<script>'],
    ['', ''],
  ])('%j is %j', (name, short) => expect(shortKernel(name)).toBe(short));

  it('are told apart by the template argument in which they differ', () => {
    const kernel = (inner: string): string =>
      `void at::native::vectorized_elementwise_kernel<4, ${inner}, at::detail::Array<char*, 3> >(int, ${inner})`;
    expect(
      labelKernels([
        kernel('at::native::CUDAFunctor_add<float>'),
        kernel('at::native::(anonymous namespace)::relu<float, 2>'),
      ]),
    ).toEqual([
      'at::native::vectorized_elementwise_kernel<… CUDAFunctor_add …>',
      'at::native::vectorized_elementwise_kernel<… relu …>',
    ]);
    expect(labelKernels([kernel('A<float>'), kernel('A<double>')])).toEqual([kernel('A<float>'), kernel('A<double>')]);
  });

  it('are distinct where the names are, up to what no reader sees', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[ab<>(),: ]{1,12}$/), { selector: cleanName, maxLength: 6 }),
        (names) => {
          expect(new Set(labelKernels(names)).size).toBe(names.length);
        },
      ),
    );
  });

  it('are cut in the middle, by characters', () => {
    expect(cutMiddle('abcdefghij', 5)).toBe('ab…ij');
    expect(cutMiddle('😀😀😀😀😀', 3)).toBe('😀…😀');
    expect(cutMiddle('abc', 3)).toBe('abc');
  });
});
