//! What is wrong with a form that was sent: at the fields that are to blame, and the rest above the
//! button.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::pages::sign_in;
use crate::server::Failure;
use crate::ui::follow::follow;

/// Why a form was not taken the last time that it was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trouble {
    failure: RwSignal<Option<Failure>>,
    /// The form, to which the focus goes back.
    pub(crate) form: NodeRef<html::Form>,
}

impl Trouble {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self { failure: RwSignal::new(None), form: NodeRef::new() }
    }

    /// Takes note of how sending went, and gives the focus to the first field that is wrong.
    pub(crate) fn tell(self, failure: Option<Failure>) {
        let is_wrong = failure.is_some();
        // The form may be gone.
        if self.failure.try_set(failure).is_some() || !is_wrong {
            return;
        }
        // The fields are marked by then.
        request_animation_frame(move || {
            let form = self.form.try_get_untracked().flatten();
            let first = form.and_then(|form| form.query_selector("[aria-invalid]").ok().flatten());
            if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
                drop(first.focus());
            }
        });
    }

    /// What is wrong with one field, by its place in the request.
    pub(crate) fn at(self, pointer: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failure.with(|failure| failure.as_ref().and_then(|told| told.at(pointer)))
        })
    }

    /// What is wrong elsewhere than in these fields.
    pub(crate) fn elsewhere(self, fields: &'static [&'static str]) -> AnyView {
        follow(move || {
            let rest = self.failure.with(|failure| failure.as_ref().and_then(|f| rest(f, fields)));
            rest.map(sign_in::told)
        })
    }
}

/// The failure without what these fields tell; none if they tell all of it.
fn rest(failure: &Failure, fields: &[&str]) -> Option<Failure> {
    let mut rest = failure.clone();
    rest.problems.retain(|problem| !fields.contains(&problem.pointer.as_str()));
    (failure.problems.is_empty() || !rest.problems.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use outlook::api::RefusedProblem;

    use super::*;

    fn failure(problems: &[(&str, &str)]) -> Failure {
        let problem = |(pointer, message): &(&str, &str)| RefusedProblem {
            code: "CODE".to_owned(),
            message: (*message).to_owned(),
            pointer: (*pointer).to_owned(),
        };
        Failure {
            code: "CODE".to_owned(),
            detail: "all of it".to_owned(),
            problems: problems.iter().map(problem).collect(),
        }
    }

    #[test]
    fn what_no_field_tells_is_told_apart() {
        let fields = ["/new"];
        assert_eq!(rest(&failure(&[("/new", "too short")]), &fields), None);
        let sentences = |told: Failure| rest(&told, &fields).map(|rest| rest.sentences());
        let both = failure(&[("/new", "too short"), ("", "not now")]);
        assert_eq!(sentences(both), Some(vec!["not now".to_owned()]));
        assert_eq!(sentences(failure(&[])), Some(vec!["all of it".to_owned()]));
    }
}
