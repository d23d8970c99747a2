//! Months and instants in forms that compare as the contract wants.

/// Months since the year 0.
pub(super) type Month = u32;

/// `YYYY-MM-DDTHH:MM:SS.mmm`: cut to milliseconds, hence in order when compared as text.
pub(super) type Instant = String;

pub(super) fn month(text: &str) -> Month {
    let (year, month) = text.split_once('-').expect("a month is YYYY-MM");
    let number = |digits: &str| digits.parse::<u32>().expect("a month is YYYY-MM");
    number(year) * 12 + number(month) - 1
}

pub(super) fn month_text(month: Month) -> String {
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

pub(super) fn instant(text: &str) -> Instant {
    let text = text.trim_end_matches('Z');
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let milliseconds: String = fraction.chars().chain("000".chars()).take(3).collect();
    format!("{seconds}.{milliseconds}")
}

/// Midnight at the start of a day.
pub(super) fn day(month: Month, day: u32) -> Instant {
    format!("{}-{day:02}T00:00:00.000", month_text(month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_cut_not_rounded() {
        assert_eq!(instant("2026-01-05T10:00:00Z"), "2026-01-05T10:00:00.000");
        assert_eq!(instant("2026-01-05T10:00:00.0019999Z"), "2026-01-05T10:00:00.001");
        assert_eq!(instant("2026-01-05T10:00:00.5Z"), "2026-01-05T10:00:00.500");
    }

    #[test]
    fn december_is_followed_by_january() {
        assert_eq!(day(month("2025-12") + 1, 3), "2026-01-03T00:00:00.000");
    }
}
