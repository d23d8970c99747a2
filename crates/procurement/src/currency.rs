//! ISO 4217 currencies and their minor digits.

use std::fmt;
use std::str::FromStr;

/// A currency of ISO 4217.
///
/// Amounts in it have [`Currency::minor_digits`] decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    place: u8,
    minor_digits: u8,
}

/// The codes of ISO 4217 in order: those in use, and those withdrawn since 2023, which invoices
/// and credit memos of the time still carry.
const CODES: [&str; 184] = [
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD",
    "CAD", "CDF", "CHE", "CHF", "CHW", "CLF", "CLP", "CNY", "COP", "COU", "CRC", "CUC", "CUP",
    "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP",
    "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR",
    "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW",
    "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA",
    "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD",
    "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG",
    "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE",
    "SLL", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP",
    "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "USN", "UYI", "UYU", "UYW", "UZS", "VED",
    "VES", "VND", "VUV", "WST", "XAD", "XAF", "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XCD",
    "XCG", "XDR", "XOF", "XPD", "XPF", "XPT", "XSU", "XTS", "XUA", "XXX", "YER", "ZAR", "ZMW",
    "ZWG", "ZWL",
];

impl Currency {
    /// The United States dollar, where some currency is needed before the right one is known.
    pub(crate) const USD: Self = Self { place: 149, minor_digits: 2 };

    /// The three letters of the code.
    pub fn code(self) -> &'static str {
        // INVARIANT: only `from_str` makes one, from a place in the table.
        CODES.get(usize::from(self.place)).copied().unwrap_or("XXX")
    }

    /// The place of the code in the table.
    pub(crate) fn place(self) -> u8 {
        self.place
    }

    /// How many decimals an amount in this currency has: 0, 2, 3 or 4.
    ///
    /// ```
    /// use procurement::Currency;
    /// let digits = |code: &str| code.parse::<Currency>().unwrap().minor_digits();
    /// assert_eq!((digits("JPY"), digits("USD"), digits("KWD"), digits("CLF")), (0, 2, 3, 4));
    /// ```
    pub fn minor_digits(self) -> u32 {
        u32::from(self.minor_digits)
    }
}

/// A text is no ISO 4217 code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseCurrencyError;

impl fmt::Display for ParseCurrencyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("write an ISO 4217 code in capitals, such as USD")
    }
}

impl std::error::Error for ParseCurrencyError {}

impl FromStr for Currency {
    type Err = ParseCurrencyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let place = CODES.binary_search(&text).map_err(|_| ParseCurrencyError)?;
        let place = u8::try_from(place).map_err(|_| ParseCurrencyError)?;
        Ok(Self { place, minor_digits: minor_digits(text) })
    }
}

fn minor_digits(code: &str) -> u8 {
    match code {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dollar_is_where_it_is_said_to_be() {
        assert_eq!("USD".parse(), Ok(Currency::USD));
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(CODES.is_sorted());
        assert!(CODES.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn codes_are_exact() {
        assert_eq!("EUR".parse::<Currency>().unwrap().to_string(), "EUR");
        for wrong in ["usd", "US", "ABC", "", "USD "] {
            assert!(wrong.parse::<Currency>().is_err(), "{wrong:?}");
        }
    }
}
