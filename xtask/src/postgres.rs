//! A PostgreSQL server for the tests, made afresh for each run and gone with it.

use std::env;
use std::io::{self, BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use xshell::Shell;

use crate::Result;
use crate::setup::{self, Tool};

/// Tells the tests which server to make their databases in, as a URL.
pub(crate) const VARIABLE: &str = "TIEBACK_TEST_POSTGRES";

/// Starts a server and ends it with its own standard input.
const KEEPER: &str = include_str!("postgres/keeper.sh");
/// What the keeper says when the server takes connections.
const READY: &str = "ready";
/// The server refuses to run as root; its package brings this user.
const USER: &str = "postgres";

/// Whether what is committed survives a loss of power. Tests that end no machine need it not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    Memory,
    Disk,
}

/// A server for tests. One that was started for it ends with this value.
#[derive(Debug)]
pub(crate) struct Postgres {
    url: String,
    /// None where the server is somebody else's.
    keeper: Option<Keeper>,
}

/// The server that whoever calls has named for the tests.
pub(crate) fn named() -> Option<String> {
    env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}

/// `cargo xtask postgres`: serves until Ctrl-C.
pub(crate) fn set_up_and_serve(sh: &Shell, durability: Durability) -> Result {
    if let Some(url) = named() {
        return Err(format!("{VARIABLE} already names a server, {url}: use it, or unset it").into());
    }
    setup::ensure(sh, [Tool::Postgres].into_iter())?;
    let mut server = Postgres::start(sh, durability)?;
    println!("\nexport {VARIABLE}={}\n\nCtrl-C ends the server and removes its data", server.url());
    server.wait()
}

impl Postgres {
    /// The server that is named for the tests, else a new one.
    pub(crate) fn for_tests(sh: &Shell) -> Result<Self> {
        match named() {
            Some(url) => Ok(Self { url, keeper: None }),
            None => Self::start(sh, Durability::Memory),
        }
    }

    pub(crate) fn start(sh: &Shell, durability: Durability) -> Result<Self> {
        let programs = setup::postgres_programs()?;
        let shell = if setup::is_root(sh)? { shell_as(USER) } else { Command::new("sh") };
        let port = free_port()?;
        let keeper = Keeper::start(shell, &programs, port, durability)?;
        let url = format!("postgres://tieback@127.0.0.1:{port}/postgres");
        Ok(Self { url, keeper: Some(keeper) })
    }

    /// Where superuser `tieback` may make databases, without a password.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns when the server does not run any more: it does until something ends it.
    fn wait(&mut self) -> Result {
        match &mut self.keeper {
            Some(keeper) => keeper.wait(),
            None => Ok(()),
        }
    }
}

/// A port of this machine that nobody listens on.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A shell that runs as another user, which root may.
fn shell_as(user: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", user, "--clear-groups", "sh"]);
    command
}

/// The process that ends the server once nobody holds its standard input: when this value is
/// dropped, and also when the run is killed and drops nothing.
#[derive(Debug)]
struct Keeper {
    process: Child,
    said: BufReader<ChildStdout>,
}

impl Keeper {
    /// Returns when the server takes connections.
    fn start(shell: Command, programs: &Path, port: u16, durability: Durability) -> Result<Self> {
        let fsync = match durability {
            Durability::Memory => "off",
            Durability::Disk => "on",
        };
        let mut process = in_own_group(shell)
            .args(["-c", KEEPER, "keeper"])
            .arg(programs)
            .args([&port.to_string(), fsync])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().ok_or("the keeper of PostgreSQL says nothing")?;
        let mut keeper = Self { process, said: BufReader::new(said) };
        let mut line = String::new();
        keeper.said.read_line(&mut line)?;
        if line.trim_end() == READY {
            return Ok(keeper);
        }
        Err("PostgreSQL did not start, see above; TMPDIR must be a directory that the user of the \
             server may write to"
            .into())
    }

    /// Returns when the keeper has ended without being asked to.
    fn wait(&mut self) -> Result {
        io::copy(&mut self.said, &mut io::sink())?;
        Err("the keeper of PostgreSQL was ended by somebody else".into())
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        // Waiting closes its standard input first, which is what asks it to end.
        if let Err(error) = self.process.wait() {
            eprintln!("PostgreSQL may still run: {error}");
        }
    }
}

/// Ctrl-C is for all processes of its terminal's group: the keeper is not to hear it.
#[cfg(unix)]
fn in_own_group(mut command: Command) -> Command {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
    command
}

#[cfg(not(unix))]
fn in_own_group(command: Command) -> Command {
    command
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use xshell::TempDir;

    use super::*;

    /// Programs that note how they are called, and a directory for what they leave.
    struct Scene {
        directory: TempDir,
    }

    impl Scene {
        fn new(initdb: &str) -> Self {
            let scene = Self { directory: Shell::new().unwrap().create_temp_dir().unwrap() };
            fs::create_dir(scene.temporary()).unwrap();
            scene.write_program("initdb", initdb);
            scene.write_program("pg_ctl", r#"echo "$1" >>"${0%/*}/calls""#);
            scene
        }

        fn write_program(&self, name: &str, script: &str) {
            let path = self.directory.path().join(name);
            fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }

        fn start(&self, durability: Durability) -> Result<Keeper> {
            let mut shell = Command::new("sh");
            shell.env("TMPDIR", self.temporary());
            Keeper::start(shell, self.directory.path(), 4711, durability)
        }

        fn temporary(&self) -> PathBuf {
            self.directory.path().join("temporary")
        }

        fn left(&self) -> Vec<PathBuf> {
            let entries = fs::read_dir(self.temporary()).unwrap();
            entries.map(|entry| entry.unwrap().path()).collect()
        }

        fn calls(&self) -> String {
            fs::read_to_string(self.directory.path().join("calls")).unwrap()
        }
    }

    const INITDB: &str = r#"mkdir "$2""#;

    #[test]
    fn a_dropped_server_is_stopped_and_leaves_no_file() {
        let scene = Scene::new(INITDB);
        let keeper = scene.start(Durability::Memory).unwrap();
        assert_eq!((scene.calls().as_str(), scene.left().len()), ("start\n", 1));
        drop(keeper);
        assert_eq!((scene.calls().as_str(), scene.left().len()), ("start\nstop\n", 0));
    }

    #[test]
    fn a_server_that_cannot_be_made_is_an_error_and_leaves_no_file() {
        let scene = Scene::new("exit 1");
        let error = scene.start(Durability::Memory).unwrap_err();
        assert!(error.to_string().starts_with("PostgreSQL did not start"), "{error}");
        assert_eq!((scene.calls().as_str(), scene.left().len()), ("stop\n", 0));
    }

    #[test]
    fn a_server_writes_to_the_disk_when_asked_to() {
        for (durability, line) in
            [(Durability::Memory, "fsync = off"), (Durability::Disk, "fsync = on")]
        {
            let scene = Scene::new(INITDB);
            let keeper = scene.start(durability).unwrap();
            let written = scene.left()[0].join("data/postgresql.conf");
            let settings = fs::read_to_string(written).unwrap();
            assert!(settings.lines().any(|setting| setting == line), "{settings}");
            assert!(settings.lines().any(|setting| setting == "port = 4711"), "{settings}");
            drop(keeper);
        }
    }
}
