//! Where bytes come from: plain or gzip, without a byte order mark, a row at a time in bounded
//! memory.

use std::cell::Cell;
use std::io::{self, Chain, Cursor, Read};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use crate::problem::{FileCode, Place, Refusal};

/// One row may have this many bytes. A quote that is never closed would else hold the rest of the
/// file in memory.
pub(crate) const ROW_BYTES_MAX: u64 = 16 * 1024 * 1024;

type Input<'r> = Box<dyn Read + 'r>;

/// Why a file cannot be read at all.
#[derive(Debug)]
pub(crate) enum OpenError {
    Unreadable(io::Error),
    /// What it is instead, and what to do.
    Unsupported(&'static str),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// The text of a file: unpacked if it is packed, without a byte order mark.
pub(crate) fn open<'r>(input: Input<'r>) -> Result<Input<'r>, OpenError> {
    let (head, whole) = peek(input)?;
    match head.as_slice() {
        [0x1F, 0x8B, ..] => {
            let (head, whole) = peek(Box::new(MultiGzDecoder::new(whole)))?;
            text(&head, whole)
        }
        head => text(head, whole),
    }
}

/// The whole text of a file, unpacked if it is packed, without a byte order mark.
pub(crate) fn read(name: &str, input: Input<'_>) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let read = open(input).and_then(|mut input| {
        input.read_to_end(&mut bytes)?;
        Ok(())
    });
    match read {
        Ok(()) => Ok(bytes),
        Err(OpenError::Unreadable(error)) => Err(unreadable(name, &error)),
        Err(OpenError::Unsupported(message)) => {
            Err(Refusal::one(Place::file(name), FileCode::UnsupportedFormat, message))
        }
    }
}

/// Why a file that broke off is not read.
pub(crate) fn unreadable(name: &str, error: &io::Error) -> Refusal {
    let message = format!("this cannot be read to its end: {error}");
    Refusal::one(Place::file(name), FileCode::Unreadable, message)
}

fn text<'r>(head: &[u8], mut whole: Peeked<'r>) -> Result<Input<'r>, OpenError> {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => {
            let mut mark = [0; 3];
            whole.read_exact(&mut mark)?;
            Ok(Box::new(whole))
        }
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            Err(OpenError::Unsupported("this is UTF-16: save the file as UTF-8"))
        }
        b"PK\x03\x04" => Err(OpenError::Unsupported(
            "this is a ZIP archive or a spreadsheet: unpack it, or save the sheet as CSV",
        )),
        b"PAR1" => Err(OpenError::Unsupported("this is Parquet: export it as CSV")),
        [0x1F, 0x8B, ..] => Err(OpenError::Unsupported("this is packed twice: unpack it once")),
        _ => Ok(Box::new(whole)),
    }
}

type Peeked<'r> = Chain<Cursor<Vec<u8>>, Input<'r>>;

/// The first four bytes, or fewer where there are no more, and a reader that begins with them.
fn peek(mut input: Input<'_>) -> io::Result<(Vec<u8>, Peeked<'_>)> {
    let mut head = Vec::with_capacity(4);
    input.by_ref().take(4).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(input)))
}

/// A reader that fails once more was read than the budget holds.
pub(crate) struct Budgeted<'r> {
    input: Input<'r>,
    budget: Rc<Cell<u64>>,
}

impl<'r> Budgeted<'r> {
    /// The reader, and its budget, which is filled again after every row.
    pub(crate) fn new(input: Input<'r>) -> (Self, Rc<Cell<u64>>) {
        let budget = Rc::new(Cell::new(ROW_BYTES_MAX));
        (Self { input, budget: Rc::clone(&budget) }, budget)
    }
}

impl Read for Budgeted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.budget.get() == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.input.read(buffer)?;
        let left = self.budget.get().saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
        self.budget.set(left);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> Result<Vec<u8>, OpenError> {
        let mut text = Vec::new();
        open(Box::new(bytes))?.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn plain_packed_and_marked_files_are_the_same_text() {
        let marked = b"\xEF\xBB\xBFa,b\n".as_slice();
        let two_members = [gzip(b"a,"), gzip(b"b\n")].concat();
        for bytes in [b"a,b\n".as_slice(), marked, &gzip(b"a,b\n"), &gzip(marked), &two_members] {
            assert_eq!(read(bytes).unwrap(), b"a,b\n");
        }
        assert_eq!(read(b"a").unwrap(), b"a");
        assert_eq!(read(b"").unwrap(), b"");
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, word) in [
            (&b"\xFF\xFEa\0"[..], "UTF-16"),
            (b"PK\x03\x04rest", "ZIP"),
            (b"PAR1rest", "Parquet"),
            (&gzip(&gzip(b"a")), "twice"),
        ] {
            let Err(OpenError::Unsupported(message)) = read(bytes) else { panic!("{word}") };
            assert!(message.contains(word), "{message}");
        }
        let cut = &gzip(b"a,b,c,d,e,f,g,h")[..15];
        assert!(matches!(read(cut), Err(OpenError::Unreadable(_))));
    }
}
