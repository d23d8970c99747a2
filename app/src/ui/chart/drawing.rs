//! The lines and areas of a chart as SVG paths.

use super::scale::Scale;
use super::{ChartMonth, Figure, MarkKind, Model};

/// Room in pixels: on top for notes, below for months.
const END: i64 = 12;
const TOP: i64 = 34;
const BELOW: i64 = 28;
const HEIGHT: i64 = 280;

/// Narrowest that a month gets; a chart of many is scrolled.
const MONTH: i64 = 34;

/// Width that the label of a month needs, and a letter of any label.
const LABEL: i64 = 62;
const LETTER: i64 = 7;

/// Paths and labels, ready to be put into elements.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    /// Where the axis stands; labels of heights are before it.
    start: i64,
    pub(super) width: String,
    pub(super) height: String,
    pub(super) grid: String,
    pub(super) zero: String,
    pub(super) bars: [String; 3],
    pub(super) range: String,
    pub(super) balance: String,
    pub(super) dots: String,
    pub(super) threshold: String,
    pub(super) marks: Vec<(MarkKind, String)>,
    pub(super) labels: Vec<Label>,
    pub(super) notes: Vec<Label>,
}

/// A text and where it stands.
#[derive(Debug)]
pub(super) struct Label {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

impl Drawing {
    /// Draws a model on so many pixels, or on more where its months need them.
    pub(super) fn new(model: &Model, room: i64) -> Self {
        let count = i64::try_from(model.months.len()).unwrap_or(0).max(1);
        let letters = model.ticks.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0);
        let start = 16 + LETTER * i64::try_from(letters).unwrap_or(0);
        let step = ((room - start - END) / count).max(MONTH);
        let width = start + END + step * count;
        let scale = scale(model);
        let mut drawing =
            Self { start, width: number(width), height: number(HEIGHT), ..Self::default() };
        drawing.axis(model, scale, width);
        drawing.months(&model.months, scale, step);
        drawing.notes(model, scale, step, width);
        drawing
    }

    fn axis(&mut self, model: &Model, scale: Scale, width: i64) {
        for (value, text) in &model.ticks {
            let y = scale.y(*value);
            line(&mut self.grid, (self.start, y), (width - END, y));
            self.labels.push(label(self.start - 8, y + 4, "end", text));
        }
        let zero = scale.y(0);
        line(&mut self.zero, (self.start, zero), (width - END, zero));
    }

    fn months(&mut self, months: &[ChartMonth], scale: Scale, step: i64) {
        let every = usize::try_from((LABEL + step - 1) / step).unwrap_or(1).max(1);
        let mut low_edge = Vec::new();
        let mut is_first = true;
        for (place, month) in months.iter().enumerate() {
            let middle = self.middle(place, step);
            self.taken(&month.taken, scale, middle, step);
            let y = scale.y(month.balance.value);
            point(&mut self.balance, if place == 0 { 'M' } else { 'L' }, middle, y);
            dot(&mut self.dots, middle, y);
            if let Some((low, high)) = &month.range {
                point(
                    &mut self.range,
                    if is_first { 'M' } else { 'L' },
                    middle,
                    scale.y(high.value),
                );
                low_edge.push((middle, scale.y(low.value)));
                is_first = false;
            }
            if place % every == 0 {
                self.labels.push(label(middle, HEIGHT - 8, "middle", &month.label));
            }
        }
        for (x, y) in low_edge.iter().rev() {
            point(&mut self.range, 'L', *x, *y);
        }
        if !low_edge.is_empty() {
            self.range.push('Z');
        }
    }

    /// Stacks what a month takes from zero up.
    fn taken(&mut self, taken: &[Figure; 3], scale: Scale, middle: i64, step: i64) {
        let half = (step * 3 / 10).clamp(5, 22);
        let mut base = 0_i64;
        for (part, figure) in self.bars.iter_mut().zip(taken) {
            if figure.value > 0 {
                let top = base.saturating_add(figure.value);
                let (from, to) = (scale.y(base), scale.y(top));
                point(part, 'M', middle - half, from);
                point(part, 'L', middle - half, to);
                point(part, 'L', middle + half, to);
                point(part, 'L', middle + half, from);
                part.push('Z');
                base = top;
            }
        }
    }

