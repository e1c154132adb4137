/** What a server says to a login without a key or a password: it names the ways that it would take. */
export type SshAnswer =
  | { readonly kind: 'let-in' }
  | { readonly kind: 'refused'; readonly methods: readonly string[] }
  /** No server, no program, or an answer that says neither. */
  | { readonly kind: 'unclear'; readonly reason: string };

/** Reads how the program `ssh` ended: `user@127.0.0.1: Permission denied (publickey,password).` */
export function readSshAnswer({
  status,
  stderr,
}: {
  readonly status: number | undefined;
  readonly stderr: string;
}): SshAnswer {
  if (status === 0) return { kind: 'let-in' };
  const methods = /Permission denied \(([a-z0-9@.,-]*)\)/.exec(stderr)?.[1];
  if (methods !== undefined) return { kind: 'refused', methods: methods.split(',').filter((method) => method !== '') };
  if (status === undefined) return { kind: 'unclear', reason: 'there is no ssh program on this host' };
  const lines = stderr.split(/\r?\n/).map((line) => line.trim());
  return { kind: 'unclear', reason: lines.findLast((line) => line !== '') ?? `ssh ended with status ${status}` };
}
