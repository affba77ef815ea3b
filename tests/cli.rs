//! The command line as others rely on it: the real binary, one behaviour a test.

mod support;

use serde_json::{Value, json};
use support::{Desk, seed_page};

const PAGE: &str = "要聞\n\n渡輪碼頭重開 街坊清早試航\n\n本報記者 林小雨\n\n停用三年的渡輪碼頭昨晨重開，首班船六時正開出，船上坐了四十多人，多數是\
    附近的街坊。\n\n●首班船駛離碼頭。\n\n船公司說，首月每天開八班，之後按人數加減。\n";

/// Two articles as JSON Lines, with everything that an article can have in the first.
fn lines() -> String {
    let full = json!({
        "title": "海邊的樹", "kicker": "城市筆記", "deck": "誰來澆水", "byline": "本報記者 林小雨", "author": "林小雨",
        "link": "https://example.com/1", "id": "guid-1", "published": "2026-11-20T08:00:00+08:00",
        "edition": "2026-11-20", "section": "副刊", "publication": "維港晨報", "page": "C3", "language": "zh-Hant",
        "tags": ["樹", "海"], "labels": ["城市"],
        "enclosures": [{"url": "https://example.com/a.mp3", "type": "audio/mpeg", "length": 12}],
        "blocks": [
            {"kind": "paragraph", "text": "樹在海邊站了三十年。", "spans": [{"start": 0, "end": 3, "style": "strong"}]},
            {"kind": "subhead", "text": "風"},
            {"kind": "quote", "text": "它比我早來。"}
        ]
    });
    let plain = json!({"title": "新船", "section": "港聞", "edition": "2026-11-21", "blocks": [{"text": "船來了。"}]});
    format!("{full}\n{plain}\n")
}

#[test]
fn a_page_goes_in_once_and_is_listed() {
    let desk = Desk::new();
    desk.write("page.txt", PAGE);
    let first = desk.run(&["import", "--as", "page", "--date", "2026-11-20", "page.txt"]);
    assert_eq!(
        (first.code, first.out.as_str()),
        (0, "added 1, updated 0, unchanged 0, failed 0\n"),
        "{}",
        first.err
    );
    assert!(
        desk.done(&["import", "--as", "page", "--date", "2026-11-20", "page.txt"])
            .contains("unchanged 1")
    );
    let rows = desk.json(&["list", "--json"]);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["title"], "渡輪碼頭重開 街坊清早試航");
    assert_eq!(
        (&rows[0]["section"], &rows[0]["edition"]),
        (&json!("要聞"), &json!("2026-11-20"))
    );
    assert_eq!(
        (&rows[0]["read"], &rows[0]["starred"]),
        (&json!(false), &json!(false))
    );
}

