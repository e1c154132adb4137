import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/environment/plan/plan.js';
import { FIELD_NAMES, FIELDS, type Field } from '../../src/writers/fields.js';
import { MAPPING, type MappedTarget } from '../../src/writers/mapping.js';
import { TARGETS } from '../../src/writers/targets.js';
import { expectGolden } from '../setup/golden.js';
import { cudaPlan } from './plans.js';

const TARGET_NAMES = Object.keys(MAPPING) as MappedTarget[];

type Change = (container: Plan['container']) => Partial<Plan['container']>;

/** A plan in which only this field says something else. */
const CHANGES: Partial<Record<Field, Change>> = {
  image: () => ({ image: 'localhost/torchdock/lab:other' }),
  gpus: () => ({ gpus: { kind: 'none' } }),
  gpuCount: () => ({ gpus: { kind: 'count', count: 3 } }),
  gpuIds: () => ({ gpus: { kind: 'ids', ids: ['4', '5'] } }),
  memory: ({ limits }) => ({ limits: { ...limits, memoryBytes: 3 * 2 ** 30 } }),
  cpus: ({ limits }) => ({ limits: { ...limits, cpus: 7 } }),
  pids: ({ limits }) => ({ limits: { ...limits, pids: 77 } }),
  sharedMemory: ({ limits }) => ({ limits: { ...limits, sharedMemoryBytes: 5 * 2 ** 30 } }),
  folders: ({ mounts }) => ({
    mounts: [...mounts, { kind: 'bind', source: '/other', target: '/other', isReadOnly: false }],
  }),
  volumes: ({ mounts }) => ({ mounts: [...mounts, { kind: 'volume', name: 'other', target: '/other' }] }),
  secrets: ({ mounts }) => ({
    mounts: [...mounts, { kind: 'secret', name: 'other', source: '/s/other', target: '/run/secrets/other' }],
  }),
  environment: () => ({ environment: { OTHER: '1' } }),
  ports: ({ ports }) => ({
    ports: [...ports, { service: 'other', containerPort: 6006, address: '127.0.0.1', hostPort: 6006 }],
  }),
  user: ({ user }) => ({ user: { ...user, name: 'other', uid: 1234, gid: 1234 } }),
  workdir: () => ({ workdir: '/other' }),
  hostname: () => ({ hostname: 'other' }),
  command: () => ({ command: ['ssh'] }),
  stop: () => ({ stopSeconds: 99 }),
};

/** Lines of the text that differ, comments left out: what is typed before is no part of the target. */
async function write(name: MappedTarget, plan: Plan): Promise<string> {
  const target = await TARGETS.find((entry) => entry.name === name)?.load();
  const { text } = target?.write(plan, { folder: plan.project.root }) ?? { text: '' };
  return text.replaceAll(/^(?:#|\/\/) .*\n/gm, '');
}

describe.each(TARGET_NAMES)('the table about %s', (name) => {
  it.each(Object.entries(CHANGES) as [Field, Change][])('is right about %s', async (field, change) => {
    const changed = { ...cudaPlan, container: { ...cudaPlan.container, ...change(cudaPlan.container) } };
    const carriage = MAPPING[name][field];
    // What is made beside the text is not in it: an imported image has a name of its own.
    if (field === 'image' && (name === 'slurm' || name === 'apptainer')) return;
    if (field === 'gpuCount' && name === 'apptainer') return;
    expect((await write(name, changed)) !== (await write(name, cudaPlan)), JSON.stringify(carriage)).toBe(
      carriage.kind !== 'lost',
    );
  });
});

it('is shown in docs/export.md', () => {
  expectGolden('docs/export.md', writePage());
});

function writePage(): string {
  const mark = (field: Field, target: MappedTarget): string => {
    const carriage = MAPPING[target][field];
    if (carriage.kind === 'lost') return '—';
    return carriage.kind === 'carried' ? carriage.as : `${carriage.as} ¹`;
  };
  const rows = FIELD_NAMES.map(
    (field) => `| ${FIELDS[field].title} | ${TARGET_NAMES.map((target) => mark(field, target)).join(' | ')} |`,
  );
  const notes = TARGET_NAMES.map((target) => {
    const lines = FIELD_NAMES.flatMap((field) => {
      const carriage = MAPPING[target][field];
      if (carriage.kind === 'carried') return [];
      return [`- **${FIELDS[field].title}**${carriage.kind === 'lost' ? ', not carried' : ''}: ${carriage.loss}`];
    });
    return `### ${target}\n\n${lines.join('\n')}\n`;
  });
  return `# What goes where

\`torchdock export TARGET\` says the environment of \`torchdock.yaml\` in the words of another tool. This is where each part of it
goes; — is not carried at all, ¹ is carried otherwise, which is told below and on every export. The labels by which torchdock
knows its own containers and volumes are in none of them: what another tool starts, torchdock leaves alone.

| | ${TARGET_NAMES.join(' | ')} |
|---|${TARGET_NAMES.map(() => '---|').join('')}
${rows.join('\n')}

\`export dockerfile\` is the image alone: what is said of the container is said where it is started. Limits are exported where
\`torchdock.yaml\` names them; what \`torchdock up\` takes from the machine is not for other machines.

## What is different

${notes.join('\n')}`;
}
