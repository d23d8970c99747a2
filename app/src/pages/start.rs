//! Where data comes in: the sample with one click, or a person's own files.

mod asked;
mod forget;
mod read;
mod replace;
mod taken;

use crate::ui::follow::follow;
use leptos::prelude::*;
use leptos::task::spawn_local;
use outlook::api::{ReadOptions, Reading as Read, Refused};
use web_sys::File;

use super::Heading;
use crate::desk::{Desk, Reading, Source};
use crate::frame::{Handed, refusal};
use crate::page::{Address, Page};
use crate::text::{plural, start as texts};
use crate::ui::{Button, ButtonKind, FileDrop, Flashes, Kind, LinkButton};
use crate::{format, storage};

use replace::Wanted;

/// Where it is remembered which names stand for which seller of record.
const SELLERS: &str = "tieback.sellers";

/// Files, and what became of them.
#[derive(Clone, Copy, Debug)]
struct Intake {
    desk: Desk,
    address: Address,
    flashes: Flashes,
    files: StoredValue<Vec<File>, LocalStorage>,
    /// Who reads now; none while nobody does.
    reading: StoredValue<Option<Reading>, LocalStorage>,
    /// The number of the last reading: what any other one comes to is left aside.
    number: StoredValue<u32>,
    options: RwSignal<ReadOptions>,
    state: RwSignal<State>,
    /// What is opened once the person agrees that it takes the place of what is there.
    wanted: RwSignal<Option<Wanted>>,
    handed: Handed,
}

/// How far files have come.
#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Waiting,
    /// Bytes that are read, and of how many.
    Reading(u64, u64),
    Read(Box<Read>),
    /// They were read, but the engine turned them down.
    TurnedDown(Box<Read>, Refused),
}

pub(crate) fn page() -> AnyView {
    let intake = Intake {
        desk: Desk::expect(),
        address: Address::here(),
        flashes: Flashes::expect(),
        files: StoredValue::new_local(Vec::new()),
        reading: StoredValue::new_local(None),
        number: StoredValue::new(0),
        options: RwSignal::new(remembered()),
        state: RwSignal::default(),
        wanted: RwSignal::default(),
        handed: Handed::expect(),
    };
    on_cleanup(move || intake.stop());
    view! {
        <div class="start">
            <div class="start-lead">
                <Heading text=texts::TITLE />
                <p class="lead">{texts::LEAD.get()}</p>
            </div>
            <div class="start-ways">
                {sample(intake)}
                <section class="card">
                    <h2 class="card-title">{texts::OWN.get()}</h2>
                    <FileDrop
                        label=texts::DROP
                        hint=texts::DROP_HINT
                        on_files=move |files| intake.take(files)
                    />
                    <p class="hint">{texts::PRIVATE.get()}</p>
                    {accepted()}
                </section>
            </div>
            {follow(move || shown(intake))}
            {replace::dialog(intake)}
        </div>
    }
    .into_any()
}

fn sample(intake: Intake) -> AnyView {
    let go_on = follow(move || {
        let name = intake.desk.standing.with(|s| s.as_ref().map(|s| s.name.clone()))?;
        let label = texts::GO_ON.with(&[("name", &name)]);
        Some(view! { <LinkButton label=label href=Page::Invoices.href() /> })
    });
    view! {
        <section class="card">
            <h2 class="card-title">{texts::SAMPLE.get()}</h2>
            <p>{texts::SAMPLE_TEXT.get()}</p>
            <div class="actions">
                <Button
                    label=texts::SAMPLE
                    kind=ButtonKind::Primary
                    on_click=move || intake.open(Wanted { source: Source::Sample, reading: None })
                />
                {go_on}
                {forget::forget(intake)}
            </div>
        </section>
    }
    .into_any()
}

fn accepted() -> AnyView {
    let item = |text: crate::text::Text| view! { <li>{text.get()}</li> }.into_any();
    view! {
        <details class="details">
            <summary>{texts::ACCEPTED.get()}</summary>
            <ul>
                {item(texts::ACCEPTED_FOCUS)} {item(texts::ACCEPTED_ORDERS)}
                {item(texts::ACCEPTED_CHARGES)} {item(texts::ACCEPTED_SNAPSHOT)}
            </ul>
        </details>
    }
    .into_any()
}

fn shown(intake: Intake) -> Option<AnyView> {
    match intake.state.get() {
        State::Waiting => None,
        State::Reading(done, total) => Some(progress(intake, done, total)),
        State::Read(reading) => Some(read::report(intake, &reading, None)),
        State::TurnedDown(reading, refused) => Some(read::report(intake, &reading, Some(&refused))),
    }
}

fn progress(intake: Intake, done: u64, total: u64) -> AnyView {
    let per_mille = done.saturating_mul(1000).checked_div(total).unwrap_or_default();
    let per_mille = usize::try_from(per_mille).unwrap_or(1000).min(1000);
    let share = format::percent(per_mille / 10 * 10);
    let text = texts::READING_TEXT.with(&[("done", &share), ("total", &size(total))]);
    view! {
        <section class="card" aria-busy="true">
            <h2 class="card-title">{texts::READING.get()}</h2>
            <progress class="progress" max="1000" value=format::digits(per_mille) aria-label=texts::READING.get()>
            </progress>
            <p role="status">{text}</p>
            <Button label=texts::CANCEL on_click=move || intake.cancel() />
        </section>
    }
    .into_any()
}

