//! An article as lines: what stands where, places at every width, hits, links, and how little is done at a time.

use std::ops::Range;

use kanbao::article::{Article, Block, BlockKind, Inline, InlineKind, Place};
use kanbao::typeset::{Galley, Lang, Level, Line, Role, Row, Rules, Style, Widths, prepare, set};
use proptest::prelude::*;

fn galley(article: &Article, style: Style) -> Galley {
    let lang = article.language.as_deref().and_then(Lang::from_tag);
    let mut head = Vec::new();
    let mut put = |role, text: &Option<String>| head.extend(text.clone().map(|t| (role, t)));
    put(Role::Kicker, &article.kicker);
    put(Role::Headline, &Some(article.title.clone()));
    put(Role::Deck, &article.deck);
    put(Role::Meta, &article.byline);
    Galley::new(
        head,
        article.blocks.clone(),
        Style { lang, ..style },
        Widths::default(),
    )
}

fn style(columns: u16) -> Style {
    Style {
        columns,
        ..Style::default()
    }
}

/// A line as a terminal shows it.
fn shown(line: &Line) -> String {
    let mut text = String::new();
    for piece in &line.pieces {
        let gap = usize::from(piece.column).saturating_sub(Widths::default().text(&text));
        text.push_str(&" ".repeat(gap));
        text.push_str(&piece.text);
    }
    text
}

fn all(galley: &mut Galley) -> Vec<Line> {
    galley.lines(galley.top(), usize::MAX >> 1)
}

fn picture(article: &Article, style: Style) -> String {
    let lines = all(&mut galley(article, style));
    let lines: Vec<String> = lines.iter().map(shown).collect();
    lines.join("\n")
}

fn block(kind: BlockKind, text: &str) -> Block {
    Block::new(kind, text)
}

fn link(text: &str, address: &str, within: &str) -> Inline {
    let start = within.find(text).expect("the link's words are in the text") as u32;
    Inline {
        start,
        end: start + text.len() as u32,
        kind: InlineKind::Link(address.to_owned()),
    }
}

/// One of each kind of block, in Traditional Chinese.
fn harbour() -> Article {
    let body = "海濱長廊東段昨日開放，首個週末便來了30,000人，比預計的多出35%。路是好路，欄杆低，樹影長，孩子可以騎車，老人可以釣魚；可是同一段海邊，卻有四個部門、三張時間表和兩種告示——「請勿釣魚」與「釣魚區由此去」相隔不過十步……";
    let mut linked = Block::paragraph(body);
    linked.spans = vec![
        link(
            "三張時間表",
            "https://example.org/promenade/2026/timetable",
            body,
        ),
        Inline {
            start: 0,
            end: "海濱長廊".len() as u32,
            kind: InlineKind::Strong,
        },
    ];
    Article {
        kicker: Some("社評".into()),
        title: "海濱長廊該交給誰管 四個部門各說各話".into(),
        deck: Some("路通了，人才會留下".into()),
        byline: Some("本報評論員".into()),
        language: Some("zh-Hant".into()),
        blocks: vec![
            linked,
            block(BlockKind::Image, "長廊東段的欄杆"),
            block(
                BlockKind::Caption,
                "東段長廊昨日清晨，工人正在漆欄杆，漆的是今年第三種綠色。（本報圖片）",
            ),
            block(BlockKind::Subhead, "一條路，四種規矩"),
            block(
                BlockKind::Paragraph,
                "有街坊問記者：「為何這一頭可以遛狗，走過一座橋便要罰款？」答案寫在一份二十年前的文件裏——橋的兩端，分屬不同部門管理。",
            ),
            block(
                BlockKind::Quote,
                "規矩本意是分清責任，結果卻是誰也不必負責。海風不看界線，垃圾也不看。",
            ),
            block(
                BlockKind::List,
                "• 康文部門管樹，但不管樹下的落葉，落葉歸食環部門管",
            ),
            block(BlockKind::List, "  1. 海事部門管水，潮水漲上石階的那一刻起"),
            block(BlockKind::Rule, ""),
            block(
                BlockKind::Verse,
                "潮來潮去石階白\n人去人來燈影長，燈影比人走得慢，慢過橋那一頭的鐘",
            ),
            block(
                BlockKind::Table,
                "路段\t長度（米）\t管理\n東段\t1,250\t康文部門\n橋\t80.5\t路政部門\n西段\t2,400\t海事部門與地區辦事處",
            ),
            block(BlockKind::Code, "for lamp in lamps:\n    lamp.on()"),
        ],
        ..Article::default()
    }
}

