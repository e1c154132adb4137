import type { PythonExpression } from '../../syntax/python/python-syntax.js';
import type { Evaluate } from '../run/runtime.js';
import { isUnknown } from '../values/make.js';
import type { Value } from '../values/value.js';
import type { Context } from './context.js';

/** An f-string. */
export function compileJoined(context: Context, node: Extract<PythonExpression, { nodeType: 'JoinedStr' }>): Evaluate {
  const parts = node.values.map((value) => context.compiler.expression(context, value));
  return (frame) => {
    let text = '';
    for (const part of parts) {
      const value = part(frame);
      if (isUnknown(value)) return value;
      text += String(value);
    }
    return text;
  };
}

/** `{value!r:spec}` */
export function compileFormatted(
  context: Context,
  node: Extract<PythonExpression, { nodeType: 'FormattedValue' }>,
): Evaluate {
  const { runtime, compiler } = context;
  const value = compiler.expression(context, node.value);
  const spec = node.format_spec ? compiler.expression(context, node.format_spec) : undefined;
  const convert = conversion(context, node.conversion);
  return (frame) => {
    const converted = convert(value(frame));
    if (isUnknown(converted)) return converted;
    const asked = spec?.(frame) ?? '';
    return isUnknown(asked) ? asked : runtime.format(converted, String(asked));
  };
}

function conversion(context: Context, code: number): (value: Value) => Value {
  const { runtime } = context;
  if (code === 114) return (value) => runtime.repr(value);
  if (code === 115) return (value) => runtime.text(value);
  if (code === 97) return (value) => escapeNonAscii(runtime.repr(value));
  return (value) => value;
}

/** What `ascii()` makes of a repr. */
export function escapeNonAscii(value: ReturnType<Context['runtime']['repr']>): Value {
  if (isUnknown(value)) return value;
  return [...value]
    .map((character) => {
      const point = character.codePointAt(0) ?? 0;
      if (point < 0x80) return character;
      if (point < 0x100) return `\\x${point.toString(16).padStart(2, '0')}`;
      return point < 0x10000
        ? `\\u${point.toString(16).padStart(4, '0')}`
        : `\\U${point.toString(16).padStart(8, '0')}`;
    })
    .join('');
}
