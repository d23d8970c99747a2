// What a part does when its console changes what it was told: another agreement, another function for
// the session, another person, and a function that fails or never answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, filled } from './catalogue.mjs';
import { GROUP } from './client.mjs';
import { AGREEMENT, embedded, orderOf, waitUntil } from './embedded.mjs';

/** Of the same account: its id, and what it is called. */
const OTHER = { id: 'agmt-000009', name: 'Nadelwerk Forms' };
const RESEARCH = '410000000002';

const { admin, visit, saved, nameOfFirst } = embedded();

const unsaved = (charges) => charges.evaluate((part) => part.unsavedCharges);

test('after discard() the next agreement comes, and what is typed goes with its agreement', async (t) => {
  const { charges } = await visit(t);
  await orderOf(charges, (await nameOfFirst())[0]).fill('MP-GONE');
  await waitUntil(async () => (await unsaved(charges)) === 1);
  await charges.evaluate((part, id) => {
    part.discard();
    part.agreement = id;
  }, OTHER.id);
  await charges.getByText(OTHER.name).first().waitFor();
  await charges.getByRole('table').waitFor();
  assert.equal(await unsaved(charges), 0);
  // It goes on hearing what is asked of it.
  await charges.getByRole('combobox').first().fill('MP-GONE-TOO');
  await waitUntil(async () => (await unsaved(charges)) === 1);
  await charges.evaluate((part) => part.discard());
  await waitUntil(async () => (await unsaved(charges)) === 0);
});

for (const [what, take] of [['agreement', (part) => { part.agreement = ''; }], ['function', (part) => { part.fetchClientSecret = null; }]]) {
  test(`without its ${what} nothing is typed any more`, async (t) => {
    const { charges } = await visit(t, { expected: true });
    await orderOf(charges, (await nameOfFirst())[0]).fill('MP-GONE');
    await waitUntil(async () => (await unsaved(charges)) === 1);
    await charges.evaluate(take);
    await waitUntil(async () => (await unsaved(charges)) === 0);
    await charges.getByText(en.embed.NOT_SET_UP).waitFor();
  });
}

for (const [what, change] of [
  ['only reads', (part) => { part.readOnly = true; }],
  ['shows another agreement', (part) => { part.agreement = 'agmt-000009'; }],
]) {
  test(`a save is told to a console that ${what} meanwhile`, async (t) => {
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    const { charges, told } = await visit(t, {
      route: (page) => page.route((url) => url.pathname.endsWith(':update-purchase-orders') && url.searchParams.has('seen'), async (route) => {
        await held;
        await route.continue();
      }),
    });
    const order = `MP-WHILE-${what.split(' ')[0].toUpperCase()}`;
    await orderOf(charges, (await nameOfFirst())[0]).fill(order);
    await charges.getByText(en.subscriptions.WILL).waitFor();
    await charges.getByRole('button', { name: en.subscriptions.SAVE, exact: true }).click();
    await charges.evaluate(change);
    release();
    await waitUntil(async () => (await told('tieback-change')).length === 1);
    const [{ agreement, charges: named }] = await told('tieback-change');
    assert.deepEqual([agreement, named.map((charge) => charge.purchaseOrderReference)], [AGREEMENT, [order]]);
    assert.ok((await saved()).some((charge) => charge.purchaseOrderReference === order));
  });
}

test('another function is asked when the session ends, or at once after refresh(), and only for its own part', async (t) => {
  const { page, charges, preview, secrets, session } = await visit(t);
  const order = orderOf(charges, (await nameOfFirst())[0]);
  await order.fill('MP-KEPT');
  // Whoever may name none is not asked what this one would move.
  await charges.getByText(en.subscriptions.WILL).waitFor();
  await preview.locator('.embed-coming').first().waitFor();
  const actions = (await session()).actions.filter((action) => action !== 'aws-marketplace:UpdatePurchaseOrders');
  const asked = await secretsOf(page, GROUP, { user: 'ines@nordwind.example', actions });
  // Some consoles make a function anew each time that they draw: nothing is lost by that.
  await charges.evaluate((part) => { part.fetchClientSecret = () => globalThis.secretOfOther(); });
  await page.waitForTimeout(300);
  assert.deepEqual([await order.inputValue(), asked()], ['MP-KEPT', 0]);
  await charges.evaluate((part) => part.refresh());
  await charges.getByText(en.subscriptions.MAY_NOT_ENTER).waitFor();
  assert.equal(asked(), 1);
  // The others go on by what they have.
  await page.evaluate(() => document.querySelector('tieback-preview').refresh());
  await page.waitForTimeout(500);
  assert.deepEqual([secrets(), asked()], [1, 1]);
});

test('what is of one account does not stay in view for somebody of another', async (t) => {
  const { page, charges } = await visit(t, { expected: true });
  await orderOf(charges, (await nameOfFirst())[0]).fill('MP-GONE');
  await secretsOf(page, RESEARCH, { user: 'aiko@nordwind.example', actions: null });
  await charges.evaluate((part) => {
    part.fetchClientSecret = () => globalThis.secretOfOther();
    part.refresh();
  });
  await charges.getByText(filled(en.embed.UNKNOWN, { agreement: AGREEMENT })).waitFor();
  assert.deepEqual([await charges.getByRole('table').count(), await unsaved(charges)], [0, 0]);
});

test('a function that never answers is not waited for, and the next one goes on', async (t) => {
  const { page, charges, told } = await visit(t, { expected: true, route: (page) => page.clock.install() });
  await charges.getByRole('table').waitFor();
  await charges.evaluate((part) => {
    part.fetchClientSecret = () => {
      globalThis.isAsked = true;
      return new Promise(() => {});
    };
    part.refresh();
  });
  await page.waitForFunction(() => globalThis.isAsked);
  await page.clock.fastForward('00:31');
  await charges.getByText(en.embed.SECRET_LATE).first().waitFor();
  assert.equal((await told('tieback-error')).at(-1).code, 'TIMED_OUT');
  await charges.evaluate((part) => {
    part.fetchClientSecret = async () => (await (await fetch('embed-session', { method: 'POST' })).json()).clientSecret;
  });
  await charges.getByRole('button', { name: en.ui.RETRY }).first().click();
  await charges.getByText(en.embed.SECRET_LATE).waitFor({ state: 'detached' });
});

test('what breaks in the function is on the console of the browser', async (t) => {
  const { charges, complaints, told } = await visit(t, { expected: true });
  await charges.getByRole('table').waitFor();
  for (const [how, fail] of [['thrown', (part) => { part.fetchClientSecret = () => { throw new Error('it was thrown'); }; }], ['rejected', (part) => { part.fetchClientSecret = async () => { throw new Error('it was rejected'); }; }]]) {
    await charges.evaluate(fail);
    await charges.evaluate((part) => part.refresh());
    await charges.getByText(en.embed.NO_SECRET).first().waitFor();
    await waitUntil(() => complaints.some((complaint) => complaint.includes(`it was ${how}`)));
  }
  assert.equal((await told('tieback-error')).at(-1).code, 'NO_CLIENT_SECRET');
});

/** Lets the page ask for client secrets of somebody, by `secretOfOther`; gives how often it has. */
async function secretsOf(page, account, somebody) {
  let count = 0;
  const { origin } = new URL(page.url());
  await page.exposeFunction('secretOfOther', async () => {
    count += 1;
    const made = await admin.send('POST', `/accounts/${account}/embed-sessions`, { ...somebody, components: ['charges', 'preview', 'po-picker'], origins: [origin] });
    return made.clientSecret;
  });
  return () => count;
}
