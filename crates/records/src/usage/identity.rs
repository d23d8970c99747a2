//! What stays the same of a charge of a billing export from month to month.

use billing_files::document::{Charge, Cycle};

/// The id of the importer, taken apart: `focus:MONTH:SELLER:CURRENCY:CATEGORY:NATURE:DAY:ACCOUNT:
/// PUBLISHER:SERVICE`, and a part number where a sum was too long for one amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// The id of the kept charge.
    pub(super) kept: String,
    /// The account that used it, empty where the export does not say.
    pub(super) sub_account: String,
    /// What it is for, for people.
    pub(super) description: String,
}

/// Kept charges of exports have ids that begin so.
pub(super) const PREFIX: &str = "focus-";
/// Characters of a digest that tell kept charges apart.
const DIGEST_LENGTH: usize = 24;
/// Fields after the month and before the part number.
const FIELDS: usize = 8;
/// An id of this length may have been cut, with a digest for its end.
const CUT_LENGTH: usize = 200;
const CUT_DIGEST_LENGTH: usize = 16;

impl Identity {
    /// Everything but the month, and the billing account, whose invoices are its own; of what is
    /// bought once, the month too.
    pub(super) fn of(charge: &Charge, billing_account: Option<&str>) -> Self {
        let id = without_digest(&charge.id);
        let rest = id.strip_prefix("focus:").unwrap_or(id);
        let rest = rest.split_once(':').map_or(rest, |(_, rest)| rest);
        let fields: Vec<&str> = rest.split(':').take(FIELDS).collect();
        let mut key = fields.join(":");
        if let Some(account) = billing_account {
            key = format!("{account}:{key}");
        }
        if charge.cycle == Cycle::OutOfCycle {
            key.push(':');
            key.push_str(&charge.billing_period);
        }
        let digest: String = procurement::digest(&key).chars().take(DIGEST_LENGTH).collect();
        let field = |index: usize| unescape(fields.get(index).copied().unwrap_or_default());
        let (nature, publisher, service) = (field(3), field(6), field(7));
        let name = match (publisher.is_empty(), service.is_empty()) {
            (true, true) => "Charges".to_owned(),
            (true, false) => service,
            (false, true) => publisher,
            (false, false) => format!("{service} ({publisher})"),
        };
        let description = match nature.as_str() {
            "usage" => name,
            nature => format!("{name}, {nature}"),
        };
        Self {
            kept: format!("{PREFIX}{digest}"),
            sub_account: field(5),
            description: description.chars().take(CUT_LENGTH).collect(),
        }
    }
}

/// The digest at the end of an id that was cut is of the whole, its month included. Charges that
/// differ only in what was cut off are kept as one.
fn without_digest(id: &str) -> &str {
    if id.chars().count() < CUT_LENGTH {
        return id;
    }
    match id.rsplit_once('~') {
        Some((kept, digest))
            if digest.len() == CUT_DIGEST_LENGTH
                && digest.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
        {
            kept
        }
        _ => id,
    }
}

/// A text as it was before it was made fit for a list separated by colons.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => bytes.push(byte),
            None => bytes.push(b'%'),
        }
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes.extend(rest.bytes());
    // Control characters were escaped, and have no place in a description.
    let text = String::from_utf8_lossy(&bytes);
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use billing_files::document::{Category, ChargeKind};

    use super::*;

    fn charge(id: &str, cycle: Cycle, period: &str) -> Charge {
        Charge {
            id: id.to_owned(),
            kind: ChargeKind::Usage,
            category: Category::Marketplace,
            cycle,
            bill_from: "AWS_INC".to_owned(),
            currency: "USD".to_owned(),
            billing_period: period.to_owned(),
            amount: "1".to_owned(),
            agreement_id: None,
            agreement_end_month: None,
            time: None,
            payment_terms: None,
            tax_registration_number: None,
            invoice_unit: None,
            purchase_order_reference: None,
            purchase_order_line: None,
        }
    }

    fn identity(id: &str) -> Identity {
        Identity::of(&charge(id, Cycle::Monthly, "2026-01"), Some("1"))
    }

    #[test]
    fn the_month_and_the_part_make_no_difference() {
        let rest = "AWS_INC:USD:marketplace:usage::111111111111:Acme%3A Ltd:Scanner";
        let january = identity(&format!("focus:2026-01:{rest}"));
        assert_eq!(january, identity(&format!("focus:2026-02:{rest}")));
        assert_eq!(january, identity(&format!("focus:2026-02:{rest}:2")));
        assert_eq!(january.sub_account, "111111111111");
        assert_eq!(january.description, "Scanner (Acme: Ltd)");
        let other = "AWS_INC:USD:marketplace:usage::222222222222:Acme%3A Ltd:Scanner";
        assert_ne!(january.kept, identity(&format!("focus:2026-01:{other}")).kept);
    }

    #[test]
    fn what_was_cut_is_found_again_next_month() {
        let cut = |month: &str, digest: &str| {
            let start = format!("focus:{month}:AWS_INC:USD:marketplace:usage::1:Acme:");
            let fill = "x".repeat(CUT_LENGTH - CUT_DIGEST_LENGTH - 1 - start.len());
            identity(&format!("{start}{fill}~{digest}"))
        };
        let january = cut("2026-01", "0123456789abcdef");
        assert_eq!(january.kept, cut("2026-02", "fedcba9876543210").kept);
    }

    #[test]
    fn what_is_bought_once_is_of_its_month() {
        let id = "focus:2026-01:AWS_INC:USD:subscription:one-time:2026-01-05:1::RI";
        let once = |period| Identity::of(&charge(id, Cycle::OutOfCycle, period), None);
        assert_ne!(once("2026-01").kept, once("2026-02").kept);
        assert_eq!(once("2026-01").description, "RI, one-time");
    }

    #[test]
    fn escapes_are_taken_back() {
        assert_eq!(unescape("a%3Ab%25%0A%"), "a:b% %");
        assert_eq!(unescape("Gr%C3%B6%C3%9Fe"), "Größe");
    }
}
