// The preview as fast as JavaScript gets it: the comparator to beat.
//
// - Invoices and line items are read straight from the bytes of the JSON text
//   into typed arrays. `load(bytes, 'json')` goes through `JSON.parse` instead,
//   which takes several times as long.
// - Money is a count of minor units in a double, exact because everything is
//   refused (RangeError) that could pass 2^51.
// - Which lines a document can use, and in which order, is known before a run;
//   only the balances decide in it.
// - The canonical output is written as bytes from prepared pieces.
//
// In reading order: read, documents, orders, group; index, sort, references,
// lists; run; preview. The input is taken to be valid.
import { index } from './javascript-tuned/index.mjs';
import { toPreview, toPreviewBytes } from './javascript-tuned/preview.mjs';
import { readBytes, readObjects } from './javascript-tuned/read.mjs';
import { run } from './javascript-tuned/run.mjs';

export { CREDIT_MEMO, MATCH, NONE, REFERENCE } from './javascript-tuned/words.mjs';
export { run, toPreview, toPreviewBytes };

/** The two halves of `load`, to be timed apart. */
export const stages = { readBytes, readObjects, index };

/** From the bytes of a snapshot. `reader` is 'bytes' or 'json'. */
export const load = (bytes, reader = 'bytes') => index(reader === 'json' ? readObjects(bytes) : readBytes(bytes));

export function previewFromBytes(bytes) {
  const state = load(bytes);
  return toPreview(state, run(state));
}
