//! `kanbao refresh` and `kanbao feed add` against a server on this machine: what comes is kept, what has not changed moves
//! only headers, and a failed feed keeps its articles.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use support::Desk;

const FEED: &str = "<rss version='2.0'><channel><title>維港電台</title>\
    <item><title>渡輪復航</title><guid>1</guid><category>Local</category><description>船開了。</description>\
    <pubDate>Sat, 21 Nov 2026 08:00:00 +0800</pubDate></item>\
    <item><title>新橋通車</title><guid>2</guid><description>橋開了。</description>\
    <pubDate>Sun, 22 Nov 2026 08:00:00 +0800</pubDate></item></channel></rss>";

/// A server that knows a feed with a name for its version, a page that points to it, and nothing else.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || listener.incoming().flatten().for_each(answer));
    address
}

fn answer(mut stream: TcpStream) {
    let mut lines = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    let headers: Vec<String> = lines
        .take_while(|line| !line.is_empty())
        .map(|line| line.to_lowercase())
        .collect();
    let path = first.split(' ').nth(1).unwrap_or_default();
    // How a version is named: by its tag, by its date, or not at all.
    let name = match path {
        "/dated.xml" => "Last-Modified: Tue, 24 Mar 2026 00:00:00 GMT\r\n",
        "/nameless.xml" | "/mute.xml" | "/kept.xml" => "",
        _ => "ETag: \"v1\"\r\n",
    };
    let known = headers.iter().any(|line| {
        let (tag, date) = (
            "if-none-match: \"v1\"",
            "if-modified-since: tue, 24 mar 2026",
        );
        line == tag || line.starts_with(date)
    });
    let page = "<html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'></head></html>";
    let host = headers.iter().find_map(|line| line.strip_prefix("host: "));
    let asks_length = first.starts_with("HEAD ");
    let (status, body): (_, Vec<u8>) = match path {
        "/feed.xml" | "/dated.xml" if known => ("304 Not Modified", Vec::new()),
        "/mute.xml" if asks_length => ("405 Method Not Allowed", Vec::new()),
        "/feed.xml" | "/dated.xml" | "/nameless.xml" | "/mute.xml" => ("200 OK", FEED.into()),
        // Moved for good to where another feed is, and to a wall.
        "/moved.xml" => ("301 Moved Permanently\r\nLocation: /feed.xml", Vec::new()),
        "/walled.xml" => ("301 Moved Permanently\r\nLocation: /wall", Vec::new()),
        "/kept.xml" => (
            "200 OK",
            FEED.replace("<item>", "<ttl>90</ttl><item>").into(),
        ),
        "/" => ("200 OK", page.into()),
        "/story" => (
            "200 OK",
            story("<link rel=next href='/story?page=2'>", "第一頁").into(),
        ),
        "/story?page=2" => ("200 OK", story("", "第二頁").into()),
        "/wall" => ("200 OK", "<html><body><p>請登入</p></body></html>".into()),
        "/full.xml" => ("200 OK", full_feed(host.unwrap_or_default()).into()),
        "/macintosh.xml" => ("200 OK", MACINTOSH.into()),
        "/cafes.xml" => (
            "200 OK",
            format!("<rss><channel><title>Cafés</title><item><title>Café</title><link>http://{}/cafe</link></item></channel></rss>", host.unwrap_or_default()).into(),
        ),
        "/cafe" => ("200 OK", cafe("<link rel=next href='/cafe?page=2'>", "premi\u{8f}re")),
        "/cafe?page=2" => ("200 OK", cafe("", "derni\u{8f}re")),
        _ => ("404 Not Found", Vec::new()),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\n{name}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    let body = if asks_length { &[] } else { &body[..] };
    // A client that has gone is not this server's trouble.
    let _ = stream.write_all(&[head.as_bytes(), body].concat());
}

/// A feed that does not say how it is encoded, in an encoding that nobody guesses.
const MACINTOSH: &[u8] = b"<rss version='2.0'><channel><title>Le caf\x8e</title>\
    <item><title>L'\x8et\x8e au caf\x8e</title><guid>1</guid><description>Le caf\x8e est ferm\x8e.</description></item></channel></rss>";

/// A page of an article that does not say how it is encoded; each of its characters is one byte.
fn cafe(head: &str, which: &str) -> Vec<u8> {
    let text = "L'\u{8e}t\u{8e} au caf\u{8e}, on attend le bateau. ".repeat(9);
    let page = format!(
        "<html><head><title>Caf\u{8e}</title>{head}<meta name=author content='Ren\u{8e}e'></head><body>\
         <article><h1>Caf\u{8e}</h1><p>Page {which}. {text}</p><p>Fin {which}. {text}</p></article></body></html>"
    );
    page.chars().map(|c| c as u8).collect()
}

#[test]
fn a_linked_page_read_by_a_guess_is_set_right_too() {
    let desk = Desk::new();
    let address = format!("{}/cafes.xml", server());
    desk.run(&["feed", "add", "--as-is", "--full", &address]);
    desk.done(&["refresh"]);
    let shown = |number: &str| desk.json(&["show", "--json", number]).remove(0);
    let number = desk.json(&["list", "--json"])[0]["id"].to_string();
    let wrong = shown(&number);
    let body = |row: &serde_json::Value| row["item"]["body"].as_str().unwrap().to_owned();
    assert!(body(&wrong).contains("Page premi") && !body(&wrong).contains("été"));

    let told = desk.json(&["reread", "--json", "--encoding", "macintosh", &number]);
    assert_eq!(told[0]["tally"]["updated"], 1);
    let right = shown(&number);
    for words in ["Page première. L'été au café", "Fin dernière"] {
        assert!(body(&right).contains(words), "{words} in {}", body(&right));
    }
    assert_eq!(right["item"]["author"], "Renée");
    assert_eq!(right["item"]["title"], "Café");
    // Once more, and the feed again: it stays so; another encoding, and back.
    desk.json(&["reread", "--json", "--encoding", "macintosh", &number]);
    desk.json(&["refresh", "--json", &address]);
    assert_eq!(body(&shown(&number)), body(&right));
    desk.done(&["reread", "--encoding", "latin1", &number]);
    assert_ne!(body(&shown(&number)), body(&right));
    desk.done(&["reread", "--encoding", "macintosh", &number]);
    assert_eq!(body(&shown(&number)), body(&right));
}

#[test]
fn what_was_read_by_a_guess_is_set_right_and_keeps_its_marks() {
    let desk = Desk::new();
    let site = server();
    let address = format!("{site}/macintosh.xml");
    desk.run(&["feed", "add", "--as-is", &address]);
    desk.done(&["refresh"]);
    let wrong = desk.json(&["list", "--json"]).remove(0);
    assert_ne!(wrong["title"], "L'été au café");
    desk.done(&["mark", "starred", "*"]);

    let gave = desk.run(&["reread", "--encoding", "klingon", &address]);
    assert!(
        gave.code == 2 && gave.err.contains("klingon"),
        "{}",
        gave.err
    );
    let told = desk.json(&["reread", "--json", "--encoding", "macintosh", &address]);
    assert_eq!(told[0]["tally"]["updated"], 1);
    let check = || {
        let rows = desk.json(&["list", "--json"]);
        let right = (
            rows.len(),
            &rows[0]["id"],
            &rows[0]["title"],
            &rows[0]["starred"],
        );
        assert_eq!(
            right,
            (1, &wrong["id"], &"L'été au café".into(), &true.into())
        );
    };
    check();
    desk.json(&["refresh", "--json", &address]);
    check();
    let number = wrong["id"].to_string();
    let row = desk.json(&["show", "--json", &number]).remove(0);
    assert_eq!(row["item"]["body"], "Le café est fermé.");
    // Another mind, by the article's number.
    desk.done(&["reread", "--encoding", "latin1", &number]);
    assert_eq!(desk.json(&["list", "--json"])[0]["title"], wrong["title"]);
    assert_eq!(
        desk.run(&["reread", "--encoding", "big5", "nothing.txt"])
            .code,
        1
    );
}

/// A page of an article, with furniture around it.
fn story(head: &str, which: &str) -> String {
    let text = "渡輪今早復航，碼頭擠滿乘客，有人說等了三個鐘頭，有人索性留下看海。".repeat(6);
    format!(
        "<html><head><title>渡輪復航</title>{head}<meta name=author content='方小川'></head><body><nav><a href=/>首頁</a></nav>\
         <article><h1>渡輪復航</h1><p>{which}：{text}</p><figure><img src=a.jpg><figcaption>{which}的碼頭</figcaption></figure>\
         <p>{which}完。{text}</p></article><footer>版權</footer></body></html>"
    )
}

/// A feed of summaries: of a story in two pages, of one that is gone, of a wall, of one on another port of this machine.
fn full_feed(host: &str) -> String {
    let item = |title: &str, link: &str| {
        format!(
            "<item><title>{title}</title><guid>{title}</guid><link>{link}</link><description>{title}的提要，全文見網站。</description></item>"
        )
    };
    let items = [
        item("渡輪復航", &format!("http://{host}/story")),
        item("新橋通車", &format!("http://{host}/none")),
        item("郵局搬遷", &format!("http://{host}/wall")),
        item("內部網頁", "http://127.0.0.1:9/admin"),
    ];
    // Never the same bytes twice, so that it is read each time.
    static ASKED: AtomicU32 = AtomicU32::new(0);
    let nth = ASKED.fetch_add(1, Ordering::Relaxed);
    format!(
        "<rss version='2.0'><!-- {nth} --><channel><title>全文報</title>{}</channel></rss>",
        items.concat()
    )
}

#[test]
fn full_texts_are_fetched_only_for_a_feed_that_is_set_so() {
    let desk = Desk::new();
    let site = server();
    desk.run(&["feed", "add", "--as-is", &format!("{site}/full.xml")]);
    assert_eq!(
        desk.json(&["refresh", "--json"]).len(),
        1,
        "the feed, no page"
    );
    let number = |title: &str| desk.json(&["list", "--json", title])[0]["id"].to_string();
    let star = number("渡輪復航");
    desk.done(&["mark", "starred", "渡輪復航"]);

    desk.run(&["feed", "set", "全文報", "--full", "true"]);
    let told = desk.json(&["refresh", "--json", "全文報"]);
    let state = |title: &str| {
        let row = told.iter().find(|row| row["article"] == title).unwrap();
        (
            row["state"].clone(),
            row["error"].as_str().unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(state("渡輪復航").0, "full");
    assert!(state("新橋通車").1.contains("404"));
    assert!(state("郵局搬遷").1.contains("less than the feed"));
    assert!(state("內部網頁").1.contains("not on the open net"));

    let row = desk.json(&["show", "--json", &star]).remove(0);
    assert_eq!(
        (&row["starred"], &row["revision"]),
        (&true.into(), &1.into())
    );
    let body = row["item"]["body"].as_str().unwrap();
    for words in ["第一頁完", "第一頁的碼頭", "第二頁完", "第二頁的碼頭"] {
        assert!(body.contains(words), "{words} in {body}");
    }
    assert!(!body.contains("版權") && !body.contains("提要"));
    assert_eq!(row["item"]["author"], "方小川");
    let kept = desk
        .json(&["show", "--json", &number("郵局搬遷")])
        .remove(0);
    assert_eq!(kept["item"]["body"], "郵局搬遷的提要，全文見網站。");

    // The feed again: the text stays, nothing is fetched twice, and what failed is given up after a few times.
    let pages =
        |told: Vec<serde_json::Value>| told.iter().filter(|row| row["article"].is_string()).count();
    for left in [3, 3, 0] {
        assert_eq!(pages(desk.json(&["refresh", "--json", "全文報"])), left);
    }
    let row = desk.json(&["show", "--json", &star]).remove(0);
    assert_eq!(row["revision"], 1);
    assert!(row["item"]["body"].as_str().unwrap().contains("第二頁完"));
}

#[test]
fn one_article_s_full_text_is_fetched_by_name() {
    let desk = Desk::new();
    let site = server();
    desk.run(&["feed", "add", "--as-is", &format!("{site}/full.xml")]);
    desk.done(&["refresh"]);
    let told = desk.json(&["full", "--json", "渡輪復航"]);
    assert_eq!((told.len(), &told[0]["state"]), (1, &"full".into()));
    let gave = desk.run(&["full", "新橋通車"]);
    assert_eq!(gave.code, 1);
    assert!(
        gave.err.contains("新橋通車") && gave.err.contains("404"),
        "{}",
        gave.err
    );
}

#[test]
fn a_site_s_feed_is_found_fetched_and_asked_politely_again() {
    let desk = Desk::new();
    let site = server();
    let gave = desk.run(&["feed", "add", &site]);
    assert_eq!(gave.code, 0, "{}", gave.err);
    assert_eq!(
        desk.json(&["feed", "list", "--json"])[0]["url"],
        format!("{site}/feed.xml")
    );

    desk.write(
        ".config/kanbao/config.toml",
        "[[rule]]\ncategory = \"local\"\nsection = \"港聞\"\n",
    );
    let first = desk.json(&["refresh", "--json"]);
    assert_eq!(
        (&first[0]["state"], &first[0]["tally"]["added"]),
        (&"fetched".into(), &2.into())
    );
    assert_eq!(desk.done(&["list", "--count", "section:港聞"]), "1\n");
    let feed = desk.json(&["feed", "list", "--json"]).remove(0);
    assert_eq!(
        (&feed["title"], &feed["etag"]),
        (&"維港電台".into(), &"\"v1\"".into())
    );

    let before = feed["received"].as_u64().unwrap();
    assert_eq!(desk.json(&["refresh", "--json"])[0]["state"], "unchanged");
    let after = desk.json(&["feed", "list", "--json"])[0]["received"]
        .as_u64()
        .unwrap();
    assert!(
        after - before < 200,
        "only headers move: {} bytes",
        after - before
    );
    assert_eq!(desk.done(&["list", "--count"]), "2\n");
}

#[test]
fn a_second_refresh_of_what_has_not_changed_moves_only_headers() {
    let desk = Desk::new();
    let site = server();
    // What is asked of a server that neither names its versions nor tells their length is a body; it is not read again.
    for (path, most) in [
        ("/feed.xml", 200),
        ("/dated.xml", 200),
        ("/nameless.xml", 200),
        ("/mute.xml", 200 + FEED.len() + 100),
    ] {
        let address = format!("{site}{path}");
        desk.run(&["feed", "add", "--as-is", &address]);
        let received = || {
            let feeds = desk.json(&["feed", "list", "--json"]);
            let feed = feeds.iter().find(|feed| feed["source"] == address.as_str());
            feed.unwrap()["received"].as_u64().unwrap() as usize
        };
        let first = desk.json(&["refresh", "--json", &address]);
        assert_eq!(first[0]["state"], "fetched", "{path}");
        let mut before = received();
        assert!(before > FEED.len());
        for _ in 0..3 {
            let again = desk.json(&["refresh", "--json", &address]);
            assert_eq!(again[0]["state"], "unchanged", "{path}");
            assert!(
                received() - before <= most,
                "{path}: {}",
                received() - before
            );
            before = received();
        }
        let row = desk.json(&["feed", "list", "--json"]).pop().unwrap();
        let saved = row["saved"].as_u64().unwrap();
        assert_eq!(saved > 0, path != "/mute.xml", "{path}: {saved}");
    }
}

#[test]
fn a_move_for_good_is_kept_only_where_it_leads_to_the_feed() {
    let desk = Desk::new();
    let site = server();
    let address = |path: &str| format!("{site}{path}");
    for path in ["/feed.xml", "/moved.xml", "/walled.xml"] {
        desk.run(&["feed", "add", "--as-is", &address(path)]);
    }
    let told = desk.run(&["refresh", "--json"]);
    assert_eq!(told.code, 3, "the wall is no feed: {}", told.err);
    let urls = || -> Vec<String> {
        let feeds = desk.json(&["feed", "list", "--json"]);
        let url = |feed: &serde_json::Value| feed["url"].as_str().unwrap().to_owned();
        feeds.iter().map(url).collect()
    };
    let all = ["/feed.xml", "/moved.xml", "/walled.xml"].map(address);
    assert_eq!(urls(), all, "two feeds are not at one address");
    desk.run(&["feed", "remove", &all[0]]);
    desk.run(&["refresh", &all[1]]);
    assert_eq!(urls()[0], all[0], "now it has moved there");
    desk.run(&["refresh", &all[1]]);
}

#[test]
fn a_feed_s_own_word_says_when_it_is_due_also_when_it_has_not_changed() {
    let desk = Desk::new();
    let address = format!("{}/kept.xml", server());
    desk.run(&["feed", "add", "--as-is", &address]);
    let wait = || {
        desk.json(&["refresh", "--json", &address]);
        let feed = desk.json(&["feed", "list", "--json"]).remove(0);
        feed["next_due"].as_i64().unwrap() - feed["fetched"].as_i64().unwrap()
    };
    assert_eq!([wait(), wait(), wait()], [90 * 60; 3]);
    assert!(desk.run(&["refresh"]).err.contains("nothing is due"));
}

#[test]
fn a_failed_feed_says_why_waits_and_keeps_what_it_gave() {
    let desk = Desk::new();
    let site = server();
    desk.run(&["feed", "add", "--as-is", &format!("{site}/none.xml")]);
    let gave = desk.run(&["refresh"]);
    assert_eq!(gave.code, 1);
    assert!(gave.err.contains("404"), "{}", gave.err);
    let feed = desk.json(&["feed", "list", "--json"]).remove(0);
    assert_eq!(feed["failures"], 1);
    assert!(
        desk.run(&["refresh"]).err.contains("nothing is due"),
        "it backs off"
    );
    assert_eq!(
        desk.run(&["refresh", "none.xml"]).code,
        1,
        "a feed that is named is asked all the same"
    );
}

#[test]
fn a_budget_of_bytes_is_kept() {
    let desk = Desk::new();
    let (one, two) = (server(), server());
    desk.run(&["feed", "add", "--as-is", &format!("{one}/feed.xml")]);
    desk.run(&["feed", "add", "--as-is", &format!("{two}/feed.xml")]);
    desk.write(".config/kanbao/config.toml", "[fetch]\nat_once = 1\n");
    let told = desk.json(&["refresh", "--json", "--max-bytes", "600"]);
    let mut states: Vec<&str> = told
        .iter()
        .map(|row| row["state"].as_str().unwrap())
        .collect();
    states.sort_unstable();
    assert_eq!(states, ["fetched", "skipped"]);
    let feeds = desk.json(&["feed", "list", "--json"]);
    assert!(
        feeds.iter().all(|feed| feed["failures"] == 0),
        "what the budget left out has not failed"
    );
}

#[test]
fn what_is_read_most_is_asked_first_when_the_budget_is_short() {
    let desk = Desk::new();
    let feeds = [server(), server(), server()].map(|site| format!("{site}/feed.xml"));
    for feed in &feeds {
        desk.done(&["feed", "add", "--as-is", feed]);
        desk.done(&["feed", "rename", feed, feed]);
    }
    desk.write(".config/kanbao/config.toml", "[fetch]\nat_once = 1\n");
    desk.done(&["refresh"]);
    // Not all of their answers, that nothing has changed, are within the budget.
    let check = |most_read: &str, expect: &str| {
        desk.done(&["mark", "read", &format!("source:\"{most_read}\"")]);
        let mut named = vec!["refresh", "--json", "--max-bytes", "100"];
        named.extend(feeds.iter().map(String::as_str));
        let told = desk.json(&named);
        let came: Vec<&str> = told
            .iter()
            .filter(|row| row["state"] != "skipped")
            .map(|row| row["feed"].as_str().unwrap())
            .collect();
        assert!(came.len() < feeds.len() && came[0] == expect, "{told:?}");
    };
    check(&feeds[2], &feeds[2]);
    // As many are read of the first now: among equals the order is that of adding.
    check(&feeds[0], &feeds[0]);
}

#[test]
fn what_is_over_the_limits_goes_after_a_refresh_and_never_returns() {
    let desk = Desk::new();
    let site = server();
    let address = format!("{site}/full.xml");
    desk.run(&["feed", "add", "--as-is", &address]);
    desk.done(&["refresh"]);
    desk.done(&["mark", "starred", "渡輪復航"]);
    desk.write(
        ".config/kanbao/config.toml",
        "[[keep]]\nsource = \"elsewhere\"\ndays = 1\n[[keep]]\nsource = \"全文報\"\ncount = 1\n",
    );
    let titles = || -> Vec<String> {
        let rows = desk.json(&["list", "--json"]);
        rows.iter()
            .map(|row| row["title"].as_str().unwrap().to_owned())
            .collect()
    };
    desk.done(&["refresh", &address]);
    assert_eq!(titles().len(), 4, "what is unread stays");
    desk.done(&["mark", "read", "*"]);
    desk.done(&["retain"]);
    let left = titles();
    assert!(
        left.len() < 4 && left.contains(&"渡輪復航".into()),
        "{left:?}"
    );
    let told = desk.json(&["refresh", "--json", &address]);
    assert_eq!(told[0]["tally"]["added"], 0);
    desk.done(&["retain", "--vacuum"]);
    assert_eq!(titles(), left, "nothing returns");
}

#[test]
fn what_is_imported_keeps_to_the_rules_and_can_be_read_again() {
    let desk = Desk::new();
    desk.write(
        ".config/kanbao/config.toml",
        "[[rule]]\nsource = \"caf\"\nsection = \"飲食\"\n[[rule]]\ntitle = \"渡輪\"\nsection = \"港聞\"\n",
    );
    desk.write("cafe.xml", MACINTOSH);
    desk.write("ferry.xml", FEED);
    let told = desk.json(&["import", "--dry-run", "--json", "ferry.xml"]);
    assert_eq!(told[0]["items"][0]["section"], "港聞");
    desk.done(&["import", "cafe.xml", "ferry.xml"]);
    assert_eq!(desk.done(&["list", "--count", "section:飲食"]), "1\n");
    assert_eq!(desk.done(&["list", "--count", "section:港聞"]), "1\n");
    desk.done(&["mark", "starred", "section:飲食"]);
    desk.done(&["reread", "--encoding", "macintosh", "cafe.xml"]);
    let row = desk.json(&["list", "--json", "section:飲食"]).remove(0);
    assert_eq!(
        (&row["title"], &row["starred"]),
        (&"L'été au café".into(), &true.into())
    );
    assert_eq!(
        desk.run(&["reread", "--encoding", "big5", "ferry.xml"])
            .code,
        1,
        "nothing was guessed"
    );
    desk.done(&["import", "cafe.xml"]);
    let again = desk.json(&["list", "--json", "section:飲食"]);
    assert_eq!(again, [row], "the guess does not come back");
}

#[test]
fn newsboat_s_cache_brings_articles_with_what_was_read_and_starred() {
    let desk = Desk::new();
    let site = server();
    let address = format!("{site}/feed.xml");
    let cache = rusqlite::Connection::open(desk.path("cache.db")).unwrap();
    // As newsboat makes them.
    cache
        .execute_batch(
            "CREATE TABLE rss_feed (rssurl VARCHAR(1024) PRIMARY KEY NOT NULL, url VARCHAR(1024) NOT NULL, title VARCHAR(1024) NOT NULL);
             CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL, title VARCHAR(1024) NOT NULL,
               author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL, feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL,
               content VARCHAR(65535) NOT NULL, unread INTEGER(1) NOT NULL, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0);",
        )
        .unwrap();
    cache
        .execute(
            "INSERT INTO rss_feed VALUES (?1, ?1, '維港電台')",
            [&address],
        )
        .unwrap();
    let link = format!("{site}/2");
    for (guid, title, url, unread, flags, deleted) in [
        ("1", "渡輪復航", "", 0, Some("as"), 0),
        ("2", "新橋通車", link.as_str(), 1, Some("b"), 0),
        ("3", "刪去的", "", 0, None, 1),
    ] {
        cache
            .execute(
                "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags, deleted)
                 VALUES (?1, ?2, '', ?7, ?3, 1790000000, '<p>船</p>', ?4, ?5, ?6)",
                rusqlite::params![guid, title, address, unread, flags, deleted, url],
            )
            .unwrap();
    }
    drop(cache);
    let told = desk.json(&["import", "--json", "cache.db"]);
    assert_eq!(told[0]["added"], 2);
    let count = |query: &str| desk.done(&["list", "--count", query]);
    assert_eq!(count("is:read is:starred 渡輪復航"), "1\n");
    assert_eq!(count("is:unread -is:starred 新橋通車"), "1\n");
    assert_eq!(desk.json(&["list", "--json"])[0]["publication"], "維港電台");

    // Fetching the feed knows them again, and marks stay.
    desk.run(&["feed", "add", "--as-is", &address]);
    assert_eq!(desk.json(&["refresh", "--json"])[0]["tally"]["added"], 0);
    assert_eq!(count("is:read is:starred 渡輪復航"), "1\n");
    // Another letter, and a database that is something else.
    desk.json(&["import", "--json", "--star-flag", "bc", "cache.db"]);
    assert_eq!(count("is:starred"), "2\n");
    rusqlite::Connection::open(desk.path("other.db"))
        .unwrap()
        .execute_batch("CREATE TABLE x (y)")
        .unwrap();
    assert_eq!(desk.run(&["import", "other.db"]).code, 1);
}
