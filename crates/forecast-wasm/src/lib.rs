//! The forecasts for JavaScript. This crate converts and calls; it decides nothing.

use wasm_bindgen::prelude::*;

/// Estimates coming monthly amounts from past ones, the oldest first: for each month its value, low
/// and high, one after another.
#[wasm_bindgen]
#[must_use]
pub fn forecast(history: &[f64], horizon: usize, decimals: u32) -> Vec<f64> {
    let forecast = forecast::forecast(history, horizon, decimals);
    forecast.points.iter().flat_map(|point| [point.value, point.low, point.high]).collect()
}

/// How such estimates come about: `exponential-smoothing`, `recent-mean`, `last-month`, whose low
/// and high say nothing, or `no-history`.
#[wasm_bindgen]
#[must_use]
pub fn method(history: &[f64]) -> String {
    forecast::forecast(history, 1, 0).method.name().to_owned()
}
