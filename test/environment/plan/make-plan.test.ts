import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSourceText } from '../../../src/base/text.js';
import type { Facts } from '../../../src/environment/facts/facts.js';
import { makeLock } from '../../../src/environment/lock/make-lock.js';
import { type MadePlan, makePlan } from '../../../src/environment/plan/make-plan.js';
import { LABELS, type Plan } from '../../../src/environment/plan/plan.js';
import type { PlanInput } from '../../../src/environment/plan/plan-input.js';
import { readSpec } from '../../../src/environment/spec/read-spec.js';
import { ownFacts } from '../facts.js';

let facts: Facts;
beforeAll(async () => {
  facts = await ownFacts();
});

const GIB = 2 ** 30;

function make(text: string, changes: Partial<PlanInput> = {}): MadePlan {
  const { spec, findings } = readSpec(createSourceText('torchdock.yaml', text), { folderName: 'lab' });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const made = makeLock(spec, facts);
  if (made.kind !== 'locked') throw new Error(JSON.stringify(made));
  return makePlan({
    spec,
    lock: made.lock,
    accelerator: Object.keys(made.lock.environments)[0] ?? '',
    root: '/srv/lab',
    people: { runner: { uid: 1000, gid: 1000 } },
    machine: {},
    requirementFiles: [],
    toolVersion: '1.0.0',
    ...changes,
  });
}

function planOf(text: string, changes: Partial<PlanInput> = {}): Plan {
  const { plan } = make(text, changes);
  if (!plan) throw new Error('no plan');
  return plan;
}

const codesOf = (text: string, changes: Partial<PlanInput> = {}): readonly string[] =>
  make(text, changes).findings.map(({ code, severity }) => `${code} ${severity}`);

it('takes ~ in a mount for the home of the person', () => {
  const { container } = planOf('mounts: [~/data:/data:ro, ./out:/out]', { homeDirectory: '/home/ada' });
  const sources = container.mounts.flatMap((mount) => (mount.kind === 'bind' ? [mount.source] : []));
  expect(sources).toEqual(['/srv/lab', '/home/ada/data', '/srv/lab/out']);
});

describe('digests', () => {
  it.each(['jupyter:\n  port: 9000', 'ports: []'])('are the same with %s', (text) => {
    expect(planOf(text).container.digest).toBe(planOf('').container.digest);
    expect(planOf(text).image.digest).toBe(planOf('').image.digest);
  });

  it.each(['limits:\n  cpus: 2', 'secrets: [HF_TOKEN]', 'env:\n  A: b', 'command: [python, x.py]'])(
    'are those of another container in the same image with %s',
    (text) => {
      expect(planOf(text).container.digest).not.toBe(planOf('').container.digest);
      expect(planOf(text).image.digest).toBe(planOf('').image.digest);
    },
  );

  it.each(['packages:\n  apt: [git]', 'ssh: true', 'user:\n  name: ada', 'torch: "2.7"'])(
    'are those of another image with %s',
    (text) => {
      expect(planOf(text).image.digest).not.toBe(planOf('').image.digest);
      expect(planOf(text).container.digest).not.toBe(planOf('').container.digest);
    },
  );

  it('of the image ask neither for the folder nor for the version of torchdock', () => {
    const other = planOf('', { root: '/srv/other/lab', toolVersion: '2.0.0' });
    expect(other.image.reference).toBe(planOf('').image.reference);
    expect(other.container.name).not.toBe(planOf('').container.name);
  });

  it('stand in the labels, with the whole container', () => {
    const { container, image } = planOf('');
    const { labels, digest, ...rest } = container;
    expect(labels[LABELS.containerDigest]).toBe(digest);
    expect(labels[LABELS.imageDigest]).toBe(image.digest);
    expect(JSON.parse(labels[LABELS.container] ?? '')).toEqual(JSON.parse(JSON.stringify(rest)));
  });
});

describe('the user', () => {
  const userOf = (people: PlanInput['people'], text = ''): string => {
    const { plan, findings } = make(text, { people });
    const codes = findings.map(({ code }) => code);
    return [`${plan?.container.user.uid}:${plan?.container.user.gid}`, ...codes].join(' ');
  };
  const root = { uid: 0, gid: 0 };

  it.each([
    ['who runs it', { runner: { uid: 501, gid: 20 } }, '501:20'],
    ['who became root', { runner: root, sudoer: { uid: 501, gid: 20 }, owner: root }, '501:20'],
    ['whose the folder is', { runner: root, owner: { uid: 33, gid: 33 } }, '33:33'],
    ['somebody, and the workspace is not theirs', { runner: root, owner: root }, '1000:1000 PLN-03'],
    ['somebody where there are no numbers', {}, '1000:1000'],
    ['nobody of the group of root', { runner: { uid: 7, gid: 0 } }, '7:7'],
  ])('is %s', (_, people, expected) => {
    expect(userOf(people)).toBe(expected);
  });

  it('is the one of the spec, with the group that they have', () => {
    expect(userOf({ runner: { uid: 7, gid: 8 } }, 'user:\n  uid: 7')).toBe('7:8');
    expect(userOf({ runner: { uid: 7, gid: 8 } }, 'user:\n  uid: 9')).toBe('9:9');
  });
});

