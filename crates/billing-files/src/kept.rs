//! The ids that a server gives to the charges of a snapshot, and the charge that is kept behind them.

use procurement::BillingMonth;

/// The id of a kept charge in the id of a charge of the contract: `estimate:ID:MONTH`,
/// `ID:MONTH`, `ID:MONTH+1`, `ID`.
pub fn kept_id(contract_id: &str) -> &str {
    let id = contract_id.strip_prefix("estimate:").unwrap_or(contract_id);
    match id.rsplit_once(':') {
        Some((kept, key)) if is_occurrence_key(key) => kept,
        _ => id,
    }
}

fn is_occurrence_key(key: &str) -> bool {
    key.split_once('+').map_or(key, |(month, _)| month).parse::<BillingMonth>().is_ok()
}
