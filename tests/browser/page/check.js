// Runs in the page: the contract's examples, from every form of input, to the byte.
export async function check({ Workspace, preview, previewJson, explain }, names) {
  const differing = [];
  const compare = (what, actual, expected) => {
    if (actual !== expected) differing.push(`${what}: ${actual}`);
  };
  const read = async (name) => (await (await fetch(`/examples/${name}`)).text()).trimEnd();
  const forms = { object: JSON.parse, string: (text) => text, bytes: (text) => new TextEncoder().encode(text) };

  for (const name of names) {
    const [snapshot, plain, explained] = await Promise.all(
      ['snapshot', 'preview', 'explain.preview'].map((kind) => read(`${name}.${kind}.json`)),
    );
    const { invoiceId } = JSON.parse(explained).explanation;
    for (const [form, write] of Object.entries(forms)) {
      compare(`${name}, ${form}`, previewJson(write(snapshot)), plain);
      compare(`${name}, ${form}, as an object`, JSON.stringify(preview(write(snapshot))), plain);
      compare(`${name}, ${form}, explained`, previewJson(write(snapshot), { explain: invoiceId }), explained);
    }
    compare(`${name}, sentences`, explain(snapshot, invoiceId).candidates.every(({ sentence }) => sentence.text), true);
  }

  const [snapshot, plain, edits, change] = await Promise.all(
    ['01-best-match.snapshot', '01-best-match.preview', '07-what-if.edits', '07-what-if.change'].map((name) => read(`${name}.json`)),
  );
  const workspace = new Workspace(snapshot);
  compare('what-if', JSON.stringify(workspace.apply(edits)), change);
  workspace.undo();
  compare('what-if, undone', workspace.previewJson(), plain);
  workspace.free();

  try {
    preview('{');
  } catch (error) {
    compare('refusal', `${error.name} ${error.code}`, 'Refusal INVALID_JSON');
  }
  return differing;
}

/** The importers, of which nothing is fetched before. */
export async function checkImporters({ importFocus }) {
  const response = await fetch('/focus.csv');
  const data = new Uint8Array(await response.arrayBuffer());
  const { report, snapshot } = importFocus([{ name: 'focus.csv', data }]);
  return report.charges === snapshot.charges.length && report.charges > 0;
}
