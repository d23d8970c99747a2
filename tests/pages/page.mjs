// The pages as a person finds them: by headings, labels, roles and words.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { en, pattern } from './catalogue.mjs';

/** How long anything may take in milliseconds before a test gives up, on a slow machine too. */
const PATIENCE = 30_000;

/** Parts that an account looks ahead for (app/src/parts.rs). */
const PARTS = ['details', 'asked', 'records', 'purchases', 'billing', 'settings'];

/** Longer than it takes until a session is kept, in milliseconds. */
const KEEPING = 500;

/** A browser window in which somebody uses the pages. */
export class Page {
  constructor(page, site, complaints) {
    page.setDefaultTimeout(PATIENCE);
    this.page = page;
    this.site = site;
    this.complaints = complaints;
  }

  /** Loads an address and waits until the page stands still. */
  async go(path) {
    await this.kept();
    await this.page.goto(this.site.address(path));
    await this.settled();
  }

  /** Loads the page anew, in the month of the test: what is kept is of the present one. */
  async reload() {
    await this.kept();
    await this.page.evaluate((today) => {
      const url = new URL(location.href);
      if (!today || url.searchParams.has('today')) return;
      url.searchParams.set('today', today);
      history.replaceState(history.state, '', url);
    }, this.site.today);
    await this.page.reload();
    await this.settled();
  }

  /** The worker keeps the session a moment after the last change; who leaves sooner loses that. */
  async kept() {
    if (this.page.url().startsWith('http')) await this.page.waitForTimeout(KEEPING);
  }

  /** Waits until this is the page. */
  async arrives(heading) {
    await this.page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
    await this.settled();
  }

