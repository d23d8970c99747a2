// The contract's two orders of texts.

/** Bytewise: the order of UTF-8 bytes. */
export function compareBytes(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x !== y) {
      // Surrogates stand for code points above all others.
      if (x >= 0xd800) x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      if (y >= 0xd800) y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
      return x - y;
    }
  }
  return a.length - b.length;
}

export const isDigit = (code) => code >= 48 && code <= 57;

/** Natural: runs of digits by value. */
export function compareNatural(a, b) {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const digits = isDigit(a.charCodeAt(i));
    if (digits !== isDigit(b.charCodeAt(j))) return digits ? -1 : 1;
    let x = i;
    let y = j;
    while (x < a.length && isDigit(a.charCodeAt(x)) === digits) x++;
    while (y < b.length && isDigit(b.charCodeAt(y)) === digits) y++;
    if (digits) {
      while (i < x - 1 && a.charCodeAt(i) === 48) i++;
      while (j < y - 1 && b.charCodeAt(j) === 48) j++;
      if (x - i !== y - j) return x - i - (y - j);
    }
    const order = compareBytes(a.slice(i, x), b.slice(j, y));
    if (order !== 0) return order;
    i = x;
    j = y;
  }
  return a.length - i - (b.length - j) || compareBytes(a, b);
}

/** The value of a plain line number ("1", "12"), which decides its natural order; else -1. */
export function plainNumber(text) {
  const { length } = text;
  if (length === 0 || length > 7 || (length > 1 && text.charCodeAt(0) === 48)) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return -1;
    value = value * 10 + code - 48;
  }
  return value;
}