    fn notes(&mut self, model: &Model, scale: Scale, step: i64, width: i64) {
        if let Some((value, text)) = &model.threshold {
            let y = scale.y(*value);
            line(&mut self.threshold, (self.start, y), (width - END, y));
            self.notes.push(label(width - END - 4, y - 5, "end", text));
        }
        for (nth, mark) in model.marks.iter().enumerate() {
            let x = self.middle(mark.month, step);
            let mut path = String::new();
            line(&mut path, (x, TOP - 6), (x, HEIGHT - BELOW));
            self.marks.push((mark.kind, path));
            // Two labels in a row would run into each other.
            let y = if nth % 2 == 0 { 12 } else { 26 };
            let anchor = if x > width * 2 / 3 { "end" } else { "start" };
            self.notes.push(label(x, y, anchor, &mark.label));
        }
    }

    fn middle(&self, place: usize, step: i64) -> i64 {
        self.start + step * i64::try_from(place).unwrap_or(0) + step / 2
    }
}

fn scale(model: &Model) -> Scale {
    let mut low = 0;
    let mut high = 0;
    let mut hold = |value: i64| {
        low = low.min(value);
        high = high.max(value);
    };
    for month in &model.months {
        hold(month.balance.value);
        hold(month.taken.iter().map(|figure| figure.value).fold(0, i64::saturating_add));
        if let Some((least, most)) = &month.range {
            hold(least.value);
            hold(most.value);
        }
    }
    for (value, _) in &model.ticks {
        hold(*value);
    }
    if let Some((value, _)) = &model.threshold {
        hold(*value);
    }
    Scale::new(low, high, TOP, HEIGHT - TOP - BELOW)
}

fn label(x: i64, y: i64, anchor: &'static str, text: &str) -> Label {
    Label { x: number(x), y: number(y), anchor, text: text.to_owned() }
}

fn line(path: &mut String, from: (i64, i64), to: (i64, i64)) {
    point(path, 'M', from.0, from.1);
    point(path, 'L', to.0, to.1);
}

/// A dot is a line of no length with round ends.
fn dot(path: &mut String, x: i64, y: i64) {
    point(path, 'M', x, y);
    path.push_str("h0");
}

fn point(path: &mut String, command: char, x: i64, y: i64) {
    path.push(command);
    push(path, x);
    path.push(' ');
    push(path, y);
}

fn number(value: i64) -> String {
    let mut text = String::new();
    push(&mut text, value);
    text
}

fn push(text: &mut String, value: i64) {
    if value < 0 {
        text.push('-');
    }
    crate::format::push_number(text, usize::try_from(value.unsigned_abs()).unwrap_or(0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_takes_from_zero_up_and_the_balance_is_a_line() {
        let figure = |value| Figure { value, text: String::new() };
        let month = |taken, balance, range: Option<(i64, i64)>| ChartMonth {
            label: "M".to_owned(),
            taken,
            balance: figure(balance),
            range: range.map(|(low, high)| (figure(low), figure(high))),
        };
        let nothing = || [figure(0), figure(0), figure(0)];
        let model = Model {
            months: vec![
                month([figure(50), figure(50), figure(0)], 200, None),
                month(nothing(), 100, Some((0, 200))),
            ],
            ..Model::default()
        };
        let drawing = Drawing::new(&model, 228);
        assert_eq!(drawing.width, "228");
        assert_eq!(drawing.balance, "M66 34L166 143");
        assert_eq!(drawing.range, "M166 34L166 252Z");
        assert_eq!(drawing.bars[0], "M44 252L44 197L88 197L88 252Z");
        assert_eq!(drawing.bars[1], "M44 197L44 143L88 143L88 197Z");
        assert_eq!(drawing.bars[2], "");
    }
}
