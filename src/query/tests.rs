//! What may be typed, what it means, and what is said when it means nothing.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const TODAY: Date = date(2025, 3, 24);

fn read(text: &str) -> Query {
    parse(text, TODAY).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `text` means the same as `expect`, which is how the query is shown.
#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(read(text).to_string(), expect, "{text}");
    assert_eq!(read(expect), read(text), "{text}");
}

/// The mistake in `text`: the words that it underlines, and what is said.
#[track_caller]
fn check_mistake(text: &str, underlined: &str, what: &str, hint: &str) {
    let error = parse(text, TODAY).expect_err(text);
    assert_eq!(&text[error.span.clone()], underlined, "{text}");
    assert_eq!(error.what.to_string(), what, "{text}");
    assert_eq!(
        error.hints.first().map_or("", String::as_str),
        hint,
        "{text}"
    );
}

#[test]
fn words_stand_side_by_side() {
    check("", "");
    check("  　", "");
    check("香港　經濟", "香港 經濟");
    check("a AND b", "a b");
    check("a OR b c | d", "a OR b c OR d");
    check("(a OR b) c", "(a OR b) c");
    check("（a｜b）c", "(a OR b) c");
    check("((a)) (b c)", "a b c");
    check("-a NOT b －c --d", "-a -b -c --d");
    check("-(a b) -(c OR d)", "-(a b) -(c OR d)");
    check(
        "covid-19 10:30 https://example.org/a",
        "covid-19 \"10:30\" \"https://example.org/a\"",
    );
    check("連載：島上來信", "\"連載：島上來信\"");
    check("* sort:oldest", "sort:oldest");
    check("a OR b sort:relevance", "a OR b sort:relevance");
}

