//! Exponential smoothing without seasons: of a year or two of months, none can be told.

use augurs_core::{Fit, Predict};
use augurs_ets::AutoETS;

use crate::Estimate;

/// The part of all amounts that is to be inside the range.
const LEVEL: f64 = 0.8;

/// The greatest amount becomes this before a model is fitted, since the fitting knows absolute
/// tolerances. Hence the unit that amounts are in does not matter.
const GREATEST: f64 = 1000.0;

/// The estimates, unless no model gives finite ones.
#[expect(clippy::float_arithmetic, reason = "estimates are not money")]
pub(crate) fn points(history: &[f64], horizon: usize) -> Option<Vec<Estimate>> {
    let greatest = history.iter().map(|amount| amount.abs()).fold(0.0, f64::max);
    if history.windows(2).all(|pair| pair[0] == pair[1]) {
        // Without any spread there is nothing to fit, and a model would only find rounding errors.
        return Some(vec![Estimate::exactly(history[0]); horizon]);
    }
    let scaled: Vec<f64> = history.iter().map(|amount| amount / greatest * GREATEST).collect();
    let model = AutoETS::non_seasonal().fit(&scaled).ok()?;
    let forecast = model.predict(horizon, LEVEL).ok()?;
    let ranges = forecast.intervals?;
    let unscaled = |amount: f64| {
        let amount = amount / GREATEST * greatest;
        amount.is_finite().then_some(amount)
    };
    let bounds = ranges.lower.into_iter().zip(ranges.upper);
    let points = forecast.point.into_iter().zip(bounds);
    let point = |(value, (low, high))| {
        Some(Estimate { value: unscaled(value)?, low: unscaled(low)?, high: unscaled(high)? })
    };
    points.map(point).collect()
}
