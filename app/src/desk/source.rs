//! Where data comes from. Pages that show it do not know.

use std::rc::Rc;

use js_sys::{Array, Object};
use leptos::prelude::Set;
use outlook::api::{ReadOptions, Reading as Read, Refused, Request, Standing};
use wasm_bindgen::JsValue;

use super::line::{Line, read, set};
use super::{Desk, today};

/// Where data comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The sample.
    Sample,
    /// A snapshot, and what people call it.
    Snapshot { snapshot: String, name: String },
    /// A session that was kept as a file.
    Kept(String),
}

impl Desk {
    /// Opens a session.
    pub(crate) async fn open(self, source: Source) -> Result<(), Refused> {
        let today = today();
        self.command(match source {
            Source::Sample => Request::Sample { today },
            Source::Snapshot { snapshot, name } => Request::Open { snapshot, name, today },
            Source::Kept(session) => Request::Restore { session, today },
        })
        .await
    }

    /// Goes on with what this browser has kept, if it has.
    pub(crate) async fn resume(self) -> Result<bool, Refused> {
        let answer = self.line().ask("resume", &today().into()).await?;
        let Some(standing) = read::<Option<Standing>>(&answer)? else { return Ok(false) };
        self.stands(standing);
        Ok(true)
    }

    /// Forgets everything, in this browser too.
    pub(crate) async fn forget(self) -> Result<(), Refused> {
        self.line().ask("forget", &JsValue::TRUE).await?;
        crate::storage::forget(&super::drafts_of(""));
        self.line().stop();
        self.is_kept_elsewhere.set(false);
        self.standing.set(None);
        Ok(())
    }
}

/// Files that are being read, by a worker of their own, so that it can be stopped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    line: Line,
}

impl Reading {
    /// Reads files and tells what was understood; `progress` is told bytes read, and of how many.
    pub(crate) async fn read(
        &self,
        files: &[web_sys::File],
        options: &ReadOptions,
        progress: impl Fn(u64, u64) + 'static,
    ) -> Result<Read, Refused> {
        let list: Array = files.iter().collect();
        let message = Object::new();
        set(&message, "read", &list);
        let options = serde_json::to_string(options).unwrap_or_default();
        set(&message, "options", &options.into());
        read(&self.line.send(&message, Some(Rc::new(progress))).await?)
    }

    /// Stops, and gives back the memory.
    pub(crate) fn stop(&self) {
        self.line.stop();
    }
}
