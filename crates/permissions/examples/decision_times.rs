//! How long a decision takes, with the managed policies and with 50 of an organisation's own.
//!
//! `cargo run --release -p permissions --example decision_times`

#![expect(clippy::print_stdout, reason = "a program tells what it measured")]

use std::hint::black_box;
use std::time::Instant;

use permissions::{Action, PolicyBook, PolicyProblems, Principal, Resource, ResourceKind};

const ROUNDS: u32 = 5_000;

fn main() -> Result<(), PolicyProblems> {
    let own = (0..50).map(|number| {
        let text = format!(
            "forbid (principal, action in Tieback::Action::\"purchase-orders:*\", resource is \
             Tieback::PurchaseOrder) when {{ resource.hasTag(\"team\") && \
             resource.getTag(\"team\") == \"closed-{number}\" }};"
        );
        (format!("own-{number}"), text)
    });
    let started = Instant::now();
    let with_own = PolicyBook::with_own(own)?;
    println!("{:>9} us  a book of 50 own policies", started.elapsed().as_micros());
    for (name, book) in [("managed", PolicyBook::new()), ("50 own", with_own)] {
        for (outcome, policy) in [("allowed", "PurchaseOrderAdministrator"), ("denied", "none")] {
            let principal = Principal {
                user: "erika".to_owned(),
                account: "111111111111".to_owned(),
                is_management: true,
                policies: vec![policy.to_owned()],
                scope: None,
            };
            let mut order = Resource::new(ResourceKind::PurchaseOrder, "PO-7", "111111111111");
            order.tags.insert("team".to_owned(), "platform".to_owned());
            let started = Instant::now();
            for _ in 0..ROUNDS {
                let decision = book.decide(&principal, Action::UpdatePurchaseOrder, &order);
                assert_eq!(black_box(decision).is_allowed(), outcome == "allowed");
            }
            let nanoseconds = started.elapsed().as_nanos() / u128::from(ROUNDS);
            let (whole, part) = (nanoseconds / 1_000, nanoseconds % 1_000 / 100);
            println!("{whole:>7}.{part} us  {outcome}, {name}");
        }
    }
    Ok(())
}
