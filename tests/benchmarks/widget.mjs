// How fast the parts of the widget are in the example console, with a processor four times slower, as
// ratios to plain elements with the same content in the same style, measured in turns: the first visit
// on slow 4G, and mounting each part again when the module is there. A mount asks the server; a plain
// element asks nobody.
//
//   node tests/benchmarks/widget.mjs [rounds]        (after `cargo xtask widget`)
import { createServer, request } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

import { launch } from '../browser/chromium.mjs';
import { serve as serveConsole } from '../../examples/console-backend/backend.mjs';
import { Client, GROUP } from '../pages/client.mjs';
import { serve } from '../pages/server.mjs';
import { slowly } from './slow-network.mjs';

const ROUNDS = Number(process.argv[2] ?? 9);
const CONSOLE = new URL('../../examples/console-html/console', import.meta.url).pathname;
/** The parts, each with what it shows when it can be used. */
const PARTS = { 'tieback-charges': 'table', 'tieback-preview': 'li', 'tieback-po-picker': 'input' };

/** The most that a ratio may be: half as much again as was measured, on a server built for tests. */
const LIMITS = {
  'tieback-charges mounted': 5.5,
  'tieback-charges, main thread': 4,
  'tieback-preview mounted': 11.5,
  'tieback-preview, main thread': 6.5,
  'tieback-po-picker mounted': 2.5,
  'tieback-po-picker, main thread': 2,
  'first part of a first visit on slow 4G': 5,
};

const TYPES = { css: 'text/css', js: 'text/javascript', json: 'application/json', svg: 'image/svg+xml', wasm: 'application/wasm' };

const [server, browser] = await Promise.all([serve('--example'), launch()]);
const tieback = new URL(server.address).origin;
const closing = [];
const ratios = {};
try {
  const host = await startConsole();
  const source = await newPage(`http://127.0.0.1:${host.address().port}/`);
  await shown(source, Object.keys(PARTS));
  await mounting(source);
  await firstVisit(source, host);
} finally {
  await browser.close();
  for (const close of closing) close();
  await server.stop();
}

const over = Object.entries(ratios).filter(([name, ratio]) => !(ratio <= LIMITS[name]));
for (const [name, ratio] of over) console.log(`over the limit: ${name}, ${ratio.toFixed(2)} of ${LIMITS[name]}`);
process.exitCode = over.length > 0 ? 1 : 0;

async function startConsole() {
  const site = { address: (path = '/') => new URL(path.replace(/^\//, ''), server.address).href };
  const ines = await Client.of(site, 'ines');
  const scope = ['organizations:ManageEmbedSessions'];
  const { secret } = await ines.send('POST', `/accounts/${GROUP}/tokens`, { name: 'Console', scope });
  const host = await serveConsole({ tieback, token: secret, account: GROUP, user: 'ines@nordwind.example', directory: CONSOLE, port: 0 });
  closing.push(() => { host.close(); host.closeAllConnections(); });
  return host;
}

/** A page in a browser of its own, with a processor four times slower. */
async function newPage(address) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 1600 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await session.send('Performance.enable');
  page.session = session;
  await page.goto(address, { waitUntil: 'commit' });
  return page;
}

function shown(page, parts) {
  return page.waitForFunction((wanted) => wanted.every(([part, inside]) => document.querySelector(part)?.shadowRoot?.querySelector(inside)), parts.map((part) => [part, PARTS[part]]), { polling: 'raf' });
}

/** Milliseconds until a part is there again that was taken away, and how busy the page is with it. */
async function mounting(page) {
  for (const [part, inside] of Object.entries(PARTS)) {
    const times = { ours: [], plain: [], busy: [], plainBusy: [] };
    await page.evaluate(definePlain, { part, inside });
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [kind, name] of [['ours', part], ['plain', `plain-${part}`]]) {
        const before = await taskTime(page);
        times[kind].push(await page.evaluate(mountAgain, { name, inside }));
        times[kind === 'ours' ? 'busy' : 'plainBusy'].push((await taskTime(page)) - before);
      }
    }
    tell(`${part} mounted`, times.ours, times.plain);
    tell(`${part}, main thread`, times.busy, times.plainBusy);
  }
}

