// Pictures of every section of the gallery, and how much two pictures differ.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { en } from './catalogue.mjs';

/** The gallery is built beside the pages and served to nobody but tests: options of the server. */
export const GALLERY = ['--pages', fileURLToPath(new URL('../../dist-gallery', import.meta.url))];

const SOURCE = readFileSync(new URL('../../app/src/pages/gallery.rs', import.meta.url), 'utf8');
const SECTIONS = [...SOURCE.matchAll(/^ {4}\("(\w+)", texts::/gm)].map(([, anchor]) => anchor);

export const SCHEMES = ['light', 'dark'];
export const PICTURES = new URL('pictures/', import.meta.url);

/** Goes to the gallery, and makes sure that it is: a check of nothing finds nothing wrong. */
export async function enter({ page, site }) {
  await page.goto(site.address('/'));
  await page.getByRole('heading', { level: 1, name: en.gallery.TITLE }).waitFor();
  // Which font for code is there differs from machine to machine; pictures are of one that all have.
  await page.evaluate(() => document.documentElement.style.setProperty('--font-code', '"DejaVu Sans Mono", monospace'));
  assert.ok(SECTIONS.length > 5);
  const sections = await page.locator('.gallery-section').all();
  assert.deepEqual(await Promise.all(sections.map((section) => section.getAttribute('id'))), SECTIONS);
}

/** Takes a picture of each section in the scheme: its name and its bytes. */
export async function photograph({ page }, scheme) {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.evaluate(() => document.fonts.ready);
  const sections = await page.locator('.gallery-section').all();
  const pictures = [];
  for (const section of sections) {
    const name = `${await section.getAttribute('id')}-${scheme}.png`;
    pictures.push({ name, data: await section.screenshot({ animations: 'disabled', caret: 'hide' }) });
  }
  return pictures;
}

/** The picture that is stored under a name; nothing where none is. */
export const stored = (name) => readFile(new URL(name, PICTURES)).catch(() => null);

/** The share of pixels in which two pictures differ so much that one sees it; 1 for other sizes. */
export function difference({ page }, ...pictures) {
  const encoded = pictures.map((data) => data.toString('base64'));
  return page.evaluate(async (encoded) => {
    const read = async (text) => {
      const blob = new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type: 'image/png' });
      const image = await createImageBitmap(blob);
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    };
    const [one, other] = await Promise.all(encoded.map(read));
    if (one.width !== other.width || one.height !== other.height) return 1;
    let differing = 0;
    for (let at = 0; at < one.data.length; at += 4) {
      const distance = [0, 1, 2].reduce((sum, channel) => sum + Math.abs(one.data[at + channel] - other.data[at + channel]), 0);
      if (distance > 48) differing += 1;
    }
    return differing / (one.width * one.height);
  }, encoded);
}

/** How many colours a picture has: one that shows nothing has one. */
export function colours({ page }, data) {
  return page.evaluate(async (text) => {
    const blob = new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type: 'image/png' });
    const image = await createImageBitmap(blob);
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, data.toString('base64'));
}
