//! From figures to pixels, in whole numbers.

/// A height in pixels for every value between two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: i64,
    high: i64,
    top: i64,
    height: i64,
}

impl Scale {
    /// Values from `low` to `high` on so many pixels from `top` down. Zero is always within.
    pub(super) fn new(low: i64, high: i64, top: i64, height: i64) -> Self {
        let (low, high) = (low.min(0), high.max(0));
        Self { low, high: high.max(low + 1), top, height }
    }

    /// Returns the distance of a value from the top of the drawing.
    pub(super) fn y(self, value: i64) -> i64 {
        let value = i128::from(value.clamp(self.low, self.high));
        let span = i128::from(self.high) - i128::from(self.low);
        let down = (i128::from(self.high) - value) * i128::from(self.height) / span;
        self.top + i64::try_from(down).unwrap_or(0)
    }
}

/// Returns four to eight round values that cover everything between two, zero among them.
pub(crate) fn ticks(low: i64, high: i64) -> Vec<i64> {
    let (low, high) = (low.min(0), high.max(1));
    let step = step((high - low) / 4);
    let first = low.div_euclid(step);
    let last = high.div_euclid(step) + i64::from(high.rem_euclid(step) > 0);
    (first..=last).map(|tick| tick * step).collect()
}

/// Returns the largest of 1, 2, 5, 10, 20, … that is no larger than told.
fn step(most: i64) -> i64 {
    let mut power = 1_i64;
    while most / 10 >= power {
        power *= 10;
    }
    let factor = match most / power {
        0 | 1 => 1,
        2..=4 => 2,
        _ => 5,
    };
    power * factor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        for (low, high, expected) in [
            (0, 100, vec![0, 20, 40, 60, 80, 100]),
            (0, 120_000, vec![0, 20_000, 40_000, 60_000, 80_000, 100_000, 120_000]),
            (-30, 100, vec![-40, -20, 0, 20, 40, 60, 80, 100]),
            (0, 0, vec![0, 1]),
            (5, 7, vec![0, 1, 2, 3, 4, 5, 6, 7]),
        ] {
            assert_eq!(ticks(low, high), expected, "{low} to {high}");
        }
    }

    #[test]
    fn the_highest_value_is_on_top_and_what_is_beyond_stays_within() {
        let scale = Scale::new(-100, 100, 10, 200);
        assert_eq!(scale.y(100), 10);
        assert_eq!(scale.y(0), 110);
        assert_eq!(scale.y(-100), 210);
        assert_eq!(scale.y(i64::MAX), 10);
        assert_eq!(Scale::new(0, 0, 0, 50).y(0), 50);
    }
}
