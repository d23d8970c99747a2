// Starts the program of the pages, and says so when that fails. What it shows stands in
// index.html: the frame `#skeleton` until the program has drawn the page, `#failure` otherwise.

const { js, wasm } = document.querySelector("script[data-js]").dataset;
const inBase = (path) => new URL(path, document.baseURI).href;

allowOwnTypes();
watchForTraps();
await start();

async function start() {
  if (typeof WebAssembly !== "object") {
    fail("webassembly");
    return;
  }
  removeWhenDrawn(document.getElementById("skeleton"));
  const started = import(inBase(js)).then((program) => program.default({ module_or_path: inBase(wasm) }));
  startWorker(document.body.dataset.worker, started);
  try {
    await started;
  } catch (error) {
    fail("start", error);
  }
}

// The worker starts beside the program, which takes it over (desk/line.rs). Where it cannot start, the
// program starts one itself and tells what is wrong.
function startWorker(name, started) {
  if (!name) return;
  const worker = new Worker(inBase(name), { type: "module" });
  worker.onerror = () => delete globalThis.startedWorker;
  globalThis.startedWorker = worker;
  loadModules(worker, started);
}

// What the worker computes with comes after the program, which has more to do once it is there, and
// without the worker's own way round. Who follows a link to the sample waits for its estimates too.
async function loadModules(worker, started) {
  const isSample = new URLSearchParams(location.search).get("data") === "sample";
  const names = isSample ? ["outlook", "forecast"] : ["outlook"];
  worker.postMessage({ expect: names });
  await Promise.race([arrival(inBase(wasm)), started.catch(() => {})]);
  for (const name of names) {
    compile(`${name}-wasm_bg.wasm`)
      .catch(() => null)
      .then((module) => worker.postMessage({ arrived: name, module }));
  }
}

async function compile(name) {
  return WebAssembly.compileStreaming(await fetch(inBase(name)));
}

// Resolves when something that is being loaded has come.
function arrival(url) {
  return new Promise((resolve) => {
    new PerformanceObserver((list, observer) => {
      if (!list.getEntriesByName(url).length) return;
      observer.disconnect();
      resolve();
    }).observe({ type: "resource", buffered: true });
  });
}

// The program draws by adding to the body, which it may do only after it has fetched its texts.
function removeWhenDrawn(skeleton) {
  const observer = new MutationObserver(() => {
    skeleton?.remove();
    observer.disconnect();
  });
  observer.observe(document.body, { childList: true });
}

// The policy of the server demands trusted types. Views set no HTML but constant parts of
// themselves; the one script address that may be run from is the worker's; code in strings may not
// be run at all, so it has no rule here.
function allowOwnTypes() {
  globalThis.trustedTypes?.createPolicy("default", {
    createHTML: (html) => html,
    createScriptURL: (url) => (inBase(url) === inBase("worker.js") ? url : null),
  });
}

// A program that ran into a trap cannot go on: its memory may be in any state.
function watchForTraps() {
  const check = (error) => {
    if (error instanceof WebAssembly.RuntimeError) fail("stopped", error);
  };
  addEventListener("error", (event) => check(event.error));
  addEventListener("unhandledrejection", (event) => check(event.reason));
}

// Shows the one of the messages in `#failure` that is called so.
function fail(name, error) {
  const failure = document.getElementById("failure");
  for (const part of failure.querySelectorAll("[data-failure]")) {
    part.hidden = !part.dataset.failure.split(" ").includes(name);
  }
  failure.querySelector(".failure-reload").href = location.href;
  failure.querySelector(".failure-detail").textContent = error ? String(error) : "";
  document.getElementById("skeleton")?.remove();
  failure.hidden = false;
}
