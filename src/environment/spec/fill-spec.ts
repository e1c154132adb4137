import { placeOf, type SourceText } from '../../base/text.js';
import { parseDockerSizeBytes } from '../../base/units.js';
import type { Finding } from '../../findings/finding.js';
import { type DataNode, entriesOf } from '../../syntax/data/data-node.js';
import type { RequestWords } from '../resolver/request.js';
import { checkSpec } from './check-spec.js';
import { nameProject } from './name-project.js';
import type { GpuWish, JupyterSpec, Spec, SshSpec, UserSpec } from './spec.js';
import type { SpecWords } from './spec-schema.js';
import { splitCommand } from './split-command.js';
import { splitMount } from './split-mount.js';
import { splitPort } from './split-port.js';

/** The port that Jupyter has by itself, and the one that SSH is published on: 22 belongs to the host. */
const JUPYTER_PORT = 8888;
const SSH_PORT = 2222;

/** Processes and threads: far above what DataLoader workers take, far below what brings a host down. */
const USUAL_PIDS = 4096;

const GIB = 2 ** 30;

/** The file and the tree of it that holds; undefined without a file. */
export interface SpecSource {
  readonly source: SourceText;
  readonly root: DataNode;
}

/** The usual values where the file says nothing. What does not go together is a finding, and left out. */
export function fillSpec(
  words: SpecWords,
  origin: SpecSource | undefined,
  { folderName }: { readonly folderName: string },
): { readonly spec: Spec; readonly findings: readonly Finding[] } {
  const user = fillUser(words.user);
  const jupyter = fillJupyter(words.jupyter);
  const ssh = fillSsh(words.ssh);
  const gpus = fillGpus(words.gpus);
  const command = typeof words.command === 'string' ? splitCommand(words.command) : words.command;
  const spec: Spec = {
    name: words.name ?? nameProject(folderName),
    versions: fillVersions(words),
    accelerators: [...new Set(words.accelerators ?? [])],
    ...(words.base === undefined ? {} : { base: words.base }),
    installer: words.installer ?? 'pip',
    packages: { apt: [], pip: [], requirements: [], compiles: false, ...defined(words.packages ?? {}) },
    mirrors: defined(words.mirrors ?? {}),
    trust: {
      ...(words.trust?.registries ? { registries: words.trust.registries } : {}),
      requiresDigest: words.trust?.digests === 'required',
    },
    user,
    workspace: fillWorkspace(words.workspace),
    volumes: fillVolumes(words.volumes ?? {}, user.name),
    mounts: (words.mounts ?? []).flatMap((text) => splitMount(text) ?? []),
    environment: { ...words.env },
    secrets: words.secrets ?? [],
    ...(jupyter ? { jupyter } : {}),
    ...(ssh ? { ssh } : {}),
    ports: (words.ports ?? []).flatMap((text) => splitPort(text) ?? []),
    gpus,
    limits: fillLimits(words.limits ?? {}, gpus),
    ...(command ? { command } : {}),
    places: placesOf(origin),
  };
  return checkSpec(spec, origin);
}

/** Without the keys that are there and undefined, so that they do not hide what is usual. */
function defined<T extends object>(value: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}

function fillVersions({ torch, cuda, cudnn, python, os, gpu, driver, with: companions }: SpecWords): RequestWords {
  const joined = companions && companions.length > 0 ? companions.join(',') : undefined;
  return defined({ torch, cuda, cudnn, python, os, gpu, driver, with: joined });
}

function fillUser({ name = 'torch', uid = 'host' }: NonNullable<SpecWords['user']> = {}): UserSpec {
  return { name, uid: uid === 'host' ? 'host' : Number(uid) };
}

function fillWorkspace(words: SpecWords['workspace']): Spec['workspace'] {
  const { source = '.', target = '/workspace' } = typeof words === 'string' ? { source: words } : (words ?? {});
  return { source, target };
}

/** The usual ones and the user's own, by name; `false` takes a usual one away. */
function fillVolumes(words: NonNullable<SpecWords['volumes']>, user: string): Spec['volumes'] {
  const usual = { checkpoints: '/workspace/checkpoints', cache: `/home/${user}/.cache` };
  const all: Readonly<Record<string, string | false>> = { ...usual, ...words };
  return Object.entries(all).flatMap(([name, target]) => (target === false ? [] : [{ name, target }]));
}

function fillJupyter(words: SpecWords['jupyter'] = true): JupyterSpec | undefined {
  if (words === false) return undefined;
  return { port: words === true || words.port === undefined ? JUPYTER_PORT : Number(words.port) };
}

function fillSsh(words: SpecWords['ssh'] = false): SshSpec | undefined {
  if (words === false) return undefined;
  const { port = String(SSH_PORT), keys = [] } = words === true ? {} : words;
  return { port: Number(port), keys };
}

function fillGpus(words: SpecWords['gpus'] = 'auto'): GpuWish {
  if (typeof words !== 'string') return words.length === 0 ? { kind: 'none' } : { kind: 'ids', ids: words };
  if (words === 'auto' || words === 'none' || words === 'all') return { kind: words };
  return Number(words) === 0 ? { kind: 'none' } : { kind: 'count', count: Number(words) };
}

/** Memory and cores stay open: what is usual for them depends on the host. */
function fillLimits({ memory, cpus, pids, shm }: NonNullable<SpecWords['limits']>, gpus: GpuWish): Spec['limits'] {
  const memoryBytes = sizeOf(memory);
  const usual = gpus.kind === 'none' ? GIB : 8 * GIB;
  return {
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(cpus === undefined ? {} : { cpus: Number(cpus) }),
    pids: pids === undefined ? USUAL_PIDS : Number(pids),
    sharedMemoryBytes: sizeOf(shm) ?? Math.min(usual, Math.floor((memoryBytes ?? Number.POSITIVE_INFINITY) / 2)),
  };
}

function sizeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDockerSizeBytes(text);
}

function placesOf(origin: SpecSource | undefined): Spec['places'] {
  if (!origin) return {};
  return Object.fromEntries(
    entriesOf(origin.root).map(({ key, keySpan }) => [key, placeOf(origin.source, keySpan)] as const),
  );
}
