// The worker of the pages: it holds the session, so that no page ever waits for a computation.
//
// Messages in: {id, ask: request} | {id, resume: today} | {id, read: files, options} |
// {id, account: key, snapshot, name, today} | {id, refresh: snapshot, today, isSaved} | {id, forget} |
// {expect: names} and {arrived: name, module}, which are not answered: modules that boot.js loads meanwhile.
// Messages out: {id, answer} | {id, refused} | {id, progress} | {isKeptElsewhere}. Requests and answers are JSON text.
// What is asked is answered in the order in which it was asked.
import init, { Desk } from './outlook-wasm.js';

/** Requests after which past usage has to be looked at. */
const OPENING = ['open', 'sample'];

/** Requests after which it may have to be looked at again, from another month. */
const MOVING = ['restore', 'setAsOf'];

/** Requests that bring other data. */
const OPENS_FILES = ['open', 'sample', 'restore'];

/** Requests that leave the session as it is. */
const READING = ['overview', 'rows', 'explain', 'orders', 'order', 'findings', 'try', 'summary',
  'compare', 'validate', 'draft', 'export', 'save', 'standing', 'histories', 'proposal', 'send'];

/** Own files are kept under this key, each account of each person under one of its own. */
const FILES = 'session';
let key = FILES;

let loading = null;
let forecasting = null;
let turn = Promise.resolve();

self.onmessage = ({ data }) => {
  if (data.expect) return data.expect.forEach(expect);
  if (data.arrived) return expected[data.arrived].resolve(data.module);
  turn = turn.then(() => handle(data));
};

/** Modules that are on their way, by name. */
const expected = {};

function expect(name) {
  expected[name] = {};
  expected[name].arrival = new Promise((resolve) => { expected[name].resolve = resolve; });
}

/** What a module is made from: the one that is on its way, or nothing, and then it is fetched. */
const source = async (name) => ({ module_or_path: (await expected[name]?.arrival) ?? undefined });

/** The desk, loaded when it is first asked for: a worker that reads files needs none. */
function ready() {
  loading ??= source('outlook').then(init).then(() => new Desk()).catch(() => {
    loading = null;
    throw NOT_LOADED;
  });
  return loading;
}

/** A module did not arrive. It is tried again when it is next needed. */
const NOT_LOADED = JSON.stringify({ problems: [{ code: 'NOT_LOADED', message: '', pointer: '' }] });

async function handle(message) {
  const { id, ask, resume, read, options, forget, account, refresh } = message;
  try {
    if (forget) return post({ id, answer: await forgotten(forget) });
    if (read) return post({ id, answer: await readAll(id, read, options) });
    const method = ask && methodOf(ask);
    if (OPENING.includes(method)) forecaster();
    const desk = await ready();
    if (resume) return post({ id, answer: await resumed(desk, resume) });
    if (account) return post({ id, answer: await openAccount(desk, message) });
    if (refresh) {
      post({ id, answer: refreshed(desk, message) });
      return await keep(desk);
    }
    if (OPENS_FILES.includes(method)) key = FILES;
    let answer = desk.answer(ask);
    if (OPENING.includes(method) || MOVING.includes(method)) {
      answer = MOVING.includes(method) ? await estimatedAgain(desk, answer) : (await estimate(desk)) ?? answer;
      // Shown only once it is kept: a page that is loaded again finds it.
      await keep(desk);
      return post({ id, answer });
    }
    post({ id, answer });
    if (!READING.includes(method)) await keep(desk);
  } catch (refused) {
    post({ id, refused: typeof refused === 'string' ? refused : failure(refused) });
  }
}

const post = (message) => self.postMessage(message);

/** A request is its name, or an object with its name as the only key. */
function methodOf(request) {
  const parsed = JSON.parse(request);
  return typeof parsed === 'string' ? parsed : Object.keys(parsed)[0];
}

/** A fault of ours, in the shape of a refusal. */
function failure(error) {
  return JSON.stringify({ problems: [{ code: 'FAILURE', message: String(error?.message ?? error), pointer: '' }] });
}

/** The module that forecasts, or null where it did not arrive: then it is tried again next time. */
function forecaster() {
  forecasting ??= import('./forecast-wasm.js').then(async (module) => {
    await module.default(await source('forecast'));
    return module;
  }).catch(() => {
    forecasting = null;
    return null;
  });
  return forecasting;
}

/** Estimates usage that goes on. Without the module there are no estimates, and all else works. */
async function estimate(desk) {
  const histories = JSON.parse(desk.answer('"histories"'));
  if (histories.length === 0) return null;
  const module = await forecaster();
  if (!module) return null;
  const forecasts = histories.map(({ key, values, horizon, decimals }) => {
    const flat = module.forecast(Float64Array.from(values), horizon, decimals);
    const points = [];
    for (let at = 0; at + 2 < flat.length; at += 3) points.push([flat[at], flat[at + 1], flat[at + 2]]);
    return { key, points };
  });
  return desk.answer(JSON.stringify({ setEstimates: { forecasts } }));
}

