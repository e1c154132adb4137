import { parseImageReference } from '../../graph/image-reference.js';
import type { HttpAnswer, Network } from '../../host/host.js';
import type { FindDigest } from './renew-lock.js';

const TIMEOUT_MS = 10_000;

/** Lists of images for several machines first: their digest is the one that every machine can use. */
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Where a registry answers. Docker's own has another name than its images; one on this machine needs no TLS, as for Docker. */
function addressOf(registry: string): string {
  if (registry === 'docker.io') return 'https://registry-1.docker.io';
  return `${/^(?:localhost|127(?:\.\d+){3})(?::\d+)?$/.test(registry) ? 'http' : 'https'}://${registry}`;
}

/**
 * Asks registries by which digest they know a tag, as anybody may who is not logged in: the manifest is asked for, and, where
 * the registry wants one, a token for reading it (distribution's "token authentication"). Only the registry that an image
 * names and the server that it names for tokens are contacted, by HTTPS.
 */
export function findRegistryDigests(network: Network): FindDigest {
  return async (reference) => {
    const { registry, repository, tag = 'latest' } = parseImageReference(reference);
    const server = addressOf(registry);
    const url = `${server}/v2/${repository}/manifests/${tag}`;
    const first = await askManifest(network, url, undefined);
    if (first?.status !== 401) return digestOf(first);
    const token = await askToken(network, first, server);
    return token === undefined ? undefined : digestOf(await askManifest(network, url, token));
  };
}

function askManifest(network: Network, url: string, token: string | undefined): Promise<HttpAnswer | undefined> {
  const headers = { accept: ACCEPT, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  return network.get(url, { headers, timeoutMs: TIMEOUT_MS });
}

function digestOf(answer: HttpAnswer | undefined): string | undefined {
  const digest = answer?.status === 200 ? answer.headers['docker-content-digest'] : undefined;
  return digest !== undefined && DIGEST.test(digest) ? digest : undefined;
}

/** `Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/ubuntu:pull"` */
async function askToken(network: Network, refusal: HttpAnswer, server: string): Promise<string | undefined> {
  const challenge = refusal.headers['www-authenticate'] ?? '';
  if (!/^bearer /i.test(challenge)) return undefined;
  const parts = new Map([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
  const realm = parts.get('realm') ?? '';
  // A registry may not lead anywhere but to a server as safe as itself.
  if (!URL.canParse(realm) || new URL(realm).protocol !== new URL(server).protocol) return undefined;
  const url = new URL(realm);
  for (const name of ['service', 'scope']) {
    const value = parts.get(name);
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const answer = await network.get(url.href, { timeoutMs: TIMEOUT_MS });
  return answer?.status === 200 ? tokenOf(answer.body) : undefined;
}

function tokenOf(body: string): string | undefined {
  try {
    const said = JSON.parse(body) as { readonly token?: unknown; readonly access_token?: unknown } | null;
    const token = said?.token ?? said?.access_token;
    // It becomes a header.
    return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}
