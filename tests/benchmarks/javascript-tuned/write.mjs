// Text as bytes: prepared pieces that are copied, and numbers.
import { POW10 } from './money.mjs';

/** Pieces of text, one behind the other, numbered. */
export class Pieces {
  constructor() {
    this.buffer = Buffer.allocUnsafeSlow(1 << 16);
    this.view = new DataView(this.buffer.buffer);
    this.starts = [0];
    this.length = 0;
  }

  add(text) {
    if (this.length + text.length * 3 + 16 > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(this.buffer.length * 2 + text.length * 3);
      this.buffer.copy(larger, 0, 0, this.length);
      this.buffer = larger;
      this.view = new DataView(larger.buffer);
    }
    this.length += this.buffer.utf8Write(text, this.length);
    return this.starts.push(this.length) - 2;
  }
}

// One document or line without its texts needs less.
const MARGIN = 8192;

/** Kept for the next time: pages that were never touched cost more than all the rest. */
export const output = {
  buffer: Buffer.alloc(0),
  view: new DataView(new ArrayBuffer(0)),
  limit: 0,

  /** Room behind `p` for one more of anything; a new view when it takes a new buffer. */
  reserve(p) {
    if (p > this.limit) this.grow(p * 2);
    return this;
  },

  text(p, text) {
    this.reserve(p + text.length * 3);
    return p + this.buffer.utf8Write(text, p);
  },

  grow(capacity) {
    const larger = Buffer.allocUnsafeSlow(capacity + MARGIN);
    this.buffer.copy(larger);
    this.buffer = larger;
    this.view = new DataView(larger.buffer);
    this.limit = capacity;
  },
};

/** Copies eight bytes at a time; a few behind the end are overwritten. */
export function copyBytes(to, p, from, start, end) {
  for (let at = p, k = start; k < end; at += 8, k += 8) to.setFloat64(at, from.getFloat64(k, true), true);
  return p + end - start;
}

/** A text without control characters as it stands in JSON. */
export const quoted = (text) => (text.includes('"') || text.includes('\\') ? JSON.stringify(text) : `"${text}"`);

/** Four digits as they lie in memory. */
const QUADS = Uint32Array.from({ length: 10_000 }, (_, i) => Buffer.from(String(i).padStart(4, '0')).readUint32LE());

/** Writes an integer below 10^8; where it ends. */
export function writeInteger(to, p, amount) {
  if (amount >= 10_000) {
    const upper = (amount / 10_000) | 0;
    const end = writeInteger(to, p, upper);
    to.setUint32(end, QUADS[amount - upper * 10_000], true);
    return end + 4;
  }
  const length = amount >= 100 ? (amount >= 1000 ? 4 : 3) : amount >= 10 ? 2 : 1;
  to.setUint32(p, QUADS[amount] >>> (8 * (4 - length)), true);
  return p + length;
}

/** Writes an amount of minor units; where it ends. */
export function writeMoney(to, start, amount, digits) {
  let p = start;
  let size = amount;
  if (amount < 0) {
    to.setUint8(p++, 45);
    size = -amount;
  }
  if (size < 100_000_000 && digits === 0) return writeInteger(to, p, size | 0);
  if (size < 100_000_000 && digits === 2) {
    const units = size | 0;
    const whole = (units / 100) | 0;
    p = writeInteger(to, p, whole);
    // The last two of four digits behind the point.
    to.setUint32(p, ((QUADS[units - whole * 100] >>> 8) & 0xffffff00) | 46, true);
    return p + 3;
  }
  const text = moneyText(size, digits);
  for (let i = 0; i < text.length; i++) to.setUint8(p++, text.charCodeAt(i));
  return p;
}

function moneyText(amount, digits) {
  if (digits === 0) return String(amount);
  const size = Math.abs(amount);
  const whole = Math.floor(size / POW10[digits]);
  const fraction = String(size - whole * POW10[digits]).padStart(digits, '0');
  return `${amount < 0 ? '-' : ''}${whole}.${fraction}`;
}
