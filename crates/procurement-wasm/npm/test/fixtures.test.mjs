// The table fixtures, and random snapshots with edits, in WebAssembly: the bytes of the native
// engine, which the Rust tests hold to what the fixtures say.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { Workspace } from '@tieback/procurement';

import { ROOT } from './repository.mjs';

const words = ['run', '--quiet', '--package', 'tieback-tests', '--bin', 'native_answers'];
const answers = execFileSync('cargo', words, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 })
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

test(`${answers.length} fixtures and random snapshots have the native answers`, () => {
  let changes = 0;
  for (const { name, snapshot, preview, refusal, edits, change } of answers) {
    if (refusal !== undefined) {
      assert.throws(() => new Workspace(snapshot), ({ problems }) => {
        assert.deepEqual(problems, JSON.parse(refusal).problems, name);
        return true;
      });
      continue;
    }
    const workspace = new Workspace(snapshot);
    assert.equal(workspace.previewJson(), preview, name);
    if (edits !== undefined) {
      workspace.edit(edits);
      assert.equal(workspace.changeJson(), change, name);
      workspace.undo();
      assert.equal(workspace.previewJson(), preview, `${name}, undone`);
      changes += 1;
    }
    workspace.free();
  }
  assert.ok(answers.length > 370 && changes > 250, `${answers.length} answers, ${changes} changes`);
});
