//! What is learnt from tagged pages: a vector for each clue, the network that reads them, and what a tag is worth after
//! another; and the file in which they stand, `tags.bin`.
//!
//! `tests/support/learn.rs` fits them. The numbers of vectors and steps take a byte each, in parts of [`PARTS`]: what is cut off
//! is less than what another order of the pages would change. So that this is little, too, three learn in orders of their own,
//! and the mean of what they say counts.

use std::collections::HashMap;
use std::fmt::{Arguments, Write};
use std::sync::LazyLock;

use super::net::{self, Matrix, Net};
use super::tags::MANY;

/// Into how many parts one is divided in the file.
const PARTS: f32 = 32.0;

/// The weights of a page's tags: of each that learnt them.
#[derive(Debug, Default, PartialEq)]
pub struct Weights(Vec<Learnt>);

/// What one has learnt.
#[derive(Debug, Default, PartialEq)]
pub struct Learnt {
    net: Net,
    /// What a tag is worth after another, whatever the clues; of the page's first piece in the last row.
    after: Matrix,
    /// A vector for each clue.
    clues: Rows,
    /// What a tag is worth after another where a clue is.
    steps: Rows,
}

/// Numbers for each clue, by its hash.
#[derive(Debug, Default, PartialEq)]
struct Rows {
    places: HashMap<u32, usize>,
    length: usize,
    cells: Vec<i8>,
}

/// The weights as they are fitted.
pub static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    Weights::read(include_bytes!("tags.bin")).expect("the file of this very program is whole")
});

impl Weights {
    /// Those of so many learners.
    pub fn new(learnt: Vec<Learnt>) -> Self {
        Self(learnt)
    }

    /// Reads what [`Self::write`] wrote; nothing if it is cut off, or is something else.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut file = File(bytes);
        let learners = 0..file.size()?;
        let learnt: Option<Vec<Learnt>> = learners.map(|_| Learnt::read(&mut file)).collect();
        learnt.filter(|_| file.0.is_empty()).map(Self)
    }

    /// A file of them: how many learnt, and what each of them did.
    pub fn write(&self) -> Vec<u8> {
        let mut out = (self.0.len() as u32).to_le_bytes().to_vec();
        out.extend(self.0.iter().flat_map(Learnt::write));
        out
    }

    /// What each tag is worth for each of so many pieces, and after each other tag, by their clues.
    pub fn of(
        &self,
        many: usize,
        show: impl FnOnce(&mut dyn FnMut(usize, Arguments<'_>)),
    ) -> Vec<(Vec<f32>, Matrix)> {
        let mut sums: Vec<Vec<Vec<f32>>> = self.0.iter().map(|one| one.nothing(many)).collect();
        let mut worths = vec![(vec![0.0; MANY], Matrix::zero(MANY, MANY)); many];
        let share = 1.0 / self.0.len() as f32;
        show(&mut |at, clue| {
            let hash = hash(clue);
            for (one, sums) in self.0.iter().zip(&mut sums) {
                one.clues.add(hash, 1.0, &mut sums[at]);
                one.steps.add(hash, share, &mut worths[at].1.cells);
            }
        });
        for (one, sums) in self.0.iter().zip(sums) {
            for (at, (sum, own)) in worths.iter_mut().zip(one.net.worths(sums)).enumerate() {
                net::add(&mut sum.0, share, &own);
                net::add(&mut sum.1.cells, share, &one.after.cells);
                if at == 0 {
                    net::add(&mut sum.0, share, one.after.row(MANY));
                }
            }
        }
        worths
    }
}

impl Learnt {
    /// Weights of clues, and of those that say how tags follow one another.
    pub fn new(
        net: Net,
        after: Matrix,
        clues: &[(&str, &[f32])],
        steps: &[(&str, &[f32])],
    ) -> Self {
        Self {
            clues: Rows::new(net.bias.columns, clues),
            steps: Rows::new(MANY * MANY, steps),
            net,
            after,
        }
    }

    fn read(file: &mut File<'_>) -> Option<Self> {
        let mut net = Net::default();
        for matrix in net.matrices_mut() {
            *matrix = file.matrix()?;
        }
        let after = file.matrix()?;
        let clues = file.rows(net.bias.columns)?;
        let steps = file.rows(MANY * MANY)?;
        let fits = net.fits() && net.tags.columns == MANY;
        let fits = fits && (after.rows(), after.columns) == (MANY + 1, MANY);
        fits.then_some(Self {
            net,
            after,
            clues,
            steps,
        })
    }

    fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for matrix in self.net.matrices().into_iter().chain([&self.after]) {
            for size in [matrix.rows(), matrix.columns] {
                out.extend((size as u32).to_le_bytes());
            }
            out.extend(matrix.cells.iter().flat_map(|cell| cell.to_le_bytes()));
        }
        for rows in [&self.clues, &self.steps] {
            out.extend((rows.places.len() as u32).to_le_bytes());
            let mut hashes = vec![0; rows.places.len()];
            for (hash, place) in &rows.places {
                hashes[*place] = *hash;
            }
            out.extend(hashes.iter().flat_map(|hash| hash.to_le_bytes()));
            out.extend(rows.cells.iter().map(|cell| cell.cast_unsigned()));
        }
        out
    }

    /// The vectors of so many pieces of which no clue is known yet.
    fn nothing(&self, many: usize) -> Vec<Vec<f32>> {
        vec![vec![0.0; self.net.bias.columns]; many]
    }
}

