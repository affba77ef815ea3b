//! Fits the network that says what a page's pieces are to lessons: steps down the slope of how unlikely it finds their tags.
//!
//! A lesson is a page whose tags are known. The slopes go back from the tags (forward and backward sums over all that they
//! could be) through the recurrent units to the clues' vectors, and every weight is moved by its mean slope and the
//! slope's usual size (Adam: D. Kingma and J. Ba, ICLR 2015; weights shrink a little at each step: I. Loshchilov and
//! F. Hutter, ICLR 2019). A clue that few pages have is moved only when one of them comes. Numbers that are hidden at random
//! (dropout) keep the network from learning pages by heart, and the mean of the last weights is better than the last.

use kanbao::ingest::page::TAGS;
use kanbao::ingest::page::net::{Layer, Matrix, Moment, Net, Unit, Way, add};

use crate::set::Chance;

/// How many tags there are.
pub const MANY: usize = TAGS.len();
/// Numbers of a clue's vector, and of what a unit remembers.
const SIZE: usize = 32;
/// Pages to a step; a seventh of all where there are few, so that there are steps enough.
const BATCH: usize = 16;
/// The longest step, reached after so much of the way; the last is so much of it.
const RATE: f32 = 0.01;
const WARM: f32 = 0.02;
const LAST: f32 = 0.02;
/// By how much of a step's length weights shrink.
const SHRINK: f32 = 0.05;
/// What mean slopes and their squares keep at each step.
const KEPT: (f32, f32) = (0.9, 0.999);
/// After so much of the way weights go into the mean, every so many steps.
const AVERAGED: f32 = 0.6;
const EVERY: usize = 20;
/// How often a clue is hidden, a clue of steps, and a number of a piece or of a memory.
const HIDDEN_CLUES: f64 = 0.1;
const HIDDEN_STEPS: f64 = 0.15;
const HIDDEN_NUMBERS: f64 = 0.2;
/// How often a piece does not hear what the rules say, and what they say of its group of headings: they were made with these
/// pages.
const HIDDEN_RULES: [f64; 3] = [0.0, 0.5, 0.3];

/// A page to learn from.
pub struct Lesson {
    /// The clues of each piece, by their numbers.
    pub clues: Vec<Vec<usize>>,
    /// The tags that each piece may have.
    pub open: Vec<[bool; MANY]>,
    /// The tag that it has.
    pub tags: Vec<usize>,
    /// What the page counts.
    pub counts: f32,
}

/// What is known of a clue.
pub struct Clue {
    /// 1: the rules give it, 2: it is one of a group of headings, 0: any other.
    pub said: usize,
    /// Its place among those that are worth something for a tag after another.
    pub step: Option<usize>,
}

/// What is fitted.
#[derive(Clone)]
pub struct Model {
    /// The network.
    pub net: Net,
    /// What a tag is worth after another; of the first piece in the last row.
    pub after: Matrix,
    /// A vector for each clue.
    pub clues: Matrix,
    /// For each clue of steps, what a tag is worth after another.
    pub steps: Matrix,
}

