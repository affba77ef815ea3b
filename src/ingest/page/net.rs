//! A small recurrent network: what a piece of a page looks like in the light of all pieces before and after it.
//!
//! Every clue has a vector, and a piece is the sum of its clues'. Two gated recurrent units (K. Cho et al., EMNLP 2014) read
//! the page, one from the top and one from the foot; two more read what these remember (M. Schuster and K. Paliwal, 1997;
//! A. Graves et al., 2013), so that what one of them makes of a piece further down is known to the other. What those
//! remember at a piece, and the piece itself, say how likely each tag is. So the third subhead of a story is told by the two
//! before it, and a headline by those further down.

/// Numbers in rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    /// How many a row has.
    pub columns: usize,
    /// Row after row.
    pub cells: Vec<f32>,
}

impl Matrix {
    /// All of them nothing.
    pub fn zero(rows: usize, columns: usize) -> Self {
        Self {
            columns,
            cells: vec![0.0; rows * columns],
        }
    }

    /// One of its rows.
    pub fn row(&self, at: usize) -> &[f32] {
        &self.cells[at * self.columns..][..self.columns]
    }

    /// One of its rows, to be changed.
    pub fn row_mut(&mut self, at: usize) -> &mut [f32] {
        &mut self.cells[at * self.columns..][..self.columns]
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.cells.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Adds the product of a vector, as long as there are rows, and the matrix to a vector as long as a row.
    pub fn add_product(&self, vector: &[f32], sum: &mut [f32]) {
        for (at, by) in vector.iter().enumerate().filter(|(_, by)| **by != 0.0) {
            add(sum, *by, self.row(at));
        }
    }
}

/// Adds so many times a vector to another.
pub fn add(sum: &mut [f32], times: f32, vector: &[f32]) {
    sum.iter_mut()
        .zip(vector)
        .for_each(|(sum, more)| *sum += times * more);
}

/// Which way a page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the top.
    Down,
    /// From the foot.
    Up,
}

impl Way {
    /// The places of so many pieces, in the order in which they are read.
    pub fn places(self, many: usize) -> impl DoubleEndedIterator<Item = usize> {
        (0..many).map(move |nth| match self {
            Self::Down => nth,
            Self::Up => many - 1 - nth,
        })
    }

    /// The place that is read before another.
    pub fn before(self, at: usize, many: usize) -> Option<usize> {
        match self {
            Self::Down => at.checked_sub(1),
            Self::Up => Some(at + 1).filter(|next| *next < many),
        }
    }
}

/// A gated recurrent unit. Its matrices have three columns for each number that it remembers: for the gate that lets the
/// memory through to what is new, for the gate that keeps it, and for what is new.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unit {
    /// From what is read.
    pub of_piece: Matrix,
    /// From what is remembered.
    pub of_memory: Matrix,
    /// What is added always: one row.
    pub bias: Matrix,
}

/// What a unit did at a piece; a number each for every number that it remembers.
#[derive(Debug, Clone)]
pub struct Moment {
    /// How far the memory was let through to what is new.
    pub through: Vec<f32>,
    /// How far it was kept.
    pub kept: Vec<f32>,
    /// What was new.
    pub new: Vec<f32>,
    /// What the memory would add to it.
    pub recalled: Vec<f32>,
    /// The memory after it.
    pub memory: Vec<f32>,
}

impl Unit {
    /// How many numbers it remembers.
    pub fn size(&self) -> usize {
        self.of_memory.rows()
    }

    /// Reads a piece with what it remembers.
    pub fn read(&self, memory: &[f32], piece: &[f32]) -> Moment {
        let size = self.size();
        let mut sums = self.bias.cells.clone();
        self.of_piece.add_product(piece, &mut sums);
        let mut recalled = vec![0.0; 3 * size];
        self.of_memory.add_product(memory, &mut recalled);
        let gate = |from: usize| -> Vec<f32> {
            let both = sums[from..].iter().zip(&recalled[from..]).take(size);
            both.map(|(sum, recalled)| squash(sum + recalled)).collect()
        };
        let (through, kept) = (gate(0), gate(size));
        let recalled = recalled.split_off(2 * size);
        let new = |nth: usize| (sums[2 * size + nth] + through[nth] * recalled[nth]).tanh();
        let new: Vec<f32> = (0..size).map(new).collect();
        let old = memory.iter().zip(&kept).zip(&new);
        let memory = old.map(|((old, kept), new)| (1.0 - kept) * new + kept * old);
        Moment {
            memory: memory.collect(),
            through,
            kept,
            new,
            recalled,
        }
    }

    /// Reads a page: what it remembers after each piece, in their places.
    pub fn memories(&self, pieces: &[Vec<f32>], way: Way) -> Vec<Vec<f32>> {
        let mut memories = vec![Vec::new(); pieces.len()];
        let mut memory = vec![0.0; self.size()];
        for at in way.places(pieces.len()) {
            memory = self.read(&memory, &pieces[at]).memory;
            memories[at].clone_from(&memory);
        }
        memories
    }
}

