//! What the server says of a policy while it is written: what is wrong and where, or what it says.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::super::Here;
use super::summary;
use crate::format;
use crate::server::{Ask, CheckedPolicy, Failure, TextProblem, pause};
use crate::text::{plural, settings_policies as texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Badge, Button, ButtonKind, Kind, Live};

/// Whoever types is not asked after for so long.
const TYPING: Duration = Duration::from_millis(350);

/// What is known of what is typed.
#[derive(Clone, Copy)]
pub(super) struct Check {
    told: RwSignal<Option<Result<CheckedPolicy, Failure>>>,
    /// Whether that is about what is typed now.
    is_late: RwSignal<bool>,
    /// What the text stands in.
    pub(super) place: NodeRef<html::Div>,
}

/// Asks whenever the id or the text is another.
pub(super) fn follow_typed(here: Here, id: Signal<String>, text: Signal<String>) -> Check {
    let check =
        Check { told: RwSignal::new(None), is_late: RwSignal::new(true), place: NodeRef::new() };
    let asked = StoredValue::new(0_u32);
    let path = here.path("/policies:check");
    watch(move || {
        let id = Some(id.get()).filter(|id| !id.is_empty());
        let body = json!({ "id": id, "text": text.get() });
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        check.is_late.set(true);
        let path = path.clone();
        spawn_local(async move {
            pause(TYPING).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            let told = here.server.ask::<CheckedPolicy>(&Ask::post(path, &body).once()).await;
            if asked.try_get_value() == Some(number) {
                check.is_late.set(false);
                check.told.set(Some(told));
            }
        });
    });
    check
}

/// Those about the id have no place in the text.
fn is_of_id(problem: &TextProblem) -> bool {
    ["INVALID_ID", "RESERVED_ID", "DUPLICATE_ID"].contains(&problem.code.as_str())
}

impl Check {
    fn problems(self) -> Vec<TextProblem> {
        self.told.with(|told| match told {
            Some(Ok(told)) => told.problems.clone(),
            Some(Err(_)) | None => Vec::new(),
        })
    }

    /// What is wrong with the id.
    pub(super) fn of_id(self) -> Option<String> {
        self.problems().into_iter().find(is_of_id).map(|problem| problem.message)
    }

    /// That something is wrong with the text; below it stands what.
    pub(super) fn of_text(self) -> Option<String> {
        let count = self.problems().iter().filter(|problem| !is_of_id(problem)).count();
        (count > 0).then(|| plural(texts::PROBLEMS_ONE, texts::PROBLEMS_OTHER, count))
    }

    /// Why it cannot be stored as it is. What could not be checked is for the server to refuse.
    pub(super) fn refusal(self) -> Option<String> {
        if self.is_late.get() {
            return Some(texts::CHECKING.into());
        }
        let count = self.problems().len();
        (count > 0).then(|| texts::CORRECT_FIRST.into())
    }

    pub(super) fn view(self) -> AnyView {
        let told = memo(move || self.told.get());
        let count = Signal::derive(move || match told.get() {
            None => String::new(),
            Some(Ok(told)) if told.problems.is_empty() => texts::IN_ORDER.into(),
            Some(Ok(told)) => {
                plural(texts::PROBLEMS_ONE, texts::PROBLEMS_OTHER, told.problems.len())
            }
            Some(Err(failure)) => failure.detail,
        });
        view! {
            <section class="settings-check" aria-label=texts::CHECK.get()>
                {follow(move || match told.get() {
                    None => view! { <p class="hint">{texts::CHECKING.get()}</p> }.into_any(),
                    Some(Ok(told)) if told.problems.is_empty() => view! {
                        <Badge text=texts::IN_ORDER kind=Kind::Good />
                        <h3 class="settings-label">{texts::SAYS.get()}</h3>
                        {summary::list(&told.summary)}
                    }
                    .into_any(),
                    Some(Ok(told)) => self.problem_list(told.problems),
                    Some(Err(failure)) => view! {
                        <p class="hint">{failure.sentences().join(" ")}</p>
                    }
                    .into_any(),
                })}
                <Live text=count />
            </section>
        }
        .into_any()
    }

    fn problem_list(self, problems: Vec<TextProblem>) -> AnyView {
        let count = problems.len();
        let rows: Vec<AnyView> = problems.into_iter().map(|problem| self.row(problem)).collect();
        view! {
            <Badge
                text=plural(texts::PROBLEMS_ONE, texts::PROBLEMS_OTHER, count)
                kind=Kind::Bad
            />
            <ol class="bare-list settings-problems">{rows}</ol>
        }
        .into_any()
    }

    fn row(self, problem: TextProblem) -> AnyView {
        let is_of_id = is_of_id(&problem);
        let TextProblem { line, column, message, .. } = problem;
        let place = texts::PLACE
            .with(&[("line", &format::number(line)), ("column", &format::number(column))]);
        let go = move || self.show(line, column);
        let place = (!is_of_id).then(|| {
            view! { <Button label=place kind=ButtonKind::Quiet on_click=go /> }
        });
        view! {
            <li class="settings-problem">
                {place}
                <span>{message}</span>
            </li>
        }
        .into_any()
    }

    /// Puts the caret there.
    fn show(self, line: usize, column: usize) {
        let place = self.place.get_untracked();
        let text = place.and_then(|place| place.query_selector("textarea").ok().flatten());
        let Some(text) = text.and_then(|text| text.dyn_into::<HtmlTextAreaElement>().ok()) else {
            return;
        };
        let offset = offset(&text.value(), line, column);
        drop(text.focus());
        drop(text.set_selection_range(offset, offset));
    }
}

/// A place of a text as browsers count, in units of UTF-16.
fn offset(text: &str, line: usize, column: usize) -> u32 {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(units).sum();
    let own = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let within: usize = own.chars().take(column.saturating_sub(1)).map(char::len_utf16).sum();
    u32::try_from(before + within).unwrap_or(0)
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_as_browsers_do() {
        for (text, line, column, expected) in [
            ("permit (", 1, 1, 0),
            ("a\nbc\nd", 2, 2, 3),
            ("a\nbc\nd", 3, 9, 6),
            ("🌊x\ny", 1, 2, 2),
            ("🌊x\ny", 2, 1, 4),
            ("a", 7, 3, 1),
            ("", 1, 1, 0),
        ] {
            assert_eq!(offset(text, line, column), expected, "{text:?} {line}:{column}");
        }
    }
}
