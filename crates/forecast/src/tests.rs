#![expect(clippy::float_arithmetic, reason = "estimates are not money")]

use super::*;

/// Fourteen months that grow, with some noise.
const GROWING: [f64; 14] = [
    31_800.0, 33_020.5, 32_910.0, 34_105.25, 34_012.0, 35_080.0, 36_900.0, 36_230.0, 36_940.75,
    38_015.0, 39_020.0, 38_720.0, 40_110.5, 40_530.0,
];

/// Histories of all sorts, each longer than what smoothing needs.
fn long_histories() -> Vec<Vec<f64>> {
    vec![
        GROWING.to_vec(),
        GROWING.iter().rev().copied().collect(),
        GROWING.iter().map(|amount| -amount).collect(),
        vec![640.0; 14],
        vec![0.0; 12],
        vec![-3.5; 9],
        vec![1e300; 10],
        GROWING.iter().map(|amount| amount * 1e300).collect(),
        GROWING.iter().map(|amount| amount * 1e-12).collect(),
        vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 9.0],
        vec![9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        vec![100.0, 0.0, 0.0, 100.0, 0.0, 0.0, 100.0, 0.0, 0.0, 100.0],
        vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
        vec![1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0],
        vec![500.0, -20.0, 480.0, -35.0, 510.0, 495.0, -10.0, 500.0],
        vec![f64::MAX, f64::MIN, f64::MAX, f64::MIN, f64::MAX, f64::MIN, f64::MAX, f64::MIN],
        vec![1e-320, 2e-320, 1e-320, 3e-320, 1e-320, 2e-320, 1e-320, 2e-320],
    ]
}

/// All of them, cut to every length.
fn histories() -> impl Iterator<Item = Vec<f64>> {
    long_histories()
        .into_iter()
        .flat_map(|history| (0..=history.len()).map(move |length| history[..length].to_vec()))
}

#[test]
fn an_estimate_is_finite_and_within_its_range() {
    for history in histories() {
        let forecast = forecast(&history, 13, 2);
        let expected = if history.is_empty() { 0 } else { 13 };
        assert_eq!(forecast.points.len(), expected, "{history:?}");
        for point in &forecast.points {
            let Estimate { value, low, high } = *point;
            assert!(low.is_finite() && high.is_finite(), "{history:?} {point:?}");
            assert!(low <= value && value <= high, "{history:?} {point:?}");
            assert!(low >= 0.0 || history.iter().any(|amount| *amount < 0.0), "{history:?}");
        }
    }
}

#[test]
fn the_same_history_gives_the_same_forecast() {
    for history in histories() {
        assert_eq!(forecast(&history, 12, 2), forecast(&history, 12, 2));
    }
}

#[test]
fn a_longer_horizon_changes_no_month_before() {
    for history in histories() {
        let long = forecast(&history, 24, 2);
        for horizon in [0, 1, 6] {
            let short = forecast(&history, horizon, 2);
            assert_eq!(short.points, long.points[..horizon.min(long.points.len())]);
        }
    }
}

#[test]
fn the_number_of_months_decides_on_the_method() {
    for (months, method) in [
        (0, Method::NoHistory),
        (1, Method::LastMonth),
        (2, Method::RecentMean),
        (SMOOTHING_MONTHS_MIN - 1, Method::RecentMean),
        (SMOOTHING_MONTHS_MIN, Method::ExponentialSmoothing),
        (14, Method::ExponentialSmoothing),
    ] {
        assert_eq!(forecast(&GROWING[..months], 3, 2).method, method, "{months}");
    }
}

#[test]
fn few_months_give_their_mean_and_their_extremes() {
    let mean = |history: &[f64]| forecast(history, 2, 2).points[1];
    assert_eq!(mean(&[10.0, 20.0]), Estimate { value: 15.0, low: 10.0, high: 20.0 });
    assert_eq!(mean(&[90.0, 1.0, 2.0, 4.0]), Estimate { value: 2.33, low: 1.0, high: 90.0 });
    assert_eq!(mean(&[12.345]), Estimate::exactly(12.35));
}

#[test]
fn a_trend_goes_on_and_its_range_holds_the_next_month() {
    let (before, after) = GROWING.split_at(10);
    let forecast = forecast(before, 12, 2);
    assert!(forecast.points[11].value > before[9], "{forecast:?}");
    let inside = after.iter().zip(&forecast.points);
    let inside = inside.filter(|(amount, point)| point.low <= **amount && **amount <= point.high);
    assert!(inside.count() >= 3, "{forecast:?}");
}

#[test]
fn a_constant_goes_on_with_no_spread() {
    let forecast = forecast(&[640.0; 14], 6, 2);
    assert_eq!(forecast.method, Method::ExponentialSmoothing);
    assert_eq!(forecast.points, vec![Estimate::exactly(640.0); 6]);
}

#[test]
fn the_unit_of_amounts_does_not_matter() {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-3 * b.abs().max(1e-3);
    for factor in [1000.0, 1024.0, 1e-3, 1e9] {
        let scaled: Vec<_> = GROWING.iter().map(|amount| amount * factor).collect();
        for months in 1..=GROWING.len() {
            let small = forecast(&GROWING[..months], 6, 12);
            let large = forecast(&scaled[..months], 6, 12);
            for (small, large) in small.points.iter().zip(&large.points) {
                let pairs =
                    [(small.value, large.value), (small.low, large.low), (small.high, large.high)];
                let all_near = pairs.iter().all(|(small, large)| near(*large, small * factor));
                assert!(all_near, "{months} {factor} {small:?} {large:?}");
            }
        }
    }
}

#[test]
fn results_have_the_decimals_of_the_currency() {
    for (decimals, unit) in [(0, 1.0), (2, 100.0), (3, 1000.0)] {
        for point in forecast(&GROWING, 6, decimals).points {
            for amount in [point.value, point.low, point.high] {
                assert_eq!((amount * unit).round() / unit, amount);
            }
        }
    }
    assert!(forecast(&[-0.001], 1, 2).points[0].value.is_sign_positive());
    assert_eq!(forecast(&[1e300, 1e300], 1, 400).points[0].value, 1e300);
}

#[test]
fn months_that_are_no_number_are_left_out() {
    let mut history = GROWING.to_vec();
    history.insert(3, f64::NAN);
    history.insert(7, f64::INFINITY);
    assert_eq!(forecast(&history, 6, 2), forecast(&GROWING, 6, 2));
    assert_eq!(forecast(&[f64::NAN], 6, 2).method, Method::NoHistory);
}
