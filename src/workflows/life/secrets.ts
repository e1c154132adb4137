import { digestText } from '../../base/digest.js';
import { directoryOf } from '../../base/paths.js';
import { OWN_SECRETS } from '../../environment/plan/places-inside.js';
import type { MountPlan, Plan } from '../../environment/plan/plan.js';
import type { Spec } from '../../environment/spec/spec.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';
import { collectKeys } from './collect-keys.js';
import { belongsTo, keepStateFile, openStateFolder, readStateFile } from './state-folder.js';

type SecretMount = Extract<MountPlan, { kind: 'secret' }>;

const TOKEN_BYTES = 32;
/** What `makeToken` writes, 210 bits of chance and the seal of its folder: anything else was not made here and opens nothing. */
const TOKEN = /^[A-Za-z0-9_-]{35}(?<seal>[0-9a-f]{8})$/;
const CHANCE_CHARACTERS = 35;

/** A file that the container gets; without `content` it is made when it is written. */
export interface Secret {
  readonly name: string;
  readonly path: string;
  readonly kind: 'token' | 'keys' | 'variable';
  readonly content: string | undefined;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface GatheredSecrets {
  readonly secrets: readonly Secret[];
  /** Names of those whose file is missing or says something else: a running container does not see them. */
  readonly stale: readonly string[];
  readonly identityFiles: readonly string[];
  readonly findings: readonly Finding[];
}

/** What the container's secrets are, from keys, environment and what was made before; nothing is written. */
export function gatherSecrets(host: Host, plan: Plan, spec: Spec): GatheredSecrets {
  const mounts = plan.container.mounts.filter((mount): mount is SecretMount => mount.kind === 'secret');
  const keys = mounts.some(({ name }) => name === OWN_SECRETS.ssh)
    ? collectKeys(host, spec, plan.project.root)
    : undefined;
  const secrets = mounts.map((mount) => gatherSecret(host, mount, keys?.text));
  const owner = ownerOf(host, plan);
  const missing = secrets.filter(({ kind, content }) => kind === 'variable' && content === undefined);
  return {
    secrets,
    stale: secrets.filter((secret) => isStale(host, secret, owner)).map(({ name }) => name),
    identityFiles: keys?.identityFiles ?? [],
    findings: [
      ...(keys?.findings ?? []),
      ...missing.map(({ name }) => lifeFindings.noVariable({ name }, spec.places['secrets'])),
    ],
  };
}

function gatherSecret(host: Host, { name, source }: SecretMount, keys: string | undefined): Secret {
  if (name === OWN_SECRETS.ssh) return { name, path: source, kind: 'keys', content: keys };
  if (name === OWN_SECRETS.jupyter) return { name, path: source, kind: 'token', content: readToken(host, source) };
  // What was given before still holds: another terminal need not have the variable.
  const given = host.environment[name];
  return {
    name,
    path: source,
    kind: 'variable',
    content: given === undefined || given === '' ? readPrivate(host, source) : given,
  };
}

/** The token of an earlier `up`; undefined when there is none, or it is one that somebody else may have read or put there. */
export function readToken(host: Host, path: string): string | undefined {
  const text = readPrivate(host, path) ?? '';
  return TOKEN.exec(text)?.groups?.['seal'] === sealOf(host, path) ? text : undefined;
}

/**
 * Says in which folder of this machine a token was made, by the number that its file system has given the folder. A token that a
 * repository or an archive brings along, and that others therefore know, was made in another one.
 */
function sealOf(host: Host, path: string): string {
  const [, number = ''] = host.status(directoryOf(path))?.identity.split(':') ?? [];
  return digestText(number, 8);
}

function readPrivate(host: Host, path: string): string | undefined {
  return host.status(path)?.isPrivate === false ? undefined : readStateFile(host, path);
}

function isStale(host: Host, { path, content }: Secret, owner: Owner | undefined): boolean {
  return content === undefined || readPrivate(host, path) !== content || !belongsTo(host, path, owner);
}

/** Writes what is not there yet, as 0600 files of the container's user. */
export function writeSecrets(host: Host, plan: Plan, { secrets }: GatheredSecrets): void {
  openStateFolder(host, plan.project.root);
  const owner = ownerOf(host, plan);
  for (const { path, content, kind } of secrets) {
    if (content === undefined && kind === 'token') makeToken(host, path, owner);
    else if (content !== undefined) keepStateFile(host, path, content, owner);
  }
}

/** Only root can give a file away; everybody else's belongs to the one whom the container runs as. */
function ownerOf(host: Host, { container }: Plan): Owner | undefined {
  const { uid, gid } = container.user;
  return host.user?.uid === 0 ? { uid, gid } : undefined;
}

function makeToken(host: Host, path: string, owner: Owner | undefined): void {
  const chance = Buffer.from(host.randomBytes(TOKEN_BYTES)).toString('base64url').slice(0, CHANCE_CHARACTERS);
  const token = `${chance}${sealOf(host, path)}`;
  // Of two that start at once both must give the container the same token; one that cannot be used is replaced.
  if (!host.createPrivateFile(path, token, owner) && readToken(host, path) === undefined)
    host.writePrivateFile(path, token, owner);
}