/// A short article in Japanese.
fn ferry() -> Article {
    Article {
        title: "島の定期船、最終便を三十分遅らせる 高校生の声が届いて".into(),
        byline: Some("佐々木春香".into()),
        language: Some("ja".into()),
        blocks: vec![
            block(
                BlockKind::Paragraph,
                "島と本土を結ぶ定期船の最終便が、来月から午後８時３０分発に変わる。「部活のあとでも帰れるようにしてほしい」——高校生たちの声が、ようやく届いた……。",
            ),
            block(BlockKind::Subhead, "スーパーの閉店も延びる"),
            block(
                BlockKind::Paragraph,
                "港のスーパーマーケット「なぎさ」も、ＬＥＤの看板をつけて閉店を一時間のばすという。店長の佐々木さん（５２）は「ちょっと、うれしいですね」と笑った。",
            ),
        ],
        ..Article::default()
    }
}

#[test]
fn a_chinese_article_looks_like_this() {
    for columns in [30, 60, 100] {
        insta::assert_snapshot!(
            format!("zh-Hant_{columns}"),
            picture(&harbour(), style(columns))
        );
    }
}

#[test]
fn a_japanese_article_looks_like_this() {
    for columns in [30, 60, 100] {
        insta::assert_snapshot!(format!("ja_{columns}"), picture(&ferry(), style(columns)));
    }
}

#[test]
fn justified_lines_fill_the_measure_but_for_the_last() {
    let justified = Style {
        justify: true,
        autospace: true,
        ..style(43)
    };
    insta::assert_snapshot!("justified", picture(&harbour(), justified.clone()));
    let lines = all(&mut galley(&ferry(), justified));
    let full = |line: &&Line| Widths::default().text(&shown(line)) == 43;
    assert!(lines.iter().filter(full).count() >= 4);
}

#[test]
fn no_line_is_wider_than_its_columns() {
    for article in [harbour(), ferry()] {
        for columns in 2..=130 {
            for justify in [false, true] {
                let style = Style {
                    justify,
                    centred: justify,
                    autospace: justify,
                    ..style(columns)
                };
                let cells = |line: &Line| Widths::default().text(&shown(line));
                for line in all(&mut galley(&article, style)) {
                    assert!(
                        cells(&line) <= columns.into(),
                        "{columns}: {}",
                        shown(&line)
                    );
                }
            }
        }
    }
}

#[test]
fn every_character_is_shown_once_and_in_order() {
    for article in [harbour(), ferry()] {
        for columns in [7, 13, 30, 61, 100] {
            let lines = all(&mut galley(&article, style(columns)));
            for (number, block) in article.blocks.iter().enumerate() {
                let mine = lines
                    .iter()
                    .filter(|l| l.place.block == number as u32 && matches!(l.role, Role::Block(_)));
                let mut pieces: Vec<Range<usize>> = mine
                    .flat_map(|l| &l.pieces)
                    .filter(|p| !p.emphasis.ornament)
                    .map(|p| p.source.clone())
                    .collect();
                pieces.sort_by_key(|p| p.start);
                let text: String = pieces.into_iter().map(|p| &block.text[p]).collect();
                let solid = |t: &str| t.replace([' ', '\n', '\t'], "");
                assert_eq!(solid(&text), solid(&block.text), "{columns}");
            }
        }
    }
}

#[test]
fn a_place_is_found_again_at_every_width() {
    let article = harbour();
    let mut galley = galley(&article, style(80));
    for columns in (4..=120).chain([33, 9]) {
        galley.restyle(
            Style {
                lang: Some(Lang::Hant),
                ..style(columns)
            },
            Widths::default(),
        );
        let mut row = galley.top();
        loop {
            let place = galley.place(row);
            let back = galley.row(place);
            if row.part as usize == 4 + article.blocks.len() {
                break; // The list of links is no part of the text.
            }
            assert_eq!(galley.place(back), place, "{columns}: {row:?}");
            let (next, moved) = galley.step(row, 1);
            if moved == 0 {
                break;
            }
            assert!(next > row);
            row = next;
        }
        for (block, b) in article
            .blocks
            .iter()
            .enumerate()
            .filter(|(_, b)| !b.text.is_empty())
        {
            for (offset, _) in b.text.char_indices().step_by(5) {
                let place = Place {
                    block: block as u32,
                    offset: offset as u32,
                };
                let row = galley.row(place);
                let (after, moved) = galley.step(row, 1);
                assert!(galley.place(row) <= place);
                if moved == 1 && b.kind != BlockKind::Table {
                    assert!(
                        galley.place(after) > place || galley.place(after) == galley.place(row),
                        "{columns}"
                    );
                }
            }
        }
    }
}

