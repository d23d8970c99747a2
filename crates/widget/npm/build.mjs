// What the package is made of beside its modules: `cargo xtask widget` calls this after wasm-bindgen has
// written `module.js` and `module_bg.wasm` into `dist`, and `procurement.js` and `procurement_bg.wasm`.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, '../../..');
const DIST = path.join(HERE, 'dist');
const { build } = createRequire(path.join(ROOT, 'tests/npm/package.json'))('esbuild');

/** Tokens that follow another where a console sets only that. */
const FOLLOWS = { 'accent-fill': ['accent'], 'accent-fill-hover': ['accent-fill', 'accent'], focus: ['accent'] };

/** A style sheet with its imports in their place. */
function joined(file) {
  return readFileSync(file, 'utf8').replaceAll(/^@import "(.+)";$/gm, (_, name) => {
    const imported = path.join(path.dirname(file), name);
    const sheet = joined(imported);
    return path.basename(imported) === 'tokens.css' ? themable(dense(sheet)) : sheet;
  });
}

/**
 * Tokens that another density has another value of follow `--tieback-compact`, from 0 to 1, so that a
 * console sets the density of all its parts in one place.
 */
function dense(tokens) {
  const [, compact] = tokens.match(/^\[data-density="compact"\] \{([^}]+)\}/m);
  let told = tokens;
  for (const [, name, close] of compact.matchAll(/--([\w-]+): ([\d.]+)rem;/g)) {
    const usual = new RegExp(`--${name}: ([\\d.]+)rem;`);
    told = told.replace(usual, (_, length) => `--${name}: calc(${length}rem - ${length - close}rem * var(--tieback-compact, 0));`);
  }
  return told;
}

/** Tokens at the part and not at the document, each to be set by the console as `--tieback-NAME`. */
function themable(tokens) {
  const settable = tokens.replaceAll(/--([\w-]+):\s*([^;]+);/g, (_, name, value) => {
    const names = [name, ...(FOLLOWS[name] ?? [])];
    return `--${name}: ${names.reduceRight((inner, one) => `var(--tieback-${one}, ${inner})`, value)};`;
  });
  return settable.replaceAll(':root', '.embed').replaceAll(/^\[data-/gm, '.embed[data-');
}

/**
 * Lengths that do not follow the page: the text of its root may have any size. In a condition a length
 * cannot be computed.
 */
function measured(sheet) {
  return sheet.replaceAll(/^@(?:container|media).*$|\b([\d.]+)rem\b/gm, (found, number) =>
    number ? `calc(${number} * var(--rem))` : found.replaceAll(/([\d.]+)rem/g, (_, number) => `${number * 16}px`));
}

/** German for the texts that the module has in it. */
function texts() {
  const all = JSON.parse(readFileSync(path.join(ROOT, 'app/locales/de.json'), 'utf8'));
  const module = readFileSync(path.join(DIST, 'widget_bg.wasm'));
  const used = Object.entries(all).filter(([key]) => {
    const [area, name] = key.split('.');
    return module.includes(`${area}.${name.toUpperCase()}`);
  });
  return JSON.stringify(Object.fromEntries(used));
}

const digest = (file) => `sha384-${createHash('sha384').update(readFileSync(path.join(DIST, file))).digest('base64')}`;

async function bundled(source, name, define = {}) {
  const options = { bundle: true, format: 'esm', minify: true, target: 'es2022', legalComments: 'none' };
  await build({ ...options, define, entryPoints: [path.join(HERE, 'src', source)], outfile: path.join(DIST, name), external: ['./runtime.js', './engine.js'], mangleProps: /^_[a-z]/, logLevel: 'warning' });
}

// A module is always named by who loads it; bundlers would look for this one.
for (const [name, shipped] of [['module', 'widget_bg.wasm'], ['procurement', 'engine_bg.wasm']]) {
  const glue = path.join(DIST, `${name}.js`);
  writeFileSync(glue, readFileSync(glue, 'utf8').replace(`new URL('${name}_bg.wasm', import.meta.url)`, 'undefined'));
  renameSync(path.join(DIST, `${name}_bg.wasm`), path.join(DIST, shipped));
}
const sheet = path.join(DIST, 'style.css');
writeFileSync(sheet, measured(joined(path.join(ROOT, 'app/embed.css'))));
await build({ entryPoints: [sheet], outfile: sheet, allowOverwrite: true, minify: true, logLevel: 'warning' });
writeFileSync(path.join(DIST, 'style.js'), `export default ${JSON.stringify(readFileSync(sheet, 'utf8').trim())};\n`);
writeFileSync(path.join(DIST, 'de.json'), texts());
await bundled('runtime.js', 'runtime.js', { INTEGRITY: JSON.stringify(digest('widget_bg.wasm')) });
await bundled('engine.js', 'engine.js', { INTEGRITY: JSON.stringify(digest('engine_bg.wasm')) });
await bundled('loader.js', 'widget.js');
for (const file of ['module.js', 'procurement.js', 'style.js', 'style.css']) rmSync(path.join(DIST, file));
const shipped = readdirSync(DIST).filter((file) => /\.(js|wasm|json)$/.test(file) && file !== 'integrity.json');
writeFileSync(path.join(DIST, 'integrity.json'), `${JSON.stringify(Object.fromEntries(shipped.sort().map((file) => [file, digest(file)])), null, 2)}\n`);
