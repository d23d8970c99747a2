// Databases on the PostgreSQL server of the tests, which trusts whoever asks.
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';

const VARIABLE = 'TIEBACK_TEST_POSTGRES';

/** Makes a database of its own. Resolves to its URL, and to what removes it. */
export async function database() {
  const server = new URL(named());
  const name = `pages_${randomUUID().replaceAll('-', '')}`;
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => run(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

function named() {
  const url = process.env[VARIABLE];
  if (!url) throw new Error(`${VARIABLE} names no server: run the tests by \`cargo xtask test\``);
  return url;
}

/** Carries out a statement that answers no rows. */
function run(server, statement) {
  const socket = connect(Number(server.port || 5432), server.hostname);
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    let asked = false;
    const failed = (reason) => {
      socket.destroy();
      reject(new Error(`PostgreSQL, ${statement}: ${reason}`));
    };
    socket.on('connect', () => socket.write(startup(server)));
    socket.on('error', (error) => failed(error.message));
    socket.on('close', () => failed('it closed the connection'));
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      for (let message = next(received); message; message = next(received)) {
        received = received.subarray(message.size);
        if (message.kind === 'E') return failed(message.text);
        if (message.kind !== READY) continue;
        if (asked) {
          socket.end();
          return resolve();
        }
        asked = true;
        socket.write(framed('Q', `${statement}\0`));
      }
    });
  });
}

/** The message that says it waits for a statement. */
const READY = 'Z';

const startup = (server) => framed('', `\0\x03\0\0user\0${server.username}\0database\0${server.pathname.slice(1)}\0\0`);

/** A message: its kind, its size with the size itself, and what it says. */
function framed(kind, text) {
  const size = Buffer.alloc(4);
  size.writeInt32BE(4 + Buffer.byteLength(text));
  return Buffer.concat([Buffer.from(kind), size, Buffer.from(text)]);
}

/** The first message, once all of it is there. */
function next(received) {
  if (received.length < 5) return null;
  const size = 1 + received.readInt32BE(1);
  if (received.length < size) return null;
  return { kind: String.fromCharCode(received[0]), size, text: received.subarray(5, size).toString().replaceAll('\0', ' ') };
}
