//! Addresses that the server hands out.

use std::time::Duration;

use procurement::Instant;

/// How long the link of the first start, and of a reset, works.
pub(crate) const RESET_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// How long an invitation works: people are on holiday.
pub(crate) const INVITATION_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Where somebody sets a password. The secret is behind the `#`, which browsers tell no server, so
/// that no log has it.
pub(crate) fn set_up_url(public_url: &str, secret: &str) -> String {
    format!("{}/set-up#{secret}", public_url.trim_end_matches('/'))
}

/// The page of a purchase order, or that of all where none is named.
pub(crate) fn order_url(public_url: &str, id: &str) -> String {
    if id.is_empty() {
        return format!("{}/purchase-orders", public_url.trim_end_matches('/'));
    }
    format!("{}/purchase-orders/{}", public_url.trim_end_matches('/'), percent_encoded(id))
}

/// A text as one step of an address, or as a value of a header (RFC 8187).
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// When what is made now is over.
pub(crate) fn expiry(now: Instant, lifetime: Duration) -> String {
    let lifetime = i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX);
    Instant::from_milliseconds(now.milliseconds().saturating_add(lifetime)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_link_has_one_slash_before_the_page() {
        for url in ["https://tieback.example/finance", "https://tieback.example/finance/"] {
            assert_eq!(set_up_url(url, "abc"), "https://tieback.example/finance/set-up#abc");
        }
    }

    #[test]
    fn an_id_is_one_step_of_an_address_whatever_it_holds() {
        for (id, step) in [("PO-1_a.b", "PO-1_a.b"), ("a/b c%+@", "a%2Fb%20c%25%2B%40")] {
            let expected = format!("https://tieback.example/purchase-orders/{step}");
            assert_eq!(order_url("https://tieback.example/", id), expected);
        }
        let all = order_url("https://tieback.example/", "");
        assert_eq!(all, "https://tieback.example/purchase-orders");
    }
}
