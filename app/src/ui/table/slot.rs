//! Elements of a row and of its cells, used again for one row after the other. What a slot shows
//! already is not written again.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Text};

use super::model::{Align, Cell, CellLook, Mark, Row, RowKind};
use crate::ui::field::unique;
use crate::ui::icon::icon_element;
use crate::ui::{Icon, Kind};

/// What all rows of a table have alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Places of the cells that are shown, with the end at which each stands.
    pub(super) cells: Vec<(usize, Align)>,
    pub(super) has_ticks: bool,
    pub(super) opens: bool,
}

/// What a slot is to show.
#[derive(Clone, Copy, Debug)]
pub(super) struct Content<'a> {
    pub(super) index: usize,
    /// Nothing while the row is on its way.
    pub(super) row: Option<&'a Row>,
    pub(super) is_open: bool,
    pub(super) is_ticked: bool,
    pub(super) is_active: bool,
}

/// The elements of one row.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) element: HtmlElement,
    tick: Option<web_sys::HtmlInputElement>,
    cells: Vec<CellSlot>,
    shown: Shown,
}

/// What a slot shows now.
#[derive(Debug, Default)]
struct Shown {
    index: Option<usize>,
    row: Option<Row>,
    is_open: bool,
    is_ticked: bool,
    is_active: bool,
}

#[derive(Debug)]
struct CellSlot {
    element: Element,
    /// The button or badge around icon and text; without one they stand in the cell.
    inner: Option<Element>,
    text: Text,
    /// What was before, its element and its text.
    before: Option<(Element, Text)>,
    icon: Option<Element>,
    /// The bar of a meter, and its filled part.
    meter: Option<(Element, HtmlElement)>,
    /// Badges behind the first.
    others: Vec<Element>,
    form: Form,
}

/// Everything about a cell but its texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Form {
    has_before: bool,
    has_meter: bool,
    icon: Option<Icon>,
    look: CellLook,
    tone: Kind,
    opens: bool,
}

impl Slot {
    /// Makes the elements of a row, empty yet.
    pub(super) fn new(shape: &Shape) -> Option<Self> {
        let element: HtmlElement = make("tr", "table-row")?.dyn_into().ok()?;
        element.set_attribute("tabindex", "-1").ok()?;
        element.set_attribute("data-kind", "pending").ok()?;
        let name = unique("row");
        let tick = if shape.has_ticks { Some(tick(&element, &name)?) } else { None };
        let mut cells = Vec::with_capacity(shape.cells.len());
        for (nth, (_, align)) in shape.cells.iter().enumerate() {
            let cell = make(if nth == 0 { "th" } else { "td" }, "table-cell")?;
            if nth == 0 {
                cell.set_attribute("scope", "row").ok()?;
                cell.set_id(&name);
            }
            if *align == Align::End {
                cell.set_attribute("data-align", "end").ok()?;
            }
            element.append_child(&cell).ok()?;
            cells.push(CellSlot::new(cell)?);
        }
        Some(Self { element, tick, cells, shown: Shown::default() })
    }

    /// Shows a row, touching only what differs from the one shown before.
    pub(super) fn show(&mut self, shape: &Shape, content: Content<'_>) {
        if self.shown.index != Some(content.index) {
            set(&self.element, "aria-rowindex", &crate::format::digits(content.index + 2));
            self.shown.index = Some(content.index);
        }
        if self.shown.is_active != content.is_active {
            set(&self.element, "tabindex", if content.is_active { "0" } else { "-1" });
            self.shown.is_active = content.is_active;
        }
        if self.shown.is_open != content.is_open {
            set_if(&self.element, "aria-current", content.is_open.then_some("true"));
            self.shown.is_open = content.is_open;
        }
        if self.shown.is_ticked != content.is_ticked {
            if let Some(tick) = &self.tick {
                tick.set_checked(content.is_ticked);
            }
            self.shown.is_ticked = content.is_ticked;
        }
        if self.shown.row.as_ref() != content.row {
            self.write(shape, content.row);
            self.shown.row = content.row.cloned();
        }
    }

