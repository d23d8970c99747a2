use std::io;

use super::*;
use crate::problem::FileCode;
use serde_json::Value;

const FOCUS: &str = include_str!("../../../../examples/focus.csv");
const ORDERS: &str = include_str!("../../../../examples/purchase-orders.csv");
const CHARGES: &str = include_str!("../../../../examples/charges.json");
const SNAPSHOT: &str = include_str!("../../../../examples/snapshot.json");

fn gathered(files: &[(&str, &str)], options: &GatherOptions) -> Gathered {
    let input = |text: &str| -> Box<dyn Read> { Box::new(io::Cursor::new(text.to_owned())) };
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), input(text)));
    gather(files.collect(), options)
}

fn all_said() -> GatherOptions {
    GatherOptions {
        bill_from: [("c".to_owned(), "Amazon Web Services, Inc.".to_owned())].into(),
        period: [("c".to_owned(), BillingMonth::new(2026, 3).unwrap())].into(),
        ..GatherOptions::default()
    }
}

fn refusal(gathered: &Gathered) -> &Refusal {
    match &gathered.whole {
        Whole::Refusal(refusal) => refusal,
        Whole::Document(_) => panic!("{gathered:?}"),
    }
}

/// The parts as a page gets them.
fn parts(gathered: &Gathered) -> Vec<Value> {
    let json = serde_json::to_value(gathered).unwrap();
    json["parts"].as_array().unwrap().clone()
}

#[test]
fn files_of_every_kind_become_one_snapshot() {
    let files = [("a", FOCUS), ("b.csv", ORDERS), ("c", CHARGES), ("d", SNAPSHOT)];
    let gathered = gathered(&files, &all_said());
    assert_eq!(gathered.questions, []);
    let parts = parts(&gathered);
    let told = |at: usize, key: &str| &parts[at]["understood"]["counts"][key];
    for (at, kind) in ["focus", "purchase-orders", "charges", "snapshot"].iter().enumerate() {
        assert_eq!(parts[at]["kind"], *kind);
        assert_eq!(parts[at]["files"], serde_json::json!([files[at].0]));
    }
    assert_eq!(*told(0, "rows"), 56);
    assert_eq!(*told(0, "currencies"), serde_json::json!(["EUR", "GBP", "USD"]));
    assert!(told(0, "charges").as_u64().unwrap() > 10);
    assert_eq!(parts[0]["understood"]["report"]["rowsRead"], 56);
    assert_eq!(parts[1]["understood"]["report"]["lineItems"], *told(1, "lineItems"));
    assert_eq!(parts[2]["understood"]["report"]["billFrom"], "AWS_INC");
    assert_eq!(parts[3]["understood"]["report"], Value::Null);
    assert_eq!(*told(3, "rows"), Value::Null);
    assert_eq!(*told(3, "months"), serde_json::json!({"from": "2026-01", "to": "2026-12"}));

    let orders: u64 = (0..4).map(|at| told(at, "purchaseOrders").as_u64().unwrap()).sum();
    let document = gathered.into_result().unwrap();
    assert_eq!(document.purchase_orders.len() as u64, orders);
}

#[test]
fn billing_exports_are_one_part() {
    let (header, rows) = FOCUS.split_once('\n').unwrap();
    let rows: Vec<_> = rows.lines().collect();
    let half = |rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    let (first, second) = (half(&rows[..30]), half(&rows[30..]));
    let gathered = gathered(&[("1", &first), ("orders.csv", ORDERS), ("2", &second)], &all_said());
    let names: Vec<_> = gathered.parts.iter().map(|part| part.files.join(" ")).collect();
    assert_eq!(names, ["1 2", "orders.csv"]);
    let whole = self::gathered(&[("1", FOCUS)], &all_said()).into_result().unwrap();
    assert_eq!(gathered.into_result().unwrap().charges, whole.charges);
}

