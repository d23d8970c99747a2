//! Writes the guide (`docs/guide`) as HTML beside the pages, without a script. A link that leads
//! nowhere and a picture that is missing end the build: nobody else would notice.

mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use xshell::Shell;

use crate::{Result, css, paths};
use page::Page;

/// The page with the contents, which the build writes first of all as `index.html`.
const CONTENTS: &str = "README";

/// `cargo xtask guide`.
pub(crate) fn write(sh: &Shell) -> Result {
    let pages = read(sh)?;
    let faults = faults(sh, &pages)?;
    if !faults.is_empty() {
        return Err(format!("the guide is not whole:\n{}", faults.join("\n")).into());
    }
    let built = Path::new(paths::GUIDE_BUILT);
    sh.remove_path(built)?;
    sh.create_dir(built.join("pictures"))?;
    let contents = pages.get(CONTENTS).map(|page| page.links.clone()).unwrap_or_default();
    for (name, page) in &pages {
        let html = page.html(&pages, &contents, |picture| size_of(sh, picture));
        sh.write_file(built.join(file_of(name)), html)?;
    }
    let pictures: BTreeSet<&String> = pages.values().flat_map(|page| &page.pictures).collect();
    for picture in pictures {
        sh.copy_file(Path::new(paths::GUIDE).join(picture), built.join(picture))?;
    }
    Ok(sh.write_file(built.join("guide.css"), css::joined(sh, Path::new(paths::GUIDE_STYLE))?)?)
}

/// The pages by their names, `preview` of `preview.md`.
fn read(sh: &Shell) -> Result<BTreeMap<String, Page>> {
    let files = paths::files_ending(sh, paths::GUIDE, ".md")?;
    let named = |file: &Path| file.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
    let pages = files.iter().filter_map(|file| Some((named(file)?, file)));
    pages.map(|(name, file)| Ok((name, Page::read(&sh.read_file(file)?)))).collect()
}

/// All that is wrong with the pages together, a sentence each.
fn faults(sh: &Shell, pages: &BTreeMap<String, Page>) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let Some(contents) = pages.get(CONTENTS) else {
        return Ok(vec![format!("{}/{CONTENTS}.md is missing: it lists the pages", paths::GUIDE)]);
    };
    for (name, page) in pages {
        let mut fault = |what: String| faults.push(format!("{}/{name}.md: {what}", paths::GUIDE));
        if page.title.is_empty() {
            fault("has no title: begin it with `# …`".to_owned());
        }
        if name != CONTENTS && !contents.links.iter().any(|link| link.page == *name) {
            fault(format!("is not in the contents: link to it in {CONTENTS}.md"));
        }
        for link in &page.links {
            match pages.get(&link.page) {
                None => fault(format!("`{}.md` is no page of the guide", link.page)),
                Some(target) if !link.leads_into(target) => {
                    fault(format!("`{}.md` has no heading `#{}`", link.page, link.part));
                }
                Some(_) => {}
            }
        }
        for picture in &page.pictures {
            if size_of(sh, picture).is_none() {
                fault(format!("`{picture}` is missing, or no PNG: take it by guide-pictures.mjs"));
            }
        }
    }
    Ok(faults)
}

/// Width and height of a picture of the guide, so that a page keeps its place for it.
fn size_of(sh: &Shell, picture: &str) -> Option<(u32, u32)> {
    let bytes = sh.read_binary_file(Path::new(paths::GUIDE).join(picture)).ok()?;
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    bytes.starts_with(b"\x89PNG").then(|| Some((number(16)?, number(20)?)))?
}

/// The name of a page as a file.
fn file_of(name: &str) -> String {
    format!("{}.html", if name == CONTENTS { "index" } else { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell() -> Shell {
        let sh = Shell::new().unwrap();
        sh.change_dir(paths::root().unwrap());
        sh
    }

    #[test]
    fn the_guide_has_no_dead_link_and_no_missing_picture() {
        let sh = shell();
        let pages = read(&sh).unwrap();
        assert_eq!(faults(&sh, &pages).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn every_page_that_the_pages_link_to_is_there() {
        let sh = shell();
        let pages = read(&sh).unwrap();
        let map = sh.read_file("app/src/pages/help.rs").unwrap();
        let named: Vec<&str> = map
            .lines()
            .filter_map(|line| line.strip_prefix("    (\"")?.strip_suffix("\"),"))
            .filter_map(|pair| pair.split_once("\", \""))
            .map(|(_, name)| name)
            .collect();
        assert!(named.len() >= 10, "{named:?}");
        for name in named {
            assert!(pages.contains_key(name), "{name}");
        }
    }

    #[test]
    fn what_leads_nowhere_is_told_with_its_page() {
        let sh = Shell::new().unwrap();
        let directory = sh.create_temp_dir().unwrap();
        sh.change_dir(directory.path());
        sh.write_file(format!("{}/README.md", paths::GUIDE), "# Help\n[a](a.md) [b](b.md#there)\n")
            .unwrap();
        sh.write_file(format!("{}/b.md", paths::GUIDE), "![x](pictures/x.png)\n## Here\n").unwrap();
        sh.write_file(format!("{}/c.md", paths::GUIDE), "# C\n").unwrap();
        let told = write(&sh).unwrap_err().to_string();
        for part in [
            "README.md: `a.md` is no page of the guide",
            "README.md: `b.md` has no heading `#there`",
            "b.md: has no title",
            "b.md: `pictures/x.png` is missing",
            "c.md: is not in the contents",
        ] {
            assert!(told.contains(part), "{told}");
        }
    }
}
