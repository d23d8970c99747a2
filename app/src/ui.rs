//! Components: values in, callbacks out. None fetches anything or knows an address, and none has a
//! margin of its own; whoever places a component spaces it.
//!
//! Each lies beside its style sheet. A change of state is an attribute (`data-kind`, `aria-…`), and
//! a style sheet uses nothing but the tokens of `ui/tokens.css`. The gallery (`src/bin/gallery.rs`) shows all.

#![expect(unreachable_pub, reason = "the component macro writes builders with public parts")]

pub(crate) mod badge;
pub(crate) mod blank;
pub(crate) mod button;
pub(crate) mod chart;
pub(crate) mod combobox;
pub(crate) mod crumbs;
pub(crate) mod drop;
pub(crate) mod field;
pub(crate) mod filter;
pub(crate) mod flash;
pub(crate) mod follow;
pub(crate) mod icon;
pub(crate) mod input;
pub(crate) mod keys;
pub(crate) mod listbox;
pub(crate) mod live;
pub(crate) mod menu;
pub(crate) mod meter;
pub(crate) mod modal;
pub(crate) mod money;
pub(crate) mod month;
pub(crate) mod near;
pub(crate) mod pagination;
pub(crate) mod panel;
pub(crate) mod table;
pub(crate) mod tabs;
pub(crate) mod tags;

use leptos::prelude::UnsyncCallback;

pub(crate) use badge::{Badge, Kind};
pub(crate) use blank::{Empty, Skeleton};
pub(crate) use button::{Button, ButtonKind, IconButton, LinkButton, SubmitButton};
pub(crate) use chart::Chart;
pub(crate) use combobox::Combobox;
pub(crate) use crumbs::{Breadcrumbs, Crumb};
pub(crate) use drop::FileDrop;
pub(crate) use field::Field;
pub(crate) use filter::{FilterToken, Operator, Property, PropertyFilter};
pub(crate) use flash::{FlashStack, Flashes};
pub(crate) use icon::{Icon, icon};
pub(crate) use input::{
    Checkbox, Choice, Choices, ChoicesLook, Select, TextArea, TextInput, TextKind,
};
pub(crate) use live::Live;
pub(crate) use menu::{Menu, MenuItem};
pub(crate) use meter::Meter;
pub(crate) use modal::Modal;
pub(crate) use money::MoneyInput;
pub(crate) use month::MonthInput;
pub(crate) use pagination::Pagination;
pub(crate) use panel::{HelpPanel, Redrawn, SplitView};
pub(crate) use table::Table;
pub(crate) use tabs::{Tab, TabLink, TabLinks, Tabs};
pub(crate) use tags::TagEditor;

/// Something to do: `on_click=move || …`.
pub(crate) type Act = UnsyncCallback<()>;

/// What to do with a value: `on_change=move |value: String| …`, run as `act.run((value,))`.
pub(crate) type On<T> = UnsyncCallback<(T,)>;
