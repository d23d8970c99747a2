//! Closing a month: what would be issued, how that differs from the preview, and issuing it.

mod differences;
mod dry_run;
mod runs;
pub(super) mod sums;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::Heading;
use super::issued::month_error;
use crate::desk::{Desk, today};
use crate::format;
use crate::page::{Address, Page, Place};
use crate::server::{Ask, DryRun, Failure, Person, Run, Server};
use crate::text::issued as texts;
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Breadcrumbs, Crumb, Empty, Field, Icon, MonthInput, icon};
use differences::Difference;

/// How much may be issued at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Usual,
    /// Far more: a person has looked at it.
    BeyondUsual,
}

/// Closing a month, and what is at hand of it.
#[derive(Clone, Copy)]
struct Closing {
    server: Server,
    desk: Desk,
    address: Address,
    account: StoredValue<String>,
    /// The month that is to be closed.
    month: Memo<String>,
    /// The last month that is closed.
    closed: Memo<Option<String>>,
    dry: RwSignal<Option<Result<DryRun, Failure>>>,
    asked: StoredValue<u32>,
    /// What differs from the preview; none while that is not known.
    differences: RwSignal<Option<Vec<Difference>>>,
    /// The run that issues invoices, or did so while one looked.
    run: RwSignal<Option<Run>>,
    /// Whether the server was told to issue, and has not answered.
    is_starting: RwSignal<bool>,
    refused: RwSignal<Option<Failure>>,
    /// Looks at the run since it has moved last.
    idle: RwSignal<u32>,
}

pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let desk = Desk::expect();
    let address = Address::here();
    let Some(account) = Place::here().account().map(str::to_owned) else {
        return ().into_any();
    };
    let own = account.clone();
    let closed = memo(move || server.person.with(|person| closed_through(person, &own)));
    let told = address.get("month");
    let month = memo(move || {
        let told = told.get();
        if format::is_month(&told) { told } else { default_month(closed.get().as_deref()) }
    });
    let closing = Closing {
        server,
        desk,
        address,
        account: StoredValue::new(account),
        month,
        closed,
        dry: RwSignal::new(None),
        asked: StoredValue::new(0),
        differences: RwSignal::new(None),
        run: RwSignal::new(None),
        is_starting: RwSignal::new(false),
        refused: RwSignal::new(None),
        idle: RwSignal::new(0),
    };
    let crumbs = vec![Crumb { label: texts::TITLE.into(), href: Page::Issued.href() }];
    let may_close = memo(move || server.may(ACTION));
    view! {
        <Breadcrumbs crumbs=crumbs here=texts::CLOSE_TITLE />
        <Heading text=texts::CLOSE_TITLE />
        {follow(move || if may_close.get() { shown(closing) } else { may_not(server) })}
    }
    .into_any()
}

const ACTION: &str = "invoicing:CreateInvoiceRun";

fn closed_through(person: &Person, account: &str) -> Option<String> {
    let known = person.known()?;
    let own = known.organisations.iter().find(|own| own.account == account)?;
    own.closed_through.clone()
}

/// The month after the last one that is closed, or the one before this.
fn default_month(closed: Option<&str>) -> String {
    match closed {
        Some(closed) => month_after(closed),
        None => month_before(&today()),
    }
}

fn month_after(month: &str) -> String {
    let (year, number) = parts(month);
    match number {
        12 => format::of_year(&format::digits(year + 1), 1),
        number => format::of_year(&format::digits(year), number + 1),
    }
}

fn month_before(month: &str) -> String {
    let (year, number) = parts(month);
    match number {
        0 | 1 => format::of_year(&format::digits(year.saturating_sub(1)), 12),
        number => format::of_year(&format::digits(year), number - 1),
    }
}

fn parts(month: &str) -> (usize, usize) {
    let (year, number) = month.split_once('-').unwrap_or_default();
    (year.parse().unwrap_or_default(), number.parse().unwrap_or_default())
}

fn may_not(server: Server) -> AnyView {
    let reason = server.refusal(ACTION);
    view! { <Empty title=texts::MAY_NOT text=reason.unwrap_or_default() icon=Icon::Info /> }
        .into_any()
}

fn shown(closing: Closing) -> AnyView {
    let Closing { server, desk, address, month, .. } = closing;
    let raw = address.get("month");
    let is_under_way = memo(move || closing.is_under_way());
    // What is known about a month is good for that month only.
    let known = StoredValue::new(month.get_untracked());
    watch(move || {
        let month = month.get();
        if known.get_value() != month {
            known.set_value(month);
            closing.forget();
        }
        server.revision.track();
        // While invoices are issued, the records change all the time, and what is due with them.
        if !is_under_way.get() {
            closing.ask();
        }
    });
    watch(move || {
        desk.revision.track();
        closing.compare();
    });
    runs::follow_run(closing);
    let value = Signal::derive(move || {
        let raw = raw.get();
        if raw.is_empty() { month.get() } else { raw }
    });
    let choose = move |typed: String| address.set(&[("month", typed.trim())], false);
    // Somebody may have closed a month while this page was not there.
    spawn_local(server.know_again());
    view! {
        <p class="lead">{texts::CLOSE_LEAD.get()}</p>
        <div class="close-month">
            <Field label=texts::CLOSE_WHICH error=month_error(raw)>
                <MonthInput value=value on_change=choose />
            </Field>
        </div>
        {follow(move || closing.note())}
        {runs::progress(closing)}
        {dry_run::part(closing)}
        {runs::list(closing)}
    }
    .into_any()
}

