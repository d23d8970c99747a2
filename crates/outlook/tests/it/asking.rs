//! A session with typed answers.

use outlook::Session;
use outlook::api::{
    Comparison, Edited, Explained, Export, Finding, FindingKind, Forecast, Group, History, Item,
    OrderDetails, OrderRow, Overview, Query, Refused, RefusedProblem, Request, Row, Standing,
    Summary, View,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The month that most tests live in, and an instant in it.
pub(crate) const TODAY: &str = "2026-03";
pub(crate) const NOW: &str = "2026-03-20T10:00:00Z";

#[derive(Default)]
pub(crate) struct Asked {
    session: Session,
}

impl Asked {
    pub(crate) fn sample(today: &str) -> Self {
        let mut asked = Self::default();
        let _: Standing = asked.ask(&Request::Sample { today: today.to_owned() });
        asked
    }

    pub(crate) fn open(snapshot: &Value) -> Self {
        Self::open_in(snapshot, TODAY)
    }

    pub(crate) fn open_in(snapshot: &Value, today: &str) -> Self {
        let mut asked = Self::default();
        let (snapshot, name) = (snapshot.to_string(), "facts".to_owned());
        let _: Standing = asked.ask(&Request::Open { snapshot, name, today: today.to_owned() });
        asked
    }

    /// Random facts; none where a sum is too large, which is refused.
    pub(crate) fn random(seed: u64) -> Option<Self> {
        let mut asked = Self::default();
        let snapshot = tieback_tests::random::snapshot(seed).to_string();
        let (name, today) = ("facts".to_owned(), TODAY.to_owned());
        let opened = asked.try_ask::<Standing>(&Request::Open { snapshot, name, today });
        match opened {
            Ok(_) => Some(asked),
            Err(refused) => {
                let is_too_large = |p: &RefusedProblem| p.code == "AMOUNT_TOO_LARGE";
                assert!(refused.problems.iter().all(is_too_large), "{refused:?}");
                None
            }
        }
    }

    /// The sample with forecasts of everything that goes on.
    pub(crate) fn estimated(today: &str) -> Self {
        let mut asked = Self::sample(today);
        asked.estimate();
        asked
    }

    pub(crate) fn estimate(&mut self) -> Standing {
        let forecasts = self.histories().into_iter().map(|history| {
            let values: Vec<f64> =
                history.values.iter().map(|value| value.parse().unwrap()).collect();
            let found = forecast::forecast(&values, history.horizon, history.decimals);
            let points = found.points.iter().map(|point| (point.value, point.low, point.high));
            Forecast { key: history.key, points: points.collect() }
        });
        let forecasts = forecasts.collect();
        self.ask(&Request::SetEstimates { forecasts })
    }

    pub(crate) fn try_ask<T: DeserializeOwned>(&mut self, request: &Request) -> Result<T, Refused> {
        // Through JSON both ways, as pages do.
        let request = serde_json::to_string(request).unwrap();
        match self.session.answer_json(&request) {
            Ok(answer) => Ok(serde_json::from_str(&answer).unwrap()),
            Err(refused) => Err(serde_json::from_str(&refused).unwrap()),
        }
    }

    pub(crate) fn ask<T: DeserializeOwned>(&mut self, request: &Request) -> T {
        self.try_ask(request).unwrap_or_else(|refused| panic!("{refused:?}"))
    }

    pub(crate) fn standing(&mut self) -> Standing {
        self.ask(&Request::Standing)
    }

    pub(crate) fn overview(&mut self) -> Overview {
        self.ask(&Request::Overview)
    }

    pub(crate) fn histories(&mut self) -> Vec<History> {
        self.ask(&Request::Histories)
    }

    pub(crate) fn view(&mut self, query: Query) -> View {
        self.ask(&Request::Rows(query))
    }

    /// All rows of the timeline.
    pub(crate) fn rows(&mut self) -> Vec<Row> {
        self.rows_of(Query { group: Group::None, ..Query::default() })
    }

    pub(crate) fn rows_of(&mut self, query: Query) -> Vec<Row> {
        let view = self.view(Query { first: 0, count: usize::MAX, ..query });
        let row = |item| match item {
            Item::Row(row) => Some(*row),
            Item::Heading(_) => None,
        };
        view.items.into_iter().filter_map(row).collect()
    }

    pub(crate) fn row(&mut self, id: &str) -> Row {
        let rows = self.rows();
        rows.into_iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no row {id}"))
    }

    pub(crate) fn orders(&mut self) -> Vec<OrderRow> {
        self.ask(&Request::Orders)
    }

    pub(crate) fn order(&mut self, order: &str) -> OrderDetails {
        self.ask(&Request::Order { order: order.to_owned() })
    }

    pub(crate) fn explain(&mut self, invoice: &str) -> Explained {
        self.ask(&Request::Explain { invoice: invoice.to_owned() })
    }

    pub(crate) fn findings(&mut self) -> Vec<Finding> {
        self.ask(&Request::Findings)
    }

    pub(crate) fn findings_of(&mut self, kind: FindingKind) -> Vec<Finding> {
        self.findings().into_iter().filter(|finding| finding.kind == kind).collect()
    }

    pub(crate) fn edit(&mut self, edits: &[Value]) -> Edited {
        self.edit_at(edits, NOW)
    }

    pub(crate) fn edit_at(&mut self, edits: &[Value], at: &str) -> Edited {
        self.ask(&Request::Edit { edits: edits.to_vec(), at: at.to_owned() })
    }

    pub(crate) fn attempt(&mut self, edits: &[Value], at: &str) -> Result<Summary, Refused> {
        self.try_ask(&Request::Try { edits: edits.to_vec(), at: at.to_owned() })
    }

    pub(crate) fn undo(&mut self) -> Edited {
        self.ask(&Request::Undo)
    }

    pub(crate) fn redo(&mut self) -> Edited {
        self.ask(&Request::Redo)
    }

    pub(crate) fn summary(&mut self) -> Summary {
        self.ask(&Request::Summary)
    }

    pub(crate) fn compare(&mut self) -> Comparison {
        self.ask(&Request::Compare)
    }

    pub(crate) fn export(&mut self, what: Export) -> String {
        self.ask(&Request::Export { what })
    }

    pub(crate) fn preview(&mut self) -> String {
        self.export(Export::Preview)
    }

    pub(crate) fn save(&mut self) -> String {
        self.ask(&Request::Save)
    }

    pub(crate) fn restore(text: &str, today: &str) -> Self {
        let mut asked = Self::default();
        let (session, today) = (text.to_owned(), today.to_owned());
        let _: Standing = asked.ask(&Request::Restore { session, today });
        asked
    }

    /// Everything that only reads, asked once.
    pub(crate) fn everything(&mut self) -> Vec<Value> {
        let query = |group| Request::Rows(Query { group, count: usize::MAX, ..Query::default() });
        let mut requests = vec![
            Request::Standing,
            Request::Overview,
            Request::Histories,
            Request::Orders,
            Request::Findings,
            Request::Summary,
            Request::Compare,
            Request::Export { what: Export::Preview },
            Request::Export { what: Export::Snapshot },
            Request::Export { what: Export::Edits },
        ];
        let groups = [Group::Month, Group::Order, Group::Seller, Group::Agreement, Group::None];
        requests.extend(groups.map(query));
        let orders = self.orders().into_iter().map(|row| Request::Order { order: row.id });
        requests.extend(orders);
        let rows = self.rows().into_iter();
        let there = rows.filter(|row| !row.marks.contains(&outlook::api::Mark::Removed));
        requests.extend(there.map(|row| Request::Explain { invoice: row.id }));
        requests.iter().map(|request| self.ask(request)).collect()
    }
}
