// Parts that are mounted and taken away again and again leave nothing behind: neither what the page holds
// of them nor what the modules do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { embedded } from './embedded.mjs';

const SNAPSHOT = JSON.parse(readFileSync(new URL('../../examples/snapshot.json', import.meta.url), 'utf8'));
const TIMES = process.env.TIEBACK_HEAVY ? 1000 : 100;
/** Until the page and the modules have what they keep for good. */
const WARM = 20;

const { visit } = embedded();

// Each time it asks, fails, and says so: a view with text, a button, listeners and a request.
test('charges whose session cannot be opened', async (t) => {
  const page = await console(t);
  await page.evaluate(() => Object.assign(document.querySelector('tieback-charges'), { server: 'https://tieback.invalid', fetchClientSecret: () => null }));
  await leavesNothing(t, page, 'tieback-charges', '[role=alert]');
});

test('charges with their table', async (t) => {
  const page = await console(t);
  await leavesNothing(t, page, 'tieback-charges', 'tbody input');
});

test('a preview of a snapshot', async (t) => {
  const page = await console(t);
  await give(page, 'tieback-preview');
  await leavesNothing(t, page, 'tieback-preview', '.embed-coming');
});

test('a picker with a snapshot', async (t) => {
  const page = await console(t);
  await give(page, 'tieback-po-picker');
  await leavesNothing(t, page, 'tieback-po-picker', '[role=option]');
});

/** The console once its parts are there, with the memories of their modules. */
async function console(t) {
  const { page, charges } = await visit(t, {
    // What is out of view is not mounted.
    viewport: { width: 1280, height: 3000 },
    route: (page) => page.addInitScript(() => {
      const { instantiateStreaming } = WebAssembly;
      globalThis.memories = new Set();
      WebAssembly.instantiateStreaming = async (...values) => {
        const made = await instantiateStreaming(...values);
        if (made.instance.exports.memory) globalThis.memories.add(made.instance.exports.memory);
        return made;
      };
    }),
  });
  await charges.getByRole('table').waitFor();
  return page;
}

/** Lets a part compute from a snapshot, with no server. */
function give(page, tag) {
  return page.evaluate(({ tag, snapshot }) => {
    const part = document.querySelector(tag);
    for (const name of ['server', 'agreement']) part.removeAttribute(name);
    part.fetchClientSecret = null;
    part.snapshot = snapshot;
  }, { tag, snapshot: SNAPSHOT });
}

/** Takes a part away and puts it back until it shows something, often. */
async function leavesNothing(t, page, tag, shown) {
  const cycle = (times) => page.evaluate(async ({ times, tag, shown }) => {
    const part = document.querySelector(tag);
    const parent = part.parentElement;
    const pause = () => new Promise((resolve) => setTimeout(resolve));
    for (let n = 0; n < times; n += 1) {
      part.remove();
      await pause();
      parent.append(part);
      while (!part.shadowRoot.querySelector(shown)) {
        // A list opens when somebody wants it.
        part.shadowRoot.querySelector('[role=combobox][aria-expanded=false]')?.click();
        await pause();
      }
    }
    document.querySelector('#log').replaceChildren();
  }, { times, tag, shown });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const measure = async () => {
    await page.waitForTimeout(500);
    await devtools.send('HeapProfiler.collectGarbage');
    const metrics = Object.fromEntries((await devtools.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
    const memory = await page.evaluate(() => [...globalThis.memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
    return { heap: metrics.JSHeapUsedSize, nodes: metrics.Nodes, listeners: metrics.JSEventListeners, memory };
  };
  await cycle(WARM);
  const before = await measure();
  await cycle(TIMES);
  const after = await measure();
  t.diagnostic(`${TIMES} cycles: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`);
  assert.ok(after.nodes - before.nodes < 100, 'nodes');
  assert.ok(after.listeners - before.listeners < 100, 'listeners');
  assert.ok((after.heap - before.heap) / TIMES < 1000, 'bytes of the page in a cycle');
  assert.ok((after.memory - before.memory) / TIMES < 1000, 'bytes of the modules in a cycle');
}
