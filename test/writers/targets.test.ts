import { describe, expect, it } from 'vitest';
import { directoryOf, joinPath } from '../../src/base/paths.js';
import type { Plan } from '../../src/environment/plan/plan.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { checkSources } from '../../src/workflows/check.js';
import { drawView } from '../../src/workflows/draw.js';
import { collectGraph } from '../../src/workflows/sources/collect.js';
import type { TargetEntry, Written } from '../../src/writers/target.js';
import { TARGETS } from '../../src/writers/targets.js';
import { expectGolden } from '../setup/golden.js';
import { PLANS } from './plans.js';

const GOLDENS = 'fixtures/writers/targets';

async function write(entry: TargetEntry, plan: Plan): Promise<Written> {
  const target = await entry.load();
  return target.write(plan, { folder: directoryOf(joinPath(plan.project.root, entry.fileName)) });
}

describe.each(TARGETS.filter(({ name }) => name !== 'dockerfile').map((entry) => [entry.name, entry] as const))(
  '%s',
  (name, entry) => {
    it.each(Object.entries(PLANS))('writes the plan %s', async (planName, plan) => {
      const { text, losses } = await write(entry, plan);
      const told = losses.map(({ field, kind, message }) => `${entry.comment} ${kind} ${field}: ${message}\n`).join('');
      expectGolden(`${GOLDENS}/${name}/${planName}`, `${text}${told}`);
      expect(text.split('\n').slice(0, 2).join('\n')).toContain(`${entry.comment} Written by torchdock export ${name}`);
    });
  },
);

/** What our own readers and rules find in what we write. */
describe.each(TARGETS.map((entry) => [entry.name, entry] as const))('%s read back', (name, entry) => {
  it.each(Object.entries(PLANS))('is found good: plan %s', async (_planName, plan) => {
    const { text, files } = await write(entry, plan);
    const { root } = plan.project;
    const host = createMemoryHost(
      {
        [joinPath(root, entry.fileName)]: text,
        ...Object.fromEntries(files.map(({ path, content }) => [joinPath(root, path), content])),
      },
      root,
    );
    const { findings } = await checkSources(host, { paths: ['.'] });
    const bad = findings.filter(({ severity }) => severity !== 'info');
    expect(bad.map(({ code, message, place }) => `${code} ${place?.file}:${place?.line} ${message}`)).toEqual([]);
    if (name === 'apptainer') return;
    const collected = await collectGraph(host, { paths: ['.'] });
    expect(collected.sources.length).toBeGreaterThan(0);
    const diagram = await drawView(collected, name === 'dockerfile' ? 'image' : 'deployment', { language: 'en' });
    const shown = diagram?.nodes.map(({ kind, label }) => `${kind}: ${label.replaceAll('\n', ' | ')}`).join('\n') ?? '';
    expectGolden(`${GOLDENS}/drawn/${name}-${_planName}.txt`, `${shown}\n`);
  });
});
