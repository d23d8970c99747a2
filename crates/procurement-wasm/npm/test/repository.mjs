// Where things are in the repository, and the contract's examples.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Resolves and loads the packages that tests run on. */
export const tools = createRequire(path.join(ROOT, 'tests/npm/package.json'));

export const readText = (...parts) => readFileSync(path.join(...parts), 'utf8');

const EXAMPLES = path.join(ROOT, 'tests/contract-examples');

/** A file of the contract's examples, without the newline at its end. */
export const example = (name) => readText(EXAMPLES, name).trimEnd();

/** The examples of a preview: their snapshots, outputs, and the document that is explained. */
export const previewExamples = readdirSync(EXAMPLES)
  .filter((file) => file.endsWith('.snapshot.json'))
  .map((file) => {
    const name = file.replace('.snapshot.json', '');
    const explained = example(`${name}.explain.preview.json`);
    return {
      name,
      snapshot: example(file),
      preview: example(`${name}.preview.json`),
      explained,
      id: JSON.parse(explained).explanation.invoiceId,
    };
  });
assert.equal(previewExamples.length, 6);

/** The example of a what-if. */
export const whatIfExample = {
  ...previewExamples.find(({ name }) => name === '01-best-match'),
  edits: example('07-what-if.edits.json'),
  change: example('07-what-if.change.json'),
};

/** A directory in which the package is installed, removed when the test ends. */
export function project(test) {
  const directory = mkdtempSync(path.join(tmpdir(), 'tieback-'));
  test.after(() => rmSync(directory, { recursive: true }));
  mkdirSync(path.join(directory, 'node_modules/@tieback'), { recursive: true });
  symlinkSync(PACKAGE, path.join(directory, 'node_modules/@tieback/procurement'), 'dir');
  return directory;
}