/// Fits a model in so many rounds over all lessons, in an order of its own.
pub fn fit(lessons: &[Lesson], clues: &[Clue], rounds: usize, order: u64) -> Model {
    let mut chance = Chance::new(order);
    let mut model = Model::new(clues, SIZE, &mut chance);
    let mut movers: Vec<Mover> = model.all().into_iter().map(Mover::new).collect();
    let pages = BATCH.min(lessons.len() / 7).max(1);
    let steps = rounds * lessons.len().div_ceil(pages);
    let (mut mean, mut meant) = (model.clone(), 0.0);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let mut step = 0;
    for _ in 0..rounds {
        chance.shuffle(&mut order);
        for batch in order.chunks(pages) {
            step += 1;
            let counts: f32 = batch.iter().map(|at| lessons[*at].counts).sum();
            let mut slopes = Slopes::new(&model);
            for at in batch {
                slopes.add(&model, &lessons[*at], clues, &mut Some(&mut chance));
            }
            model.step(&mut movers, &slopes, counts, step, rate(step, steps));
            if step as f32 > AVERAGED * steps as f32 && step % EVERY == 0 {
                meant += 1.0;
                for (mean, last) in mean.all_mut().into_iter().zip(model.all()) {
                    let cells = mean.cells.iter_mut().zip(&last.cells);
                    cells.for_each(|(mean, last)| *mean += (last - *mean) / meant);
                }
            }
        }
    }
    let mut fitted = if meant > 0.0 { mean } else { model };
    // What was hidden clue by clue is there always now.
    for (matrix, hidden) in [
        (&mut fitted.clues, HIDDEN_CLUES),
        (&mut fitted.steps, HIDDEN_STEPS),
    ] {
        let seen = 1.0 - hidden as f32;
        matrix.cells.iter_mut().for_each(|cell| *cell *= seen);
    }
    fitted
}

/// The length of a step: longer and longer at first, then shorter (a half wave).
fn rate(step: usize, steps: usize) -> f32 {
    let (step, steps) = (step as f32, steps as f32);
    let warm = (steps * WARM).max(1.0);
    if step < warm {
        return RATE * step / warm;
    }
    let gone = (step - warm) / (steps - warm).max(1.0);
    let wave = (1.0 + (std::f32::consts::PI * gone.min(1.0)).cos()) / 2.0;
    RATE * (LAST + (1.0 - LAST) * wave)
}

impl Model {
    /// One that knows nothing: small numbers at random, so that no two of a vector learn the same.
    fn new(clues: &[Clue], size: usize, chance: &mut Chance) -> Self {
        let steps = clues.iter().filter(|clue| clue.step.is_some()).count();
        let mut model = Self {
            net: Net::new(size, size, MANY),
            after: Matrix::zero(MANY + 1, MANY),
            clues: Matrix::zero(clues.len(), size),
            steps: Matrix::zero(steps, MANY * MANY),
        };
        let usual = (size as f32).powf(-0.5);
        let layers = model.net.layers.iter_mut();
        let units = layers.flat_map(Layer::units_mut);
        let matrices = units.flat_map(|unit| [&mut unit.of_piece, &mut unit.of_memory]);
        let others = [(&mut model.net.tags, 0.05), (&mut model.clues, 0.1)];
        for (matrix, usual) in matrices.map(|matrix| (matrix, usual)).chain(others) {
            let cells = matrix.cells.iter_mut();
            cells.for_each(|cell| *cell = usual * chance.normal());
        }
        model
    }

    /// All that is fitted, the two with a row for each clue last.
    fn all(&self) -> Vec<&Matrix> {
        let mut all = self.net.matrices();
        all.extend([&self.after, &self.clues, &self.steps]);
        all
    }

    fn all_mut(&mut self) -> Vec<&mut Matrix> {
        let mut all = self.net.matrices_mut();
        all.extend([&mut self.after, &mut self.clues, &mut self.steps]);
        all
    }

    /// Moves every weight that has a slope.
    fn step(&mut self, movers: &mut [Mover], slopes: &Slopes, counts: f32, step: usize, rate: f32) {
        let each = 1.0 / counts.max(f32::MIN_POSITIVE);
        let whole = slopes.whole();
        for (nth, (matrix, mover)) in self.all_mut().into_iter().zip(movers).enumerate() {
            if let Some(whole) = whole.get(nth) {
                let slopes: Vec<f32> = whole.cells.iter().map(|cell| cell * each).collect();
                for (at, slope) in slopes.chunks(matrix.columns).enumerate() {
                    mover.turn(matrix, at, slope, step, rate);
                }
                continue;
            }
            // Of clues only those that were heard: first their vectors, then their steps.
            let heard = match nth - whole.len() {
                0 => &slopes.clues,
                _ => &slopes.steps,
            };
            let mut touched: Vec<usize> = heard.iter().flat_map(|(at, _)| at).copied().collect();
            touched.sort_unstable();
            touched.dedup();
            let mut sums = Matrix::zero(touched.len(), matrix.columns);
            for (clues, slope) in heard {
                for clue in clues {
                    let place = touched.binary_search(clue).expect("it is one of them");
                    add(sums.row_mut(place), each, slope);
                }
            }
            for (place, at) in touched.iter().enumerate() {
                mover.turn(matrix, *at, sums.row(place), step, rate);
            }
        }
    }
}

