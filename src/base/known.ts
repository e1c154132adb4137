/** A value that the files give, or the reason why they do not. An unknown is shown as unknown, never guessed. */
export type Known<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string };

export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

export function unknown(reason: string): Known<never> {
  return { known: false, reason };
}