#[test]
fn steps_there_and_back_come_to_the_same_row() {
    let mut galley = galley(&harbour(), style(30));
    let count = all(&mut galley).len();
    let bottom = galley.bottom(10);
    assert_eq!(galley.lines(bottom, 99).len(), 10);
    assert_eq!(galley.step(galley.top(), -3), (Row::default(), 0));
    for rows in 0..count {
        let (there, moved) = galley.step(galley.top(), rows as isize);
        assert_eq!(moved, rows as isize);
        assert_eq!(galley.step(there, -moved), (Row::default(), -moved));
        assert_eq!(galley.lines(there, usize::MAX >> 1).len(), count - rows);
    }
    assert_eq!(
        galley.step(galley.top(), count as isize).1,
        count as isize - 1
    );
    assert_eq!(galley.bottom(count + 5), galley.top());
}

#[test]
fn a_page_does_not_end_with_a_subhead() {
    for height in 3..30 {
        let mut galley = galley(&harbour(), style(40));
        let (mut row, mut pages) = (galley.top(), 0);
        loop {
            let next = galley.page(row, height, true);
            if next == row {
                break;
            }
            let (last, _) = galley.step(next, -1);
            let line = galley.lines(last, 1).remove(0);
            let at_bottom = next == galley.bottom(height);
            assert!(
                at_bottom || line.role != Role::Block(BlockKind::Subhead),
                "{height}"
            );
            (row, pages) = (next, pages + 1);
            assert!(pages < 200, "pages go on");
        }
    }
}

#[test]
fn hits_survive_a_new_width() {
    let article = harbour();
    let hits: Vec<(u32, Range<usize>)> = article
        .blocks
        .iter()
        .enumerate()
        .flat_map(|(n, b)| {
            b.text
                .match_indices("部門")
                .map(move |(i, t)| (n as u32, i..i + t.len()))
        })
        .collect();
    let mut galley = galley(&article, style(100));
    galley.highlight(hits.clone());
    for columns in [100, 30, 61, 12, 5] {
        galley.restyle(
            Style {
                lang: Some(Lang::Hant),
                ..style(columns)
            },
            Widths::default(),
        );
        let lines = all(&mut galley);
        let lit = lines
            .iter()
            .flat_map(|l| &l.pieces)
            .filter(|p| p.emphasis.hit);
        let text: String = lit.map(|p| p.text.as_str()).collect();
        assert_eq!(text, "部門".repeat(hits.len()), "{columns}");
        let (mut row, mut seen) = (galley.top(), Vec::new());
        while let Some(next) = galley.next_hit(row, true) {
            seen.push(next);
            row = next;
        }
        let mut back = Vec::new();
        row = galley.bottom(1);
        while let Some(next) = galley.next_hit(row, false) {
            back.push(next);
            row = next;
        }
        back.reverse();
        assert_eq!(seen, back);
        assert!(!seen.is_empty() && seen.len() <= hits.len());
    }
}

#[test]
fn links_are_numbered_and_listed() {
    let mut galley = galley(&harbour(), style(60));
    assert_eq!(
        galley.links(),
        ["https://example.org/promenade/2026/timetable"]
    );
    let lines = all(&mut galley);
    assert!(lines.iter().any(|l| shown(l).contains("時間表[1]")));
    let list: Vec<&Line> = lines.iter().filter(|l| l.role == Role::Links).collect();
    assert_eq!(
        shown(list[0]),
        "[1] https://example.org/promenade/2026/timetable"
    );
    assert_eq!(list[0].pieces[0].emphasis.link, Some(1));
    let linked = lines
        .iter()
        .flat_map(|l| &l.pieces)
        .filter(|p| p.emphasis.link == Some(1) && !p.emphasis.ornament);
    let text: String = linked
        .filter(|p| !p.text.contains("http"))
        .map(|p| p.text.as_str())
        .collect();
    assert_eq!(text, "三張時間表");
}

#[test]
fn progress_goes_from_the_first_screen_to_the_end() {
    let mut galley = galley(&harbour(), style(60));
    let mut last = 0;
    let count = all(&mut galley).len();
    for rows in 0..count {
        let (row, _) = galley.step(galley.top(), rows as isize);
        let progress = galley.progress(row, 5);
        assert!(progress >= last && progress <= 100);
        last = progress;
    }
    assert_eq!(last, 100);
    assert!(galley.progress(galley.top(), 1) == 0);
}

