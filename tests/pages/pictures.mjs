// Takes the pictures of README (docs/pictures) and, with `--gallery`, those that the test of the
// gallery compares with. Run by hand after the looks have changed:
//
//     node tests/pages/pictures.mjs [--gallery]
import { mkdir, rm, writeFile } from 'node:fs/promises';

import { launch } from '../browser/chromium.mjs';
import { en } from './catalogue.mjs';
import { GALLERY, PICTURES, SCHEMES, enter, photograph } from './gallery.mjs';
import { Page } from './page.mjs';
import { serve } from './server.mjs';
import { CLOUD, Site } from './site.mjs';

const README = new URL('../../docs/pictures/', import.meta.url);
const WIDE = { width: 1280, height: 800 };

const ofGallery = process.argv.includes('--gallery');
const site = new Site();
[site.server, site.browser] = await Promise.all([serve(...(ofGallery ? GALLERY : [])), launch()]);
try {
  await (ofGallery ? gallery() : readme());
} finally {
  await Promise.all([site.browser.close(), site.server.stop()]);
}

async function readme() {
  await mkdir(README, { recursive: true });
  const take = async (name, visitor) => {
    await visitor.page.mouse.move(0, 0);
    await writeFile(new URL(`${name}.png`, README), await visitor.page.screenshot({ animations: 'disabled', caret: 'hide' }));
    await visitor.page.context().close();
  };
  await take('preview', await visit('/preview', { viewport: WIDE }));

  const why = await visit('/preview?invoice=preview:cloud-backup-13', { viewport: { width: 1280, height: 1150 } });
  await why.panel.getByRole('heading', { name: en.why.CANDIDATES }).waitFor();
  await take('why', why);

  const order = await visit(`/purchase-orders/${CLOUD}`, { viewport: { width: 1280, height: 1000 }, colorScheme: 'dark' });
  await take('purchase-order-dark', order);

  await take('phone', await visit('/preview', { viewport: { width: 375, height: 760 }, deviceScaleFactor: 2 }));

  const change = await visit(`/purchase-orders/${CLOUD}`, { viewport: WIDE });
  await change.press(en.orders.SUSPEND);
  await change.dialog.locator('.proposal-lines li').first().waitFor();
  await take('consequences', change);
}

async function gallery() {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  const context = await site.browser.newContext({ locale: 'en-GB', viewport: WIDE });
  const visitor = new Page(await context.newPage(), site, []);
  await enter(visitor);
  for (const scheme of SCHEMES) {
    for (const { name, data } of await photograph(visitor, scheme)) await writeFile(new URL(name, PICTURES), data);
  }
}

async function visit(path, options) {
  const context = await site.browser.newContext({ locale: 'en-GB', ...options });
  const visitor = new Page(await context.newPage(), site, []);
  await visitor.go(`${path}${path.includes('?') ? '&' : '?'}data=sample`);
  return visitor;
}
