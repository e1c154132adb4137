import { isKind, isUnknown } from '../values/make.js';
import type { Unknown, Value } from '../values/value.js';
import type { Runtime } from './runtime.js';

const PLACE = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([a-zA-Z%])/g;

/** `'%5.2f' % value` */
export function formatPercent(runtime: Runtime, template: string, given: Value): string | Unknown {
  const values = isKind(given, 'tuple') ? [...given.items] : [given];
  if (isKind(given, 'tuple') && given.rest) return given.rest;
  let next = 0;
  let open: Unknown | undefined;
  let usesNames = false;
  const take = (): Value => {
    const value = values[next];
    next += 1;
    return value === undefined ? runtime.raise('TypeError', 'not enough arguments for format string') : value;
  };
  const text = template.replace(
    PLACE,
    (_all, name: string | undefined, flags: string, width, precision, code: string) => {
      if (code === '%') return '%';
      usesNames ||= name !== undefined;
      const columns = width === '*' ? String(take()) : (width ?? '');
      const digits = precision === '*' ? String(take()) : precision;
      const value = name === undefined ? take() : runtime.getItem(given, name);
      const written = formatOne(runtime, value, flags, columns, digits, code);
      if (isUnknown(written)) {
        open ??= written;
        return '';
      }
      return written;
    },
  );
  if (open) return open;
  if (!usesNames && next < values.length && !isKind(given, 'dict')) {
    return runtime.raise('TypeError', 'not all arguments converted during string formatting');
  }
  return text;
}

function formatOne(
  runtime: Runtime,
  value: Value,
  flags: string,
  width: string,
  precision: string | undefined,
  code: string,
): string | Unknown {
  if (isUnknown(value)) return value;
  const align = flags.includes('-') ? '<' : '>';
  const digits = precision === undefined ? '' : `.${precision}`;
  if (code === 's' || code === 'r' || code === 'a') {
    const text = code === 's' ? runtime.text(value) : runtime.repr(value);
    return isUnknown(text) ? text : runtime.format(text, `${align}${width}${digits}`);
  }
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const zero = flags.includes('0') && align === '>' ? '0' : '';
  const head = `${zero === '' ? align : ''}${sign}${flags.includes('#') ? '#' : ''}${zero}${width}`;
  if (code === 'c') return typeof value === 'string' ? value : runtime.format(value, 'c');
  if (!/[diuxXobeEfFgG]/.test(code)) return runtime.raise('ValueError', `unsupported format character '${code}'`);
  if (/[diu]/.test(code)) {
    const int = isKind(value, 'float') ? runtime.call(runtime.builtin('int'), [value]) : value;
    if (typeof int === 'string' || int === null) {
      return runtime.raise(
        'TypeError',
        `%${code} format: a real number is required, not ${int === null ? 'NoneType' : 'str'}`,
      );
    }
    return runtime.format(int, `${head}d`);
  }
  if (typeof value === 'string') return runtime.raise('TypeError', 'must be real number, not str');
  return runtime.format(value, `${head}${/[eEfFgG]/.test(code) ? digits : ''}${code}`);
}
