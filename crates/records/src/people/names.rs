//! What names, ids and e-mail addresses look like.

use crate::{Problem, RecordError, Result};

/// How many characters a name may have.
pub const NAME_MAX: usize = 100;

/// How long an address may be that mail is sent to.
const EMAIL_MAX: usize = 254;

/// The name without spaces around it, and what is wrong with it.
pub(crate) fn checked(name: &str, pointer: &str, problems: &mut Vec<Problem>) -> String {
    let name = name.trim();
    let fits = (1..=NAME_MAX).contains(&name.chars().count());
    if !fits || name.chars().any(char::is_control) {
        let message =
            format!("a name has 1 to {NAME_MAX} characters on one line: write one like that");
        problems.push(Problem::new("INVALID_NAME", pointer, message));
    }
    name.to_owned()
}

/// The address in small letters, and what is wrong with it. Whether it exists, only mail tells.
pub(crate) fn checked_email(email: &str, pointer: &str, problems: &mut Vec<Problem>) -> String {
    let email = email_key(email);
    let has_parts = email.split_once('@').is_some_and(|(mailbox, domain)| {
        !mailbox.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    let is_plain = !email.contains(|c: char| c.is_whitespace() || c.is_control());
    if !has_parts || !is_plain || email.len() > EMAIL_MAX {
        let message =
            format!("`{email}` is no e-mail address: write one such as `erika@example.com`");
        problems.push(Problem::new("INVALID_EMAIL", pointer, message));
    }
    email
}

/// What an address is kept and found by, however it was typed.
pub(crate) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Looks at an id that a caller chose: the prefix, then 4 to 32 small letters and digits.
pub(crate) fn check_id(id: &str, prefix: &str, pointer: &str, problems: &mut Vec<Problem>) {
    let fits = id.strip_prefix(prefix).is_some_and(|rest| {
        (4..=32).contains(&rest.len())
            && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    });
    if !fits {
        let message = format!(
            "`{id}` cannot be the id: write `{prefix}` and 4 to 32 small letters and digits, or \
             leave it out"
        );
        problems.push(Problem::new("INVALID_ID", pointer, message));
    }
}

/// Goes on where nothing is wrong.
pub(crate) fn refuse(problems: Vec<Problem>) -> Result<()> {
    if problems.is_empty() { Ok(()) } else { Err(RecordError::refused_all(problems)) }
}