#[test]
fn a_headline_is_balanced_and_parts_no_particle() {
    let check = |title: &str, columns: u16, expect: &[&str]| {
        let head = vec![(Role::Headline, title.to_owned())];
        let mut galley = Galley::new(
            head,
            Vec::new(),
            Style {
                lang: Some(Lang::Hant),
                ..style(columns)
            },
            Widths::default(),
        );
        let lines: Vec<String> = all(&mut galley).iter().map(shown).collect();
        assert_eq!(lines, expect, "{columns}");
    };
    check("海濱長廊該交給誰管", 40, &["海濱長廊該交給誰管"]);
    check("海濱長廊該交給誰管", 16, &["海濱長廊", "該交給誰管"]);
    check(
        "普及夜校課程 加速舊區更新轉型",
        26,
        &["普及夜校課程", "加速舊區更新轉型"],
    );
    check("最後一班渡輪的燈火", 10, &["最後一班", "渡輪的燈火"]);
    check(
        "暴雨紅燈昨晨掛起，學校停課半日",
        18,
        &["暴雨紅燈昨晨掛起，", "學校停課半日"],
    );
}

#[test]
fn a_mark_hangs_in_the_margin_where_that_is_wished() {
    let text = "街坊们在桥上走，风来了又去了，灯还亮。";
    let check = |lang: Lang, hanging: bool, expect: [&str; 3]| {
        let style = Style {
            columns: 24,
            measure: 8,
            centred: false,
            lang: Some(lang),
            hanging,
            ..Style::default()
        };
        let blocks = vec![Block::paragraph(text)];
        let mut galley = Galley::new(Vec::new(), blocks, style, Widths::default());
        let lines: Vec<String> = all(&mut galley).iter().map(shown).collect();
        assert_eq!(lines, expect, "{lang:?}, hanging {hanging}");
    };
    let set_in = ["  街坊们在桥上", "走，风来了又去", "了，灯还亮。"];
    check(
        Lang::Hans,
        true,
        ["  街坊们在桥上走，", "风来了又去了，灯", "还亮。"],
    );
    check(
        Lang::Ja,
        true,
        ["  街坊们在桥上走，", "风来了又去了，灯", "还亮。"],
    );
    check(Lang::Hans, false, set_in);
    // Marks stand in the middle of their cell in Taiwan and Hong Kong: there they do not hang.
    check(Lang::Hant, true, set_in);
}

#[test]
fn a_screen_of_a_large_article_costs_a_screen() {
    let sentence = "夜市的燈一盞一盞亮起來，街坊便來了。";
    let paragraph = sentence.repeat(8);
    let short = paragraph.chars().count();
    let blocks = vec![Block::paragraph(paragraph); 10_000];
    // One paragraph of five megabytes, and the same as lines of code and of verse.
    let whole = sentence.repeat(5_000_000 / sentence.len());
    let lines = format!("{}\n", sentence.repeat(3)).repeat(30_000);
    let long = 11_000;
    let check = |blocks: Vec<Block>, most: usize| {
        let mut galley = Galley::new(Vec::new(), blocks, style(80), Widths::default());
        let cost = |galley: &Galley, screens: usize| {
            let prepared = galley.prepared_clusters();
            assert!(
                prepared <= screens * most,
                "{prepared} for {screens} screens"
            );
        };
        assert_eq!(galley.lines(galley.top(), 50).len(), 50);
        cost(&galley, 1);
        let bottom = galley.bottom(50);
        assert!(!galley.lines(bottom, 50).is_empty());
        cost(&galley, 3);
        galley.restyle(style(40), Widths::default());
        galley.lines(bottom, 50);
        cost(&galley, 3);
    };
    check(blocks, 20 * short);
    check(vec![Block::paragraph(whole)], long);
    check(vec![block(BlockKind::Code, &lines)], long);
    check(vec![block(BlockKind::Verse, &lines)], long);
}

#[test]
fn a_very_long_paragraph_reads_on_over_its_portions() {
    let text: String = (0..9_000).map(|n| format!("第{n}盞燈亮了，")).collect();
    let mut galley = Galley::new(
        Vec::new(),
        vec![Block::paragraph(text.as_str())],
        style(60),
        Widths::default(),
    );
    let lines = all(&mut galley);
    let shown: String = lines.iter().map(shown).collect();
    assert_eq!(shown.trim_start(), text);
    assert!(lines.iter().all(|line| line.role != Role::Blank));
    let indented = lines.iter().filter(|line| line.pieces[0].column > 0);
    assert_eq!(indented.count(), 1, "the paragraph's first line alone");
    for wanted in [0, 1, 40_000, 100_000, text.len() - 3] {
        let offset = (0..=wanted)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap() as u32;
        let row = galley.row(Place { block: 0, offset });
        let from = galley.place(row).offset;
        let until = galley.step(row, 1).0;
        assert!(from <= offset && (until == row || galley.place(until).offset > offset));
    }
}

