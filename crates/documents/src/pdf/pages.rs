//! Rows of text spread over pages. Lengths are in hundredths of a point, from the top left corner.

use super::line::{Ink, Line};

/// A4, and what of it is left free.
pub(super) const PAGE_WIDTH: i32 = 59_528;
pub(super) const PAGE_HEIGHT: i32 = 84_189;
pub(super) const LEFT: i32 = 4_800;
pub(super) const RIGHT: i32 = PAGE_WIDTH - LEFT;
pub(super) const FIRST_TOP: i32 = 5_000;
const TOP: i32 = 6_600;
const BOTTOM: i32 = PAGE_HEIGHT - 6_200;

/// Cells side by side. A row that is higher than a page goes on on the next one.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// Free space above, but not at the top of a page.
    pub(super) above: i32,
    /// Space between the edge of the row and its text, above and below.
    pub(super) padding: i32,
    /// Height that must be left below, so that what belongs together stays together.
    pub(super) with_next: i32,
    pub(super) ground: Option<Ground>,
    pub(super) part: Part,
}

/// What is drawn behind or below a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    Tint,
    /// A thin rule below, between two edges.
    RuleBelow {
        left: i32,
    },
    /// A thick rule below.
    BarBelow,
}

/// Whether a row belongs to the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Part {
    #[default]
    Free,
    /// Shown again on every page that the table reaches.
    TableHead,
    TableBody,
}

/// Lines in a column.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) left: i32,
    pub(super) width: i32,
    pub(super) align: Align,
    pub(super) role: Role,
    pub(super) lines: Vec<Line>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// What a cell is to a reader who does not see the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Paragraph,
    TableHead,
    TableCell,
}

/// All pages, and the cells in reading order.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) pages: Vec<Vec<Mark>>,
    pub(super) nodes: Vec<Node>,
}

/// A cell as a part of the document's structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) role: Role,
    /// Counts the rows.
    pub(super) row: usize,
}

/// Something drawn on a page.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    Text {
        left: i32,
        baseline: i32,
        line: Line,
        /// Index of its node; none for what is only repeated.
        node: Option<usize>,
    },
    Area {
        left: i32,
        top: i32,
        width: i32,
        height: i32,
        ink: Ink,
    },
}

/// Puts rows on pages, one below the other.
pub(super) fn paginate(rows: &[Row]) -> Pages {
    let mut pages = Pages { pages: vec![Vec::new()], nodes: Vec::new() };
    let mut pen = Pen { y: FIRST_TOP, is_at_top: true };
    let mut head = None;
    for (index, row) in rows.iter().enumerate() {
        match row.part {
            Part::Free => head = None,
            Part::TableHead => head = Some(row),
            Part::TableBody => {}
        }
        let repeated = head.filter(|_| row.part == Part::TableBody);
        let first_node = pages.nodes.len();
        let node = |cell: &Cell| Node { role: cell.role, row: index };
        pages.nodes.extend(row.cells.iter().map(node));
        place(row, Some(first_node), repeated, &mut pages.pages, &mut pen);
    }
    pages
}

/// Where the next row goes.
struct Pen {
    y: i32,
    is_at_top: bool,
}

impl Pen {
    fn room(&self) -> i32 {
        BOTTOM - self.y
    }
}

fn place(
    row: &Row,
    first_node: Option<usize>,
    repeated: Option<&Row>,
    pages: &mut Vec<Vec<Mark>>,
    pen: &mut Pen,
) {
    if !pen.is_at_top {
        let whole = row.above + height(row);
        let fits_elsewhere = height(row) + row.with_next <= BOTTOM - TOP - 5_000;
        if fits_elsewhere && whole + row.with_next > pen.room() {
            turn(repeated, pages, pen);
        } else {
            pen.y += row.above;
        }
    }
    let mut placed = vec![0; row.cells.len()];
    loop {
        let (texts, height) = segment(row, first_node, &mut placed, pen);
        if let Some(page) = pages.last_mut().filter(|_| !texts.is_empty()) {
            page.extend(ground(row, pen.y, height));
            page.extend(texts);
            pen.y += height;
            pen.is_at_top = false;
        }
        if placed.iter().zip(&row.cells).all(|(placed, cell)| *placed == cell.lines.len()) {
            return;
        }
        turn(repeated, pages, pen);
    }
}

/// A new page, with the head of the table that goes on.
fn turn(repeated: Option<&Row>, pages: &mut Vec<Vec<Mark>>, pen: &mut Pen) {
    pages.push(Vec::new());
    *pen = Pen { y: TOP, is_at_top: true };
    if let Some(head) = repeated {
        place(head, None, None, pages, pen);
    }
}

/// The lines of each cell that still fit on this page, and how high they are together. At the top
/// of a page at least one of each fits.
fn segment(
    row: &Row,
    first_node: Option<usize>,
    placed: &mut [usize],
    pen: &Pen,
) -> (Vec<Mark>, i32) {
    let room = pen.room() - 2 * row.padding;
    let mut texts = Vec::new();
    let mut tallest = 0;
    for (index, (cell, placed)) in row.cells.iter().zip(placed).enumerate() {
        let mut used = 0;
        while let Some(line) = cell.lines.get(*placed) {
            let leading = line.style.leading();
            if used + leading > room {
                break;
            }
            let indent = match cell.align {
                Align::Left => 0,
                Align::Right => cell.width - line.width,
            };
            texts.push(Mark::Text {
                left: cell.left + indent,
                baseline: pen.y + row.padding + used + line.style.size * 107 / 100,
                line: line.clone(),
                node: first_node.map(|first| first + index),
            });
            used += leading;
            *placed += 1;
        }
        tallest = tallest.max(used);
    }
    (texts, tallest + 2 * row.padding)
}

fn height(row: &Row) -> i32 {
    let cell = |cell: &Cell| cell.lines.iter().map(|line| line.style.leading()).sum();
    row.cells.iter().map(cell).max().unwrap_or(0) + 2 * row.padding
}

fn ground(row: &Row, top: i32, height: i32) -> Option<Mark> {
    let rule = |left: i32, thickness: i32, ink: Ink| Mark::Area {
        left,
        top: top + height - thickness,
        width: RIGHT - left,
        height: thickness,
        ink,
    };
    row.ground.map(|ground| match ground {
        Ground::Tint => Mark::Area { left: LEFT, top, width: RIGHT - LEFT, height, ink: Ink::Tint },
        Ground::RuleBelow { left } => rule(left, 50, Ink::Rule),
        Ground::BarBelow => rule(LEFT, 100, Ink::Text),
    })
}
