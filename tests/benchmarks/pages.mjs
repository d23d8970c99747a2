// How fast the pages are, as ratios to plain pages with the same content, measured in turns: the
// first visit on slow 4G with a processor four times slower, and scrolling through 100,000 invoices.
// The slower processor is the page's alone: browsers cannot slow down a worker.
//
//   node tests/benchmarks/pages.mjs [rounds]        (after `cargo xtask app`)
import assert from 'node:assert/strict';

import { launch } from '../browser/chromium.mjs';
import { en } from '../pages/catalogue.mjs';
import { snapshot } from '../pages/generated.mjs';
import { Page } from '../pages/page.mjs';
import { serve as serveOurs } from '../pages/server.mjs';
import { Site } from '../pages/site.mjs';
import { markup, recycling, serve as servePlain, style } from './plain-pages.mjs';
import { slowly } from './slow-network.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const ROWS = 100_000;
const ROW = 'tr.table-row:not([data-kind])';
const VIEWPORT = { width: 1280, height: 800 };
const FRAMES = 60;
const LIMITS = {
  'frame painted': 1.5,
  interactive: 7,
  'scrolling by wheel, main thread': 1.5,
  'scrolling by leaps, main thread': 1.5,
};

const site = new Site();
[site.server, site.browser] = await Promise.all([serveOurs(), launch()]);
const ratios = {};
try {
  await firstVisit();
  await scrolling();
} finally {
  await Promise.all([site.browser.close(), site.server.stop()]);
}
const over = Object.entries(ratios).filter(([name, ratio]) => ratio > LIMITS[name]);
for (const [name, ratio] of over) console.log(`over the limit: ${name}, ${ratio.toFixed(2)} of ${LIMITS[name]}`);
process.exitCode = over.length > 0 ? 1 : 0;

async function newPage() {
  const context = await site.browser.newContext({ locale: 'en-GB', viewport: VIEWPORT });
  return context.newPage();
}

async function firstVisit() {
  const address = site.address('/preview?data=sample');
  const source = new Page(await newPage(), site, []);
  await source.go('/preview?data=sample');
  const sheet = await style(source.page);
  const plain = await servePlain({ '/': await markup(source.page), [sheet.name]: sheet.text });
  const ports = [Number(new URL(address).port), plain.port];
  const slow = await Promise.all(ports.map((port) => slowly(port)));
  const times = { ours: [], plain: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.ours.push(await visit(address.replace(`:${ports[0]}`, `:${slow[0].port}`)));
    times.plain.push(await visit(`http://127.0.0.1:${slow[1].port}/`));
  }
  for (const part of ['frame painted', 'interactive']) tell(part, times.ours.map((time) => time[part]), times.plain.map((time) => time[part]));
  for (const { stop } of [...slow, plain]) stop();
}

/** Milliseconds until something is painted, and until there are rows and the page is at hand. */
async function visit(address) {
  const page = await newPage();
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.addInitScript((row) => {
    const look = () => {
      if (document.querySelector(row)) setTimeout(() => { globalThis.interactive = performance.now(); });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, ROW);
  await page.goto(address, { waitUntil: 'commit', timeout: 60_000 });
  await page.waitForFunction(() => globalThis.interactive && performance.getEntriesByName('first-contentful-paint').length > 0, null, { timeout: 60_000 });
  const seen = await page.evaluate(() => ({
    'frame painted': performance.getEntriesByName('first-contentful-paint')[0].startTime,
    interactive: globalThis.interactive,
  }));
  await page.context().close();
  return seen;
}

async function scrolling() {
  const ours = new Page(await newPage(), site, []);
  await ours.go('/files');
  ours.page.setDefaultTimeout(120_000);
  await ours.choose({ name: 'large.json', data: snapshot({ invoices: ROWS, orders: 100 }) });
  await ours.press(en.start.SHOW);
  await ours.rows.first().waitFor();
  await ours.page.locator('.choice', { hasText: en.invoices.GROUP_NONE }).click();
  await ours.settled();
  assert.equal((await ours.shown()).total, ROWS);
  const sheet = await style(ours.page);
  const html = (await markup(ours.page)).replace('</body>', `<script>globalThis.count = ${ROWS};</script><script src="recycling.js"></script></body>`);
  const plain = await servePlain({ '/': html, '/recycling.js': recycling, [sheet.name]: sheet.text });
  const other = await newPage();
  await other.goto(`http://127.0.0.1:${plain.port}/`);
  const heights = await Promise.all([ours.page, other].map((page) => page.locator('.table-scroll').evaluate((scroller) => scroller.scrollHeight)));
  assert.ok(Math.abs(heights[0] / heights[1] - 1) < 0.01, `as many rows in both: ${heights}`);
  for (const [way, step] of Object.entries({ wheel: 120, leaps: 60_000 })) {
    const times = { ours: [], plain: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.ours.push(await busyWith(ours.page, () => scroll(ours.page, step)));
      times.plain.push(await busyWith(other, () => scroll(other, step)));
    }
    tell(`scrolling by ${way}, main thread`, times.ours, times.plain);
    // Apart from the times: looking takes time too.
    console.log(`  frames with rows in view that were not there yet: ${await scroll(ours.page, step, true)} of ${FRAMES}`);
  }
  plain.stop();
}

/** Milliseconds that the main thread is busy while something is done. */
async function busyWith(page, act) {
  await page.bringToFront();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  const before = await busy();
  await act();
  const spent = (await busy()) - before;
  await session.detach();
  return spent;
}

/** Scrolls so many pixels in every second frame. Counts, if asked to, in how many of them rows were
 * still on their way. */
async function scroll(page, step, looks = false) {
  await page.bringToFront();
  return page.locator('.table-scroll').evaluate(async (scroller, { step, frames, looks }) => {
    const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
    const isLate = () => {
      if (scroller.hasAttribute('data-waiting')) return true;
      const { top, bottom } = scroller.getBoundingClientRect();
      const pending = [...scroller.querySelectorAll('[data-kind=pending]')].map((row) => row.getBoundingClientRect());
      return pending.some((row) => row.bottom > top && row.top < bottom);
    };
    let late = 0;
    scroller.scrollTop = 0;
    for (let count = 0; count < frames; count += 1) {
      scroller.scrollTop += step;
      await frame();
      await frame();
      if (looks && isLate()) late += 1;
    }
    return late;
  }, { step, frames: FRAMES, looks });
}

function tell(name, ours, plain) {
  const [one, other] = [median(ours), median(plain)];
  ratios[name] = one / other;
  console.log(`${name}: ${ratios[name].toFixed(2)} (${one.toFixed(0)} ms, plain ${other.toFixed(0)} ms; limit ${LIMITS[name]})`);
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
