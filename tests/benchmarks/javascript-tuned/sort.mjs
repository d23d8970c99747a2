// The order in which documents are placed: by (issued at, given before formed, identifier).

/** Numbers of documents in that order. */
export function orderDocuments(documents) {
  const { count, given } = documents;
  const issued = documents.issued.subarray(0, count);
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  const times = orderByTime(issued, order);
  for (let i = 0; i < count; ) {
    let end = i + 1;
    while (end < count && times[end] === times[i]) end++;
    if (end - i > 1) {
      // That sort was stable: formed documents lie behind the given ones.
      let middle = i;
      while (middle < end && order[middle] < given) middle++;
      orderByIds(documents, order.subarray(i, middle));
      orderByIds(documents, order.subarray(middle, end));
    }
    i = end;
  }
  return order;
}

/** Returns the times, since the first, in that order. */
function orderByTime(issued, order) {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < issued.length; i++) {
    if (issued[i] < least) least = issued[i];
    if (issued[i] > most) most = issued[i];
  }
  const keys = issued.slice();
  for (let i = 0; i < keys.length; i++) keys[i] -= least;
  return radixSort(keys, order, most - least + 1);
}

function orderByIds({ ids, idAt }, order) {
  for (let i = 1; i < order.length; i++) {
    if (compareIds(ids, idAt, order[i - 1], order[i]) > 0) {
      if (order.length < 24 || !orderByNumbers(ids, idAt, order)) order.sort((x, y) => compareIds(ids, idAt, x, y));
      return;
    }
  }
}

function compareIds(ids, idAt, x, y) {
  let i = idAt[x];
  let j = idAt[y];
  const iEnd = idAt[x + 1];
  const jEnd = idAt[y + 1];
  while (i < iEnd && j < jEnd) {
    const difference = ids[i++] - ids[j++];
    if (difference !== 0) return difference;
  }
  return iEnd - i - (jEnd - j);
}

/**
 * Identifiers of one length often differ in a few digits only: numbers to the
 * base of the bytes that occur. False when they do not fit a double.
 */
function orderByNumbers(ids, idAt, order) {
  const width = idAt[order[0] + 1] - idAt[order[0]];
  const least = new Uint8Array(width).fill(255);
  const most = new Uint8Array(width);
  for (let i = 0; i < order.length; i++) {
    const from = idAt[order[i]];
    if (idAt[order[i] + 1] - from !== width) return false;
    for (let k = 0; k < width; k++) {
      const value = ids[from + k];
      if (value < least[k]) least[k] = value;
      if (value > most[k]) most[k] = value;
    }
  }
  const base = Int32Array.from(least, (value, k) => most[k] - value + 1);
  const range = base.reduce((product, own) => product * own, 1);
  if (range > 2 ** 53) return false;
  const keys = new Float64Array(order.length);
  for (let i = 0; i < keys.length; i++) {
    const from = idAt[order[i]];
    let key = 0;
    for (let k = 0; k < width; k++) key = key * base[k] + ids[from + k] - least[k];
    keys[i] = key;
  }
  radixSort(keys, order, range);
  return true;
}

const DIGIT = 1 << 12;

/** Sorts by integers below `range`, stable; returns them in order, their own array is used up. */
function radixSort(keys, order, range) {
  let [from, values] = [keys, order];
  let [to, toValues] = [new Float64Array(keys.length), new Int32Array(keys.length)];
  const starts = new Int32Array(DIGIT);
  for (let unit = 1; unit < range; unit *= DIGIT) {
    radixPass(from, values, to, toValues, 1 / unit, starts);
    [from, values, to, toValues] = [to, toValues, from, values];
  }
  if (values !== order) order.set(values);
  return from;
}

function radixPass(keys, values, toKeys, toValues, scale, starts) {
  starts.fill(0);
  for (let i = 0; i < keys.length; i++) starts[(keys[i] * scale) & (DIGIT - 1)]++;
  for (let i = 0, sum = 0; i < DIGIT; i++) {
    const size = starts[i];
    starts[i] = sum;
    sum += size;
  }
  for (let i = 0; i < keys.length; i++) {
    const at = starts[(keys[i] * scale) & (DIGIT - 1)]++;
    toKeys[at] = keys[i];
    toValues[at] = values[i];
  }
}
