// The same backend and the same server as in the console of plain HTML, with what Vite has built.
import path from 'node:path';

process.env.CONSOLE_DIRECTORY = path.resolve(import.meta.dirname, 'dist');
await import('../console-html/start.mjs');