async function taskTime(page) {
  const { metrics } = await page.session.send('Performance.getMetrics');
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
}

/** In the page: an element that draws what the part shows now. */
function definePlain({ part }) {
  const { shadowRoot } = document.querySelector(part);
  const markup = shadowRoot.innerHTML;
  const sheets = [...shadowRoot.adoptedStyleSheets];
  customElements.define(`plain-${part}`, class extends HTMLElement {
    connectedCallback() {
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = sheets;
      root.innerHTML = markup;
    }
  });
  const plain = document.createElement(`plain-${part}`);
  plain.remove();
  globalThis.plain = plain;
}

/** In the page: takes a part away and puts it back, until what it shows is there and painted. */
async function mountAgain({ name, inside }) {
  const frame = () => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); });
  const ours = document.querySelector(name.replace('plain-', ''));
  const parent = ours.parentElement;
  const isPlain = name.startsWith('plain-');
  const part = isPlain ? globalThis.plain : ours;
  part.remove();
  part.shadowRoot?.replaceChildren();
  await frame();
  const start = performance.now();
  parent.append(part);
  while (!part.shadowRoot?.querySelector(inside)) await new Promise((resolve) => { requestAnimationFrame(resolve); });
  await frame();
  const time = performance.now() - start;
  if (isPlain) part.remove();
  return time;
}

/** Milliseconds from the start of a visit until the first part can be used, on a slow network. */
async function firstVisit(source, host) {
  const sheet = await source.evaluate(() => [...document.querySelector('tieback-charges').shadowRoot.adoptedStyleSheets].flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText)).join('\n'));
  const body = await source.evaluate((parts) => {
    const copy = document.querySelector('main').cloneNode(true);
    for (const part of parts) {
      const root = document.createElement('template');
      root.setAttribute('shadowrootmode', 'open');
      root.innerHTML = `<link rel="stylesheet" href="sheet.css">${document.querySelector(part).shadowRoot.innerHTML}`;
      copy.querySelector(part).replaceChildren(root);
    }
    return copy.outerHTML;
  }, Object.keys(PARTS));
  const plain = await servePlain({ '/': `<!doctype html><html lang="en"><title>Plain</title>${body}`, '/sheet.css': sheet });
  const packed = await servePacked(host);
  const slow = { ours: await slowly(packed.address().port), plain: await slowly(plain.address().port) };
  closing.push(slow.ours.stop, slow.plain.stop, () => plain.close(), () => packed.close());
  const times = { ours: [], plain: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of ['ours', 'plain']) {
      const page = await newPage(`http://127.0.0.1:${slow[kind].port}/`);
      await shown(page, ['tieback-charges']);
      times[kind].push(await page.evaluate(() => performance.now()));
      await page.context().close();
    }
  }
  tell('first part of a first visit on slow 4G', times.ours, times.plain);
}

/** Files, packed. */
function servePlain(files) {
  return packing((url) => files[url]);
}

/** What the console serves, packed as a server that ships would: its backend packs nothing. */
function servePacked(host) {
  return packing((url, { method, headers }) => new Promise((resolve, reject) => {
    const asked = request({ port: host.address().port, path: url, method, headers: { host: headers.host } }, async (answer) => {
      const pieces = [];
      for await (const piece of answer) pieces.push(piece);
      resolve(Buffer.concat(pieces));
    });
    asked.on('error', reject).end();
  }));
}

function packing(find) {
  const packed = new Map();
  const server = createServer(async (request, response) => {
    const { url, method } = request;
    const content = packed.get(url) ?? brotliCompressSync((await find(url, request)) ?? '');
    if (method === 'GET') packed.set(url, content);
    const type = method === 'POST' ? TYPES.json : (TYPES[url.split('.').at(-1)] ?? 'text/html; charset=utf-8');
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'br' }).end(content);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function tell(name, ours, plain) {
  const [one, other] = [median(ours), median(plain)];
  ratios[name] = one / other;
  console.log(`${name}: ${ratios[name].toFixed(2)} (${one.toFixed(0)} ms, plain ${other.toFixed(0)} ms; limit ${LIMITS[name]})`);
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
