// Times of the JavaScript comparators: medians in milliseconds, after warming up.
//
//   node time.mjs [--size S|M|L] [--rounds N] [--warm N] [--only tuned|json|decimal]
import { generate, SIZES } from './generate.mjs';
import * as decimal from './javascript-decimal.mjs';
import * as tuned from './javascript-tuned.mjs';

const options = { size: 'M', rounds: '9', warm: '20', only: '' };
const words = process.argv.slice(2);
for (let i = 0; i < words.length; i += 2) {
  const name = words[i].replace(/^--/, '');
  if (!(name in options) || words[i + 1] === undefined) throw new Error(`unknown option ${words[i]}`);
  options[name] = words[i + 1];
}

const bytes = Buffer.concat(Array.from(generate(SIZES[options.size]), (part) => Buffer.from(part)));
const times = new Map();
const clock = (name, keep, work) => {
  const start = performance.now();
  const value = work();
  const time = performance.now() - start;
  if (keep) {
    if (!times.has(name)) times.set(name, []);
    times.get(name).push(time);
  }
  return value;
};

function roundTuned(name, read, keep) {
  const parts = clock(`${name}: read and encode`, keep, () => read(bytes));
  const state = clock(`${name}: index`, keep, () => tuned.stages.index(parts));
  const result = clock(`${name}: run`, keep, () => tuned.run(state));
  clock(`${name}: canonical bytes`, keep, () => tuned.toPreviewBytes(state, result));
  clock(`${name}: canonical string`, keep, () => tuned.toPreview(state, result));
}

const rounds = Number(options.rounds);
const warm = Number(options.warm);
// One after the other: what one leaves to the garbage collector must not burden the next.
if (options.only === '' || options.only === 'tuned') {
  for (let i = -warm; i < rounds; i++) roundTuned('tuned', tuned.stages.readBytes, i >= 0);
}
if (options.only === '' || options.only === 'json') {
  for (let i = -Math.min(warm, 5); i < rounds; i++) {
    clock('JSON.parse alone', i >= 0, () => JSON.parse(bytes.toString('utf8')));
    roundTuned('tuned through JSON.parse', tuned.stages.readObjects, i >= 0);
  }
}
if (options.only === '' || options.only === 'decimal') {
  for (let i = -1; i < Math.min(rounds, 3); i++) {
    const state = clock('decimal: load', i >= 0, () => decimal.load(bytes));
    const result = clock('decimal: run', i >= 0, () => decimal.run(state));
    clock('decimal: canonical string', i >= 0, () => decimal.toPreview(state, result));
  }
}
for (const [name, list] of times) {
  list.sort((a, b) => a - b);
  const [least, median, most] = [list[0], list[list.length >> 1], list[list.length - 1]].map((time) => time.toFixed(2).padStart(9));
  console.log(`${name.padEnd(42)} median ${median}  least ${least}  most ${most}`);
}
