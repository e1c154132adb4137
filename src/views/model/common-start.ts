/** What two paths begin with, up to the number in which they differ: `encoder.layer_` for `encoder.layer_0`, `encoder.layer_11`. */
export function commonStart(a: string, b: string): string {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  while (at > 0 && /\d/.test(a[at - 1] ?? '')) at -= 1;
  return /^\d+(?:\.|$)/.test(a.slice(at)) ? a.slice(0, at) : a.slice(0, a.lastIndexOf('.', at - 1) + 1);
}
