/** Exponents up to which a power is computed exactly and rounded once. */
const MOST_EXACT = 512;

/**
 * `a ** b` as the C library gives it, which rounds correctly. V8's own is off in the last digit too often: `10 ** -4` is
 * 0.00009999999999999999 there, and a width computed with it is another one.
 */
export function raise(a: number, b: number): number {
  if (b === 0.5 && a >= 0) return Math.sqrt(a);
  if (b === 0.25 && a >= 0) return Math.sqrt(Math.sqrt(a));
  const isExact = Number.isInteger(b) && Math.abs(b) <= MOST_EXACT && Number.isFinite(a) && a !== 0;
  return isExact ? exactPower(a, b) : a ** b;
}

function exactPower(a: number, n: number): number {
  const { mantissa, exponent } = split(Math.abs(a));
  const power = mantissa ** BigInt(Math.abs(n));
  const sign = a < 0 && n % 2 !== 0 ? -1 : 1;
  if (n >= 0) return sign * scale(power, exponent * n);
  // Enough bits that what is cut off cannot change the rounding, and one that says whether something was.
  const bits = power.toString(2).length + 70;
  const quotient = (1n << BigInt(bits)) / power;
  const isRest = quotient * power !== 1n << BigInt(bits);
  return sign * scale(quotient * 2n + (isRest ? 1n : 0n), -bits - 1 + exponent * n);
}

/** A positive number as an odd integer and a power of two. */
function split(value: number): { mantissa: bigint; exponent: number } {
  let mantissa = value;
  let exponent = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent -= 1;
  }
  let whole = BigInt(mantissa);
  while (whole % 2n === 0n) {
    whole /= 2n;
    exponent += 1;
  }
  return { mantissa: whole, exponent };
}

/** `value * 2 ** exponent`, rounded once. */
function scale(value: bigint, exponent: number): number {
  const bits = value.toString(2).length;
  const cut = Math.max(0, bits - 64);
  const kept = value >> BigInt(cut);
  const isRest = cut > 0 && kept << BigInt(cut) !== value;
  const rounded = Number(isRest ? kept | 1n : kept);
  const total = exponent + cut;
  return total < -1000 ? rounded * 2 ** -1000 * 2 ** (total + 1000) : rounded * 2 ** Math.min(total, 1023);
}
