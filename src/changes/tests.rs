//! Changes as a reader sees them, and that nothing of either version is lost in them.

use proptest::prelude::*;

use super::*;

fn text(changed: &Changed) -> String {
    let runs = changed.runs.iter().map(|run| {
        let (open, close) = run.side.signs();
        format!("{open}{}{close}", run.text)
    });
    runs.collect()
}

fn article(title: &str, blocks: &[&str]) -> Article {
    Article {
        title: title.into(),
        blocks: blocks.iter().copied().map(Block::paragraph).collect(),
        ..Article::default()
    }
}

#[test]
fn what_changed_in_a_paragraph() {
    let check = |old: &str, new: &str, expect: &str| {
        let runs = of_texts(old, new);
        let kind = BlockKind::Paragraph;
        assert_eq!(text(&Changed { kind, runs }), expect, "{old} → {new}");
    };
    check("渡輪三班。", "渡輪三班。", "渡輪三班。");
    check("渡輪三班。", "渡輪四班。", "渡輪[[三]]{{四}}班。");
    check("", "渡輪。", "{{渡輪。}}");
    check("渡輪。", "", "[[渡輪。]]");
    check(
        "昨日三人到場，記者張三報道。",
        "昨日四人到場，記者張三報道，完。",
        "昨日[[三]]{{四}}人到場，記者張三報道{{，完}}。",
    );
    // A clause in between is one piece.
    check("甲說好。", "甲說好，乙不信。", "甲說好{{，乙不信}}。");
    // A letter that two words share by chance does not divide the change.
    check(
        "他說春風化細雨",
        "他說秋月化大雪",
        "他說[[春風化細雨]]{{秋月化大雪}}",
    );
    check(
        "該市的春雨",
        "該區的冬雪",
        "該[[市]]{{區}}的[[春雨]]{{冬雪}}",
    );
    check("the cat sat", "the dog sat", "the [[cat]]{{dog}} sat");
    // A cluster is one character.
    check("👨‍👩‍👧來了", "👨‍👩‍👦來了", "[[👨‍👩‍👧]]{{👨‍👩‍👦}}來了");
    check("cafe\u{301} noir", "cafe noir", "caf[[e\u{301}]]{{e}} noir");
}

#[test]
fn which_paragraphs_are_versions_of_each_other() {
    let check = |old: &[&str], new: &[&str], expect: &[&str]| {
        let changes = Changes::between(&article("題", old), &article("題", new));
        let texts: Vec<String> = changes.blocks.iter().map(text).collect();
        assert_eq!(texts, expect);
    };
    check(
        &["天晴", "有風"],
        &["天晴", "微雨", "有風"],
        &["天晴", "{{微雨}}", "有風"],
    );
    check(
        &["船長說夜裏海面靜。", "公司稱試行三個月。"],
        &["街坊拍手。", "船長說夜裏海面很靜。"],
        &[
            "{{街坊拍手。}}",
            "船長說夜裏海面{{很}}靜。",
            "[[公司稱試行三個月。]]",
        ],
    );
    check(
        &["甲乙丙丁"],
        &["子丑寅卯"],
        &["[[甲乙丙丁]]", "{{子丑寅卯}}"],
    );
}

#[test]
fn what_stands_over_the_text_is_shown_where_it_changed() {
    let old = Article {
        byline: Some("記者 甲".into()),
        ..article("渡輪加開三班", &["正文"])
    };
    let new = Article {
        deck: Some("街坊叫好".into()),
        ..article("渡輪加開四班", &["正文"])
    };
    let heads: Vec<String> = Changes::between(&old, &new).head.iter().map(text).collect();
    assert_eq!(
        heads,
        ["渡輪加開[[三]]{{四}}班", "{{街坊叫好}}", "[[記者 甲]]"]
    );
}

#[test]
fn figures_count_characters() {
    let changes = Changes::between(
        &article("題", &["三人到場看戲"]),
        &article("題", &["四五人到場看戲"]),
    );
    assert_eq!(changes.figures(), (2, 1));
}

#[test]
fn a_list_stays_a_list() {
    let item = |text: &str| Article {
        blocks: vec![Block::new(BlockKind::List, text)],
        ..article("題", &[])
    };
    let (blocks, marks) = Changes::between(&article("題", &[]), &item("• 雨傘")).written();
    assert_eq!(blocks[0].text, "• {{雨傘}}");
    assert_eq!(marks, [(0, 4..14, Side::Added)]);
}

/// One of the two versions, out of both.
fn only(changes: &Changes, other: Side) -> (Vec<String>, Vec<String>) {
    let side = |all: &[Changed]| -> Vec<String> {
        let of = |changed: &Changed| {
            let runs: Vec<&Run> = changed.runs.iter().filter(|r| r.side != other).collect();
            let is_here = !runs.is_empty() || changed.runs.is_empty();
            is_here.then(|| runs.iter().map(|run| run.text.as_str()).collect())
        };
        all.iter().filter_map(of).collect()
    };
    (side(&changes.head), side(&changes.blocks))
}

fn some_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "渡輪",
        "三",
        "四",
        "，",
        "。",
        "的",
        " a",
        "e\u{301}",
        "\n",
        "👨‍👩‍👧",
        "船期照舊",
    ]);
    prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn both_versions_are_in_it(
        old in prop::collection::vec(some_text(), 0..7),
        new in prop::collection::vec(some_text(), 0..7),
        kept in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        titles in (some_text(), some_text()),
    ) {
        let mut new = new;
        if !old.is_empty() {
            new.extend(kept.iter().map(|at| at.get(&old).clone()));
        }
        let texts = |texts: &[String]| texts.iter().map(String::as_str).collect::<Vec<_>>().iter().map(|t| Block::paragraph(*t)).collect::<Vec<_>>();
        let before = Article { title: titles.0.clone(), blocks: texts(&old), ..Article::default() };
        let after = Article { title: titles.1.clone(), blocks: texts(&new), ..Article::default() };
        let changes = Changes::between(&before, &after);
        prop_assert_eq!(only(&changes, Side::Added).1, old);
        prop_assert_eq!(only(&changes, Side::Removed).1, new);
        if titles.0 != titles.1 {
            prop_assert_eq!(only(&changes, Side::Added).0, [titles.0]);
            prop_assert_eq!(only(&changes, Side::Removed).0, [titles.1]);
        }
        // Marks stand in order, about whole signs.
        let (blocks, marks) = changes.written();
        for (block, range, side) in &marks {
            let (open, close) = side.signs();
            let text = &blocks[*block as usize].text[range.clone()];
            prop_assert!(text.starts_with(open) && text.ends_with(close));
        }
        prop_assert!(marks.windows(2).all(|two| (two[0].0, two[0].1.end) <= (two[1].0, two[1].1.start)));
    }
}
