// What the tests of the server asked of a session on random organisations, a real browser is asked
// here: there it was the server's preview and what a run issued, so all three agree to the byte.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { launch } from '../browser/chromium.mjs';
import { serve } from './server.mjs';

const DIRECTORY = fileURLToPath(new URL('../../target/tmp/conversations', import.meta.url));
const REMEDY = `no conversations in ${DIRECTORY}: make the directory and run `
  + '`TIEBACK_CONVERSATIONS=that cargo test --package server agree_on`';

test('a real browser answers as the session did in the tests of the server', async (t) => {
  const files = await readdir(DIRECTORY).catch(() => []);
  assert.ok(files.length > 0, REMEDY);
  const server = await serve();
  t.after(server.stop);
  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(server.address);
  await page.evaluate(startWorker);
  for (const file of files) {
    const conversation = JSON.parse(await readFile(join(DIRECTORY, file), 'utf8'));
    const told = await page.evaluate(askAll, conversation.map(({ ask }) => ask));
    for (const [at, { ask, answer, refused }] of conversation.entries()) {
      const of = `${file}, request ${at}: ${ask.slice(0, 200)}`;
      // A preview is a text in the answer, so its bytes are compared; keys of edits have no order.
      assert.deepEqual(parsed(told[at]), parsed({ answer, refused }), of);
    }
  }
});

const parsed = ({ answer, refused }) => ({ answer: JSON.parse(answer ?? 'null'), refused: JSON.parse(refused ?? 'null') });

// In the page: the worker that the pages themselves use.

function startWorker() {
  window.desk = new Worker('worker.js', { type: 'module' });
}

/** Asks one thing after another. */
async function askAll(requests) {
  const told = [];
  for (const [id, ask] of requests.entries()) {
    told.push(await new Promise((resolve) => {
      window.desk.onmessage = ({ data: { answer, refused } }) => resolve({ answer, refused });
      window.desk.postMessage({ id, ask });
    }));
  }
  return told;
}
