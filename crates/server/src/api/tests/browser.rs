//! A browser, as far as the preview goes: the session that its worker holds. What it is asked and
//! what it answers is kept for a test of the pages, which asks a real browser the same.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

use outlook::Session;
use outlook::api::Request;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Names the directory in which conversations are kept.
const DIRECTORY: &str = "TIEBACK_CONVERSATIONS";

#[derive(Default)]
pub(super) struct Browser {
    session: Session,
    conversation: Vec<Asked>,
}

/// One request, and what became of it.
#[derive(Serialize)]
struct Asked {
    ask: String,
    answer: Option<String>,
    refused: Option<String>,
}

impl Browser {
    pub(super) fn ask<T: DeserializeOwned>(&mut self, request: &Request) -> Result<T, String> {
        let ask = serde_json::to_string(request).unwrap();
        let result = self.session.answer_json(&ask);
        let (answer, refused) = (result.clone().ok(), result.clone().err());
        self.conversation.push(Asked { ask, answer, refused });
        Ok(serde_json::from_str(&result?).unwrap())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        static KEPT: AtomicU32 = AtomicU32::new(0);
        let Some(directory) = env::var_os(DIRECTORY).map(PathBuf::from) else { return };
        let name = format!("{:05}.json", KEPT.fetch_add(1, Ordering::Relaxed));
        fs::write(directory.join(name), serde_json::to_vec(&self.conversation).unwrap()).unwrap();
    }
}
