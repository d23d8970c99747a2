//! A mapping and a table of sellers of record made ready for looking up names.

use std::collections::{BTreeMap, BTreeSet};

use procurement::Sellers;

use crate::Mapping;
use crate::spelling::{self, words};

/// A seller of record that a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seller {
    pub(crate) id: String,
    /// Whether no mapping knows the name, so that the id was made from it.
    pub(crate) derived: bool,
}

/// Who made what a row bills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Maker {
    /// The provider itself.
    Own,
    /// Somebody who sells through the provider's marketplace.
    Marketplace,
}

/// Every name of a mapping and of a table of sellers, by its words.
#[derive(Debug)]
pub(crate) struct Directory {
    sellers: BTreeMap<String, String>,
    /// Sellers of the table, for what no mapping knows.
    table: BTreeMap<String, String>,
    /// What is an id as it stands, letter by letter.
    ids: BTreeSet<String>,
    providers: Vec<Provider>,
    by_name: BTreeMap<String, usize>,
    by_seller: BTreeMap<String, usize>,
}

#[derive(Debug, Default)]
struct Provider {
    name: String,
    own: BTreeSet<String>,
    marketplaces: BTreeSet<String>,
    professional_services: BTreeSet<String>,
}

impl Directory {
    pub(crate) fn new(mapping: &Mapping, sellers: &Sellers) -> Self {
        let mut directory = Self {
            sellers: BTreeMap::new(),
            table: BTreeMap::new(),
            ids: BTreeSet::new(),
            providers: Vec::new(),
            by_name: BTreeMap::new(),
            by_seller: BTreeMap::new(),
        };
        for seller in &mapping.sellers {
            for name in &seller.names {
                // Later entries go before earlier ones.
                directory.sellers.insert(words(name), seller.id.clone());
            }
        }
        let mapped = mapping.sellers.iter().map(|seller| &seller.id);
        for id in mapped.clone().chain(sellers.rows().iter().map(|seller| &seller.id)) {
            // An id is a name too, unless somebody else is called that.
            if directory.sellers.get(&words(id)).is_none_or(|named| named == id) {
                directory.ids.insert(id.clone());
            }
        }
        for id in mapped {
            directory.sellers.entry(words(id)).or_insert_with(|| id.clone());
        }
        for seller in sellers.rows() {
            for name in [&seller.id, &seller.name] {
                directory.table.entry(words(name)).or_insert_with(|| seller.id.clone());
            }
        }
        for provider in &mapping.providers {
            directory.add_provider(provider);
        }
        for (name, id) in &directory.sellers {
            let owner = directory.by_seller.get(id);
            if let Some(provider) = owner.and_then(|index| directory.providers.get_mut(*index)) {
                provider.own.insert(name.clone());
            }
        }
        directory
    }

    fn add_provider(&mut self, given: &crate::ProviderNames) {
        let index = *self.by_name.entry(words(&given.name)).or_insert(self.providers.len());
        if index == self.providers.len() {
            self.providers.push(Provider { name: given.name.clone(), ..Provider::default() });
        }
        let Some(provider) = self.providers.get_mut(index) else { return };
        let names = || [&given.name].into_iter().chain(&given.also_known_as);
        provider.own.extend(names().chain(&given.publishers).map(|name| words(name)));
        provider.marketplaces.extend(given.marketplaces.iter().map(|name| words(name)));
        provider
            .professional_services
            .extend(given.professional_services.iter().map(|name| words(name)));
        self.by_name.extend(names().chain(&given.marketplaces).map(|name| (words(name), index)));
        self.by_seller.extend(given.sellers.iter().map(|id| (id.clone(), index)));
    }

    /// The same, where these are ids already, whatever a mapping calls so.
    pub(crate) fn with_ids(mut self, ids: &BTreeSet<String>) -> Self {
        self.ids.extend(ids.iter().cloned());
        self
    }

