// What leaves an account: a link to edits, and a session that is opened where no server is behind it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP, onOneDatabase, suspend } from './account.mjs';
import { en } from './catalogue.mjs';

const { frame } = en;

/** The purchase order of the monthly cloud bill. */
const MONTHLY = '4500044';

onOneDatabase(['--example'], (nordwind) => {
  test('a link to edits of an account shows a colleague the same', async (t) => {
    const ines = await nordwind.enter(t, 'ines', '/preview', { permissions: ['clipboard-read', 'clipboard-write'] });
    await suspend(ines, MONTHLY);
    await ines.open(frame.NAV_INVOICES);
    const changes = await ines.changes();
    await ines.press(frame.SHARE);
    await ines.message(frame.SHARED_ACCOUNT);
    const link = await ines.page.evaluate(() => navigator.clipboard.readText());
    assert.ok(link.includes(`/accounts/${GROUP}/preview#edits=`), link);

    const marek = await nordwind.enter(t, 'marek', '/purchase-orders');
    await marek.page.goto(link);
    await marek.message(frame.SHARE_APPLIED);
    await marek.hasEdits(1);
    await marek.settled();
    assert.deepEqual(await marek.changes(), changes);
    assert.ok(!marek.page.url().includes('#'), 'the address is clean again');
  });

  test('a session of an account that is opened as a file has its edits, and nothing to save to', async (t) => {
    const ines = await nordwind.enter(t, 'ines');
    await suspend(ines, MONTHLY);
    await ines.open(frame.NAV_INVOICES);
    const changes = await ines.changes();
    const session = await ines.keep(frame.KEEP_SESSION);

    await ines.go('/files');
    await ines.choose(session);
    await ines.arrives(en.invoices.TITLE);
    await ines.hasEdits(1);
    assert.deepEqual(await ines.changes(), changes);
    assert.equal(await ines.button(en.save.REVIEW).count(), 0, 'there is nothing to save to');
    await ines.button(frame.DISCARD).waitFor();
  });
});