/// What moves a matrix: the mean slope of each weight and the mean of its squares, and the step when its row was moved last.
struct Mover {
    slopes: Matrix,
    squares: Matrix,
    moved: Vec<usize>,
}

impl Mover {
    fn new(matrix: &Matrix) -> Self {
        let zero = Matrix::zero(matrix.rows(), matrix.columns);
        Self {
            slopes: zero.clone(),
            moved: vec![0; zero.rows()],
            squares: zero,
        }
    }

    fn turn(&mut self, weights: &mut Matrix, at: usize, slope: &[f32], step: usize, rate: f32) {
        let power = |base: f32, of: usize| base.powi(i32::try_from(of).unwrap_or(i32::MAX));
        let gap = step - std::mem::replace(&mut self.moved[at], step);
        let kept = (power(KEPT.0, gap), power(KEPT.1, gap));
        let shrunk = power(1.0 - rate * SHRINK, gap);
        let whole = (1.0 - power(KEPT.0, step), 1.0 - power(KEPT.1, step));
        let means = self.slopes.row_mut(at).iter_mut();
        let means = means.zip(self.squares.row_mut(at));
        for ((weight, slope), (mean, square)) in
            weights.row_mut(at).iter_mut().zip(slope).zip(means)
        {
            *mean = *mean * kept.0 + (1.0 - KEPT.0) * slope;
            *square = *square * kept.1 + (1.0 - KEPT.1) * slope * slope;
            let by = *mean / whole.0 / ((*square / whole.1).sqrt() + 1e-8);
            *weight = *weight * shrunk + rate * by;
        }
    }
}

/// By how much the lessons become likelier if a weight grows.
struct Slopes {
    net: Net,
    after: Matrix,
    /// Of the vectors of some clues together.
    clues: Vec<(Vec<usize>, Vec<f32>)>,
    /// Of what these clues of steps are worth.
    steps: Vec<(Vec<usize>, Vec<f32>)>,
    /// How likely the lessons are: the logarithm.
    likely: f64,
}

impl Slopes {
    fn new(model: &Model) -> Self {
        let mut net = model.net.clone();
        for matrix in net.matrices_mut() {
            matrix.cells.fill(0.0);
        }
        Self {
            net,
            after: Matrix::zero(MANY + 1, MANY),
            clues: Vec::new(),
            steps: Vec::new(),
            likely: 0.0,
        }
    }

    /// Those of matrices that every lesson moves.
    fn whole(&self) -> Vec<&Matrix> {
        let mut whole = self.net.matrices();
        whole.push(&self.after);
        whole
    }

