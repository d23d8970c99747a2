// Plain pages to measure ours against: the same elements and the same style sheet, without a program
// or with the least that scrolls many rows.
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

/** The page as it stands, without what makes it run. */
export const markup = (page) => page.evaluate(() => {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll('script, link[rel=preload], link[rel=modulepreload], base').forEach((element) => element.remove());
  for (const link of copy.querySelectorAll('link')) link.setAttribute('href', link.getAttribute('href').replace(/^\.?\//, ''));
  return `<!DOCTYPE html>${copy.outerHTML}`;
});

/** The style sheet of the page: its name and its text. */
export const style = (page) => page.evaluate(async () => {
  const { href } = document.querySelector('link[rel=stylesheet]');
  return { name: new URL(href).pathname, text: await (await fetch(href)).text() };
});

/** Recycles the rows of the page for `count` of them, writing only those that come into view. All
 * rows are at hand: what any table must do at least. */
export const recycling = `
const scroller = document.querySelector('.table-scroll');
const pool = [...scroller.querySelectorAll('tr.table-row')];
const [above, below] = scroller.querySelectorAll('.table-space');
const texts = pool.map((row) => [...row.children].map((cell) => cell.textContent));
const height = pool[0].offsetHeight;
const data = Array.from({ length: globalThis.count }, (_, place) => texts[place % texts.length].map((text, cell) => (cell ? text : 'row ' + place)));
for (const row of pool) {
  row.removeAttribute('data-kind');
  for (const cell of row.children) cell.replaceChildren(document.createTextNode(''));
}
const write = (row, index) => data[index].forEach((text, cell) => { row.children[cell].firstChild.data = text; });
let shown = -Infinity;
const draw = () => {
  const most = data.length - pool.length;
  const first = Math.max(0, Math.min(most, Math.floor(scroller.scrollTop / height) - 6));
  if (first === shown) return;
  if (Math.abs(first - shown) < pool.length) {
    for (; shown < first; shown += 1) {
      const row = pool.shift();
      below.before(row);
      pool.push(row);
      write(row, shown + pool.length);
    }
    for (; shown > first; shown -= 1) {
      const row = pool.pop();
      above.after(row);
      pool.unshift(row);
      write(row, shown - 1);
    }
  } else {
    pool.forEach((row, nth) => write(row, first + nth));
    shown = first;
  }
  above.style.blockSize = first * height + 'px';
  below.style.blockSize = (most - first) * height + 'px';
};
let isDue = false;
scroller.addEventListener('scroll', () => {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => { isDue = false; draw(); });
});
draw();
`;

/** Serves texts by path, packed like ours. Resolves to its port and to what stops it. */
export async function serve(files) {
  const types = { css: 'text/css', js: 'text/javascript', html: 'text/html; charset=utf-8' };
  const packed = new Map(Object.entries(files).map(([path, text]) => [path, brotliCompressSync(text)]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const body = packed.get(pathname);
    if (!body) return response.writeHead(204).end();
    const type = types[pathname.split('.').at(-1)] ?? types.html;
    return response.writeHead(200, { 'content-type': type, 'content-encoding': 'br', 'content-length': body.length }).end(body);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const stop = () => { server.close(); server.closeAllConnections(); };
  return { port: server.address().port, stop };
}
