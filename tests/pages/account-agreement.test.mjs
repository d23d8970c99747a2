// The browser and the server compute the same preview, to the byte.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { agrees, noticeOf, onEachDatabase, save, setAmount, suspend } from './account.mjs';
import { en } from './catalogue.mjs';

onEachDatabase(['--example'], (nordwind) => {
  test('the preview of the browser is that of the server, before a save and after it', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    await agrees(ines, nordwind);
    const before = await nordwind.preview();
    await suspend(ines, 'EU-2340');
    await setAmount(ines, 'BUDGET 2', '60,000');
    await save(ines);
    assert.notEqual(await nordwind.preview(), before);
    await agrees(ines, nordwind);
    await ines.reload();
    await agrees(ines, nordwind);
  });

  test('the records are fetched once, and edits are computed from them', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/purchase-orders');
    await ines.arrives(en.orders.TITLE);
    const asked = [];
    ines.page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/')) asked.push(pathname.split('/').at(-1));
    });
    await ines.reload();
    await ines.rows.first().waitFor();
    await suspend(ines, 'MP-TARN');
    await ines.open(en.frame.NAV_INVOICES);
    await ines.open(en.frame.NAV_TO_DO);
    assert.equal(asked.filter((name) => name === 'snapshot').length, 1, asked.join(' '));
    assert.equal(asked.filter((name) => name === 'access').length, 1, asked.join(' '));
  });

  test('both agree after a program has changed the records meanwhile', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    const marek = await nordwind.client('marek');
    const before = await nordwind.preview();
    await marek.suspend('MP-LUMEN');
    await noticeOf(ines);
    assert.notEqual(await nordwind.preview(), before);
    await agrees(ines, nordwind);
  });
});
