//! Buttons, and links that look like one.

use leptos::prelude::*;

use super::{Act, Icon, icon};

/// How much a button weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ButtonKind {
    /// The one thing to do next; at most one in view.
    Primary,
    #[default]
    Normal,
    /// Without a border, for rows and corners.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Normal => "normal",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }

    /// By what the console around an embedded part can give buttons another look.
    fn part(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Danger => "button button-danger",
            Self::Normal | Self::Quiet => "button",
        }
    }
}

/// A button with a label.
#[component]
pub(crate) fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_click: Act,
    #[prop(optional)] kind: ButtonKind,
    /// Stands before the label.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// Shows that the work goes on, and takes no clicks until it ends.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why the button cannot be used now. It stays reachable and tells the reason.
    #[prop(optional, into)]
    disabled: Signal<Option<String>>,
) -> AnyView {
    let content = view! { <span>{label}</span> }.into_any();
    draw(kind, "label", icon, content, None, on_click, busy, disabled)
}

/// A button that shows only an icon; its label is told to assistive technology and on hover.
#[component]
pub(crate) fn IconButton(
    #[prop(into)] label: Signal<String>,
    icon: Icon,
    #[prop(into)] on_click: Act,
    #[prop(default = ButtonKind::Quiet)] kind: ButtonKind,
    /// Why the button cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<Option<String>>,
) -> AnyView {
    let busy = Signal::stored(false);
    draw(kind, "icon", Some(icon), ().into_any(), Some(label), on_click, busy, disabled)
}

/// The button that sends a form, also by Enter in one of its fields.
#[component]
pub(crate) fn SubmitButton(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    /// Shows that the work goes on. The form is to take nothing until it ends.
    #[prop(optional, into)]
    busy: Signal<bool>,
) -> AnyView {
    let is_busy: Signal<Option<&'static str>> =
        Signal::derive(move || busy.get().then_some("true"));
    view! {
        <button
            type="submit"
            class="button"
            data-kind=kind.name()
            data-shape="label"
            aria-disabled=is_busy
            aria-busy=is_busy
        >
            <span>{label}</span>
        </button>
    }
    .into_any()
}

/// A link to another page that weighs as much as a button.
#[component]
pub(crate) fn LinkButton(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    /// Stands before the label.
    #[prop(optional, into)]
    icon: Option<Icon>,
) -> AnyView {
    view! {
        <a class="button" data-kind=kind.name() href=href>
            {icon.map(self::icon)}
            <span>{label}</span>
        </a>
    }
    .into_any()
}

#[expect(clippy::too_many_arguments, reason = "one element behind two components")]
fn draw(
    kind: ButtonKind,
    shape: &'static str,
    icon: Option<Icon>,
    content: AnyView,
    name: Option<Signal<String>>,
    on_click: Act,
    busy: Signal<bool>,
    disabled: Signal<Option<String>>,
) -> AnyView {
    let is_off = move || busy.get_untracked() || disabled.with_untracked(Option::is_some);
    let state = move |is: bool| is.then_some("true");
    let aria_disabled: Signal<Option<&'static str>> =
        Signal::derive(move || state(busy.get() || disabled.with(Option::is_some)));
    let aria_busy: Signal<Option<&'static str>> = Signal::derive(move || state(busy.get()));
    view! {
        <button
            type="button"
            class="button"
            part=kind.part()
            data-kind=kind.name()
            data-shape=shape
            aria-label=name
            title=name
            aria-disabled=aria_disabled
            aria-busy=aria_busy
            aria-description=disabled
            data-reason=disabled
            on:click=move |_| {
                if !is_off() {
                    on_click.run(());
                }
            }
        >
            {icon.map(self::icon)}
            {content}
        </button>
    }
    .into_any()
}
