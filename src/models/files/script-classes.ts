import type { Archive } from './archive.js';

/** What the source of a TorchScript class says about its attributes. */
export interface ScriptClass {
  readonly isModule: boolean;
  readonly parameters: ReadonlySet<string>;
  readonly buffers: ReadonlySet<string>;
}

const MOST_SOURCE_BYTES = 32 * 2 ** 20;

/**
 * Finds classes by their type. `__torch__.torch.nn.modules.conv.Conv2d` is the class Conv2d in
 * `code/__torch__/torch/nn/modules/conv.py`, whose first lines list parameters and buffers.
 */
export function createScriptClasses(archive: Archive): (type: string) => ScriptClass | undefined {
  const files = new Map<string, ReadonlyMap<string, ScriptClass>>();
  let readBytes = 0;
  const readFile = (path: string): ReadonlyMap<string, ScriptClass> => {
    const sizeBytes = archive.sizeOf(path);
    if (sizeBytes === undefined || readBytes + sizeBytes > MOST_SOURCE_BYTES) return new Map();
    readBytes += sizeBytes;
    const bytes = archive.open(path);
    return bytes ? readClasses(new TextDecoder().decode(bytes.read(0, bytes.sizeBytes))) : new Map();
  };
  return (type) => {
    const dot = type.lastIndexOf('.');
    const path = `code/${type.slice(0, dot).replaceAll('.', '/')}.py`;
    const classes = files.get(path) ?? readFile(path);
    files.set(path, classes);
    return classes.get(type.slice(dot + 1));
  };
}

function readClasses(source: string): Map<string, ScriptClass> {
  const classes = new Map<string, ScriptClass>();
  for (const part of `\n${source}`.split('\nclass ').slice(1)) {
    const end = part.indexOf('\n  def ');
    const head = end < 0 ? part : part.slice(0, end);
    const [, name, base] = /^(\w+)\(?(\w*)/.exec(head) ?? [];
    if (name === undefined) continue;
    classes.set(name, {
      isModule: base === 'Module',
      parameters: readNames(head, '\n  __parameters__ = ['),
      buffers: readNames(head, '\n  __buffers__ = ['),
    });
  }
  return classes;
}

/** `["weight", "bias", ]` after what is given. */
function readNames(head: string, before: string): ReadonlySet<string> {
  const start = head.indexOf(before);
  const end = start < 0 ? -1 : head.indexOf(']', start + before.length);
  const list = end < 0 ? '' : head.slice(start + before.length, end);
  return new Set([...list.matchAll(/"([^"]*)"/g)].map(([, name]) => name ?? ''));
}

/** `__torch__.torch.nn.modules.conv.___torch_mangle_3.Conv2d` → `torch.nn.modules.conv.Conv2d`. */
export function shownClass(type: string): string {
  return type.replace(/^__torch__\./, '').replaceAll(/___torch_mangle_\d+\./g, '');
}
