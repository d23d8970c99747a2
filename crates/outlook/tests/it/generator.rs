//! Random edits, the same for the same seed. Many are refused, which is a case, too.

use serde_json::{Value, json};

pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    fn pick<'p, T>(&mut self, all: &'p [T]) -> Option<&'p T> {
        let at = self.below(all.len());
        all.get(at)
    }
}

/// One edit of a snapshot, and the instant of it.
pub(crate) fn edit(dice: &mut Dice, snapshot: &Value) -> (Vec<Value>, String) {
    let at = format!("2026-{:02}-{:02}T09:00:00Z", 1 + dice.below(9), 1 + dice.below(28));
    let edits = (0..=dice.below(2)).filter_map(|_| one(dice, snapshot)).collect();
    (edits, at)
}

fn one(dice: &mut Dice, snapshot: &Value) -> Option<Value> {
    let list = |key: &str| snapshot[key].as_array().cloned().unwrap_or_default();
    let month = |dice: &mut Dice| format!("2026-{:02}", 1 + dice.below(12));
    let amount = |dice: &mut Dice| format!("{}", dice.below(2_000));
    match dice.below(12) {
        0 => set(
            dice,
            &list("purchaseOrders"),
            "purchaseOrder",
            |dice| json!({"suspended": dice.below(2) == 0}),
        ),
        1 => set(
            dice,
            &list("purchaseOrders"),
            "purchaseOrder",
            |dice| json!({"expirationMonth": month(dice)}),
        ),
        2 => set(dice, &list("purchaseOrders"), "purchaseOrder", |_| json!({"description": "x"})),
        3 | 4 => line(dice, &list("purchaseOrders"), |dice| json!({"amount": amount(dice)})),
        5 => line(
            dice,
            &list("purchaseOrders"),
            |dice| json!({"balanceTracking": dice.below(2) == 0, "type": "all"}),
        ),
        6 => set(dice, &list("charges"), "charge", |dice| json!({"amount": amount(dice)})),
        7 => {
            let orders = list("purchaseOrders");
            let other = dice.pick(&orders).map_or(json!("MADE-1"), |order| order["id"].clone());
            let reference = [Value::Null, json!("MADE-1"), other];
            set(
                dice,
                &list("charges"),
                "charge",
                |dice| json!({"purchaseOrderReference": dice.pick(&reference)}),
            )
        }
        8 => set(
            dice,
            &list("invoices"),
            "invoice",
            |dice| json!({"total": amount(dice), "billingPeriod": month(dice)}),
        ),
        9 => {
            let key = *dice.pick(&["purchaseOrder", "charge", "invoice"])?;
            let all = list(&format!("{key}s"));
            let id = dice.pick(&all)?["id"].clone();
            Some(json!({"remove": {key: id}}))
        }
        10 => {
            let all = list("charges");
            let mut charge = dice.pick(&all)?.clone();
            charge["id"] = json!(format!("more-{}", dice.below(1_000)));
            charge["billingPeriod"] = json!(month(dice));
            Some(json!({"add": {"charge": charge}}))
        }
        _ => {
            let all = list("purchaseOrders");
            let mut order = dice.pick(&all)?.clone();
            order["id"] = json!(format!("MORE-{}", dice.below(1_000)));
            Some(json!({"add": {"purchaseOrder": order}}))
        }
    }
}

fn set(
    dice: &mut Dice,
    all: &[Value],
    key: &str,
    to: impl FnOnce(&mut Dice) -> Value,
) -> Option<Value> {
    let id = dice.pick(all)?["id"].clone();
    Some(json!({"set": {key: id}, "to": to(dice)}))
}

fn line(dice: &mut Dice, orders: &[Value], to: impl FnOnce(&mut Dice) -> Value) -> Option<Value> {
    let order = dice.pick(orders)?;
    let line = dice.pick(order["lineItems"].as_array()?)?;
    let named = json!({"purchaseOrder": order["id"], "lineItem": line["number"]});
    Some(json!({"set": named, "to": to(dice)}))
}
