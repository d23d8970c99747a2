// `tieback serve`, as people run it: on a free port, until the tests end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const PROGRAM = process.env.TIEBACK_BIN ?? new URL('../../target/release/tieback', import.meta.url).pathname;

/** Starts it. Resolves to its address, which ends with a slash, and to what stops it. */
export async function serve(...options) {
  const server = spawn(PROGRAM, ['serve', '--address', '127.0.0.1:0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const first = once(createInterface(server.stdout), 'line').then(([line]) => line);
  const ended = once(server, 'exit').then(() => {
    throw new Error('the server ended before it told its address');
  });
  const address = await Promise.race([first, ended]);
  ended.catch(() => {});
  const stop = () => {
    const exit = once(server, 'exit');
    server.kill();
    return exit;
  };
  return { address, stop };
}
