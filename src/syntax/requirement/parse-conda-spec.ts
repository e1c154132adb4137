/** One package as conda names it (a "match spec"): `channel::name=version=build`, `name >=1.26`, `name[version='>=2']`. */
export interface CondaSpec {
  readonly name: string;
  readonly channel?: string;
  /** Pinned: `==2.5.1`, `=2.5.1` (three numbers leave nothing open that matters), `=2.5=build`, `2.5.1` behind a space. */
  readonly version?: string;
  /** Anything else, without spaces: `=2.5` stands for every 2.5.x. */
  readonly specifier?: string;
  /** `py3.11_cuda12.4_cudnn9.1.0_0`. */
  readonly build?: string;
}

const VERSION = /^[A-Za-z0-9._+!-]+$/;

/** Reads a conda match spec; undefined when it is not one. Linear in the text. */
export function parseCondaSpec(text: string): CondaSpec | undefined {
  const trimmed = text.trim();
  const { body, fields } = splitBracket(trimmed);
  const colons = body.indexOf('::');
  const channel = colons < 0 ? fields.get('channel') : body.slice(0, colons).trim();
  const named = body.slice(colons < 0 ? 0 : colons + 2).trimStart();
  const name = /^[A-Za-z0-9_][A-Za-z0-9._-]*/.exec(named)?.[0];
  if (name === undefined) return undefined;
  const version = readVersion(named.slice(name.length).trim(), /^\s/.test(named.slice(name.length)));
  const inBracket = fields.get('version');
  const narrowed = version && inBracket !== undefined ? readVersion(inBracket, true) : version;
  if (!narrowed) return undefined;
  const build = narrowed.build ?? fields.get('build');
  return {
    name: name.toLowerCase(),
    ...(channel ? { channel } : {}),
    ...narrowed,
    ...(build === undefined ? {} : { build }),
  };
}

type Version = Pick<CondaSpec, 'version' | 'specifier' | 'build'>;

function readVersion(text: string, isBehindSpace: boolean): Version | undefined {
  if (text === '' || text === '*') return {};
  const equals = /^={1,2}/.exec(text)?.[0] ?? '';
  const [number = '', build, more] = text
    .slice(equals.length)
    .trim()
    .split(/\s*=\s*|\s+/, 3);
  const isPlain = VERSION.test(number) && more === undefined;
  if (equals !== '' || (isBehindSpace && isPlain)) {
    if (!isPlain && !/^[\w.*+!-]+$/.test(number)) return undefined;
    const isPinned = build !== undefined || equals !== '=' || number.split('.').length >= 3;
    const shown = isPlain && isPinned ? { version: number } : { specifier: `${equals}${number}` };
    return { ...shown, ...(build === undefined ? {} : { build }) };
  }
  return /^(?:[<>!~=]|[\w.]+\*)[\w.*<>=!~,|+\s-]*$/.test(text) ? { specifier: text.replace(/\s/g, '') } : undefined;
}

function splitBracket(text: string): { body: string; fields: ReadonlyMap<string, string> } {
  const at = text.indexOf('[');
  if (at < 0 || !text.endsWith(']')) return { body: text, fields: new Map() };
  const inside = text.slice(at + 1, -1);
  const fields = [...inside.matchAll(/(\w+)=(?:'([^']*)'|"([^"]*)"|([^,'"]*))/g)].map(
    ([, key = '', single, double, bare]): [string, string] => [key, single ?? double ?? bare ?? ''],
  );
  return { body: text.slice(0, at).trim(), fields: new Map(fields) };
}
