//! The typesetter against what others say of line breaking: Unicode's test files, web-platform-tests, the tables of CLREQ,
//! JLREQ and KLREQ, and whole pages at every width.

mod oracle;

use std::{ops::RangeInclusive, path::PathBuf};

use kanbao::typeset::{Lang, Level, Rules, Widths, breaks::uax14, prepare, set};
use oracle::Oracle;
use proptest::prelude::*;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    widgets::{Paragraph, Widget, Wrap},
};
use unicode_segmentation::UnicodeSegmentation;

/// One case of Unicode's break tests: a text and the byte offsets at which it may be broken.
struct Case {
    text: String,
    breaks: Vec<usize>,
}

fn unicode_cases(compressed: &[u8]) -> Vec<Case> {
    let bytes = zstd::decode_all(compressed).expect("the file in the repository is whole");
    let text = String::from_utf8(bytes).expect("the file is UTF-8");
    let lines = text
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty());
    lines.map(unicode_case).collect()
}

fn unicode_case(line: &str) -> Case {
    let (mut text, mut breaks) = (String::new(), Vec::new());
    for item in line.split_whitespace() {
        match item {
            "÷" => breaks.push(text.len()),
            "×" => {}
            code => text.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32)),
        }
    }
    breaks.retain(|&b| b != 0 && b != text.len());
    Case { text, breaks }
}

#[test]
fn uax_14_is_kept_as_well_as_the_crate_keeps_it() {
    let cases = unicode_cases(include_bytes!("data/LineBreakTest-17.0.0.txt.zst"));
    assert_eq!(cases.len(), 19_338);
    let (mut crate_right, mut right) = (0, 0);
    let segmenter = uax14(Lang::Other, Level::Strict);
    let rules = Rules::bare(Level::Strict, true);
    for case in &cases {
        let inside = |&b: &usize| b != 0 && b != case.text.len();
        let crates: Vec<usize> = segmenter.segment_str(&case.text).filter(inside).collect();
        crate_right += usize::from(crates == case.breaks);
        right += usize::from(rules.prepare(&case.text).breaks() == case.breaks);
    }
    println!(
        "UAX #14: {right} of {}, the crate alone {crate_right}",
        cases.len()
    );
    assert!(
        right >= crate_right,
        "{right} right, the crate alone {crate_right}"
    );
}

#[test]
fn clusters_are_those_of_uax_29() {
    let cases = unicode_cases(include_bytes!("data/GraphemeBreakTest-17.0.0.txt.zst"));
    assert!(cases.len() > 700);
    let rules = Rules::new(Lang::Other, Level::Strict, &Widths::default());
    for Case { text, breaks } in cases {
        let found: Vec<usize> = rules
            .prepare(&text)
            .clusters()
            .filter(|&b| b != 0)
            .collect();
        assert_eq!(found, breaks, "{text:?}");
    }
}

#[test]
fn the_short_way_comes_to_the_same() {
    let cases = unicode_cases(include_bytes!("data/LineBreakTest-17.0.0.txt.zst"));
    for level in [Level::Basic, Level::Strict] {
        let (short, long) = (Rules::bare(level, true), Rules::bare(level, false));
        for pair in cases.windows(2).step_by(7) {
            let text = format!("街「っ{}坊ーの、{}ト」々。", pair[0].text, pair[1].text);
            assert_eq!(
                short.prepare(&text).breaks(),
                long.prepare(&text).breaks(),
                "{text:?}"
            );
        }
    }
}

/// A file beside the project, for those who have it.
fn shared(name: &str) -> Option<String> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")).join(name);
    std::fs::read_to_string(path).ok()
}

fn jsonl(text: &str) -> Vec<serde_json::Value> {
    let values = text.lines().map(serde_json::from_str);
    values.collect::<Result<_, _>>().expect("each line is JSON")
}

/// `\u{3041}` in the tables of web-platform-tests.
fn unescape(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("an escape is closed");
        plain.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
        plain.push_str(rest);
    }
    plain
}

#[test]
fn web_platform_tests_pass_at_strict_and_normal() {
    let Some(table) = shared("data/wpt_line_break.jsonl") else {
        return;
    };
    let (mut passed, mut failed) = (0, Vec::new());
    for case in jsonl(&table) {
        let field = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
        let right = match case["may_begin_line"].as_bool() {
            Some(_) if field("cls") == "pr" || field("strictness") == "loose" => continue,
            Some(may) => {
                let text = unescape(&field("text"));
                let level = if field("strictness") == "strict" {
                    Level::Strict
                } else {
                    Level::Basic
                };
                let lang = Lang::from_tag(&field("lang")).unwrap_or_default();
                let breaks = prepare(&text, lang, level, &Widths::default()).breaks();
                breaks.contains(&"文文文文文文".len()) == may
            }
            None => {
                let lines = lines(&field("test"), Lang::Hant, 6);
                let expect = field("ref");
                // Where the mark and its neighbours fit their line, the line ends where the table says.
                lines.join("\n") == expect || opener_or_closer_is_held(&lines, &field("cls"))
            }
        };
        if right {
            passed += 1
        } else {
            failed.push(case)
        }
    }
    println!(
        "web-platform-tests: {passed} passed, {} failed",
        failed.len()
    );
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(passed > 500);
}

