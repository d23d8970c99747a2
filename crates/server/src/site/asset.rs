//! One file of the pages, in all its forms, ready to be sent.

use std::io::Write;

use axum::body::{Body, Bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::base_path::BasePath;
use super::encoding::Encoding;

/// A file whose name tells its content never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Any other is asked for again, which costs an answer without a body while it is the same.
const ASK_AGAIN: &str = "no-cache";

#[derive(Debug)]
pub(super) struct Asset {
    content_type: &'static str,
    cache_control: &'static str,
    content: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    /// Of the content; each form adds its own name.
    digest: String,
}

impl Asset {
    pub(super) fn new(
        name: &str,
        content: Bytes,
        brotli: Option<Bytes>,
        gzip: Option<Bytes>,
    ) -> Self {
        let content_type = content_type(name).unwrap_or("application/octet-stream");
        let cache_control = if has_hash(name) { FOREVER } else { ASK_AGAIN };
        let digest = digest(&content);
        Self { content_type, cache_control, content, brotli, gzip, digest }
    }

    /// This document with its addresses relative to the path. Forms made for another path are
    /// dropped; gzip is made anew.
    pub(super) fn under(self, base: &BasePath) -> Result<Self, String> {
        // The pages are built for the root.
        if base.is_root() {
            return Ok(self);
        }
        let text = std::str::from_utf8(&self.content).map_err(|error| error.to_string())?;
        let rewritten = with_base(text, base).ok_or("their index.html has no <base>")?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let packed = encoder.write_all(rewritten.as_bytes()).and_then(|()| encoder.finish());
        let gzip = Some(packed.map_err(|error| error.to_string())?.into());
        let digest = digest(rewritten.as_bytes());
        Ok(Self { content: rewritten.into(), brotli: None, gzip, digest, ..self })
    }

    /// The answer to a request for this file.
    pub(super) fn answer(&self, request: &HeaderMap) -> Response<Body> {
        let (encoding, body) = self.form(request);
        let suffix = encoding.map(|encoding| format!("-{}", encoding.name())).unwrap_or_default();
        let tag = format!("\"{}{suffix}\"", self.digest);
        let is_known = matches_tag(request, &tag);
        let mut response = Response::new(if is_known { Body::empty() } else { body.into() });
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(self.cache_control));
        if let Ok(tag) = HeaderValue::try_from(tag) {
            headers.insert(ETAG, tag);
        }
        if self.brotli.is_some() || self.gzip.is_some() {
            headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        response
    }

    /// The smallest form that the request allows. Cloning one is counting a reference.
    fn form(&self, request: &HeaderMap) -> (Option<Encoding>, Bytes) {
        let packed = |encoding: Encoding| {
            let bytes = match encoding {
                Encoding::Brotli => self.brotli.as_ref(),
                Encoding::Gzip => self.gzip.as_ref(),
            };
            bytes.filter(|_| encoding.is_accepted(request)).map(|bytes| (Some(encoding), bytes))
        };
        let (encoding, bytes) =
            Encoding::ALL.into_iter().find_map(packed).unwrap_or((None, &self.content));
        (encoding, bytes.clone())
    }
}

/// The type of what has this name, where its ending tells it.
pub(super) fn content_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension {
        "css" => "text/css; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "xml" => "text/xml; charset=utf-8",
        _ => return None,
    })
}

/// Is there a hash of the content in the name, as in `app-4fd0e6ab1c3d5e77_bg.wasm`?
fn has_hash(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let is_digit = |letter: char| matches!(letter, '0'..='9' | 'a'..='f');
    // Sixteen digits, but for leading zeros.
    stem.rsplit_once('-')
        .is_some_and(|(_, hash)| (12..=16).contains(&hash.len()) && hash.chars().all(is_digit))
}

/// The document with its `<base>` set to the path.
fn with_base(document: &str, base: &BasePath) -> Option<String> {
    let (before, rest) = document.split_once("<base ")?;
    let (_, after) = rest.split_once('>')?;
    Some(format!("{before}<base href=\"{base}\">{after}"))
}

/// Half of a SHA-256 is more than enough to tell versions apart.
fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn matches_tag(request: &HeaderMap, tag: &str) -> bool {
    let lists = request.get_all(IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    let mut known = lists.flat_map(|list| list.split(',').map(str::trim));
    known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_forever() {
        for (name, expected) in [
            ("app-4fd0e6ab1c3d5e77_bg.wasm", true),
            ("app-4fd0e6ab1c3d5e77.js", true),
            ("style-fd0e6ab1c3d5e77.css", true),
            ("outlook-wasm_bg.wasm", false),
            ("boot.js", false),
            ("index.html", false),
            ("locales/de.json", false),
            ("high-deed.js", false),
        ] {
            assert_eq!(has_hash(name), expected, "{name}");
        }
    }

    #[test]
    fn the_base_is_set_however_the_document_writes_it() {
        let base: BasePath = "/tieback".parse().unwrap();
        for document in ["a<base href=\"/\">b", "a<base href=/ >b", "a<base href=\"/\"/>b"] {
            let rewritten = with_base(document, &base);
            assert_eq!(rewritten.as_deref(), Some("a<base href=\"/tieback/\">b"), "{document}");
        }
        assert_eq!(with_base("<p>", &base), None);
    }
}
