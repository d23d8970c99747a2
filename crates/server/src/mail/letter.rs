//! A message of the outbox as an e-mail.

use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

use documents::{Notice, notice_email};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};
use procurement::Instant;
use records::notices::NoticePayload;
use records::outbox::{Failure, Leased};

use crate::links::order_url;

/// What is told, with the name of the organisation and the page to open.
pub(crate) fn notice(public_url: &str, organisation: &str, payload: &NoticePayload) -> Notice {
    Notice {
        organisation: organisation.to_owned(),
        purchase_order: payload.purchase_order.clone(),
        link: order_url(public_url, &payload.purchase_order),
        contact_name: payload.contact_name.clone(),
        told_as: payload.told_as,
        event: payload.event.clone(),
    }
}

/// The e-mail of a message: text and HTML.
pub(super) fn write(
    from: &Mailbox,
    public_url: &str,
    message: &Leased,
    now: Instant,
) -> Result<Message, Failure> {
    let to: Address = message.recipient.parse().map_err(|error| {
        Failure::Lasting(format!("`{}` is no address: {error}", message.recipient))
    })?;
    let email = notice_email(&notice(public_url, &message.organisation_name, &message.payload));
    // The same each time, so that one that comes twice is known as such.
    let id = format!(
        "<notice.{}.{}@{}>",
        message.organisation.as_str(),
        message.id,
        from.email.domain()
    );
    let milliseconds = u64::try_from(now.milliseconds()).unwrap_or_default();
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .date(UNIX_EPOCH + Duration::from_millis(milliseconds))
        .message_id(Some(id))
        .header(AutoSubmitted)
        .subject(email.subject)
        .multipart(MultiPart::alternative_plain_html(email.text, email.html))
        .map_err(|error| Failure::Lasting(format!("the mail cannot be written: {error}")))
}

/// Keeps answering machines from answering (RFC 3834).
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