    /// The seller of record that an id or a name stands for: the one of the mapping, else of the
    /// table, else one of its own with an id made from the name.
    pub(crate) fn seller(&self, name: &str) -> Seller {
        if self.ids.contains(name) {
            return Seller { id: name.to_owned(), derived: false };
        }
        let words = words(name);
        if let Some(id) = self.sellers.get(&words).or_else(|| self.table.get(&words)) {
            return Seller { id: id.clone(), derived: false };
        }
        let id = words.to_uppercase().replace(' ', "_");
        // A name of signs alone.
        let id = if id.is_empty() { spelling::escape(name) } else { id };
        Seller { id: spelling::shorten(id), derived: true }
    }

    /// The provider behind a row. One that no mapping knows goes by its own name.
    pub(crate) fn provider(&self, row: Parties<'_>) -> String {
        match self.known_provider(row) {
            Some(provider) => provider.name.clone(),
            None => [row.provider, row.publisher, row.issuer]
                .into_iter()
                .find(|name| !name.is_empty())
                .unwrap_or_default()
                .to_owned(),
        }
    }

    /// A provider's name tells it; else the invoice issuer does, if it is a provider's own; else
    /// the publisher.
    fn known_provider(&self, row: Parties<'_>) -> Option<&Provider> {
        let index = self.by_name.get(&words(row.provider)).or_else(|| {
            if !row.provider.is_empty() {
                return None;
            }
            let issuer = self.sellers.get(&words(row.issuer));
            let issuer = issuer.and_then(|id| self.by_seller.get(id));
            issuer.or_else(|| self.by_name.get(&words(row.publisher)))
        });
        index.and_then(|index| self.providers.get(*index))
    }

    /// Whether a row bills a marketplace product.
    pub(crate) fn maker(&self, row: Parties<'_>) -> Maker {
        let (provider, publisher) = (words(row.provider), words(row.publisher));
        let is_marketplace =
            |name| self.providers.iter().any(|one| one.marketplaces.contains(name));
        if is_marketplace(&provider) || is_marketplace(&publisher) {
            return Maker::Marketplace;
        }
        let own = match self.known_provider(row) {
            Some(provider) => provider.own.contains(&publisher),
            // Who is in no mapping sells what is its own and what the known providers make.
            None => {
                publisher == provider
                    || publisher == words(row.issuer)
                    || provider.is_empty()
                    || self.providers.iter().any(|known| known.own.contains(&publisher))
            }
        };
        if own || publisher.is_empty() { Maker::Own } else { Maker::Marketplace }
    }

    /// Whether one of the provider's own services is a professional service.
    pub(crate) fn is_professional_service(&self, row: Parties<'_>, service: &str) -> bool {
        self.known_provider(row)
            .is_some_and(|provider| provider.professional_services.contains(&words(service)))
    }
}

