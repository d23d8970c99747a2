//! A fixture is only worth its lines while a false one is noticed.

use super::*;

const SCENARIO: &str = "
order     A  suspended
line      A/1  all
order     B
line      B/1  all  tracked 100.00
invoice   I-1  monthly-usage  2025-03  40.00  => B/1  balance 60.00
rejected  A  SUSPENDED
event     BALANCE_BELOW_THRESHOLD  B/1
item      B/1  closing 60.00
then at 2025-02-01
set       A  {\"suspended\": false}
outcome   I-1  => A/1
lost      B/1  OLDER_UPDATE
event     none
";

#[test]
fn a_true_scenario_passes() {
    assert_eq!(check(SCENARIO, preview), Ok(()));
    assert_eq!(check_what_if(SCENARIO, preview, what_if), Ok(()));
}

#[test]
fn every_false_statement_is_noticed() {
    let falsehoods = [
        ("balance 60.00", "balance 61.00"),
        ("2025-03  40.00  => B/1", "2025-03  40.00  => none"),
        ("rejected  A  SUSPENDED", "rejected  A  CURRENCY"),
        ("BALANCE_BELOW_THRESHOLD  B/1", "none"),
        ("closing 60.00", "closing 100.00"),
        ("outcome   I-1  => A/1", "outcome   I-1  => B/1"),
        ("OLDER_UPDATE", "TIE_PO_ID"),
        ("event     none", "event     OUT_OF_BALANCE  A/1"),
    ];
    for (statement, falsehood) in falsehoods {
        let scenario = SCENARIO.replace(statement, falsehood);
        assert_ne!(scenario, SCENARIO, "{statement} is not in the scenario");
        assert!(check(&scenario, preview).is_err(), "{falsehood} goes unnoticed");
    }
    let scenario = SCENARIO.replace("outcome   I-1  => A/1", "outcome   I-1  => B/1");
    assert!(check_what_if(&scenario, preview, what_if).is_err());
}

#[test]
fn what_cannot_be_read_is_refused_with_its_line() {
    let refused = [
        ("order A\nordre B", "line 2: `ordre` means nothing here"),
        ("order A suspendid", "line 1: `suspendid` means nothing here"),
        ("line A/1 all", "line 1: there is no order `A`"),
        ("order A\nline A/1", "line 2: `type` is missing"),
        ("invoice I-1 marketplace 5.00", "line 1: a month is missing"),
        ("lost A/1 TYPE", "line 1: no document comes before this line"),
        ("outcome I-1 => A/1\nlost A/1 TYPE TYPE", "line 2: `TYPE` means nothing here"),
        ("set A {\"suspended\": true}", "line 1: edits come after `then`"),
    ];
    for (fixture, problem) in refused {
        assert_eq!(parse(fixture).map(drop), Err(problem.to_owned()));
    }
}

fn preview(snapshot: &str, explain: Option<&str>) -> String {
    oracle::preview(&answer(snapshot).unwrap(), explain).unwrap()
}

fn what_if(snapshot: &str, edits: &str) -> String {
    let (_, change) = oracle::what_if(&answer(snapshot).unwrap(), &answer(edits).unwrap()).unwrap();
    change
}
