// Months as numbers since the year 0, instants as milliseconds since 1970.
import { isDigit } from './compare.mjs';

const two = (text, at) => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
const year = (text) => two(text, 0) * 100 + two(text, 2);

export const monthIndex = (text) => year(text) * 12 + two(text, 5) - 1;
export const monthText = (month) => `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;

/** Days since 1970-01-01 of a civil date. */
export function dayNumber(year, month, day) {
  const y = month <= 2 ? year - 1 : year;
  const shifted = month > 2 ? month - 3 : month + 9;
  return y * 365 + ((y / 4) | 0) - ((y / 100) | 0) + ((y / 400) | 0) + (((153 * shifted + 2) / 5) | 0) + day - 719469;
}

/** 00:00 UTC on a day of a month. */
export const dayOf = (month, day) => dayNumber(Math.floor(month / 12), (month % 12) + 1, day) * 86_400_000;

export function instant(text) {
  const day = dayNumber(year(text), two(text, 5), two(text, 8));
  let milliseconds = ((day * 24 + two(text, 11)) * 60 + two(text, 14)) * 60_000 + two(text, 17) * 1000;
  for (let at = 20, scale = 100; scale >= 1 && isDigit(text.charCodeAt(at)); at++, scale = (scale / 10) | 0) {
    milliseconds += (text.charCodeAt(at) - 48) * scale;
  }
  return milliseconds;
}