/// The names in a row; empty where it has none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parties<'r> {
    pub(crate) provider: &'r str,
    pub(crate) publisher: &'r str,
    pub(crate) issuer: &'r str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        Directory::new(&Mapping::built_in(), &Sellers::built_in())
    }

    #[test]
    fn issuers_become_sellers_of_record() {
        for (name, id, derived) in [
            ("Amazon Web Services, Inc.", "AWS_INC", false),
            ("AMAZON WEB SERVICES INC", "AWS_INC", false),
            ("AWS_INC", "AWS_INC", false),
            ("Amazon Web Services EMEA SARL", "AWS_EMEA_SARL", false),
            ("Amazon Internet Services Private Limited", "AWS_INDIA", false),
            ("Amazon Web Services Japan G.K.", "AWS_JAPAN", false),
            ("Breezy Bytes LLC", "BREEZY_BYTES_LLC", true),
            ("Zażółć Chmura sp. z o.o.", "ZAŻÓŁĆ_CHMURA_SP_Z_O_O", true),
            ("AWS", "AWS", true),
            ("::", "%3A%3A", true),
        ] {
            assert_eq!(directory().seller(name), Seller { id: id.to_owned(), derived }, "{name}");
        }
        assert_eq!(directory().seller(&"long ".repeat(100)).id.chars().count(), 200);
    }

    #[test]
    fn a_marketplace_product_is_one_whose_publisher_is_not_the_provider() {
        use Maker::{Marketplace, Own};
        let inc = "Amazon Web Services, Inc.";
        for (provider, publisher, issuer, maker, name) in [
            ("AWS", "Amazon Web Services, Inc.", inc, Own, "AWS"),
            ("AWS", "AWS", inc, Own, "AWS"),
            ("AWS", "Amazon Web Services EMEA SARL", "Amazon Web Services EMEA SARL", Own, "AWS"),
            ("AWS", "", inc, Own, "AWS"),
            ("AWS", "Northwind Observability", inc, Marketplace, "AWS"),
            ("AWS", "Microsoft", inc, Marketplace, "AWS"),
            ("AWS Marketplace", "Amazon Web Services, Inc.", inc, Marketplace, "AWS"),
            ("AWS", "AWS Marketplace", inc, Marketplace, "AWS"),
            ("", "Northwind Observability", inc, Marketplace, "AWS"),
            ("", "AWS", inc, Own, "AWS"),
            ("Microsoft", "Microsoft", "Breezy Bytes LLC", Own, "Microsoft"),
            ("Microsoft", "Northwind Observability", "Microsoft", Marketplace, "Microsoft"),
            ("", "Microsoft", "Breezy Bytes LLC", Own, "Microsoft"),
            ("Breezy Bytes", "AWS", "Breezy Bytes", Own, "Breezy Bytes"),
            ("Breezy Bytes", "Breezy Bytes", "Breezy Bytes LLC", Own, "Breezy Bytes"),
            (
                "Breezy Bytes",
                "Northwind Observability",
                "Breezy Bytes LLC",
                Marketplace,
                "Breezy Bytes",
            ),
            ("", "Northwind Observability", "Northwind Inc", Own, "Northwind Observability"),
        ] {
            let row = Parties { provider, publisher, issuer };
            assert_eq!(directory().maker(row), maker, "{row:?}");
            assert_eq!(directory().provider(row), name, "{row:?}");
        }
    }

    #[test]
    fn a_mapping_of_ones_own_goes_first() {
        let mapping = r#"{
            "sellers": [{"id": "RESELLER", "names": ["Breezy Bytes LLC", "AWS"]}],
            "providers": [{"name": "aws", "professionalServices": ["Advisory Days"]}]
        }"#;
        let mapping = Mapping::from_json("m.json", mapping).unwrap();
        let directory = Directory::new(&mapping, &Sellers::built_in());
        assert_eq!(directory.seller("breezy bytes llc").id, "RESELLER");
        assert_eq!(directory.seller("AWS").id, "RESELLER");
        let row = Parties { provider: "AWS", publisher: "AWS", issuer: "AWS" };
        assert!(directory.is_professional_service(row, "Advisory days"));
        assert!(!directory.is_professional_service(row, "Amazon S3"));
        assert_eq!(directory.maker(row), Maker::Own);
    }

    #[test]
    fn an_id_of_the_table_stays_as_it_is_and_only_names_become_ids() {
        let row = |id: &str, name: &str| procurement::SellerOfRecord {
            id: id.to_owned(),
            name: name.to_owned(),
            scopes_by_tax_registration_number: false,
            forbidden_line_item_types: Vec::new(),
        };
        let sellers = [row("breezy-bytes", "Breezy Bytes LLC"), row("Own.1", ""), row("AWS", "")];
        let mapping = r#"{"sellers": [
            {"id": "own-1", "names": []}, {"id": "RESELLER", "names": ["AWS"]}
        ]}"#;
        let mapping = Mapping::from_json("m.json", mapping).unwrap();
        let directory = Directory::new(&mapping, &Sellers::new(sellers.into()));
        for (name, id, derived) in [
            ("breezy-bytes", "breezy-bytes", false),
            ("Breezy Bytes", "breezy-bytes", false),
            ("Breezy Bytes, LLC", "breezy-bytes", false),
            ("Own.1", "Own.1", false),
            ("own-1", "own-1", false),
            // What a mapping calls somebody goes before the table.
            ("AWS", "RESELLER", false),
            ("in-use", "IN_USE", true),
        ] {
            assert_eq!(directory.seller(name), Seller { id: id.to_owned(), derived }, "{name}");
        }
        let in_use = ["in-use", "AWS"].map(str::to_owned);
        let directory = directory.with_ids(&in_use.clone().into());
        for id in in_use {
            assert_eq!(directory.seller(&id), Seller { id: id.clone(), derived: false });
        }
    }
}
