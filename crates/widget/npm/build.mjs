// What the package is made of beside its modules: `cargo xtask widget` calls this after wasm-bindgen has
// written `module.js` and `module_bg.wasm` into `dist`, and `procurement.js` and `procurement_bg.wasm`.
// Beside them lies what was taken out of the first: `split_KIND.wasm` for each kind of element,
// `chunk_N.wasm` for what several of them use, and `__wasm_split.js`, which loads them.
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

/** Tokens that are a mixture with another where a console sets only that: of it and what else, in percent. */
const MIXED = { 'accent-surface': ['accent', 12, 'raised'], hover: ['raised', 94, 'text'] };

/** Tokens that are no look: what lies above what, times, and what only whole pages have. */
const OWN = /^(canvas|quick|layer-.+|font-(code|medium|large|huge))$/;

/** A style sheet with its imports in their place. */
function joined(file) {
  const sheet = readFileSync(file, 'utf8').replaceAll(/^@import "(.+)";$/gm, (line, name) =>
    path.basename(name) === 'tokens.css' ? line : joined(path.join(path.dirname(file), name)));
  const used = new Set([...sheet.matchAll(/var\(--([\w-]+)/g)].map(([, name]) => name));
  return sheet.replaceAll(/^@import "(.+)";$/gm, (_, name) => {
    const tokens = readFileSync(path.join(path.dirname(file), name), 'utf8');
    return themable(dense(tokens).replaceAll(/^ *--([\w-]+):[^;]+;\n/gm, (line, token) => (used.has(token) ? line : '')));
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
  const settable = tokens.replaceAll(/--([\w-]+):\s*([^;]+);/g, (line, name, value) => {
    if (OWN.test(name)) return line;
    const names = [name, ...(FOLLOWS[name] ?? [])];
    const told = (inner) => `--${name}: ${names.reduceRight((inner, one) => `var(--tieback-${one}, ${inner})`, inner)};`;
    if (!MIXED[name]) return told(value);
    // Without the other there is no mixture, and what refers to it falls back.
    const [other, percent, base] = MIXED[name];
    return `--${name}-mixed: color-mix(in srgb, var(--tieback-${other}) ${percent}%, var(--${base}));\n  ${told(`var(--${name}-mixed, ${value})`)}`;
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
  const programs = readdirSync(DIST).filter((file) => file.endsWith('.wasm') && file !== 'engine_bg.wasm');
  const module = Buffer.concat(programs.map((file) => readFileSync(path.join(DIST, file))));
  const used = Object.entries(all).filter(([key]) => {
    const [area, name] = key.split('.');
    return module.includes(`${area}.${name.toUpperCase()}`);
  });
  return JSON.stringify(Object.fromEntries(used));
}

/** Bundlers make `data:` of files below 4 KiB, which a strict policy refuses: an empty section fills them. */
function fill(file) {
  const program = readFileSync(file);
  const section = Buffer.from([0, 0x80, 0x20]);
  if (program.length < 4096) writeFileSync(file, Buffer.concat([program, section, Buffer.alloc(4096)]));
}

/**
 * Names the programs by the kinds of elements that use them, and the one of all `shared`. Then the script
 * that loads them, and `files`, which tells what a kind needs.
 */
function kinds() {
  const script = readFileSync(path.join(DIST, '__wasm_split.js'), 'utf8');
  const all = [...script.matchAll(/__wasm_split_load_(\w+) = /g)].map(([, kind]) => kind);
  const usedBy = all.map((kind) => [`split_${kind}`, [kind]]);
  for (const [, users, chunk] of script.matchAll(/\/\* (.+) \*\/\nconst __(chunk_\d+) = /g)) usedBy.push([chunk, users.split(', ').sort()]);
  const files = new Map();
  let told = script;
  for (const [source, users] of usedBy) {
    const fetched = `fetch(new URL("./${source}.wasm", import.meta.url))`;
    // One that is empty is loaded by nothing.
    if (!told.includes(fetched)) continue;
    const file = users.length === all.length ? 'shared.wasm' : `${users.join('-')}.wasm`;
    renameSync(path.join(DIST, `${source}.wasm`), path.join(DIST, file));
    fill(path.join(DIST, file));
    files.set(file, users);
    told = told.replace(fetched, `program(FILES["${file}"])`);
  }
  if (told.includes('fetch(')) throw new Error('the splitter wrote something new: a file is fetched that is none of a kind');
  const named = [...files.keys()].map((file) => `"${file}": [new URL("./${file}", import.meta.url), "${digest(file)}"]`);
  const needed = all.map((kind) => `${kind}: [${[...files].filter(([, users]) => users.includes(kind)).map(([file]) => `FILES["${file}"]`)}]`);
  writeFileSync(path.join(DIST, '__wasm_split.js'), `import { program } from "../src/files.js";\nconst FILES = { ${named} };\nexport const files = { ${needed} };\n${told}`);
}

/**
 * Gives what a module imports short names, in it and in the script around it: the binder tells them apart
 * by digests, which nothing packs, and each stands in both.
 */
function shorten(module, script) {
  const from = readFileSync(path.join(DIST, module));
  const text = readFileSync(path.join(DIST, script), 'utf8');
  const names = new Map();
  let at = 8;
  const number = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = from[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const bytes = (value) => (value < 128 ? [value] : [(value % 128) + 128, ...bytes(Math.floor(value / 128))]);
  const name = () => {
    const length = number();
    return from.toString('utf8', at, (at += length));
  };
  while (at < from.length) {
    const start = at;
    const id = from[at++];
    const end = number() + at;
    if (id !== 2) { at = end; continue; }
    const imports = [];
    let count = 0;
    for (let left = number(); left > 0; left -= 1) {
      const [source, imported] = [name(), name()];
      const kind = from[at++];
      if (kind !== 0) throw new Error(`${module} imports ${imported}, which is no function`);
      // What the splitter wants is named by its own script.
      const short = source.endsWith('_bg.js') ? `i${names.size.toString(36)}` : imported;
      if (short !== imported) names.set(imported, short);
      count += 1;
      imports.push(...[source, short].flatMap((word) => [...bytes(word.length), ...Buffer.from(word)]), kind, ...bytes(number()));
    }
    const section = [...bytes(count), ...imports];
    writeFileSync(path.join(DIST, module), Buffer.concat([from.subarray(0, start), Buffer.from([id, ...bytes(section.length), ...section]), from.subarray(end)]));
    break;
  }
  writeFileSync(path.join(DIST, script), text.replaceAll(/\b__wb\w+/g, (word) => names.get(word) ?? word));
}

const digest = (file) => `sha384-${createHash('sha384').update(readFileSync(path.join(DIST, file))).digest('base64')}`;

async function bundled(source, name, define = {}) {
  const options = { bundle: true, format: 'esm', minify: true, target: 'es2022', legalComments: 'none' };
  await build({ ...options, define, entryPoints: [path.join(HERE, 'src', source)], outfile: path.join(DIST, name), external: ['./runtime.js', './engine.js'], mangleProps: /^_[a-z]/, logOverride: { 'duplicate-object-key': 'silent' }, logLevel: 'warning' });
}

// A module is always named by who loads it; bundlers would look for this one.
for (const [name, shipped] of [['module', 'widget_bg.wasm'], ['procurement', 'engine_bg.wasm']]) {
  const glue = path.join(DIST, `${name}.js`);
  writeFileSync(glue, readFileSync(glue, 'utf8').replace(`new URL('${name}_bg.wasm', import.meta.url)`, 'undefined'));
  renameSync(path.join(DIST, `${name}_bg.wasm`), path.join(DIST, shipped));
  shorten(shipped, `${name}.js`);
}
kinds();
const sheet = path.join(DIST, 'style.css');
writeFileSync(sheet, measured(joined(path.join(ROOT, 'app/embed.css'))));
await build({ entryPoints: [sheet], outfile: sheet, allowOverwrite: true, minify: true, logLevel: 'warning' });
writeFileSync(path.join(DIST, 'style.js'), `export default ${JSON.stringify(readFileSync(sheet, 'utf8').trim())};\n`);
writeFileSync(path.join(DIST, 'de.json'), texts());
await bundled('runtime.js', 'runtime.js', { INTEGRITY: JSON.stringify(digest('widget_bg.wasm')), GERMAN_INTEGRITY: JSON.stringify(digest('de.json')) });
await bundled('engine.js', 'engine.js', { INTEGRITY: JSON.stringify(digest('engine_bg.wasm')) });
await bundled('loader.js', 'widget.js');
for (const file of ['module.js', 'procurement.js', 'style.js', 'style.css', '__wasm_split.js']) rmSync(path.join(DIST, file));
const shipped = readdirSync(DIST).filter((file) => /\.(js|wasm|json)$/.test(file) && file !== 'integrity.json');
writeFileSync(path.join(DIST, 'integrity.json'), `${JSON.stringify(Object.fromEntries(shipped.sort().map((file) => [file, digest(file)])), null, 2)}\n`);
