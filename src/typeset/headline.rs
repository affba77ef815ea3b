//! Headlines over several lines: the fewest that hold them, of even length, cut where a reader would draw breath.

use icu_segmenter::{WordSegmenter, options::WordBreakInvariantOptions};

use super::{
    prepare::{BREAK, Cluster, HARD, Kind, Prepared},
    set::{SetLine, line_between, set},
};

/// Headlines of more clusters than this are cut as running text is: nobody's headline is so long.
const LONGEST: usize = 240;

/// What it costs, in squared cells, to cut a headline elsewhere than at a space or a mark.
const BETWEEN_WORDS: u64 = 36;
/// To cut a word in two.
const IN_WORD: u64 = 400;
/// To part a particle from what it belongs to.
const PARTICLE: u64 = 2_500;
/// To leave a letter alone on a line.
const LONE: u64 = 40_000;

/// Words that are never left at the end of a headline's line nor put at the begin of the next: they want both neighbours.
const PARTICLES: &str =
    "的之和與与及或而且並并在於于對对把被將将從从向由為为以是不了著着過过們们嗎吗呢吧啊呀麼么得地";

/// The lines of a headline, balanced.
pub(crate) fn balance(text: &str, prepared: &Prepared, measure: usize) -> Vec<SetLine> {
    let greedy: Vec<SetLine> = set(prepared, measure).collect();
    let clusters = &prepared.clusters;
    if greedy.len() < 2 || clusters.len() > LONGEST || clusters.iter().any(|c| c.has(HARD)) {
        return greedy;
    }
    let words = word_starts(text);
    let places = places(text, prepared, &words);
    best(clusters, &places, measure, greedy.len())
        .map(|cuts| lines(prepared, &cuts))
        .unwrap_or(greedy)
}

/// A place where a headline may be cut: a cluster, and the cost of cutting before it.
#[derive(Debug, Clone, Copy)]
struct Place {
    cluster: usize,
    cost: u64,
}

fn word_starts(text: &str) -> Vec<usize> {
    let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
    segmenter.segment_str(text).collect()
}

/// The begin, every place where a line may end, and the end.
fn places(text: &str, prepared: &Prepared, words: &[usize]) -> Vec<Place> {
    let clusters = &prepared.clusters;
    let free = |cluster| Place { cluster, cost: 0 };
    let mut places = vec![free(0)];
    for (cluster, _) in clusters
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, c)| c.has(BREAK))
    {
        let offset = prepared.offset(cluster);
        let cost = cost(
            &text[..offset],
            &text[offset..],
            words.binary_search(&offset).is_ok(),
        );
        places.push(Place { cluster, cost });
    }
    places.push(free(clusters.len()));
    places
}

fn cost(before: &str, after: &str, word_start: bool) -> u64 {
    let spaced = before.ends_with(' ');
    let (Some(last), Some(first)) = (before.trim_end().chars().next_back(), after.chars().next())
    else {
        return 0;
    };
    if PARTICLES.contains(first) || PARTICLES.contains(last) {
        return PARTICLE;
    }
    match () {
        () if spaced || !last.is_alphanumeric() || super::marks::is_opener(first) => 0,
        () if word_start => BETWEEN_WORDS,
        () => IN_WORD,
    }
}

/// The cheapest way to make `count` lines, as clusters at which they begin and the end; none if there is no way.
fn best(
    clusters: &[Cluster],
    places: &[Place],
    measure: usize,
    count: usize,
) -> Option<Vec<usize>> {
    let whole = clusters.last()?.edge() as usize;
    let ideal = whole.div_ceil(count);
    // For each number of lines and each place: the cost so far and the place before.
    let mut ways: Vec<Vec<Option<(u64, usize)>>> = vec![vec![None; places.len()]; count + 1];
    ways[0][0] = Some((0, 0));
    for made in 1..=count {
        for to in 1..places.len() {
            let from_each = (0..to).filter_map(|from| {
                let (so_far, _) = ways[made - 1][from]?;
                let line = line_cost(
                    clusters,
                    places[from].cluster,
                    places[to].cluster,
                    measure,
                    ideal,
                )?;
                Some((so_far + line + places[to].cost, from))
            });
            ways[made][to] = from_each.min();
        }
    }
    let mut cuts = vec![clusters.len()];
    let mut at = places.len() - 1;
    for made in (1..=count).rev() {
        at = ways[made][at]?.1;
        cuts.push(places[at].cluster);
    }
    cuts.reverse();
    Some(cuts)
}

fn line_cost(
    clusters: &[Cluster],
    begin: usize,
    end: usize,
    measure: usize,
    ideal: usize,
) -> Option<u64> {
    let line = clusters.get(begin..end)?;
    let shown = line
        .iter()
        .rposition(|c| !c.is_space())
        .map(|i| &line[..=i])?;
    let (first, last) = (shown.first()?, shown.last()?);
    let cells = (last.edge() - first.column) as usize;
    if cells > measure {
        return None;
    }
    let letters = shown.iter().filter(|c| c.kind() != Kind::Mark).count();
    let lone = if letters < 2 { LONE } else { 0 };
    Some((cells.abs_diff(ideal) as u64).pow(2) + lone)
}

fn lines(prepared: &Prepared, cuts: &[usize]) -> Vec<SetLine> {
    let pairs = cuts.windows(2);
    pairs
        .map(|pair| line_between(prepared, pair[0], pair[1]))
        .collect()
}
