// README's examples do what it says: its `js` blocks are one program, whose output is in its
// `text` blocks. The one for browsers is run by `tests/browser`.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { PACKAGE, project, readText, tools } from './repository.mjs';

const blocks = (language) =>
  [...readText(PACKAGE, 'README.md').matchAll(RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code);

test('the examples for Node print what README shows', (t) => {
  const [programs, outputs] = [blocks('js'), blocks('text')];
  assert.deepEqual([programs.length, outputs.length], [5, 5]);
  const file = path.join(project(t), 'example.mjs');
  writeFileSync(file, programs.join('\n'));
  const printed = execFileSync(process.execPath, [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  assert.equal(printed, outputs.join(''));
});

test('the examples in TypeScript compile', (t) => {
  const programs = blocks('ts');
  assert.equal(programs.length, 1);
  const directory = project(t);
  writeFileSync(path.join(directory, 'package.json'), '{"type": "module"}');
  writeFileSync(path.join(directory, 'example.ts'), programs.join('\n'));
  const tsc = path.join(path.dirname(tools.resolve('typescript/package.json')), 'bin/tsc');
  const options = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext', '--types', ''];
  execFileSync(process.execPath, [tsc, ...options, 'example.ts'], { cwd: directory, stdio: 'inherit' });
});
