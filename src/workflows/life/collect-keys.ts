import { joinPath } from '../../base/paths.js';
import type { Spec } from '../../environment/spec/spec.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';

/** The kinds of keys that OpenSSH takes (sshd(8), "AUTHORIZED_KEYS FILE FORMAT"); DSA is left out as sshd itself does. */
const PUBLIC_KEY =
  /^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) AAAA[A-Za-z0-9+/]+={0,3}(?: .*)?$/;

/** No public key is as long as this. */
const LARGEST_KEY_FILE_BYTES = 2 ** 16;

export interface CollectedKeys {
  /** Text for `authorized_keys`. */
  readonly text: string;
  /** Private keys that belong to them, for `IdentityFile`; absolute, only those that are there. */
  readonly identityFiles: readonly string[];
  readonly findings: readonly Finding[];
}

/** The public keys that may log in: those that the spec names, else the person's own. A private key is never copied. */
export function collectKeys(host: Host, { ssh, places }: Spec, root: string): CollectedKeys {
  const named = ssh?.keys ?? [];
  const sources = named.length > 0 ? named : listOwnKeys(host);
  const read = sources.map((source) => readKeys(host, source, root));
  const isMistaken = named.length > 0;
  const findings = isMistaken
    ? read.flatMap(({ source, problem }) =>
        problem === undefined ? [] : [lifeFindings.badKey({ key: source, problem }, places['ssh'])],
      )
    : [];
  const lines = [...new Set(read.flatMap(({ keys }) => keys))];
  if (lines.length === 0 && findings.length === 0) findings.push(lifeFindings.noKey({}, places['ssh']));
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    identityFiles: read.flatMap(({ path, keys }) =>
      path !== undefined && keys.length > 0 ? identityOf(host, path) : [],
    ),
    findings,
  };
}

interface ReadKeys {
  readonly source: string;
  readonly path?: string;
  readonly keys: readonly string[];
  readonly problem?: string;
}

function listOwnKeys(host: Host): readonly string[] {
  const folder = joinPath(host.user?.homeDirectory ?? '/', '.ssh');
  try {
    const names = host.readDirectory(folder).map(({ name }) => name);
    return names
      .filter((name) => name.endsWith('.pub'))
      .sort()
      .map((name) => joinPath(folder, name));
  } catch (error) {
    if (error instanceof HostError) return [];
    throw error;
  }
}

function readKeys(host: Host, source: string, root: string): ReadKeys {
  if (PUBLIC_KEY.test(source.trim())) return { source, keys: [source.trim()] };
  if (/^(?:ssh-|ecdsa-|sk-)\S* /.test(source))
    return { source: source.slice(0, 24), keys: [], problem: 'is not a public key that OpenSSH takes' };
  const path = joinPath(root, source.replace(/^~(?=\/)/, host.user?.homeDirectory ?? '~'));
  try {
    const text = new TextDecoder().decode(host.readFile(path, LARGEST_KEY_FILE_BYTES));
    if (text.includes('PRIVATE KEY')) return { source, keys: [], problem: 'is a private key' };
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    const keys = lines.filter((line) => PUBLIC_KEY.test(line));
    return keys.length > 0 ? { source, path, keys } : { source, keys, problem: 'holds no public key' };
  } catch (error) {
    if (error instanceof HostError) return { source, keys: [], problem: 'cannot be read' };
    throw error;
  }
}

/** `id_ed25519.pub` → `id_ed25519`, when it is there. */
function identityOf(host: Host, path: string): readonly string[] {
  const identity = path.replace(/\.pub$/, '');
  return identity !== path && host.status(identity)?.kind === 'file' ? [identity] : [];
}
