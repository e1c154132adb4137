import { describe, expect, it } from 'vitest';
import { createMemoryHost, type MemoryHost } from '../../src/host/memory-host.js';
import { checkSources } from '../../src/workflows/check.js';
import { type ExportRequest, exportPlan } from '../../src/workflows/export.js';
import { collectGraph } from '../../src/workflows/sources/collect.js';
import { TARGETS } from '../../src/writers/targets.js';

const SPEC = `torch: "2.7"
python: "3.11"
accelerators: [cpu, cu126]
jupyter: true
ssh: true
packages:
  apt: [git]
  pip: [einops==0.8.1]
  requirements: [requirements.txt]
volumes:
  cache: /cache
secrets: [HF_TOKEN]
limits:
  memory: 16g
  cpus: 4
`;

const FILES = { '/lab/torchdock.yaml': SPEC, '/lab/requirements.txt': 'pandas==2.2.3\n' };

const text = (host: MemoryHost, path: string): string => new TextDecoder().decode(host.files.get(path));

const ask = (host: MemoryHost, request: Partial<ExportRequest>) =>
  exportPlan(host, { target: 'compose', directory: '.', isFrozen: false, isForced: false, ...request });

describe.each(['cpu', 'cu126'])('for %s', (accelerator) => {
  it.each(TARGETS.map(({ name, fileName }) => [name, fileName]))(
    '%s is read back as the same environment',
    async (target = '', fileName = '') => {
      const host = createMemoryHost(FILES, '/lab');
      const built = await ask(host, { target: 'dockerfile', output: 'docker', accelerator });
      expect(built.kind).toBe('exported');
      const build = ['compose', 'devcontainer'].includes(target) ? 'docker' : undefined;
      const exported = await ask(host, {
        target,
        output: target === 'dockerfile' ? 'docker' : fileName,
        accelerator,
        build,
      });
      expect(exported.kind === 'exported' && exported.written.length).toBeGreaterThan(0);
      const { findings } = await checkSources(host, { paths: ['.'] });
      const bad = findings.filter(({ severity }) => severity !== 'info');
      expect(bad.map(({ code, message, place }) => `${code} ${place?.file}:${place?.line} ${message}`)).toEqual([]);
      // Slurm and Apptainer name no image that was built here; the script of Apptainer has no reader.
      if (['dockerfile', 'slurm', 'apptainer'].includes(target)) return;
      const { index } = await collectGraph(host, { paths: ['.'] });
      const [container, ...others] = index.nodesOf('container');
      expect(others).toEqual([]);
      expect(container?.facts.limits).toMatchObject({
        memoryBytes: { value: 16 * 2 ** 30 },
        cpus: { value: 4 },
        sharedMemoryBytes: { value: 8 * 2 ** 30 },
      });
      const ports = container?.facts.ports.map(({ containerPort, hostAddress }) => [containerPort, hostAddress]) ?? [];
      if (target === 'docker-run' || target === 'compose')
        expect(ports).toEqual([
          [8888, '127.0.0.1'],
          [2222, '127.0.0.1'],
        ]);
      else expect(ports.map(([port]) => port)).toEqual([8888, 2222]);
      const targets = index.edgesFrom(container?.id ?? '', 'mounts').map(({ facts }) => facts.target);
      expect(targets).toEqual(expect.arrayContaining(['/workspace', '/cache']));
      expect(index.edgesFrom(container?.id ?? '', 'uses-gpu').length).toBe(accelerator === 'cpu' ? 0 : 1);
      if (target === 'compose') expect(index.nodesOf('dockerfile').length).toBe(1);
    },
  );
});

describe('what is there already', () => {
  it('is overwritten when torchdock wrote it for the same target', async () => {
    const host = createMemoryHost(FILES, '/lab');
    await ask(host, { output: 'compose.yaml', accelerator: 'cpu' });
    const before = text(host, '/lab/compose.yaml');
    const again = await ask(host, { output: 'compose.yaml', accelerator: 'cu126' });
    expect(again.kind).toBe('exported');
    expect(text(host, '/lab/compose.yaml')).not.toBe(before);
    const other = await ask(host, { target: 'kubernetes', output: 'compose.yaml' });
    expect(other.findings.map(({ code }) => code)).toContain('EXP-03');
  });

  it('is left as it is when it is the user’s, all of it', async () => {
    for (const path of ['docker/Dockerfile', 'docker/torchdock-start', 'docker/requirements/requirements.txt']) {
      const host = createMemoryHost({ ...FILES, [`/lab/${path}`]: 'mine\n' }, '/lab');
      const before = [...host.files];
      const refused = await ask(host, { target: 'dockerfile', output: 'docker' });
      expect(refused.kind).toBe('refused');
      expect(refused.findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
        `EXP-03 ${path} is there, and torchdock did not write it`,
      ]);
      expect([...host.files]).toEqual(before);
      expect((await ask(host, { target: 'dockerfile', output: 'docker', isForced: true })).kind).toBe('exported');
    }
  });

  it('is left as it is beside a Dockerfile that names other files', async () => {
    const host = createMemoryHost(FILES, '/lab');
    await ask(host, { target: 'dockerfile', output: '.', accelerator: 'cpu' });
    host.writeFile('/lab/torchdock-start', 'an older start script\n');
    expect((await ask(host, { target: 'dockerfile', output: '.', accelerator: 'cpu' })).kind).toBe('exported');
    host.writeFile(
      '/lab/Dockerfile',
      text(host, '/lab/Dockerfile').replace('torchdock-start, ', '').replace(', torchdock-start', ''),
    );
    host.writeFile('/lab/torchdock-start', 'mine\n');
    expect((await ask(host, { target: 'dockerfile', output: '.', accelerator: 'cpu' })).kind).toBe('refused');
  });
});

it('writes nothing without -o, and no limit that is only this machine’s', async () => {
  const host = {
    ...createMemoryHost({ '/lab/torchdock.yaml': 'name: lab\n' }, '/lab'),
    machine: { memoryBytes: 2 ** 36, cpus: 96 },
  };
  const exported = await ask(host, {});
  expect([...host.files.keys()]).toEqual(['/lab/torchdock.yaml']);
  expect(exported.findings.map(({ code }) => code)).toContain('EXP-04');
  const [compose] = exported.kind === 'exported' ? exported.files : [];
  expect(compose?.text).not.toMatch(/mem_limit|cpus/);
});

it('goes into a folder under its usual name', async () => {
  const host = createMemoryHost({ ...FILES, '/lab/deploy/notes.md': 'x' }, '/lab');
  const exported = await ask(host, { output: 'deploy' });
  expect(exported.kind === 'exported' && exported.written).toEqual(['deploy/compose.yaml']);
  expect(text(host, '/lab/deploy/compose.yaml')).toContain('source: ..\n');
});
