//! Files that come beside those that are there already. Exports of several months often carry one name:
//! a file takes the place of another only where that was refused, or is the same file.

use leptos::prelude::*;
use outlook::api::Reading as Read;
use wasm_bindgen::JsValue;
use web_sys::{File, FilePropertyBag};

use super::read::{asked_files, faults};
use super::{Intake, State};
use crate::format;
use crate::text::{Text, start as texts};
use crate::ui::Kind;

/// What tells one file from another of its name: its size, and when it was changed.
type Content = (u64, u64);

/// Where a file belongs.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    New,
    /// It is this one, corrected or once more.
    Of(usize),
    /// Another has its name, so it is told by this one.
    Beside(String),
}

impl Intake {
    /// Adds files, and says of each where another has its name.
    pub(super) fn add(self, files: Vec<File>) {
        let state = self.state.get_untracked();
        for file in files {
            let name = file.name();
            let mut known = self.files.get_value();
            let told: Vec<(String, Content)> =
                known.iter().map(|file| (file.name(), content(file))).collect();
            match place(&told, &name, content(&file), |name| is_refused(&state, name)) {
                Place::New => known.push(file),
                Place::Of(place) => {
                    let Some(there) = known.get_mut(place) else { continue };
                    let kept = there.name();
                    self.tell(texts::READ_ANEW, &kept, &kept);
                    *there = named(file, &kept);
                }
                Place::Beside(beside) => {
                    self.tell(texts::READ_BESIDE, &name, &beside);
                    known.push(named(file, &beside));
                }
            }
            self.files.set_value(known);
        }
    }

    fn tell(self, text: Text, file: &str, name: &str) {
        self.flashes.push(Kind::Info, text.with(&[("file", file), ("name", name)]));
    }
}

fn content(file: &File) -> Content {
    (file.size().to_bits(), file.last_modified().to_bits())
}

/// Where a file belongs among those that are there.
fn place(
    known: &[(String, Content)],
    name: &str,
    content: Content,
    is_refused: impl Fn(&str) -> bool,
) -> Place {
    let names = || (1..).map(|number| numbered(name, number)).take(known.len() + 1);
    let found = |name: &str| known.iter().position(|(known, _)| known == name);
    let places: Vec<usize> = names().filter_map(|name| found(&name)).collect();
    let at = |place: usize| known.get(place);
    let is_same = |place: &usize| at(*place).is_some_and(|(_, known)| *known == content);
    let is_wrong = |place: &usize| at(*place).is_some_and(|(name, _)| is_refused(name));
    let of = places.iter().copied().find(is_same).or_else(|| places.iter().copied().find(is_wrong));
    match (of, names().find(|name| found(name).is_none())) {
        (Some(place), _) => Place::Of(place),
        (None, Some(beside)) if beside != name => Place::Beside(beside),
        _ => Place::New,
    }
}

/// The name that the number-th file of a name is told by, as file managers write it.
fn numbered(name: &str, number: usize) -> String {
    if number < 2 {
        return name.to_owned();
    }
    let dot = |text: &str| text.rfind('.').filter(|dot| *dot > 0).unwrap_or(text.len());
    // Of `focus.csv.gz`, the ending is both.
    let end = dot(name.strip_suffix(".gz").unwrap_or(name));
    let (stem, ending) = name.split_at(end);
    [stem, " (", &format::digits(number), ")", ending].concat()
}

/// The same file under a name. Where the browser cannot, it stays as it is, and is refused with a
/// reason.
fn named(file: File, name: &str) -> File {
    if file.name() == name {
        return file;
    }
    let about = FilePropertyBag::new();
    about.set_last_modified(file.last_modified());
    let parts = js_sys::Array::of1(&JsValue::from(&file));
    File::new_with_blob_sequence_and_options(&parts, name, &about).unwrap_or(file)
}

/// Whether something is wrong with a file that was read.
fn is_refused(state: &State, name: &str) -> bool {
    match state {
        State::TurnedDown(..) => true,
        State::Read(reading) => is_at_fault(reading, name),
        State::Waiting | State::Reading(..) => false,
    }
}

fn is_at_fault(reading: &Read, name: &str) -> bool {
    let part = reading.parts.iter().find(|part| part.files.iter().any(|file| file == name));
    let Some(part) = part else { return false };
    let all = part.files.join(", ");
    let is_named = faults(reading).iter().any(|it| it.file == name || it.file == all);
    // Of many problems the last ones are only counted.
    let is_counted = reading.more > 0 && !part.understood;
    is_named || (is_counted && !asked_files(reading).iter().any(|file| file == name))
}

#[cfg(test)]
mod tests {
    use outlook::api::{ReadPart, ReadProblem};

    use super::*;

    #[test]
    fn a_file_of_a_known_name_is_another_month_unless_it_is_the_same_or_a_correction() {
        let february = ("focus.csv".to_owned(), (10, 1));
        let march = ("focus (2).csv".to_owned(), (20, 2));
        let both = [february.clone(), march];
        let one = std::slice::from_ref(&february);
        for (known, content, refused, expected) in [
            (&[][..], (10, 1), "", Place::New),
            (one, (10, 1), "", Place::Of(0)),
            (one, (20, 2), "", Place::Beside("focus (2).csv".into())),
            (one, (10, 2), "", Place::Beside("focus (2).csv".into())),
            (one, (20, 2), "focus.csv", Place::Of(0)),
            (&both, (20, 2), "", Place::Of(1)),
            (&both, (20, 2), "focus.csv", Place::Of(1)),
            (&both, (30, 3), "focus (2).csv", Place::Of(1)),
            (&both, (30, 3), "", Place::Beside("focus (3).csv".into())),
        ] {
            let placed = place(known, "focus.csv", content, |name| name == refused);
            assert_eq!(placed, expected, "{known:?} {content:?} {refused}");
        }
        assert_eq!(place(&both, "orders.csv", (10, 1), |_| true), Place::New);
    }

    #[test]
    fn the_number_stands_before_the_ending() {
        for (name, expected) in [
            ("focus.csv", "focus (2).csv"),
            ("focus.csv.gz", "focus (2).csv.gz"),
            ("focus", "focus (2)"),
            (".focus", ".focus (2)"),
            ("2026.03.csv", "2026.03 (2).csv"),
            ("focus.gz", "focus (2).gz"),
        ] {
            assert_eq!(numbered(name, 2), expected);
            assert_eq!(numbered(name, 1), name);
        }
    }

    #[test]
    fn a_file_is_at_fault_by_its_own_problems_and_not_by_those_of_another() {
        let part = |files: &[&str], understood| ReadPart {
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            understood,
            ..ReadPart::default()
        };
        let problem = |file: &str| ReadProblem {
            file: file.into(),
            row: None,
            column: None,
            code: "MISSING_VALUE".into(),
            message: "add it".into(),
        };
        let read = |problems: &[&str], more| Read {
            parts: vec![part(&["a.csv", "b.csv"], false), part(&["orders.csv"], true)],
            problems: problems.iter().map(|file| problem(file)).collect(),
            more,
            ..Read::default()
        };
        for (problems, more, expected) in [
            (&["a.csv"][..], 0, [true, false, false]),
            (&["a.csv"], 9, [true, true, false]),
            (&["a.csv, b.csv"], 0, [true, true, false]),
            (&["orders.csv"], 0, [false, false, true]),
            (&[], 0, [false, false, false]),
        ] {
            let reading = read(problems, more);
            let found = ["a.csv", "b.csv", "orders.csv"].map(|name| is_at_fault(&reading, name));
            assert_eq!(found, expected, "{problems:?} {more}");
        }
    }
}
