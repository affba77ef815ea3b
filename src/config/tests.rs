//! What a configuration file may say, and what is said of one that says something else.

use super::*;

fn check(text: &str, line: usize, column: usize, word: &str, expected: Expected) {
    let (config, problems) = Config::parse(text);
    assert_eq!(
        problems,
        [Problem {
            line,
            column,
            word: word.into(),
            expected
        }],
        "{text}"
    );
    assert_eq!(config.word("ui.layout"), "auto", "the default holds");
}

fn names(list: &[&str]) -> Expected {
    Expected::OneOf(list.iter().map(|&n| n.to_owned()).collect())
}

#[test]
fn a_mistake_is_named_with_its_place_and_what_was_expected() {
    check(
        "[ui]\nlayout = \"colums\"",
        2,
        10,
        "\"colums\"",
        names(&["auto", "stacked", "columns", "single"]),
    );
    check("[ui]\nmouse = 1", 2, 9, "1", Expected::OnOrOff);
    check(
        "[reading]\nmeasure = 900",
        2,
        11,
        "900",
        Expected::NumberIn(0, 200),
    );
    check(
        "[reading]\nmeasure = \"40\"",
        2,
        11,
        "\"40\"",
        Expected::NumberIn(0, 200),
    );
    check(
        "[u]\n",
        1,
        2,
        "u",
        names(&["ui", "reading", "fetch", "keys", "filter", "rule", "keep"]),
    );
    check("ui = 3", 1, 6, "3", Expected::Table);
    check(
        "[[filter]]\nname = \"房\"",
        1,
        1,
        "[[filter]]",
        Expected::Beside("query"),
    );
    check("[keys.global]\nx = 3", 2, 5, "3", Expected::Text);
}

#[test]
fn a_mistake_costs_only_its_own_setting() {
    let (config, problems) =
        Config::parse("[ui]\nlayout = \"x\"\nmouse = true\n[reading]\nmeasure = 30\nindent = 2");
    assert_eq!(problems.len(), 1);
    assert!(config.is_on("ui.mouse"));
    assert_eq!(config.number("reading.measure"), 30);
    assert_eq!(config.word("reading.indent"), "2");
}

#[test]
fn what_is_not_toml_costs_its_own_line() {
    let (config, problems) = Config::parse(
        "[ui]
theme = 夜
mouse = true
",
    );
    assert_eq!((problems.len(), problems[0].line), (1, 2), "{problems:?}");
    assert!(matches!(problems[0].expected, Expected::Toml(_)));
    assert!(config.is_on("ui.mouse"));
}

#[test]
fn filters_rules_and_keys_are_read() {
    let text = "[[filter]]\nname = \"房屋\"\nkey = \"F\"\nquery = \"房屋政策\"\n[[rule]]\ncategory = \"Sport\"\n\
                section = \"體育\"\n[keys.global]\n\"C-x\" = \"quit\"\n";
    let (config, problems) = Config::parse(text);
    assert_eq!(problems, []);
    let filter = Filter {
        name: "房屋".into(),
        key: Some("F".into()),
        query: "房屋政策".into(),
    };
    assert_eq!(config.filters, [filter]);
    assert_eq!(config.rules[0].section, "體育");
    assert_eq!(config.keys["global"]["C-x"], "quit");
}

#[test]
fn the_default_file_is_the_default() {
    for lang in UiLang::ALL {
        let text = default_file(lang);
        let (config, problems) = Config::parse(&text);
        assert_eq!(problems, [], "{text}");
        assert_eq!(config, Config::default());
        for setting in SETTINGS {
            let sentence = t!(format!("config.{}", setting.name), locale = lang.tag());
            assert!(
                !sentence.starts_with("config."),
                "{} has no {} sentence",
                setting.name,
                lang.tag()
            );
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_text_gives_a_configuration(text in "[ -~\n\"\\[\\]=一。]{0,200}") {
        let (_, problems) = Config::parse(&text);
        for problem in problems {
            for lang in UiLang::ALL {
                proptest::prop_assert!(!problem.say(lang).is_empty());
            }
        }
    }
}

#[test]
fn what_is_kept_is_a_list_first_match_first() {
    let (config, problems) = Config::parse(
        "[[keep]]\nsource = \"港報\"\ndays = 30\nunread = true\n[[keep]]\ncount = 500\nbytes = 1000000\n",
    );
    let of_one = Keep {
        source: Some("港報".into()),
        days: Some(30),
        unread: true,
        ..Keep::default()
    };
    let of_each = Keep {
        count: Some(500),
        bytes: Some(1_000_000),
        ..Keep::default()
    };
    assert_eq!((config.keep, problems), (vec![of_one, of_each], vec![]));
    check(
        "[[keep]]\ndays = 0",
        2,
        8,
        "0",
        Expected::NumberIn(1, 1 << 50),
    );
    check("[[keep]]\nunread = 1", 2, 10, "1", Expected::OnOrOff);
    check(
        "[[keep]]\nmonths = 1",
        2,
        1,
        "months",
        names(&["source", "days", "count", "bytes", "unread"]),
    );
}
