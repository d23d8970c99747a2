//! What a file is, by its beginning.

use std::io::{self, Cursor, Read};

use serde::Serialize;

use crate::problem::{FileCode, Place, Refusal};
use flate2::read::MultiGzDecoder;

/// What a preview can be computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A snapshot; also everything that cannot be told: the engine says best what is wrong with it.
    Snapshot,
    /// A charge listing.
    Charges,
    /// A FOCUS billing export.
    Focus,
    /// A purchase order list.
    PurchaseOrders,
    /// A table of something else.
    UnknownTable,
}

/// The beginning that is looked at. Headers of billing exports have a few thousand bytes.
const HEAD_BYTES: u64 = 64 * 1024;

/// How a packed file begins.
pub const GZIP: [u8; 2] = [0x1F, 0x8B];
/// How a text may begin that says it is UTF-8.
pub const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// Files that only their format tells apart from text, which the importers name in a refusal.
const OTHER_FORMATS: [&[u8]; 2] = [b"PK\x03\x04", b"PAR1"];

/// Endings of tables, for what has no known header.
const TABLE_ENDINGS: [&str; 4] = [".csv", ".csv.gz", ".tsv", ".tsv.gz"];

/// What a file is, and a reader that begins where the file does.
///
/// # Errors
/// The file cannot be read.
pub fn look<'r>(
    name: &str,
    mut input: Box<dyn Read + 'r>,
) -> io::Result<(Kind, Box<dyn Read + 'r>)> {
    let mut head = Vec::new();
    input.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    let kind = of(name, &head);
    Ok((kind, Box::new(Cursor::new(head).chain(input))))
}

/// Why a table of something else is not read.
#[must_use]
pub fn refuse_unknown_table(name: &str) -> Refusal {
    let message = "this is neither a billing export, which has a column BilledCost, nor a purchase order list, which has a column po_number";
    Refusal::one(Place::file(name), FileCode::UnsupportedFormat, message)
}

/// The kind of a file, by its name and its first bytes.
fn of(name: &str, head: &[u8]) -> Kind {
    if head.starts_with(&GZIP) {
        return of(name, &unpack(head));
    }
    let head = head.strip_prefix(&BYTE_ORDER_MARK).unwrap_or(head);
    let name = name.to_ascii_lowercase();
    let is_table = TABLE_ENDINGS.iter().any(|ending| name.ends_with(ending));
    if OTHER_FORMATS.iter().any(|format| head.starts_with(format)) {
        return Kind::Focus;
    }
    // UTF-16, which the importers tell how to put right.
    if is_table && (head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF])) {
        return Kind::Focus;
    }
    let text = String::from_utf8_lossy(head);
    match text.trim_start().as_bytes().first() {
        Some(b'{' | b'[') => of_json(&text),
        _ => of_header(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default())
            .unwrap_or(if is_table { Kind::UnknownTable } else { Kind::Snapshot }),
    }
}

/// As much as the beginning of a packed file holds.
fn unpack(head: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    // It ends in the middle, and what was unpacked until then is enough.
    let _ = MultiGzDecoder::new(head).take(HEAD_BYTES).read_to_end(&mut unpacked);
    unpacked
}

/// A listing is told by the first key: that of a page, or one that only a charge of it has.
fn of_json(text: &str) -> Kind {
    let inner = text.trim_start_matches(|c: char| c.is_whitespace() || c == '[' || c == '{');
    let key = inner.strip_prefix('"').and_then(|rest| rest.split('"').next());
    let is_listing = match key.unwrap_or_default() {
        "items" | "nextToken" | "agreementId" | "currencyCode" | "revision" => true,
        "id" | "amount" | "time" => text.contains("\"currencyCode\""),
        _ => false,
    };
    if is_listing { Kind::Charges } else { Kind::Snapshot }
}

/// Column names are compared by their letters, as the importers do.
fn of_header(line: &str) -> Option<Kind> {
    let name = |cell: &str| {
        let letters = cell.chars().filter(char::is_ascii_alphanumeric);
        letters.collect::<String>().to_ascii_lowercase()
    };
    let names: Vec<String> = line.split([',', ';', '\t', '|']).map(name).collect();
    let has = |name: &str| names.iter().any(|other| other == name);
    if has("ponumber") || has("linenumber") {
        Some(Kind::PurchaseOrders)
    } else if has("billedcost") || has("billingperiodstart") || has("chargecategory") {
        Some(Kind::Focus)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn the_content_tells_what_a_file_is() {
        for (name, text, expected) in [
            ("-", r#"{"purchaseOrders": []}"#, Kind::Snapshot),
            ("a.json", " \n{ \"charges\": []}", Kind::Snapshot),
            ("a.json", r#"{"id": "PO-1", "billFrom": ["AWS_INC"]}"#, Kind::Snapshot),
            ("a.json", "{}", Kind::Snapshot),
            ("a.json", "[]", Kind::Snapshot),
            ("a.json", "", Kind::Snapshot),
            ("a.json", "{", Kind::Snapshot),
            ("a.json", r#"{"items": []}"#, Kind::Charges),
            ("a.json", r#"[{"nextToken": null, "items": []}]"#, Kind::Charges),
            ("a.json", r#"[{"id": "ch-1", "currencyCode": "USD"}]"#, Kind::Charges),
            ("a.csv", "BilledCost,BillingAccountId\n1,2\n", Kind::Focus),
            ("-", "x_a;\"Billing Period Start\"\n", Kind::Focus),
            ("orders.csv", "\u{feff}\n\"PO Number\",line_number\r\n", Kind::PurchaseOrders),
            ("a.csv", "name,amount\n", Kind::UnknownTable),
            ("A.CSV", "", Kind::UnknownTable),
            ("a.csv", "PK\u{3}\u{4}", Kind::Focus),
            ("a.txt", "name,amount\n", Kind::Snapshot),
        ] {
            assert_eq!(of(name, text.as_bytes()), expected, "{name} {text}");
            if !text.is_empty() {
                assert_eq!(of(name, &gzip(text.as_bytes())), expected, "packed {name} {text}");
            }
        }
        assert_eq!(of("a.csv", b"\xFF\xFEa\0"), Kind::Focus);
        assert_eq!(of("-", b"\xFF\xFEa\0"), Kind::Snapshot);
    }

    #[test]
    fn the_beginning_of_a_long_packed_file_is_enough() {
        let rows: String = (0..200_000_u32)
            .map(|row| format!("{},{}\n", row.wrapping_mul(2_654_435_761), row ^ 0x5555))
            .collect();
        let packed = gzip(format!("BilledCost,x\n{rows}").as_bytes());
        let head = usize::try_from(HEAD_BYTES).unwrap();
        assert!(packed.len() > head);
        assert_eq!(of("a.csv.gz", &packed[..head]), Kind::Focus);
        let (kind, mut whole) = look("a.csv.gz", Box::new(packed.as_slice())).unwrap();
        let mut read = Vec::new();
        whole.read_to_end(&mut read).unwrap();
        assert!(kind == Kind::Focus && read == packed);
    }
}