describe('limits', () => {
  it('are a share of the machine where the spec has none, in whole GiB', () => {
    const { limits } = planOf('', { machine: { memoryBytes: 15.6 * GIB, cpus: 4 } }).container;
    expect(limits).toEqual({ memoryBytes: 13 * GIB, cpus: 4, pids: 4096, sharedMemoryBytes: 6.5 * GIB });
    expect(planOf('', { machine: { memoryBytes: 1.5 * GIB } }).container.limits.memoryBytes).toBe(GIB);
  });

  it('are unknown where the machine is', () => {
    expect(planOf('').container.limits).not.toHaveProperty('memoryBytes');
  });

  it('are those of the spec, and no more processors than there are', () => {
    const text = 'limits:\n  memory: 64gb\n  cpus: 16';
    const machine = { memoryBytes: 8 * GIB, cpus: 4 };
    expect(planOf(text, { machine }).container.limits).toMatchObject({ memoryBytes: 64 * GIB, cpus: 4 });
    expect(codesOf(text, { machine })).toEqual(['PLN-04 warning', 'PLN-04 warning']);
  });
});

describe('trust', () => {
  const digest = `sha256:${'ab'.repeat(32)}`;

  it.each([
    ['its registry', 'docker.io', []],
    ['its repository', 'docker.io/library/ubuntu', []],
    ['its namespace', 'docker.io/library/', []],
    ['another one', 'docker.io/pytorch', ['PLN-01 error']],
    ['one that begins alike', 'docker.io/lib', ['PLN-01 error']],
  ])('%s', (_, registry, codes) => {
    expect(codesOf(`base: ubuntu:24.04\ntrust:\n  registries: [${registry}]`)).toEqual(codes);
  });

  it('requires a digest', () => {
    expect(codesOf('base: ubuntu:24.04\ntrust:\n  digests: required')).toEqual(['PLN-02 error']);
    expect(codesOf(`base: ubuntu:24.04@${digest}\ntrust:\n  digests: required`)).toEqual([]);
  });
});

describe('what would not come out as it was meant', () => {
  it.each([
    ['os: rockylinux9', ['PLN-06 error']],
    ['base: pytorch/pytorch:2.7.1-cuda12.6-cudnn9-runtime\ntorch: "2.6"', ['PLN-08 warning']],
    ['base: nvcr.io/nvidia/pytorch:25.01-py3', ['PLN-08 warning']],
    ['cuda: cpu\ngpus: all', ['PLN-09 warning']],
    ['env:\n  TORCH_HOME: /opt/weights', ['PLN-05 warning']],
    ['env:\n  TORCH_HOME: /opt/weights\nvolumes:\n  weights: /opt/weights', []],
    ['env:\n  TORCH_HOME: weights\n  TMPDIR: /tmp/x\n  CUDA_HOME: /usr/local/cuda', []],
    ['command: [python, t.py, --output_dir=/out]', ['PLN-05 warning']],
    ['command: [python, t.py, --data-dir, /data, --output-dir, runs, --save-dir, /workspace/x]', []],
    ['mounts: [./out:/out]\ncommand: [python, t.py, --output_dir=/out/1]', []],
  ])('%s', (text, codes) => {
    expect(codesOf(text)).toEqual(codes);
  });

  it('is an accelerator that is not locked', () => {
    const { plan, findings } = make('', { accelerator: 'constructor' });
    expect(plan).toBeUndefined();
    expect(findings.map(({ code }) => code)).toEqual(['LCK-10']);
  });
});

describe('every plan', () => {
  const part = fc.constantFrom(
    'jupyter: false',
    'ssh: true',
    'installer: uv',
    'cuda: cpu',
    'python: "3.11"',
    'base: debian:12',
    'secrets: [HF_TOKEN]',
    'gpus: all',
    'ports: ["127.0.0.1:6006:6006"]',
    'command: python train.py',
    'packages:\n  pip: [numpy]\n  compiles: true',
  );

  it('keeps what is promised of all containers, and is the same the second time', () => {
    fc.assert(
      fc.property(fc.uniqueArray(part, { selector: (text) => text.split(':')[0] }), (parts) => {
        const text = parts.join('\n');
        const plan = planOf(text);
        expect(JSON.stringify(planOf(text))).toBe(JSON.stringify(plan));
        const { container, image } = plan;
        expect(container.user.uid).toBeGreaterThan(0);
        expect(container.security).toEqual({ noNewPrivileges: true, dropsAllCapabilities: true });
        for (const port of container.ports) {
          expect(port.address).toBe('127.0.0.1');
          expect(image.exposedPorts).toContain(port.containerPort);
        }
        // What a step or the container names is there.
        const names = new Set(image.files.map(({ path }) => path));
        for (const step of image.steps) {
          if (step.kind === 'copy') expect(names).toContain(step.file);
          if (step.kind !== 'python-packages') continue;
          for (const file of step.requirementFiles) expect(names).toContain(file);
          if (step.constraints !== undefined) expect(names).toContain(step.constraints);
        }
        const folders = image.steps.flatMap((step) => (step.kind === 'user' ? step.folders : []));
        for (const mount of container.mounts) if (mount.kind === 'volume') expect(folders).toContain(mount.target);
        expect(image.steps[0]).toMatchObject({ kind: 'system-packages' });
        expect(image.entrypoint[0]).toBe('tini');
      }),
      { numRuns: 60 },
    );
  });
});
