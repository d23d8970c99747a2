//! The embedded fonts: which characters they have, and how wide these are.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static REGULAR_FILE: &[u8] = include_bytes!("../../fonts/NotoSans-Regular.ttf");
static BOLD_FILE: &[u8] = include_bytes!("../../fonts/NotoSans-Bold.ttf");

static REGULAR: LazyLock<Option<Face>> = LazyLock::new(|| Face::read(REGULAR_FILE));
static BOLD: LazyLock<Option<Face>> = LazyLock::new(|| Face::read(BOLD_FILE));

/// How strong letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// Both fonts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Faces {
    regular: &'static Face,
    bold: &'static Face,
}

impl Faces {
    /// None where a font file has not the form that [`Face`] knows.
    pub(super) fn embedded() -> Option<Self> {
        Some(Faces { regular: REGULAR.as_ref()?, bold: BOLD.as_ref()? })
    }

    pub(super) fn of(self, weight: Weight) -> &'static Face {
        match weight {
            Weight::Regular => self.regular,
            Weight::Bold => self.bold,
        }
    }
}

/// A font file and the glyphs of its characters.
#[derive(Debug)]
pub(super) struct Face {
    pub(super) file: &'static [u8],
    pub(super) units_per_em: i32,
    glyphs: BTreeMap<char, Glyph>,
}

/// The picture of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    pub(super) id: u16,
    /// In units of the font.
    pub(super) advance: i32,
}

impl Face {
    pub(super) fn glyph(&self, character: char) -> Option<Glyph> {
        self.glyphs.get(&character).copied()
    }

    /// Reads a TrueType file whose characters are all in the basic plane: the form that the
    /// embedded files have, see `fonts/README.md`.
    fn read(file: &'static [u8]) -> Option<Self> {
        let bytes = Bytes(file);
        let units_per_em = i32::from(bytes.u16(bytes.table(b"head")? + 18)?);
        let widths_count = usize::from(bytes.u16(bytes.table(b"hhea")? + 34)?);
        let widths = bytes.table(b"hmtx")?;
        // Glyphs past the last width share it.
        let advance = |id: u16| {
            let index = usize::from(id).min(widths_count.checked_sub(1)?);
            bytes.u16(widths + 4 * index).map(i32::from)
        };
        let mut glyphs = BTreeMap::new();
        for (character, id) in bytes.characters()? {
            glyphs.insert(character, Glyph { id, advance: advance(id)? });
        }
        (units_per_em > 0).then_some(Face { file, units_per_em, glyphs })
    }
}

/// Big-endian numbers of a file.
struct Bytes(&'static [u8]);

impl Bytes {
    /// Where the table of this name begins.
    fn table(&self, name: &[u8; 4]) -> Option<usize> {
        let count = usize::from(self.u16(4)?);
        let entry = (0..count)
            .map(|index| 12 + 16 * index)
            .find(|at| self.0.get(*at..*at + 4) == Some(name))?;
        self.u32(entry + 8)
    }

    /// Every character with its glyph, by the table for Unicode's basic plane (format 4).
    fn characters(&self) -> Option<Vec<(char, u16)>> {
        let cmap = self.table(b"cmap")?;
        let count = usize::from(self.u16(cmap + 2)?);
        let entry = (0..count)
            .map(|index| cmap + 4 + 8 * index)
            .find(|at| self.u16(*at) == Some(3) && self.u16(*at + 2) == Some(1))?;
        let at = cmap + self.u32(entry + 4)?;
        if self.u16(at)? != 4 {
            return None;
        }
        let size = usize::from(self.u16(at + 6)?);
        let (ends, starts) = (at + 14, at + 16 + size);
        let (deltas, offsets) = (starts + size, starts + 2 * size);
        let mut characters = Vec::new();
        for segment in (0..size).step_by(2) {
            let (start, end) = (self.u16(starts + segment)?, self.u16(ends + segment)?);
            let delta = self.u16(deltas + segment)?;
            let offset = usize::from(self.u16(offsets + segment)?);
            for code in start..=end {
                let id = match offset {
                    0 => code.wrapping_add(delta),
                    _ => {
                        let place = offsets + segment + offset + 2 * usize::from(code - start);
                        match self.u16(place)? {
                            0 => 0,
                            id => id.wrapping_add(delta),
                        }
                    }
                };
                let character = char::from_u32(u32::from(code)).filter(|_| id != 0);
                characters.extend(character.map(|character| (character, id)));
                if code == u16::MAX {
                    break;
                }
            }
        }
        Some(characters)
    }

    fn u16(&self, at: usize) -> Option<u16> {
        Some(u16::from_be_bytes(*self.0.get(at..)?.first_chunk()?))
    }

    fn u32(&self, at: usize) -> Option<usize> {
        usize::try_from(u32::from_be_bytes(*self.0.get(at..)?.first_chunk()?)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fonts_have_the_letters_of_europe_and_signs_of_money() {
        let faces = Faces::embedded().expect("the files are readable");
        for weight in [Weight::Regular, Weight::Bold] {
            for character in "AZaz09 []+…–·ÄßŁőğșΩλЖщ€£¥₹₺₩".chars() {
                assert!(faces.of(weight).glyph(character).is_some(), "{weight:?} {character}");
            }
        }
    }

    #[test]
    fn all_digits_are_of_one_width() {
        let face = Faces::embedded().expect("the files are readable").of(Weight::Regular);
        let widths = ('0'..='9').map(|digit| face.glyph(digit).expect("digits are there").advance);
        assert!(widths.clone().all(|width| width == 572), "{:?}", widths.collect::<Vec<_>>());
    }

    #[test]
    fn what_cannot_be_seen_has_no_glyph() {
        let face = Faces::embedded().expect("the files are readable").of(Weight::Regular);
        for character in ['\0', '\n', '\u{AD}', '\u{200B}', '\u{202E}', '\u{FEFF}', '\u{E000}'] {
            assert_eq!(face.glyph(character), None, "{character:?}");
        }
    }
}
