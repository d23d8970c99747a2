// Money is a count of minor units in a double, exact because everything is
// refused that could pass LIMIT. BigInt only where an exact product or sum needs it.

export const LIMIT = 2 ** 51;
export const POW10 = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

export function tooLarge() {
  throw new RangeError('an amount is too large for this implementation');
}

function checked(amount) {
  if (!(Math.abs(amount) < LIMIT)) tooLarge();
  return amount + 0; // no -0
}

/** The last decimal read: its digits as an integer, NaN when a double does not hold them, and how many follow the point. */
export const decimal = { digits: 0, places: 0 };

export function readDecimal(text) {
  let value = 0;
  let places = 0;
  let pointed = 0;
  const negative = text.charCodeAt(0) === 45;
  for (let i = negative ? 1 : 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      pointed = 1;
    } else {
      value = value * 10 + code - 48;
      places += pointed;
    }
  }
  decimal.digits = value < LIMIT ? (negative ? 0 - value : value) : NaN;
  decimal.places = places;
}

/** The same from bytes, for what is not negative: up to the closing quote, whose place is returned. */
export function readDecimalAt(b, start) {
  let p = start;
  let value = 0;
  let point = 0;
  if (b[p] === 45) p++;
  for (let c = b[p]; c !== 34; c = b[++p]) {
    if (c === 46) point = p + 1;
    else value = value * 10 + c - 48;
  }
  decimal.digits = value < LIMIT ? value : NaN;
  decimal.places = point === 0 ? 0 : p - point;
  return p;
}

/** An amount that has no more decimals than its currency. */
export function minorUnits(text, digits) {
  readDecimal(text);
  return checked(decimal.digits * POW10[digits - decimal.places]);
}

export const NO_TAX = 0;
export const PERCENT = 1;
export const ABSOLUTE = 2;

/** The worth of a line item, which is an object. */
export function totalValue(item, digits) {
  const { amount, quantity, tax } = item;
  readDecimal(amount);
  let net = decimal.digits;
  let places = decimal.places;
  readDecimal(quantity);
  net *= decimal.digits;
  places += decimal.places;
  let kind = NO_TAX;
  if (tax != null) {
    kind = tax.type === 'percent' ? PERCENT : ABSOLUTE;
    readDecimal(tax.value);
  }
  const value = worth(net, places, kind, decimal.digits, decimal.places, digits);
  return value === value ? value : worthBig(amount, quantity, kind, tax?.value, digits);
}

/** The net amount and its tax, rounded once; NaN when the exact value does not fit a double on the way. */
export function worth(net, netPlaces, kind, rate, ratePlaces, digits) {
  let value = net;
  let places = netPlaces;
  if (kind === PERCENT) {
    const factor = 100 * POW10[ratePlaces] + rate;
    if (!(factor < LIMIT)) return NaN;
    value *= factor;
    places += ratePlaces + 2;
  } else if (kind === ABSOLUTE) {
    places = Math.max(netPlaces, ratePlaces);
    const added = rate * POW10[places - ratePlaces];
    if (!(value < LIMIT && added < LIMIT)) return NaN;
    value = value * POW10[places - netPlaces] + added;
  }
  return value < LIMIT ? round(value, places, digits) : NaN;
}

/** The same from texts of any length. */
export function worthBig(amount, quantity, kind, rate, digits) {
  const [a, x] = readBig(amount);
  const [q, y] = readBig(quantity);
  let value = a * q;
  let places = x + y;
  if (kind !== NO_TAX) {
    const [t, z] = readBig(rate);
    if (kind === PERCENT) {
      value *= 100n * 10n ** BigInt(z) + t;
      places += z + 2;
    } else {
      const scale = Math.max(places, z);
      value = value * 10n ** BigInt(scale - places) + t * 10n ** BigInt(scale - z);
      places = scale;
    }
  }
  return roundBig(value, places, digits);
}

/** The exact sum of decimals, rounded once. */
export function roundedSum(texts, digits) {
  const numbers = texts.map(readBig);
  const scale = numbers.reduce((most, [, places]) => Math.max(most, places), 0);
  const sum = numbers.reduce((total, [value, places]) => total + value * 10n ** BigInt(scale - places), 0n);
  return roundBig(sum, scale, digits);
}

/** value x 10^-places in minor units, half-even; the value is not negative and below LIMIT. */
function round(value, places, digits) {
  if (places <= digits) return checked(value * POW10[digits - places]);
  if (places - digits > 22) return 0;
  const scale = POW10[places - digits];
  const rest = value % scale;
  const quotient = (value - rest) / scale;
  // 2 x rest may not be exact: compare with what is left instead.
  const left = scale - rest;
  return rest > left || (rest === left && quotient % 2 === 1) ? quotient + 1 : quotient;
}

function roundBig(value, places, digits) {
  if (places <= digits) return checked(Number(value * 10n ** BigInt(digits - places)));
  const scale = 10n ** BigInt(places - digits);
  let quotient = value / scale;
  const twice = 2n * (value % scale);
  const size = twice < 0n ? -twice : twice;
  if (size > scale || (size === scale && quotient % 2n !== 0n)) quotient += value < 0n ? -1n : 1n;
  return checked(Number(quotient));
}

function readBig(text) {
  const point = text.indexOf('.');
  return point < 0 ? [BigInt(text), 0] : [BigInt(text.replace('.', '')), text.length - point - 1];
}
