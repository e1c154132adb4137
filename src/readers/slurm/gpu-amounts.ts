import type { GpuRequest } from '../../commands/gpus.js';
import type { GpuFacts } from '../../graph/node.js';

export interface GpuAmount {
  readonly product?: string;
  readonly count: number;
}

/** `4`, `a100:4`, `a100`, `a100:2,v100:2`: what `--gpus`, `--gpus-per-node` and `--gpus-per-task` take. */
export function parseGpuAmounts(text: string): readonly GpuAmount[] | undefined {
  const amounts = text.slice(0, 1000).split(',').map(parseAmount);
  return amounts.every((amount) => amount !== undefined) ? amounts : undefined;
}

/** `gpu:a100:4,license:1` as `--gres` takes it; other resources than GPUs are left out. */
export function parseGresAmounts(text: string): readonly GpuAmount[] | undefined {
  const items = text
    .slice(0, 1000)
    .split(',')
    .map((item) => item.replace(/^gres[:/]/, ''))
    .filter((item) => /^gpu(?:$|[:=])/.test(item));
  const amounts = items.map((item) => (item === 'gpu' ? { count: 1 } : parseAmount(item.slice('gpu:'.length))));
  return amounts.every((amount) => amount !== undefined) ? amounts : undefined;
}

function parseAmount(text: string): GpuAmount | undefined {
  const match = /^(?:([A-Za-z][\w.-]*)(?::|$))?(\d{1,6})?$/.exec(text.replace(/\(S:[\d,-]*\)$/, ''));
  if (!match || text === '' || (match[1] !== undefined && text.endsWith(':'))) return undefined;
  const count = match[2] === undefined ? 1 : Number(match[2]);
  return { ...(match[1] === undefined ? {} : { product: match[1].toLowerCase() }), count };
}

const NVIDIA = /^(?:nvidia|tesla|geforce|quadro|titan|rtx|gtx|gh\d|gb\d|[abhlvpkt]\d{1,4}(?!\d))/;
const AMD = /^(?:amd|mi\d{2,3}|instinct|radeon)/;
const INTEL = /^(?:intel|pvc|max\d|ponte)/;

/**
 * The vendor that a product name or else the script itself tells. A plain `gpu:4` alone does not say whose it is.
 */
export function vendorOf(product: string | undefined, scriptVendor: GpuFacts['vendor']): GpuFacts['vendor'] {
  if (product === undefined) return scriptVendor;
  if (AMD.test(product)) return 'amd';
  if (INTEL.test(product)) return 'intel';
  return NVIDIA.test(product) ? 'nvidia' : scriptVendor;
}

/** `module load cuda`, `nvidia-smi`, NCCL and CUDA variables and `--nv` are NVIDIA's, ROCm is AMD's. */
export function vendorOfScript(script: string): GpuFacts['vendor'] {
  if (/\brocm|--rocm|HIP_VISIBLE|ROCR_/i.test(script)) return 'amd';
  return /cuda|nvidia|NCCL_|\s--nv\s|nvcr\.io/i.test(script) ? 'nvidia' : 'unknown';
}

export function toGpuRequests(amounts: readonly GpuAmount[], scriptVendor: GpuFacts['vendor']): readonly GpuRequest[] {
  return amounts
    .filter(({ count }) => count > 0)
    .map(({ product, count }) => ({ vendor: vendorOf(product, scriptVendor), ...(product ? { product } : {}), count }));
}
