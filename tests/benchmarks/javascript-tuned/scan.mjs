// JSON as bytes: what the scanners share. There are no escapes.

/** The next character that is neither space nor comma. */
export function skipSpace(b, p) {
  while (b[p] <= 32 || b[p] === 44) p++;
  return p;
}

/** The value behind a key that ends at `p`. */
export function skipColon(b, p) {
  while (b[p] !== 58) p++;
  p++;
  while (b[p] <= 32) p++;
  return p;
}

/** The end of the string that begins at `p`. */
export function skipString(b, p) {
  p++;
  while (b[p] !== 34) p++;
  return p + 1;
}

/** The end of the value that begins at `p`. */
export function skipValue(b, p) {
  for (let depth = 0; ;) {
    const c = b[p];
    if (c === 34) {
      p = skipString(b, p);
      if (depth === 0) return p;
      continue;
    }
    if (c === 123 || c === 91) depth++;
    else if (c === 125 || c === 93) {
      if (--depth === 0) return p + 1;
    } else if (depth === 0) {
      while (b[p] > 32 && b[p] !== 44 && b[p] !== 125 && b[p] !== 93) p++;
      return p;
    }
    p++;
  }
}

/**
 * Reads an object. `readArray(key, p)` returns the end of an array it knows,
 * else 0; all other members become properties of `others`.
 */
export function scanObject(b, start, text, others, readArray) {
  let p = skipSpace(b, skipSpace(b, start) + 1);
  for (; b[p] !== 125; p = skipSpace(b, p)) {
    const keyEnd = skipString(b, p);
    const key = text.latin1Slice(p + 1, keyEnd - 1);
    const value = skipColon(b, keyEnd);
    p = b[value] === 91 ? readArray(key, value) : 0;
    if (p === 0) {
      p = skipValue(b, value);
      others[key] = JSON.parse(text.utf8Slice(value, p));
    }
  }
  return p + 1;
}

/** A month, `YYYY-MM`, as its number. */
export const monthAt = (b, p) =>
  (b[p] * 1000 + b[p + 1] * 100 + b[p + 2] * 10 + b[p + 3] - 53328) * 12 + b[p + 5] * 10 + b[p + 6] - 529;
