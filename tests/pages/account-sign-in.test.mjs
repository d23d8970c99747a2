// Coming in: the first start, passwords, sessions, and the people of an example.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, PEOPLE, SIGNED_OUT, onEachDatabase, onOneDatabase, refusedWith, signIn, signInAs } from './account.mjs';
import { en, filled } from './catalogue.mjs';

const { account, invoices, sign_in, you } = en;

const ACCOUNT = '123456789012';
const EMAIL = 'ada@example.com';
const NAME = 'Ada';
const PASSWORD = 'a sentence that nobody guesses';
const NEXT = 'another sentence that nobody guesses';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0';

/** What a page says whose form was turned down. */
const REFUSED = refusedWith(422);

onEachDatabase([], (fresh) => {
  // Signing in too often is refused, so that later tests go on where former ones signed in.
  let first;
  let second;

  test('the link that the server prints makes the first person and the organisation', async (t) => {
    const told = await fresh.server.line();
    const link = new URL(told.slice(told.indexOf('http')));
    const empty = await fresh.visit(t, '/');
    await empty.page.getByRole('heading', { name: sign_in.FIRST_START }).waitFor();
    assert.equal(await empty.page.getByText(sign_in.EXAMPLE).count(), 0, 'examples are for a server with example data');

    const ada = await fresh.visit(t, `${link.pathname}${link.hash}`, { expected: REFUSED });
    await ada.arrives(sign_in.SET_UP_TITLE);
    assert.ok(!ada.page.url().includes('#'), 'the secret is not in the address any more');
    const typed = [
      [sign_in.ORGANISATION, 'Analytical Engines'],
      [sign_in.ACCOUNT_ID, '12'],
      [sign_in.ACCOUNT_NAME, 'Head office'],
      [sign_in.NAME, NAME],
      [sign_in.EMAIL, EMAIL],
      [sign_in.NEW_PASSWORD, 'short'],
    ];
    for (const [label, text] of typed) await field(ada, label).fill(text);
    await ada.press(sign_in.SET_UP);
    const wrong = ada.page.locator('[aria-invalid]');
    await wrong.first().waitFor();
    assert.equal(await wrong.count(), 2, 'the account and the password');
    for (const [label, text] of typed) assert.equal(await field(ada, label).inputValue(), text);

    await field(ada, sign_in.ACCOUNT_ID).fill(ACCOUNT);
    await field(ada, sign_in.NEW_PASSWORD).fill(PASSWORD);
    await ada.press(sign_in.SET_UP);
    await ada.arrives(invoices.TITLE);
    assert.equal(ada.address, `/accounts/${ACCOUNT}/preview`);
    await ada.page.getByText(invoices.EMPTY, { exact: true }).waitFor();
    await ada.button('Head office').waitFor();
    first = await ada.page.context().cookies();

    const late = await fresh.visit(t, `${link.pathname}${link.hash}`, { expected: REFUSED });
    await late.arrives(sign_in.LINK_USED);
  });

  test('a wrong password is told at the form, and nothing that was typed is lost', async (t) => {
    const ada = await fresh.visit(t, '/', { expected: SIGNED_OUT });
    await ada.isAt(sign_in.TITLE);
    await signIn(ada, EMAIL, 'not this one, surely');
    await ada.page.locator('form').getByRole('alert').waitFor();
    assert.equal(await field(ada, sign_in.EMAIL).inputValue(), EMAIL);
    assert.equal(await field(ada, sign_in.PASSWORD).inputValue(), 'not this one, surely');
    await signIn(ada, EMAIL, PASSWORD);
    await ada.arrives(invoices.TITLE);
    assert.equal(ada.address, `/accounts/${ACCOUNT}/preview`);
    second = await ada.page.context().cookies();
  });

  test('after signing out, the address of an account asks to sign in, and goes there afterwards', async (t) => {
    const ada = await known(t, second, `/accounts/${ACCOUNT}/purchase-orders`);
    await ada.arrives(en.orders.TITLE);
    const { address } = ada;
    await ada.pick(NAME, account.SIGN_OUT);
    await ada.arrives(sign_in.TITLE);
    await ada.message(account.SIGNED_OUT);

    await ada.go(address);
    await ada.isAt(sign_in.TITLE);
    await signIn(ada, EMAIL, PASSWORD);
    await ada.arrives(en.orders.TITLE);
    assert.equal(ada.address, address);
    second = await ada.page.context().cookies();
  });

  test('browsers that one is signed in with are listed, and each can be signed out', async (t) => {
    const elsewhere = await fresh.visit(t, '/', { userAgent: FIREFOX });
    await signIn(elsewhere, EMAIL, PASSWORD);
    await elsewhere.arrives(invoices.TITLE);

    const here = await known(t, first, '/you');
    await here.arrives(you.TITLE);
    const sessions = here.page.locator('.session');
    await sessions.first().waitFor();
    assert.equal(await here.page.getByText(you.THIS_BROWSER, { exact: true }).count(), 1);
    const before = await sessions.count();
    const browser = filled(you.BROWSER_ON, { browser: 'Firefox', system: 'Linux' });
    await here.press(filled(you.SIGN_OUT, { browser }));
    await here.message(filled(you.SIGNED_OUT, { browser }));
    await sessions.nth(before - 1).waitFor({ state: 'detached' });
    await elsewhere.reload();
    await elsewhere.isAt(sign_in.TITLE);
  });

  test('another password signs out all other browsers, and is the one that counts', async (t) => {
    const [here, elsewhere] = [await known(t, first, '/you', REFUSED), await known(t, second, '/')];
    await elsewhere.arrives(invoices.TITLE);
    await here.arrives(you.TITLE);
    // Five times a minute, and no more, a password may be tried.
    await here.page.waitForTimeout(30_000);
    await field(here, you.CURRENT).fill('not this one, surely');
    await field(here, sign_in.NEW_PASSWORD).fill(NEXT);
    await here.press(you.CHANGE);
    await here.page.locator('[aria-invalid]').waitFor();
    assert.equal(await field(here, sign_in.NEW_PASSWORD).inputValue(), NEXT, 'what was typed is there');
    await field(here, you.CURRENT).fill(PASSWORD);
    await here.press(you.CHANGE);
    await here.message(you.CHANGED);
    await here.page.locator('.session').nth(1).waitFor({ state: 'detached' });

    await elsewhere.reload();
    await elsewhere.isAt(sign_in.TITLE);
    await signIn(elsewhere, EMAIL, NEXT);
    await elsewhere.arrives(invoices.TITLE);
  });

  /** A browser in which one signed in before. */
  async function known(t, cookies, path, expected = []) {
    const visitor = await fresh.browserPage(t, { expected });
    await visitor.page.context().addCookies(cookies);
    await visitor.go(path);
    return visitor;
  }
});

onOneDatabase(['--example'], (nordwind) => {
  test('people of the example are signed in by one click', async (t) => {
    const visitor = await nordwind.visit(t, '/');
    await visitor.isAt(sign_in.TITLE);
    for (const name of Object.values(PEOPLE)) await visitor.button(filled(sign_in.EXAMPLE_AS, { name })).waitFor();
    await signInAs(visitor, 'marek');
    await visitor.arrives(invoices.TITLE);
    assert.equal(visitor.address, `/accounts/${GROUP}/preview`);
    await visitor.button(PEOPLE.marek).waitFor();
  });
});

const field = ({ page }, label) => page.getByLabel(label, { exact: true });
