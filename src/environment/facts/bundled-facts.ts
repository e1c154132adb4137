import type { FactTable } from './facts.js';

/** The tables of `facts/`, which are part of the program; loaded when they are asked for. */
export const BUNDLED_TABLES: Readonly<Record<FactTable, () => Promise<unknown>>> = {
  releases: async () => (await import('../../../facts/torch_releases.json', { with: { type: 'json' } })).default,
  images: async () => (await import('../../../facts/pytorch_docker_tags.json', { with: { type: 'json' } })).default,
  cudaImages: async () => (await import('../../../facts/nvidia_cuda_tags.json', { with: { type: 'json' } })).default,
  drivers: async () => (await import('../../../facts/cuda_drivers.json', { with: { type: 'json' } })).default,
  gpus: async () => (await import('../../../facts/gpu_capabilities.json', { with: { type: 'json' } })).default,
  systems: async () => (await import('../../../facts/operating_systems.json', { with: { type: 'json' } })).default,
};
