//! Which packed form of a file a browser takes.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

/// A form of a file, the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    pub(super) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// As headers call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// Does the request allow it? What it says to prefer is its wish, and smaller is better.
    pub(super) fn is_accepted(self, request: &HeaderMap) -> bool {
        let lists = request.get_all(ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
        let offers: Vec<Offer<'_>> = lists.flat_map(|list| list.split(',').map(offer)).collect();
        let named = |name: &str| offers.iter().find(|offer| offer.name.eq_ignore_ascii_case(name));
        named(self.name()).or_else(|| named("*")).is_some_and(|offer| offer.is_allowed)
    }
}

struct Offer<'a> {
    name: &'a str,
    is_allowed: bool,
}

/// Reads `br;q=0.8`; a weight of zero forbids.
fn offer(text: &str) -> Offer<'_> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    let is_allowed =
        weight.is_none_or(|weight| weight.contains(|digit| matches!(digit, '1'..='9')));
    Offer { name, is_allowed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_accepted_unless_its_weight_is_zero() {
        for (list, brotli, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("gzip;q=1.0, br;q=0.001", true, true),
            ("br; q=0, *", false, true),
            ("*;q=0.000", false, false),
            ("BR", true, false),
            ("identity", false, false),
            ("", false, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, list.parse().unwrap());
            assert_eq!(Encoding::Brotli.is_accepted(&headers), brotli, "{list}");
            assert_eq!(Encoding::Gzip.is_accepted(&headers), gzip, "{list}");
        }
        assert!(!Encoding::Brotli.is_accepted(&HeaderMap::new()));
    }
}
