// The contract's words, and the small numbers that stand for them.

export const LINE_TYPES = new Map([
  ['all', 0],
  ['monthly-usage', 1],
  ['subscription', 2],
  ['marketplace-blanket-usage', 3],
  ['professional-services', 4],
  ['marketplace-transaction', 5],
]);
/** Those a best match can use come first. */
export const MATCHED_TYPES = 5;
export const TRANSACTION = 5;

export const CATEGORIES = new Map([
  ['monthly-usage', 0],
  ['subscription', 1],
  ['marketplace', 2],
  ['professional-services', 3],
]);
/** The specific type by category x 2, + 1 when out of cycle; 0 is none. */
export const SPECIFIC = [1, 0, 0, 2, 3, 3, 1, 4];

// How a document came to its line.
export const NONE = 0;
export const MATCH = 1;
export const REFERENCE = 2;
export const CREDIT_MEMO = 3;
export const BY = ['none', 'match', 'reference', 'credit-memo'];

export const EVENTS = [
  'PURCHASE_ORDER_CREATED',
  'LINE_ITEM_ADDED',
  'REFERENCED_PO_SUSPENDED',
  'PURCHASE_ORDER_REACTIVATED',
  'BALANCE_BELOW_THRESHOLD',
  'OUT_OF_BALANCE',
  'NO_PURCHASE_ORDER',
];
export const [CREATED, ADDED, SUSPENDED, REACTIVATED, BELOW_THRESHOLD, OUT_OF_BALANCE, NO_PURCHASE_ORDER] = EVENTS.keys();

export const SCOPED_BY_TAX_REGISTRATION = 'AWS_EMEA_SARL';

const MINOR_DIGITS = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3]),
  ...'CLF UYW'.split(' ').map((code) => [code, 4]),
]);
export const minorDigits = (currency) => MINOR_DIGITS.get(currency) ?? 2;
