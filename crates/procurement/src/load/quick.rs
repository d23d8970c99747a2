//! The quick reading of a snapshot in which nothing is wrong and nothing unusual.

use super::{Loader, SECTIONS, Section};
use crate::association::{self, Association};
use crate::charge::{self, Charge};
use crate::fields::{Fields, KEYS_MAX, Value};
use crate::invoice::{self, Invoice};
use crate::problem::Path;
use crate::scan::{Scanner, Template};
use crate::tree::Tree;

/// Reads everything into the loader's book. `None`: something is out of the ordinary, and the book
/// is of no use.
pub(super) fn read(loader: &mut Loader<'_>) -> Option<()> {
    let mut scanner = Scanner::new(loader.text);
    let mut seen = [false; 4];
    if !scanner.take(b'{') {
        return None;
    }
    if !scanner.take(b'}') {
        loop {
            let key = scanner.plain_string()?;
            let (_, section) = SECTIONS.iter().find(|(name, _)| *name == key)?;
            if std::mem::replace(&mut seen[*section as usize], true) || !scanner.take(b':') {
                return None;
            }
            if !scanner.take_null() {
                read_section(loader, &mut scanner, *section)?;
            }
            if scanner.take(b'}') {
                break;
            }
            if !scanner.take(b',') {
                return None;
            }
        }
    }
    scanner.is_at_end().then_some(())
}

fn read_section(
    loader: &mut Loader<'_>,
    scanner: &mut Scanner<'_>,
    section: Section,
) -> Option<()> {
    match section {
        Section::PurchaseOrders => each(loader, scanner, |loader, scanner| {
            let mut json =
                serde_json::Deserializer::from_str(scanner.rest()).into_iter::<Tree<'_>>();
            let Tree::Object(entries) = json.next()?.ok()? else { return None };
            loader.read(section, &entries, Path::Root);
            scanner.skip(json.byte_offset());
            Some(())
        }),
        Section::Associations => {
            let mut template = Template::new(&association::KEYS);
            let mut values = [Value::Absent; KEYS_MAX];
            each(loader, scanner, |loader, scanner| {
                scanner.record(&mut template, &mut values)?;
                let problems = &mut loader.problems;
                let fields = Fields::of_values(values, &association::KEYS, Path::Root, problems);
                let association = Association::of_fields(fields)?;
                loader.take_association(&association, Path::Root);
                Some(())
            })
        }
        Section::Invoices => {
            let mut template = Template::new(&invoice::KEYS);
            let mut values = [Value::Absent; KEYS_MAX];
            let (start, mut count) = (scanner.position(), 0);
            each(loader, scanner, |loader, scanner| {
                scanner.record(&mut template, &mut values)?;
                let problems = &mut loader.problems;
                let fields = Fields::of_values(values, &invoice::KEYS, Path::Root, problems);
                let invoice = Invoice::of_fields(fields)?;
                loader.take_invoice(&invoice, Path::Root);
                count += 1;
                if count == SAMPLE {
                    let size = (scanner.position() - start) / count;
                    let expected = scanner.rest().len() / size.max(1);
                    loader.book.reserve_documents(expected + expected / 64);
                }
                Some(())
            })
        }
        Section::Charges => {
            let mut template = Template::new(&charge::KEYS);
            let mut values = [Value::Absent; KEYS_MAX];
            each(loader, scanner, |loader, scanner| {
                scanner.record(&mut template, &mut values)?;
                let problems = &mut loader.problems;
                let fields = Fields::of_values(values, &charge::KEYS, Path::Root, problems);
                let charge = Charge::of_fields(fields)?;
                loader.take_charge(&charge, Path::Root);
                Some(())
            })
        }
    }
}

/// After so many invoices their size is known well enough to make room for the rest at once.
const SAMPLE: usize = 1000;

/// Reads the elements of a list until one is out of the ordinary.
fn each<'t>(
    loader: &mut Loader<'_>,
    scanner: &mut Scanner<'t>,
    mut read: impl FnMut(&mut Loader<'_>, &mut Scanner<'t>) -> Option<()>,
) -> Option<()> {
    if !scanner.take(b'[') {
        return None;
    }
    if scanner.take(b']') {
        return Some(());
    }
    loop {
        read(loader, scanner)?;
        if !loader.problems.is_empty() {
            return None;
        }
        if scanner.take(b']') {
            return Some(());
        }
        if !scanner.take(b',') {
            return None;
        }
    }
}