impl Rows {
    fn new(length: usize, rows: &[(&str, &[f32])]) -> Self {
        let mut new = Self {
            length,
            ..Self::default()
        };
        for (clue, row) in rows {
            let part = |cell: &f32| (cell * PARTS).round() as i8;
            let row: Vec<i8> = row.iter().map(part).collect();
            // What says nothing, and what has the hash of another, is left out.
            let hash = hash(format_args!("{clue}"));
            if row.iter().any(|cell| *cell != 0) && !new.places.contains_key(&hash) {
                new.places.insert(hash, new.places.len());
                new.cells.extend(row);
            }
        }
        new
    }

    /// Adds so many times a clue's numbers.
    fn add(&self, hash: u32, times: f32, sum: &mut [f32]) {
        if let Some(place) = self.places.get(&hash) {
            let row = &self.cells[place * self.length..][..self.length];
            for (sum, cell) in sum.iter_mut().zip(row) {
                *sum += times * f32::from(*cell) / PARTS;
            }
        }
    }
}

/// What is left of a file.
struct File<'a>(&'a [u8]);

impl File<'_> {
    fn take(&mut self, many: usize) -> Option<&[u8]> {
        let (taken, left) = self.0.split_at_checked(many)?;
        self.0 = left;
        Some(taken)
    }

    fn numbers(&mut self, many: usize) -> Option<impl Iterator<Item = [u8; 4]>> {
        let (numbers, _) = self.take(many.checked_mul(4)?)?.as_chunks();
        Some(numbers.iter().copied())
    }

    fn size(&mut self) -> Option<usize> {
        let bytes = self.numbers(1)?.next()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    fn matrix(&mut self) -> Option<Matrix> {
        let (rows, columns) = (self.size()?, self.size()?);
        // Without cells any size would be believed.
        let many = rows.checked_mul(columns).filter(|many| *many > 0)?;
        let cells = self.numbers(many)?;
        Some(Matrix {
            columns,
            cells: cells.map(f32::from_le_bytes).collect(),
        })
    }

    fn rows(&mut self, length: usize) -> Option<Rows> {
        let many = self.size()?;
        let hashes = self.numbers(many)?.map(u32::from_le_bytes);
        let places: HashMap<u32, usize> = hashes.zip(0..).collect();
        let cells = self.take(many.checked_mul(length)?)?;
        let rows = Rows {
            length,
            cells: cells.iter().map(|cell| cell.cast_signed()).collect(),
            places,
        };
        // Each has a hash of its own.
        (rows.places.len() == many).then_some(rows)
    }
}

/// FNV-1a, 64 bits.
struct Hash(u64);

impl Write for Hash {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}

/// The clue's place among the weights: both halves of its hash in one.
pub fn hash(clue: Arguments<'_>) -> u32 {
    let mut hash = Hash(0xcbf2_9ce4_8422_2325);
    // Writing to a number fails never.
    let _ = hash.write_fmt(clue);
    (hash.0 ^ hash.0 >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Learnt {
        let mut net = Net::new(2, 3, MANY);
        for (nth, cell) in net
            .matrices_mut()
            .into_iter()
            .flat_map(|matrix| &mut matrix.cells)
            .enumerate()
        {
            *cell = nth as f32 / 64.0 - 0.5;
        }
        let mut after = Matrix::zero(MANY + 1, MANY);
        after.row_mut(MANY)[2] = 8.0;
        let mut step = [0.0; MANY * MANY];
        step[MANY + 3] = 0.5;
        Learnt::new(
            net,
            after,
            &[
                ("long", &[0.5, -1.0]),
                ("short", &[9.0, -9.0]),
                ("none", &[0.001, 0.0]),
            ],
            &[("short", &step)],
        )
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let weights = Weights::new(vec![some(), some()]);
        let file = weights.write();
        assert_eq!(Weights::read(&file), Some(weights));
        for cut in 0..file.len() {
            assert_eq!(Weights::read(&file[..cut]), None, "{cut}");
        }
        assert_eq!(Weights::read(&[&file[..], &[0]].concat()), None);
        assert_eq!(Weights::read(&[0xff; 64]), None);
        // A matrix without rows, and as many columns as can be said.
        let huge = [1, 0, u32::MAX].map(u32::to_le_bytes).concat();
        assert_eq!(Weights::read(&[&huge[..], &file[12..]].concat()), None);
    }

    #[test]
    fn clues_are_worth_their_vectors() {
        let learnt = some();
        assert_eq!(learnt.clues.places.len(), 2);
        let check = |clue: &str, expect: [f32; 2]| {
            let mut sum = [0.0; 2];
            let hash = hash(format_args!("{clue}"));
            learnt.clues.add(hash, 2.0, &mut sum);
            assert_eq!(sum, expect, "{clue}");
        };
        check("long", [1.0, -2.0]);
        check("short", [127.0 / 16.0, -8.0]);
        check("none", [0.0, 0.0]);
        check("unknown", [0.0, 0.0]);
    }

    /// Two of the same mind say what each of them says.
    #[test]
    fn what_tags_are_worth_is_the_mean_of_all_that_learnt() {
        let of = |many: usize, clue: &str| {
            let learnt = (0..many).map(|_| some()).collect();
            let see = |see: &mut dyn FnMut(usize, Arguments<'_>)| see(0, format_args!("{clue}"));
            Weights::new(learnt).of(2, see).remove(0)
        };
        for clue in ["long", "short", "none"] {
            assert_eq!(of(1, clue), of(2, clue), "{clue}");
        }
        assert_eq!(
            (of(1, "short").1.row(1)[3], of(1, "long").1.row(1)[3]),
            (0.5, 0.0)
        );
        assert_ne!(of(1, "long").0, of(1, "short").0);
        let (none, unlearnt) = (of(1, "none"), of(0, "none"));
        assert!(none.0[2] > 6.0, "the first piece of a page: {}", none.0[2]);
        assert_eq!(unlearnt.0, [0.0; MANY]);
    }
}
