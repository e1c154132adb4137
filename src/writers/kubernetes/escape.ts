/** A text as a name that Kubernetes takes (DNS-1123 label), short enough to be added to. */
export function toResourceName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/-*[^a-z0-9-]+-*/g, '-')
    .slice(0, 50)
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'torchdock' : name;
}

/** Kubernetes replaces `$(NAME)` in commands and values, and reads `$$` as one dollar. */
export function escapeReferences(text: string): string {
  return text.replaceAll(/\$(?=[$(])/g, '$$$$');
}

/** A key of a Secret: letters, digits, dots, dashes and underscores. */
export function toSecretKey(text: string): string {
  const key = text.replaceAll(/[^\w.-]+/g, '-');
  return key === '' ? 'secret' : key;
}
