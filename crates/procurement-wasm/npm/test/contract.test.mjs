// The examples of the preview contract, to the byte, from every form of input.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

import { Workspace, explain, preview, previewJson } from '@tieback/procurement';

import { previewExamples, whatIfExample } from './repository.mjs';

const encode = (text) => new TextEncoder().encode(text);

const FORMS = {
  object: (text) => JSON.parse(text),
  string: (text) => text,
  bytes: encode,
  'bytes in the middle of a buffer': (text) => encode(`  ${text}!`).subarray(2, -1),
  buffer: (text) => Buffer.from(text),
  'bytes of another context': (text) => runInNewContext('Uint8Array.from(bytes)', { bytes: encode(text) }),
};

for (const [form, write] of Object.entries(FORMS)) {
  test(`every example previews to the byte: ${form}`, () => {
    for (const { name, snapshot, preview: expected } of previewExamples) {
      assert.equal(previewJson(write(snapshot)), expected, name);
      assert.equal(JSON.stringify(preview(write(snapshot))), expected, name);
      withWorkspace(write(snapshot), (workspace) => {
        assert.equal(workspace.previewJson(), expected, name);
        assert.equal(JSON.stringify(workspace.preview()), expected, name);
      });
    }
  });

  test(`every example explains to the byte: ${form}`, () => {
    for (const { name, snapshot, explained, id } of previewExamples) {
      assert.equal(previewJson(write(snapshot), { explain: id }), explained, name);
      assert.equal(JSON.stringify(preview(write(snapshot), { explain: id })), explained, name);
      withWorkspace(write(snapshot), (workspace) => {
        assert.equal(workspace.previewJson({ explain: id }), explained, name);
      });
    }
  });

  test(`the what-if example changes to the byte and back: ${form}`, () => {
    const { snapshot, preview: before, edits, change } = whatIfExample;
    withWorkspace(write(snapshot), (workspace) => {
      assert.equal(JSON.stringify(workspace.apply(write(edits))), change);
      assert.equal(workspace.changeJson(), change);
      workspace.undo();
      assert.equal(workspace.previewJson(), before);
    });
  });
}

test('explain gives the candidates of the contract, each with its sentence', () => {
  for (const { name, snapshot, explained, id } of previewExamples) {
    const { explanation } = JSON.parse(explained);
    withWorkspace(snapshot, (workspace) => {
      for (const { invoiceId, candidates } of [explain(snapshot, id), workspace.explain(id)]) {
        assert.equal(invoiceId, id);
        const bare = candidates.map(({ sentence, ...candidate }) => candidate);
        assert.deepEqual(bare, explanation.candidates, name);
        for (const candidate of candidates) assertSentence(candidate);
      }
    });
  }
});

function assertSentence({ verdict, code, sentence: { key, arguments: named, text } }) {
  assert.match(key, verdict === 'chosen' ? /^CHOSEN_[A-Z_]+$/ : RegExp(`^${code}$`));
  if (verdict === 'lost') assert.match(text, /\((M\d+|P-\d+)\)$/, 'the rule is cited');
  for (const argument of Object.values(named)) assert.ok(text.includes(argument), `${text}: no ${argument}`);
}

function withWorkspace(snapshot, use) {
  const workspace = new Workspace(snapshot);
  try {
    use(workspace);
  } finally {
    workspace.free();
  }
}