/// A size in megabytes, as people know it from their files.
fn size(bytes: u64) -> String {
    let tenths = usize::try_from(bytes / 100_000).unwrap_or_default().max(1);
    let text = [&format::digits(tenths), "E-1"].concat();
    [&format::decimal(&text), " MB"].concat()
}

impl Intake {
    /// Takes files, beside those that are told already.
    fn take(self, files: Vec<File>) {
        if files.is_empty() {
            return;
        }
        if self.state.with_untracked(|state| *state == State::Waiting) {
            self.files.update_value(Vec::clear);
            self.options.update(|options| {
                options.bill_from.clear();
                options.period.clear();
                options.billing_accounts.clear();
            });
        }
        self.add(files);
        self.read();
    }

    /// Reads the others again, without this file.
    fn leave_out(self, name: &str) {
        self.files.update_value(|files| files.retain(|file| file.name() != name));
        self.options.update(|options| {
            options.bill_from.remove(name);
            options.period.remove(name);
        });
        if self.files.with_value(Vec::is_empty) {
            self.stop();
            self.state.set(State::Waiting);
        } else {
            self.read();
        }
    }

    /// Reads the files, with what was told about them since.
    fn read(self) {
        self.stop();
        let reading = Reading::default();
        self.reading.set_value(Some(reading.clone()));
        let number = self.number.get_value().wrapping_add(1);
        self.number.set_value(number);
        let files = self.files.get_value();
        let options = self.options.get_untracked();
        self.state.set(State::Reading(0, 0));
        spawn_local(async move {
            let told = self.state;
            let is_last = move || self.number.try_get_value() == Some(number);
            let progress = move |done, total| {
                if is_last() {
                    told.try_set(State::Reading(done, total));
                }
            };
            let outcome = reading.read(&files, &options, progress).await;
            // Cancelled meanwhile, or the page is gone, or the files are read once more with others:
            // who was stopped for that has nothing to tell.
            reading.stop();
            if !is_last() || !matches!(self.state.try_get_untracked(), Some(State::Reading(..))) {
                return;
            }
            match outcome {
                Ok(Read { session: Some(session), .. }) => {
                    self.open(Wanted { source: Source::Kept(session), reading: None });
                }
                Ok(Read { edits: Some(edits), .. }) => {
                    self.state.set(State::Waiting);
                    self.handed.take(edits);
                    // Where nothing is open yet, the page is the one to open something.
                    if self.desk.standing.with_untracked(Option::is_some) {
                        self.address.go_to(&Page::Invoices);
                    }
                }
                Ok(reading) => self.state.set(State::Read(Box::new(reading))),
                Err(refused) => {
                    self.state.set(State::Waiting);
                    self.flashes.push(Kind::Bad, refusal(&refused));
                }
            }
        });
    }

    fn stop(self) {
        if let Some(Some(reading)) = self.reading.try_update_value(Option::take) {
            reading.stop();
        }
    }

    fn cancel(self) {
        self.state.set(State::Waiting);
        self.stop();
        self.flashes.push(Kind::Info, texts::CANCELLED);
    }

    /// Shows what the files say.
    fn show(self, reading: Read) {
        let Some(snapshot) = reading.snapshot.clone() else { return };
        let names: Vec<String> = self.files.with_value(|f| f.iter().map(File::name).collect());
        let name = match names.as_slice() {
            [name] => name.clone(),
            names => plural(texts::NAME_FILES_ONE, texts::NAME_FILES_OTHER, names.len()),
        };
        let source = Source::Snapshot { snapshot, name };
        self.open(Wanted { source, reading: Some(Box::new(reading)) });
    }

    /// Opens something, after asking where it would take the place of somebody's work.
    fn open(self, wanted: Wanted) {
        if !replace::is_needed(self) {
            return self.replace(wanted);
        }
        if self.state.with_untracked(|state| matches!(state, State::Reading(..))) {
            self.state.set(State::Waiting);
        }
        self.wanted.set(Some(wanted));
    }

    fn replace(self, Wanted { source, reading }: Wanted) {
        spawn_local(async move {
            match (self.desk.open(source).await, reading) {
                (Ok(()), _) => self.address.go_to(&Page::Invoices),
                (Err(refused), Some(reading)) => {
                    drop(self.state.try_set(State::TurnedDown(reading, refused)));
                }
                (Err(refused), None) => {
                    self.state.try_set(State::Waiting);
                    self.flashes.push(Kind::Bad, refusal(&refused));
                }
            }
        });
    }
}

fn remembered() -> ReadOptions {
    let sellers = storage::get(SELLERS).and_then(|text| serde_json::from_str(&text).ok());
    ReadOptions { sellers: sellers.unwrap_or_default(), ..ReadOptions::default() }
}
