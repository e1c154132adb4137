import type { PortSpec } from './spec.js';
import { isPort } from './spec-values.js';

/** Nothing outside of the machine reaches it. */
export const OWN_ADDRESS = '127.0.0.1';

const PORT =
  /^(?:(?:(?<address>\[[0-9a-fA-F:.]{2,45}\]|[\d.]{7,15}|localhost):)?(?<host>\d+):)?(?<inside>\d+)(?:\/tcp)?$/;

/** `6006`, `8080:80`, `127.0.0.1:8080:80`; undefined for all else. */
export function splitPort(text: string): PortSpec | undefined {
  const { address = OWN_ADDRESS, host, inside = '' } = PORT.exec(text)?.groups ?? {};
  const own = address === 'localhost' ? OWN_ADDRESS : address.replace(/^\[|\]$/g, '');
  if (!isPort(inside) || !isPort(host ?? inside) || !isAddress(own)) return undefined;
  return { containerPort: Number(inside), hostPort: Number(host ?? inside), address: own };
}

function isAddress(text: string): boolean {
  if (text.includes(':')) return /^[0-9a-fA-F:.]+$/.test(text);
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
