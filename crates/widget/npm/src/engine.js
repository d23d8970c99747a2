// The engine, for whoever computes from a snapshot: a module of its own, which nobody else waits for.
import init, { Workspace } from '../dist/procurement.js';

const MODULE = new URL('./engine_bg.wasm', import.meta.url);

/** The digest of the module, put in by the build. */
const options = { integrity: INTEGRITY };

let started;

/** Resolves to the snapshot and its preview; rejects with what is wrong with it. */
export async function open(snapshot) {
  started ??= init({ module_or_path: fetch(MODULE, options) }).catch((error) => {
    started = undefined;
    throw error;
  });
  await started;
  return new Workspace(snapshot);
}
