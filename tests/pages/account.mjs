// The example organisation on a server of its own, people who are signed in there, and what they
// do about its records. What the database has a part in, such as saving, roles, sessions and hearing
// of others, is tested on the embedded database and again on PostgreSQL; all else on the embedded one,
// and on PostgreSQL too in the heavy run.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { launch } from '../browser/chromium.mjs';
import { Client, GROUP } from './client.mjs';
import { en, filled } from './catalogue.mjs';
import { database } from './postgres.mjs';
import { DATABASE, serve } from './server.mjs';
import { Site } from './site.mjs';

export { GROUP };

/** A member account of the example organisation. */
export const RESEARCH = '410000000002';

/** People of the example organisation by the start of their addresses. */
export const PEOPLE = {
  ines: 'Ines Albrecht',
  marek: 'Marek Duda',
  thomas: 'Thomas Okafor',
  aiko: 'Aiko Sato',
};

/** A page that is left stops listening to what others save, and asking what it does not need. */
const LEFT = /\/api\/v1\/\S+: net::ERR_ABORTED$/;

/** What a page says that asks while nobody is signed in any more. */
export const SIGNED_OUT = [/: 401$/, /status of 401/];

/** What a page says that asks, or looks ahead for its parts, while there is no network. */
export const OFFLINE = [/ERR_INTERNET_DISCONNECTED/, /^TypeError: Failed to fetch\n.*\/parts-/];

/** What a page says whose request was turned down: the one of this status. */
export const refusedWith = (status) => [new RegExp(`: ${status}$`), new RegExp(`status of ${status}`)];

/**
 * Tests that are told the organisation: on each database, on a server that is started for them.
 * Options are those of `tieback serve`.
 */
export function onEachDatabase(options, tests) {
  onEmbedded(options, tests);
  onPostgres(options, tests);
}

/** The same where the database matters little: on PostgreSQL in the heavy run alone. */
export function onOneDatabase(options, tests) {
  onEmbedded(options, tests);
  if (process.env.TIEBACK_HEAVY) onPostgres(options, tests);
}

function onEmbedded(options, tests) {
  describe('on the embedded database', () => tests(organisation(() => serve(...options))));
}

function onPostgres(options, tests) {
  describe('on PostgreSQL', () => tests(organisation(async () => {
    const { url, remove } = await database();
    const server = await serve(DATABASE, url, ...options);
    const stop = () => server.stop().finally(remove);
    return { ...server, stop };
  })));
}

function organisation(start) {
  const site = new Organisation();
  before(async () => {
    [site.server, site.browser] = await Promise.all([start(), launch()]);
  });
  after(async () => {
    await site.browser?.close();
    await site.server?.stop();
  });
  return site;
}

/** The pages of a server of record. */
export class Organisation extends Site {
  today = null;

