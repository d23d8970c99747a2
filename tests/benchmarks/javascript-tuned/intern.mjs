// Small numbers for what recurs: texts, and the combinations that decide about candidates.

/** Numbers for texts, found by their bytes or as strings. */
export class Interner {
  constructor() {
    this.strings = [];
    this.byString = new Map();
    this.bytes = [];
    this.hashes = [];
    this.slots = new Int32Array(256).fill(-1);
  }

  intern(text) {
    return this.byString.get(text) ?? this.add(text, Uint8Array.from(Buffer.from(text, 'utf8')));
  }

  find(b, start, end) {
    const hash = hashOf(b, start, end);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; this.slots[slot] >= 0; slot = (slot + 1) & mask) {
      const found = this.slots[slot];
      if (this.hashes[found] !== hash) continue;
      const bytes = this.bytes[found];
      if (bytes.length !== end - start) continue;
      let i = 0;
      while (i < bytes.length && bytes[i] === b[start + i]) i++;
      if (i === bytes.length) return found;
    }
    const bytes = b.slice(start, end);
    return this.add(Buffer.from(bytes).toString('utf8'), bytes);
  }

  textAt(b, start, end) {
    return this.strings[this.find(b, start, end)];
  }

  add(text, bytes) {
    const number = this.strings.length;
    this.strings.push(text);
    this.byString.set(text, number);
    this.bytes.push(bytes);
    this.hashes.push(hashOf(bytes, 0, bytes.length));
    this.slots = withSlot(this.slots, this.hashes);
    return number;
  }
}

/** Of the last four bytes, which tell most texts apart. */
export function hashOf(b, start, end) {
  const length = end - start;
  if (length >= 4)
    return (Math.imul(b[end - 1] | (b[end - 2] << 8) | (b[end - 3] << 16) | (b[end - 4] << 24), 0x9e3779b1) >>> 15) + length;
  let hash = length;
  for (let i = start; i < end; i++) hash = hash * 31 + b[i];
  return hash;
}

/** An open hash table with the last of the hashes put in; a wider one when it is half full. */
function withSlot(slots, hashes) {
  const full = hashes.length * 2 > slots.length;
  const table = full ? new Int32Array(slots.length * 4).fill(-1) : slots;
  const mask = table.length - 1;
  for (let number = full ? 0 : hashes.length - 1; number < hashes.length; number++) {
    let slot = hashes[number] & mask;
    while (table[slot] >= 0) slot = (slot + 1) & mask;
    table[slot] = number;
  }
  return table;
}

/** Numbers for the combinations of what decides about candidates, but the month. */
export class Profiles {
  constructor() {
    this.seller = [];
    this.currency = [];
    this.unit = []; // 0 is none, else number + 1
    this.registration = []; // likewise
    this.specific = [];
    this.hashes = [];
    this.slots = new Int32Array(4096).fill(-1);
  }

  get count() {
    return this.hashes.length;
  }

  find(seller, currency, unit, registration, specific) {
    const hash = Math.imul(seller + currency * 37 + unit * 1031 + registration * 32771 + specific * 7, 0x9e3779b1) >>> 8;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; this.slots[slot] >= 0; slot = (slot + 1) & mask) {
      const found = this.slots[slot];
      if (
        this.seller[found] === seller &&
        this.currency[found] === currency &&
        this.unit[found] === unit &&
        this.registration[found] === registration &&
        this.specific[found] === specific
      )
        return found;
    }
    this.seller.push(seller);
    this.currency.push(currency);
    this.unit.push(unit);
    this.registration.push(registration);
    this.specific.push(specific);
    this.hashes.push(hash);
    this.slots = withSlot(this.slots, this.hashes);
    return this.count - 1;
  }
}
