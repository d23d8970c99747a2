//! Tables and sentences for people, as they stand on the screen.

use crate::program::{command, contract_example, example, file, tieback, written};

#[test]
fn a_preview_is_tables() {
    let expected = "\
#  Document          Seller                Total  Purchase order line       Left
2026-03: 88690.50 USD
1  INV-1002          AWS_INC         9000.00 USD  RI-2026 line 1         3000.00
2  INV-1001          AWS_INC        61200.10 USD  CLOUD-2026 line 1    188799.90
3  INV-1003          AWS_EMEA_SARL    740.00 USD  no purchase order
4  previ…gs-2026-03  AWS_INC        18250.40 USD  MKT-2026-H1 line 1    31749.60  estimate
5  CM-12             AWS_INC         -500.00 USD  RI-2026 line 1         3500.00  credit memo
2026-04: 38200.00 USD
6  preview:sec-2     AWS_INC        12000.00 USD  SEC-77 line 1         24000.00  by reference
7  preview:data-1    AWS_INC         4800.00 USD  DATA-9 line 1        untracked  by reference
8  previ…gs-2026-04  AWS_INC        21400.00 USD  MKT-2026-H1 line 1    10349.60  estimate
2026-05: 22980.75 USD
9  previ…gs-2026-05  AWS_INC        22980.75 USD  MKT-2026-H1 line 1   -12631.15  not covered,
                                                                                  estimate

Purchase order line          Value    Opening    Closing  Documents
CLOUD-2026 line 1    250000.00 USD  250000.00  188799.90          1
DATA-9 line 1          4800.00 USD  untracked  untracked          1
MKT-2026-H1 line 1    50000.00 USD   50000.00  -12631.15          3
OLD-2025 line 1       90000.00 USD   90000.00   90000.00          0
RI-2026 line 1        12000.00 USD   12000.00    3500.00          2
SEC-77 line 1         36000.00 USD   36000.00   24000.00          1

Currency  Documents      Total  On purchase orders  Without
USD               9  149871.25           149131.25   740.00

Without a purchase order: 1 document, 740.00 USD
#  Document       Total  Why
3  INV-1003  740.00 USD  no line fits, so the invoice carries no purchase order (M11)

What happens
- RI-2026 line 1 falls below 75 % of its value with INV-1002 (P-30)
- MKT-2026-H1 line 1 falls below 75 % of its value with preview:estimate:logs-2026-03 (P-30)
- SEC-77 line 1 falls below 75 % of its value with preview:sec-2 (P-30)
- DATA-9 is created, since preview:data-1 names it (P-37)
- MKT-2026-H1 line 1 is out of balance with preview:estimate:logs-2026-05
";
    assert_eq!(written(&["preview", &example("snapshot.json")]), expected);
}

#[test]
fn a_narrow_screen_gets_narrow_tables() {
    let expected = "\
#  Document    Seller             Total  Purchase order line       Left
2026-03: 88690.50 USD
1  INV-1002    AWS_INC      9000.00 USD  RI-2026 line 1         3000.00
2  INV-1001    AWS_INC     61200.10 USD  CLOUD-2026 line 1    188799.90
3  INV-1003    AWS…A_SARL    740.00 USD  no purchase order
4  pre…026-03  AWS_INC     18250.40 USD  MKT-2026-H1 line 1    31749.60
    estimate
5  CM-12       AWS_INC      -500.00 USD  RI-2026 line 1         3500.00
    credit memo
2026-04: 38200.00 USD
6  pre…:sec-2  AWS_INC     12000.00 USD  SEC-77 line 1         24000.00
    by reference
7  pre…data-1  AWS_INC      4800.00 USD  DATA-9 line 1        untracked
    by reference
8  pre…026-04  AWS_INC     21400.00 USD  MKT-2026-H1 line 1    10349.60
    estimate
2026-05: 22980.75 USD
";
    let snapshot = example("snapshot.json");
    let output = command(&["preview", &snapshot]).env("COLUMNS", "64").output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.starts_with(expected), "{shown}");
}

#[test]
fn an_explanation_is_a_sentence_for_every_candidate() {
    let expected = "\
INV-1001: invoice of 61200.10 USD from AWS_INC for 2026-03
It uses CLOUD-2026 line 1, where 188799.90 USD is left.

chosen    CLOUD-2026 line 1 is used: it is the only line that fits (M2 to M7)
rejected  MKT-2026-H1 line 1 is out: its type Marketplace blanket usage does not fit monthly usage
          invoices (M7)
rejected  OLD-2025 is out: it is suspended (M2)
rejected  RI-2026 line 1 is out: its type Subscription purchase does not fit monthly usage invoices
          (M7)
rejected  SEC-77 line 1 is out: lines of type Marketplace transaction take only invoices that name
          their purchase order (P-4)
";
    let snapshot = example("snapshot.json");
    assert_eq!(written(&["explain", "INV-1001", &snapshot]), expected);
    assert_eq!(written(&["explain", "2", &snapshot]), expected);
    for name in ["INV-1001", "2"] {
        let preview = written(&["preview", "--explain", name, &snapshot]);
        assert!(preview.ends_with(&format!("\n\n{expected}")), "{preview}");
    }
}