    /// Adds those of a lesson, with some of it hidden if there is chance.
    fn add(
        &mut self,
        model: &Model,
        lesson: &Lesson,
        clues: &[Clue],
        chance: &mut Option<&mut Chance>,
    ) {
        let many = lesson.tags.len();
        if many == 0 {
            return;
        }
        let heard = hear(lesson, clues, chance);
        let net = &model.net;
        let size = net.bias.columns;
        let mut mask = |length: usize| mask(length, chance);
        let masks: Vec<Vec<f32>> = (0..many).map(|_| mask(size)).collect();
        let pieces = heard.iter().zip(&masks).map(|((own, _), mask)| {
            let mut sum = vec![0.0; size];
            own.iter()
                .for_each(|clue| add(&mut sum, 1.0, model.clues.row(*clue)));
            times(net.piece(sum), mask)
        });
        let pieces: Vec<Vec<f32>> = pieces.collect();
        let mut passes: Vec<Pass> = Vec::with_capacity(net.layers.len());
        for layer in &net.layers {
            let read = passes.last().map_or(&pieces, |before| &before.memories);
            let masks = (0..many).map(|_| mask(2 * net.memory())).collect();
            passes.push(Pass::new(layer, read, masks));
        }
        let memories = passes.last().map_or(&pieces, |last| &last.memories);
        let known = pieces.iter().zip(memories);
        let known = known.map(|(piece, memories)| [&piece[..], memories].concat());
        let known: Vec<Vec<f32>> = known.collect();
        let mut worths: Vec<Vec<f32>> = known.iter().map(|known| net.of_tags(known)).collect();
        add(&mut worths[0], 1.0, model.after.row(MANY));
        let steps = heard.iter().map(|(_, own)| {
            let mut steps = model.after.cells[..MANY * MANY].to_vec();
            own.iter()
                .for_each(|clue| add(&mut steps, 1.0, model.steps.row(*clue)));
            steps
        });
        let steps: Vec<Vec<f32>> = steps.collect();
        let chain = Chain::new(&worths, &steps, lesson);
        self.likely += chain.likely * f64::from(lesson.counts);
        // Back from the tags to what was known, to the units, to the pieces, to the clues.
        let mut back: Vec<Vec<f32>> = Vec::with_capacity(many);
        for ((at, known), (own, _)) in known.iter().enumerate().zip(&chain.slopes) {
            add_outer(&mut self.net.tags, known, own);
            back.push(product_back(&net.tags, own));
            if at == 0 {
                add(self.after.row_mut(MANY), 1.0, own);
            }
        }
        let parts = back.iter().map(|back| back.split_at(size));
        let (mut to_pieces, mut to_memories): (Vec<Vec<f32>>, Vec<Vec<f32>>) = parts
            .map(|(piece, memories)| (piece.to_vec(), memories.to_vec()))
            .unzip();
        for (nth, layer) in net.layers.iter().enumerate().rev() {
            let own = &mut self.net.layers[nth];
            match nth.checked_sub(1).map(|before| &passes[before].memories) {
                Some(read) => {
                    let mut to_read = vec![vec![0.0; 2 * net.memory()]; many];
                    passes[nth].back(layer, read, &to_memories, own, &mut to_read);
                    to_memories = to_read;
                }
                None => passes[nth].back(layer, &pieces, &to_memories, own, &mut to_pieces),
            }
        }
        for (at, slope) in to_pieces.into_iter().enumerate() {
            let mut slope = times(slope, &masks[at]);
            let silent = slope.iter_mut().zip(&pieces[at]);
            let silent = silent.filter(|(_, piece)| **piece <= 0.0);
            silent.for_each(|(slope, _)| *slope = 0.0);
            add(&mut self.net.bias.cells, 1.0, &slope);
            let (own, of_steps) = &heard[at];
            self.clues.push((own.clone(), slope));
            if at > 0 {
                let slope = &chain.slopes[at].1;
                add(&mut self.after.cells[..MANY * MANY], 1.0, slope);
                self.steps.push((of_steps.clone(), slope.clone()));
            }
        }
    }
}

/// The clues of each piece that are heard, and the places of those of steps.
fn hear(
    lesson: &Lesson,
    clues: &[Clue],
    chance: &mut Option<&mut Chance>,
) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut is = |often: f64| match chance {
        Some(chance) => chance.is(often),
        None => false,
    };
    let of_piece = |own: &Vec<usize>| {
        let silent = HIDDEN_RULES.map(&mut is);
        let mut heard = (Vec::new(), Vec::new());
        for &at in own.iter().filter(|at| !silent[clues[**at].said]) {
            if !is(HIDDEN_CLUES) {
                heard.0.push(at);
            }
            if let Some(step) = clues[at].step.filter(|_| !is(HIDDEN_STEPS)) {
                heard.1.push(step);
            }
        }
        heard
    };
    lesson.clues.iter().map(of_piece).collect()
}

