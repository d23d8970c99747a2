//! A server under test, and a client that says exactly what it is told to.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::program::command;

/// A build of pages in small. The packed forms are not what they claim to be: a client that gets
/// them sees which one it got.
const PAGES: &[(&str, &str)] = &[
    ("index.html", "<!DOCTYPE html><base href=/ ><title>Pages</title>"),
    ("index.html.br", "index in brotli"),
    ("index.html.gz", "index in gzip"),
    ("app-4fd0e6ab1c3d5e77_bg.wasm", "\0asm"),
    ("app-4fd0e6ab1c3d5e77_bg.wasm.br", "module in brotli"),
    ("app-4fd0e6ab1c3d5e77_bg.wasm.gz", "module in gzip"),
    ("style-4fd0e6ab1c3d5e77.css", "body {}"),
    ("boot.js", "start();"),
    ("boot.js.br", "start in brotli"),
    ("locales/de.json", "{}"),
    ("favicon-4fd0e6ab1c3d5e77.svg", "<svg/>"),
    (".stamp", "none of your business"),
];

/// The program, serving until the test is over.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// What it still says; kept open so that it can.
    out: BufReader<ChildStdout>,
    /// What it said first.
    pub(crate) line: String,
    /// What it said next, because nobody has used it yet.
    pub(crate) set_up: String,
    /// Where its records are.
    pub(crate) data: String,
    /// Host and port.
    pub(crate) address: String,
}

/// An answer, its header names in lower case.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// A directory with the pages in small.
pub(crate) fn pages() -> &'static str {
    static DIRECTORY: OnceLock<String> = OnceLock::new();
    DIRECTORY.get_or_init(|| {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pages");
        for (name, content) in PAGES {
            let path = directory.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        directory.into_os_string().into_string().unwrap()
    })
}

/// A directory for records that no other test has.
fn data_directory() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("records-{}-{count}", std::process::id());
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    path.into_os_string().into_string().unwrap()
}

impl Server {
    /// Serves the pages in small under a base path.
    pub(crate) fn start(base_path: &str) -> Self {
        Self::start_with(&[&format!("--base-path={base_path}")])
    }

    /// Serves the pages in small with more arguments, and with records of its own.
    pub(crate) fn start_with(more: &[&str]) -> Self {
        let data = data_directory();
        let mut server = Self::spawn(&[&["--data-directory", &data], more].concat());
        server.out.read_line(&mut server.set_up).unwrap();
        server.data = data;
        server
    }

    /// Serves the pages in small, with records that somebody uses already and the test looks after;
    /// an argument tells where they are.
    pub(crate) fn start_on(records: &str) -> Self {
        Self::spawn(&[records])
    }

    fn spawn(more: &[&str]) -> Self {
        let arguments = ["serve", "--address=127.0.0.1:0", "--pages", pages()];
        let mut child = command(&[arguments.as_slice(), more].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let rest = line.strip_prefix("http://").unwrap();
        let address = rest.split('/').next().unwrap().to_owned();
        Self { child, out, line, set_up: String::new(), data: String::new(), address }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// A request with these headers on a connection of its own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        self.send(method, path, headers, "")
    }

    /// The same with a body.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        for header in headers {
            request.push_str(header);
            request.push_str("\r\n");
        }
        if !body.is_empty() {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("Connection: close\r\n\r\n");
        request.push_str(body);
        let mut connection = TcpStream::connect(&self.address).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).unwrap();
        Answer::parse(&String::from_utf8(answer).unwrap())
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end: the exit code, and what was said since the first line.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        let code = self.child.wait().unwrap().code();
        self.child.stderr.take().unwrap().read_to_string(&mut rest).unwrap();
        (code, rest)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.data);
    }
}

impl Answer {
    pub(crate) fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        };
        Self { status, headers: lines.map(header).collect(), body: body.to_owned() }
    }

    /// The header of this name, empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut named = self.headers.iter().filter(|(other, _)| other == name);
        let value = named.next().map(|(_, value)| value.as_str()).unwrap_or_default();
        assert_eq!(named.next(), None, "{name} is there twice");
        value
    }
}
