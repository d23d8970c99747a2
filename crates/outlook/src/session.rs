//! A session: the facts that are open, and the answers to what pages ask.

mod account;
mod answers;
mod commands;
mod drafting;
mod opened;
mod rows;
mod saved;

use procurement::{BillingMonth, Code, Problems, Sellers, validate_purchase_order};
use serde::Serialize;

use crate::api::{Refused, RefusedProblem, Request};
use crate::months::month;
use crate::sample;
use opened::Opened;

/// Facts, estimates of what is to come, and scenarios of edits; at first none of them.
///
/// ```
/// use outlook::Session;
/// use outlook::api::{Overview, Request};
/// let mut session = Session::default();
/// session.answer(&Request::Sample { today: "2026-03".to_owned() })?;
/// let overview: Overview = serde_json::from_str(&session.answer(&Request::Overview)?)?;
/// assert_eq!(overview.months.len(), 16);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Session {
    opened: Option<Opened>,
}

impl Session {
    /// Carries out a request and gives its answer as JSON.
    ///
    /// # Errors
    /// Everything that is wrong, as pages show it; `NO_SESSION` while nothing is open. The session
    /// is then as it was.
    pub fn answer(&mut self, request: &Request) -> Result<String, Refused> {
        match request {
            Request::Open { snapshot, name, today } => {
                let today = month_at("/today", today)?;
                self.open(Opened::begin(snapshot.clone(), name.clone(), today)?)
            }
            Request::Sample { today } => {
                let today = month_at("/today", today)?;
                let mut opened =
                    Opened::begin(sample::sample(today), sample::NAME.to_owned(), today)?;
                opened.sample = Some(today);
                self.open(opened)
            }
            Request::OpenAccount { snapshot, name, today } => {
                let today = month_at("/today", today)?;
                self.open(Opened::begin_account(snapshot.clone(), name.clone(), today)?)
            }
            Request::Refresh { snapshot, today, is_saved } => {
                let today = month_at("/today", today)?;
                json(&self.opened()?.refresh(snapshot.clone(), today, *is_saved)?)
            }
            Request::Proposal => json(&self.opened()?.proposal()),
            Request::Send => json(&self.opened()?.send()),
            Request::Sent => json(&self.opened()?.sent()),
            Request::Reverse => json(&self.opened()?.reverse()?),
            Request::Restore { session, today } => {
                self.open(saved::restore(session, month_at("/today", today)?)?)
            }
            Request::ResumeAccount { session, snapshot, today } => {
                let today = month_at("/today", today)?;
                let mut opened = saved::restore_account(session, today)?;
                let refreshed = opened.refresh(snapshot.clone(), today, false)?;
                self.opened = Some(opened);
                json(&refreshed)
            }
            Request::Save => json(&saved::save(self.opened()?)),
            Request::Standing => json(&self.opened()?.standing()),
            Request::SetAsOf { month } => {
                self.opened()?.set_as_of(month_at("/month", month)?);
                json(&self.opened()?.standing())
            }
            Request::Histories => json(&self.opened()?.streams()?.histories()),
            Request::SetEstimates { forecasts } => {
                self.opened()?.set_estimates(forecasts)?;
                json(&self.opened()?.standing())
            }
            Request::Overview => json(&self.opened()?.overview()),
            Request::Rows(query) => json(&self.opened()?.view(query)),
            Request::Explain { invoice } => json(&self.opened()?.explained(invoice)?),
            Request::Orders => json(&self.opened()?.order_rows()),
            Request::Order { order } => json(&self.opened()?.order_details(order)?),
            Request::Findings => json(&self.opened()?.findings()),
            Request::Try { edits, at } => json(&self.opened()?.try_edits(edits, at)?),
            Request::Edit { edits, at } => json(&self.opened()?.edit(edits, at)?),
            Request::Undo => json(&self.opened()?.undo()),
            Request::Redo => json(&self.opened()?.redo()?),
            Request::Discard => json(&self.opened()?.discard()),
            Request::Summary => json(&self.opened()?.summary()),
            Request::AddScenario { name, copy } => {
                let opened = self.opened()?;
                match copy {
                    true => opened.copy_scenario(name),
                    false => opened.add_scenario(name),
                }
                json(&opened.standing())
            }
            Request::SwitchScenario { scenario } => {
                self.opened()?.switch(*scenario);
                json(&self.opened()?.standing())
            }
            Request::RenameScenario { scenario, name } => {
                self.opened()?.rename_scenario(*scenario, name);
                json(&self.opened()?.standing())
            }
            Request::RemoveScenario { scenario } => {
                self.opened()?.remove_scenario(*scenario);
                json(&self.opened()?.standing())
            }
            Request::Compare => json(&self.opened()?.comparison()?),
            Request::Validate { order } => {
                let order = order.to_string();
                Ok(validate_purchase_order(&order, &Sellers::built_in()).to_json())
            }
            Request::Draft { order, edits, at } => json(&self.opened()?.drafted(order, edits, at)),
            Request::Export { what } => json(&self.opened()?.export(what)?),
        }
    }

    /// Carries out a request given as JSON. Problems come as the JSON of [`Refused`].
    ///
    /// # Errors
    /// The same as of [`Self::answer`], and a text that is no request.
    pub fn answer_json(&mut self, request: &str) -> Result<String, String> {
        let answer = match serde_json::from_str::<Request>(request) {
            Ok(request) => self.answer(&request),
            Err(error) => {
                let message = format!("this is no request: {error}");
                Err(Problems::one(Code::InvalidJson, "", message).into())
            }
        };
        answer.map_err(|refused| serde_json::to_string(&refused).unwrap_or_default())
    }

    fn open(&mut self, opened: Opened) -> Result<String, Refused> {
        json(&self.opened.insert(opened).standing())
    }

    fn opened(&mut self) -> Result<&mut Opened, Refused> {
        self.opened.as_mut().ok_or_else(|| Refused {
            problems: vec![RefusedProblem {
                code: "NO_SESSION".to_owned(),
                message: "nothing is open: open files, the sample or a kept session first"
                    .to_owned(),
                pointer: String::new(),
            }],
        })
    }
}

impl From<Problems> for Refused {
    fn from(problems: Problems) -> Self {
        Self { problems: problems.problems.into_iter().map(RefusedProblem::from).collect() }
    }
}

impl From<procurement::Problem> for RefusedProblem {
    fn from(problem: procurement::Problem) -> Self {
        Self {
            code: problem.code.as_str().to_owned(),
            message: problem.message,
            pointer: problem.pointer,
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let messages: Vec<&str> = self.problems.iter().map(|p| p.message.as_str()).collect();
        f.write_str(&messages.join("; "))
    }
}

impl std::error::Error for Refused {}

fn month_at(pointer: &str, text: &str) -> Result<BillingMonth, Problems> {
    month(text).ok_or_else(|| {
        let message = format!("`{text}` is no month: write YYYY-MM, from 2000-01 to 2199-12");
        Problems::one(Code::InvalidMonth, pointer, message)
    })
}

fn json(answer: &impl Serialize) -> Result<String, Refused> {
    serde_json::to_string(answer)
        .map_err(|error| Problems::one(Code::InvalidJson, "", error.to_string()).into())
}
