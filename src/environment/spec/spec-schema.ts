import * as z from 'zod/mini';
import { parseDockerSizeBytes } from '../../base/units.js';
import { cudaVersionOfBuild } from '../../graph/software.js';
import { parseRequirement } from '../../syntax/requirement/parse-requirement.js';
import { COMPANIONS } from '../facts/facts.js';
import { isVersion } from '../version.js';
import { holdsCredentials } from './looks-secret.js';
import { handsOverHost, isInside, isPort, isTarget, list, text } from './spec-values.js';
import { splitCommand } from './split-command.js';
import { splitMount } from './split-mount.js';
import { splitPort } from './split-port.js';

const IMAGE = /^[a-z0-9][a-z0-9._:/-]*(?:@sha256:[0-9a-f]{64})?$/i;
const ENVIRONMENT_NAME = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const VARIABLE = 'the name of a variable: letters, digits and _';

const isCuda = (value: string): boolean => value === 'cpu' || isVersion(cudaVersionOfBuild(value) ?? value);
const isSize = (value: string): boolean => {
  const bytes = parseDockerSizeBytes(value);
  return bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= 2 ** 20;
};
const isWhole = (value: string, least: number): boolean => /^\d{1,9}$/.test(value) && Number(value) >= least;
const isCores = (value: string): boolean => /^\d{1,5}(?:\.\d{1,3})?$/.test(value) && Number(value) > 0;
const isUrl = (value: string): boolean => /^https?:\/\/[^\s"'\\$`<>]+$/.test(value) && URL.canParse(value);

const version = (example: string, test = isVersion): z.ZodMiniString =>
  text(`a version such as ${example}`, test, { isNumberLike: true });
const port = text('a port from 1 to 65535', isPort, { problem: 'port', isNumberLike: true });
const size = text('a size of at least 1mb, such as 16gb', isSize, { problem: 'size', isNumberLike: true });
const target = text('an absolute path in the container, outside of its system folders', isTarget, { problem: 'path' });
const source = text('a path below the folder of torchdock.yaml', isInside, { problem: 'path' });
const variable = text(VARIABLE, (value) => ENVIRONMENT_NAME.test(value), { problem: 'name' });
const url = text('an address such as https://mirror.example/simple, without user and password', isUrl, {
  holdsSecret: holdsCredentials,
});

const companions = z.enum(COMPANIONS, { error: `one of ${COMPANIONS.join(', ')}` });

/**
 * What `torchdock.yaml` may say: it is checked by this, and editors get their JSON Schema from it. Everything is optional. A
 * number reaches it as its text.
 */
const KEYS = {
  name: text('lower case letters, digits and dashes', (value) => /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(value), {
    problem: 'name',
    isNumberLike: true,
  }),
  torch: version('"2.7" or "2.7.1"', (value) => isVersion(value) && !value.endsWith('t')),
  cuda: version('"12.6" or cu126, or cpu', isCuda),
  cudnn: version('"9" or "9.5"'),
  python: version('"3.11"'),
  os: text('a system such as ubuntu22.04', (value) => /^[A-Za-z][\w .:-]{0,40}$/.test(value)),
  gpu: text(
    'a GPU such as A100, or a compute capability such as "8.6"',
    (value) => /^\w[\w .+/()-]{0,80}$/.test(value),
    {
      isNumberLike: true,
    },
  ),
  driver: version('"535" or 535.104.05'),
  with: list('a list of libraries', companions),
  accelerators: list(
    'a list of builds',
    text('cpu, or a build such as cu126', (value) => value === 'cpu' || cudaVersionOfBuild(value) !== undefined),
  ),
  base: text('the name of an image', (value) => IMAGE.test(value), { problem: 'name' }),
  installer: z.enum(['pip', 'uv', 'none'], { error: 'pip, uv or none' }),
  packages: z.strictObject(
    {
      apt: z.optional(
        list(
          'a list of packages',
          text('a Debian package', (value) => /^[a-z0-9][a-z0-9.+-]*(?::[a-z0-9]+)?(?:=[\w.+:~-]+)?$/.test(value), {
            problem: 'name',
          }),
        ),
      ),
      pip: z.optional(
        list(
          'a list of requirements',
          text(
            'one requirement, such as numpy>=2',
            (value) => !value.startsWith('-') && parseRequirement(value) !== undefined,
            { problem: 'name', holdsSecret: holdsCredentials },
          ),
        ),
      ),
      requirements: z.optional(list('a list of files', source)),
      compiles: z.optional(z.boolean({ error: 'true or false' })),
    },
    { error: 'a map of apt, pip, requirements and compiles' },
  ),
  mirrors: z.strictObject(
    { apt: z.optional(url), pip: z.optional(url), torch: z.optional(url) },
    { error: 'a map of apt, pip and torch' },
  ),
  trust: z.strictObject(
    {
      registries: z.optional(
        list(
          'a list of registries',
          text('a registry or a part of one, such as docker.io/pytorch', (value) =>
            /^[a-z0-9][a-z0-9._:/-]*$/.test(value),
          ),
        ),
      ),
      digests: z.optional(z.enum(['required', 'optional'], { error: 'required or optional' })),
    },
    { error: 'a map of registries and digests' },
  ),
  user: z.strictObject(
    {
      name: z.optional(
        text('a user name in lower case, not root', (value) => /^(?!root$)[a-z_][a-z0-9_-]{0,31}$/.test(value), {
          problem: 'name',
        }),
      ),
      uid: z.optional(
        text('host, or a number from 1 on', (value) => value === 'host' || isWhole(value, 1), { isNumberLike: true }),
      ),
    },
    { error: 'a map of name and uid' },
  ),
  workspace: z.union([source, z.strictObject({ source: z.optional(source), target: z.optional(target) })], {
    error: 'a folder, or a map of source and target',
  }),
  volumes: z.record(
    text(
      'a name of lower case letters, digits, _ . and -',
      (value) => /^(?!__proto__$)[a-z0-9][a-z0-9_.-]{0,62}$/.test(value),
      {
        problem: 'name',
      },
    ),
    z.union([target, z.literal(false)], { error: 'an absolute path in the container, or false' }),
    { error: 'a map of names and paths' },
  ),
  mounts: list(
    'a list of mounts',
    z.string({ error: 'a text such as ./data:/data:ro' }).check(
      z.refine((value) => isMount(value), {
        error: 'SOURCE:TARGET or SOURCE:TARGET:ro, such as ./data:/data:ro',
        params: { problem: 'path' },
        abort: true,
      }),
      z.refine((value) => !handsOverHost(splitMount(value)?.source ?? ''), {
        error: 'a folder of data',
        params: { problem: 'host' },
      }),
    ),
  ),
  env: z.record(
    variable,
    text('a value on one line', () => true, { isNumberLike: true }),
    {
      error: 'a map of names and values',
    },
  ),
  secrets: list('a list of names', variable),
  jupyter: z.union([z.boolean(), z.strictObject({ port: z.optional(port) })], {
    error: 'true, false, or a map with port',
  }),
  ssh: z.union(
    [
      z.boolean(),
      z.strictObject({
        port: z.optional(port),
        keys: z.optional(list('a list of public keys', text('a public key, or a file of one (.pub)', isPublicKey))),
      }),
    ],
    { error: 'true, false, or a map of port and keys' },
  ),
  ports: list(
    'a list of ports',
    text('a TCP port such as 6006, 8080:80 or 127.0.0.1:8080:80', (value) => splitPort(value) !== undefined, {
      problem: 'port',
      isNumberLike: true,
    }),
  ),
  gpus: z.union(
    [
      text(
        'auto, none, all, a number of GPUs, or a list of them',
        (value) => /^(?:auto|none|all|\d{1,3})$/.test(value),
        {
          isNumberLike: true,
        },
      ),
      list(
        'a list of GPUs',
        text(
          'an index or a UUID, as nvidia-smi -L shows them',
          (value) => /^(?:\d{1,3}(?::\d{1,2})?|(?:GPU|MIG)-[\w/-]{1,80})$/.test(value),
          {
            isNumberLike: true,
          },
        ),
      ),
    ],
    { error: 'auto, none, all, a number of GPUs, or a list of them' },
  ),
  limits: z.strictObject(
    {
      memory: z.optional(size),
      cpus: z.optional(text('a number of cores such as 4 or 1.5', isCores, { problem: 'size', isNumberLike: true })),
      pids: z.optional(
        text('a number of processes from 64 on', (value) => isWhole(value, 64), {
          problem: 'size',
          isNumberLike: true,
        }),
      ),
      shm: z.optional(size),
    },
    { error: 'a map of memory, cpus, pids and shm' },
  ),
  command: z.union(
    [
      text('one command without pipes, variables and patterns', (value) => splitCommand(value) !== undefined, {
        problem: 'command',
      }),
      list(
        'a list of words',
        text('a word', () => true, { hasLines: true, isNumberLike: true }),
      ).check(z.minLength(1, { error: 'a program and its words' })),
    ],
    { error: 'a line, or a list of words' },
  ),
} as const;

export const SPEC_SCHEMA = z.partial(z.strictObject(KEYS));

export type SpecWords = z.infer<typeof SPEC_SCHEMA>;

/** The text of a public key, or a file that holds one; the private one beside it is not asked for. */
function isPublicKey(value: string): boolean {
  if (/^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-\S+|sk-\S+) [A-Za-z0-9+/]+=*(?: [^"\\]*)?$/.test(value)) return true;
  return value.endsWith('.pub') && !/[\s,:"\\]/.test(value);
}

function isMount(value: string): boolean {
  const mount = splitMount(value);
  return value.length <= 4096 && !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(value) && mount !== undefined && isTarget(mount.target);
}