/// Between nothing and one.
fn squash(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Two units that read the same, each its way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layer {
    /// What reads from the top.
    pub down: Unit,
    /// What reads from the foot.
    pub up: Unit,
}

impl Layer {
    fn new(read: usize, memory: usize) -> Self {
        let unit = || Unit {
            of_piece: Matrix::zero(read, 3 * memory),
            of_memory: Matrix::zero(memory, 3 * memory),
            bias: Matrix::zero(1, 3 * memory),
        };
        Self {
            down: unit(),
            up: unit(),
        }
    }

    /// Its units, with the way of each.
    pub fn ways(&self) -> [(&Unit, Way); 2] {
        [(&self.down, Way::Down), (&self.up, Way::Up)]
    }

    /// Its units, to be changed.
    pub fn units_mut(&mut self) -> [&mut Unit; 2] {
        [&mut self.down, &mut self.up]
    }

    /// What both remember after each piece.
    fn memories(&self, pieces: &[Vec<f32>]) -> Vec<Vec<f32>> {
        let [down, up] = self.ways().map(|(unit, way)| unit.memories(pieces, way));
        let both = down.into_iter().zip(up);
        both.map(|(down, up)| [down, up].concat()).collect()
    }
}

/// How many layers there are: each reads what the one before it remembers.
const LAYERS: usize = 2;

/// The network without the clues' vectors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Net {
    /// What is added to the sum of a piece's vectors: one row.
    pub bias: Matrix,
    /// What reads the page.
    pub layers: [Layer; LAYERS],
    /// From a piece and the last layer's memories to the tags.
    pub tags: Matrix,
}

impl Net {
    /// A network for vectors of so many numbers, memories of so many, and so many tags, that knows nothing.
    pub fn new(vector: usize, memory: usize, tags: usize) -> Self {
        let read = |nth| if nth == 0 { vector } else { 2 * memory };
        Self {
            bias: Matrix::zero(1, vector),
            layers: std::array::from_fn(|nth| Layer::new(read(nth), memory)),
            tags: Matrix::zero(vector + 2 * memory, tags),
        }
    }

    /// How many numbers each unit remembers.
    pub fn memory(&self) -> usize {
        self.layers[0].down.size()
    }

    /// Whether its matrices fit one another.
    pub fn fits(&self) -> bool {
        let sizes = |net: &Self| -> Vec<_> {
            let matrices = net.matrices().into_iter();
            matrices
                .map(|matrix| (matrix.rows(), matrix.columns))
                .collect()
        };
        let new = Self::new(self.bias.columns, self.memory(), self.tags.columns);
        sizes(self) == sizes(&new)
    }

    /// Its matrices, in the order in which they are written.
    pub fn matrices(&self) -> Vec<&Matrix> {
        let units = self
            .layers
            .iter()
            .flat_map(|layer| [&layer.down, &layer.up]);
        let units = units.flat_map(|unit| [&unit.of_piece, &unit.of_memory, &unit.bias]);
        [&self.bias]
            .into_iter()
            .chain(units)
            .chain([&self.tags])
            .collect()
    }

    /// The same, to be changed.
    pub fn matrices_mut(&mut self) -> Vec<&mut Matrix> {
        let layers = self.layers.iter_mut();
        let units = layers.flat_map(Layer::units_mut);
        let units =
            units.flat_map(|unit| [&mut unit.of_piece, &mut unit.of_memory, &mut unit.bias]);
        [&mut self.bias]
            .into_iter()
            .chain(units)
            .chain([&mut self.tags])
            .collect()
    }

    /// A piece by the sum of its clues' vectors: what is less than nothing says nothing.
    pub fn piece(&self, mut sum: Vec<f32>) -> Vec<f32> {
        add(&mut sum, 1.0, &self.bias.cells);
        sum.iter_mut().for_each(|one| *one = one.max(0.0));
        sum
    }

    /// How likely each tag is of each piece, by the sums of their clues' vectors.
    pub fn worths(&self, sums: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
        let pieces: Vec<Vec<f32>> = sums.into_iter().map(|sum| self.piece(sum)).collect();
        let [first, rest @ ..] = &self.layers;
        let first = first.memories(&pieces);
        let memories = rest.iter().fold(first, |read, layer| layer.memories(&read));
        let known = pieces.iter().zip(&memories);
        let worths = known.map(|(piece, memories)| self.of_tags(&[&piece[..], memories].concat()));
        worths.collect()
    }

    /// How likely each tag is, by a piece and the memories after one another.
    pub fn of_tags(&self, known: &[f32]) -> Vec<f32> {
        let mut worths = vec![0.0; self.tags.columns];
        self.tags.add_product(known, &mut worths);
        worths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f32]]) -> Matrix {
        Matrix {
            columns: rows[0].len(),
            cells: rows.concat(),
        }
    }

    #[test]
    fn a_product_is_the_sum_of_rows() {
        let two = matrix(&[&[1.0, 2.0], &[3.0, 4.0], &[5.0, 6.0]]);
        let mut sum = vec![100.0, 0.0];
        two.add_product(&[1.0, 0.0, -1.0], &mut sum);
        assert_eq!(sum, [96.0, -4.0]);
        assert_eq!((two.rows(), two.row(1)), (3, &[3.0, 4.0][..]));
    }

    /// A memory of one number that is kept wholly, half or not at all.
    #[test]
    fn what_is_kept_is_remembered() {
        let check = |keep: f32, way: Way, expect: [f32; 3]| {
            let unit = Unit {
                of_piece: matrix(&[&[0.0, 0.0, 40.0]]),
                of_memory: matrix(&[&[0.0, 0.0, 0.0]]),
                bias: matrix(&[&[0.0, keep, 0.0]]),
            };
            let pieces = [vec![1.0], vec![0.0], vec![-1.0]];
            let memories = unit.memories(&pieces, way).concat();
            assert_eq!(memories, expect, "{keep} {way:?}");
        };
        check(-90.0, Way::Down, [1.0, 0.0, -1.0]);
        check(0.0, Way::Down, [0.5, 0.25, -0.375]);
        check(0.0, Way::Up, [0.375, -0.25, -0.5]);
        check(90.0, Way::Down, [0.0, 0.0, 0.0]);
    }

    #[test]
    fn a_page_without_pieces_has_no_tags() {
        assert!(Net::default().worths(Vec::new()).is_empty());
    }
}
