import type { IncomingHttpHeaders } from 'node:http';
import type { Secrets } from './secrets.js';
import { isSameSecret } from './secrets.js';

export interface AccessRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly url: URL;
}

export interface Refusal {
  readonly status: 403 | 405;
  readonly reason: string;
}

/**
 * Names by which a browser may call this machine. A page of another site that makes its own name point to 127.0.0.1
 * (DNS rebinding) still sends that name. Any port is fine: people reach a remote machine through a forwarded one.
 */
const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d{1,5})?$/i;

/**
 * Decides, before anything else, whether a request may be answered at all; undefined means yes.
 * `hasFrameKey` says that its path carries the right key of the drawing frame, which stands for the token.
 */
export function refuseRequest(
  request: AccessRequest,
  cookie: string,
  secrets: Secrets,
  hasFrameKey = false,
): Refusal | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 405, reason: 'The studio only answers GET and HEAD.' };
  if (!LOCAL_HOST.test(request.headers.host ?? ''))
    return { status: 403, reason: 'The studio answers only to 127.0.0.1 and localhost.' };
  if (hasFrameKey) return undefined;
  const given = request.url.searchParams.get('token');
  if (given !== null && isSameSecret(given, secrets.token)) return undefined;
  const kept = readCookie(request.headers.cookie, cookie);
  if (kept !== undefined && isOwnPage(request.headers) && isSameSecret(kept, secrets.token)) return undefined;
  return { status: 403, reason: 'Open the address that torchdock studio printed: it carries the token.' };
}

/** Pages on other ports of this machine count as the same site, so a cookie alone does not tell them apart. */
function isOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Cookies do not know ports: the name tells two studios apart. */
export function cookieName(port: number): string {
  return `torchdock-studio-${port}`;
}

export function writeCookie(name: string, secrets: Secrets): string {
  return `${name}=${secrets.token}; Path=/; HttpOnly; SameSite=Strict`;
}

function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
