// The module of all elements of a page: loaded once, when the first of them is in view. Each kind of
// element has a program beside it.
import { files } from '../dist/__wasm_split.js';
import init, { bring, speak } from '../dist/module.js';
import style from '../dist/style.js';
import { begin } from './files.js';

// Written out, so that bundlers find the files.
const MODULE = new URL('./widget_bg.wasm', import.meta.url);
const GERMAN = new URL('./de.json', import.meta.url);

/** The digests of both, put in by the build: what was changed on its way does not run, and is not shown. */
const options = { integrity: INTEGRITY };
const ofGerman = { integrity: GERMAN_INTEGRITY };

let sheet;
let started;
/** The kinds whose programs are here or on their way. */
const brought = {};

async function start(language) {
  const texts = language.startsWith('de') ? fetch(GERMAN, ofGerman).then((response) => (response.ok ? response.json() : undefined)).catch(() => undefined) : undefined;
  await init({ module_or_path: fetch(MODULE, options) });
  sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  // Without its texts it speaks English.
  const told = await texts;
  if (told) speak('de', told);
}

/** Resolves to what shows a part of a kind. The first element decides the language of the page. */
export async function ready(language, kind) {
  // Both come at the same time.
  begin(files[kind]);
  await (started ??= start(language).catch((error) => {
    started = undefined;
    throw error;
  }));
  const drawn = await (brought[kind] ??= bring(kind).then((drawn) => {
    if (!drawn) throw new Error(`the program of ${kind} did not come`);
    return drawn;
  }).catch((error) => {
    brought[kind] = undefined;
    throw error;
  }));
  return (root, face) => show(drawn, root, face);
}

function show(kind, root, face) {
  root.adoptedStyleSheets = [sheet];
  face.openEngine = async (snapshot) => (await import('./engine.js')).open(snapshot);
  return kind.mount(root, face);
}
