// What `npm publish` would upload: these files and no others.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

import { PACKAGE, ROOT, readText, tools } from './repository.mjs';

const FILES = [
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'README.md',
  'browser.js',
  'dist/billing_files.js',
  'dist/billing_files_bg.wasm',
  'dist/procurement.js',
  'dist/procurement_bg.wasm',
  'importers.browser.js',
  'importers.d.ts',
  'importers.node.js',
  'index.d.ts',
  'node.js',
  'package.json',
];

const manifest = JSON.parse(readText(PACKAGE, 'package.json'));

test('exactly these files are packed', (t) => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: PACKAGE, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [packed] = JSON.parse(output);
  assert.deepEqual(packed.files.map((file) => file.path).sort(), FILES);
  t.diagnostic(`${packed.filename}: ${kilobytes(packed.size)} packed, ${kilobytes(packed.unpackedSize)} unpacked`);
  for (const file of FILES.filter((name) => name.startsWith('dist/'))) {
    const bytes = readFileSync(path.join(PACKAGE, file));
    t.diagnostic(`${file}: ${kilobytes(bytes.length)}, after brotli ${kilobytes(brotliCompressSync(bytes).length)}`);
  }
});

test('publint finds nothing', async () => {
  const { publint } = await import(pathToFileURL(tools.resolve('publint')));
  const { formatMessage } = await import(pathToFileURL(tools.resolve('publint/utils')));
  const { messages } = await publint({ pkgDir: PACKAGE, pack: 'npm', strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest)), []);
});

test('nothing else is installed with it', () => {
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'scripts']) {
    assert.equal(manifest[kind], undefined, kind);
  }
});

test('every way in is resolved, types first', () => {
  const targets = (entry) => (typeof entry === 'string' ? [entry] : Object.values(entry));
  for (const target of Object.values(manifest.exports).flatMap(targets)) {
    assert.ok(FILES.includes(target.replace('./', '')), `${target} is not packed`);
  }
  for (const name of ['.', './importers']) {
    assert.deepEqual(Object.keys(manifest.exports[name]), ['types', 'node', 'default']);
  }
  assert.equal(
    import.meta.resolve('@tieback/procurement/wasm'),
    pathToFileURL(path.join(PACKAGE, 'dist/procurement_bg.wasm')).href,
  );
});

test('the entries are marked as what they are: they initialise', () => {
  const entries = FILES.filter((file) => /^[^/]*(node|browser)\.js$/.test(file)).map((file) => `./${file}`);
  assert.deepEqual(manifest.sideEffects.toSorted(), entries);
  for (const file of FILES.filter((name) => name.endsWith('.js') && !name.startsWith('dist/'))) {
    assert.match(readText(PACKAGE, file), /^await init\(/m);
  }
});

test('version and licences are those of the workspace', () => {
  const [, version] = readText(ROOT, 'Cargo.toml').match(/\[workspace\.package\]\nversion = "(.+)"/);
  assert.equal(manifest.version, version);
  for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) {
    assert.equal(readText(PACKAGE, licence), readText(ROOT, licence));
  }
});

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
