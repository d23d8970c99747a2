//! Estimates of coming monthly amounts from past ones, each with the range it will likely be in.
//!
//! An estimate is no money: it is a guess about amounts that nobody owes yet. Therefore this crate
//! computes with floating point, which no other does. The same history gives the same forecast.
//!
//! ```
//! use forecast::{Method, forecast};
//!
//! let history = [100.0, 102.0, 104.5, 106.0, 107.5, 110.0, 112.5, 114.0, 116.0, 118.0];
//! let forecast = forecast(&history, 3, 2);
//! assert_eq!(forecast.method, Method::ExponentialSmoothing);
//! assert!(forecast.points[2].low < 124.0 && 124.0 < forecast.points[2].high);
//! ```

mod smoothing;

/// So many months make a trend worth looking for.
///
/// The choice between models is by their corrected information criterion, which needs two months
/// more than the parameters of the largest, a damped trend, has with its variance: eight. With
/// seven that model is never chosen, whatever the months say; with fewer there is no choice.
pub const SMOOTHING_MONTHS_MIN: usize = 8;

/// How many of the last months a mean is taken of.
const MEAN_MONTHS_MAX: usize = 3;

/// What to expect in the coming months.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// How the estimates came about.
    pub method: Method,
    /// One estimate for each coming month, the next one first; none without a history.
    pub points: Vec<Estimate>,
}

/// What to expect in one month. `low <= value <= high`, and all are finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The expected amount.
    pub value: f64,
    /// The amount will likely not be below this.
    pub low: f64,
    /// The amount will likely not be above this.
    pub high: f64,
}

/// How a forecast came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Exponential smoothing, with the error and trend that fit best. Four of five amounts will be
    /// in the range.
    ExponentialSmoothing,
    /// The mean of the last three months. The range is the least and the greatest amount of all
    /// months: with so few, a likelihood would be a claim without grounds, while what did happen
    /// can happen again.
    RecentMean,
    /// The only month there is. Nothing is known about the range: `low` and `high` are the value.
    LastMonth,
    /// Nothing is known, nothing is estimated.
    NoHistory,
}

impl Method {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExponentialSmoothing => "exponential-smoothing",
            Self::RecentMean => "recent-mean",
            Self::LastMonth => "last-month",
            Self::NoHistory => "no-history",
        }
    }
}

/// Estimates the amounts of the `horizon` months after those of `history`, the oldest first.
///
/// Results have `decimals` decimals. Where no month was below zero, no estimate is. Months that are
/// no finite number are left out.
#[must_use]
pub fn forecast(history: &[f64], horizon: usize, decimals: u32) -> Forecast {
    let history: Vec<f64> = history.iter().copied().filter(|amount| amount.is_finite()).collect();
    let (method, mut points) = estimate(&history, horizon);
    let never_negative = history.iter().all(|amount| *amount >= 0.0);
    for point in &mut points {
        point.tidy(never_negative, decimals);
    }
    Forecast { method, points }
}

fn estimate(history: &[f64], horizon: usize) -> (Method, Vec<Estimate>) {
    match history {
        [] => (Method::NoHistory, Vec::new()),
        [only] => (Method::LastMonth, vec![Estimate::exactly(*only); horizon]),
        _ if history.len() < SMOOTHING_MONTHS_MIN => recent_mean(history, horizon),
        _ => match smoothing::points(history, horizon) {
            Some(points) => (Method::ExponentialSmoothing, points),
            None => recent_mean(history, horizon),
        },
    }
}

#[expect(clippy::float_arithmetic, reason = "estimates are not money")]
fn recent_mean(history: &[f64], horizon: usize) -> (Method, Vec<Estimate>) {
    let recent = &history[history.len().saturating_sub(MEAN_MONTHS_MAX)..];
    let count = if recent.len() < MEAN_MONTHS_MAX { 2.0 } else { 3.0 };
    // Divided first, so that no sum is too large.
    let value = recent.iter().map(|amount| amount / count).sum();
    let low = history.iter().copied().fold(f64::INFINITY, f64::min);
    let high = history.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (Method::RecentMean, vec![Estimate { value, low, high }; horizon])
}

impl Estimate {
    fn exactly(value: f64) -> Self {
        Self { value, low: value, high: value }
    }

    /// Keeps what the type and the function promise.
    fn tidy(&mut self, never_negative: bool, decimals: u32) {
        let floor = if never_negative { 0.0 } else { f64::MIN };
        self.value = rounded(self.value.max(floor), decimals);
        self.low = rounded(self.low.max(floor), decimals).min(self.value);
        self.high = rounded(self.high, decimals).max(self.value);
    }
}

#[expect(clippy::float_arithmetic, reason = "estimates are not money")]
fn rounded(amount: f64, decimals: u32) -> f64 {
    /// From here on a number has no decimals that could be rounded.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    let unit = (0..decimals).fold(1.0, |unit, _| unit * 10.0);
    let units = amount * unit;
    if units.abs() < WHOLE {
        // Adding zero makes minus zero zero.
        units.round() / unit + 0.0
    } else {
        amount
    }
}

#[cfg(test)]
mod tests;
