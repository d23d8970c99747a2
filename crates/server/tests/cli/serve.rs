//! `tieback serve` over a real connection.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;

use crate::program::tieback;
use crate::serving::{Server, pages};

const MODULE: &str = "/app-4fd0e6ab1c3d5e77_bg.wasm";
const NAVIGATES: &str = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

#[test]
fn files_are_sent_with_their_type_and_their_life() {
    let server = Server::start("/");
    let forever = "public, max-age=31536000, immutable";
    for (path, body, content_type, life) in [
        ("/boot.js", "start();", "text/javascript; charset=utf-8", "no-cache"),
        ("/locales/de.json", "{}", "application/json", "no-cache"),
        (MODULE, "\0asm", "application/wasm", forever),
        ("/style-4fd0e6ab1c3d5e77.css", "body {}", "text/css; charset=utf-8", forever),
        ("/favicon-4fd0e6ab1c3d5e77.svg", "<svg/>", "image/svg+xml", forever),
        ("/boot.js?version=2", "start();", "text/javascript; charset=utf-8", "no-cache"),
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.body.as_str()), (200, body), "{path}");
        assert_eq!(answer.header("content-type"), content_type, "{path}");
        assert_eq!(answer.header("cache-control"), life, "{path}");
        assert_eq!(answer.header("content-encoding"), "", "{path}");
        assert_eq!(answer.header("content-length"), body.len().to_string(), "{path}");
    }
}

#[test]
fn the_smallest_form_that_is_accepted_is_sent() {
    let server = Server::start("/");
    for (path, accepted, encoding, body) in [
        (MODULE, "gzip, deflate, br, zstd", "br", "module in brotli"),
        (MODULE, "gzip", "gzip", "module in gzip"),
        (MODULE, "br;q=0, gzip;q=0.5", "gzip", "module in gzip"),
        (MODULE, "identity", "", "\0asm"),
        ("/", "br", "br", "index in brotli"),
        ("/boot.js", "gzip", "", "start();"),
        ("/locales/de.json", "gzip, br", "", "{}"),
    ] {
        let answer = server.ask("GET", path, &[&format!("Accept-Encoding: {accepted}")]);
        assert_eq!(answer.header("content-encoding"), encoding, "{path} {accepted}");
        assert_eq!((answer.status, answer.body.as_str()), (200, body), "{path} {accepted}");
        let varies = if path == "/locales/de.json" { "" } else { "Accept-Encoding" };
        assert_eq!(answer.header("vary"), varies, "{path} {accepted}");
    }
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    let server = Server::start("/");
    let tag = server.get(MODULE).header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() == 34, "{tag}");
    let in_brotli = server.ask("GET", MODULE, &["Accept-Encoding: br"]);
    assert_ne!(in_brotli.header("etag"), tag, "each form has its own");

    for known in [tag.clone(), format!("\"other\", W/{tag}"), "*".to_owned()] {
        let answer = server.ask("GET", MODULE, &[&format!("If-None-Match: {known}")]);
        assert_eq!((answer.status, answer.body.as_str()), (304, ""), "{known}");
        assert_eq!(answer.header("etag"), tag);
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    }
    let headers = [format!("If-None-Match: {tag}"), "Accept-Encoding: br".to_owned()];
    let answer = server.ask("GET", MODULE, &[&headers[0], &headers[1]]);
    assert_eq!(answer.status, 200, "the plain form is not the packed one");
}

#[test]
fn a_page_is_the_index_and_a_missing_file_is_missing() {
    let server = Server::start("/");
    for path in ["/", "/index.html", "/preview?data=sample", "/orders/PO-1.5", "/orders/A%2FB"] {
        let answer = server.ask("GET", path, &[NAVIGATES]);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.contains("<title>Pages"), "{path}: {}", answer.body);
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
    }
    for path in [
        "/app-0000000000000000_bg.wasm",
        "/missing.js",
        "/orders/missing.css",
        "/favicon.ico",
        "/locales/fr.json",
    ] {
        let answer = server.ask("GET", path, &[NAVIGATES]);
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8", "{path}");
    }
    // Packed forms have no address of their own, nor have notes of the build.
    for path in ["/boot.js.br", "/.stamp"] {
        assert!(server.ask("GET", path, &[NAVIGATES]).body.contains("<title>Pages"), "{path}");
    }
}

#[test]
fn only_those_who_go_to_a_page_get_one() {
    let server = Server::start("/");
    for (headers, status) in [
        (["Accept: */*"].as_slice(), 200),
        (&[], 200),
        (&["Accept: application/json"], 404),
        (&["Sec-Fetch-Mode: navigate", "Accept: text/html"], 200),
        (&["Sec-Fetch-Mode: cors", "Accept: */*"], 404),
        (&["Sec-Fetch-Mode: no-cors", "Accept: text/html"], 404),
    ] {
        assert_eq!(server.ask("GET", "/orders/1", headers).status, status, "{headers:?}");
    }
}

#[test]
fn no_path_leads_out_of_the_pages() {
    let server = Server::start("/");
    for path in [
        "/../Cargo.toml",
        "/locales/../../Cargo.toml",
        "/%2e%2e/secret",
        "/locales/.%2E/secret",
        "/./boot.js",
        "//boot.js",
        "//elsewhere.example/",
        "/..",
    ] {
        let answer = server.ask("GET", path, &[NAVIGATES]);
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
        assert_eq!(answer.body, "There is nothing at this address.\n", "{path}");
    }
}

