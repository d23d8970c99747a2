//! The engine in the page itself: it computes what is to come from a snapshot, without a server. It is
//! a module of its own, loaded when it is first needed, and the same code as on the server.

use js_sys::{Array, Function, Promise};
use outlook::api::{Answer, Candidate, RefusedProblem, read_answer};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::host::{Host, json_of, member};
use crate::pages::invoice::explanation;
use crate::server::{Failure, StoredExplanation, read};
use crate::text::embed as texts;

/// Problems of a snapshot that are told. Whoever puts them right sees the others.
const TOLD: usize = 5;

/// A snapshot and its preview, until it is dropped.
#[derive(Debug)]
pub(super) struct Engine(JsValue);

outlook::answers! {
    /// What a snapshot says of what can be tried on it.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub(super) struct Facts {
        pub(super) purchase_orders: Option<Vec<Order>>,
        pub(super) charges: Option<Vec<Charge>>,
    }

    /// A purchase order of a snapshot.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(super) struct Order {
        pub(super) id: String,
        pub(super) description: Option<String>,
        pub(super) currency: String,
        pub(super) suspended: Option<bool>,
        pub(super) line_items: Option<Vec<Line>>,
    }

    /// A line of a purchase order.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(super) struct Line {
        pub(super) number: String,
        pub(super) amount: String,
    }

    /// A charge of a snapshot.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(super) struct Charge {
        pub(super) id: String,
        pub(super) category: String,
        pub(super) agreement_id: Option<String>,
        pub(super) purchase_order_reference: Option<String>,
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // The memory of a module is nothing that the browser looks after.
        drop(self.call("free", &[]));
    }
}

impl Engine {
    /// Loads the module, if it is not there yet, and the snapshot into it: a value, a text or bytes.
    pub(super) async fn open(host: Host, snapshot: &JsValue) -> Result<Self, Failure> {
        let opening = host.open_engine(snapshot).dyn_into::<Promise>();
        let opening = opening.map_err(|_| not_loaded())?;
        JsFuture::from(opening).await.map(Self).map_err(|error| failure(&error))
    }

    /// What the snapshot says, with the edits that are applied.
    pub(super) fn facts(&self) -> Result<Facts, Failure> {
        self.answer("snapshotJson", &[])
    }

    /// The preview, with the edits that are applied.
    pub(super) fn preview<T: Answer>(&self) -> Result<T, Failure> {
        self.answer("previewJson", &[])
    }

    /// Why a document uses the line that it does.
    pub(super) fn explain(&self, document: &str) -> Result<Vec<Candidate>, Failure> {
        let explained = self.call("explain", &[document.into()])?;
        let text = json_of(&explained);
        read::<StoredExplanation>(&text).map(explanation::told)
    }

    /// Applies edits of the contract, all or none.
    pub(super) fn apply(&self, edits: &str) -> Result<(), Failure> {
        self.call("edit", &[edits.into()]).map(drop)
    }

    /// What the edits that were applied last have changed.
    pub(super) fn change<T: Answer>(&self) -> Result<T, Failure> {
        self.answer("changeJson", &[])
    }

    /// Takes the edits back that were applied last.
    pub(super) fn undo(&self) {
        drop(self.call("undo", &[]));
    }

    fn answer<T: Answer>(&self, method: &str, values: &[JsValue]) -> Result<T, Failure> {
        let text = self.call(method, values)?.as_string().unwrap_or_default();
        read(&text)
    }

    fn call(&self, method: &str, values: &[JsValue]) -> Result<JsValue, Failure> {
        let method = member(&self.0, method).dyn_into::<Function>().map_err(|_| not_loaded())?;
        let values: Array = values.iter().collect();
        method.apply(&self.0, &values).map_err(|error| failure(&error))
    }
}

fn not_loaded() -> Failure {
    Failure::own("NOT_LOADED", texts::ENGINE_FAILED.into())
}

/// What the engine refuses has problems, each with its place; anything else is that it did not come.
fn failure(error: &JsValue) -> Failure {
    let text = json_of(&member(error, "problems"));
    let Some(mut problems) = read_answer::<Vec<RefusedProblem>>(&text) else { return not_loaded() };
    problems.truncate(TOLD);
    let code = problems.first().map(|problem| problem.code.clone()).unwrap_or_default();
    let detail = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
    Failure { code, detail, problems }
}
