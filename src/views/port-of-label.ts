/** A published port, as the label of an arrow names it. */
export interface LabelledPort {
  /** `8888`, or `8889 → 8888` when the port on the host is another; ranges and protocols as written. */
  readonly port: string;
  /** The only address it is published on; undefined for every address. */
  readonly address: string | undefined;
}

/** The port that the last line of a label names: `8888`, `8889 → 8888`, `127.0.0.1:8888 → 8888/udp`. */
export function portOfLabel(label: string): LabelledPort | undefined {
  const last = label.slice(label.lastIndexOf('\n') + 1);
  const match = /^(?:(?:(\S{1,60}):)?(\d+(?:-\d+)?|\?) → )?((\d+(?:-\d+)?)(?:\/\w+)?)$/.exec(last);
  if (!match) return undefined;
  const [, address, host, inside = '', number] = match;
  return { port: host === undefined || host === number ? inside : `${host} → ${inside}`, address };
}
