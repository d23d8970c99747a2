//! What is typed on charges, what the server says of it, and saving it: the same for the page of a
//! subscription and for the part in the console of somebody else. They differ in who asks.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::change;
use super::entry::{Draft, Drafts, Named};
use crate::format;
use crate::server::{AgreementCharge, Ask, Failure, NamedCharges, PreviewedNaming, pause, read};
use crate::text::{Text, plural, subscriptions as texts};
use crate::ui::follow::watch;
use crate::ui::{Button, Kind};

/// Charges that the server takes at once. More are saved one part after the other.
const MOST: usize = 86;

/// Whoever types is not asked after for so long.
const TYPING: Duration = Duration::from_millis(400);

/// Names charges, all or none.
const UPDATE: &str = "/charges:update-purchase-orders";

/// The text of an answer.
pub(crate) type Asked = Pin<Box<dyn Future<Output = Result<String, Failure>>>>;

/// Who asks: where a request below the account goes, and what looks at the charges anew.
pub(crate) struct Asking {
    pub(crate) ask: Rc<dyn Fn(Ask) -> Asked>,
    pub(crate) reload: Rc<dyn Fn()>,
}

/// The charges of an agreement, and what is typed on them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typed {
    /// As they are saved.
    pub(crate) charges: RwSignal<Option<Vec<AgreementCharge>>>,
    pub(crate) drafts: RwSignal<Drafts>,
    /// What the server says is wrong with a charge, by its id.
    pub(crate) problems: RwSignal<BTreeMap<String, String>>,
    pub(crate) outcome: RwSignal<Outcome>,
    /// Answers that were asked for earlier are from before.
    asked: StoredValue<u32>,
}

/// What is known about what is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing is typed.
    #[default]
    None,
    /// It is another than what was told, if anything was.
    Computing(Vec<String>),
    /// What it moves, and the digest of that.
    Moves(Vec<String>, String),
    Refused(Vec<String>),
}

/// What became of a save.
pub(crate) enum Saved {
    All(NamedCharges),
    /// What it moves is another by now.
    Overtaken(Failure),
    Refused(Failure, Outcome),
}

/// What becomes of a charge when it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) charge: AgreementCharge,
    pub(crate) draft: Draft,
}

impl Typed {
    /// Begins with what was typed before.
    pub(crate) fn new(drafts: Drafts) -> Self {
        Self {
            charges: RwSignal::new(None),
            drafts: RwSignal::new(drafts),
            problems: RwSignal::new(BTreeMap::new()),
            outcome: RwSignal::new(Outcome::None),
            asked: StoredValue::new(0),
        }
    }

