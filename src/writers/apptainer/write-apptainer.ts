import { quoteWordOnLine } from '../../base/shell/escape.js';
import type { Plan } from '../../environment/plan/plan.js';
import { requestGpus } from '../gpu-request.js';
import { writeHostShell } from '../host-shell.js';
import { lossesOf } from '../mapping.js';
import { engineSize } from '../places.js';
import { headerOf, type Target, type TargetContext, type Written } from '../target.js';
import { toFileName } from './escape.js';

export const apptainerTarget: Target = { name: 'apptainer', write: writeApptainer };

/** A script with one `apptainer exec`; limits need the cgroups that systemd gives (Apptainer 1.1 and newer). */
function writeApptainer(plan: Plan, context: TargetContext): Written {
  const { container, image } = plan;
  const { limits } = container;
  const file = `${toFileName(plan.project.name)}.sif`;
  const shell = writeHostShell(plan);
  const gpus = requestGpus(plan);
  const hidden =
    gpus.kind === 'ids' ? [{ name: 'CUDA_VISIBLE_DEVICES', value: quoteWordOnLine(gpus.ids.join(',')) }] : [];
  const run = [
    'exec apptainer exec',
    // Neither the folders nor the variables of the person are for the container.
    '--contain --cleanenv --no-home --no-privs',
    ...(gpus.kind === 'none' ? [] : ['--nv']),
    ...(limits.memoryBytes === undefined ? [] : [`--memory ${engineSize(limits.memoryBytes)}`]),
    ...(limits.cpus === undefined ? [] : [`--cpus ${limits.cpus}`]),
    `--pids-limit ${limits.pids}`,
    ...shell.mounts.map((mount) => `--bind ${mount}`),
    `--pwd ${quoteWordOnLine(container.workdir)}`,
    quoteWordOnLine(context.image ?? `./${file}`),
    [...image.entrypoint, ...container.command].map(quoteWordOnLine).join(' '),
  ].join(' \\\n  ');
  const lines = [
    '#!/bin/sh',
    `# ${headerOf('apptainer')}`,
    ...(context.image === undefined ? [`# Before: ${convertLine(plan, file)}`] : []),
    'set -eu',
    ...shell.folders,
    ...[...shell.environment, ...hidden].map(({ name, value }) => `export APPTAINERENV_${name}=${value}`),
    run,
  ];
  return {
    text: `${lines.join('\n')}\n`,
    files: [],
    losses: [...lossesOf(plan, 'apptainer', context.image !== undefined), ...shell.losses],
  };
}

/** By way of an archive: it needs neither a registry nor the socket of an engine. */
function convertLine({ container }: Plan, file: string): string {
  const archive = file.replace(/\.sif$/, '.tar');
  return `podman save -o ${archive} ${quoteWordOnLine(container.image)} && apptainer build ${file} docker-archive:${archive}`;
}