  /** Nothing is on its way any more. */
  async settled() {
    await this.page.locator('h1:visible').first().waitFor();
    const failure = this.page.locator('#failure:visible');
    if (await failure.count()) throw new Error([await failure.innerText(), ...this.complaints].join('\n'));
    const { page } = this;
    const underway = page.locator(`#skeleton, main :is(.skeleton[aria-label="${en.ui.LOADING}"], [aria-busy="true"], [data-waiting], tr[data-kind="pending"])`);
    const until = Date.now() + PATIENCE;
    for (let still = 0; still < 2; ) {
      still = (await underway.count()) === 0 ? still + 1 : 0;
      if (Date.now() > until) throw new Error(`still underway: ${await underway.first().evaluate((element) => element.outerHTML)}`);
      await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve, 20)); }));
    }
  }

  /** All parts of the pages have arrived, as they do a little after the first page; other builds have none. */
  async complete() {
    const missing = () => this.page.evaluate((parts) => {
      const came = performance.getEntriesByType('resource').map(({ name }) => name.replace(/.*\/|-[0-9a-f]{16}\.wasm$/g, ''));
      return document.querySelector('link[href*="parts-"]') ? parts.filter((part) => !came.includes(part)) : [];
    }, PARTS);
    const until = Date.now() + PATIENCE;
    for (let parts = await missing(); parts.length; parts = await missing()) {
      if (Date.now() > until) throw new Error(`parts did not arrive: ${parts}`);
      await this.page.waitForTimeout(100);
    }
  }

  // What can be pressed and filled in.

  button(name, within = this.page) {
    return within.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async press(name, within) {
    await this.button(name, within).click();
  }

  /** Opens a menu and takes one of its items. */
  async pick(menu, item) {
    await this.press(menu);
    await this.page.getByRole('menuitem', { name: item, exact: typeof item === 'string' }).click();
  }

  link(name, within = this.page) {
    return within.getByRole('link', { name, exact: typeof name === 'string' });
  }

  /** Goes to one of the pages by the bar at the top, where a count may stand behind its name. */
  async open(name) {
    const link = pattern(name, {}, { whole: false });
    await this.navigation.getByRole('link', { name: new RegExp(`^${link.source}( \\(|$)`) }).click();
    await this.settled();
  }

  get navigation() {
    return this.page.getByRole('navigation', { name: en.frame.NAVIGATION });
  }

  get heading() {
    return this.page.getByRole('heading', { level: 1 });
  }

  /** The path and the query below the base, without the month of the test. */
  get address() {
    const url = new URL(this.page.url());
    const base = new URL(this.site.server.address).pathname;
    url.searchParams.delete('today');
    return `/${url.pathname.slice(base.length)}${url.search}`;
  }

  /** Makes sure which page this is: a check of another one finds nothing. */
  async isAt(heading) {
    assert.equal(await this.heading.innerText(), heading);
  }

  // What is told about the whole.

  /** How much the scenario changes, as the bar tells it. */
  scenarioText() {
    return this.page.locator('.scenario-text').innerText();
  }

  /** What the edits change, sentence by sentence. */
  changes() {
    return this.page.locator('.changes-list li').allInnerTexts();
  }

  /** Waits until the scenario has so many edits. */
  async hasEdits(count) {
    const text = count === 0 ? pattern(en.frame.EDITS_NONE) : new RegExp(`^${count} edits? `);
    await this.page.locator('.scenario-text').filter({ hasText: text }).waitFor();
  }

  /** Waits for a message of the catalogue and returns its words. */
  async message(text) {
    const message = this.page.locator('.flash-text').filter({ hasText: pattern(text) });
    await message.first().waitFor();
    return message.first().innerText();
  }

  get dialog() {
    return this.page.getByRole('dialog').and(this.page.locator('[open]'));
  }

  // The table of the page.

  /** The rows that are drawn, without those that head a group. */
  get rows() {
    return this.page.locator('tr.table-row:not([data-kind])');
  }

  row(name) {
    return this.rows.filter({ has: this.page.getByRole('rowheader', { name }) });
  }

  /** The texts of a column in the rows that are drawn. */
  async column(label) {
    return this.rows.locator(`> :nth-child(${await this.placeOf(label)})`);
  }

  /** The cell of a row in a column. */
  async cell(row, label) {
    return row.locator(`> :nth-child(${await this.placeOf(label)})`);
  }

  /** The place of a column among the cells of a row, of which the first may be a box to tick. */
  async placeOf(label) {
    const heads = this.page.locator('.table-head > tr > *');
    const labels = await heads.evaluateAll((cells) => cells.map((cell) => cell.querySelector('.table-label')?.innerText));
    return labels.indexOf(label) + 1;
  }

  /** Scrolls to a place between 0, the first row, and 1, the last. */
  async scrollTable(share) {
    await this.page.locator('.table-scroll').evaluate((scroller, to) => {
      scroller.scrollTop = to * (scroller.scrollHeight - scroller.clientHeight);
    }, share);
    await this.settled();
  }

  /** Scrolls until a row is drawn, and returns it. */
  async rowInTable(name) {
    const row = this.row(name).first();
    for (let share = 0; share <= 1 && !(await row.count()); share += 0.2) await this.scrollTable(share);
    await row.waitFor();
    return row;
  }

  /** How many invoices are shown, and of how many, as the filter tells it. */
  async shown() {
    const told = await this.page.locator('.filter [role=status]').innerText();
    const [, shown, total] = told.match(pattern(en.invoices.SHOWN));
    return { shown: count(shown), total: count(total) };
  }

  /** Adds a condition to the filter, as it is typed. */
  async filter(text) {
    const field = this.page.getByRole('combobox', { name: en.invoices.FILTER });
    await field.fill(text);
    await field.press('Enter');
    await this.settled();
  }

  /** The panel that tells why. */
  get panel() {
    return this.page.locator('.split-panel');
  }

  async openInvoice(name) {
    await this.row(name).first().click();
    await this.panel.getByRole('heading', { name: en.why.CANDIDATES }).waitFor();
  }

  // Files.

  /** Keeps something as a file; returns its name and its bytes. */
  async keep(what) {
    const download = this.page.waitForEvent('download');
    await this.pick(en.frame.KEEP, what);
    const file = await download;
    return { name: file.suggestedFilename(), data: await readFile(await file.path()) };
  }

  /** Hands files to the page, as paths or as `{name, data}`, and waits until they are read. */
  async choose(...files) {
    await this.hand(...files);
    await this.settled();
  }

  /** The same, without waiting. */
  async hand(...files) {
    const read = async (file) => (typeof file === 'string' ? { name: basename(file), data: await readFile(file) } : file);
    const handed = (await Promise.all(files.map(read))).map(({ name, data }) => ({ name, mimeType: '', buffer: Buffer.from(data) }));
    await this.page.locator('input[type=file]').setInputFiles(handed);
  }
}

/** A number as the pages write it. */
const count = (text) => Number(text.replaceAll(/\D/g, ''));