#[test]
fn head_tells_what_get_would_send() {
    let server = Server::start("/");
    for path in ["/", MODULE, "/healthz", "/missing.js"] {
        let (get, head) = (server.get(path), server.ask("HEAD", path, &[]));
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
        for name in ["content-length", "content-type", "etag", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
    }
}

#[test]
fn other_methods_are_refused() {
    let server = Server::start("/");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        for path in ["/", MODULE, "/healthz", "/missing.js"] {
            let answer = server.ask(method, path, &[]);
            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(answer.header("allow"), "GET, HEAD");
        }
    }
}

#[test]
fn every_answer_keeps_browsers_strict() {
    let server = Server::start("/");
    for (method, path, status) in
        [("GET", "/", 200), ("GET", MODULE, 200), ("GET", "/missing.js", 404), ("POST", "/", 405)]
    {
        let answer = server.ask(method, path, &[]);
        assert_eq!(answer.status, status);
        let policy: Vec<&str> = answer.header("content-security-policy").split("; ").collect();
        for directive in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(&directive), "{path}: {directive} is not in {policy:?}");
        }
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("camera=()"));
    }
}

#[test]
fn under_a_base_path_the_document_says_so_and_nothing_else_answers() {
    let server = Server::start("/finance/tieback");
    assert!(server.line.ends_with("/finance/tieback/\n"), "{}", server.line);
    for path in ["/finance/tieback/", "/finance/tieback/orders/1", "/finance/tieback/index.html"] {
        // The packed forms were made for the root.
        let answer = server.ask("GET", path, &[NAVIGATES, "Accept-Encoding: br"]);
        assert_eq!((answer.status, answer.header("content-encoding")), (200, ""), "{path}");
        let expected = "<!DOCTYPE html><base href=\"/finance/tieback/\"><title>Pages</title>";
        assert_eq!(answer.body, expected, "{path}");
    }
    assert_eq!(server.get("/finance/tieback/boot.js").body, "start();");
    for path in ["/boot.js", "/finance", "/finance/tiebacks", "/other/page"] {
        assert_eq!(server.ask("GET", path, &[NAVIGATES]).status, 404, "{path}");
    }
    for (path, target) in [
        ("/", "/finance/tieback/"),
        ("/finance/tieback", "/finance/tieback/"),
        ("/finance/tieback?data=sample", "/finance/tieback/?data=sample"),
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("location")), (307, target), "{path}");
    }
}

#[test]
fn the_server_tells_that_it_is_up() {
    let at_root = Server::start("/");
    assert_eq!(at_root.line, format!("http://{}/\n", at_root.address));
    assert_eq!(at_root.get("/healthz").body, "ok\n");
    let below = Server::start("/tieback");
    for path in ["/healthz", "/tieback/healthz"] {
        let answer = below.get(path);
        assert_eq!((answer.status, answer.body.as_str()), (200, "ok\n"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache");
    }
}

#[cfg(unix)]
#[test]
fn asked_to_end_it_ends_well_though_connections_are_open() {
    for signal in ["-TERM", "-INT"] {
        let server = Server::start("/");
        let mut connection = TcpStream::connect(&server.address).unwrap();
        connection.write_all(b"GET /boot.js HTTP/1.1\r\nHost: here\r\n\r\n").unwrap();
        let mut first = [0; 12];
        connection.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        let process = server.process().to_string();
        assert!(Command::new("kill").args([signal, &process]).status().unwrap().success());
        assert_eq!(server.wait(), (Some(0), String::new()), "{signal}");
    }
}

#[test]
fn what_cannot_be_served_is_told_with_a_remedy() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = holder.local_addr().unwrap().to_string();
    let empty = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no-pages");
    fs::create_dir_all(&empty).unwrap();
    let empty = empty.to_str().unwrap();
    for (arguments, code, message) in [
        (["--address", taken.as_str()].as_slice(), 69, "is taken: end the program"),
        (&["--address", "192.0.2.1:80"], 69, "is no address of this machine"),
        (&["--address", "8080"], 64, "`8080` is no address to listen on: write a host"),
        (&["--address", "127.0.0.1:99999"], 64, "such as 127.0.0.1:8080"),
        (&["--base-path", "tieback"], 64, "begin it with `/`, such as /tieback"),
        (&["--base-path", "/a//b"], 64, "such as /finance/tieback"),
    ] {
        let ended = tieback(&[&["serve", "--pages", pages()], arguments].concat());
        assert_eq!((ended.code, ended.out.as_str()), (code, ""), "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(message), "{arguments:?}: {}", ended.err);
    }
    for (directory, code, message) in [
        (empty, 69, "they have no index.html: build them with `cargo xtask app`"),
        ("nowhere", 66, "tieback: nowhere: "),
    ] {
        let ended = tieback(&["serve", "--address", "127.0.0.1:0", "--pages", directory]);
        assert_eq!((ended.code, ended.out.as_str()), (code, ""), "{}", ended.err);
        assert!(ended.err.contains(message), "{}", ended.err);
    }
}
