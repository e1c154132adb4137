import { isVersion } from '../../version.js';

/** `me:100000:65536` in `/etc/subuid` (subuid(5)), by name or by number. */
export function hasSubordinateLine(text: string, name: string, uid: number): boolean {
  return text.split('\n').some((line) => {
    const [owner, start, count] = line.trim().split(':');
    return (owner === name || owner === String(uid)) && /^\d+$/.test(start ?? '') && Number(count) > 0;
  });
}

/** `NVIDIA Container Toolkit CLI version 1.17.8`, by `nvidia-ctk --version`. */
export function readToolkitVersion(text: string): string | undefined {
  const found = /version\s+v?(\d+(?:\.\d+){1,3})/i.exec(text)?.[1];
  return found !== undefined && isVersion(found) ? found : undefined;
}

/** A number alone in a file of `/proc/sys`. */
export function readSystemNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
}

/** `/proc/version` of Windows Subsystem for Linux names its maker. */
export function isWslVersion(text: string | undefined): boolean {
  return /microsoft/i.test(text ?? '');
}
