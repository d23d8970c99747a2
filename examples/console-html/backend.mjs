// The backend of a console: its pages, and embed sessions for the person who is signed in there. The
// API token stays here; the page gets a client secret that works once, within a minute.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const HERE = import.meta.dirname;
const WIDGET = path.resolve(HERE, '../../crates/widget/npm/dist');
const TYPES = { '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml', '.wasm': 'application/wasm' };

/** Serves the console until it is closed. */
export function serve({ tieback, token, account, user, actions = null, directory = path.join(HERE, 'console'), port }) {
  // What the widget needs: the module may be compiled, and the server of Tieback be asked.
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

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://console');
    // A real console looks at its own session here, and names the person of that.
    if (request.method === 'POST' && pathname === '/embed-session') {
      const clientSecret = await embedSession(`http://${request.headers.host}`);
      response.writeHead(clientSecret ? 200 : 502, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      return response.end(JSON.stringify({ clientSecret }));
    }
    if (pathname === '/configuration.json') return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ tieback }));
    const file = pathname.startsWith('/widget/') ? path.join(WIDGET, path.basename(pathname)) : path.join(directory, path.normalize(pathname === '/' ? '/index.html' : pathname));
    const body = await readFile(file).catch(() => null);
    return response.writeHead(body ? 200 : 404, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain', 'content-security-policy': policy }).end(body ?? 'Not found');
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}
