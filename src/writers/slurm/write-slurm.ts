import { quoteWordOnLine } from '../../base/shell/escape.js';
import type { Plan } from '../../environment/plan/plan.js';
import { countGpus, requestGpus } from '../gpu-request.js';
import { writeHostShell } from '../host-shell.js';
import { lossesOf } from '../mapping.js';
import { headerOf, type Target, type TargetContext, type Written } from '../target.js';
import { toJobName } from './escape.js';

export const slurmTarget: Target = { name: 'slurm', write: writeSlurm };

const MEBIBYTE = 2 ** 20;

/** A batch script for one node, with the container plugin pyxis (0.24) and enroot. */
function writeSlurm(plan: Plan, context: TargetContext): Written {
  const { container, image } = plan;
  const name = toJobName(plan.project.name);
  const shell = writeHostShell(plan);
  const words = [...image.entrypoint, ...container.command];
  const names = shell.environment.map((variable) => variable.name);
  const run = [
    'srun',
    `--container-image=${quoteWordOnLine(context.image ?? `./${name}.sqsh`)}`,
    ...(shell.mounts.length > 0 ? [`--container-mounts=${shell.mounts.join(',')}`] : []),
    `--container-workdir=${quoteWordOnLine(container.workdir)}`,
    ...(names.length > 0 ? [`--container-env=${names.join(',')}`] : []),
    // pyxis starts no entry point of the image by itself.
    words.map(quoteWordOnLine).join(' '),
  ].join(' \\\n  ');
  const lines = [
    '#!/bin/bash',
    `# ${headerOf('slurm')}`,
    ...(context.image === undefined ? [`# Before: enroot import -o ${name}.sqsh podman://${toReference(plan)}`] : []),
    '# Your cluster may want --partition, --account and --time besides.',
    ...directives(plan, name),
    'set -eu',
    ...shell.folders,
    ...shell.environment.map(({ name: variable, value }) => `export ${variable}=${value}`),
    run,
  ];
  return {
    text: `${lines.join('\n')}\n`,
    files: [],
    losses: [...lossesOf(plan, 'slurm', context.image !== undefined), ...shell.losses],
  };
}

function directives(plan: Plan, name: string): string[] {
  const { memoryBytes, cpus } = plan.container.limits;
  const gpus = countGpus(requestGpus(plan));
  return [
    `--job-name=${name}`,
    '--nodes=1',
    '--ntasks-per-node=1',
    ...(gpus === 0 ? [] : [`--gpus-per-node=${gpus}`]),
    ...(cpus === undefined ? [] : [`--cpus-per-task=${Math.ceil(cpus)}`]),
    ...(memoryBytes === undefined ? [] : [`--mem=${Math.ceil(memoryBytes / MEBIBYTE)}M`]),
    `--output=${name}-%j.log`,
  ].map((option) => `#SBATCH ${option}`);
}

function toReference({ container }: Plan): string {
  return quoteWordOnLine(container.image);
}
