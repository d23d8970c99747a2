//! What a part hears of its element, and what it tells it.

use js_sys::{Array, Function, JSON, Reflect};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};

use super::session::Session;
use crate::server::Failure;

/// What the element says, as attributes and properties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The address of the server, without a slash at its end.
    pub(super) server: String,
    pub(super) agreement: String,
    /// What the console calls the part.
    pub(super) label: String,
    /// What is chosen, of a part of a form.
    pub(super) value: String,
    /// What is wrong with that.
    pub(super) problem: String,
    pub(super) placeholder: String,
    pub(super) purchase_order: String,
    /// The last month that is shown of what is to come.
    pub(super) through: String,
    /// A seller of record whose invoices the purchase orders are to take.
    pub(super) seller: String,
    pub(super) density: Option<String>,
    pub(super) scheme: Option<String>,
    pub(super) is_read_only: bool,
    pub(super) is_disabled: bool,
    /// Whether changes can be tried.
    pub(super) is_what_if: bool,
}

/// The element that shows a part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Host {
    face: StoredValue<JsValue, LocalStorage>,
    pub(super) said: RwSignal<Said>,
    /// How the server is asked; none before the console has told how.
    pub(super) session: RwSignal<Option<Session>, LocalStorage>,
    /// What is to come is computed from, in place of a server.
    pub(super) snapshot: RwSignal<Option<JsValue>, LocalStorage>,
    /// How often the console asked for all of it again.
    pub(super) refreshed: RwSignal<u32>,
    /// How often the console asked to forget what is typed.
    pub(super) discarded: RwSignal<u32>,
}

impl Host {
    pub(super) fn new(face: JsValue) -> Self {
        let host = Self {
            face: StoredValue::new_local(face),
            said: RwSignal::new(Said::default()),
            session: RwSignal::new_local(None),
            snapshot: RwSignal::new_local(None),
            refreshed: RwSignal::new(0),
            discarded: RwSignal::new(0),
        };
        host.look();
        host
    }

    /// Looks at the element.
    pub(super) fn look(self) {
        let Some(face) = self.face.try_get_value() else { return };
        let said = Said::of(&face);
        let secret = member(&face, "fetchClientSecret").dyn_into::<Function>().ok();
        let known = self.session.get_untracked();
        let session = match (secret, &known) {
            (None, _) => None,
            _ if said.server.is_empty() => None,
            // Some consoles make the same function anew each time that they draw.
            (Some(secret), Some(known)) if known.server() == said.server => {
                known.renew_by(secret);
                Some(known.clone())
            }
            (Some(secret), _) => Some(Session::with(&said.server, secret)),
        };
        if session != known {
            self.session.set(session);
        }
        let snapshot = member(&face, "snapshot");
        let snapshot = (!snapshot.is_undefined() && !snapshot.is_null()).then_some(snapshot);
        if self.snapshot.with_untracked(|known| *known != snapshot) {
            self.snapshot.set(snapshot);
        }
        if self.said.with_untracked(|known| *known != said) {
            self.said.set(said);
        }
    }

    /// Takes note of what the console asks for.
    pub(super) fn act(self, act: &str) {
        if act == "refresh" {
            self.session.try_with_untracked(|session| session.as_ref().map(Session::leave));
        }
        let asked = match act {
            "discard" => self.discarded,
            _ => self.refreshed,
        };
        asked.try_update(|count| *count = count.wrapping_add(1));
    }

    /// What the element is not told yet, by the names of its attributes and properties.
    pub(super) fn missing(self, is_agreement_needed: bool) -> Option<&'static str> {
        let said = self.said.read();
        if said.server.is_empty() {
            Some("server")
        } else if self.session.with(Option::is_none) {
            Some("fetchClientSecret")
        } else if is_agreement_needed && said.agreement.is_empty() {
            Some("agreement")
        } else {
            None
        }
    }

    /// Lets the element tell something as an event. False where somebody saw to it.
    pub(super) fn tell(self, kind: &str, detail: &Value) -> bool {
        let detail = JSON::parse(&detail.to_string()).unwrap_or(JsValue::NULL);
        self.call("tell", &[kind.into(), detail]).as_bool() != Some(false)
    }

    /// Tells what failed.
    pub(super) fn failed(self, failure: &Failure) {
        let message = failure.sentences().join(" ");
        self.tell("error", &json!({ "code": failure.code, "message": message }));
    }

    /// Tells how much is typed and not saved.
    pub(super) fn holds(self, unsaved: usize) {
        self.call(
            "holds",
            &[JsValue::from_f64(f64::from(u32::try_from(unsaved).unwrap_or(u32::MAX)))],
        );
    }

    /// Hands over what is entered, and whether that is the end of entering it.
    pub(super) fn enter(self, value: &str, is_end: bool) {
        self.call("enter", &[value.into(), is_end.into()]);
    }

    /// Tells what is wrong with a value; nothing is where the text is empty.
    pub(super) fn judge(self, value: &str, problem: &str) {
        self.call("judge", &[value.into(), problem.into()]);
    }

    /// Tells what is said of a value until it is judged.
    pub(super) fn checking(self, text: &str) {
        self.call("checking", &[text.into()]);
    }

    /// Loads a snapshot into the engine; gives the promise of a workspace.
    pub(super) fn open_engine(self, snapshot: &JsValue) -> JsValue {
        self.call("openEngine", std::slice::from_ref(snapshot))
    }

    fn call(self, name: &str, values: &[JsValue]) -> JsValue {
        let Some(face) = self.face.try_get_value() else { return JsValue::UNDEFINED };
        let Ok(method) = member(&face, name).dyn_into::<Function>() else {
            return JsValue::UNDEFINED;
        };
        let values: Array = values.iter().collect();
        method.apply(&face, &values).unwrap_or(JsValue::UNDEFINED)
    }
}

impl Said {
    fn of(face: &JsValue) -> Self {
        let read = member(face, "read").dyn_into::<Function>();
        let said = read.and_then(|read| read.call0(face)).unwrap_or(JsValue::UNDEFINED);
        let some = |name: &str| member(&said, name).as_string().filter(|text| !text.is_empty());
        let text = |name: &str| some(name).unwrap_or_default();
        let is = |name: &str| member(&said, name).is_truthy();
        Self {
            server: text("server").trim_end_matches('/').to_owned(),
            agreement: text("agreement"),
            label: text("label"),
            value: text("value"),
            problem: text("problem"),
            placeholder: text("placeholder"),
            purchase_order: text("purchaseOrder"),
            through: text("through"),
            seller: text("billFrom"),
            density: some("density"),
            scheme: some("colorScheme"),
            is_read_only: is("readOnly"),
            is_disabled: is("disabled"),
            is_what_if: is("whatIf"),
        }
    }
}

/// A member of an object; nothing where it has none.
pub(super) fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A value as JSON; nothing of what has none, such as a member that is not there.
pub(super) fn json_of(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}