/// The cases of opening and closing marks were made for marks of two cells; of others it is asked that no line begins or ends
/// with them.
fn opener_or_closer_is_held(lines: &[String], class: &str) -> bool {
    let is_letter = |c: char| matches!(c, '中' | '文');
    let starts_well = lines
        .iter()
        .all(|l| l.starts_with(is_letter) || class == "OP");
    let ends_well = lines
        .iter()
        .all(|l| l.ends_with(is_letter) || class != "OP");
    starts_well && ends_well && lines.len() < 3
}

fn lines(text: &str, lang: Lang, measure: usize) -> Vec<String> {
    let prepared = prepare(text, lang, Level::Strict, &Widths::default());
    set(&prepared, measure)
        .map(|line| text[line.bytes].to_owned())
        .collect()
}

#[test]
fn the_tables_marks_begin_and_end_no_line() {
    let Some(table) = shared("data/kinsoku.jsonl") else {
        return;
    };
    for row in jsonl(&table) {
        let mark = row["char"].as_str().unwrap_or_default();
        let check = |lang: Lang, begins: bool, ends: bool| {
            for space in ["", " "] {
                let before = format!("街坊{space}{mark}街坊");
                let after = format!("街坊{mark}{space}街坊");
                let breaks =
                    |text: &str| prepare(text, lang, Level::Strict, &Widths::default()).breaks();
                if begins {
                    assert!(
                        !breaks(&before).contains(&(6 + space.len())),
                        "{mark} begins in {lang:?}: {before}"
                    );
                }
                if ends {
                    let at = 6 + mark.len() + space.len();
                    assert!(
                        !breaks(&after).contains(&at),
                        "{mark} ends in {lang:?}: {after}"
                    );
                }
            }
        };
        let held = |name: &str| !row[name].is_null() && row[name] != false;
        check(Lang::Hant, held("clreq_no_begin"), held("clreq_no_end"));
        let levels = row["jlreq_no_begin_levels"]
            .as_array()
            .is_some_and(|l| !l.is_empty());
        check(Lang::Ja, levels && !is_kana(mark), held("jlreq_no_end"));
        check(Lang::Ko, held("klreq_no_begin"), held("klreq_no_end"));
    }
}

/// Small kana are held too, but not across a space: there they begin a word.
fn is_kana(mark: &str) -> bool {
    mark.chars()
        .all(|c| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '々' | '〻'))
        && mark != "・"
}

type Paragraphs = Vec<(Lang, String)>;

/// The paragraphs of a newspaper page, for those who have it.
fn page() -> Paragraphs {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/seeds");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let pages = files.filter_map(|f| std::fs::read_to_string(f.path()).ok());
    let lines = pages.flat_map(|page| page.lines().map(str::to_owned).collect::<Vec<_>>());
    lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| (Lang::Hant, line))
        .collect()
}

/// The paragraphs, lines and cells of the sample edition.
fn sample() -> Paragraphs {
    let articles = kanbao::sample::articles().into_iter();
    let texts = articles.flat_map(|article| {
        let tag = article.language.as_deref().unwrap_or_default();
        let lang = Lang::from_tag(tag).unwrap_or_else(|| Lang::guess(&article.body()));
        let blocks = article
            .blocks
            .iter()
            .flat_map(|block| block.text.split(['\n', '\t']));
        let texts = blocks.chain([article.title.as_str()]);
        texts
            .map(|text| (lang, text.to_owned()))
            .collect::<Vec<_>>()
    });
    texts.collect()
}

/// Sets paragraphs at every one of some widths and at both ambiguous widths.
fn judged(paragraphs: &[(Lang, String)], measures: RangeInclusive<usize>) -> oracle::Tally {
    let oracle = Oracle::new(shared("data/kinsoku.jsonl").map(|t| jsonl(&t)));
    let mut tally = oracle::Tally::default();
    for ambiguous in [1, 2] {
        let widths = Widths {
            ambiguous,
            ..Widths::default()
        };
        for (lang, text) in paragraphs {
            let prepared = prepare(text, *lang, Level::Strict, &widths);
            for measure in measures.clone() {
                let lines: Vec<_> = set(&prepared, measure).map(|line| line.bytes).collect();
                oracle.judge(*lang, text, &lines, measure, &widths, &mut tally);
            }
        }
    }
    tally
}

#[test]
fn no_page_has_a_fault_at_any_width() {
    for (name, paragraphs) in [("page", page()), ("sample", sample())] {
        // On four or five cells a letter with its full stop fills the line: nothing can join it. With a closing mark as
        // well it fills six or seven. What can be helped is helped at every width.
        let (tight, tally) = (judged(&paragraphs, 4..=7), judged(&paragraphs, 8..=120));
        println!("{name}, 4 to 7 cells: {tight}\n{name}, 8 to 120 cells: {tally}");
        assert_eq!(tight.faults, Vec::<String>::new());
        assert_eq!(tally.faults, Vec::<String>::new());
        assert_eq!((tight.needless, tally.needless), (0, 0), "{name}");
        assert!(tally.lone * 1000 <= tally.paragraphs, "{name}: {tally}");
        let (lone, all) = (tight.lone + tally.lone, tight.paragraphs + tally.paragraphs);
        println!(
            "{name}, 4 to 120 cells: {:.2}% lone",
            100.0 * lone as f64 / all.max(1) as f64
        );
        assert!(lone * 90 <= all, "{name}: {lone} of {all}");
    }
}

