//! The pages as a web site: which file answers a request, and what goes with it.

mod answer;
mod asset;
mod base_path;
mod encoding;
mod files;
mod headers;

use std::collections::HashMap;

pub(crate) use answer::router;
use asset::Asset;
pub(crate) use base_path::BasePath;
pub(crate) use files::{Files, built_in, of_directory};
pub(crate) use headers::secure;

/// The document that every page is drawn in.
const INDEX: &str = "index.html";

/// The pages under a path of the server. All of it is in memory: no request reaches a file.
#[derive(Debug)]
pub(crate) struct Site {
    base: BasePath,
    index: Asset,
    /// By their names below the base path.
    assets: HashMap<String, Asset>,
}

impl Site {
    /// Lays the files out under the path. Names that end in `.br` and `.gz` are packed forms of
    /// the files beside them. Refused, with a sentence, are files that are no build of the pages.
    pub(crate) fn new(mut files: Files, base: BasePath) -> Result<Self, String> {
        let mut assets = HashMap::new();
        let plain: Vec<String> = files.keys().filter(|name| !is_packed(name)).cloned().collect();
        for name in plain {
            let Some(content) = files.remove(&name) else { continue };
            let brotli = files.remove(&format!("{name}.br"));
            let gzip = files.remove(&format!("{name}.gz"));
            assets.insert(name.clone(), Asset::new(&name, content, brotli, gzip));
        }
        let index = assets.remove(INDEX).ok_or("they have no index.html")?.under(&base)?;
        Ok(Self { base, index, assets })
    }

    /// What there is under a name.
    fn asset(&self, name: &str) -> Option<&Asset> {
        if name.is_empty() || name == INDEX { Some(&self.index) } else { self.assets.get(name) }
    }
}

fn is_packed(name: &str) -> bool {
    let (_, extension) = name.rsplit_once('.').unwrap_or_default();
    matches!(extension, "br" | "gz")
}
