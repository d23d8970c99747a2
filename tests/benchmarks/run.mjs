// The benchmarks: our module against the same rules in JavaScript, in interleaved rounds of one
// process, as ratios of medians. Answers are compared before anything is timed.
//
//   node run.mjs [--rounds N] [--large]      (--large adds a million invoices)
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

import { SIZES, applyEdits, generate, generateEdits } from './generate.mjs';
import * as decimal from './javascript-decimal.mjs';
import * as tuned from './javascript-tuned.mjs';

const DIST = new URL('../../crates/procurement-wasm/npm/dist/', import.meta.url);
const MODULE = fileURLToPath(new URL('procurement_bg.wasm', DIST));

if (process.argv[2] === '--child') await child(process.argv[3], Number(process.argv[4]));
else await main(process.argv.slice(2));

async function start() {
  let bytes;
  try {
    bytes = readFileSync(MODULE);
  } catch {
    throw new Error('the module is not built: run `cargo xtask wasm`');
  }
  const engine = await import(new URL('procurement.js', DIST).href);
  const { memory } = await engine.default({ module_or_path: bytes });
  return { Workspace: engine.Workspace, memory };
}

async function main(words) {
  const at = words.indexOf('--rounds');
  const rounds = at < 0 ? 9 : Number(words[at + 1]);
  const { Workspace } = await start();
  const text = [...generate(SIZES.M)].join('');
  const bytes = new TextEncoder().encode(text);
  const snapshot = JSON.parse(text);
  compareAnswers(Workspace, bytes);
  const full = fullPreview(Workspace, bytes, rounds);
  whatIf(Workspace, bytes, snapshot, full);
  explanation(Workspace, bytes);
  growth(words.includes('--large'));
  sizes();
}

function compareAnswers(Workspace, bytes) {
  const workspace = new Workspace(bytes);
  assert.equal(workspace.previewJson(), tuned.previewFromBytes(bytes), 'ours and the tuned one differ');
  workspace.free();
}

/** From JSON bytes to a result readable by index. */
function fullPreview(Workspace, bytes, rounds) {
  const contestants = {
    ours: () => {
      const workspace = new Workspace(bytes);
      const lines = workspace.documentLines();
      workspace.free();
      return lines;
    },
    'tuned, JSON.parse': () => tuned.run(tuned.load(bytes, 'json')),
    'tuned, own scanner': () => tuned.run(tuned.load(bytes, 'bytes')),
  };
  const times = interleave(contestants, rounds, 3);
  const [plain] = interleave({ plain: () => decimal.run(decimal.load(bytes)) }, 1, 0).plain;
  const ours = median(times.ours);
  title('Full preview, 100,000 invoices and 10,000 lines, from JSON bytes');
  for (const [name, values] of Object.entries(times)) row(name, values);
  row('decimal.js, one round', [plain]);
  verdict('of the tuned one with JSON.parse', ours / median(times['tuned, JSON.parse']), 1 / 2);
  verdict('of the tuned one with its own scanner', ours / median(times['tuned, own scanner']), 1 / 2);
  verdict('of the one with decimal.js', ours / plain, 1 / 20);
  const cold = { ours: [], 'tuned, JSON.parse': [], 'tuned, own scanner': [] };
  for (let round = 0; round < 3; round++) {
    for (const name of Object.keys(cold)) cold[name].push(Number(inChild(name, 0)));
  }
  title('The same, first time in a new process');
  for (const [name, values] of Object.entries(cold)) row(name, values);
  return ours;
}

/** Edits one after another; each is told exactly, and the comparator replays everything. */
function whatIf(Workspace, bytes, snapshot, full) {
  const edits = generateEdits(snapshot, 64, 7);
  const workspace = new Workspace(bytes);
  workspace.edit({ at: '2026-01-01T00:00:00Z', edits: [] });
  const state = tuned.load(bytes);
  const [ours, replay] = [[], []];
  for (const document of edits) {
    const edit = JSON.stringify(document);
    ours.push(time(() => { workspace.edit(edit); workspace.changedDocuments(); }));
    replay.push(time(() => tuned.run(state)));
  }
  const edited = edits.reduce((before, document) => applyEdits(before, document), snapshot);
  const expected = tuned.previewFromBytes(new TextEncoder().encode(JSON.stringify(edited)));
  assert.equal(workspace.previewJson(), expected, 'the edited workspace differs from the edited snapshot');
  workspace.free();
  title('What-if, 64 edits at that size, against a full replay in JavaScript without reading');
  row('ours', ours);
  row('tuned, full replay', replay);
  verdict('median, of the replay', median(ours) / median(replay), 1 / 30);
  verdict('95th percentile, of the replay', quantile(ours, 0.95) / median(replay), 1 / 4);
  verdict('slowest, of our full preview', Math.max(...ours) / full, 1);
}

