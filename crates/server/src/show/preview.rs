//! A preview as tables: the documents of each month, the lines, the totals, what has no purchase
//! order, and what happens on the way.

use std::collections::BTreeMap;

use procurement::Workspace;

use super::{events, lines, placed, totals, unplaced};
use crate::exit::Failure;
use crate::layout::width;
use crate::result::{Currencies, Preview, read};
use crate::terminal::Screen;

/// The preview of a workspace as text.
pub(crate) fn write(json: &str, workspace: &Workspace, screen: Screen) -> Result<String, Failure> {
    let preview: Preview<'_> = read(json)?;
    let mut currencies = Currencies::of(workspace)?;
    currencies.add_created(&preview);
    let mut out = String::new();
    if preview.invoices.is_empty() {
        out.push_str("Nothing to place: there are no invoices and no charges.\n");
    } else {
        placed::write(&mut out, &preview, screen);
    }
    if !preview.line_items.is_empty() {
        out.push('\n');
        lines::write(&mut out, &preview, &currencies, screen);
    }
    if !preview.invoices.is_empty() {
        out.push('\n');
        totals::write(&mut out, &preview, screen);
    }
    unplaced::write(&mut out, &preview, workspace, screen);
    // Documents without a purchase order have just been listed.
    let told = preview.events.iter().filter(|event| event.code != "NO_PURCHASE_ORDER");
    let numbers: BTreeMap<&str, usize> =
        preview.invoices.iter().map(|document| document.id.as_ref()).zip(1..).collect();
    let name = |id: &str| match numbers.get(id) {
        Some(number) if width(id) > events::ID_WIDTH_MAX => format!("document {number}"),
        _ => id.to_owned(),
    };
    events::write(&mut out, "What happens", told, name, screen);
    Ok(out)
}
