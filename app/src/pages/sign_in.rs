//! Signing in: by password, and with example data by one click.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Heading;
use super::you::policy_name;
use crate::page::Page;
use crate::server::{Ask, ExampleUser, Failure, List, Server, SetUpState};
use crate::text::sign_in as texts;
use crate::ui::follow::follow;
use crate::ui::{Button, ButtonKind, Field, LinkButton, SubmitButton, TextInput, TextKind};

/// The page of somebody who is not signed in.
pub(crate) fn page() -> AnyView {
    let server = Server::expect();
    let state = RwSignal::new(None::<SetUpState>);
    spawn_local(async move {
        if let Ok(found) = server.ask::<SetUpState>(&Ask::get("/set-up")).await {
            state.try_set(Some(found));
        }
    });
    view! {
        <div class="sign-in">
            <Heading text=texts::TITLE />
            {follow(move || state.get().map(|state| {
                view! {
                    {state.first_start.then(first_start)}
                    {state.example.then(|| view! {
                        <section class="card">
                            <h2 class="card-title">{texts::EXAMPLE.get()}</h2>
                            <p>{texts::EXAMPLE_TEXT.get()}</p>
                            {example_users(server)}
                        </section>
                    })}
                }
            }))}
            <section class="card">
                <h2 class="card-title">{texts::BY_PASSWORD.get()}</h2>
                {form(server, String::new())}
                <p class="hint">{texts::FORGOTTEN.get()}</p>
            </section>
            <p>
                <LinkButton
                    label=texts::FILES
                    href=Page::Start.href()
                    kind=ButtonKind::Quiet
                />
            </p>
        </div>
    }
    .into_any()
}

fn first_start() -> AnyView {
    view! {
        <section class="card">
            <h2 class="card-title">{texts::FIRST_START.get()}</h2>
            <p>{texts::FIRST_START_TEXT.get()}</p>
        </section>
    }
    .into_any()
}

/// Whom one may sign in as with example data.
pub(crate) fn example_users(server: Server) -> AnyView {
    let users = server.follow::<List<ExampleUser>>(|| Some("/example-users".to_owned()));
    let failure = RwSignal::new(None::<Failure>);
    let sign_in = move |user: String| {
        spawn_local(async move {
            let outcome = server.sign_in_as(&user).await;
            drop(failure.try_set(outcome.err()));
        });
    };
    follow(move || {
        let users = match users.get()? {
            Ok(users) => users.items,
            Err(_) => return None,
        };
        let row = move |user: ExampleUser| {
            let label = texts::EXAMPLE_AS.with(&[("name", &user.name)]);
            let id = user.user.clone();
            view! {
                <li class="person">
                    <span class="person-title">{title(&user)}</span>
                    <Button label=label on_click=move || sign_in(id.clone()) />
                </li>
            }
            .into_any()
        };
        let rows: Vec<AnyView> = users.into_iter().map(row).collect();
        Some(view! {
            <ul class="people">{rows}</ul>
            {follow(move || failure.get().map(told))}
        })
    })
}

/// What somebody may do, and where.
fn title(user: &ExampleUser) -> String {
    let role = |(policy, accounts): (&String, &Vec<String>)| {
        let (role, accounts) = (policy_name(policy.clone()), accounts.join(", "));
        texts::ROLE_IN.with(&[("role", &role), ("accounts", &accounts)])
    };
    user.roles.iter().map(role).collect::<Vec<_>>().join("; ")
}

/// Address and password. Whoever was signed in finds their address there.
pub(crate) fn form(server: Server, email: String) -> AnyView {
    let email = RwSignal::new(email);
    let password = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let (address, secret) = (email.get_untracked(), password.get_untracked());
            let outcome = server.sign_in(&address, &secret).await;
            // The form is gone where that went well.
            is_busy.try_set(false);
            drop(failure.try_set(outcome.err()));
        });
    };
    view! {
        <form class="form" on:submit=submit>
            <Field label=texts::EMAIL>
                <TextInput
                    kind=TextKind::Email
                    value=email
                    on_input=move |text: String| email.set(text)
                />
            </Field>
            <Field label=texts::PASSWORD>
                <TextInput
                    kind=TextKind::Password
                    value=password
                    on_input=move |text: String| password.set(text)
                />
            </Field>
            {follow(move || failure.get().map(told))}
            <div class="actions">
                <SubmitButton label=texts::SUBMIT kind=ButtonKind::Primary busy=is_busy />
            </div>
        </form>
    }
    .into_any()
}

/// Why something did not work, where it was tried.
pub(crate) fn told(failure: Failure) -> AnyView {
    let lines: Vec<AnyView> =
        failure.sentences().into_iter().map(|line| view! { <p>{line}</p> }.into_any()).collect();
    view! { <div class="told" role="alert">{lines}</div> }.into_any()
}
