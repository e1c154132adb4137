/** The parts of an image reference (distribution/reference grammar), after the defaults of Docker are filled in. */
export interface ImageReference {
  /** As written. */
  readonly text: string;
  /** `docker.io` when the text names none. */
  readonly registry: string;
  /** `library/ubuntu`, `pytorch/pytorch`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Splits an image reference. Never fails: what is not a valid reference keeps its text as the repository. */
export function parseImageReference(text: string): ImageReference {
  const [named = '', digest] = splitOnce(text.trim(), '@');
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  const hasRegistry = first !== '' && (/[.:]/.test(first) || first === 'localhost');
  const rest = hasRegistry ? named.slice(slash + 1) : named;
  const colon = rest.lastIndexOf(':');
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io';
  return {
    text: text.trim(),
    registry,
    repository: registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path,
    ...(colon < 0 ? {} : { tag: rest.slice(colon + 1) }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** One text for all spellings of the same image: `ubuntu`, `docker.io/library/ubuntu:latest` → `docker.io/library/ubuntu:latest`. */
export function canonicalImageName(reference: ImageReference): string {
  const version = reference.digest ? `@${reference.digest}` : `:${reference.tag ?? 'latest'}`;
  return `${reference.registry}/${reference.repository}${version}`;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
