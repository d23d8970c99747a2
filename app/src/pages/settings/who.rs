//! Who can do this? Everybody with yes or no, by which policies, and why not.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::organisation::account_name;
use super::policies::badges;
use super::whole::{Whole, at_hand, whole};
use super::{Here, actions};
use crate::engine::sentence;
use crate::frame::loading;
use crate::page::encoded;
use crate::pages::issued::table;
use crate::pages::set_up::trouble::Trouble;
use crate::server::{Ask, Failure, List, OwnAccount, Verdict};
use crate::text::{plural, settings_policies as texts};
use crate::ui::follow::{follow, memo, watch};
use crate::ui::{Badge, ButtonKind, Choice, Field, Kind, Live, Select, SubmitButton, TextInput};

const ORDER: &str = "/purchaseOrder";

/// What is asked, as the address tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Question {
    action: String,
    account: String,
    order: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Asking,
    Everybody(Vec<Verdict>),
    Failed,
}

pub(super) fn view(here: Here) -> AnyView {
    let keys = ["action", "account", "order"].map(|key| here.address.get(key));
    let question = memo(move || {
        let [action, account, order] = keys.map(|key| key.get());
        let account = if account.is_empty() { here.account.get_value() } else { account };
        Question { action, account, order }
    });
    let accounts: Whole<OwnAccount> = whole(here, "/accounts?limit=100");
    let trouble = Trouble::new();
    let told = RwSignal::new(Told::Nothing);
    follow_question(here, question, trouble, told);
    view! {
        <section class="card">
            <p>{texts::WHO_TEXT.get()}</p>
            {form(here, question, accounts, trouble)}
            {follow(move || answer(accounts, told.get()))}
            <Live text=Signal::derive(move || summary(&told.get())) />
        </section>
    }
    .into_any()
}

/// Asks when the address asks something else, and when the records change.
fn follow_question(here: Here, question: Memo<Question>, trouble: Trouble, told: RwSignal<Told>) {
    let asked = StoredValue::new(0_u32);
    let path = here.path("/policies:ask?limit=100");
    watch(move || {
        here.server.revision.track();
        let question = question.get();
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        if question.action.is_empty() {
            return told.set(Told::Nothing);
        }
        if !matches!(told.get_untracked(), Told::Everybody(_)) {
            told.set(Told::Asking);
        }
        let path = path.clone();
        spawn_local(async move {
            let outcome = ask(here, &path, &question).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            let (now, failure) = match outcome {
                Ok(everybody) => (Told::Everybody(everybody), None),
                Err(failure) => (Told::Failed, Some(failure)),
            };
            told.set(now);
            trouble.tell(failure);
        });
    });
}

async fn ask(here: Here, path: &str, question: &Question) -> Result<Vec<Verdict>, Failure> {
    let Question { action, account, order } = question;
    let order = Some(order).filter(|order| !order.is_empty());
    let body = json!({ "action": action, "account": account, "purchaseOrder": order });
    let (mut everybody, mut next) = (Vec::new(), None::<String>);
    loop {
        let cursor = next.map(|next| ["&cursor=", &encoded(&next)].concat()).unwrap_or_default();
        let ask = Ask::post([path, &cursor].concat(), &body).once();
        let page = here.server.ask::<List<Verdict>>(&ask).await?;
        everybody.extend(page.items);
        next = page.next;
        if next.is_none() {
            return Ok(everybody);
        }
    }
}

fn form(
    here: Here,
    question: Memo<Question>,
    accounts: Whole<OwnAccount>,
    trouble: Trouble,
) -> AnyView {
    let (action, account) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let order = RwSignal::new(String::new());
    watch(move || {
        let told = question.get();
        action.set(told.action);
        account.set(told.account);
        order.set(told.order);
    });
    let mut choices = vec![Choice::new("", texts::CHOOSE)];
    choices.extend(actions::all(here.server));
    let account_choices = Signal::derive(move || {
        let choice = |account: OwnAccount| {
            Choice::new(account.id.clone(), [&account.name, " · ", &account.id].concat())
        };
        at_hand(accounts).into_iter().map(choice).collect::<Vec<_>>()
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let order = order.get_untracked();
        let (action, account) = (action.get_untracked(), account.get_untracked());
        here.address
            .set(&[("action", &action), ("account", &account), ("order", order.trim())], true);
    };
    view! {
        <form class="form settings-who" node_ref=trouble.form on:submit=send>
            <div class="form-row">
                <Field label=texts::ACTION error=trouble.at("/action")>
                    <Select
                        choices=Signal::stored(choices)
                        value=action
                        on_change=move |word: String| action.set(word)
                    />
                </Field>
                <Field label=texts::IN_ACCOUNT error=trouble.at("/account")>
                    <Select
                        choices=account_choices
                        value=account
                        on_change=move |id: String| account.set(id)
                    />
                </Field>
                <Field
                    label=texts::ORDER
                    optional=true
                    error=trouble.at(ORDER)
                >
                    <TextInput value=order on_input=move |typed: String| order.set(typed) />
                </Field>
            </div>
            <p class="hint">{texts::ORDER_HINT.get()}</p>
            {trouble.elsewhere(&["/action", "/account", ORDER])}
            <div class="actions">
                <SubmitButton label=texts::ASK kind=ButtonKind::Primary />
            </div>
        </form>
    }
    .into_any()
}

fn summary(told: &Told) -> String {
    match told {
        Told::Everybody(everybody) => {
            let count = everybody.iter().filter(|verdict| verdict.allowed).count();
            plural(texts::MAY_ONE, texts::MAY_OTHER, count)
        }
        Told::Nothing | Told::Asking | Told::Failed => String::new(),
    }
}

fn answer(accounts: Whole<OwnAccount>, told: Told) -> AnyView {
    let summary = summary(&told);
    match told {
        Told::Nothing | Told::Failed => ().into_any(),
        Told::Asking => loading(),
        Told::Everybody(mut everybody) => {
            everybody.sort_by_key(|verdict| !verdict.allowed);
            let heads = [
                (texts::PERSON, ""),
                (texts::MAY, ""),
                (texts::BY_POLICIES, ""),
                (texts::WHY_NOT, ""),
            ];
            let rows = everybody.into_iter().map(|verdict| row(accounts, verdict)).collect();
            view! {
                <h2 class="card-title">{summary}</h2>
                {table(texts::ANSWER.into(), &heads, rows)}
            }
            .into_any()
        }
    }
}

fn row(accounts: Whole<OwnAccount>, verdict: Verdict) -> AnyView {
    let (text, kind) =
        if verdict.allowed { (texts::YES, Kind::Good) } else { (texts::NO, Kind::Neutral) };
    let acting = verdict.account.map(|id| {
        view! {
            <div class="hint">
                {follow(move || {
                    texts::ACTING_IN.with(&[("account", &account_name(accounts, &id))])
                })}
            </div>
        }
    });
    view! {
        <tr>
            <th scope="row">
                {verdict.name} <div class="hint">{verdict.email}</div>
            </th>
            <td>
                <Badge text=text kind=kind />
            </td>
            <td>
                <div class="badges">{badges(&verdict.policies)}</div>
                {acting}
            </td>
            <td class="settings-why">{verdict.reason.as_deref().map(sentence)}</td>
        </tr>
    }
    .into_any()
}