function explanation(Workspace, bytes) {
  const workspace = new Workspace(bytes);
  workspace.explainJson(workspace.documentId(0));
  const times = [];
  for (let nth = 0; nth < 200; nth++) {
    const id = workspace.documentId(Math.floor((nth * (workspace.documentCount - 1)) / 199));
    times.push(time(() => workspace.explainJson(id)));
  }
  workspace.free();
  title('Explanation of one invoice at that size');
  row('ours', times);
  verdict('median, in milliseconds', median(times), 1);
}

function growth(isLarge) {
  const sizes = isLarge ? ['S', 'M', 'L'] : ['S', 'M'];
  title('Growth: full preview in a new process, and memory beyond the input');
  const measured = {};
  for (const size of sizes) {
    const [milliseconds, perInvoice] = inChild(size, 5).split(' ').map(Number);
    measured[size] = milliseconds;
    console.log(`  ${size.padEnd(34)} ${milliseconds.toFixed(1).padStart(10)} ms ${perInvoice.toFixed(0).padStart(8)} bytes an invoice`);
    if (size === 'L') verdict('bytes an invoice', perInvoice, 100);
  }
  if (isLarge) verdict('exponent from M to L', Math.log10(measured.L / measured.M), 1.25);
}

function sizes() {
  const raw = readFileSync(MODULE);
  const packed = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  title('Size of the module');
  console.log(`  raw ${raw.length} bytes, brotli ${packed.length} bytes`);
  verdict('KB after brotli', packed.length / 1000, 110);
}

/** What a new process does for `main`: a first load, or a size on its own. */
async function child(name, rounds) {
  const isSize = name in SIZES;
  const folder = mkdtempSync(path.join(tmpdir(), 'benchmark-'));
  const file = path.join(folder, 'snapshot.json');
  try {
    const words = [fileURLToPath(new URL('generate.mjs', import.meta.url)), '--size', isSize ? name : 'M', '--out', file];
    execFileSync(process.execPath, words);
    const bytes = new Uint8Array(readFileSync(file));
    if (!isSize && name !== 'ours') {
      console.log(time(() => tuned.run(tuned.load(bytes, name.endsWith('scanner') ? 'bytes' : 'json'))));
      return;
    }
    const { Workspace, memory } = await start();
    const before = memory.buffer.byteLength;
    const once = () => time(() => { const workspace = new Workspace(bytes); workspace.documentLines(); workspace.free(); });
    const first = once();
    const grown = memory.buffer.byteLength - before - statSync(file).size;
    const times = Array.from({ length: rounds }, once);
    console.log(isSize ? `${median(times)} ${grown / SIZES[name].invoices}` : first);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function inChild(name, rounds) {
  const words = ['--max-old-space-size=8000', fileURLToPath(import.meta.url), '--child', name, String(rounds)];
  return execFileSync(process.execPath, words, { encoding: 'utf8' }).trim();
}

function interleave(contestants, rounds, warmUps) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      const milliseconds = time(run);
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  return times;
}

function time(run) {
  const from = performance.now();
  run();
  return performance.now() - from;
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function median(values) {
  return quantile(values, 0.5);
}

function title(text) {
  console.log(`\n${text}`);
}

function row(name, values) {
  const shown = [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2).padStart(10));
  console.log(`  ${name.padEnd(34)} median${shown[0]} ms   least${shown[1]} ms   most${shown[2]} ms`);
}

function verdict(name, value, target) {
  const holds = value <= target ? 'holds' : 'does not hold';
  console.log(`  -> ${value.toFixed(3)} ${name}; the target of ${Number(target.toFixed(3))} ${holds}`);
}
