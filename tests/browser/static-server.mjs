// A static server: directories and files at paths, with the headers that it is given.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = {
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Serves until the test ends; the longest path wins. Returns the address. */
export async function serve(test, directories, headers = {}) {
  const prefixes = Object.keys(directories).sort((a, b) => b.length - a.length);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    const prefix = prefixes.find((candidate) => pathname.startsWith(candidate));
    const file = path.join(directories[prefix], pathname.slice(prefix.length));
    const body = await readFile(file).catch(() => null);
    if (body === null) return response.writeHead(404, headers).end();
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    return response.writeHead(200, { 'content-type': type, ...headers }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }));
  return `http://127.0.0.1:${server.address().port}`;
}
