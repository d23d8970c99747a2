//! The importers, for the worker of the pages. This crate converts and calls; it decides nothing.
//!
//! They are as large as half of the rest of the worker, so they are a module of their own, which
//! whoever opens no file does not wait for.

use std::cell::RefCell;
use std::io::{self, Cursor, Read};

use billing_files::counting;
use js_sys::{Array, Function, Reflect, Uint8Array};
use outlook::api::ReadOptions;
use wasm_bindgen::prelude::*;

/// Bytes that are copied at a time.
const PIECE: u32 = 64 * 1024;

/// Reads `[{name, data}, …]`, telling `progress` how many bytes more were read. Options and the
/// answer are JSON text.
#[wasm_bindgen(js_name = readFiles, skip_typescript)]
pub fn read_files(files: &Array, options: &str, progress: &Function) -> Result<String, String> {
    let options: ReadOptions = serde_json::from_str(options).map_err(|error| error.to_string())?;
    let told = RefCell::new(progress);
    let named = files.iter().map(|file| {
        let name = get(&file, "name").as_string().unwrap_or_default();
        let input = Bytes { array: get(&file, "data").unchecked_into(), read: 0 };
        let told = &told;
        let tell = move |bytes: u64| {
            // A page that does not want to know is no reason to stop.
            drop(told.borrow().call1(&JsValue::UNDEFINED, &js_sys::Number::from(bytes as f64)));
        };
        (name, counting(Box::new(input), tell))
    });
    let reading = outlook::read(named.collect(), &options);
    serde_json::to_string(&reading).map_err(|error| error.to_string())
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Reads an array of bytes piece by piece, so that a large one is not in memory twice.
struct Bytes {
    array: Uint8Array,
    read: u32,
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let end = (self.read.saturating_add(PIECE)).min(self.array.length());
        let wanted = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        let end = end.min(self.read.saturating_add(wanted));
        let piece = self.array.subarray(self.read, end).to_vec();
        self.read = end;
        Cursor::new(piece).read(buffer)
    }
}
