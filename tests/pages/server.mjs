// `tieback serve`, as people run it: on a free port, until the tests end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const PROGRAM = process.env.TIEBACK_BIN ?? new URL('../../target/release/tieback', import.meta.url).pathname;

/** The option that names a database; without it, the server has a directory of its own. */
export const DATABASE = '--database-url';

/**
 * Starts it. Resolves to its address, which ends with a slash, to what stops it, and to what waits
 * for the line that it tells next.
 */
export async function serve(...options) {
  const data = await mkdtemp(join(tmpdir(), 'tieback-pages-'));
  const place = options.includes(DATABASE) ? [] : ['--data-directory', data];
  const server = spawn(PROGRAM, ['serve', '--address', '127.0.0.1:0', ...place, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TIEBACK_LOG: 'warn' },
  });
  const ended = once(server, 'exit').then(() => {
    throw new Error('the server ended before it told that');
  });
  ended.catch(() => {});
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const line = async () => (await Promise.race([lines.next(), ended])).value;
  const address = await line();
  const stop = async () => {
    const exit = once(server, 'exit');
    server.kill();
    await exit;
    await rm(data, { recursive: true, force: true });
  };
  return { address, line, stop };
}