  /** The whole address of one below the base. The present of an account is the present. */
  address(path = '/') {
    return new URL(path.replace(/^\//, ''), this.server.address).href;
  }

  browserPage(test, { expected = [], ...options } = {}) {
    return super.browserPage(test, { expected: [LEFT, ...expected], ...options });
  }

  /** Somebody of the example in a program of their own. */
  client(who) {
    return Client.of(this, who);
  }

  /**
   * A browser in which somebody is signed in, of the example unless it is a client, on a page of an
   * account. One that is deaf does not hear of what others save.
   */
  async enter(test, who, path = '/preview', { account = GROUP, isDeaf = false, ...options } = {}) {
    const client = who instanceof Client ? who : await this.client(who);
    const visitor = await this.browserPage(test, options);
    await visitor.page.context().addCookies([client.browserCookie()]);
    if (isDeaf) await visitor.page.route('**/events', () => {});
    await visitor.go(`/accounts/${account}${path}`);
    return visitor;
  }

  /** Somebody who only looks, and whose session nobody ends. */
  async reader() {
    this.watcher ??= await this.client('thomas');
    return this.watcher;
  }

  /** Ends every session of somebody, as they may do from another browser. */
  async endSessions(who) {
    const client = await this.client(who);
    const { items } = await client.get('/sessions?limit=100');
    for (const { id } of items.filter(({ current }) => !current)) await client.send('DELETE', `/sessions/${id}`);
  }

  /** How often the records were changed. */
  async revision() {
    const response = await (await this.reader()).ask('GET', `/accounts/${GROUP}/snapshot`);
    return Number(response.headers.get('etag').replaceAll('"', ''));
  }

  /** The preview of the management account, to the byte, as the server computes it. */
  async preview() {
    return (await this.reader()).text(`/accounts/${GROUP}/preview`);
  }

  /** What is expected of usage and billed on a purchase order. */
  async expectedOn(order) {
    const { invoices } = JSON.parse(await this.preview());
    return invoices.filter(({ id, purchaseOrderId }) => purchaseOrderId === order && id.includes('estimate:'));
  }

  /** The amount of the first line of a purchase order, as it is kept. */
  async amount(order) {
    const { lineItems } = await (await this.reader()).get(`/accounts/${GROUP}/purchase-orders/${encodeURIComponent(order)}`);
    return lineItems[0].amount;
  }
}

/** Signs in as somebody of the example where the page offers it. */
export async function signInAs(visitor, who, within) {
  await visitor.press(filled(en.sign_in.EXAMPLE_AS, { name: PEOPLE[who] }), within);
}

/** Signs in with a password. */
export async function signIn(visitor, email, password, within = visitor.page) {
  await within.getByLabel(en.sign_in.EMAIL).fill(email);
  await within.getByLabel(en.sign_in.PASSWORD, { exact: true }).fill(password);
  await visitor.press(en.sign_in.SUBMIT, within);
}

/** Suspends a purchase order in the scenario. */
export async function suspend(visitor, order) {
  await openOrder(visitor, order);
  await visitor.press(en.orders.SUSPEND);
  await tryOnly(visitor, visitor.dialog, filled(en.orders.SUSPEND_ORDER, { order }));
  await applied(visitor);
}

/**
 * Tries the edits of a proposal without saving them. Where others wait already, its one button joins
 * them.
 */
export async function tryOnly(visitor, within, label = en.changes.APPLY) {
  await within.locator('.proposal button').first().waitFor();
  const isAlone = (await within.getByRole('button', { name: en.save.TRY, exact: true }).count()) > 0;
  await visitor.press(isAlone ? en.save.TRY : label, within);
}

/** Gives the first line of a purchase order another amount in the scenario. */
export async function setAmount(visitor, order, amount) {
  await openOrder(visitor, order);
  await visitor.press(en.orders.EDIT, visitor.page.locator('.line').first());
  await visitor.dialog.getByLabel(en.orders.FIELD_AMOUNT).fill(amount);
  await tryOnly(visitor, visitor.dialog);
  await applied(visitor);
}

/** Waits until the edits of a dialog are applied. */
export async function applied(visitor) {
  await visitor.dialog.waitFor({ state: 'detached' });
  await visitor.message(en.changes.APPLIED);
}

/** Names a purchase order on the only charge of the invoice whose panel is open, in the scenario. */
export async function setReference(visitor, order) {
  await visitor.panel.getByRole('heading', { name: en.why.CANDIDATES }).waitFor();
  await visitor.press(en.why.EDIT_CHARGE, visitor.panel);
  await visitor.panel.getByRole('combobox', { name: en.why.REFERENCE }).fill(order);
  await tryOnly(visitor, visitor.panel);
  await visitor.message(en.changes.APPLIED);
  await visitor.settled();
}

/** Goes to a purchase order without loading the page anew. */
export async function openOrder(visitor, order) {
  await visitor.open(en.frame.NAV_ORDERS);
  await visitor.arrives(en.orders.TITLE);
  await visitor.rows.first().waitFor();
  // A list that is drawn anew under the pointer may miss a click, as a person sees and clicks again.
  const heading = visitor.page.getByRole('heading', { level: 1, name: order, exact: true });
  for (let clicks = 0; clicks < 3 && !(await heading.count()); clicks += 1) {
    await (await visitor.rowInTable(new RegExp(`^${order}$`))).click();
    await heading.waitFor({ timeout: 10_000 }).catch(() => {});
  }
  await visitor.arrives(order);
}

/** Opens the dialog that shows what would be saved, and waits until it may be. */
export async function review(visitor) {
  await visitor.press(en.save.REVIEW);
  await visitor.dialog.locator('.save-part').first().waitFor();
  await visitor.dialog.getByText(en.save.CHECKING).waitFor({ state: 'detached' });
}

/** What the dialog says under one of its titles, line by line. */
export const told = (visitor, title) =>
  visitor.dialog.locator('.save-part').filter({ has: visitor.page.getByRole('heading', { name: title, exact: true }) }).locator('li').allInnerTexts();

/** Saves the edits of the scenario, and waits until that is told. */
export async function save(visitor) {
  await review(visitor);
  await visitor.press(en.save.SAVE, visitor.dialog);
  return saved(visitor);
}

/** Waits until a save is told, and nothing of it is an edit any more. */
export async function saved(visitor) {
  const told = await visitor.message(en.save.SAVED);
  await visitor.hasEdits(0);
  await visitor.settled();
  return told;
}

/** Waits until it is told that others have saved, and returns how. */
export async function noticeOf(visitor) {
  const notice = visitor.page.locator('.scenario-notice').filter({ hasText: /./ });
  await notice.waitFor();
  return notice.innerText();
}

/** The preview that a browser shows is what the server computes, to the byte. */
export async function agrees(visitor, organisation) {
  const shown = (await visitor.keep(en.frame.KEEP_PREVIEW)).data.toString('utf8');
  assert.equal(shown, await organisation.preview());
}
