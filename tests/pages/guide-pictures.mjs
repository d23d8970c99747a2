// Takes the pictures of the guide (docs/guide/pictures). Run by hand after the looks have changed:
//
//     node tests/pages/guide-pictures.mjs [NAME …]
//
// They show the example organisation, whose present is today: months in them are those of the day.
import { mkdir, writeFile } from 'node:fs/promises';

import { launch } from '../browser/chromium.mjs';
import { GROUP, Organisation } from './account.mjs';
import { en } from './catalogue.mjs';
import { Page } from './page.mjs';
import { reduced } from './palette.mjs';
import { serve } from './server.mjs';

const PICTURES = new URL('../../docs/guide/pictures/', import.meta.url);

/** Nobody loads a page of the guide for its pictures. */
const LARGEST = 80_000;

const AT = `/accounts/${GROUP}`;
const WIDTH = 1280;

/** Each picture: where, how high, and what is done before it is taken. */
const SCENES = {
  'sign-in': { who: null, path: '/', height: 560 },
  'first-run': { path: `${AT}/preview`, height: 420, hasSteps: true },
  preview: { path: `${AT}/preview`, height: 720 },
  why: { path: `${AT}/preview`, height: 820, prepare: openInvoice },
  suspend: { path: `${AT}/purchase-orders/4500044`, height: 640, prepare: askToSuspend },
  'to-do': { path: `${AT}/to-do`, height: 640 },
  'purchase-orders': { path: `${AT}/purchase-orders`, height: 640 },
  'purchase-order': { path: `${AT}/purchase-orders/4500044`, height: 760 },
  'add-a-purchase-order': { path: `${AT}/add-purchase-order`, height: 760 },
  import: { path: `${AT}/import-purchase-orders`, height: 560 },
  subscriptions: { path: `${AT}/subscriptions`, height: 560 },
  subscription: { path: `${AT}/subscriptions`, height: 820, prepare: openSubscription },
  offers: { path: `${AT}/offers`, height: 560 },
  close: { path: `${AT}/close`, height: 700, prepare: untilDue },
  issued: { path: `${AT}/invoices`, height: 560 },
  invoice: { path: `${AT}/invoices`, height: 820, prepare: openIssued },
  costs: { path: `${AT}/costs`, height: 720 },
  notifications: { path: `${AT}/settings/notifications`, height: 640 },
  policies: { path: `${AT}/settings/policies`, height: 620 },
  tokens: { path: `${AT}/settings/tokens`, height: 560 },
  sellers: { path: `${AT}/settings/sellers`, height: 560 },
  people: { path: `${AT}/settings/people`, height: 560 },
  'own-files': { who: null, path: '/files', height: 560 },
};

const wanted = process.argv.slice(2);
const site = new Organisation();
[site.server, site.browser] = await Promise.all([serve('--example', '--no-scheduler'), launch()]);
try {
  await mkdir(PICTURES, { recursive: true });
  const ines = await site.client('ines');
  for (const [name, scene] of Object.entries(SCENES)) {
    if (wanted.length === 0 || wanted.includes(name)) await take(ines, name, scene);
  }
} finally {
  await Promise.all([site.browser.close(), site.server.stop()]);
}

async function take(ines, name, { who = ines, path, height, prepare, hasSteps = false }) {
  const context = await site.browser.newContext({ locale: 'en-GB', colorScheme: 'light', reducedMotion: 'reduce', viewport: { width: WIDTH, height } });
  if (who) await context.addCookies([who.browserCookie()]);
  if (!hasSteps) await context.addInitScript(() => localStorage.setItem('tieback.first-run', 'off'));
  const visitor = new Page(await context.newPage(), site, []);
  await visitor.go(path);
  await prepare?.(visitor);
  await visitor.settled();
  await visitor.page.mouse.move(0, 0);
  const picture = reduced(await visitor.page.screenshot({ animations: 'disabled', caret: 'hide' }));
  await writeFile(new URL(`${name}.png`, PICTURES), picture);
  console.log(`${name}.png ${Math.ceil(picture.length / 1000)} KB`);
  if (picture.length > LARGEST) throw new Error(`${name}.png has ${picture.length} bytes, ${LARGEST} at most: show less`);
  await context.close();
}

async function openInvoice(visitor) {
  await visitor.rows.nth(2).click();
  await visitor.panel.getByRole('heading', { name: en.why.CANDIDATES }).waitFor();
}

async function askToSuspend(visitor) {
  await visitor.press(en.orders.SUSPEND);
  await visitor.dialog.locator('.proposal-lines li').first().waitFor();
}

async function openSubscription(visitor) {
  await visitor.page.locator('tbody th a').first().click();
  await visitor.page.getByRole('heading', { name: en.subscriptions.CHARGES }).waitFor();
}

async function untilDue(visitor) {
  await visitor.page.getByRole('heading', { name: en.issued.DIFF_TITLE }).waitFor();
}

async function openIssued(visitor) {
  await visitor.page.locator('tbody th a').first().click();
  await visitor.page.getByRole('heading', { name: en.issued.LINES }).waitFor();
}
