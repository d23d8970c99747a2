// The module of all elements of a page: loaded once, when the first of them is in view.
import init, { mount, speak } from '../dist/module.js';
import style from '../dist/style.js';

// Written out, so that bundlers find the files.
const MODULE = new URL('./widget_bg.wasm', import.meta.url);
const GERMAN = new URL('./de.json', import.meta.url);

/** The digest of the module, put in by the build: what was changed on its way does not run. */
const options = { integrity: INTEGRITY };

let sheet;
let started;

async function start(language) {
  const texts = language.startsWith('de') ? fetch(GERMAN).then((response) => response.json()) : undefined;
  await init({ module_or_path: fetch(MODULE, options) });
  sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  // Without its texts it speaks English.
  const told = await texts?.catch(() => undefined);
  if (told) speak('de', told);
}

/** Resolves to what shows a part. The first element decides the language of the page. */
export function ready(language) {
  started ??= start(language).catch((error) => {
    started = undefined;
    throw error;
  });
  return started.then(() => show);
}

function show(root, kind, face) {
  root.adoptedStyleSheets = [sheet];
  face.openEngine = async (snapshot) => (await import('./engine.js')).open(snapshot);
  return mount(root, kind, face);
}
