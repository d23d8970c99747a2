//! The mail server that e-mail is handed to.

use std::fmt;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use records::outbox::Failure;
use tokio::time::timeout;

/// A mail server, and who mail comes from.
pub(crate) struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl fmt::Debug for Post {
    // The address of the server holds its password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").field("from", &self.from).finish_non_exhaustive()
    }
}

/// How long the server may take with one message.
const PATIENCE: Duration = Duration::from_secs(30);

impl Post {
    /// Within a runtime, by the address of the server, `smtp://user:password@host:port` or `smtps://…`. Refused, with
    /// a sentence that does not repeat the password, is what is no such address.
    pub(crate) fn new(url: &str, from: &str) -> Result<Self, String> {
        let from = from.parse().map_err(|error| {
            format!(
                "mail cannot come from `{from}`, {error}: write `name@host`, or `Name <name@host>`"
            )
        })?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            "the address of the mail server is none: write smtps://user:password@host, or \
             smtp://user:password@host:587?tls=required"
                .to_owned()
        })?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }

    pub(super) fn from(&self) -> &Mailbox {
        &self.from
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), Failure> {
        match timeout(PATIENCE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            // A refusal for good may be one of the sender's rights or name, which a person mends:
            // all is tried again, and given up after a while.
            Ok(Err(error)) => Err(Failure::Passing(sentence(&error))),
            Err(_) => {
                let seconds = PATIENCE.as_secs();
                Err(Failure::Passing(format!("the mail server did not answer for {seconds} s")))
            }
        }
    }
}

/// An error with what caused it.
fn sentence(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let reason = error.to_string();
        if !text.contains(&reason) {
            text.push_str(": ");
            text.push_str(&reason);
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    // The transport tidies its connections up by a task of its own.
    #[tokio::test]
    async fn what_is_no_mail_server_is_refused_without_its_password() {
        let refused = Post::new("ftp://user:hunter2@host", "a@example.com").unwrap_err();
        assert!(refused.contains("smtps://") && !refused.contains("hunter2"), "{refused}");
        let refused = Post::new("smtp://host", "nobody").unwrap_err();
        assert!(refused.contains("`nobody`"), "{refused}");
        let post = Post::new("smtp://user:hunter2@host:25", "Tieback <po@example.com>").unwrap();
        assert!(!format!("{post:?}").contains("hunter2"));
    }
}
