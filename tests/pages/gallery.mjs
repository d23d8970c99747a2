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

/** Sections that tell what another contrast or density does. */
const CONTRASTED = ['buttons', 'fields', 'navigation'];
const DENSE = ['fields', 'tables'];

/** How the gallery is photographed: both schemes where all is in view, and as narrow as a tablet and a phone. */
export const LOOKS = [
  { name: '1440-light', width: 1440, scheme: 'light' },
  { name: '1440-dark', width: 1440, scheme: 'dark' },
  { name: '768-dark', width: 768, scheme: 'dark' },
  { name: '375-light', width: 375, scheme: 'light' },
  { name: 'contrast-light', width: 1440, scheme: 'light', chosen: { contrast: 'high' }, sections: CONTRASTED },
  { name: 'contrast-dark', width: 1440, scheme: 'dark', chosen: { contrast: 'high' }, sections: CONTRASTED },
  { name: 'compact-light', width: 1440, scheme: 'light', chosen: { density: 'compact' }, sections: DENSE },
];

/** What is there only once somebody opens it: its section, how it is opened, and what is shown then. */
export const OPENED = {
  dialog: { section: 'overlays', open: (page) => press(page, 'Open dialog'), shown: 'dialog[open]' },
  panel: { section: 'overlays', open: (page) => press(page, 'Show details'), shown: '.split-panel' },
  menu: { section: 'navigation', open: (page) => press(page, 'Actions'), shown: '.menu:popover-open' },
  list: { section: 'fields', open: (page) => page.getByRole('combobox', { name: 'Seller of record' }).click(), shown: '.list:popover-open' },
  months: { section: 'fields', open: (page) => press(page, en.ui.PICK_MONTH), shown: '.popover:popover-open' },
  suggestions: { section: 'filter', open: (page) => page.getByRole('combobox', { name: 'Filter documents' }).click(), shown: '.list:popover-open' },
  preferences: { section: 'tables', open: (page) => page.getByRole('button', { name: en.ui.PREFERENCES }).first().click(), shown: '.preferences:popover-open' },
};

export const PICTURES = new URL('pictures/', import.meta.url);

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** Goes to the gallery, and makes sure that it is: a check of nothing finds nothing wrong. */
export async function enter({ page, site }) {
  await page.goto(site.address('/'));
  await page.getByRole('heading', { level: 1, name: en.gallery.TITLE }).waitFor();
  await sameFonts(page);
  assert.ok(SECTIONS.length > 5);
  const sections = await page.locator('.gallery-section').all();
  assert.deepEqual(await Promise.all(sections.map((section) => section.getAttribute('id'))), SECTIONS);
}

/** Which font for code is there differs from machine to machine; pictures are of one that all have. */
function sameFonts(page) {
  return page.evaluate(() => {
    document.documentElement.style.setProperty('--font-code', '"DejaVu Sans Mono", monospace');
    return document.fonts.ready.then(() => true);
  });
}

/** Opens one of them, and returns it. */
export async function open({ page }, { section, open, shown }) {
  await open(page);
  const opened = page.locator(`#${section}`).locator(shown);
  await opened.waitFor();
  return opened;
}

/** Takes pictures of the sections in a look: names and bytes. */
export async function photograph(visitor, { name, width, scheme, chosen = {}, sections = SECTIONS }) {
  const { page } = visitor;
  await page.addInitScript((chosen) => {
    for (const [look, value] of Object.entries(chosen)) localStorage.setItem(`tieback.${look}`, value);
  }, chosen);
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await enter(visitor);
  const pictures = [];
  for (const section of sections) pictures.push({ name: `${section}-${name}.png`, data: await taken(page.locator(`#${section}`)) });
  return pictures;
}

/** Takes a picture of each thing that can be opened, in a scheme. */
export async function photographOpened(visitor, scheme) {
  const { page } = visitor;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  const pictures = [];
  for (const [name, one] of Object.entries(OPENED)) {
    // Each on its own: what is open may lie over what is opened next.
    await enter(visitor);
    pictures.push({ name: `opened-${name}-${scheme}.png`, data: await taken(await open(visitor, one)) });
  }
  return pictures;
}

/** Pages of the sample, each in a state that is looked at most. */
const PAGES = {
  preview: { path: '/preview' },
  why: { path: '/preview?invoice=preview:cloud-backup-13', wait: ({ panel }) => panel.getByRole('heading', { name: en.why.CANDIDATES }) },
  'to-do': { path: '/to-do' },
  order: { path: '/purchase-orders/AF-3101-CLOUD' },
  scenarios: { path: '/scenarios' },
  files: { path: '/files' },
};

/** How pages of the sample are photographed. */
export const PAGE_LOOKS = [{ name: '1440-light', width: 1440, scheme: 'light' }, { name: '375-dark', width: 375, scheme: 'dark' }];

/** Takes pictures of pages of the sample in a look, as much as is in view. */
export async function photographPages(visitor, { name, width, scheme }) {
  const { page } = visitor;
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  const pictures = [];
  for (const [of, { path, wait }] of Object.entries(PAGES)) {
    await visitor.go(`${path}${path.includes('?') ? '&' : '?'}data=sample`);
    await wait?.(visitor).waitFor();
    await sameFonts(page);
    await page.mouse.move(0, 0);
    pictures.push({ name: `page-${of}-${name}.png`, data: await taken(page) });
  }
  return pictures;
}

const taken = (what) => what.screenshot({ animations: 'disabled', caret: 'hide' });

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