/// What numbers are multiplied by, some of which are hidden: the others are as much larger.
fn mask(length: usize, chance: &mut Option<&mut Chance>) -> Vec<f32> {
    let shown = (1.0 / (1.0 - HIDDEN_NUMBERS)) as f32;
    let mut one = || match chance {
        Some(chance) => shown * f32::from(u8::from(!chance.is(HIDDEN_NUMBERS))),
        None => 1.0,
    };
    (0..length).map(|_| one()).collect()
}

fn times(mut vector: Vec<f32>, mask: &[f32]) -> Vec<f32> {
    let cells = vector.iter_mut().zip(mask);
    cells.for_each(|(cell, by)| *cell *= by);
    vector
}

/// Adds the slope of a matrix by which a vector was multiplied.
fn add_outer(sum: &mut Matrix, vector: &[f32], slope: &[f32]) {
    for (at, by) in vector.iter().enumerate().filter(|(_, by)| **by != 0.0) {
        add(sum.row_mut(at), *by, slope);
    }
}

/// The slope of a vector that was multiplied by a matrix.
fn product_back(matrix: &Matrix, slope: &[f32]) -> Vec<f32> {
    (0..matrix.rows())
        .map(|at| dot(matrix.row(at), slope))
        .collect()
}

/// The sum of products, eight side by side.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        let products = a.iter().zip(b).map(|(a, b)| a * b);
        sums.iter_mut()
            .zip(products)
            .for_each(|(sum, more)| *sum += more);
    }
    sums.iter().sum()
}

/// What a unit does at each piece of a page.
fn run(unit: &Unit, pieces: &[Vec<f32>], way: Way) -> Vec<Moment> {
    let mut moments: Vec<Moment> = Vec::with_capacity(pieces.len());
    for at in way.places(pieces.len()) {
        let nothing = vec![0.0; unit.size()];
        let memory = moments.last().map_or(&nothing, |last| &last.memory);
        moments.push(unit.read(memory, &pieces[at]));
    }
    if way == Way::Up {
        moments.reverse();
    }
    moments
}

/// What a layer did on a page.
struct Pass {
    /// Each of its units at each piece.
    moments: [Vec<Moment>; 2],
    /// What each number that they remember is multiplied by.
    masks: Vec<Vec<f32>>,
    /// What they remember, by that.
    memories: Vec<Vec<f32>>,
}

impl Pass {
    fn new(layer: &Layer, read: &[Vec<f32>], masks: Vec<Vec<f32>>) -> Self {
        let moments = layer.ways().map(|(unit, way)| run(unit, read, way));
        let [down, up] = &moments;
        let memories = down.iter().zip(up).zip(&masks);
        let memories = memories
            .map(|((down, up), mask)| times([&down.memory[..], &up.memory].concat(), mask))
            .collect();
        Self {
            moments,
            masks,
            memories,
        }
    }

    /// Back through the layer, by the slopes of its memories: adds those of its matrices and of what it read.
    fn back(
        &self,
        layer: &Layer,
        read: &[Vec<f32>],
        to_memories: &[Vec<f32>],
        own: &mut Layer,
        to_read: &mut [Vec<f32>],
    ) {
        let mut from = 0;
        let own = [&mut own.down, &mut own.up];
        for (((unit, way), moments), own) in layer.ways().into_iter().zip(&self.moments).zip(own) {
            let part = from..from + unit.size();
            let slopes = to_memories.iter().zip(&self.masks);
            let slopes: Vec<Vec<f32>> = slopes
                .map(|(slope, mask)| times(slope[part.clone()].to_vec(), &mask[part.clone()]))
                .collect();
            unit_back(unit, way, (read, moments), &slopes, own, to_read);
            from = part.end;
        }
    }
}

