//! Ids and secrets.

use std::fmt;

use rand::TryRngCore;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{RecordError, Result};

/// The id of an organisation, part of every key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrganisationId(String);

impl OrganisationId {
    /// The organisation of that id; whether there is one, the records tell.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id in writing.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrganisationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Small letters and digits that are not taken for each other.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A text of the system's randomness after a prefix: five bits a character.
///
/// # Errors
/// When the system has none to give.
pub fn secret(prefix: &str, characters: usize) -> Result<String> {
    let mut bytes = vec![0_u8; characters];
    OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| RecordError::Damaged("the system gives no randomness".to_owned()))?;
    let letters = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    Ok(prefix.chars().chain(letters).collect())
}

/// What is kept of a secret: lower-case hex SHA-256.
pub(crate) fn hash_of(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

/// Bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
