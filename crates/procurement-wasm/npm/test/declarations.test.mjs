// The declarations that are shipped: `index.d.ts` and `importers.d.ts` are written from what
// wasm-bindgen generates and committed, so that every change of the public types is seen.
// TIEBACK_BLESS=1 writes them anew.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import * as importers from '@tieback/procurement/importers';
import * as procurement from '@tieback/procurement';

import { PACKAGE, ROOT, project, readText, tools } from './repository.mjs';

const TSC = path.join(path.dirname(tools.resolve('typescript/package.json')), 'bin/tsc');

const ENTRIES = [
  {
    shipped: 'index.d.ts',
    source: 'crates/procurement-wasm/src/types.ts',
    generated: 'dist/procurement.d.ts',
    module: procurement,
  },
  {
    shipped: 'importers.d.ts',
    source: 'crates/billing-files-wasm/src/types.ts',
    generated: 'dist/billing_files.d.ts',
    module: importers,
  },
];

/** wasm-bindgen's own declarations come last and begin so. */
const INTERNALS = /\n+export type InitInput = [\s\S]*$/;

for (const { shipped, source, generated, module } of ENTRIES) {
  const file = path.join(PACKAGE, shipped);
  const declarations = `/// <reference lib="esnext.disposable" />\n${readText(ROOT, source)}`;
  if (process.env.TIEBACK_BLESS === '1') writeFileSync(file, declarations);

  test(`${shipped} is the committed one`, () => {
    assert.equal(readText(file), declarations, 'if it should change: TIEBACK_BLESS=1');
  });

  test(`${shipped} is all that is generated but for wasm-bindgen's own`, () => {
    const text = readText(PACKAGE, generated);
    assert.match(text, INTERNALS);
    assert.deepEqual(statements(text.replace(INTERNALS, '')), statements(readText(file)));
  });

  test(`${shipped} declares what the module has`, () => {
    const code = withoutComments(readText(file));
    const declared = [...code.matchAll(/^export (?:function|class) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(declared.sort(), Object.keys(module).sort());
    for (const [, name, body] of code.matchAll(/^export class (\w+) \{\n([\s\S]*?)\n\}/gm)) {
      const members = Object.getOwnPropertyNames(module[name].prototype);
      const named = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)].map(([, member]) => member);
      assert.deepEqual(named.sort(), members.filter((member) => !member.startsWith('__')).sort());
    }
  });

  test(`${shipped} has literal unions and comments, and no \`any\``, () => {
    const text = readText(file);
    const code = withoutComments(text);
    assert.doesNotMatch(code, /\bany\b/);
    assert.doesNotMatch(text, /InitOutput|initSync|__wb|wasm-bindgen/);
    for (const [block] of text.matchAll(/(?<=\n\n)export (?:function|class)[^\n]*/g)) {
      assert.fail(`${block}: no comment before it`);
    }
  });
}

test('types of line items are a union of literals', () => {
  assert.match(readText(PACKAGE, 'index.d.ts'), /^ {2}\| "marketplace-blanket-usage"$/m);
});

const LIBRARIES = { 'Node without the DOM': ['es2022'], browsers: ['es2022', 'dom'] };
const RESOLUTIONS = ['nodenext', 'bundler'];

for (const [where, lib] of Object.entries(LIBRARIES)) {
  for (const moduleResolution of RESOLUTIONS) {
    test(`a strict consumer compiles, and its mistakes do not: ${where}, ${moduleResolution}`, (t) => {
      const directory = project(t);
      cpSync(path.join(PACKAGE, 'test/consumer'), directory, { recursive: true });
      assert.ok(readdirSync(directory).some((name) => name.endsWith('.ts')));
      const compilerOptions = {
        lib,
        module: moduleResolution === 'nodenext' ? 'nodenext' : 'esnext',
        moduleResolution,
        noEmit: true,
        skipLibCheck: false,
        strict: true,
        target: 'es2022',
        types: [],
      };
      writeFileSync(path.join(directory, 'package.json'), '{"type": "module"}');
      writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      compile(directory);
    });
  }
}

function compile(directory) {
  try {
    execFileSync(process.execPath, [TSC, '--project', directory], { encoding: 'utf8' });
  } catch ({ stdout, stderr }) {
    assert.fail(`${stdout}${stderr}`);
  }
}

const withoutComments = (text) => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\/\/.*$/gm, '');

/** Lines without their indentation, which wasm-bindgen loses, and without what tools are told. */
const statements = (text) =>
  text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^\/\/\/|^\/\* \w+lint/.test(line));
