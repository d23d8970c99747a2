// A slow network before a server: what goes through takes its time. Browsers can pretend to be slow
// themselves, but only for the page and not for its workers, which would make our pages look better
// than they are.
import { connect, createServer } from 'node:net';

/** What is called slow 4G: bits in a second towards the browser, and milliseconds there and back. */
const SLOW_4G = { bits: 1_638_400, roundTrip: 150 };

/** Resolves to the port at which the other port is reached slowly, and to what stops it. */
export async function slowly(port, { bits, roundTrip } = SLOW_4G) {
  // All connections share the line: when it has sent what it took on so far.
  let free = 0;
  const sockets = new Set();
  const server = createServer((browser) => {
    const program = connect(port, '127.0.0.1');
    // Setting up a connection takes a round trip that nobody waits for on one machine.
    const opened = performance.now() + roundTrip;
    for (const socket of [browser, program]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => { browser.destroy(); program.destroy(); });
    }
    const [up, down] = [inOrder(), inOrder()];
    browser.on('data', (data) => up(Math.max(performance.now(), opened) + roundTrip / 2, () => program.write(data)));
    program.on('data', (data) => {
      for (let start = 0; start < data.length; start += 1400) {
        const part = data.subarray(start, start + 1400);
        free = Math.max(free, performance.now()) + (part.length * 8 * 1000) / bits;
        down(free + roundTrip / 2, () => browser.write(part));
      }
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const stop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: server.address().port, stop };
}

/** Does one thing after another, each at its time: timers alone overtake each other on a busy machine. */
function inOrder() {
  const waiting = [];
  const next = () => {
    while (waiting.length > 0 && waiting[0].time <= performance.now()) waiting.shift().act();
    if (waiting.length > 0) setTimeout(next, waiting[0].time - performance.now());
  };
  return (time, act) => {
    waiting.push({ time, act });
    if (waiting.length === 1) next();
  };
}
