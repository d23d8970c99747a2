// The preview to print: what is chosen on the page before stands on the paper, and going back leads there.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, pattern } from './catalogue.mjs';
import { CLOUD, site } from './site.mjs';

const pages = site();

/** The lines that head a group. */
const headings = ({ page }) => page.getByRole('main').locator('th[colspan]').allInnerTexts();

test('every group has a heading in words, with how many invoices it has', async (t) => {
  const visitor = await pages.sample(t, '/print?group=order');
  const told = await headings(visitor);
  assert.ok(told.some((heading) => heading.startsWith(en.invoices.HEADING_NO_ORDER)), told.join('\n'));
  assert.ok(told.every((heading) => pattern(en.invoices.HEADING).test(heading)), told.join('\n'));
});

test('what was chosen is told, what the edits change stands beside what was, and back is where one was', async (t) => {
  const visitor = await pages.suspended(t);
  await visitor.go('/preview?month=2026-12&group=none&f=mark~%3D~anyChange');
  const { shown } = await visitor.shown();
  assert.ok(shown > 0, 'some invoices of the month go elsewhere');
  const view = () => {
    const { pathname, searchParams } = new URL(visitor.page.url());
    return [pathname, ...['month', 'group', 'f'].map((key) => searchParams.get(key))];
  };
  const before = view();
  await visitor.pick(en.frame.KEEP, en.frame.KEEP_PRINT);
  await visitor.arrives(en.print.TITLE);
  await visitor.page.getByText(pattern(en.print.MONTH)).waitFor();
  await visitor.page.getByText(pattern(en.print.FILTERED)).waitFor();
  const cells = await visitor.page.getByRole('main').getByRole('cell').allInnerTexts();
  assert.ok(cells.some((cell) => cell.startsWith(`${CLOUD} `) && cell.includes(' → ')), cells.join('\n'));
  await visitor.link(en.print.BACK).click();
  await visitor.arrives(en.invoices.TITLE);
  assert.deepEqual(view(), before);
  assert.equal((await visitor.shown()).shown, shown);
});

test('paper is white whatever the screen is, and shows tables whole', async (t) => {
  const visitor = await pages.sample(t, '/scenarios');
  const { page } = visitor;
  const look = () => page.evaluate(() => [
    getComputedStyle(document.documentElement).colorScheme,
    getComputedStyle(document.querySelector('.scroll-inline')).overflowX,
  ]);
  await page.evaluate(() => document.documentElement.setAttribute('data-scheme', 'dark'));
  assert.deepEqual(await look(), ['dark', 'auto']);
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual(await look(), ['light', 'visible']);
});