/// Back through a unit, by the slopes of its memories: adds those of its matrices and of the pieces that it read.
fn unit_back(
    unit: &Unit,
    way: Way,
    (pieces, moments): (&[Vec<f32>], &[Moment]),
    to_memories: &[Vec<f32>],
    own: &mut Unit,
    to_pieces: &mut [Vec<f32>],
) {
    let (many, size) = (pieces.len(), unit.size());
    let nothing = vec![0.0; size];
    let mut carried = vec![0.0; size];
    for at in way.places(many).rev() {
        add(&mut carried, 1.0, &to_memories[at]);
        let before = way.before(at, many);
        let before = before.map_or(&nothing, |before| &moments[before].memory);
        let moment = &moments[at];
        let (mut read, mut remembered) = (vec![0.0; 3 * size], vec![0.0; 3 * size]);
        let mut kept = vec![0.0; size];
        for nth in 0..size {
            let (slope, keep, new) = (carried[nth], moment.kept[nth], moment.new[nth]);
            let through = moment.through[nth];
            let to_new = slope * (1.0 - keep) * (1.0 - new * new);
            let to_keep = slope * (before[nth] - new) * keep * (1.0 - keep);
            let to_through = to_new * moment.recalled[nth] * through * (1.0 - through);
            for (part, of_read, of_memory) in [
                (0, to_through, to_through),
                (1, to_keep, to_keep),
                (2, to_new, to_new * through),
            ] {
                read[part * size + nth] = of_read;
                remembered[part * size + nth] = of_memory;
            }
            kept[nth] = slope * keep;
        }
        add_outer(&mut own.of_memory, before, &remembered);
        add_outer(&mut own.of_piece, &pieces[at], &read);
        add(&mut own.bias.cells, 1.0, &read);
        add(
            &mut to_pieces[at],
            1.0,
            &product_back(&unit.of_piece, &read),
        );
        carried = product_back(&unit.of_memory, &remembered);
        add(&mut carried, 1.0, &kept);
    }
}

/// How likely all tags of a page are, and by how much each should be likelier.
struct Chain {
    /// The logarithm of how likely the right ones are.
    likely: f64,
    /// Of each piece: the slopes of its tags, and of each tag after another.
    slopes: Vec<(Vec<f32>, Vec<f32>)>,
}

impl Chain {
    /// By what tags are worth, and what each is worth after another (forward and backward sums, each scaled to one).
    fn new(worths: &[Vec<f32>], steps: &[Vec<f32>], lesson: &Lesson) -> Self {
        let many = worths.len();
        // The largest is taken out of powers, as they would be too large.
        let power = |row: &[f32], open: &dyn Fn(usize) -> bool| {
            let cells = || row.iter().enumerate().filter(|(at, _)| open(*at));
            let most = cells().map(|(_, cell)| *cell).fold(f32::MIN, f32::max);
            let mut powers = vec![0.0; row.len()];
            cells().for_each(|(at, cell)| powers[at] = (cell - most).exp());
            (powers, f64::from(most))
        };
        let mut likely = 0.0;
        let (mut own, mut after) = (Vec::new(), Vec::new());
        for at in 0..many {
            let open = |tag: usize| lesson.open[at][tag] || lesson.tags[at] == tag;
            let (powers, most) = power(&worths[at], &open);
            likely += f64::from(worths[at][lesson.tags[at]]) - most;
            own.push(powers);
            let (powers, most) = power(&steps[at], &|_| true);
            if at > 0 {
                let right = lesson.tags[at - 1] * MANY + lesson.tags[at];
                likely += f64::from(steps[at][right]) - most;
            }
            after.push(powers);
        }
        let scaled = |row: &mut Vec<f32>| {
            let sum = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            row.iter_mut().for_each(|cell| *cell /= sum);
            f64::from(sum)
        };
        let mut ahead: Vec<Vec<f32>> = Vec::with_capacity(many);
        for at in 0..many {
            let mut row = own[at].clone();
            if let Some(before) = ahead.last() {
                let mut sums = vec![0.0; MANY];
                for (from, by) in before.iter().enumerate() {
                    add(&mut sums, *by, &after[at][from * MANY..][..MANY]);
                }
                row = times(row, &sums);
            }
            likely -= scaled(&mut row).ln();
            ahead.push(row);
        }
        let mut behind = vec![vec![1.0; MANY]; many];
        for at in (1..many).rev() {
            let next = times(behind[at].clone(), &own[at]);
            let row = |from: usize| &after[at][from * MANY..][..MANY];
            behind[at - 1] = (0..MANY).map(|from| dot(row(from), &next)).collect();
            scaled(&mut behind[at - 1]);
        }
        let slopes = (0..many).map(|at| {
            let mut tags = times(ahead[at].clone(), &behind[at]);
            scaled(&mut tags);
            tags.iter_mut().for_each(|cell| *cell = -*cell);
            tags[lesson.tags[at]] += 1.0;
            let mut pairs = vec![0.0; MANY * MANY];
            if at > 0 {
                let next = times(behind[at].clone(), &own[at]);
                for (from, by) in ahead[at - 1].iter().enumerate() {
                    let row = times(after[at][from * MANY..][..MANY].to_vec(), &next);
                    add(&mut pairs[from * MANY..][..MANY], *by, &row);
                }
                scaled(&mut pairs);
                pairs.iter_mut().for_each(|cell| *cell = -*cell);
                pairs[lesson.tags[at - 1] * MANY + lesson.tags[at]] += 1.0;
            }
            let counted = |row: Vec<f32>| row.iter().map(|cell| cell * lesson.counts).collect();
            (counted(tags), counted(pairs))
        });
        Self {
            likely,
            slopes: slopes.collect(),
        }
    }
}

