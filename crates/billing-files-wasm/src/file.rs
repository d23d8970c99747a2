//! Files as JavaScript hands them in: a name, and bytes or text.

use std::io::{self, Cursor, Read};

use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use procurement::Code;
use wasm_bindgen::{JsCast, JsValue};

use crate::outcome::refuse;

/// A file: what it is called, and what is in it.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) data: Data,
}

/// What is in a file.
pub(crate) enum Data {
    Text(String),
    Bytes(Uint8Array),
}

impl File {
    /// Reads `[{ name, data }, …]`.
    pub(crate) fn list(value: &JsValue) -> Result<Vec<Self>, JsValue> {
        if !Array::is_array(value) || Array::from(value).length() == 0 {
            let message = "hand in a list of files with at least one: [{ name, data }]";
            return Err(refuse(Code::WrongType, "", message));
        }
        let files = Array::from(value).into_iter().enumerate();
        files.map(|(index, file)| Self::read(&file, &format!("/{index}"))).collect()
    }

    /// Reads `{ name, data }`.
    pub(crate) fn one(value: &JsValue) -> Result<Self, JsValue> {
        Self::read(value, "")
    }

    fn read(value: &JsValue, pointer: &str) -> Result<Self, JsValue> {
        let member = |key: &str| {
            let message = "a file is { name, data }";
            Reflect::get(value, &key.into()).map_err(|_| refuse(Code::WrongType, pointer, message))
        };
        let (name, data) = (member("name")?, member("data")?);
        let wrong = |key: &str, message: &str| {
            refuse(Code::WrongType, &format!("{pointer}/{key}"), message)
        };
        Ok(Self {
            name: name
                .as_string()
                .ok_or_else(|| wrong("name", "name the file: problems refer to its name"))?,
            data: Data::read(&data).ok_or_else(|| {
                wrong("data", "hand in the file's bytes as a Uint8Array, or its text")
            })?,
        })
    }
}

impl Data {
    fn read(value: &JsValue) -> Option<Self> {
        if let Some(text) = value.as_string() {
            // Converting puts a replacement character where there was half a character.
            let is_whole =
                !text.contains(char::REPLACEMENT_CHARACTER) || *value == JsValue::from_str(&text);
            return is_whole.then_some(Self::Text(text));
        }
        // Its class does not tell that it is an array of bytes: every frame has its own.
        let is_bytes = ArrayBuffer::is_view(value)
            && Reflect::get(value, &"BYTES_PER_ELEMENT".into()).is_ok_and(|size| size == 1);
        is_bytes.then(|| Self::Bytes(value.unchecked_ref::<Uint8Array>().clone()))
    }

    pub(crate) fn reader(self) -> Box<dyn Read> {
        match self {
            Self::Text(text) => Box::new(Cursor::new(text.into_bytes())),
            Self::Bytes(array) => Box::new(Bytes { array, read: 0 }),
        }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Bytes(bytes) => bytes.to_vec(),
        }
    }
}

/// Reads an array piece by piece, so that a large file is never in WebAssembly memory as a whole.
struct Bytes {
    array: Uint8Array,
    /// How many were read.
    read: u32,
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = (self.array.length() - self.read) as usize;
        let count = buffer.len().min(left);
        let end = self.read + count as u32;
        self.array.subarray(self.read, end).copy_to(&mut buffer[..count]);
        self.read = end;
        Ok(count)
    }
}
