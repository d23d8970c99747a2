//! Numbers of documents: each once, none left out, and the counters where they ended.

use std::collections::BTreeMap;

use procurement::Instant;

use super::VerifyReport;
use crate::Result;
use crate::database::Connection;
use crate::invoicing::series_name;

/// What was counted so far.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    sequence: i64,
    /// How many documents a series has, and its highest number. No number is there twice, so
    /// there is no gap when the two are the same.
    series: BTreeMap<String, (i64, i64)>,
}

impl Numbers {
    pub(super) fn count(
        &mut self,
        id: &str,
        sequence: i64,
        (kind, bill_from, issued_at): (&str, &str, i64),
        report: &mut VerifyReport,
    ) {
        if sequence != self.sequence + 1 {
            let message = format!(
                "it is document {sequence}, and the one before is {}: those in between are gone",
                self.sequence
            );
            report.fault("SEQUENCE_GAP", id, message);
        }
        self.sequence = sequence;
        let expected = series_name(kind, bill_from, Instant::from_milliseconds(issued_at));
        let number = id
            .strip_prefix(&expected)
            .and_then(|rest| rest.strip_prefix('-'))
            .and_then(|digits| digits.parse::<i64>().ok())
            .filter(|number| format!("{expected}-{number:06}") == id);
        match number {
            Some(number) => {
                let (count, highest) = self.series.entry(expected).or_default();
                *count += 1;
                *highest = (*highest).max(number);
            }
            None => {
                let message = format!("its number is not one of the series `{expected}`");
                report.fault("NUMBER_WRONG", id, message);
            }
        }
    }

    /// Compares with the counters when all documents are counted.
    pub(super) async fn finish(
        mut self,
        connection: &mut Connection,
        organisation: &str,
        report: &mut VerifyReport,
    ) -> Result<()> {
        for (series, (count, highest)) in &self.series {
            if count != highest {
                let message = format!("there are {count} documents, and the highest is {highest}");
                report.fault("NUMBER_GAP", series, message);
            }
        }
        let counters: Vec<(String, i64)> =
            sqlx::query_as("select name, value from counters where organisation = $1")
                .bind(organisation)
                .fetch_all(connection)
                .await?;
        for (name, value) in counters {
            let highest = match name.strip_prefix("number:") {
                Some(series) => self.series.remove(series).unwrap_or_default().1,
                None if name == "invoice" => std::mem::take(&mut self.sequence),
                None => continue,
            };
            counter(&name, value, highest, report);
        }
        for (series, (_, highest)) in self.series {
            counter(&format!("number:{series}"), 0, highest, report);
        }
        counter("invoice", 0, self.sequence, report);
        Ok(())
    }
}

fn counter(name: &str, value: i64, highest: i64, report: &mut VerifyReport) {
    if value != highest {
        let message = format!("{value} numbers were given out, and the highest is {highest}");
        report.fault("COUNTER_DIFFERS", name, message);
    }
}
