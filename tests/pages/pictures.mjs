// Takes the pictures of README (docs/pictures) or, with `--looks`, those that `looks.test.mjs` compares
// with. Run by hand after the looks have changed:
//
//     node tests/pages/pictures.mjs [--looks]
import { mkdir, rm, writeFile } from 'node:fs/promises';

import { launch } from '../browser/chromium.mjs';
import { en } from './catalogue.mjs';
import { GALLERY, LOOKS, PAGE_LOOKS, PICTURES, photograph, photographOpened, photographPages } from './gallery.mjs';
import { Page } from './page.mjs';
import { serve } from './server.mjs';
import { CLOUD, Site } from './site.mjs';

const README = new URL('../../docs/pictures/', import.meta.url);
const WIDE = { width: 1280, height: 800 };

const site = new Site();
[site.server, site.browser] = await Promise.all([serve(), launch()]);
try {
  await (process.argv.includes('--looks') ? looks() : readme());
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

async function looks() {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  const gallery = new Site();
  [gallery.server, gallery.browser] = [await serve(...GALLERY), site.browser];
  const take = async (of, photographed) => {
    const context = await site.browser.newContext({ locale: 'en-GB' });
    const pictures = await photographed(new Page(await context.newPage(), of, []));
    for (const { name, data } of pictures) await writeFile(new URL(name, PICTURES), data);
    await context.close();
  };
  try {
    for (const look of LOOKS) await take(gallery, (visitor) => photograph(visitor, look));
    for (const scheme of ['light', 'dark']) await take(gallery, (visitor) => photographOpened(visitor, scheme));
    for (const look of PAGE_LOOKS) await take(site, (visitor) => photographPages(visitor, look));
  } finally {
    await gallery.server.stop();
  }
}

async function visit(path, options) {
  const context = await site.browser.newContext({ locale: 'en-GB', ...options });
  const visitor = new Page(await context.newPage(), site, []);
  await visitor.go(`${path}${path.includes('?') ? '&' : '?'}data=sample`);
  return visitor;
}
