// The charges of a subscription as a person finds them on its page.
import { en, filled, pattern } from './catalogue.mjs';
import { GROUP } from './client.mjs';

const { subscriptions: texts } = en;

/** Subscriptions of the example by the names of their products. */
export const CLIMATE = { id: 'agmt-000013', name: 'Firnfeld Climate Models' };
export const CHECKOUT = { id: 'agmt-000005', name: 'Kontor Checkout' };
export const FORMS = { id: 'agmt-000009', name: 'Nadelwerk Forms' };
export const QUEUE = { id: 'agmt-000002', name: 'Quellwasser Queue' };
export const OBSERVABILITY = { id: 'agmt-000003', name: 'Haldegrund Observability' };

export const of = ({ id }) => `/subscriptions/${id}`;

/** The names of the charges on which something can be entered. */
export const open = async (visitor) => {
  await visitor.page.getByRole('table', { name: texts.CHARGES }).waitFor();
  const inputs = visitor.page.getByRole('table').getByRole('combobox', { name: pattern(texts.ORDER_OF) });
  const labels = await inputs.evaluateAll((inputs) => inputs.map((input) => input.getAttribute('aria-label')));
  return labels.map((label) => label.match(pattern(texts.ORDER_OF))[1]);
};

/** Where the purchase order of a charge is entered. */
export const order = (visitor, charge) => visitor.page.getByRole('combobox', { name: filled(texts.ORDER_OF, { charge }), exact: true });

/** Where the line of it is entered. */
export const lineOf = (visitor, charge) => visitor.page.getByRole('combobox', { name: filled(texts.LINE_OF, { charge }), exact: true });

/** The row of a charge. */
export const row = ({ page }, charge) => page.getByRole('row').filter({ has: page.getByRole('rowheader').filter({ hasText: charge }) });

export const idOf = (visitor, charge) => row(visitor, charge).getByRole('rowheader').locator('.hint').innerText();

/** Types a purchase order on a charge, and lets somebody else name another one on it meanwhile: waits until both are shown. */
export const contested = async (visitor, client, charge) => {
  await order(visitor, charge).fill('4500044');
  await visitor.page.getByText(texts.WILL).waitFor();
  await client.send('POST', `/accounts/${GROUP}/charges:update-purchase-orders`, {
    purchaseOrders: [{ chargeId: await idOf(visitor, charge), purchaseOrderReference: 'MP-HALDE' }],
  });
  const mine = filled(en.words.PLACE, { order: '4500044', line: '1' });
  const theirs = filled(en.words.PLACE, { order: 'MP-HALDE', line: '1' });
  await row(visitor, charge).getByText(filled(texts.CONFLICT, { theirs, mine })).waitFor();
};

/** What is not saved yet, and the button that saves it. */
export const bar = ({ page }) => page.getByRole('region', { name: texts.SAVE_REGION });

/** Enters a purchase order on many charges. */
export const many = async (visitor, to, name) => {
  const form = visitor.page.getByRole('group', { name: texts.APPLY });
  await form.getByRole('combobox', { name: texts.COLUMN_ORDER }).fill(name);
  await form.getByLabel(texts.APPLY_TO).selectOption({ label: to });
  await visitor.press(texts.ENTER, form);
};

/** Waits until what is typed was looked at, and gives what it moves. */
export const moves = async (visitor) => {
  await bar(visitor).getByRole('heading', { name: texts.WILL, exact: true }).waitFor();
  return bar(visitor).getByRole('listitem').allInnerTexts();
};

export const told = (visitor, sentence) => bar(visitor).getByRole('listitem').filter({ hasText: sentence }).waitFor();

/** Waits until so many charges are saved. */
export const saved = async (visitor, count) => {
  const text = count === 1 ? texts.SAVED_ONE : texts.SAVED_OTHER;
  await visitor.page.locator('.flash-text').filter({ hasText: filled(text, { count }) }).waitFor();
  await bar(visitor).getByText(texts.NOTHING_TYPED_YET).first().waitFor();
};
