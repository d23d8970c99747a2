//! Pages drawn by krilla, with the structure that readers of the screen hear.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagKind, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use super::DocumentError;
use super::face::{Faces, Weight};
use super::line::{Ink, Line, Style, cut};
use super::pages::{LEFT, Mark, Node, PAGE_HEIGHT, PAGE_WIDTH, Pages, RIGHT, Role};
use crate::invoice::{InvoiceDocument, NO_PURCHASE_ORDER};
use crate::visible::{shortened, visible};

const MARGINAL: Style = Style { weight: Weight::Regular, size: 780, ink: Ink::Quiet };
const HEADER_BASELINE: i32 = 4_400;
const FOOTER_BASELINE: i32 = PAGE_HEIGHT - 3_600;

/// What fits into the properties of a document with room to spare.
const TITLE_CHARACTERS_MAX: usize = 500;

/// Draws the pages and writes the file.
pub(super) fn draw(
    document: &InvoiceDocument,
    faces: Faces,
    pages: &Pages,
) -> Result<Vec<u8>, DocumentError> {
    let mut pdf = Document::new_with(settings()?);
    let pens = Pens::new(faces).ok_or(DocumentError::Fonts)?;
    let title = format!("{} {}", document.kind.title(), document.number);
    let mut content = vec![Vec::new(); pages.nodes.len()];
    for (index, marks) in pages.pages.iter().enumerate() {
        let size = (points(PAGE_WIDTH), points(PAGE_HEIGHT));
        let settings = PageSettings::from_wh(size.0, size.1)
            .ok_or_else(|| DocumentError::Pdf("the page has no size".to_owned()))?;
        let mut page = pdf.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            pens.mark(&mut surface, mark, &mut content);
        }
        let count = format!("Page {} of {}", index + 1, pages.pages.len());
        pens.marginals(&mut surface, &title, &count, order_above(document, index).as_deref());
        surface.finish();
        page.finish();
    }
    let title = shortened(&visible(&title), TITLE_CHARACTERS_MAX);
    pdf.set_outline(outline(&title));
    pdf.set_tag_tree(structure(&pages.nodes, content, &title));
    pdf.set_metadata(
        Metadata::new()
            .title(title)
            .authors(vec![shortened(&visible(&document.seller), TITLE_CHARACTERS_MAX)])
            .language("en".to_owned())
            .creation_date(day(&document.issued_on)),
    );
    pdf.finish().map_err(|error| DocumentError::Pdf(format!("{error:?}")))
}

fn settings() -> Result<SerializeSettings, DocumentError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| DocumentError::Pdf(format!("{error:?}")))?;
    Ok(SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() })
}

/// What stands above all pages but the first.
fn order_above(document: &InvoiceDocument, page: usize) -> Option<String> {
    let id = document.purchase_order.as_deref();
    (page > 0).then(|| match id {
        Some(id) => format!("Purchase order {id}"),
        None => NO_PURCHASE_ORDER.to_owned(),
    })
}

/// Fonts that draw.
struct Pens {
    faces: Faces,
    regular: Font,
    bold: Font,
}

impl Pens {
    fn new(faces: Faces) -> Option<Self> {
        let font = |weight| Font::new(faces.of(weight).file.into(), 0);
        Some(Pens { faces, regular: font(Weight::Regular)?, bold: font(Weight::Bold)? })
    }

    /// Draws a mark, and notes what it is content of.
    fn mark(&self, surface: &mut Surface<'_>, mark: &Mark, content: &mut [Vec<Identifier>]) {
        match mark {
            Mark::Text { left, baseline, line, node: Some(node) } => {
                let meant = SpanTag::empty().with_actual_text(line.meant.as_deref());
                let identifier = surface.start_tagged(ContentTag::Span(meant));
                self.text(surface, *left, *baseline, line);
                surface.end_tagged();
                if let Some(content) = content.get_mut(*node) {
                    content.push(identifier);
                }
            }
            Mark::Text { left, baseline, line, node: None } => {
                as_artifact(surface, ArtifactType::PaginationOther);
                self.text(surface, *left, *baseline, line);
                surface.end_tagged();
            }
            Mark::Area { left, top, width, height, ink } => {
                as_artifact(surface, ArtifactType::Layout);
                area(surface, [*left, *top, *width, *height], *ink);
                surface.end_tagged();
            }
        }
    }

    /// What is on every page: the document and the count of pages below, and above, from the second
    /// page on, the purchase order.
    fn marginals(&self, surface: &mut Surface<'_>, title: &str, count: &str, above: Option<&str>) {
        let room = RIGHT - LEFT - 9_000;
        as_artifact(surface, ArtifactType::Footer);
        if let Some(line) = cut(self.faces, title, MARGINAL, room) {
            self.text(surface, LEFT, FOOTER_BASELINE, &line);
        }
        if let Some(line) = cut(self.faces, count, MARGINAL, 8_000) {
            self.text(surface, RIGHT - line.width, FOOTER_BASELINE, &line);
        }
        surface.end_tagged();
        if let Some(line) = above.and_then(|above| cut(self.faces, above, MARGINAL, RIGHT - LEFT)) {
            as_artifact(surface, ArtifactType::Header);
            self.text(surface, LEFT, HEADER_BASELINE, &line);
            surface.end_tagged();
        }
    }

