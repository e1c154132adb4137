import { isKind, isUnknown } from '../values/make.js';
import type { Unknown, Value } from '../values/value.js';
import { writeFixed, writeFloat, writeGeneral, writeScientific } from './float-text.js';
import { asInt, asNumber, type Int } from './numbers.js';
import { plain, typeName } from './operators.js';
import type { Runtime } from './runtime.js';

interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly isAlternate: boolean;
  readonly width: number;
  readonly group: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ]?)(z?)(#?)(0?)(\d*)([,_]?)(?:\.(\d+))?([a-zA-Z%]?)$/su;
/** Columns that a format may ask for. */
const WIDEST = 10_000;

/** `format(value, spec)` */
export function formatValue(runtime: Runtime, value: Value, text: string): string | Unknown {
  if (isUnknown(value)) return value;
  if (isKind(value, 'external')) return runtime.unknown(`${value.path} is not known here`);
  if (isKind(value, 'instance')) {
    const own = runtime.lookup(value.cls, '__format__');
    if (own !== undefined) return asText(runtime, runtime.callSpecial(value, '__format__', [text]) ?? '');
    if (value.payload === undefined || text === '') return formatOther(runtime, value, text);
  }
  if (text === '') return runtime.text(value);
  return formatPlain(runtime, plain(value), text);
}

function asText(runtime: Runtime, value: Value): string | Unknown {
  return isUnknown(value) ? value : typeof value === 'string' ? value : runtime.text(value);
}

function formatOther(runtime: Runtime, value: Value, text: string): string | Unknown {
  if (text === '') return runtime.text(value);
  return runtime.raise('TypeError', `unsupported format string passed to ${typeName(runtime, value)}.__format__`);
}

function formatPlain(runtime: Runtime, value: Value, text: string): string | Unknown {
  const spec = parseSpec(text);
  if (!spec) return runtime.raise('ValueError', `Invalid format specifier`);
  if (spec.width > WIDEST || (spec.precision ?? 0) > WIDEST) return runtime.unknown('a text that is too wide');
  if (typeof value === 'string') return formatText(runtime, value, spec);
  const int = asInt(value);
  if (int !== undefined && !/[eEfFgG%]/.test(spec.type)) return formatInt(runtime, int, spec);
  const number = asNumber(value);
  if (number !== undefined) return formatFloat(runtime, number, spec, value);
  return formatOther(runtime, value, text);
}

function parseSpec(text: string): Spec | undefined {
  const match = SPEC.exec(text);
  if (!match) return undefined;
  const [, fill, align = '', sign = '', , hash = '', zero = '', width = '', group = '', precision, type = ''] = match;
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: align || (zero ? '=' : ''),
    sign,
    isAlternate: hash !== '',
    width: Number(width || '0'),
    group,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function raiseCode(runtime: Runtime, spec: Spec, name: string): never {
  return runtime.raise('ValueError', `Unknown format code '${spec.type}' for object of type '${name}'`);
}

function formatText(runtime: Runtime, value: string, spec: Spec): string {
  if (spec.type !== '' && spec.type !== 's') return raiseCode(runtime, spec, 'str');
  if (spec.align === '=') return runtime.raise('ValueError', "'=' alignment not allowed in string format specifier");
  const text = spec.precision === undefined ? value : [...value].slice(0, spec.precision).join('');
  return pad(text, spec);
}

const BASES: Readonly<Record<string, readonly [number, string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
};

function formatInt(runtime: Runtime, value: Int, spec: Spec): string {
  if (spec.type === 'c') return pad(String.fromCodePoint(Number(value)), spec);
  if (!/^[bodxXn]?$/.test(spec.type)) return raiseCode(runtime, spec, 'int');
  const [base, prefix] = BASES[spec.type] ?? [10, ''];
  const isNegative = value < 0;
  let digits = (isNegative ? -BigInt(value) : BigInt(value)).toString(base);
  if (spec.type === 'X') digits = digits.toUpperCase();
  const size = base === 10 ? 3 : 4;
  return padNumber(
    signOf(isNegative, spec) + (spec.isAlternate ? prefix : ''),
    groupDigits(digits, spec.group, size),
    '',
    spec,
    size,
  );
}

function formatFloat(runtime: Runtime, value: number, spec: Spec, original: Value): string {
  const size = Math.abs(value);
  const isNegative = value < 0 || Object.is(value, -0);
  let text: string;
  switch (spec.type.toLowerCase()) {
    case 'f':
      text = writeFixed(size, spec.precision ?? 6);
      break;
    case 'e':
      text = writeScientific(size, spec.precision ?? 6);
      break;
    case 'g':
    case 'n':
      text = writeGeneral(size, spec.precision ?? 6, spec.isAlternate);
      break;
    case '%':
      text = `${writeFixed(size * 100, spec.precision ?? 6)}%`;
      break;
    case '':
      text = spec.precision === undefined ? writeFloat(size) : generalWithPoint(size, spec.precision);
      break;
    default:
      return raiseCode(runtime, spec, typeName(runtime, original));
  }
  if (/[EFG]/.test(spec.type)) text = text.toUpperCase();
  const [, whole = '', rest = ''] = /^(\d*)(.*)$/s.exec(text) ?? [];
  return padNumber(signOf(isNegative, spec), groupDigits(whole, spec.group, 3), rest, spec, 3);
}

/** Without a type, a float keeps a digit after the point. */
function generalWithPoint(value: number, precision: number): string {
  const text = writeGeneral(value, precision, false);
  if (/[.en]/.test(text)) return text;
  const power = text.length;
  return power >= precision && precision > 0 ? writeScientificShort(value, precision) : `${text}.0`;
}

function writeScientificShort(value: number, precision: number): string {
  const [mantissa = '', exponent = ''] = writeScientific(value, precision - 1).split('e');
  return `${mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa}e${exponent}`;
}

function signOf(isNegative: boolean, spec: Spec): string {
  return isNegative ? '-' : spec.sign === '+' || spec.sign === ' ' ? spec.sign : '';
}

function groupDigits(digits: string, group: string, size: number): string {
  if (group === '') return digits;
  const parts: string[] = [];
  for (let end = digits.length; end > 0; end -= size) parts.unshift(digits.slice(Math.max(0, end - size), end));
  return parts.join(group);
}

function padNumber(sign: string, digits: string, rest: string, spec: Spec, size: number): string {
  if (spec.align !== '=') return pad(sign + digits + rest, { ...spec, align: spec.align || '>' });
  const missing = spec.width - sign.length - digits.length - rest.length;
  if (missing <= 0) return sign + digits + rest;
  if (spec.group === '' || spec.fill !== '0') return sign + spec.fill.repeat(missing) + digits + rest;
  let plainDigits = digits.replaceAll(spec.group, '');
  while (sign.length + groupDigits(plainDigits, spec.group, size).length + rest.length < spec.width)
    plainDigits = `0${plainDigits}`;
  return sign + groupDigits(plainDigits, spec.group, size) + rest;
}

function pad(text: string, { width, fill, align }: Pick<Spec, 'width' | 'fill' | 'align'>): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (align === '>' || align === '=') return fill.repeat(missing) + text;
  if (align !== '^') return text + fill.repeat(missing);
  const left = missing >> 1;
  return fill.repeat(left) + text + fill.repeat(missing - left);
}
