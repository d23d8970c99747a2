// Help: the guide beside the pages, and what each page tells of itself.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { GROUP, onOneDatabase } from './account.mjs';
import { faults } from './axe.mjs';
import { en, englishOnly, german, pattern, told } from './catalogue.mjs';

const { help } = en;

const GUIDE = new URL('../../docs/guide/', import.meta.url);
const PAGES = readdirSync(GUIDE).filter((name) => name.endsWith('.md')).map((name) => name.replace('.md', '').replace('README', 'index'));

/** Pages of an account and the page of the guide that each leads to, as it is written in the code. */
const TOPICS = [...readFileSync(new URL('../../app/src/pages/help.rs', import.meta.url), 'utf8')
  .matchAll(/^ {4}\("([^"]+)", "([^"]+)"\),$/gm)].map(([, path, guide]) => ({ path, guide }));

/** Pages that stand at no account. */
const ELSEWHERE = { files: '/files', you: '/you', 'set-up': '/set-up' };

const opened = (visitor) => visitor.page.getByRole('dialog', { name: help.OPEN });

onOneDatabase(['--example'], (nordwind) => {
  test('every page of the guide is there, and no link or picture of it leads nowhere', async (t) => {
    const visitor = await nordwind.browserPage(t);
    const { page } = visitor;
    const seen = new Set();
    const wanted = ['guide/index.html'];
    while (wanted.length) {
      const path = wanted.pop();
      if (seen.has(path)) continue;
      seen.add(path);
      const response = await page.goto(nordwind.address(path));
      assert.equal(response.status(), 200, path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const links = await page.locator('main a, nav a').evaluateAll((links) => links.map((link) => link.href));
      const own = links.filter((link) => link.startsWith(nordwind.address('guide/'))).map((link) => link.split('#')[0].slice(nordwind.address().length));
      wanted.push(...own);
      for (const part of links.filter((link) => link.includes('#')).filter((link) => link.split('#')[0] === page.url())) {
        assert.ok(await page.locator(`[id="${part.split('#')[1]}"]`).count(), part);
      }
      const missing = await page.locator('img').evaluateAll((images) => images.filter((image) => !image.naturalWidth || !image.alt).map((image) => image.src));
      assert.deepEqual(missing, [], path);
    }
    assert.deepEqual([...seen].sort(), PAGES.map((name) => `guide/${name}.html`).sort());
  });

  test('a page of the guide that there is not is missing, and is no page of the product', async (t) => {
    const visitor = await nordwind.browserPage(t, { expected: [/404/] });
    const response = await visitor.page.goto(nordwind.address('guide/nowhere.html'));
    assert.equal(response.status(), 404);
  });

  test('the guide keeps the rules of WCAG', async (t) => {
    const visitor = await nordwind.browserPage(t);
    const found = [];
    for (const name of ['index', 'getting-started', 'subscriptions', 'people-and-permissions', 'policies', 'api-tokens', 'sellers']) {
      await visitor.page.goto(nordwind.address(`guide/${name}.html`));
      found.push(...(await faults(visitor, name, () => visitor.page.locator('h1').waitFor())));
    }
    assert.deepEqual(found, []);
  });

  test('every page explains its words where they stand, and leads to its page of the guide', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    assert.ok(TOPICS.length >= 15, 'the topics are read');
    for (const { path, guide } of TOPICS) {
      await ines.go(ELSEWHERE[path] ?? `/accounts/${GROUP}/${path}`);
      await ines.press(help.OPEN);
      await opened(ines).waitFor();
      await opened(ines).locator('dt').first().waitFor();
      const href = await ines.link(pattern(help.MORE, {}, { whole: false }), opened(ines)).getAttribute('href');
      assert.equal(href, `/guide/${guide}.html`, path);
      assert.ok(PAGES.includes(guide), guide);
    }
  });

  test('the guide opens in a tab of its own, from the bar too, so that nothing typed is lost', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/costs');
    const tab = ines.page.context().waitForEvent('page');
    await ines.link(pattern(help.NAV, {}, { whole: false }), ines.page.locator('.bar')).click();
    const guide = await tab;
    await guide.getByRole('heading', { level: 1, name: 'Help' }).waitFor();
    assert.equal(ines.address, `/accounts/${GROUP}/costs`);
  });

  test('help is opened and closed without a mouse, and the focus is where it was', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/costs');
    const button = ines.button(help.OPEN);
    await button.focus();
    await ines.page.keyboard.press('Enter');
    await opened(ines).waitFor();
    const found = await faults(ines, 'help');
    await ines.page.keyboard.press('Escape');
    await opened(ines).waitFor({ state: 'hidden' });
    assert.ok(await button.evaluate((element) => element === document.activeElement));
    assert.deepEqual(found, []);
  });

  test('help is German where the pages are', async (t) => {
    const visitor = await nordwind.enter(t, 'ines', '/subscriptions', { locale: 'de-DE' });
    await visitor.press(german['help.open']);
    const left = (await told(visitor)).flatMap((text) => englishOnly.filter(({ key, pattern }) => key.startsWith('help.') && pattern.test(text)));
    assert.deepEqual(left, []);
  });
});