    fn text(&self, surface: &mut Surface<'_>, left: i32, baseline: i32, line: &Line) {
        let face = self.faces.of(line.style.weight);
        let font = match line.style.weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        let glyphs: Vec<KrillaGlyph> = line
            .shown
            .char_indices()
            .filter_map(|(at, character)| {
                let glyph = face.glyph(character)?;
                let advance = quotient(glyph.advance, face.units_per_em);
                let id = GlyphId::new(u32::from(glyph.id));
                let range = at..at + character.len_utf8();
                Some(KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, range, None))
            })
            .collect();
        surface.set_fill(Some(fill(line.style.ink)));
        let start = Point::from_xy(points(left), points(baseline));
        let size = points(line.style.size);
        surface.draw_glyphs(start, &glyphs, font.clone(), &line.shown, size, false);
    }
}

fn as_artifact(surface: &mut Surface<'_>, kind: ArtifactType) {
    let _ = surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
}

fn area(surface: &mut Surface<'_>, [left, top, width, height]: [i32; 4], ink: Ink) {
    let mut path = PathBuilder::new();
    let rect = Rect::from_xywh(points(left), points(top), points(width), points(height));
    if let Some(rect) = rect {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(fill(ink)));
        surface.draw_path(&path);
    }
}

fn fill(ink: Ink) -> Fill {
    let [red, green, blue] = match ink {
        Ink::Text => [0x1B, 0x25, 0x2E],
        Ink::Quiet => [0x56, 0x63, 0x6E],
        Ink::Rule => [0xD3, 0xDA, 0xE0],
        Ink::Tint => [0xEE, 0xF3, 0xF6],
    };
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

/// The nodes as a tree: a heading, paragraphs, and the rows of the table put together.
fn structure(nodes: &[Node], content: Vec<Vec<Identifier>>, title: &str) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
    let mut table = TagGroup::new(Tag::Table);
    let mut body = TagGroup::new(Tag::TBody);
    let mut row: Option<(Node, TagGroup)> = None;
    let mut after = Vec::new();
    for (node, content) in nodes.iter().zip(content) {
        let group = TagGroup::with_children(
            tag(node.role, title),
            content.into_iter().map(Into::into).collect(),
        );
        match node.role {
            Role::Title | Role::Paragraph if row.is_none() => tree.push(group),
            Role::Title | Role::Paragraph => after.push(group),
            Role::TableHead | Role::TableCell => {
                match &mut row {
                    Some((first, cells)) if first.row == node.row => cells.push(group),
                    _ => {
                        close(row.take(), &mut table, &mut body);
                        row = Some((*node, TagGroup::with_children(Tag::TR, vec![group.into()])));
                    }
                };
            }
        }
    }
    close(row, &mut table, &mut body);
    table.push(body);
    tree.push(table);
    after.into_iter().for_each(|group| tree.push(group));
    tree
}

/// Puts a finished row where it belongs.
fn close(row: Option<(Node, TagGroup)>, table: &mut TagGroup, body: &mut TagGroup) {
    match row {
        Some((Node { role: Role::TableHead, .. }, cells)) => {
            table.push(TagGroup::with_children(Tag::THead, vec![cells.into()]));
        }
        Some((_, cells)) => body.push(cells),
        None => {}
    }
}

fn tag(role: Role, title: &str) -> TagKind {
    match role {
        Role::Title => Tag::Hn(NonZeroU16::MIN, Some(title.to_owned())).into(),
        Role::Paragraph => Tag::P.into(),
        Role::TableHead => Tag::TH(TableHeaderScope::Column).into(),
        Role::TableCell => Tag::TD.into(),
    }
}

fn outline(title: &str) -> Outline {
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(title.to_owned(), top));
    outline
}

/// The day of issue as the date of the file: no clock is asked, so that the bytes stay the same. An
/// archivable file must have a date; one that cannot be read becomes the first that there is.
fn day(issued_on: &str) -> DateTime {
    let mut parts = issued_on.splitn(3, '-');
    let mut part = || parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let year: Option<u16> = part().and_then(|year| year.parse().ok());
    let month: Option<u8> = part().and_then(|month| month.parse().ok());
    let day: Option<u8> = part().and_then(|day| day.parse().ok());
    let date = match (year, month, day) {
        (Some(year @ 1..=9999), Some(month @ 1..=12), Some(day @ 1..=31)) => {
            DateTime::new(year).month(month).day(day)
        }
        _ => DateTime::new(1970).month(1).day(1),
    };
    date.hour(0).minute(0).second(0).utc_offset_hour(0).utc_offset_minute(0)
}

/// Hundredths of a point as points, which is what PDF counts in.
fn points(hundredths: i32) -> f32 {
    quotient(hundredths, 100)
}

#[expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "places on paper, no money: krilla takes them as floats, and they are computed as \
              integers up to here"
)]
fn quotient(dividend: i32, divisor: i32) -> f32 {
    dividend as f32 / divisor as f32
}
