/** A float as `repr` writes it: the shortest digits that give it back, with an exponent below 1e-4 and from 1e16 on. */
export function writeFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${writeExponent(power)}`;
  const text = plainDigits(digits, power);
  return text.includes('.') ? text : `${text}.0`;
}

/** `1.5`, 3 → `1500` */
function plainDigits(digits: string, power: number): string {
  const sign = digits.startsWith('-') ? '-' : '';
  const all = digits.replace(/[-.]/g, '');
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${all}`;
  const whole = all.slice(0, power + 1).padEnd(power + 1, '0');
  const fraction = all.slice(power + 1);
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

function writeExponent(power: number): string {
  return `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** `%.2f`: like C, ties go to the even digit, which JavaScript's `toFixed` does not. */
export function writeFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  const size = Math.abs(value);
  const places = Math.min(digits, 100);
  let text = size.toFixed(places);
  // A tie is a multiple of 1 / 2^(digits + 1): only these are exact in binary.
  const doubled = size * 10 ** places * 2;
  if (Number.isInteger(size * 2 ** (places + 1)) && Number.isInteger(doubled) && doubled % 2 === 1) {
    const lower = (doubled - 1) / 2;
    const even = lower % 2 === 0 ? lower : lower + 1;
    text = (even / 10 ** places).toFixed(places);
  }
  return Object.is(value, -0) || value < 0 ? `-${text}` : text;
}

/** `%.3e` */
export function writeScientific(value: number, digits: number): string {
  if (!Number.isFinite(value)) return writeFloat(value);
  const places = Math.min(digits, 100);
  const [mantissa = '', exponent = '0'] = (evenTie(value, places) ?? value.toExponential(places)).split('e');
  return `${mantissa}e${writeExponent(Number(exponent))}`;
}

/** Where the digits after the last are exactly one half, that with an even last digit; else undefined. */
function evenTie(value: number, places: number): string | undefined {
  if (places >= 100) return undefined;
  const [mantissa = '', exponent = ''] = value.toExponential(100).split('e');
  const digits = mantissa.replace('.', '');
  const start = (digits.startsWith('-') ? 1 : 0) + 1 + places;
  if (!/^50*$/.test(digits.slice(start)) || Number(digits[start - 1]) % 2 === 1) return undefined;
  const kept = digits.slice(start - 1 - places, start);
  return `${value < 0 ? '-' : ''}${kept[0]}${places > 0 ? `.${kept.slice(1)}` : ''}e${exponent}`;
}

/** `%g` */
export function writeGeneral(value: number, digits: number, isAlternate: boolean): string {
  if (!Number.isFinite(value)) return writeFloat(value);
  const precision = Math.max(1, Math.min(digits, 100));
  const power = value === 0 ? 0 : Number(value.toExponential(precision - 1).split('e')[1] ?? '0');
  const isScientific = power < -4 || power >= precision;
  const text = isScientific
    ? writeScientific(value, precision - 1)
    : writeFixed(value, Math.max(0, precision - 1 - power));
  if (isAlternate || !text.includes('.')) return text;
  const [mantissa = '', exponent] = text.split('e');
  const short = mantissa.replace(/\.?0+$/, '');
  return exponent === undefined ? short : `${short}e${exponent}`;
}
