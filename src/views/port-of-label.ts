/** The port that the label of an arrow names in its last line: `8888`, `127.0.0.1:8888 → 8888`. */
export function portOfLabel(label: string): string | undefined {
  const last = label.slice(label.lastIndexOf('\n') + 1);
  const match = /^(?:(\S{1,60}:)?(\d+(?:-\d+)?|\?) → )?(\d+(?:-\d+)?)(?:\/\w+)?$/.exec(last);
  if (!match) return undefined;
  return match[1] === undefined && match[2] === match[3] ? last.slice(last.indexOf('→ ') + 2) : last;
}