/// Slopes are what a small change of a weight does, in every matrix.
#[test]
fn slopes_are_what_small_changes_do() {
    let clues: Vec<Clue> = (0..9)
        .map(|nth| Clue {
            said: 0,
            step: (nth < 3).then_some(nth),
        })
        .collect();
    let mut chance = Chance::new(7);
    let mut model = Model::new(&clues, 5, &mut chance);
    for matrix in model.all_mut() {
        let cells = matrix.cells.iter_mut();
        cells.for_each(|cell| *cell += 0.3 * chance.normal());
    }
    let pieces = 6;
    let mut open = vec![[true; MANY]; pieces];
    open[2][4] = false;
    let lesson = Lesson {
        clues: (0..pieces)
            .map(|_| (0..4).map(|_| chance.below(clues.len())).collect())
            .collect(),
        open,
        tags: vec![13, 0, 1, 7, 7, 4],
        counts: 1.5,
    };
    let slopes = |model: &Model| {
        let mut slopes = Slopes::new(model);
        slopes.add(model, &lesson, &clues, &mut None);
        slopes
    };
    let found = slopes(&model);
    let of_rows = |matrix: &Matrix, rows: &[(Vec<usize>, Vec<f32>)]| {
        let mut sum = Matrix::zero(matrix.rows(), matrix.columns);
        for (clues, slope) in rows {
            clues
                .iter()
                .for_each(|at| add(sum.row_mut(*at), 1.0, slope));
        }
        sum
    };
    let of_clues = of_rows(&model.clues, &found.clues);
    let of_steps = of_rows(&model.steps, &found.steps);
    let found = found.whole().into_iter().chain([&of_clues, &of_steps]);
    for (nth, slope) in found.enumerate() {
        for _ in 0..20 {
            let at = chance.below(slope.cells.len());
            let likely = |by: f32| {
                let mut other = model.clone();
                other.all_mut()[nth].cells[at] += by;
                slopes(&other).likely
            };
            let change = (likely(1e-2) - likely(-1e-2)) / 2e-2;
            let expect = f64::from(slope.cells[at]);
            assert!(
                (change - expect).abs() < 2e-3 + 2e-2 * expect.abs(),
                "matrix {nth}, cell {at}: {change} and {expect}"
            );
        }
    }
}
