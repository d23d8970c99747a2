// Pages that are seldom the first, and pieces that show only when they are asked for, arrive when they
// are opened, in the pages that ship: files of their own, which a network may lose. Pages of another
// build have none, and fail here.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en } from './catalogue.mjs';
import { site } from './site.mjs';

const { frame, scenarios, ui, why } = en;
const pages = site();

/** The file of the page of scenarios, and that of why an invoice has its line. */
const LOOKS = /\/looks-[0-9a-f]{16}\.wasm$/;
const DETAILS = /\/details-[0-9a-f]{16}\.wasm$/;

/** What a browser says of a file that did not arrive. */
const LOST = [/ERR_FAILED|Failed to fetch/];

test('a page loads its part when it is opened, and once only', async (t) => {
  const visitor = await pages.browserPage(t);
  const asked = [];
  visitor.page.on('request', (request) => { if (LOOKS.test(request.url())) asked.push(request.url()); });
  await visitor.go('/preview?data=sample');
  assert.deepEqual(asked, [], 'nobody needs it yet');
  await visitor.open(frame.NAV_SCENARIOS);
  await visitor.arrives(scenarios.TITLE);
  await visitor.open(frame.NAV_INVOICES);
  await visitor.open(frame.NAV_SCENARIOS);
  await visitor.arrives(scenarios.TITLE);
  assert.equal(asked.length, 1);
});

test('a page whose part does not arrive says so, and comes when it is tried again', async (t) => {
  const visitor = await pages.sample(t, '/preview', { expected: LOST });
  await visitor.page.route(LOOKS, (route) => route.abort());
  await visitor.navigation.getByRole('link', { name: frame.NAV_SCENARIOS }).click();
  await visitor.page.getByText(ui.PART_FAILED).waitFor();
  await visitor.page.unrouteAll();
  await visitor.press(ui.RETRY);
  await visitor.arrives(scenarios.TITLE);
});

test('a piece of a page that does not arrive leaves the page as it is, and comes when it is tried again', async (t) => {
  const visitor = await pages.browserPage(t, { expected: LOST });
  await visitor.page.route(DETAILS, (route) => route.abort());
  await visitor.go('/preview?data=sample');
  await visitor.rows.first().click();
  await visitor.panel.getByText(ui.PART_FAILED).waitFor();
  assert.ok((await visitor.rows.count()) > 1);
  await visitor.page.unrouteAll();
  await visitor.press(ui.RETRY, visitor.panel);
  await visitor.panel.getByRole('heading', { name: why.CANDIDATES }).waitFor();
});
