// The backend of a console: embed sessions for the person who is signed in there, and the console's own
// files. The API token stays here; the page gets a client secret that works once, within a minute.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const WIDGET = path.resolve(import.meta.dirname, '../../crates/widget/npm/dist');
const TYPES = { '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml', '.wasm': 'application/wasm' };

/** Serves the console in `directory` until it is closed; `actions` null are all that the person may. */
export function serve({ tieback, token, account, user, actions = null, directory, port }) {
  // What the widget needs: its module may be compiled, and the server of Tieback be asked.
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ${tieback}; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

  async function embedSession(origin) {
    const answer = await fetch(`${tieback}/api/v1/accounts/${account}/embed-sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user, actions, components: ['charges', 'preview', 'po-picker'], origins: [origin] }),
    });
    if (!answer.ok) console.error(await answer.text());
    return answer.ok ? (await answer.json()).clientSecret : null;
  }

  const server = createServer(async ({ method, url, headers: { host } }, response) => {
    const { pathname } = new URL(url, 'http://console');
    const json = (status, value) => response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(value));
    if (pathname === '/configuration.json') return json(200, { tieback });
    // A real console looks at its own session here, and names the person of that.
    if (method === 'POST' && pathname === '/embed-session') {
      const clientSecret = await embedSession(`http://${host}`);
      return json(clientSecret ? 200 : 502, { clientSecret });
    }
    const file = pathname.startsWith('/widget/') ? path.join(WIDGET, path.basename(pathname)) : path.join(directory, path.normalize(pathname === '/' ? '/index.html' : pathname));
    const body = await readFile(file).catch(() => null);
    return response.writeHead(body ? 200 : 404, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain', 'content-security-policy': policy }).end(body ?? 'Not found');
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}