    fn write(&mut self, shape: &Shape, row: Option<&Row>) {
        let old = self.shown.row.as_ref().map(|row| (row.kind, row.mark));
        let new = row.map(|row| (row.kind, row.mark));
        if old != new {
            let kind = match new {
                None => Some("pending"),
                Some((RowKind::Group, _)) => Some("group"),
                Some((RowKind::Row, _)) => None,
            };
            let mark = match new {
                Some((_, Mark::Changed)) => Some("changed"),
                Some((_, Mark::Muted)) => Some("muted"),
                _ => None,
            };
            set_if(&self.element, "data-kind", kind);
            set_if(&self.element, "data-mark", mark);
        }
        let opens = shape.opens && new.is_some_and(|(kind, _)| kind == RowKind::Row);
        let nothing = Cell::default();
        for (nth, ((place, _), slot)) in shape.cells.iter().zip(&mut self.cells).enumerate() {
            let old = self.shown.row.as_ref().and_then(|row| row.cells.get(*place));
            let new = row.and_then(|row| row.cells.get(*place)).unwrap_or(&nothing);
            if old != Some(new) || nth == 0 {
                slot.show(new, opens && nth == 0);
            }
        }
    }
}

impl CellSlot {
    fn new(element: Element) -> Option<Self> {
        let text = document().create_text_node("");
        element.append_child(&text).ok()?;
        Some(Self {
            element,
            inner: None,
            text,
            before: None,
            icon: None,
            meter: None,
            others: Vec::new(),
            form: Form::default(),
        })
    }

    fn show(&mut self, cell: &Cell, opens: bool) {
        let form = Form {
            has_before: cell.before.is_some(),
            has_meter: cell.meter.is_some(),
            icon: cell.icon,
            look: cell.look,
            tone: cell.tone,
            opens,
        };
        if form != self.form {
            let _ = self.build(form);
        }
        self.text.set_data(&cell.text);
        if let (Some((_, node)), Some(before)) = (&self.before, &cell.before) {
            node.set_data(before);
        }
        if let (Some((_, filled)), Some(per_mille)) = (&self.meter, cell.meter) {
            let digits = crate::format::digits;
            let width = [&digits(per_mille / 10), ".", &digits(per_mille % 10), "%"].concat();
            drop(filled.style().set_property("inline-size", &width));
        }
        for badge in self.others.drain(..) {
            badge.remove();
        }
        let others =
            cell.others.iter().filter_map(|(kind, text)| badge(&self.element, *kind, text));
        self.others.extend(others);
    }

    /// Changes what differs from the form that was: rows of a list are much alike, and an element
    /// that stays costs nothing.
    fn build(&mut self, form: Form) -> Option<()> {
        let old = std::mem::replace(&mut self.form, form);
        if around(form) != around(old) {
            self.wrap(around(form))?;
        }
        if form.has_before != old.has_before {
            match self.before.take() {
                Some((element, _)) => element.remove(),
                None => self.before = Some(before(&self.element)?),
            }
        }
        if form.has_meter != old.has_meter {
            match self.meter.take() {
                Some((element, _)) => element.remove(),
                None => self.meter = Some(meter(&self.element)?),
            }
        }
        if form.icon != old.icon {
            self.draw_icon(form.icon)?;
        }
        if (form.tone, form.look) != (old.tone, old.look) || around(form) != around(old) {
            let tone = (form.tone != Kind::Neutral).then(|| form.tone.name());
            let is_badge = form.look == CellLook::Badge && !form.opens;
            set_if(&self.element, "data-tone", tone.filter(|_| !is_badge));
            set_if(&self.element, "data-look", (form.look == CellLook::Muted).then_some("muted"));
            if let Some(inner) = &self.inner {
                set_if(inner, "data-kind", tone);
            }
        }
        Some(())
    }

