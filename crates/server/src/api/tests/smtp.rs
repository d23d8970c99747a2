//! A mail server for tests, as small as one can be: what it does with each message is told before.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// The server has no room for it just now.
    Later,
    /// The connection breaks in the middle of it.
    Reset,
}

/// A message that was taken.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) from: String,
    pub(super) to: String,
    /// Headers and body, long lines put together again.
    pub(super) text: String,
}

/// A mail server that listens until the test is over. Every message is taken, unless told
/// otherwise.
#[derive(Debug, Clone)]
pub(super) struct MailServer {
    address: SocketAddr,
    treatments: Arc<Mutex<VecDeque<Treatment>>>,
    taken: Arc<Mutex<Vec<Taken>>>,
    /// What the next message that is taken waits for before that is said.
    held: Arc<Mutex<Option<mpsc::Receiver<()>>>>,
}

impl MailServer {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            treatments: Arc::default(),
            taken: Arc::default(),
            held: Arc::default(),
        };
        let own = server.clone();
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let server = own.clone();
                // A client that goes away ends its connection only.
                thread::spawn(move || server.talk(&connection).unwrap_or_default());
            }
        });
        server
    }

    pub(super) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What happens to the next messages, before all is well again.
    pub(super) fn then(&self, treatments: &[Treatment]) {
        self.treatments.lock().unwrap().extend(treatments);
    }

    /// The next message is taken, and that is said once what this gives is sent something.
    pub(super) fn hold_next(&self) -> mpsc::Sender<()> {
        let (go_on, held) = mpsc::channel();
        *self.held.lock().unwrap() = Some(held);
        go_on
    }

    pub(super) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    fn talk(&self, connection: &TcpStream) -> Option<()> {
        let mut lines = BufReader::new(connection).lines().map_while(Result::ok);
        let say = |text: &str| {
            let mut connection = connection;
            connection.write_all(format!("{text}\r\n").as_bytes()).ok()
        };
        say("220 test ESMTP")?;
        let (mut from, mut to) = (String::new(), String::new());
        loop {
            let line = lines.next()?;
            let (verb, rest) = line.split_once([' ', ':']).unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => say("250-test\r\n250 8BITMIME")?,
                "MAIL" => {
                    from = within_brackets(rest);
                    say("250 ok")?;
                }
                "RCPT" => {
                    to = within_brackets(rest);
                    say("250 ok")?;
                }
                "DATA" => {
                    let treatment = self.treatments.lock().unwrap().pop_front();
                    if treatment == Some(Treatment::Reset) {
                        return None;
                    }
                    say("354 go on")?;
                    let body: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                    if treatment == Some(Treatment::Later) {
                        say("452 4.3.1 no room")?;
                        continue;
                    }
                    let text = body.join("\n").replace("=\n", "").replace("\n ", " ");
                    let taken = Taken { from: from.clone(), to: to.clone(), text };
                    let held = self.held.lock().unwrap().take();
                    self.taken.lock().unwrap().push(taken);
                    if let Some(held) = held {
                        held.recv_timeout(Duration::from_secs(20)).ok()?;
                    }
                    say("250 taken")?;
                }
                "QUIT" => return say("221 bye"),
                _ => say("250 ok")?,
            }
        }
    }
}

fn within_brackets(text: &str) -> String {
    let (_, rest) = text.split_once('<').unwrap();
    rest.split('>').next().unwrap().to_owned()
}
