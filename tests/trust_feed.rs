//! What a reader did with a feed's articles stays, whatever the server does next: other dates, other addresses, an answer that
//! breaks off; and a mark over a whole list reaches what the list shows, and nothing else.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use support::Desk;

/// A server whose answer is what it was last told, or only so many bytes of it.
struct Server {
    address: String,
    answer: Arc<Mutex<(String, usize)>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/feed.xml", listener.local_addr().unwrap());
        let answer: Arc<Mutex<(String, usize)>> = Arc::default();
        let told = Arc::clone(&answer);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let lines = lines.map_while(Result::ok);
                lines.take_while(|line| !line.is_empty()).for_each(drop);
                let (body, sent) = told.lock().unwrap().clone();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                let sent = sent.min(body.len());
                let _ = stream.write_all(&[head.as_bytes(), &body.as_bytes()[..sent]].concat());
            }
        });
        Self { address, answer }
    }

    fn gives(&self, items: &[String]) {
        let feed = format!(
            "<rss version='2.0'><channel><title>港報</title>{}</channel></rss>",
            items.concat()
        );
        *self.answer.lock().unwrap() = (feed, usize::MAX);
    }

    /// The line breaks after a share of the answer, in hundredths.
    fn breaks_off_at(&self, share: usize) {
        let mut answer = self.answer.lock().unwrap();
        answer.1 = answer.0.len() * share / 100;
    }
}

/// A text that no other article has: it would be listed as the same story.
fn own_text(n: usize) -> String {
    let han = |at: usize| char::from_u32(0x4e00 + ((n * 7_919 + at * 104_729) % 0x5000) as u32);
    (0..200).filter_map(han).collect()
}

fn item(n: usize, day: usize, site: &str) -> String {
    format!(
        "<item><guid isPermaLink='false'>g{n}</guid><title>第{n}號船</title><link>{site}/{n}</link>\
         <pubDate>{:02} Oct 2026 08:00:00 GMT</pubDate><description>{}</description></item>",
        day % 28 + 1,
        own_text(n)
    )
}

fn items(day: usize, site: &str) -> Vec<String> {
    (0..30).map(|n| item(n, day + n % 3, site)).collect()
}

fn numbers(desk: &Desk, query: &str) -> Vec<String> {
    let mut titles: Vec<String> = desk
        .json(&["list", "--json", query])
        .iter()
        .map(|row| row["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort();
    titles
}

/// A desk with a feed of thirty articles, of which twenty are read and one is starred.
fn read() -> (Desk, Server) {
    let (desk, server) = (Desk::new(), Server::start());
    server.gives(&items(1, "https://a.example"));
    desk.done(&["feed", "add", "--as-is", &server.address]);
    desk.done(&["refresh", &server.address]);
    for n in 0..20 {
        desk.done(&["mark", "read", &format!("title:第{n}號船")]);
    }
    desk.done(&["mark", "starred", "title:第3號船"]);
    (desk, server)
}

/// So far apart that they are not written at once.
#[test]
fn a_feed_that_says_two_things_under_one_name_changes_nothing_again() {
    let (desk, server) = (Desk::new(), Server::start());
    let mut feed: Vec<String> = (0..100).map(|n| item(n, 1, "https://a.example")).collect();
    feed.push(item(0, 1, "https://a.example").replace("船", "舟"));
    server.gives(&feed);
    desk.done(&["feed", "add", "--as-is", &server.address]);
    desk.done(&["refresh", &server.address]);
    assert_eq!(numbers(&desk, "title:第0號"), ["第0號舟"]);
    desk.done(&["mark", "read", "date:2026-10"]);
    for n in 100..103 {
        // One more each time: the feed is another, and is read.
        feed.insert(1, item(n, 2, "https://a.example"));
        server.gives(&feed);
        desk.done(&["refresh", &server.address]);
        let left = desk.done(&["list", "--count", "is:unread"]);
        assert_eq!(left.trim(), (n - 99).to_string());
        assert_eq!(numbers(&desk, "is:changed"), [""; 0]);
    }
}

#[test]
fn another_date_or_address_makes_nothing_unread_and_nothing_twice() {
    let (desk, server) = read();
    let before = numbers(&desk, "is:read");
    assert_eq!(before.len(), 20);
    for (day, site) in [
        (9, "https://a.example"),
        (1, "https://b.example/moved"),
        (20, "http://c.example"),
    ] {
        server.gives(&items(day, site));
        desk.done(&["refresh", &server.address]);
        assert_eq!(numbers(&desk, "is:read"), before, "{day} {site}");
        assert_eq!(numbers(&desk, "*").len(), 30, "{day} {site}");
        assert_eq!(numbers(&desk, "is:starred"), ["第3號船"]);
    }
}

#[test]
fn an_answer_that_breaks_off_brings_nothing_back_and_takes_nothing_away() {
    let (desk, server) = read();
    desk.write(".config/kanbao/config.toml", "[[keep]]\ncount = 5\n");
    desk.done(&["retain"]);
    let (all, is_read) = (numbers(&desk, "*"), numbers(&desk, "is:read"));
    assert!(all.len() < 30 && all.contains(&"第3號船".into()), "{all:?}");
    for share in [1, 10, 50, 90, 99] {
        server.breaks_off_at(share);
        desk.run(&["refresh", &server.address]);
        // Removed articles stay away when the whole comes again.
        server.gives(&items(1, "https://a.example"));
        desk.done(&["refresh", &server.address]);
        assert_eq!(numbers(&desk, "*"), all, "{share}");
        assert_eq!(numbers(&desk, "is:read"), is_read, "{share}");
    }
    // And a new one that came after the break is taken the next time.
    let mut more = items(1, "https://a.example");
    more.push(item(99, 9, "https://a.example"));
    server.gives(&more);
    server.breaks_off_at(60);
    desk.run(&["refresh", &server.address]);
    server.gives(&more);
    desk.done(&["refresh", &server.address]);
    assert!(numbers(&desk, "is:unread").contains(&"第99號船".into()));
}

#[test]
fn a_mark_over_a_whole_list_keeps_to_the_list() {
    let (desk, server) = read();
    let other = Server::start();
    other.gives(
        &(50..60)
            .map(|n| item(n, 1, "https://d.example"))
            .collect::<Vec<_>>(),
    );
    desk.done(&["feed", "add", "--as-is", &other.address]);
    desk.done(&["refresh", &other.address]);
    desk.done(&["mark", "unread", "*"]);
    // On the command line.
    let of = |server: &Server| format!("source:\"{}\"", server.address);
    desk.done(&["mark", "read", &format!("{} -is:starred", of(&server))]);
    let read = numbers(&desk, "is:read");
    assert!(
        read.len() == 29 && !read.contains(&"第3號船".into()),
        "{read:?}"
    );
    desk.done(&["mark", "unread", "*"]);
    // By key, over the one feed that the filter shows.
    #[cfg(target_os = "linux")]
    {
        let mut reader = support::pty::Pty::open(&desk, &[&of(&other)], (80, 24));
        reader.wait_for("第5");
        reader.settle();
        reader.keys("A");
        reader.settle();
        reader.leave();
        let read = numbers(&desk, "is:read");
        let is_other = |title: &String| title.starts_with("第5") && title != "第5號船";
        assert!(read.len() == 10 && read.iter().all(is_other), "{read:?}");
    }
}