    /// Puts icon and text into a new button or badge, or into the cell itself.
    fn wrap(&mut self, around: Around) -> Option<()> {
        let inner = match around {
            Around::Nothing => None,
            Around::Badge => Some(make("span", "badge")?),
            Around::Button => {
                let button = make("button", "cell-open")?;
                set(&button, "type", "button");
                set(&button, "tabindex", "-1");
                Some(button)
            }
        };
        let place = inner.as_ref().unwrap_or(&self.element);
        if let Some(icon) = &self.icon {
            place.append_child(icon).ok()?;
        }
        place.append_child(&self.text).ok()?;
        if let Some(inner) = &inner {
            self.element.append_child(inner).ok()?;
        }
        if let Some(old) = std::mem::replace(&mut self.inner, inner) {
            old.remove();
        }
        Some(())
    }

    fn draw_icon(&mut self, icon: Option<Icon>) -> Option<()> {
        match (&self.icon, icon) {
            (Some(element), Some(icon)) => {
                set(&element.first_element_child()?, "href", &icon.href());
            }
            (Some(element), None) => {
                element.remove();
                self.icon = None;
            }
            (None, Some(icon)) => {
                let element = icon_element(icon)?;
                let place = self.inner.as_ref().unwrap_or(&self.element);
                place.insert_before(&element, Some(&self.text)).ok()?;
                self.icon = Some(element);
            }
            (None, None) => {}
        }
        Some(())
    }
}

/// What stands around icon and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    Nothing,
    Badge,
    Button,
}

fn around(form: Form) -> Around {
    match (form.opens, form.look) {
        (true, _) => Around::Button,
        (false, CellLook::Badge) => Around::Badge,
        (false, _) => Around::Nothing,
    }
}

/// Adds the place for what was before at the start of a cell.
fn before(cell: &Element) -> Option<(Element, Text)> {
    let element = make("del", "cell-before")?;
    let text = document().create_text_node("");
    element.append_child(&text).ok()?;
    cell.insert_before(&element, cell.first_child().as_ref()).ok()?;
    Some((element, text))
}

/// Adds the bar of a meter at the start of a cell. What it shows, the text says too.
fn meter(cell: &Element) -> Option<(Element, HtmlElement)> {
    let bar = make("span", "cell-meter")?;
    let filled: HtmlElement = make("span", "cell-meter-fill")?.dyn_into().ok()?;
    bar.append_child(&filled).ok()?;
    cell.insert_before(&bar, cell.first_child().as_ref()).ok()?;
    Some((bar, filled))
}

/// Adds a badge at the end of a cell.
fn badge(cell: &Element, kind: Kind, text: &str) -> Option<Element> {
    let badge = make("span", "badge")?;
    set(&badge, "data-kind", kind.name());
    if let Some(icon) = kind.icon() {
        badge.append_child(icon_element(icon)?.as_ref()).ok()?;
    }
    badge.append_child(&document().create_text_node(text)).ok()?;
    cell.append_child(&badge).ok()?;
    Some(badge)
}

/// Adds the cell with the box that ticks a row, named after the row.
fn tick(row: &Element, name: &str) -> Option<web_sys::HtmlInputElement> {
    let cell = make("td", "table-tick")?;
    let tick: web_sys::HtmlInputElement = make("input", "check-box")?.dyn_into().ok()?;
    tick.set_type("checkbox");
    set(&tick, "tabindex", "-1");
    set(&tick, "aria-labelledby", name);
    cell.append_child(&tick).ok()?;
    row.append_child(&cell).ok()?;
    Some(tick)
}

fn make(name: &str, class: &str) -> Option<Element> {
    let element = document().create_element(name).ok()?;
    element.set_class_name(class);
    Some(element)
}

pub(super) fn set(element: &Element, name: &str, value: &str) {
    drop(element.set_attribute(name, value));
}

pub(super) fn set_if(element: &Element, name: &str, value: Option<&str>) {
    match value {
        Some(value) => set(element, name, value),
        None => drop(element.remove_attribute(name)),
    }
}
