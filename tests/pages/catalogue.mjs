// The texts of the pages, read from where they are written: English in the code, German in a file.
// Tests name them by their keys, so that whoever words a text better breaks no test.
import { readdirSync, readFileSync } from 'node:fs';

const TEXTS = new URL('../../app/src/text/', import.meta.url);

/** German texts by key, `area.name`. */
export const german = JSON.parse(readFileSync(new URL('../../app/locales/de.json', import.meta.url)));

/** English texts by area and name: `en.frame.UNDO`. */
export const en = Object.fromEntries(readdirSync(TEXTS).flatMap((file) => {
  const source = readFileSync(new URL(file, TEXTS), 'utf8');
  const area = source.match(/texts! \{\s+"(\w+)";/)?.[1];
  const texts = [...source.matchAll(/^ {4}(\w+) = "((?:[^"\\]|\\.)*)";/gm)];
  return area ? [[area, Object.fromEntries(texts.map(([, name, text]) => [name, text]))]] : [];
}));

/** A text with its values filled in. */
export const filled = (text, values) => text.replaceAll(/\{(\w+)\}/g, (_, name) => values[name]);

/** A text as a pattern. Values that are not told may be anything. */
export function pattern(text, values = {}, { whole = true } = {}) {
  const parts = text.split(/\{(\w+)\}/);
  const source = parts.map((part, place) => {
    if (place % 2 === 0) return escaped(part);
    const value = values[part] ?? /.+/;
    return value instanceof RegExp ? `(${value.source})` : escaped(value);
  });
  return new RegExp(whole ? `^${source.join('')}$` : source.join(''));
}

const escaped = (text) => String(text).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** English texts that are another in German, by key, each as a pattern. */
export const englishOnly = Object.entries(en).flatMap(([area, texts]) =>
  Object.entries(texts)
    .map(([name, text]) => ({ key: `${area}.${name.toLowerCase()}`, text }))
    .filter(({ key, text }) => german[key] !== text && !isHardlyText(text))
    .map(({ key, text }) => ({ key, pattern: pattern(text) })),
);

/** A text that is hardly more than its values would match anything. */
function isHardlyText(text) {
  const words = text.replaceAll(/\{\w+\}/g, '').match(/\p{L}{2,}/gu) ?? [];
  return text.includes('{') && words.length < 2;
}

/** All that a page says, to the eye or to assistive technology. */
export function told({ page }) {
  return page.evaluate(() => {
    const told = new Set();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (!texts.currentNode.parentElement.closest('#failure, noscript, script')) told.add(texts.currentNode.data.trim());
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'aria-description']) {
      for (const element of document.querySelectorAll(`body [${name}]`)) told.add(element.getAttribute(name).trim());
    }
    return [document.title, ...told].filter(Boolean);
  });
}
