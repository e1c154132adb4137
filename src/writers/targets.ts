import type { TargetEntry } from './target.js';

/** The one list of what a plan can be exported to. */
export const TARGETS: readonly TargetEntry[] = [
  {
    name: 'dockerfile',
    summary: 'the image as a Dockerfile, with the files that it copies',
    fileName: 'Dockerfile',
    comment: '#',
    load: async () => (await import('./dockerfile/dockerfile-target.js')).dockerfileTarget,
  },
  {
    name: 'docker-run',
    summary: 'the container as one docker run line',
    fileName: 'run.sh',
    comment: '#',
    load: async () => (await import('./docker-run/write-docker-run.js')).dockerRunTarget,
  },
  {
    name: 'compose',
    summary: 'a compose file',
    fileName: 'compose.yaml',
    comment: '#',
    load: async () => (await import('./compose/write-compose.js')).composeTarget,
  },
  {
    name: 'devcontainer',
    summary: 'devcontainer.json, for editors',
    fileName: '.devcontainer/devcontainer.json',
    comment: '//',
    load: async () => (await import('./devcontainer/write-devcontainer.js')).devcontainerTarget,
  },
  {
    name: 'kubernetes',
    summary: 'a Deployment or a Pod, with its volume claims',
    fileName: 'kubernetes.yaml',
    comment: '#',
    load: async () => (await import('./kubernetes/write-kubernetes.js')).kubernetesTarget,
  },
  {
    name: 'slurm',
    summary: 'a batch script for Slurm with pyxis',
    fileName: 'job.sbatch',
    comment: '#',
    load: async () => (await import('./slurm/write-slurm.js')).slurmTarget,
  },
  {
    name: 'apptainer',
    summary: 'a script with one apptainer exec line',
    fileName: 'apptainer.sh',
    comment: '#',
    load: async () => (await import('./apptainer/write-apptainer.js')).apptainerTarget,
  },
];