/// A paragraph as ratatui's own widget wraps it.
fn ratatuis_lines(text: &str, measure: usize) -> Vec<String> {
    let rows = 4 + 4 * text.chars().count() / measure.max(1);
    let area = Rect::new(0, 0, measure as u16, rows.min(4_000) as u16);
    let mut buffer = Buffer::empty(area);
    let wrapped = Paragraph::new(text).wrap(Wrap { trim: true });
    wrapped.render(area, &mut buffer);
    let lines = buffer.content.chunks(measure).map(|row| {
        let mut covered = 0;
        let mut line = String::new();
        for cell in row {
            if covered == 0 {
                line.push_str(cell.symbol());
                covered = Widths::default().text(cell.symbol()).max(1);
            }
            covered -= 1;
        }
        line.trim_end().to_owned()
    });
    let mut lines: Vec<String> = lines.collect();
    lines.truncate(
        lines
            .iter()
            .rposition(|line| !line.is_empty())
            .map_or(0, |last| last + 1),
    );
    lines
}

#[test]
fn a_widget_that_knows_no_rules_breaks_them() {
    let oracle = Oracle::new(shared("data/kinsoku.jsonl").map(|t| jsonl(&t)));
    let chinese = |paragraphs: Paragraphs| {
        paragraphs
            .into_iter()
            .filter(|(lang, _)| *lang == Lang::Hant)
    };
    let (mut ours, mut theirs, mut all) = (0, 0, 0);
    for (lang, text) in chinese(page()).chain(chinese(sample())) {
        for measure in (20..=80).step_by(5) {
            let own = lines(&text, lang, measure);
            all += own.len();
            ours += oracle.wrong_edges(&own);
            theirs += oracle.wrong_edges(&ratatuis_lines(&text, measure));
        }
    }
    println!(
        "wrong at a line's begin or end, 20 to 80 cells: ours {ours}, ratatui's Paragraph {theirs}, of {all} lines"
    );
    assert_eq!(ours, 0);
    assert!(theirs > all / 100);
}

#[test]
fn what_is_difficult_has_no_fault_either() {
    let hard: Paragraphs = oracle::HARD
        .iter()
        .map(|(lang, text)| (*lang, (*text).to_owned()))
        .collect();
    let tally = judged(&hard, 4..=120);
    println!("difficult: {tally}");
    assert_eq!(tally.faults, Vec::<String>::new());
}

#[test]
fn where_something_must_give_the_lesser_rule_gives() {
    let check = |text: &str, measure: usize, expect: &[&str]| {
        assert_eq!(
            lines(text, Lang::guess(text), measure),
            expect,
            "{text} at {measure}"
        );
    };
    // A dash begins a line before its pair is parted or a closing mark begins one.
    check("「是」──完。", 7, &["「是」", "──完。"]);
    check("路」——燈", 5, &["路」", "——燈"]);
    // A price after a full-width mark is another thing than what the mark ends.
    check("五十％，＄１００，", 10, &["五十％，", "＄１００，"]);
    check("５０％，＄１００，", 8, &["５０％，", "＄１０", "０，"]);
    check("No.12、", 4, &["No.", "12、"]);
    // A tone stays with its syllable.
    check("注音ㄓㄨˋ。", 8, &["注音ㄓ", "ㄨˋ。"]);
    check("か»〘亀〙〚白〛", 6, &["か»", "〘亀〙", "〚白〛"]);
}

#[test]
fn a_cluster_is_never_cut_even_where_nothing_fits() {
    for (_, text) in oracle::HARD {
        for measure in 1..=6 {
            let lines = lines(text, Lang::guess(text), measure);
            for line in &lines {
                let cells = Widths::default().text(line);
                assert!(
                    cells <= measure || line.graphemes(true).count() == 1,
                    "{line} at {measure}"
                );
            }
            let joined: String = lines.concat();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_line_begins_or_ends_with_the_wrong_mark_unless_there_is_no_other_way(
        text in "([街坊夜市海風人燈路樹]{1,4}|[a-z0-9]{1,6}|[，。！？：」』）》”、～·]{1,2}|[「『（《“]{1,2}|——|……| ){1,16}",
        measure in 4usize..40,
        ambiguous in 1u8..=2,
    ) {
        let widths = Widths { ambiguous, ..Widths::default() };
        let prepared = prepare(&text, Lang::Hant, Level::Strict, &widths);
        let lines: Vec<_> = set(&prepared, measure).map(|line| line.bytes).collect();
        let mut tally = oracle::Tally::default();
        Oracle::new(None).judge(Lang::Hant, &text, &lines, measure, &widths, &mut tally);
        prop_assert_eq!(tally.faults, Vec::<String>::new());
    }
}
