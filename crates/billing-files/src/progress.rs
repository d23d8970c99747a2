//! How far reading has come, for whoever waits.

use std::io::{self, Read};

/// A reader that tells how many bytes were read, every time that some are.
///
/// Of a packed file these are the packed bytes, so that they add up to its size.
pub fn counting<'r>(input: Box<dyn Read + 'r>, count: impl FnMut(u64) + 'r) -> Box<dyn Read + 'r> {
    Box::new(Counting { input, count })
}

struct Counting<'r, C> {
    input: Box<dyn Read + 'r>,
    count: C,
}

impl<C: FnMut(u64)> Read for Counting<'_, C> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        (self.count)(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_that_are_told_add_up_to_the_file() {
        let bytes = vec![b'x'; 100_000];
        let mut told = 0;
        let mut read = Vec::new();
        counting(Box::new(bytes.as_slice()), |count| told += count).read_to_end(&mut read).unwrap();
        assert_eq!((told, read), (100_000, bytes));
    }
}