    /// The number of a question that begins now; none where what asks is gone.
    pub(crate) fn begin(self) -> Option<u32> {
        self.asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        })
    }

    /// Whether the answer to a question is still wanted.
    pub(crate) fn is_wanted(self, number: u32) -> bool {
        self.asked.try_get_value() == Some(number)
    }

    /// Takes charges as they are saved.
    pub(crate) fn show(self, charges: Vec<AgreementCharge>) {
        if self.charges.with_untracked(|known| known.as_ref() != Some(&charges)) {
            self.charges.set(Some(charges));
        }
    }

    /// The charges as they are saved; empty while they are on their way.
    pub(crate) fn listed(self) -> Vec<AgreementCharge> {
        self.charges.get().unwrap_or_default()
    }

    /// A charge as it is saved.
    pub(crate) fn charge(self, id: &str) -> Option<AgreementCharge> {
        self.charges.with(|charges| charges.as_ref()?.iter().find(|one| one.id == id).cloned())
    }

    /// What is entered on a charge: typed, or else saved.
    pub(crate) fn named(self, charge: &AgreementCharge) -> Named {
        let typed = self.drafts.with(|drafts| drafts.get(&charge.id).map(|it| it.now.clone()));
        typed.unwrap_or_else(|| Named::of(charge))
    }

    /// Whether saving would change a charge.
    pub(crate) fn changes(self, charge: &AgreementCharge) -> bool {
        self.drafts.with(|drafts| drafts.get(&charge.id).is_some_and(|it| it.changes(charge)))
    }

    /// Enters something on charges.
    pub(crate) fn enter(self, charges: &[AgreementCharge], enter: impl Fn(&mut Named)) {
        self.problems.update(|problems| {
            problems.retain(|id, _| charges.iter().all(|charge| charge.id != *id));
        });
        self.drafts.update(|drafts| {
            for charge in charges {
                let old = drafts.remove(&charge.id);
                let mut draft = old.unwrap_or_else(|| Draft::of(charge, Named::of(charge)));
                enter(&mut draft.now);
                if !draft.is_untouched() {
                    drafts.insert(charge.id.clone(), draft);
                }
            }
        });
    }

    /// Takes note of what was saved, so that it stays in view until the charges are there again.
    fn took(self, saved: &NamedCharges) {
        // An answer that is still on its way is from before.
        self.asked.try_update_value(|asked| *asked = asked.wrapping_add(1));
        self.charges.try_update(|charges| {
            for named in &saved.charges {
                let known = charges.iter_mut().flatten().find(|charge| charge.id == named.id);
                if let Some(charge) = known {
                    charge.revision = named.revision;
                    charge.purchase_order_reference.clone_from(&named.purchase_order_reference);
                    charge.purchase_order_line.clone_from(&named.purchase_order_line);
                    charge.carried_over = false;
                }
            }
        });
        for named in &saved.charges {
            self.forget(&named.id);
        }
    }

    /// Forgets what is typed on a charge.
    fn forget(self, id: &str) {
        self.problems.try_update(|problems| drop(problems.remove(id)));
        self.drafts.try_update(|drafts| drop(drafts.remove(id)));
    }

    /// Forgets all that is typed.
    pub(crate) fn discard(self) {
        self.problems.set(BTreeMap::new());
        self.drafts.set(Drafts::new());
    }

    /// Holds on to what is typed, whatever others entered.
    fn insist(self, charge: &AgreementCharge) {
        self.drafts.update(|drafts| {
            if let Some(draft) = drafts.get_mut(&charge.id) {
                draft.revision = charge.revision;
            }
        });
    }

    /// What would be saved, in the order of the charges.
    pub(crate) fn entries(self) -> Vec<Entry> {
        let drafts = self.drafts.get();
        let entry = |charge: AgreementCharge| {
            let draft = drafts.get(&charge.id).filter(|draft| draft.changes(&charge))?.clone();
            Some(Entry { charge, draft })
        };
        self.listed().into_iter().filter_map(entry).collect()
    }

    /// How many charges would be another, in words.
    pub(crate) fn count(self) -> Signal<String> {
        Signal::derive(move || match self.entries().len() {
            0 => texts::NOTHING_TYPED_YET.get().to_owned(),
            count => plural(texts::WOULD_CHANGE_ONE, texts::WOULD_CHANGE_OTHER, count),
        })
    }

    /// Why it cannot be saved; none where it can.
    pub(crate) fn cannot(self) -> Signal<Option<String>> {
        Signal::derive(move || match self.outcome.get() {
            Outcome::None => Some(texts::NOTHING_TO_SAVE.get().to_owned()),
            Outcome::Computing(_) => Some(texts::COMPUTING.get().to_owned()),
            Outcome::Refused(reasons) => Some(reasons.join(" ")),
            Outcome::Moves(..) => None,
        })
    }

    /// Why it cannot be forgotten: there is nothing.
    pub(crate) fn nothing(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.entries().is_empty().then(|| texts::NOTHING_TO_SAVE.get().to_owned())
        })
    }

    /// Asks what is typed would move, whenever it is another or what `track` reads is.
    pub(crate) fn preview_by(self, asking: Rc<Asking>, track: impl Fn() + 'static) {
        let asked = StoredValue::new(0_u32);
        watch(move || {
            let entries = self.entries();
            track();
            let number = asked.get_value().wrapping_add(1);
            asked.set_value(number);
            if let Some(outcome) = at_once(&entries) {
                return self.outcome.set(outcome);
            }
            self.outcome.update(|outcome| {
                *outcome = match std::mem::take(outcome) {
                    Outcome::Moves(lines, _) | Outcome::Computing(lines) => {
                        Outcome::Computing(lines)
                    }
                    Outcome::None | Outcome::Refused(_) => Outcome::Computing(Vec::new()),
                };
            });
            let asking = Rc::clone(&asking);
            spawn_local(async move {
                pause(TYPING).await;
                if asked.try_get_value() != Some(number) {
                    return;
                }
                let computed = self.compute(&asking, &entries).await;
                if asked.try_get_value() == Some(number) {
                    self.outcome.set(computed);
                }
            });
        });
    }

    async fn compute(self, asking: &Asking, all: &[Entry]) -> Outcome {
        let entries = at_a_time(all);
        let path = [UPDATE, "?preview=true"].concat();
        let answer = (asking.ask)(Ask::post(path, &body(entries)).once()).await;
        let previewed = match answer.and_then(|text| read::<PreviewedNaming>(&text)) {
            Ok(previewed) => previewed,
            Err(failure) => return self.refused(asking, &failure, entries),
        };
        self.problems.try_set(BTreeMap::new());
        let mut told = change::told(&previewed.change);
        let cleared = entries.iter().filter(|entry| entry.draft.now.order().is_empty()).count();
        if cleared > 0 {
            told.push(plural(texts::CLEARS_ONE, texts::CLEARS_OTHER, cleared));
        }
        if told.is_empty() {
            told.push(texts::MOVES_NOTHING.into());
        }
        if entries.len() < all.len() {
            let (count, most) = (format::number(all.len()), format::number(MOST));
            told.push(texts::FIRST_OF.with(&[("count", &count), ("most", &most)]));
        }
        Outcome::Moves(told, previewed.digest)
    }

    /// Tells at each charge what is wrong with it. What others did meanwhile is looked at anew.
    fn refused(self, asking: &Asking, failure: &Failure, entries: &[Entry]) -> Outcome {
        if matches!(failure.code.as_str(), "CHARGE_REVISION" | "CHARGE_ISSUED") {
            (asking.reload)();
            return Outcome::Refused(vec![failure.detail.clone()]);
        }
        let mut problems = BTreeMap::new();
        for (place, entry) in entries.iter().enumerate() {
            let place = ["/purchaseOrders/", &format::digits(place)].concat();
            let told: Vec<&str> = failure
                .problems
                .iter()
                .filter(|problem| is_within(&problem.pointer, &place))
                .map(|problem| problem.message.as_str())
                .collect();
            if !told.is_empty() {
                problems.insert(entry.charge.id.clone(), told.join("; "));
            }
        }
        self.problems.try_set(problems);
        let mut sentences: Vec<String> = Vec::new();
        for sentence in failure.sentences() {
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        Outcome::Refused(sentences)
    }

    /// Saves entries, as many as go in one request, if they move what `digest` is of. The rest stays
    /// typed.
    pub(crate) async fn save(self, asking: &Asking, entries: &[Entry], digest: &str) -> Saved {
        let entries = at_a_time(entries);
        let path = [UPDATE, "?seen=", digest].concat();
        let answer = (asking.ask)(Ask::post(path, &body(entries)).once()).await;
        match answer.and_then(|text| read::<NamedCharges>(&text)) {
            Ok(saved) => {
                self.took(&saved);
                Saved::All(saved)
            }
            Err(failure) if failure.code == "PREVIEW_CHANGED" => {
                // What is typed is the same, and is looked at anew.
                self.drafts.try_update(|_| ());
                Saved::Overtaken(failure)
            }
            Err(failure) => {
                let outcome = self.refused(asking, &failure, entries);
                Saved::Refused(failure, outcome)
            }
        }
    }

    /// What came over from the agreement before is to be looked at, and can be said to hold.
    pub(crate) fn review(
        self,
        charge: &AgreementCharge,
        note: fn(Kind, String) -> AnyView,
        ways: &'static str,
    ) -> Option<AnyView> {
        if !charge.carried_over || self.named(charge) != Named::of(charge) {
            return None;
        }
        if self.changes(charge) {
            return Some(note(Kind::Good, texts::HOLDS_NAMED.into()));
        }
        let label = texts::STILL_HOLDS_FOR.with(&[("charge", charge.name())]);
        let confirmed = charge.clone();
        let confirm = move || {
            let draft = Draft::confirming(&confirmed);
            self.drafts.update(|drafts| drop(drafts.insert(confirmed.id.clone(), draft)));
        };
        let way = charge.is_future().then(|| {
            view! {
                <span class=ways role="group" aria-label=label>
                    <Button label=texts::STILL_HOLDS on_click=confirm />
                </span>
            }
        });
        Some(view! { {note(Kind::Info, texts::REVIEW_NAMED.into())} {way} }.into_any())
    }

    /// What others did to a charge while something was typed on it, and the ways out: the words by
    /// `note`, the buttons in an element of the class `ways`.
    pub(crate) fn collision(
        self,
        charge: &AgreementCharge,
        note: fn(Kind, String) -> AnyView,
        ways: &'static str,
    ) -> Option<AnyView> {
        let draft = self.drafts.with(|drafts| drafts.get(&charge.id).cloned())?;
        if !draft.collides(charge) {
            return None;
        }
        let (mine, theirs) = (draft.now.told(), Named::of(charge).told());
        let is_future = charge.is_future();
        let text = match is_future {
            true => texts::CONFLICT.with(&[("theirs", &theirs), ("mine", &mine)]),
            false => texts::CONFLICT_ISSUED.with(&[("mine", &mine)]),
        };
        let name = |text: Text| text.with(&[("charge", charge.name())]);
        let keep = is_future.then(|| {
            let charge = charge.clone();
            view! {
                <span role="group" aria-label=name(texts::KEEP_MINE_FOR)>
                    <Button label=texts::KEEP_MINE on_click=move || self.insist(&charge) />
                </span>
            }
        });
        let id = charge.id.clone();
        Some(
            view! {
                {note(Kind::Warning, text)}
                <span class=ways>
                    {keep}
                    <span role="group" aria-label=name(texts::TAKE_THEIRS_FOR)>
                        <Button label=texts::TAKE_THEIRS on_click=move || self.forget(&id) />
                    </span>
                </span>
            }
            .into_any(),
        )
    }
}

/// What needs no question to the server.
fn at_once(entries: &[Entry]) -> Option<Outcome> {
    if entries.is_empty() {
        return Some(Outcome::None);
    }
    let has_collision = entries.iter().any(|Entry { charge, draft }| draft.collides(charge));
    has_collision.then(|| Outcome::Refused(vec![texts::DECIDE.into()]))
}

/// The first of them, as many as the server takes.
fn at_a_time(entries: &[Entry]) -> &[Entry] {
    entries.get(..MOST).unwrap_or(entries)
}

fn body(entries: &[Entry]) -> Value {
    let entry = |Entry { charge, draft }: &Entry| match draft.now.line() {
        Some(line) => json!({
            "chargeId": charge.id,
            "chargeRevision": draft.revision,
            "purchaseOrderReference": draft.now.order(),
            "purchaseOrderLine": line,
        }),
        None => json!({
            "chargeId": charge.id,
            "chargeRevision": draft.revision,
            "clear": true,
        }),
    };
    json!({ "purchaseOrders": entries.iter().map(entry).collect::<Vec<_>>() })
}

fn is_within(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
