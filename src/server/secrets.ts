import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What only the person who started the studio knows, and what is derived from it. Made anew at each start. */
export interface Secrets {
  /** In the printed address, and in the cookie. 256 bits. */
  readonly token: string;
  /** In the path of the drawing frame: opens nothing but the built assets. */
  readonly frameKey: string;
}

export function createSecrets(): Secrets {
  const token = randomBytes(32).toString('base64url');
  return { token, frameKey: createHmac('sha256', token).update('drawing-frame').digest('hex').slice(0, 32) };
}

/** Takes the same time whatever the two texts have in common. */
export function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
