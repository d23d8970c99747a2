//! A page of the guide: what it links to, what it shows, and its HTML.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::{CONTENTS, file_of};

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    pub(super) title: String,
    pub(super) links: Vec<Link>,
    pub(super) pictures: Vec<String>,
    /// What its headings can be linked to by.
    parts: BTreeSet<String>,
}

/// A link to a page of the guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) page: String,
    /// A heading of it; empty for its top.
    pub(super) part: String,
}

impl Link {
    /// None for an address that is elsewhere.
    fn of(address: &str, own: &str) -> Option<Self> {
        if address.contains("://") || address.starts_with("mailto:") {
            return None;
        }
        let (page, part) = address.split_once('#').unwrap_or((address, ""));
        let page = if page.is_empty() { own } else { page };
        Some(Self { page: page.trim_end_matches(".md").to_owned(), part: part.to_owned() })
    }

    pub(super) fn leads_into(&self, page: &Page) -> bool {
        self.part.is_empty() || page.parts.contains(&self.part)
    }

    fn address(&self) -> String {
        let file = file_of(&self.page);
        if self.part.is_empty() { file } else { format!("{file}#{}", self.part) }
    }
}

impl Page {
    pub(super) fn read(text: &str) -> Self {
        let mut page = Self {
            text: text.to_owned(),
            title: String::new(),
            links: Vec::new(),
            pictures: Vec::new(),
            parts: BTreeSet::new(),
        };
        let mut heading: Option<(HeadingLevel, String)> = None;
        for event in parser(text) {
            match event {
                Event::Start(Tag::Heading { level, .. }) => heading = Some((level, String::new())),
                Event::End(TagEnd::Heading(_)) => {
                    let Some((level, words)) = heading.take() else { continue };
                    page.parts.insert(part_of(&words));
                    if level == HeadingLevel::H1 && page.title.is_empty() {
                        page.title = words;
                    }
                }
                Event::Text(words) | Event::Code(words) => {
                    if let Some((_, heading)) = &mut heading {
                        heading.push_str(&words);
                    }
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    page.links.extend(Link::of(&dest_url, CONTENTS));
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    page.pictures.push(dest_url.into_string());
                }
                _ => {}
            }
        }
        page
    }

    /// The whole document. The contents stand beside every page.
    pub(super) fn html(
        &self,
        pages: &BTreeMap<String, Self>,
        contents: &[Link],
        size: impl Fn(&str) -> Option<(u32, u32)>,
    ) -> String {
        let mut list = String::new();
        for link in contents {
            let Some(page) = pages.get(&link.page) else { continue };
            let here = if std::ptr::eq(page, self) { " aria-current=\"page\"" } else { "" };
            let title = escaped(&page.title);
            list.push_str(&format!(
                "<li><a href=\"{}\"{here}>{title}</a></li>\n",
                escaped(&link.address())
            ));
        }
        let title = escaped(&self.title);
        let body = self.body(size);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>{title} · Tieback help</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <link rel=\"icon\" href=\"data:,\">\n\
             <link rel=\"stylesheet\" href=\"guide.css\">\n</head>\n<body>\n\
             <a class=\"guide-skip\" href=\"#content\">Skip to the content</a>\n\
             <header class=\"guide-bar\"><a href=\"../\">Tieback</a> \
             <a href=\"index.html\">Help</a></header>\n\
             <div class=\"guide\">\n<nav class=\"guide-contents\" aria-label=\"Help\">\n<ul>\n\
             {list}</ul>\n</nav>\n<main id=\"content\" tabindex=\"-1\">\n{body}</main>\n</div>\n\
             </body>\n</html>\n"
        )
    }

    fn body(&self, size: impl Fn(&str) -> Option<(u32, u32)>) -> String {
        let mut events = Vec::new();
        let mut tables = 0;
        let mut parser = parser(&self.text);
        while let Some(event) = parser.next() {
            match event {
                Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                    let within: Vec<Event<'_>> = within(&mut parser, &TagEnd::Heading(level));
                    let id = Some(part_of(&words_of(&within)).into());
                    events.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
                    events.extend(within);
                    events.push(Event::End(TagEnd::Heading(level)));
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let target = Link::of(&dest_url, CONTENTS).map(|link| link.address());
                    let dest_url = target.map_or(dest_url, Into::into);
                    events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let told = escaped(&words_of(&within(&mut parser, &TagEnd::Image)));
                    let size = size(&dest_url).map_or_else(String::new, |(width, height)| {
                        format!(" width=\"{width}\" height=\"{height}\"")
                    });
                    let source = escaped(&dest_url);
                    events.push(Event::InlineHtml(
                        format!("<img src=\"{source}\" alt=\"{told}\"{size}>").into(),
                    ));
                }
                // A table may be wider than a phone.
                Event::Start(Tag::Table(columns)) => {
                    tables += 1;
                    let frame = format!(
                        "<div class=\"guide-table\" tabindex=\"0\" role=\"region\" \
                         aria-label=\"Table {tables}\">\n"
                    );
                    events.push(Event::Html(frame.into()));
                    events.push(Event::Start(Tag::Table(columns)));
                }
                Event::End(TagEnd::Table) => {
                    events.extend([Event::End(TagEnd::Table), Event::Html("</div>\n".into())]);
                }
                other => events.push(other),
            }
        }
        let mut body = String::new();
        html::push_html(&mut body, events.into_iter());
        body
    }
}

fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

/// What stands before an end, which is taken too.
fn within<'a>(parser: &mut Parser<'a>, end: &TagEnd) -> Vec<Event<'a>> {
    parser.by_ref().take_while(|event| *event != Event::End(*end)).collect()
}

fn words_of(events: &[Event<'_>]) -> String {
    let words = events.iter().map(|event| match event {
        Event::Text(words) | Event::Code(words) => words.as_ref(),
        Event::SoftBreak | Event::HardBreak => " ",
        _ => "",
    });
    words.collect()
}

/// What a heading is linked to by: `Close a month` by `close-a-month`.
fn part_of(heading: &str) -> String {
    let words = heading.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join("-")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_html_and_headings_can_be_linked_to() {
        let page = Page::read(
            "# Close a month\nSee [the *preview*](preview.md#see-why), [all](README.md), \
             [elsewhere](https://example.com/a.md).\n\n## Step 1: look\n",
        );
        assert_eq!(page.title, "Close a month");
        assert_eq!(page.links[0], Link { page: "preview".to_owned(), part: "see-why".to_owned() });
        assert_eq!(page.links.len(), 2);
        let body = page.body(|_| None);
        for part in [
            "<h1 id=\"close-a-month\">",
            "<h2 id=\"step-1-look\">",
            "href=\"preview.html#see-why\"",
            "href=\"index.html\"",
            "href=\"https://example.com/a.md\"",
        ] {
            assert!(body.contains(part), "{body}");
        }
    }

    #[test]
    fn pictures_tell_their_size_and_what_they_show() {
        let page = Page::read("# A\n![The \"why\" panel](pictures/why.png)\n");
        assert_eq!(page.pictures, ["pictures/why.png"]);
        let body = page.body(|_| Some((1280, 400)));
        let expected = "<img src=\"pictures/why.png\" alt=\"The &quot;why&quot; panel\" \
                        width=\"1280\" height=\"400\">";
        assert!(body.contains(expected), "{body}");
    }

    #[test]
    fn a_document_needs_no_script_and_no_style_of_its_own() {
        let pages = BTreeMap::from([("a".to_owned(), Page::read("# A & B\n| a |\n|-|\n| b |\n"))]);
        let contents = [Link { page: "a".to_owned(), part: String::new() }];
        let html = pages["a"].html(&pages, &contents, |_| None);
        assert!(html.contains("<a href=\"a.html\" aria-current=\"page\">A &amp; B</a>"), "{html}");
        for word in ["<script", "style=", "onclick"] {
            assert!(!html.contains(word), "{html}");
        }
    }
}
