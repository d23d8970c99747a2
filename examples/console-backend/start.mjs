// All of an example by one command: a server of Tieback with example data, an API token of it that may
// do nothing but make embed sessions, and the backend with a console. By itself, the console is one page.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { serve } from './backend.mjs';

const ACCOUNT = '410000000001';
const PROGRAM = process.env.TIEBACK_BIN ?? path.resolve(import.meta.dirname, '../../target/release/tieback');

/** Starts it, and prints the addresses of the console and of the server. */
export async function start(directory) {
  const data = mkdtempSync(path.join(tmpdir(), 'tieback-console-'));
  const program = spawn(PROGRAM, ['serve', '--example', '--address', '127.0.0.1:0', '--data-directory', data], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TIEBACK_LOG: 'warn' } });
  program.on('error', () => console.error(`There is no ${PROGRAM}: build it by \`cargo build --release --bin tieback\`, or name another one in TIEBACK_BIN.`));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit());
  process.on('exit', () => {
    program.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  });
  const { value } = await createInterface(program.stdout)[Symbol.asyncIterator]().next();
  if (!value) process.exit(1);
  const tieback = new URL(value).origin;
  const token = await apiToken(tieback);
  const host = await serve({ tieback, token, account: ACCOUNT, user: 'ines@nordwind.example', directory, port: Number(process.env.PORT ?? 0) });
  console.log(`http://127.0.0.1:${host.address().port}/`);
  console.log(`${tieback}/`);
}

/** An administrator makes it on the page of tokens; here it is asked for as she would. */
async function apiToken(tieback) {
  const post = (route, body, headers = {}) =>
    fetch(`${tieback}/api/v1${route}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-tieback-client': 'example', ...headers }, body: JSON.stringify(body) });
  const signedIn = await post('/session/example', { user: 'u-ines' });
  const cookie = signedIn.headers.get('set-cookie').split(';')[0];
  const made = await post(`/accounts/${ACCOUNT}/tokens`, { name: 'Console', scope: ['organizations:ManageEmbedSessions'] }, { cookie });
  return (await made.json()).secret;
}

if (process.argv[1] === import.meta.filename) await start(path.join(import.meta.dirname, 'console'));
