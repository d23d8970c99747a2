//! The line to a worker: messages with numbers, answers in any order.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::{document, window};
use outlook::api::{Answer, Refused, RefusedProblem, read_answer};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::engine::told;
use crate::text::frame as texts;

/// A worker, started when it is first asked something.
#[derive(Clone, Default)]
pub(crate) struct Line {
    inner: Rc<Inner>,
}

#[derive(Default)]
struct Inner {
    worker: RefCell<Option<Worker>>,
    count: Cell<u32>,
    waiting: Rc<RefCell<HashMap<u32, Waiting>>>,
    /// Told when what is done here is not kept any more, or is again.
    kept_elsewhere: Option<Rc<dyn Fn(bool)>>,
}

struct Waiting {
    resolve: Function,
    progress: Option<Rc<dyn Fn(u64, u64)>>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("count", &self.inner.count).finish_non_exhaustive()
    }
}

impl Line {
    /// A line that also tells when another tab has kept a session that is not to be written over.
    pub(super) fn telling(kept_elsewhere: impl Fn(bool) + 'static) -> Self {
        let kept_elsewhere: Option<Rc<dyn Fn(bool)>> = Some(Rc::new(kept_elsewhere));
        Self { inner: Rc::new(Inner { kept_elsewhere, ..Inner::default() }) }
    }

    /// Sends `{[key]: value}` and waits for the answer, JSON text.
    pub(crate) async fn ask(&self, key: &str, value: &JsValue) -> Result<String, Refused> {
        let message = Object::new();
        set(&message, key, value);
        self.send(&message, None).await
    }

    /// Sends a message and waits for the answer; `progress` is told how far it has come.
    pub(crate) async fn send(
        &self,
        message: &Object,
        progress: Option<Rc<dyn Fn(u64, u64)>>,
    ) -> Result<String, Refused> {
        let id = self.inner.count.get().wrapping_add(1);
        self.inner.count.set(id);
        set(message, "id", &id.into());
        let worker = self.worker()?;
        let waiting = Rc::clone(&self.inner.waiting);
        let promise = Promise::new(&mut |resolve, _| {
            waiting.borrow_mut().insert(id, Waiting { resolve, progress: progress.clone() });
        });
        worker.post_message(message).map_err(|error| failure(&error))?;
        let answer = JsFuture::from(promise).await.map_err(|error| failure(&error))?;
        let text = |key: &str| get(&answer, key).as_string();
        match (text("answer"), text("refused")) {
            (Some(answer), _) => Ok(answer),
            (None, Some(refused)) => {
                Err(read::<Refused>(&refused).map_or_else(|bad| bad, all_told))
            }
            (None, None) => Err(stopped()),
        }
    }

    /// Ends the worker. Whoever waits is refused.
    pub(crate) fn stop(&self) {
        if let Some(worker) = self.inner.worker.borrow_mut().take() {
            worker.terminate();
        }
        refuse_all(&self.inner.waiting);
    }

    fn worker(&self) -> Result<Worker, Refused> {
        if let Some(worker) = self.inner.worker.borrow().as_ref() {
            return Ok(worker.clone());
        }
        let worker = match started() {
            Some(worker) => worker,
            None => start()?,
        };
        let waiting = Rc::clone(&self.inner.waiting);
        let kept_elsewhere = self.inner.kept_elsewhere.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            match (get(&data, "isKeptElsewhere").as_bool(), &kept_elsewhere) {
                (Some(is), Some(tell)) => tell(is),
                _ => received(&waiting, &data),
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        let waiting = Rc::clone(&self.inner.waiting);
        let on_error = Closure::<dyn Fn(JsValue)>::new(move |_| refuse_all(&waiting));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_error.forget();
        *self.inner.worker.borrow_mut() = Some(worker.clone());
        Ok(worker)
    }
}

/// The worker that `boot.js` started while this program was on its way. Only the first takes it.
fn started() -> Option<Worker> {
    const NAME: &str = "startedWorker";
    let worker = get(&window(), NAME).dyn_into().ok()?;
    drop(Reflect::delete_property(&window(), &NAME.into()));
    Some(worker)
}

fn start() -> Result<Worker, Refused> {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    let url = web_sys::Url::new_with_base("worker.js", &base).map_err(|error| failure(&error))?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Worker::new_with_options(&url.href(), &options).map_err(|error| failure(&error))
}

fn received(waiting: &RefCell<HashMap<u32, Waiting>>, data: &JsValue) {
    let Some(id) = get(data, "id").as_f64() else { return };
    // Ids are whole numbers of our own.
    let id = id as u32;
    let progress = get(data, "progress");
    if Array::is_array(&progress) {
        let progress = Array::from(&progress);
        let number = |at: u32| progress.get(at).as_f64().unwrap_or_default() as u64;
        let told = waiting.borrow().get(&id).and_then(|waiting| waiting.progress.clone());
        if let Some(told) = told {
            told(number(0), number(1));
        }
        return;
    }
    let waiting = waiting.borrow_mut().remove(&id);
    if let Some(Waiting { resolve, .. }) = waiting {
        drop(resolve.call1(&JsValue::UNDEFINED, data));
    }
}

fn refuse_all(waiting: &RefCell<HashMap<u32, Waiting>>) {
    let all: Vec<Waiting> = waiting.borrow_mut().drain().map(|(_, waiting)| waiting).collect();
    for Waiting { resolve, .. } in all {
        drop(resolve.call1(&JsValue::UNDEFINED, &Object::new()));
    }
}

/// Reads an answer.
pub(crate) fn read<T: Answer>(text: &str) -> Result<T, Refused> {
    read_answer(text).ok_or_else(|| refused("FAILURE", "the answer has another shape"))
}

fn all_told(refused: Refused) -> Refused {
    let in_place = |problem: RefusedProblem| match problem.code.as_str() {
        "NOT_LOADED" => RefusedProblem { message: texts::NOT_LOADED.into(), ..problem },
        _ => told(problem),
    };
    Refused { problems: refused.problems.into_iter().map(in_place).collect() }
}

fn stopped() -> Refused {
    refused("STOPPED", texts::STOPPED.get())
}

fn failure(error: &JsValue) -> Refused {
    refused("FAILURE", &String::from(js_sys::Error::from(error.clone()).message()))
}

pub(super) fn refused(code: &str, message: &str) -> Refused {
    let problem = RefusedProblem {
        code: code.to_owned(),
        message: message.to_owned(),
        pointer: String::new(),
    };
    Refused { problems: vec![problem] }
}

pub(super) fn set(object: &Object, key: &str, value: &JsValue) {
    // Setting a member of an object of our own cannot fail.
    drop(Reflect::set(object, &key.into(), value));
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}
