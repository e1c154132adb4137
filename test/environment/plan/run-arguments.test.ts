import { beforeAll, describe, expect, it } from 'vitest';
import type { ContainerPlan } from '../../../src/environment/plan/plan.js';
import { LABELS } from '../../../src/environment/plan/plan.js';
import { type RunOptions, runArguments } from '../../../src/environment/plan/run-arguments.js';
import type { GpuWish } from '../../../src/environment/spec/spec.js';
import { preparePlan } from '../../../src/workflows/project/prepare-plan.js';
import { hostOf } from './fixture-plans.js';

let container: ContainerPlan;
beforeAll(async () => {
  const prepared = await preparePlan(hostOf('all-of-it'), { directory: 'all-of-it', isFrozen: false });
  if (prepared.kind === 'refused') throw new Error(JSON.stringify(prepared.findings));
  const { labels, ...rest } = prepared.plan.container;
  // Its digest is that of files which are nobody's business here.
  container = {
    ...rest,
    image: 'localhost/torchdock/everything:1',
    labels: { [LABELS.name]: labels[LABELS.name] ?? '' },
  };
});

const DOCKER: RunOptions = { engine: 'docker', verb: 'run', givesGpus: true };

/** The values behind one flag. */
const valuesOf = (words: readonly string[], flag: string): readonly string[] =>
  words.flatMap((word, at) => (word === flag ? [words[at + 1] ?? ''] : []));

describe('runArguments', () => {
  it('says all of a plan, one word a value', () => {
    expect(runArguments(container, { ...DOCKER, hostPorts: [9999, 2023, 6006] })).toMatchInlineSnapshot(`
      [
        "run",
        "--detach",
        "--pull",
        "never",
        "--name",
        "torchdock-everything-00ac7448",
        "--hostname",
        "everything",
        "--user",
        "4242:4242",
        "--workdir",
        "/srv/code",
        "--env",
        "TORCH_HOME=/opt/weights",
        "--env",
        "HF_HOME=/checkpoints/hf",
        "--env",
        "TORCHDOCK_SECRETS=HF_TOKEN WANDB_API_KEY",
        "--mount",
        "type=bind,source=/work/all-of-it/code,target=/srv/code",
        "--mount",
        "type=bind,source=/work/all-of-it/data,target=/data,readonly",
        "--mount",
        "type=volume,source=torchdock-everything-00ac7448-checkpoints,target=/checkpoints",
        "--mount",
        "type=volume,source=torchdock-everything-00ac7448-cache,target=/home/ada/.cache",
        "--mount",
        "type=bind,source=/work/all-of-it/.torchdock/jupyter-token,target=/run/secrets/jupyter-token,readonly",
        "--mount",
        "type=bind,source=/work/all-of-it/.torchdock/authorized_keys,target=/run/secrets/authorized_keys,readonly",
        "--mount",
        "type=bind,source=/work/all-of-it/.torchdock/secrets/HF_TOKEN,target=/run/secrets/HF_TOKEN,readonly",
        "--mount",
        "type=bind,source=/work/all-of-it/.torchdock/secrets/WANDB_API_KEY,target=/run/secrets/WANDB_API_KEY,readonly",
        "--publish",
        "127.0.0.1:9999:8888",
        "--publish",
        "127.0.0.1:2023:2222",
        "--publish",
        "127.0.0.1:6006:6006",
        "--gpus",
        "2",
        "--memory",
        "68719476736",
        "--cpus",
        "8",
        "--pids-limit",
        "4096",
        "--shm-size",
        "17179869184",
        "--security-opt",
        "no-new-privileges",
        "--cap-drop",
        "ALL",
        "--stop-timeout",
        "10",
        "--label",
        "torchdock.name=everything",
        "localhost/torchdock/everything:1",
        "jupyter",
        "ssh",
        "--",
        "torchrun",
        "--standalone",
        "train.py",
        "--output-dir=/results",
        "--log-dir",
        "/tmp/logs",
      ]
    `);
  });

  it('is the same for Podman but for GPUs and users', () => {
    const docker = runArguments(container, { ...DOCKER, verb: 'create', givesGpus: false });
    expect(runArguments(container, { engine: 'podman', verb: 'create', givesGpus: false })).toEqual(docker);
    expect(docker).not.toContain('--detach');
  });

  it.each<[GpuWish, readonly string[], readonly string[]]>([
    [{ kind: 'auto' }, ['all'], ['nvidia.com/gpu=all']],
    [{ kind: 'all' }, ['all'], ['nvidia.com/gpu=all']],
    [{ kind: 'none' }, [], []],
    [{ kind: 'count', count: 2 }, ['2'], ['nvidia.com/gpu=0', 'nvidia.com/gpu=1']],
    [{ kind: 'ids', ids: ['0', 'GPU-1a'] }, ['"device=0,GPU-1a"'], ['nvidia.com/gpu=0', 'nvidia.com/gpu=GPU-1a']],
  ])('gives GPUs: %o', (gpus, request, devices) => {
    const plan = { ...container, gpus };
    expect(valuesOf(runArguments(plan, DOCKER), '--gpus')).toEqual(request);
    for (const options of [
      { ...DOCKER, gpuAccess: 'cdi' as const },
      { ...DOCKER, engine: 'podman' as const },
    ])
      expect(valuesOf(runArguments(plan, options), '--device')).toEqual(devices);
    expect(valuesOf(runArguments(plan, { ...DOCKER, givesGpus: false }), '--gpus')).toEqual([]);
  });

  it('maps the person to the user of the container where Podman runs without root', () => {
    const userns = (rootlessUid?: number): readonly string[] =>
      valuesOf(runArguments(container, { ...DOCKER, engine: 'podman', rootlessUid }), '--userns');
    expect(userns()).toEqual([]);
    expect(userns(4242)).toEqual(['keep-id']);
    expect(userns(1000)).toEqual(['keep-id:uid=4242,gid=4242']);
  });

  it('quotes a mount whose path has a comma, and an address of IPv6', () => {
    const plan: ContainerPlan = {
      ...container,
      mounts: [{ kind: 'bind', source: '/a,b/"c"', target: '/data', isReadOnly: true }],
      ports: [{ service: 'other', containerPort: 1, address: '::1', hostPort: 2 }],
    };
    const words = runArguments(plan, DOCKER);
    expect(valuesOf(words, '--mount')).toEqual(['type=bind,"source=/a,b/""c""",target=/data,readonly']);
    expect(valuesOf(words, '--publish')).toEqual(['[::1]:2:1']);
  });
});