/** Estimates anew where what was kept is of another month than the present. */
async function estimatedAgain(desk, standing) {
  if (!JSON.parse(standing).wantsEstimates) return standing;
  return (await estimate(desk)) ?? desk.answer('{"setEstimates":{"forecasts":[]}}');
}

/** Reads files into a snapshot, telling now and then how far it has come. */
async function readAll(id, files, options) {
  const { readFiles } = await importers();
  const named = [];
  for (const file of files) named.push({ name: file.name, data: new Uint8Array(await file.arrayBuffer()) });
  const total = named.reduce((sum, { data }) => sum + data.length, 0);
  let told = 0;
  let done = 0;
  return readFiles(named, options, (bytes) => {
    done += bytes;
    if (done - told < total / 100) return;
    told = done;
    post({ id, progress: [done, total] });
  });
}

// The session is kept in this browser, so that a page that is loaded again goes on where it was.

/**
 * The mark of what this worker has last kept or found under each key. Another mark there is of another
 * tab that has kept something since: nobody's work is written over.
 */
const marks = new Map();

/** Where the mark of what is kept under a key is kept. */
const markOf = (name) => `${name}#mark`;

let isKeptElsewhere = false;

/** Keeps the session. A browser that keeps nothing is no reason to stop. */
async function keep(desk) {
  const session = JSON.parse(desk.answer('"save"'));
  const mark = `${Date.now()}-${Math.random()}`;
  let theirs = null;
  const isDone = await store((sessions, then) => {
    const put = () => {
      sessions.put(mark, markOf(key));
      return sessions.put(session, key);
    };
    return then(sessions.get(markOf(key)), (known) => {
      if (known === marks.get(key)) return put();
      return then(sessions.get(key), (kept) => {
        // What was forgotten in another tab is to stay so.
        if (kept && !isWork(kept)) return put();
        theirs = kept ?? '';
        return null;
      });
    });
  }).then(() => true, () => false);
  if (isDone && theirs === null) {
    marks.set(key, mark);
    tellKeptElsewhere(false);
  } else if (isDone && isWork(session)) {
    tellKeptElsewhere(true);
  }
}

/** Tells the page when what is done here is not kept any more, or is again. */
function tellKeptElsewhere(is) {
  if (is !== isKeptElsewhere) post({ isKeptElsewhere: is });
  isKeptElsewhere = is;
}

/** What is kept under the key of the session. */
async function kept() {
  const session = await store((sessions, then) => then(sessions.get(markOf(key)), (mark) => {
    marks.set(key, mark);
    return sessions.get(key);
  })).catch(() => null);
  tellKeptElsewhere(false);
  return session;
}

/** Whether something would be lost without it: own data, or edits. */
function isWork(session) {
  const { isSample, scenarios } = JSON.parse(session);
  return (key === FILES && !isSample) || scenarios.some(({ steps }) => steps.length > 0);
}

async function resumed(desk, today) {
  key = FILES;
  const session = await kept();
  if (!session) return 'null';
  const standing = desk.answer(JSON.stringify({ restore: { session, today } }));
  const answer = await estimatedAgain(desk, standing);
  if (answer !== standing) await keep(desk);
  return answer;
}

/** Opens what the server keeps of an account, with the edits that were not saved yet, and those that take the last save back. */
async function openAccount(desk, message) {
  const { account, snapshot, name, today } = message;
  key = account;
  const session = await kept();
  if (session && isWorthKeeping(session)) {
    try {
      return desk.answer(JSON.stringify({ resumeAccount: { session, snapshot, today } }));
    } catch {
      // It was kept by another version of these pages.
    }
  }
  const standing = desk.answer(JSON.stringify({ openAccount: { snapshot, name, today } }));
  await keep(desk);
  return `{"standing":${standing},"theirs":null,"dropped":0,"clashes":[],"canReverse":false}`;
}

const isWorthKeeping = (session) => Boolean(JSON.parse(session).reversal) || isWork(session);

/** The importers, a module that only whoever opens files waits for. */
async function importers() {
  try {
    const module = await import('./reading-wasm.js');
    await module.default();
    return module;
  } catch {
    throw NOT_LOADED;
  }
}

const refreshed = (desk, { refresh: snapshot, today, isSaved }) =>
  desk.answer(JSON.stringify({ refresh: { snapshot, today, isSaved } }));

/** Forgets own files, or the accounts of a person. */
async function forgotten(which) {
  const names = await store((sessions) => sessions.getAllKeys());
  const isMeant = (name) => (which === true ? [FILES, markOf(FILES)].includes(name) : name.startsWith(which));
  for (const name of names.filter(isMeant)) await store((sessions) => sessions.delete(name));
  return 'null';
}

/**
 * Does one thing with what is kept, whose last request it answers: `then(request, next)` goes on with
 * the result of one, and nothing else is done meanwhile.
 */
function store(action) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('tieback', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('sessions');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction('sessions', 'readwrite');
      let last;
      const then = (request, next) => {
        request.onsuccess = () => { last = next(request.result) ?? last; };
        return request;
      };
      transaction.oncomplete = () => { database.close(); resolve(last.result); };
      transaction.onabort = () => { database.close(); reject(transaction.error); };
      last = action(transaction.objectStore('sessions'), then);
    };
  });
}