#[test]
fn a_credit_memo_that_gives_nothing_back_tells_why() {
    let document = r#""category": "marketplace", "cycle": "monthly", "billFrom": "AWS_INC",
        "currency": "USD", "billingPeriod": "2026-03", "total": "1.00""#;
    let memo = r#""id": "CM-1", "type": "credit-memo", "originalInvoiceId": "INV-1",
        "issuedAt": "2026-04-02T00:00:00Z""#;
    let snapshot = format!(
        r#"{{"invoices": [{{{memo}, {document}}},
            {{"id": "INV-1", "issuedAt": "2026-04-03T00:00:00Z", {document}}}]}}"#
    );
    let told = written(&["explain", "CM-1", &file("memo-of-later.json", &snapshot)]);
    let outcome =
        "It gets no purchase order: the document that this credit memo corrects comes after";
    assert!(told.contains(outcome), "{told}");
}

#[test]
fn a_change_is_what_was_and_what_will_be() {
    let expected = "\
2 documents and 2 line items change

Document       Total  Before         Left      After          Left
INV-1     400.00 USD  PO-1 line 2  -70.00  ->  PO-1 line 2  260.00
INV-3      99.00 USD  not there            ->  PO-1 line 2  161.00

Purchase order line                 Value           Opening           Closing  Documents
PO-1 line 2          330.00 -> 660.00 USD  330.00 -> 660.00  -70.00 -> 161.00     1 -> 2
PO-9 line 1                   5000.00 USD           5000.00           5000.00          0  gone

No longer happens
- PO-1 line 2 is out of balance with INV-1
";
    let snapshot = contract_example("01-best-match.snapshot.json");
    let edits = contract_example("07-what-if.edits.json");
    assert_eq!(written(&["what-if", &snapshot, &edits]), expected);
    let nothing = file("nothing.json", r#"{"at": "2026-03-01T09:00:00Z", "edits": []}"#);
    assert_eq!(written(&["what-if", &snapshot, &nothing]), "The preview stays as it is.\n");
}

#[test]
fn currencies_are_never_added() {
    let snapshot = contract_example("05-sums-and-currencies.snapshot.json");
    let preview = written(&["preview", &snapshot]);
    let csv = written(&["preview", "--csv=raw", &snapshot]);
    let mut currencies: Vec<_> =
        csv.lines().skip(1).map(|row| row.split(',').nth(4).unwrap()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    assert!(currencies.len() > 1);
    let totals: Vec<_> =
        preview.lines().skip_while(|line| !line.starts_with("Currency ")).skip(1).collect();
    for (line, currency) in totals.iter().zip(&currencies) {
        assert!(line.starts_with(currency), "{preview}");
    }
}

#[test]
fn an_empty_snapshot_says_so() {
    let empty = file("empty.json", "{}");
    let nothing = "Nothing to place: there are no invoices and no charges.\n";
    assert_eq!(written(&["preview", &empty]), nothing);
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let snapshot = example("snapshot.json");
    let shown = |when: &str, no_color: &str| {
        let mut preview = command(&["preview", "--color", when, &snapshot]);
        String::from_utf8(preview.env("NO_COLOR", no_color).output().unwrap().stdout).unwrap()
    };
    let plain = written(&["preview", &snapshot]);
    assert_eq!(shown("auto", ""), plain);
    assert_eq!(shown("never", ""), plain);
    let coloured = shown("always", "1");
    assert!(coloured.contains("\u{1b}[31mno purchase order\u{1b}[0m"), "{coloured}");
    let mut stripped = coloured.clone();
    for code in ["[0m", "[1m", "[2m", "[31m", "[32m", "[33m"] {
        stripped = stripped.replace(&format!("\u{1b}{code}"), "");
    }
    assert_eq!(stripped, plain);
    let json = written(&["preview", "--color", "always", "--json", &snapshot]);
    assert!(!json.contains('\u{1b}'));
}

#[test]
fn a_validation_tells_problems_and_warnings_with_their_places() {
    let order = |id: &str, line: &str| {
        let lines = format!(
            r#"{{"number":"1","type":"all","startMonth":"{line}","endMonth":"2026-12","amount":"10.00","quantity":"1"}}"#
        );
        format!(
            r#"{{"id":"{id}","billFrom":["AWS_INC","AWS_KOREA"],"currency":"USD","effectiveMonth":"2026-01","expirationMonth":"2026-12","updatedAt":"2026-01-05T10:00:00Z","lineItems":[{lines}]}}"#
        )
    };
    let wrong = tieback(&["validate", &file("wrong-order.json", order("PO#1", "2025-12"))]);
    let expected = "\
problem  /id  CHARACTER_NOT_ALLOWED
  `#` cannot stand in a purchase order ID: use letters A to Z, digits, space and _ . : / = + - % @
problem  /lineItems/0/startMonth  OUTSIDE_PURCHASE_ORDER_MONTHS
  the line starts in 2025-12, before its purchase order is effective in 2026-01: move one

2 problems, no warnings
";
    assert_eq!((wrong.code, wrong.out.as_str(), wrong.err.as_str()), (2, expected, ""));

    let good = order("PO-1", "2026-01");
    let warned = "\
warning  /billFrom  SEVERAL_BILL_FROM
  invoices of several sellers of record can use this purchase order: one purchase order for each is
  easier to follow

no problems, 1 warning
";
    assert_eq!(written(&["validate", &file("good-order.json", &good)]), warned);
    let snapshot = file("warned.json", format!(r#"{{"purchaseOrders":[{good}]}}"#));
    let of_snapshot = warned.replace("/billFrom", "/purchaseOrders/0/billFrom");
    assert_eq!(written(&["validate", &snapshot]), of_snapshot);
    let json = written(&["validate", &snapshot, "--json"]);
    assert!(
        json.starts_with(r#"{"problems":[],"warnings":[{"code":"SEVERAL_BILL_FROM","#),
        "{json}"
    );
    let clean = written(&["validate", &example("snapshot.json")]);
    assert_eq!(clean, "no problems, no warnings\n");
}
