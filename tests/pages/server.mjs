// `tieback serve`, as people run it: on a free port, until the tests end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = process.env.TIEBACK_BIN ?? new URL('../../target/release/tieback', import.meta.url).pathname;

/** Starts it. Resolves to its address, which ends with a slash, and to what stops it. */
export async function serve(...options) {
  const data = await mkdtemp(join(tmpdir(), 'tieback-pages-'));
  const server = spawn(PROGRAM, ['serve', '--address', '127.0.0.1:0', '--data-directory', data, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TIEBACK_LOG: 'warn' },
  });
  const first = once(createInterface(server.stdout), 'line').then(([line]) => line);
  const ended = once(server, 'exit').then(() => {
    throw new Error('the server ended before it told its address');
  });
  const address = await Promise.race([first, ended]);
  ended.catch(() => {});
  const stop = async () => {
    const exit = once(server, 'exit');
    server.kill();
    await exit;
    await rm(data, { recursive: true, force: true });
  };
  return { address, stop };
}
