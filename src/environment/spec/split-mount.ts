import type { Spec } from './spec.js';

/** `SOURCE:TARGET`, with `:ro` or `:rw` behind it; undefined for all else. Both paths stay as written. */
export function splitMount(text: string): Spec['mounts'][number] | undefined {
  const [source = '', target = '', mode = 'rw', ...more] = text.split(':');
  if (source === '' || target === '' || more.length > 0 || !/^r[ow]$/.test(mode)) return undefined;
  // A name without a slash would be a volume to the engines; here it is a folder, and is written as one.
  if (!/^(?:\.{1,2}$|\.{0,2}\/|~\/|~$)/.test(source) || /[,"\\]/.test(source)) return undefined;
  return { source, target, isReadOnly: mode === 'ro' };
}
