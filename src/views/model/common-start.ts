/** What two paths begin with, up to and with the last dot of it: a number is not cut in two. */
export function commonStart(a: string, b: string): string {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  const dot = a.lastIndexOf('.', at - 1);
  return a.slice(0, dot + 1);
}
