import type { PythonStatement } from '../../syntax/python/python-syntax.js';
import { type Execute, type Frame, NORMAL } from '../run/runtime.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Value } from '../values/value.js';
import type { Context } from './context.js';
import { compileBind } from './names.js';

type Node<K extends PythonStatement['nodeType']> = Extract<PythonStatement, { nodeType: K }>;

export function compileImport(context: Context, node: Node<'Import'>): Execute {
  const { runtime } = context;
  const parts = node.names.map(({ name, asname }) => {
    const [root = name] = name.split('.');
    return { name, root, isWhole: asname !== undefined, bind: compileBind(context, asname ?? root) };
  });
  return (frame) => {
    for (const { name, root, isWhole, bind } of parts) {
      const module = runtime.importModule(name);
      bind(frame, isWhole || root === name ? module : runtime.importModule(root));
    }
    return NORMAL;
  };
}

export function compileImportFrom(context: Context, node: Node<'ImportFrom'>): Execute {
  const { runtime } = context;
  const { module, level = 0 } = node;
  const isStar = node.names[0]?.name === '*';
  const parts = isStar
    ? []
    : node.names.map(({ name, asname }) => ({ name, bind: compileBind(context, asname ?? name) }));
  const names = node.names.map(({ name, asname }) => ({ name, alias: asname ?? name }));
  return (frame) => {
    if (runtime.deferFrom(frame, level, module, names)) return NORMAL;
    const from = runtime.importFrom(frame, level, module);
    if (isStar) importAll(context, frame, from);
    for (const { name, bind } of parts) bind(frame, runtime.importMember(from, name));
    return NORMAL;
  };
}

/** `from module import *`: what `__all__` names, else all that does not start with `_`. */
function importAll({ runtime }: Context, frame: Frame, module: Value): void {
  const names = frame.namespace;
  if (!isKind(module, 'module')) {
    names.set(
      '__unknown_names__',
      isUnknown(module) ? module : runtime.unknown('a name from a module that is not known'),
    );
    return;
  }
  const listed = module.attributes.get('__all__') ?? module.lookup?.('__all__');
  const all = listed === undefined ? undefined : runtime.listItems(listed);
  if (isUnknown(all)) names.set('__unknown_names__', all);
  const asked = Array.isArray(all)
    ? all.filter((name): name is string => typeof name === 'string')
    : [...module.attributes.keys()].filter((name) => !name.startsWith('_'));
  runtime.touch(frame.module);
  for (const name of asked) names.set(name, runtime.importMember(module, name));
  const open = module.attributes.get('__unknown_names__');
  if (open !== undefined) names.set('__unknown_names__', open);
}
