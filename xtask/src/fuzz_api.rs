//! Made-up requests to the HTTP API: schemathesis reads its description from the server, sends what
//! it allows and what it does not, and holds the answers to it.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use xshell::{Shell, cmd};

use crate::setup::{self, Tool};
use crate::{Result, app, paths};

/// What it needs besides the pages, without which nothing is served.
const NEEDS: &[Tool] = &[Tool::Python];

/// How much is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// About a minute.
    Glance,
    /// About an hour, with requests that build on the answers to others.
    Search,
}

/// What an answer is held to.
const CHECKS: &[&str] = &[
    "not_a_server_error",
    "response_schema_conformance",
    "status_code_conformance",
    "content_type_conformance",
];

/// Where the server describes its API, below the address that it tells.
const DESCRIPTION: &str = "api/v1/openapi.json";

/// `cargo xtask fuzz-api`: the step by itself. Pages that are there will do, however old.
pub(crate) fn set_up_and(sh: &Shell, step: fn(&Shell) -> Result) -> Result {
    setup::ensure(sh, NEEDS.iter().copied())?;
    if !sh.path_exists(paths::APP_DIST) {
        app::set_up_and_build(sh)?;
    }
    step(sh)
}

/// Fuzzes the API of a server that holds the example, and fails when an answer breaks a check.
pub(crate) fn run(sh: &Shell, effort: Effort) -> Result {
    let program = app::tested_program(sh)?;
    let data = sh.create_temp_dir()?;
    let server = Server::start(sh, &program, data.path())?;
    let token = issue_token(sh, &program, data.path())?;
    let found = fuzz(sh, &server.address, &token, effort);
    drop(server);
    found
}

/// A token with all that an owner may do.
fn issue_token(sh: &Shell, program: &Path, data: &Path) -> Result<String> {
    let who = ["--email", "ines@nordwind.example", "--account", "410000000001"];
    let token = cmd!(sh, "{program} token {who...} --data-directory {data}").quiet().read()?;
    match token.trim() {
        "" => Err("`tieback token` printed no token".into()),
        token => Ok(token.to_owned()),
    }
}

fn fuzz(sh: &Shell, address: &str, token: &str, effort: Effort) -> Result {
    let schemathesis = sh.current_dir().join(setup::schemathesis(sh)?);
    let checks = CHECKS.join(",");
    let (description, amount) = (format!("{address}{DESCRIPTION}"), amount(effort));
    println!("$ schemathesis run {description} {}", amount.join(" "));
    // It leaves notes in its working directory.
    let _in_notes = sh.push_dir(notes());
    cmd!(sh, "{schemathesis} run {description} --checks {checks}")
        // The same requests in each run: what is found is found again.
        .arg("--generation-deterministic")
        .args(amount)
        .args(["--header", &format!("Authorization: Bearer {token}")])
        // Neither said nor part of an error: it has a secret in it.
        .quiet()
        .secret()
        .run()
        .map_err(|_told| {
            format!(
                "the API was not asked or answered against its description, see above for requests \
                 that show it; {} is what the server said meanwhile",
                log().display()
            )
        })?;
    Ok(())
}

fn amount(effort: Effort) -> &'static [&'static str] {
    match effort {
        Effort::Glance => &["--phases", "examples,coverage,fuzzing", "--max-examples", "10"],
        Effort::Search => {
            &["--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "1000"]
        }
    }
}

/// Where what is noted on the way lies.
fn notes() -> PathBuf {
    paths::target().join("fuzz-api")
}

/// What the server says: too much for the terminal, and the only account of an error within it.
fn log() -> PathBuf {
    notes().join("server.log")
}

/// A server that holds the example; it ends with this value.
#[derive(Debug)]
struct Server {
    process: Child,
    /// Ends in a slash.
    address: String,
}

impl Server {
    fn start(sh: &Shell, program: &Path, data: &Path) -> Result<Self> {
        sh.create_dir(notes())?;
        let log = sh.current_dir().join(log());
        let process = Command::new(program)
            .args(["serve", "--example", "--address", "127.0.0.1:0", "--data-directory"])
            .arg(data)
            .current_dir(sh.current_dir())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()?;
        let mut server = Self { process, address: String::new() };
        let mut said = BufReader::new(server.process.stdout.take().ok_or("no standard output")?);
        said.read_line(&mut server.address)?;
        server.address.truncate(server.address.trim_end().len());
        if server.address.is_empty() {
            return Err(format!("Tieback was not served: {}", sh.read_file(log)?.trim_end()).into());
        }
        // Whatever else it says is taken from it, lest it wait for somebody to listen.
        thread::spawn(move || io::copy(&mut said, &mut io::sink()));
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait()) {
            eprintln!("Tieback may still run: {error}");
        }
    }
}