fn any_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[街坊夜市海風人燈路樹的了]{1,6}",
        2 => "[a-zA-Z0-9]{1,9}",
        2 => "[，。、；：？！「」『』（）《》“”‘’—…·／/~～%％℃$￥.,()\\[\\]\"'-]{1,3}",
        1 => "[ぁ-ヺー々]{1,4}",
        1 => "[가-힣]{1,4}",
        1 => " {1,3}",
        1 => "[０-９Ａ-Ｚ]{1,4}",
        1 => "(👨‍👩‍👧|🇭🇰|👍🏽|❤️|葛\u{E0100}|e\u{301}|\u{1112}\u{1161}\u{11AB}|ไทยแลนด์|\u{200B}|\u{3000})",
        1 => "\\PC{1,3}",
    ];
    prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

fn any_lang() -> impl Strategy<Value = Lang> {
    use Lang::{Hans, Hant, Ja, Ko, Other};
    prop::sample::select(vec![Hant, Hans, Ja, Ko, Other])
}

fn any_level() -> impl Strategy<Value = Level> {
    use Level::{Basic, Gb, None, Strict};
    prop::sample::select(vec![None, Basic, Gb, Strict])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn lines_give_the_text_back_and_fit(text in any_text(), lang in any_lang(), level in any_level(), measure in 1usize..40, ambiguous in 1u8..=2) {
        let widths = Widths { ambiguous, ..Widths::default() };
        let prepared = prepare(&text, lang, level, &widths);
        let lines: Vec<_> = set(&prepared, measure).collect();
        let mut end = 0;
        for (n, line) in lines.iter().enumerate() {
            prop_assert!(text[end..line.bytes.start].bytes().all(|b| b == b' '), "lost before line {n}");
            let shown = &text[line.bytes.clone()];
            let clusters = line.clusters.len();
            prop_assert!(line.cells <= measure || clusters == 1, "{shown:?} is {} cells", line.cells);
            prop_assert!(widths.text(shown) <= line.cells || clusters == 0, "{shown:?}");
            prop_assert!(n + 1 == lines.len() || line.bytes.end > end || n == 0);
            end = line.bytes.end;
        }
        prop_assert!(text[end..].bytes().all(|b| b == b' '));
    }

    #[test]
    fn it_is_the_same_whether_prepared_before_or_now(text in any_text(), lang in any_lang(), measure in 1usize..40) {
        let rules = Rules::new(lang, Level::Strict, &Widths::default());
        let mut kept = rules.prepare("別的段落，先佔了地方。");
        rules.prepare_into(&text, &mut kept);
        let fresh = prepare(&text, lang, Level::Strict, &Widths::default());
        prop_assert_eq!(&kept, &fresh);
        let again: Vec<_> = set(&kept, measure).collect();
        let first: Vec<_> = set(&fresh, measure).collect();
        prop_assert_eq!(again, first);
    }

    #[test]
    fn any_article_can_be_set(texts in prop::collection::vec((any_text(), 0usize..10), 0..6), columns in 0u16..60, level in any_level()) {
        use BlockKind::{Caption, Code, Image, List, Paragraph, Quote, Rule, Subhead, Table, Verse};
        let kinds = [Paragraph, Subhead, Caption, Quote, List, Verse, Code, Table, Image, Rule];
        let blocks: Vec<Block> = texts.iter().map(|(text, kind)| {
            let text = if matches!(kinds[*kind], Verse | Code | Table) { text.replace(' ', "\n").replace('，', "\t") } else { text.clone() };
            let mut block = Block::new(kinds[*kind], text);
            let end = block.text.len() as u32;
            block.spans = vec![Inline { start: 0, end, kind: InlineKind::Link("https://example.org".into()) }];
            block
        }).collect();
        let style = Style { level, justify: columns % 2 == 0, autospace: columns % 3 == 0, hanging: columns % 5 == 0, ..style(columns) };
        let mut galley = Galley::new(vec![(Role::Headline, "題".into())], blocks, style, Widths::default());
        let lines = all(&mut galley);
        let mut row = galley.top();
        for (n, line) in lines.iter().enumerate() {
            prop_assert_eq!(galley.place(row), line.place);
            let (next, moved) = galley.step(row, 1);
            prop_assert_eq!(moved, isize::from(n + 1 < lines.len()));
            row = next;
        }
        prop_assert!(galley.progress(galley.top(), lines.len() + 1) == 100);
    }
}