impl Closing {
    fn path(self, below: &str) -> String {
        self.account.with_value(|account| ["/accounts/", account, below].concat())
    }

    /// Whether invoices are being issued.
    fn is_under_way(self) -> bool {
        let is_running =
            self.run.with(|run| run.as_ref().is_some_and(|run| run.state == runs::RUNNING));
        self.is_starting.get() || is_running
    }

    /// Forgets what is known about a month, but not the run that is on its way.
    fn forget(self) {
        self.dry.set(None);
        self.differences.set(None);
        self.refused.set(None);
        if !untrack(|| self.is_under_way()) {
            self.run.set(None);
        }
    }

    /// Asks what would be issued.
    fn ask(self) {
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        let month = self.month.get_untracked();
        let body = json!({ "period": month, "dryRun": true });
        // It changes nothing, so it may be sent again.
        let ask = Ask::post(self.path("/invoice-runs"), &body).once();
        spawn_local(async move {
            let dry = self.server.ask::<DryRun>(&ask).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            self.dry.set(Some(dry));
            self.compare();
        });
    }

    /// Compares what would be issued with what the preview shows.
    fn compare(self) {
        let month = self.month.get_untracked();
        let number = self.asked.get_value();
        spawn_local(async move {
            let previewed = differences::previewed(self.desk, &month).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            let found = self.dry.with_untracked(|dry| match (dry, &previewed) {
                (Some(Ok(dry)), Some(previewed)) => {
                    Some(differences::differences(previewed, dry, &month))
                }
                _ => None,
            });
            if self.differences.with_untracked(|known| *known != found) {
                self.differences.set(found);
            }
        });
    }

    fn is_closed(self, month: &str) -> bool {
        self.closed.with(|closed| closed.as_deref().is_some_and(|closed| month <= closed))
    }

    /// What to know about the month before.
    fn note(self) -> Option<AnyView> {
        let month = self.month.get();
        let (sign, kind, text) = if self.is_closed(&month) {
            let name = format::month_long(&month);
            (Icon::Info, "info", texts::CLOSED_ALREADY.with(&[("month", &name)]))
        } else {
            (Icon::Warning, "warning", self.obstacle()?)
        };
        let note = view! {
            <p class="close-note" data-kind=kind>
                {icon(sign)}
                <span>{text}</span>
            </p>
        };
        Some(note.into_any())
    }

    /// Why the month cannot be closed now.
    fn obstacle(self) -> Option<String> {
        let month = self.month.get();
        let name = format::month_long(&month);
        let open = self.closed.get().map(|closed| month_after(&closed));
        if let Some(open) = open.filter(|open| *open < month) {
            let open = format::month_long(&open);
            return Some(texts::CLOSE_EARLIER.with(&[("month", &name), ("open", &open)]));
        }
        (month >= today()).then(|| texts::NOT_OVER.with(&[("month", &name)]))
    }

    /// Issues the invoices of a month.
    fn issue(self, month: &str, extent: Extent) {
        // The next month is not to take its place on the page once it is closed.
        self.address.set(&[("month", month)], false);
        self.refused.set(None);
        self.run.set(None);
        self.idle.set(0);
        self.is_starting.set(true);
        let body = json!({ "period": month, "beyondUsual": extent == Extent::BeyondUsual });
        let ask = Ask::post(self.path("/invoice-runs"), &body).once();
        spawn_local(async move {
            match self.server.ask::<Run>(&ask).await {
                Ok(run) => self.saw(run),
                Err(failure) => {
                    drop(self.refused.try_set(Some(failure)));
                    self.server.ask_again();
                }
            }
            self.is_starting.try_set(false);
        });
    }

    /// Takes note of how far the run has come. What it changed is asked anew even where the page
    /// is gone.
    fn saw(self, run: Run) {
        if run.state != runs::RUNNING {
            spawn_local(async move {
                self.server.know_again().await;
                self.server.ask_again();
            });
        }
        let Some(before) = self.run.try_get_untracked() else { return };
        let has_moved = before.as_ref() != Some(&run);
        self.idle.update(|idle| *idle = if has_moved { 0 } else { idle.saturating_add(1) });
        if has_moved {
            self.run.set(Some(run));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_one_another_over_the_end_of_a_year() {
        for (month, next) in
            [("2026-01", "2026-02"), ("2026-09", "2026-10"), ("2026-12", "2027-01")]
        {
            assert_eq!(month_after(month), next);
            assert_eq!(month_before(next), month);
        }
    }
}
