//! Who is who: which names stand for which seller of record, and what each provider sells itself.

use std::collections::BTreeMap;

use procurement::{Code, Sellers};
use serde::{Deserialize, Serialize};

use crate::directory::Directory;
use crate::problem::{Findings, Place, Refusal, quoted};
use crate::spelling;

/// Names of sellers of record and of providers, read from a mapping file.
///
/// Names are compared by their words, without regard to case and punctuation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mapping {
    /// Whether the built-in mapping is left out. Else what is said here comes on top of it, and
    /// goes before it where they differ.
    #[serde(default)]
    pub replaces_built_in: bool,
    /// Sellers of record and the names that invoices give them.
    #[serde(default)]
    pub sellers: Vec<SellerNames>,
    /// Providers and what is their own.
    #[serde(default)]
    pub providers: Vec<ProviderNames>,
}

/// A seller of record and the names that mean it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SellerNames {
    /// The id that purchase orders name, such as `AWS_INC`.
    pub id: String,
    /// Names of the legal entity, as exports and people write them.
    pub names: Vec<String>,
}

/// A provider: who it is, and what it sells under its own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderNames {
    /// The name people know.
    pub name: String,
    /// Other names that exports give it.
    #[serde(default)]
    pub also_known_as: Vec<String>,
    /// Ids of the sellers of record that are its own.
    #[serde(default)]
    pub sellers: Vec<String>,
    /// Publishers that are its own, beside its names and its sellers' names. What any other
    /// publisher sells is a marketplace product.
    #[serde(default)]
    pub publishers: Vec<String>,
    /// Names that mark a marketplace product wherever they stand as provider or publisher.
    #[serde(default)]
    pub marketplaces: Vec<String>,
    /// Its own services that are professional services: consulting and training.
    #[serde(default)]
    pub professional_services: Vec<String>,
}

impl Mapping {
    /// The mapping that comes with the program: the sellers of record of AWS, and AWS, Microsoft,
    /// Google and Oracle as providers.
    pub fn built_in() -> Self {
        // A test reads the same text.
        serde_json::from_str(include_str!("mapping.json")).unwrap_or_default()
    }

    /// Reads a mapping file, on top of the built-in mapping unless it says otherwise.
    ///
    /// # Errors
    /// Everything that is wrong with the file.
    pub fn from_json(file: &str, text: &str) -> Result<Self, Refusal> {
        let place = Place::file(file);
        let own: Self = serde_json::from_str(text).map_err(|error| {
            Refusal::one(place, Code::InvalidJson, format!("this is no mapping: {error}"))
        })?;
        let mut findings = Findings::default();
        own.check(place, &mut findings);
        findings.into_result()?;
        let mut whole = if own.replaces_built_in { Self::default() } else { Self::built_in() };
        whole.replaces_built_in = own.replaces_built_in;
        whole.sellers.extend(own.sellers);
        whole.providers.extend(own.providers);
        Ok(whole)
    }

    /// The id that is made from a name, unless it is one that is known here or in the built-in table
    /// of sellers.
    pub fn id_made_from(&self, name: &str) -> Option<String> {
        let seller = Directory::new(self, &Sellers::built_in()).seller(name);
        seller.derived.then_some(seller.id)
    }

    fn check(&self, place: Place<'_>, findings: &mut Findings) {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for seller in &self.sellers {
            if !is_id(&seller.id) {
                let message = format!(
                    "{} is no id of a seller: write up to 200 characters without spaces at the ends",
                    quoted(&seller.id)
                );
                findings.add(place.column("sellers"), Code::UnknownValue, message);
            }
            for name in &seller.names {
                let words = spelling::words(name);
                if words.is_empty() {
                    let message = format!(
                        "{name} is no name: it has no letter or digit",
                        name = quoted(name)
                    );
                    findings.add(place.column("sellers"), Code::EmptyText, message);
                }
                let owner = *owners.entry(words).or_insert(&seller.id);
                if owner != seller.id {
                    let message = format!(
                        "{name} is a name of {owner} and of {}: give it to one of them",
                        seller.id,
                        name = quoted(name)
                    );
                    findings.add(place.column("sellers"), Code::DuplicateId, message);
                }
            }
        }
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text.chars().count() <= 200
        && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_mapping_is_one() {
        let built_in = Mapping::built_in();
        let json = serde_json::to_string(&built_in).unwrap();
        let again = Mapping::from_json("mapping.json", &json).unwrap();
        assert_eq!(again.sellers.len(), 2 * built_in.sellers.len());
        let ids: Vec<_> = built_in.sellers.iter().map(|seller| seller.id.as_str()).collect();
        for seller in Sellers::built_in().rows() {
            assert!(ids.contains(&seller.id.as_str()), "{}", seller.id);
        }
    }

    #[test]
    fn a_mapping_comes_on_top_or_alone() {
        let sellers = |text: &str| Mapping::from_json("m.json", text).unwrap().sellers.len();
        let one = r#"[{"id": "OWN", "names": ["Own GmbH"]}]"#;
        assert_eq!(
            sellers(&format!(r#"{{"sellers": {one}}}"#)),
            Mapping::built_in().sellers.len() + 1
        );
        assert_eq!(sellers(&format!(r#"{{"replacesBuiltIn": true, "sellers": {one}}}"#)), 1);
    }

    #[test]
    fn what_is_wrong_with_a_mapping_is_told() {
        for (text, expected) in [
            ("{", "m.json: this is no mapping: EOF while parsing an object at line 1 column 1"),
            (r#"{"seller": []}"#, "unknown field `seller`"),
            (r#"{"sellers": [{"id": " ", "names": []}]}"#, "is no id of a seller"),
            (r#"{"sellers": [{"id": "A", "names": ["--"]}]}"#, "it has no letter"),
            (
                r#"{"sellers": [{"id": "A", "names": ["X, Inc."]}, {"id": "B", "names": ["x inc"]}]}"#,
                "`x inc` is a name of A and of B",
            ),
        ] {
            let refusal = Mapping::from_json("m.json", text).unwrap_err().to_string();
            assert!(refusal.contains(expected), "{refusal}");
        }
    }
}
