//! Sellers of record: the legal entities that issue invoices, and what each allows.

use serde::{Deserialize, Serialize};

use crate::LineItemType;

/// What is known about one seller of record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SellerOfRecord {
    /// The id that purchase orders and invoices name, such as `AWS_INC`.
    pub id: String,
    /// The name that people know.
    pub name: String,
    /// Whether a purchase order can be narrowed to tax registration numbers for this seller (M4).
    #[serde(default)]
    pub scopes_by_tax_registration_number: bool,
    /// Line item types that purchase orders billed from this seller cannot have (P-2).
    #[serde(default)]
    pub forbidden_line_item_types: Vec<LineItemType>,
}

/// The configuration table of sellers of record. A seller outside it allows every line item type
/// and scopes by nothing, so other marketplaces work without an entry and can have one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sellers {
    rows: Vec<SellerOfRecord>,
}

impl Sellers {
    /// A table of one's own.
    pub fn new(rows: Vec<SellerOfRecord>) -> Self {
        Self { rows }
    }

    /// The table of the contract: seven sellers; `professional-services` for `AWS_INC` alone, and
    /// tax registration numbers for `AWS_EMEA_SARL` alone.
    pub fn built_in() -> Self {
        let rows = [
            ("AWS_INC", "Amazon Web Services, Inc."),
            ("AWS_EMEA_SARL", "Amazon Web Services EMEA SARL"),
            ("AWS_AUSTRALIA", "Amazon Web Services Australia Pty Ltd"),
            ("AWS_NEW_ZEALAND", "Amazon Web Services New Zealand Limited"),
            ("AWS_KOREA", "Amazon Web Services Korea LLC"),
            ("AWS_JAPAN", "Amazon Web Services Japan G.K."),
            ("AWS_INDIA", "Amazon Web Services India Private Limited"),
        ];
        let row = |(id, name): (&str, &str)| SellerOfRecord {
            id: id.to_owned(),
            name: name.to_owned(),
            scopes_by_tax_registration_number: id == "AWS_EMEA_SARL",
            forbidden_line_item_types: match id {
                "AWS_INC" => Vec::new(),
                _ => vec![LineItemType::ProfessionalServices],
            },
        };
        Self { rows: rows.map(row).into() }
    }

    /// The sellers in the order of the table.
    pub fn rows(&self) -> &[SellerOfRecord] {
        &self.rows
    }

    /// The entry of a seller, if it has one.
    pub fn get(&self, id: &str) -> Option<&SellerOfRecord> {
        self.rows.iter().find(|seller| seller.id == id)
    }

    /// Whether a purchase order billed from this seller may have lines of that type.
    pub fn allows(&self, id: &str, kind: LineItemType) -> bool {
        self.get(id).is_none_or(|seller| !seller.forbidden_line_item_types.contains(&kind))
    }

    pub(crate) fn scopes_by_tax_registration_number(&self, id: &str) -> bool {
        self.get(id).is_some_and(|seller| seller.scopes_by_tax_registration_number)
    }
}

impl Default for Sellers {
    fn default() -> Self {
        Self::built_in()
    }
}
