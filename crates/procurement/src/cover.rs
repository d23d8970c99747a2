//! Finding the first line of a list that covers an amount, without asking every line.
//!
//! A tree of upper bounds lies over the balances of a list, sixteen to a node. Balances mostly
//! fall, which leaves a bound too high but true; it is lowered when a search finds it wrong. Only
//! a credit memo raises a balance, and then raises the bounds above it.

/// Children of a node, and lines under a lowest node.
const WIDTH: usize = 16;

/// Upper bounds over the balances of one list.
#[derive(Debug, Default, Clone)]
pub(crate) struct Cover {
    /// From the lowest level, a bound for every sixteen lines, to the highest, one to sixteen.
    levels: Vec<Vec<i64>>,
}

/// A balance or amount as a bound: cut to 64 bits, which keeps the order of what it compares.
pub(crate) fn bound(amount: i128) -> i64 {
    i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN } else { i64::MAX })
}

impl Cover {
    /// Builds the tree over bounds of the lines.
    pub(crate) fn build(&mut self, lines: &[u32], bound_of: impl Fn(u32) -> i64) {
        self.levels.clear();
        let highest_bound = |lines: &[u32]| lines.iter().map(|line| bound_of(*line)).max();
        let mut level: Vec<i64> = lines.chunks(WIDTH).filter_map(highest_bound).collect();
        while level.len() > WIDTH {
            let above = level.chunks(WIDTH).map(highest).collect();
            self.levels.push(std::mem::replace(&mut level, above));
        }
        self.levels.push(level);
    }

    /// The first line whose balance is at least the amount.
    pub(crate) fn first(
        &mut self,
        lines: &[u32],
        amount: i128,
        balance_of: impl Fn(u32) -> i128,
        bound_of: impl Fn(u32) -> i64,
    ) -> Option<u32> {
        let wanted = bound(amount);
        let mut from = 0;
        while let Some(node) = self.next_node(from, wanted) {
            let end = lines.len().min((node + 1) * WIDTH);
            let under = lines.get(node * WIDTH..end)?;
            if let Some(line) = under.iter().find(|line| balance_of(**line) >= amount) {
                return Some(*line);
            }
            let highest_bound = under.iter().map(|line| bound_of(*line)).max();
            self.set(node, highest_bound.unwrap_or(i64::MIN));
            from = node + 1;
        }
        None
    }

    /// The next lowest node, from one on, whose bound is at least the amount.
    fn next_node(&self, from: usize, wanted: i64) -> Option<usize> {
        let (mut depth, mut at) = (0, from);
        loop {
            let level = self.levels.get(depth)?;
            let is_top = depth + 1 == self.levels.len();
            let end = if is_top { level.len() } else { level.len().min((at / WIDTH + 1) * WIDTH) };
            let siblings = level.get(at.min(end)..end)?;
            match siblings.iter().position(|bound| *bound >= wanted) {
                Some(found) if depth == 0 => return Some(at + found),
                // INVARIANT: a node's bound is that of its highest child, so one below fits.
                Some(found) => (depth, at) = (depth - 1, (at + found) * WIDTH),
                None => (depth, at) = (depth + 1, at / WIDTH + 1),
            }
        }
    }

    /// Lowers a lowest node and, where it was the highest, the nodes above.
    fn set(&mut self, mut node: usize, value: i64) {
        let mut value = value;
        for level in &mut self.levels {
            let Some(slot) = level.get_mut(node) else { return };
            *slot = value;
            node /= WIDTH;
            let from = node * WIDTH;
            let end = level.len().min(from + WIDTH);
            value = level.get(from..end).map_or(i64::MIN, highest);
        }
    }

    /// Raises the bounds above the line at a place of the list.
    pub(crate) fn raise(&mut self, place: usize, balance: i128) {
        let mut node = place / WIDTH;
        for level in &mut self.levels {
            let Some(slot) = level.get_mut(node) else { return };
            *slot = (*slot).max(bound(balance));
            node /= WIDTH;
        }
    }
}

fn highest(bounds: &[i64]) -> i64 {
    bounds.iter().copied().max().unwrap_or(i64::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(cover: &mut Cover, lines: &[u32], balances: &[i128], amount: i128) -> Option<u32> {
        let balance = |line: u32| balances[line as usize];
        cover.first(lines, amount, balance, |line| bound(balance(line)))
    }

    /// Draws on the first covering line again and again, with a raise now and then, and compares
    /// with looking at every line.
    #[test]
    fn finds_what_a_scan_finds() {
        for length in [1_usize, 15, 16, 17, 255, 256, 257, 5000] {
            let lines: Vec<u32> = (0..u32::try_from(length).unwrap()).collect();
            let mut balances: Vec<i128> = (0..length as i128).map(|i| i * 37 % 101).collect();
            let mut cover = Cover::default();
            cover.build(&lines, |line| bound(balances[line as usize]));
            for step in 0..2000_i128 {
                let amount = step * 53 % 103;
                let scanned = lines.iter().find(|l| balances[**l as usize] >= amount).copied();
                assert_eq!(find(&mut cover, &lines, &balances, amount), scanned);
                if let Some(line) = scanned {
                    balances[line as usize] -= amount;
                }
                if step % 7 == 0 {
                    let raised = (step * 13) as usize % length;
                    balances[raised] += 40;
                    cover.raise(raised, balances[raised]);
                }
            }
        }
    }

    #[test]
    fn amounts_beyond_64_bits_are_compared_exactly() {
        let huge = i128::from(i64::MAX) * 10;
        let (lines, balances) = ([0, 1, 2], [huge, huge + 1, i128::MAX]);
        let mut cover = Cover::default();
        cover.build(&lines, |line| bound(balances[line as usize]));
        assert_eq!(find(&mut cover, &lines, &balances, huge + 1), Some(1));
        assert_eq!(find(&mut cover, &lines, &balances, huge + 2), Some(2));
        assert_eq!(find(&mut cover, &lines, &balances, 5), Some(0));
        let balances = [huge, huge + 1, huge];
        assert_eq!(find(&mut cover, &lines, &balances, huge + 2), None);
        assert_eq!(find(&mut cover, &lines, &balances, huge + 1), Some(1));
    }
}