#[test]
fn every_file_is_read_whatever_the_others_are() {
    let wrong_orders = ORDERS.replacen("USD", "UXD", 1);
    let gathered = gathered(
        &[
            ("orders.csv", &wrong_orders),
            ("people.csv", "name,age\nAda,36\n"),
            ("snapshot.json", r#"{"charges": [{}]}"#),
            ("focus.csv", FOCUS),
            ("focus.csv", FOCUS),
            ("text", "hello"),
        ],
        &all_said(),
    );
    let outcomes: Vec<_> = parts(&gathered)
        .iter()
        .map(|part| part["refused"]["problems"][0]["code"].as_str().map(str::to_owned))
        .collect();
    let codes: Vec<_> = outcomes.iter().map(|code| code.as_deref().unwrap_or("read")).collect();
    assert_eq!(
        codes,
        [
            "UNKNOWN_CURRENCY",
            "UNSUPPORTED_FORMAT",
            "MISSING_KEY",
            "read",
            "DUPLICATE_ID",
            "INVALID_JSON"
        ]
    );
    let problems = &refusal(&gathered).problems;
    let place = problems.iter().find(|problem| problem.file == "snapshot.json").unwrap();
    assert_eq!(place.column.as_deref(), Some("/charges/0/amount"));
    let of_parts = |part: &Part| match &part.outcome {
        Outcome::Refused(refusal) => refusal.problems.len(),
        Outcome::Understood { .. } => 0,
    };
    assert_eq!(problems.len(), gathered.parts.iter().map(of_parts).sum::<usize>());
}

#[test]
fn what_a_listing_does_not_say_is_asked_at_once_and_answered_by_options() {
    let bill_from = Question::BillFrom { file: "c".to_owned() };
    let period = Question::Period { file: "c".to_owned() };
    let ask = |options: &GatherOptions| gathered(&[("c", CHARGES)], options);

    let nothing_said = ask(&GatherOptions::default());
    assert_eq!(nothing_said.questions, [bill_from.clone(), period.clone()]);
    let codes: BTreeSet<_> = refusal(&nothing_said)
        .problems
        .iter()
        .map(|problem| format!("{:?}", problem.code))
        .collect();
    assert_eq!(codes, BTreeSet::from([format!("{:?}", FileCode::MissingOption)]));

    assert_eq!(nothing_said.answered, []);

    let blank = [("c".to_owned(), " ".to_owned())].into();
    let no_seller = ask(&GatherOptions { bill_from: blank, ..all_said() });
    assert_eq!(no_seller.questions, std::slice::from_ref(&bill_from));
    assert_eq!(no_seller.answered, std::slice::from_ref(&period));
    let no_period = ask(&GatherOptions { period: BTreeMap::new(), ..all_said() });
    assert_eq!(no_period.questions, std::slice::from_ref(&period));
    assert_eq!(no_period.answered, std::slice::from_ref(&bill_from));
    let json = serde_json::to_value(&no_period).unwrap();
    assert_eq!(json["questions"], serde_json::json!([{"option": "period", "file": "c"}]));
    assert!(json["refusal"]["problems"].is_array() && json["document"].is_null());
    assert_eq!(ask(&all_said()).questions, []);
    assert_eq!(ask(&all_said()).answered, [bill_from, period]);
}

#[test]
fn an_answer_is_of_one_listing() {
    let both = [("c", CHARGES), ("later", CHARGES)];
    let asked = gathered(&both, &all_said());
    let of = |name: &str| {
        let (bill_from, period) = (name.to_owned(), name.to_owned());
        [Question::BillFrom { file: bill_from }, Question::Period { file: period }]
    };
    assert_eq!(asked.questions, of("later"));
    assert_eq!(asked.answered, of("c"));
}

#[test]
fn a_listing_whose_charges_all_have_a_time_has_no_period_to_say_otherwise() {
    let charge = r#"{"items": [{"id": "a", "revision": 1, "currencyCode": "USD", "amount": "1", "time": "2026-03-01T00:00:00Z"}]}"#;
    let bill_from = [Question::BillFrom { file: "c".to_owned() }];
    assert_eq!(gathered(&[("c", charge)], &all_said()).answered, bill_from);
    let wrong = charge.replace("USD", "");
    let refused = gathered(&[("c", &wrong)], &all_said());
    assert_eq!((&*refused.questions, &*refused.answered), (&[][..], &bill_from[..]));
}

#[test]
fn several_billing_accounts_are_a_choice() {
    let header = "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodStart,InvoiceIssuerName,ProviderName,PublisherName\n";
    let row = |account: &str| {
        format!("1.00,{account},USD,2026-03-01,Usage,2026-03-02,AWS Inc.,AWS,Elsewhere Ltd\n")
    };
    let export = format!("{header}{}{}{}", row("111"), row("222"), row("222"));
    let ask = |accounts: &[&str]| {
        let billing_accounts = accounts.iter().map(|id| (*id).to_owned()).collect();
        gathered(&[("f", &export)], &GatherOptions { billing_accounts, ..all_said() })
    };
    let json = serde_json::to_value(ask(&[])).unwrap();
    assert_eq!(
        json["questions"],
        serde_json::json!([{"option": "billingAccounts", "provider": "AWS", "accounts": [
            {"provider": "AWS", "id": "111", "rows": 1, "taken": false},
            {"provider": "AWS", "id": "222", "rows": 2, "taken": false},
        ]}])
    );
    assert_eq!(json["refusal"]["problems"][0]["code"], "SEVERAL_BILLING_ACCOUNTS");
    let chosen = ask(&["222"]);
    assert_eq!(chosen.questions, []);
    let [Question::BillingAccounts { provider, accounts }] = &*chosen.answered else {
        panic!("{chosen:?}")
    };
    assert_eq!((&**provider, accounts.len()), ("AWS", 2));
    assert_eq!(chosen.into_result().unwrap().charges[0].amount, "2");
    // An answer about files that were there before is no fault of these.
    assert_eq!(ask(&["333"]).questions, ask(&[]).questions);
    let one = GatherOptions { billing_accounts: vec!["333".to_owned()], ..all_said() };
    let corrected = gathered(&[("f", &format!("{header}{}", row("111")))], &one);
    assert_eq!((&*corrected.questions, &*corrected.answered), (&[][..], &[][..]));
    assert_eq!(corrected.into_result().unwrap().charges[0].amount, "1");
}

#[test]
fn files_that_clash_are_refused_though_each_is_read() {
    let gathered = gathered(&[("a.csv", ORDERS), ("b.csv", ORDERS)], &all_said());
    let is_read = |part: &Part| matches!(part.outcome, Outcome::Understood { .. });
    assert!(gathered.parts.iter().all(is_read));
    assert!(refusal(&gathered).to_string().contains("is in a.csv too"), "{gathered:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let gathered = gather(vec![("a".to_owned(), Box::new(Broken))], &all_said());
    assert_eq!(refusal(&gathered).to_string(), "a: this cannot be read to its end: gone");
    assert_eq!(gathered.parts[0].kind, None);
}

#[test]
fn no_files_are_an_empty_snapshot() {
    let gathered = gathered(&[], &GatherOptions::default());
    assert_eq!(gathered.into_result().unwrap(), SnapshotDocument::default());
}