#[test]
fn quotes_of_every_kind() {
    check("\"a b\"「c d」『e』“f「g”", "\"a b\" \"c d\" e \"f「g\"");
    check("＂a＂", "a");
    check(r#""say \"no\" \\ \n""#, r#""say \"no\" \\ \\n""#);
    check("=\"裏\" ＝「裡」 =里", "=\"裏\" =\"裡\" =\"里\"");
    check("title:=“後”", "title:=\"後\"");
    check("\"OR\" \"-a\" \"*\"", "\"OR\" \"-a\" \"*\"");
    check("=", "\"=\"");
}

#[test]
fn keys_and_values() {
    check("section:社評", "section:社評");
    check("ＳＥＣＴＩＯＮ：社評", "section:社評");
    check("section:「」", "section:\"\"");
    check(
        "版：社評 標題：房屋 标题:房屋 is:未讀",
        "section:社評 title:房屋 title:房屋 is:unread",
    );
    check(
        "source:https://example.org/feed",
        "source:\"https://example.org/feed\"",
    );
    check(
        "author:「方 以宁」 tag:a page:A4 lang:zh-Hant",
        "author:\"方 以宁\" tag:a page:A4 lang:zh-Hant",
    );
    check(
        "is:unread -is:STARRED is:read",
        "is:unread -is:starred is:read",
    );
    check("title:-a body:OR text:x", "title:\"-a\" body:\"OR\" x");
    check("sort:oldest a sort:newest", "a");
}

#[test]
fn regular_expressions() {
    check(
        "/a.b/ -title:/^\\d+\\/\\d+$/",
        "/a.b/ -title:/^\\d+\\/\\d+$/",
    );
    check(r"/a\\/", r"/a\\/");
    check_mistake(
        "a /[b/",
        "/[b/",
        "bad regular expression: unclosed character class",
        "",
    );
    check_mistake("/a", "/a", "/ is not closed", "/");
    check_mistake(
        "/\\w{1000}{1000}/",
        "/\\w{1000}{1000}/",
        "bad regular expression: Compiled regex exceeds size limit of 1048576 bytes.",
        "",
    );
    check_mistake("//", "//", "something is missing", "");
    check_mistake("section:/a/", "/a/", "section does not take /a/", "");
}

#[test]
fn days() {
    for (text, shown) in [
        ("2025", "2025"),
        ("2025-03", "2025-03"),
        ("2025-3-4", "2025-03-04"),
        ("2025年3月24日", "2025-03-24"),
        ("2025年3月", "2025-03"),
        ("２０２５／０３", "2025-03"),
        ("2025-01..2025-12", "2025"),
        ("2025-03..2025-05", "2025-03..2025-05"),
        ("2025-03-02..2025-05", "2025-03-02..2025-05"),
        ("2024..", "2024-01.."),
        ("..2025-03-24", "..2025-03-24"),
        ("today", "2025-03-24"),
        ("今日", "2025-03-24"),
        ("yesterday", "2025-03-23"),
        ("昨日", "2025-03-23"),
        ("1d", "2025-03-24"),
        ("7d", "2025-03-18..2025-03-24"),
        ("2w", "2025-03-11..2025-03-24"),
        ("1m", "2025-02-25..2025-03-24"),
        ("7d..", "2025-03-18.."),
        ("yesterday..today", "2025-03-23..2025-03-24"),
        ("2024-02-29", "2024-02-29"),
        ("3-24", "2025-03-24"),
        ("03/25", "2024-03-25"),
        ("２月２９日", "2024-02-29"),
        ("12月", "2024-12"),
        ("3月", "2025-03"),
        ("12-30..1-2", "2024-12-30..2025-01-02"),
    ] {
        check(&format!("date:{text}"), &format!("date:{shown}"));
    }
    check("after:2025-03", "date:2025-03..");
    check("before:2025-03", "date:..2025-02");
    check(
        "after:7d before:today",
        "date:2025-03-18.. date:..2025-03-23",
    );
}

#[test]
fn days_that_are_none() {
    for text in [
        "2025-02-30",
        "2025-13",
        "0d",
        "-1d",
        "99999999999d",
        "9999y",
        "soon",
        "2025-05..2025-03",
        "24-03-2025",
        "2025-03-24-1",
        "3",
        "3-",
        "13-1",
        "2-30",
        "-3",
    ] {
        let shown = format!("date does not take {text}");
        check_mistake(&format!("a date:{text}"), text, &shown, "2025-03-24");
    }
}

#[test]
fn mistakes_are_underlined_and_answered() {
    check_mistake(
        "香港 secton:社評",
        "secton",
        "unknown key secton",
        "section",
    );
    check_mistake("titel:a", "titel", "unknown key titel", "title");
    check_mistake("sec:a", "sec", "unknown key sec", "section");
    check_mistake("is:unreda", "unreda", "is does not take unreda", "unread");
    check_mistake("is:un", "un", "is does not take un", "unread");
    check_mistake("sort:new", "new", "sort does not take new", "newest");
    check_mistake("lang:中文", "中文", "lang does not take 中文", "zh-Hant");
    check_mistake("a 「b", "「b", "「 is not closed", "」");
    check_mistake("(a", "(", "( is not closed", ")");
    check_mistake("a (b （c)", "(", "( is not closed", ")");
    check_mistake("（a", "（", "（ is not closed", "）");
    check_mistake("a) b", ")", ") closes nothing", "");
    check_mistake("()", "()", "something is missing", "");
    check_mistake("a OR", "OR", "something is missing", "");
    check_mistake("| a", "|", "something is missing", "");
    check_mistake("a - b", "-", "something is missing", "-b");
    check_mistake("a -", "-", "something is missing", "");
    check_mistake("NOT", "NOT", "something is missing", "");
    check_mistake("is:", "is:", "something is missing", "unread");
    check_mistake(
        "section: 社評",
        "section:",
        "something is missing",
        "section:社評",
    );
    check_mistake(
        "版：　「社 評」",
        "版：",
        "something is missing",
        "section:\"社 評\"",
    );
    check_mistake(
        "section:\" \" author:\"\"",
        "section:\" \"",
        "something is missing",
        "",
    );
    check_mistake("\" \"", "\" \"", "something is missing", "");
    check_mistake("a OR sort:oldest", "OR", "something is missing", "");
    check_mistake(
        &"(".repeat(1000),
        "(",
        "too many parentheses within one another",
        "",
    );
}

#[test]
fn panes_change_queries_without_text() {
    let query = read("房屋 section:要聞 is:unread date:7d").and(Expr::section("社評"));
    assert_eq!(
        query.to_string(),
        "房屋 section:要聞 is:unread date:2025-03-18..2025-03-24 section:社評"
    );
    let query = read("a OR b").and(Expr::is(State::Unread));
    assert_eq!(query.to_string(), "(a OR b) is:unread");
    let query = query
        .with(Term::Section("社評".into()))
        .with(Term::Section("港聞".into()));
    assert_eq!(query.to_string(), "(a OR b) is:unread section:港聞");
    assert_eq!(query.section(), Some("港聞"));
    let query = query
        .with(Term::Is(State::Read))
        .with(Term::Is(State::Starred));
    assert_eq!(
        query.to_string(),
        "(a OR b) section:港聞 is:read is:starred"
    );
    let query = query.without(|term| matches!(term, Term::Section(_) | Term::Is(_)));
    assert_eq!(query.to_string(), "a OR b");
    assert!(read("").is_all() && read("sort:oldest").is_all() && !read("a").is_all());
    assert_eq!(
        Query::default().and(Expr::day(TODAY)).to_string(),
        "date:2025-03-24"
    );
    // Words that are typed again are asked for once.
    let twice = read("房屋 is:unread").and(read("房屋 渡輪").expr);
    assert_eq!(twice.to_string(), "房屋 is:unread 渡輪");
}

#[test]
fn words_to_mark_are_those_wanted() {
    let query = read("港聞 -裁員 (title:後 OR =\"裏\") section:社評 /第[一二]/");
    let words: Vec<&str> = query.words().iter().map(|word| word.phrase).collect();
    assert_eq!(words, ["港聞", "後", "裏"]);
}

/// What completing at `|` makes of the text, best first.
fn completed(text: &str) -> Vec<String> {
    let strings = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
    let names = Names {
        sections: strings(&["要聞", "港聞", "社評", "Arts & Life"]),
        sources: strings(&["維港晨報", "https://example.org/feed"]),
        authors: strings(&["方以宁"]),
        days: ["2025-03-24", "2025-03-23", "2025-02-10", "2024-12-31"]
            .map(|day| day.parse().expect("a day"))
            .to_vec(),
        tags: strings(&["房屋", "天氣"]),
        saved: vec![("房屋政策".into(), "房屋 OR 公屋".into())],
    };
    let (before, after) = text.split_once('|').expect("a cursor");
    let text = format!("{before}{after}");
    let completions = complete(&text, before.len(), &names);
    let put =
        |one: Completion| [&text[..one.span.start], &one.text, &text[one.span.end..]].concat();
    completions.into_iter().map(put).collect()
}

#[test]
fn the_word_at_the_cursor_is_completed() {
    let first = |text: &str| completed(text).into_iter().next().unwrap_or_default();
    assert_eq!(first("sec|"), "section:");
    assert_eq!(first("a -(ti|) b"), "a -(title:) b");
    assert_eq!(first("section:sp|"), "section:社評");
    assert_eq!(first("版：sp| x"), "版：社評 x");
    assert_eq!(first("section:社|"), "section:社評");
    assert_eq!(first("section:「社|"), "section:社評");
    assert_eq!(first("section:al|"), "section:\"Arts & Life\"");
    assert_eq!(
        first("source:exa|mp is:read"),
        "source:\"https://example.org/feed\" is:read"
    );
    assert_eq!(first("is:un|"), "is:unread");
    assert_eq!(first("sort:|"), "sort:newest");
    assert_eq!(first("date:y|"), "date:yesterday");
    assert_eq!(first("lang:zh-hans|"), "lang:zh-Hans");
    assert_eq!(first("tag:tq|"), "tag:天氣");
    assert_eq!(first("author:fyn|"), "author:方以宁");
    assert_eq!(first("gw|"), "section:港聞");
    assert_eq!(first("fwzc|"), "房屋 OR 公屋");
    assert_eq!(first("fyn|"), "author:方以宁");
    assert_eq!(first("before:2024-1|"), "before:2024-12");
    assert_eq!(completed("date:|").last().unwrap(), "date:2025-03-24");
    assert_eq!(completed("date:2|"), ["date:2w", "date:2025", "date:2024"]);
    assert_eq!(completed("date:2025|"), ["date:2025-03", "date:2025-02"]);
    assert_eq!(
        completed("date:2025-03|"),
        ["date:2025-03-24", "date:2025-03-23"]
    );
    assert_eq!(completed("date:2025-03-24|"), [""; 0]);
    assert_eq!(
        completed("date:2024-12..2025-0|"),
        ["date:2024-12..2025-03", "date:2024-12..2025-02"]
    );
    assert_eq!(completed("section:|").len(), 4);
    assert_eq!(completed("|").len(), keys::KEYS.len() + 1);
    for nothing in [
        "\"sp|",
        "=\"s|",
        "sp\"x\"|",
        "secton:sp|",
        "page:|",
        "title:s|",
    ] {
        assert_eq!(completed(nothing), [""; 0], "{nothing}");
    }
}

fn terms() -> impl Strategy<Value = Expr> {
    let name = || "[^\\s]([^\\s]|[\"\\\\「」OR:： ()a-]){0,6}";
    let day =
        || prop::option::of((0i16..3000, 1i8..13, 1i8..29).prop_map(|(y, m, d)| date(y, m, d)));
    let field = prop::sample::select(vec![Field::Any, Field::Title, Field::Body]);
    prop_oneof![
        (field.clone(), name(), any::<bool>()).prop_map(|(field, phrase, exact)| Term::Text {
            field,
            phrase,
            exact
        }),
        (
            field,
            "[a-z港.+/]{1,6}".prop_filter("compiles", |re| regex::Regex::new(re).is_ok())
        )
            .prop_map(|(field, pattern)| Term::Regex { field, pattern }),
        name().prop_map(Term::Section),
        name().prop_map(Term::Source),
        name().prop_map(Term::Author),
        name().prop_map(Term::Tag),
        name().prop_map(Term::Page),
        "[a-z]{2,3}(-[A-Z][a-z]{3})?".prop_map(Term::Lang),
        prop::sample::select(vec![
            State::Unread,
            State::Read,
            State::Starred,
            State::Changed,
            State::Twin
        ])
        .prop_map(Term::Is),
        (day(), day()).prop_filter_map("forward", |(from, to)| {
            let forward = from.zip(to).is_none_or(|(from, to)| from <= to);
            forward.then_some(Term::Date { from, to })
        }),
    ]
    .prop_map(Expr::Term)
}

fn queries() -> impl Strategy<Value = Query> {
    let expr = terms().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Expr::all),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Expr::any),
            inner.prop_map(|expr| Expr::Not(Box::new(expr))),
        ]
    });
    let expr = prop_oneof![9 => expr, 1 => Just(Expr::All)];
    let sort = prop::sample::select(vec![Sort::Newest, Sort::Oldest, Sort::Relevance]);
    (expr, sort).prop_map(|(expr, sort)| Query {
        expr,
        sort,
        once: false,
    })
}

/// Text of the language's own marks and words beside anything at all.
fn typed() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "(", ")", "（", "|", "OR", "NOT", "AND", "-", " ", "　", "\"", "「", "」", "=", "/", "\\",
        ":", "：", "section", "is", "date", "sort", "title", "unread", "newest", "2025-03", "..",
        "7d", "社評", "*", "a",
    ]);
    let part = prop_oneof![8 => parts.prop_map(String::from), 1 => any::<String>()];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn what_is_shown_means_the_same(query in queries()) {
        let shown = query.to_string();
        prop_assert_eq!(parse(&shown, TODAY), Ok(query), "{}", shown);
    }

    #[test]
    fn completing_never_breaks_a_character(text in typed(), cursor in 0..40usize) {
        for one in complete(&text, cursor, &Names { sections: vec!["社評".into()], ..Names::default() }) {
            prop_assert!(text.get(one.span.clone()).is_some(), "{:?}", one);
        }
    }

    #[test]
    fn anything_may_be_typed(text in typed()) {
        match parse(&text, TODAY) {
            Ok(query) => prop_assert_eq!(read(&query.to_string()), query),
            Err(error) => prop_assert!(text.get(error.span.clone()).is_some(), "{:?}", error),
        }
    }
}