#[test]
fn a_dry_run_shows_the_split_and_stores_nothing() {
    let desk = Desk::new();
    let seen = desk.feed(
        &["import", "--as", "page", "--dry-run", "--json", "-"],
        PAGE,
    );
    assert_eq!(seen.code, 0, "{}", seen.err);
    let page: Value = serde_json::from_str(&seen.out).unwrap();
    assert_eq!(
        (&page["source"], &page["kind"]),
        (&json!("-"), &json!("page"))
    );
    let kinds: Vec<&str> = page["items"][0]["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["paragraph", "caption", "paragraph"]);
    assert!(
        page["items"][0]["body"]
            .as_str()
            .unwrap()
            .contains("\n\n首班船駛離碼頭。\n\n")
    );
    assert!(!desk.path(".local").exists(), "nothing is stored");
}

#[test]
fn the_real_page_gives_its_five_articles() {
    let Some(page) = seed_page() else { return };
    let desk = Desk::new();
    let titles = [
        "普及AI應用",
        "推進公務員交流",
        "深圳10名公務員完成在港交流",
        "世界互聯網大會亞太峰會下月在港舉行",
        "李慧琼倡北都區打造",
    ];
    let split = desk.json(&["import", "--dry-run", "--json", page.to_str().unwrap()]);
    let items = split[0]["items"].as_array().unwrap();
    assert_eq!(items.len(), titles.len());
    for (item, title) in items.iter().zip(titles) {
        assert!(
            item["title"].as_str().unwrap().starts_with(title),
            "{title}: {}",
            item["title"]
        );
    }
    assert!(
        desk.done(&["import", page.to_str().unwrap()])
            .starts_with("added 5,")
    );
    assert_eq!(desk.done(&["list", "--count", "section:社評"]), "1\n");
}

#[test]
fn json_lines_come_out_as_they_went_in() {
    let desk = Desk::new();
    desk.write("in.jsonl", lines());
    assert!(desk.done(&["import", "in.jsonl"]).starts_with("added 2,"));
    let out = desk.json(&["export", "--format", "jsonl"]);
    let expect: Value = serde_json::from_str(lines().lines().next().unwrap()).unwrap();
    assert_eq!(out[1], expect);
}

#[test]
fn counts_are_given_for_sections_and_days() {
    let desk = Desk::new();
    desk.feed(&["import", "--as", "jsonl", "-"], lines());
    let mut sections = desk.json(&["sections", "--json"]);
    sections.sort_by_key(|row| row["section"].to_string());
    let expect = [
        json!({"section": "副刊", "total": 1, "unread": 1}),
        json!({"section": "港聞", "total": 1, "unread": 1}),
    ];
    assert_eq!(sections, expect);
    assert_eq!(
        desk.done(&["list", "--count", "--by", "day"]),
        "2026-11-21\t1\t1\n2026-11-20\t1\t1\n"
    );
    assert_eq!(
        desk.done(&["list", "--count", "--by", "source"]),
        "-\t1\t1\n維港晨報\t1\t1\n"
    );
    assert_eq!(desk.done(&["list", "--count", "date:2026-11-20"]), "1\n");
}

#[test]
fn marks_are_set_by_query_and_by_profile() {
    let desk = Desk::new();
    desk.feed(&["import", "--as", "jsonl", "-"], lines());
    desk.done(&["mark", "read", "section:港聞"]);
    desk.done(&["mark", "starred", "海邊"]);
    assert_eq!(desk.done(&["list", "--count", "is:unread"]), "1\n");
    assert_eq!(desk.done(&["list", "--count", "is:starred"]), "1\n");
    assert_eq!(
        desk.done(&["list", "--count", "is:unread", "--profile", "another"]),
        "2\n"
    );
    desk.done(&["mark", "unread", "section:港聞"]);
    assert_eq!(desk.done(&["list", "--count", "is:unread"]), "2\n");
}

#[test]
fn an_article_is_shown_set_for_a_width() {
    let desk = Desk::new();
    desk.feed(&["import", "--as", "jsonl", "-"], lines());
    let id = desk.json(&["list", "--json", "海邊"])[0]["id"].to_string();
    let text = desk.done(&["show", &id, "--width", "20"]);
    let whole: String = text.split_whitespace().collect();
    assert!(
        whole.contains("海邊的樹") && whole.contains("本報記者林小雨"),
        "{text}"
    );
    let widths = kanbao::typeset::Widths::default();
    assert!(text.lines().all(|line| widths.text(line) <= 20), "{text}");
    assert_eq!(
        desk.json(&["show", &id, "--json"])[0]["item"]["title"],
        "海邊的樹"
    );
    let missing = desk.run(&["show", "7"]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("no article 7"), "{}", missing.err);
}

#[test]
fn a_new_store_begins_with_the_sample_which_goes_and_comes_back() {
    let desk = Desk::new();
    let all: usize = desk.done(&["list", "--count"]).trim().parse().unwrap();
    assert!(all >= 40, "{all}");
    assert_eq!(desk.run(&["sample", "remove"]).code, 0);
    assert_eq!(desk.done(&["list", "--count"]), "0\n");
    assert_eq!(desk.run(&["sample", "restore"]).code, 0);
    assert_eq!(desk.done(&["list", "--count"]).trim(), all.to_string());
}

#[test]
fn a_store_made_by_an_import_holds_only_what_was_imported() {
    let desk = Desk::new();
    desk.feed(&["import", "--as", "jsonl", "-"], lines());
    assert_eq!(desk.done(&["list", "--count"]), "2\n");
}

/// A command that fails: its exit code and what its one line says.
fn fails(desk: &Desk, arguments: &[&str], code: i32, says: &[&str]) {
    let gave = desk.run(arguments);
    assert_eq!(gave.code, code, "{arguments:?}: {}", gave.err);
    for part in says {
        assert!(
            gave.err.contains(part),
            "{arguments:?} says {:?}, not {part:?}",
            gave.err
        );
    }
    assert!(!gave.err.contains("panicked"), "{}", gave.err);
}

#[test]
fn bad_input_is_named_with_its_cure() {
    let desk = Desk::new();
    desk.write("empty.txt", "");
    desk.write("binary.txt", [0u8, 1, 2, 255, 254, 0, 0, 7].repeat(40));
    desk.write("space.txt", " \n\n ");
    desk.write("page.txt", PAGE);
    let cases: &[(&[&str], i32, &[&str])] = &[
        (&["import", "none.txt"], 1, &["none.txt", "no such file"]),
        (&["import", "empty.txt"], 1, &["empty.txt", "empty"]),
        (&["import", "binary.txt"], 1, &["binary.txt", "not text"]),
        (&["import", "space.txt"], 1, &["space.txt"]),
        (&["import"], 2, &["name files"]),
        (
            &["import", "--as", "novel", "empty.txt"],
            2,
            &["novel", "page"],
        ),
        (
            &["import", "--encoding", "klingon", "page.txt"],
            1,
            &["klingon"],
        ),
        (&["list", "--nonsense"], 2, &["--nonsense", "--help"]),
        (
            &["list", "--layout", "sideways"],
            2,
            &["--layout", "sideways", "stacked"],
        ),
        (&["mark", "lost", "x"], 2, &["lost", "starred"]),
        (
            &["list", "--config", "none.toml"],
            1,
            &["none.toml", "no such file"],
        ),
        (&["theme", "show", "plaid"], 1, &["plaid", "newsprint"]),
        (&["backup", "no/such/folder/x.db"], 1, &["no such file"]),
    ];
    for (arguments, code, says) in cases {
        fails(&desk, arguments, *code, says);
    }
}

#[test]
fn a_folder_gives_what_it_can_and_names_what_it_cannot() {
    let desk = Desk::new();
    desk.write("in/a.jsonl", lines());
    desk.write("in/b.txt", "");
    desk.write("in/.hidden", "x");
    let gave = desk.run(&["import", "in"]);
    assert_eq!(
        (gave.code, gave.out.as_str()),
        (3, "added 2, updated 0, unchanged 0, failed 1\n")
    );
    assert!(
        gave.err.contains("b.txt") && !gave.err.contains("hidden"),
        "{}",
        gave.err
    );
}

#[test]
fn a_pattern_that_no_shell_has_expanded_is_expanded() {
    let desk = Desk::new();
    for (name, title) in [
        ("a.md", "甲"),
        ("b.md", "乙"),
        ("c.txt", "丙"),
        ("deep/d.md", "丁"),
        ("[e].md", "戊"),
    ] {
        desk.write(&format!("in/{name}"), format!("# {title}\n\n字。\n"));
    }
    let titles = |path: &str| -> String {
        let told = desk.json(&["import", "--dry-run", "--json", path]);
        let title = |row: &serde_json::Value| row["items"][0]["title"].as_str().unwrap().to_owned();
        told.iter().map(title).collect()
    };
    assert_eq!(titles("in/?.md"), "甲乙");
    assert_eq!(titles("in/**/d*"), "丁");
    assert_eq!(titles("in/[e].md"), "戊", "a file that is called so");
    fails(&desk, &["import", "in/*.pdf"], 1, &["no such file"]);
    desk.write("page.pdf", "%PDF-1.7\n");
    fails(
        &desk,
        &["import", "page.pdf"],
        1,
        // Read or not read here: this one is torn.
        &["page.pdf", "pdftotext -layout"],
    );
}

#[test]
fn a_mistake_in_a_query_is_underlined() {
    let desk = Desk::new();
    let gave = desk.run(&["list", "社評 sectoin:x"]);
    assert_eq!(gave.code, 2);
    assert!(
        gave.err.contains("\n  社評 sectoin:x\n       ^^^^^^^"),
        "{}",
        gave.err
    );
    assert!(gave.err.contains("section"), "{}", gave.err);
}

#[test]
fn a_query_may_begin_with_a_minus() {
    let desk = Desk::new();
    desk.done(&["sample", "restore"]);
    let count = |arguments: &[&str]| -> u64 {
        let all = [&["list", "--count"], arguments].concat();
        desk.done(&all).trim().parse().unwrap()
    };
    let all = count(&[]);
    assert!(all > 2);
    assert_eq!(count(&["-is:read"]), all);
    assert_eq!(count(&["-is:unread"]), 0);
    assert_eq!(count(&["-section:社評"]) + count(&["section:社評"]), all);
    assert_eq!(
        count(&["is:unread", "-(section:社評", "OR", "section:港聞)"])
            + count(&["section:社評|section:港聞"]),
        all
    );
    let counted: u64 = desk
        .done(&["list", "-is:read", "--count"])
        .trim()
        .parse()
        .unwrap();
    assert_eq!(counted, all, "an option may follow");
    fails(&desk, &["list", "-is:read", "--cuont"], 2, &["--cuont"]);
    fails(&desk, &["list", "-word"], 2, &["-w"]);
    assert_eq!(count(&["--", "-word"]), all);
    desk.done(&["mark", "read", "-section:社評"]);
    assert_eq!(count(&["is:unread"]), count(&["section:社評"]));
}

#[test]
fn errors_speak_the_readers_language() {
    let desk = Desk::chinese();
    fails(
        &desk,
        &["import", "none.txt"],
        1,
        &["none.txt", "沒有這個檔案"],
    );
    fails(&desk, &["list", "--nonsense"], 2, &["不認得 --nonsense"]);
    assert!(desk.done(&["--help"]).contains("終端機上的報紙閱讀器"));
    assert!(
        desk.done(&["import", "--help"])
            .contains("用法：kanbao import")
    );
}

#[test]
fn a_broken_configuration_costs_only_what_is_broken() {
    let desk = Desk::new();
    desk.write(
        ".config/kanbao/config.toml",
        "[ui]\nlayout = \"sideways\"\n",
    );
    let gave = desk.run(&["list", "--count"]);
    assert_eq!(gave.code, 0);
    assert!(
        gave.err
            .contains("config.toml: line 2, column 10: \"sideways\""),
        "{}",
        gave.err
    );
    fails(
        &desk,
        &["config", "check"],
        1,
        &["expected one of auto, stacked, columns, single"],
    );
    let default = desk.run(&["config", "default"]).out;
    desk.write(".config/kanbao/config.toml", default);
    assert_eq!(desk.run(&["config", "check"]).code, 0);
}

#[test]
fn a_store_that_is_none_is_named_and_left_alone() {
    let desk = Desk::new();
    let path = desk.write(
        "letter.db",
        "Dear reader, this is no database at all.\n".repeat(100),
    );
    let before = std::fs::read(&path).unwrap();
    fails(
        &desk,
        &["list", "--store", "letter.db"],
        1,
        &["letter.db", "--store"],
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
    fails(&desk, &["list", "--store", "."], 1, &["."]);
}

#[test]
fn without_a_home_the_doctor_still_says_how_things_are() {
    let desk = Desk::new();
    // The system's own record of users may know a home all the same: nothing that writes there is tried.
    let output = desk
        .command(&["doctor", "--json"])
        .env_remove("HOME")
        .output()
        .unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(said["paths"].get("store").is_some(), "{said}");
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let desk = Desk::new();
    let mut child = desk
        .command(&["list", "--json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn nothing_but_words_for_a_reader_without_a_terminal() {
    let desk = Desk::new();
    fails(&desk, &[], 1, &["terminal", "kanbao list"]);
}

#[test]
fn a_backup_is_a_store_and_is_never_written_over_unasked() {
    let desk = Desk::new();
    desk.feed(&["import", "--as", "jsonl", "-"], lines());
    assert_eq!(desk.run(&["backup", "copy.db"]).code, 0);
    assert_eq!(desk.done(&["list", "--count", "--store", "copy.db"]), "2\n");
    fails(&desk, &["backup", "copy.db"], 1, &["copy.db", "--force"]);
    assert_eq!(desk.run(&["backup", "--force", "copy.db"]).code, 0);
}

#[test]
fn help_manual_keys_and_completions_come_from_the_tables() {
    for desk in [Desk::new(), Desk::chinese()] {
        let manual = desk.done(&["man"]);
        for word in [
            "kanbao import",
            "kanbao fold",
            "next-unread",
            "reading.measure",
            "config.toml",
        ] {
            assert!(
                manual.replace("\\-", "-").contains(word),
                "the manual has {word}"
            );
        }
        assert!(desk.done(&["keys"]).contains("next-unread"));
        assert!(desk.json(&["keys", "--json"]).len() > 30);
        for shell in ["bash", "zsh", "fish"] {
            assert!(desk.done(&["completions", shell]).contains("dry-run"));
        }
    }
}

#[test]
fn the_doctor_says_how_things_are() {
    let desk = Desk::new();
    desk.feed(&["import", "--as", "jsonl", "-"], lines());
    let said = desk.done(&["doctor"]);
    for word in ["kanbao", "SQLite", "kanbao.db", "config.toml"] {
        assert!(said.contains(word), "{said}");
    }
    assert_eq!(desk.json(&["doctor", "--json"])[0]["store"]["articles"], 2);
}

#[test]
fn a_query_with_words_gives_a_snippet() {
    let desk = Desk::new();
    desk.feed(&["import", "--as", "jsonl", "-"], lines());
    let rows = desk.json(&["list", "--json", "三十年"]);
    assert!(
        rows[0]["snippet"].as_str().unwrap().contains("站了三十年"),
        "{rows:?}"
    );
    assert!(
        desk.json(&["list", "--json", "section:副刊"])[0]
            .get("snippet")
            .is_none()
    );
}

#[test]
fn subscriptions_are_kept_named_and_taken_out() {
    let desk = Desk::new();
    let opml = "<opml><body><outline text='新聞'><outline text='港台' xmlUrl='https://example.com/rss'/>\
                <outline text='壞' xmlUrl='exec:rm'/></outline></body></opml>";
    let gave = desk.feed(&["opml", "import", "-"], opml);
    assert_eq!(gave.code, 3, "what was refused is named: {}", gave.err);
    assert!(gave.err.contains("exec"), "{}", gave.err);
    desk.done(&[
        "feed",
        "add",
        "--as-is",
        "--name",
        "晨報",
        "https://example.org/feed.xml",
    ]);
    desk.done(&["feed", "tag", "晨報", "早", "港"]);
    desk.done(&["feed", "rename", "港台", "電台"]);
    let names: Vec<String> = desk
        .json(&["feed", "list", "--json"])
        .iter()
        .map(|f| f["title"].to_string())
        .collect();
    assert_eq!(names, ["\"電台\"", "\"晨報\""]);
    let out = desk.done(&["opml", "export"]);
    assert!(
        out.contains("https://example.org/feed.xml")
            && out.contains("新聞")
            && out.contains("早,港"),
        "{out}"
    );
    desk.done(&["feed", "remove", "電台"]);
    assert_eq!(desk.json(&["feed", "list", "--json"]).len(), 1);
    fails(&desk, &["feed", "remove", "無"], 1, &["無", "feed list"]);
    fails(&desk, &["feed", "add", "file:///etc/passwd"], 2, &["http"]);
}

#[test]
fn keys_are_those_in_force_and_mistakes_in_them_are_named() {
    let desk = Desk::new();
    let config = "[keys.global]\n\"C-x\" = \"quit\"\nQ = \"none\"\n";
    desk.write(".config/kanbao/config.toml", config);
    let quit = desk
        .json(&["keys", "--json"])
        .into_iter()
        .find(|row| row["action"] == "quit")
        .unwrap();
    assert_eq!(quit["keys"], json!(["C-c", "C-x"]));
    desk.write(
        ".config/kanbao/config.toml",
        "[keys.global]\n\"C-x\" = \"qiut\"\n",
    );
    fails(&desk, &["config", "check"], 1, &["qiut", "quit"]);
}

#[test]
fn what_is_old_goes_and_what_is_starred_stays() {
    let desk = Desk::new();
    desk.feed(&["import", "--as", "jsonl", "-"], lines());
    desk.done(&["mark", "starred", "海邊"]);
    fails(&desk, &["retain"], 2, &["--days"]);
    desk.done(&["retain", "--days", "1", "--unread"]);
    let left = desk.json(&["list", "--json"]);
    assert_eq!(
        left.iter()
            .map(|row| row["title"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["海邊的樹"]
    );
    desk.feed(&["import", "--as", "jsonl", "-"], lines());
    assert_eq!(
        desk.done(&["list", "--count"]),
        "1\n",
        "what went does not come back"
    );
}

#[test]
fn a_damaged_store_is_named_kept_and_what_can_be_read_is_saved() {
    let desk = Desk::new();
    desk.feed(&["import", "--as", "jsonl", "-"], lines());
    desk.done(&["backup", "store.db"]);
    let path = desk.path("store.db");
    let mut bytes = std::fs::read(&path).unwrap();
    // The second page's head says what kind of page it is.
    bytes[16384..16392].fill(0xff);
    std::fs::write(&path, &bytes).unwrap();
    fails(
        &desk,
        &["list", "--store", "store.db"],
        1,
        &["store.db", "doctor --repair"],
    );
    assert_eq!(desk.run(&["doctor", "--store", "store.db"]).code, 1);
    let gave = desk.run(&["doctor", "--repair", "--store", "store.db"]);
    assert_eq!(gave.code, 0, "{}", gave.err);
    assert_eq!(
        std::fs::read(&path).unwrap(),
        bytes,
        "the damaged file is as it was"
    );
    assert!(desk.path("store.repaired.db").exists());
}

#[test]
fn the_reader_opens_with_a_theme_that_is_not_there_and_says_so() {
    let desk = Desk::new();
    let opened = |theme: &str| desk.feed(&["--linear", "--theme", theme], "");
    let gave = opened("nope");
    assert_eq!(gave.code, 0, "{}", gave.err);
    let said = format!("{}{}", gave.out, gave.err);
    assert!(said.contains("there is no theme nope"), "{said}");
    for known in ["auto", "newsprint"] {
        let gave = opened(known);
        let said = format!("{}{}", gave.out, gave.err);
        assert!(!said.contains("there is no theme"), "{known}: {said}");
    }
}

/// A line under a picture with the photographer's name as a reporter's stands under a headline, which the rules take it for.
const SPLIT_WRONGLY: &str = "北角早報 第A4版 2025年3月24日 星期一\n\n渡輪夜航試行三月 末班船延至凌晨一時\n本報記者 何以舟\n\n　　北角往九龍\
    的渡輪昨晚起加開三班夜航，首晚載客四百二十人，比預計多一倍。\n\n首班夜航客滿 街坊深夜送船\n本報記者 莫帆\n\n　　街坊陳伯說，年輕時上夜班，\
    回程總要趕尾班船，趕不上便在碼頭長椅上坐到天亮。\n";

/// Types at the reader's screen, without a terminal.
fn type_at_the_reader(desk: &Desk, keys: &str) {
    use kanbao::session::{Session, Setup};
    let store = desk.path(".local/share/kanbao/kanbao.db");
    let mut session = Session::new(Setup {
        settings: Default::default(),
        store: kanbao::store::Store::open(&store, "default").unwrap(),
        caps: kanbao::term::Caps::everything(),
        size: (80, 24),
        today: jiff::civil::date(2025, 3, 24),
        waker: None,
        grace: std::time::Duration::from_secs(20),
    });
    for key in keys.bytes() {
        session.screen();
        session.feed(&[key]);
    }
    session.screen();
    session.close();
}

#[test]
fn a_page_mended_at_the_desk_stays_mended() {
    let desk = Desk::new();
    desk.write("page.txt", SPLIT_WRONGLY);
    assert!(desk.done(&["import", "page.txt"]).starts_with("added 2,"));
    let ids = desk.json(&["list", "--json"]);
    // Open the first, go to the desk, to the next article; it is a caption; save.
    type_at_the_reader(&desk, "\rEnc\r");
    let left = desk.json(&["list", "--json"]);
    assert_eq!((left.len(), &left[0]["id"]), (1, &ids[0]["id"]));

    let again = desk.run(&["import", "page.txt"]);
    assert_eq!(again.out, "added 0, updated 0, unchanged 1, failed 0\n");
    assert!(again.err.contains("mended at the desk"), "{}", again.err);
    let dry = desk.json(&["import", "--dry-run", "--json", "page.txt"]);
    assert_eq!(
        (&dry[0]["mends"], &dry[0]["items"].as_array().unwrap().len()),
        (&json!(1), &1)
    );
    // A correction elsewhere keeps the mend; it is a new version of the article.
    desk.write(
        "page.txt",
        SPLIT_WRONGLY.replace("四百二十人", "四百二十三人"),
    );
    assert!(
        desk.done(&["import", "page.txt"])
            .starts_with("added 0, updated 1,")
    );
    assert_eq!(desk.json(&["list", "--json"]).len(), 1);
}

#[test]
fn earlier_versions_and_what_changed_are_printed() {
    let desk = Desk::new();
    for hours in ["十一", "十二", "一"] {
        let article = json!({"id": "ferry", "title": "渡輪加班", "edition": "2026-11-20", "language": "zh-Hant",
            "blocks": [{"kind": "paragraph", "text": format!("末班船延至{hours}時，街坊說好。")}]});
        desk.write("ferry.jsonl", format!("{article}\n"));
        desk.done(&["import", "ferry.jsonl"]);
    }
    let id = desk.json(&["list", "--json"])[0]["id"].to_string();
    assert!(desk.done(&["show", &id]).contains("延至一時"));
    assert!(
        desk.done(&["show", &id, "--revision", "0"])
            .contains("延至十一時")
    );
    let changes = desk.done(&["show", &id, "--changes"]);
    assert!(
        changes.contains("延至[[十二]]{{一}}時，街坊說好。"),
        "{changes}"
    );
    let earlier = desk.json(&["show", &id, "--changes", "--revision", "1", "--json"]);
    assert_eq!(
        (&earlier[0]["from"], &earlier[0]["to"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(
        earlier[0]["blocks"][0]["runs"],
        json!([
            {"side": "same", "text": "末班船延至十"},
            {"side": "removed", "text": "一"},
            {"side": "added", "text": "二"},
            {"side": "same", "text": "時，街坊說好。"},
        ])
    );
    let none = desk.run(&["show", &id, "--revision", "7"]);
    assert!(
        none.code == 1 && none.err.contains("0, 1, 2"),
        "{}",
        none.err
    );
    let first = desk.run(&["show", &id, "--revision", "0", "--changes"]);
    assert!(first.code == 1 && first.out.is_empty(), "{}", first.out);
}

#[test]
fn a_story_of_two_papers_is_listed_once_where_that_is_asked_for() {
    let desk = Desk::new();
    let text = "北角往九龍的渡輪昨晚起加開三班夜航，末班船由十一時延至凌晨一時。首晚載客四百二十人，比預計多一倍。";
    for (paper, title) in [("北角早報", "夜航開行"), ("九龍晚報", "渡輪加班")] {
        let article = json!({"title": title, "publication": paper, "edition": "2026-11-20", "blocks": [{"kind": "paragraph", "text": text}]});
        desk.write(&format!("{paper}.jsonl"), format!("{article}\n"));
        desk.done(&["import", &format!("{paper}.jsonl")]);
    }
    let all = desk.json(&["list", "--json"]);
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|row| row["others"] == json!(1)));
    assert_eq!(desk.json(&["list", "--once", "--json"]).len(), 1);
    assert_eq!(desk.done(&["list", "--once", "--count"]), "1\n");
    assert_eq!(desk.done(&["list", "is:twin", "--count"]), "2\n");
}

#[test]
fn a_command_that_wants_another_names_them() {
    let desk = Desk::new();
    for (command, expect) in [("theme", "list"), ("config", "check"), ("feed", "rename")] {
        let gave = desk.run(&[command]);
        assert_eq!(gave.code, 2);
        assert!(gave.out.is_empty());
        assert!(
            gave.err.contains("Usage:") && gave.err.contains(expect),
            "{}",
            gave.err
        );
    }
}

#[test]
fn a_day_that_is_none_is_named_without_the_parsers_own_words() {
    let gave = Desk::new().run(&["import", "--date", "2026-13-01", "x.txt"]);
    assert_eq!(gave.code, 2);
    assert_eq!(
        gave.err.trim_end(),
        "kanbao: --date <YYYY-MM-DD> does not take “2026-13-01”; see kanbao --help"
    );
}

#[test]
#[cfg(unix)]
fn whatever_is_printed_may_be_cut_off_by_the_pipe() {
    let desk = Desk::new();
    desk.done(&["list", "--count"]);
    let printing: [&[&str]; 8] = [
        &["completions", "bash"],
        &["man"],
        &["keys"],
        &["list"],
        &["export"],
        &["config", "default"],
        &["theme", "show", "dark"],
        &["sections", "--json"],
    ];
    for arguments in printing {
        let mut command = desk.command(arguments);
        let mut child = command
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let gave = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&gave.stderr);
        assert!(
            gave.status.success() && said.is_empty(),
            "{arguments:?}: {said}"
        );
    }
}
