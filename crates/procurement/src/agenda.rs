//! Which documents a run still has to ask, in the order of placing.

/// A set of places from which the lowest is taken again and again, while others are added above.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    words: Vec<u64>,
    /// No word below this one has a bit.
    from: usize,
}

impl Agenda {
    pub(crate) fn new(places: usize) -> Self {
        Self { words: vec![0; places.div_ceil(64)], from: 0 }
    }

    pub(crate) fn add(&mut self, place: u32) {
        let word = place as usize / 64;
        if let Some(bits) = self.words.get_mut(word) {
            *bits |= 1 << (place % 64);
            self.from = self.from.min(word);
        }
    }

    pub(crate) fn take_lowest(&mut self) -> Option<u32> {
        let rest = self.words.get(self.from..)?;
        self.from += rest.iter().position(|bits| *bits != 0)?;
        let bits = self.words.get_mut(self.from)?;
        let bit = bits.trailing_zeros();
        *bits &= *bits - 1;
        u32::try_from(self.from * 64).ok().map(|base| base + bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_in_order_even_when_added_on_the_way() {
        let mut agenda = Agenda::new(300);
        [299, 5, 64].into_iter().for_each(|place| agenda.add(place));
        assert_eq!(agenda.take_lowest(), Some(5));
        agenda.add(63);
        agenda.add(64);
        let mut rest = Vec::new();
        while let Some(place) = agenda.take_lowest() {
            rest.push(place);
        }
        assert_eq!(rest, [63, 64, 299]);
        agenda.add(7);
        assert_eq!(agenda.take_lowest(), Some(7));
    }
}
