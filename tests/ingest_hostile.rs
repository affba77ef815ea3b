//! Nothing that may not reach a terminal comes through, whatever it is wrapped in; nothing however large or deep brings a parser down.

use base64::Engine;
use kanbao::article::Article;
use kanbao::ingest::{self, Harvest, Hints, IngestError, Kind, limits};
use proptest::prelude::*;

/// What a stranger would like a terminal to get.
const HOSTILE: [&str; 12] = [
    "\u{1b}]0;owned\u{7}",
    "\u{1b}[2J",
    "\u{9b}31m",
    "\u{90}q\u{9c}",
    "\u{7f}",
    "\u{8}\u{8}",
    "\u{202e}gnp.exe",
    "a\u{2066}b",
    "\u{200b}\u{feff}",
    "\u{e0041}\u{e0042}",
    "\u{85}",
    "\r\n",
];

fn kinds() -> [Kind; 6] {
    [
        Kind::Page,
        Kind::Feed,
        Kind::Html,
        Kind::Markdown,
        Kind::Text,
        Kind::Jsonl,
    ]
}

fn read(bytes: &[u8], kind: Option<Kind>) -> Result<Harvest, IngestError> {
    ingest::read(
        bytes,
        &Hints {
            kind,
            ..Hints::default()
        },
    )
}

/// Every text in a harvest, on lines.
fn texts(harvest: &Harvest) -> String {
    let of = |article: &Article| serde_json::to_value(article).unwrap();
    let values: Vec<serde_json::Value> = harvest.articles.iter().map(of).collect();
    let mut out = Vec::new();
    let all = serde_json::json!([values, harvest.feed, harvest.labels, harvest.warnings]);
    collect(&all, &mut out);
    out.join("\n")
}

fn collect(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => out.push(text.clone()),
        serde_json::Value::Array(values) => values.iter().for_each(|value| collect(value, out)),
        serde_json::Value::Object(values) => values.values().for_each(|value| collect(value, out)),
        _ => {}
    }
}

fn assert_clean(harvest: &Harvest) {
    for line in texts(harvest).split('\n') {
        let bad = line.chars().find(|c| {
            (c.is_control() && *c != '\t')
                || matches!(c, '\u{200b}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
        });
        assert_eq!(bad, None, "{line:?}");
        let open = line
            .chars()
            .filter(|c| {
                matches!(
                    c,
                    '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2068}'
                )
            })
            .count();
        let shut = line
            .chars()
            .filter(|c| matches!(c, '\u{202c}' | '\u{2069}'))
            .count();
        assert_eq!(open, shut, "{line:?}");
    }
}

#[test]
fn every_wrapping_in_every_field_of_a_feed() {
    for hostile in HOSTILE {
        let references: String = hostile
            .chars()
            .map(|c| format!("&#{};", c as u32))
            .collect();
        let twice = references.replace('&', "&amp;");
        let packed = base64::engine::general_purpose::STANDARD.encode(hostile);
        for text in [
            hostile.to_owned(),
            references,
            twice,
            format!("<![CDATA[{hostile}]]>"),
        ] {
            let feed = format!(
                "<rss xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><title>t{text}</title><link>http://a/{text}</link><description>{text}</description>\
                 <language>{text}</language><managingEditor>{text}</managingEditor><item><title>t{text}</title><link>http://a/{text}</link><guid>g{text}</guid>\
                 <author>{text}</author><category>c{text}</category><pubDate>{text}</pubDate><enclosure url='http://a/{text}' type='{text}'/>\
                 <itunes:keywords>{text},{text}</itunes:keywords><comments>{text}</comments><description>&lt;a href='http://a/{text}'>x{text}&lt;/a></description></item></channel></rss>"
            );
            assert_clean(&read(feed.as_bytes(), None).unwrap());
        }
        let atom = format!(
            "<feed xmlns='http://purl.org/atom/ns#'><title mode='base64'>{packed}</title><entry><title>t</title><content mode='base64' type='text/html'>{packed}</content></entry></feed>"
        );
        assert_clean(&read(atom.as_bytes(), None).unwrap());
    }
}

#[test]
fn every_kind_of_input() {
    for hostile in HOSTILE {
        let json = serde_json::to_string(hostile).unwrap();
        let line = format!(
            "{{\"title\":{json},\"byline\":{json},\"tags\":[{json}],\"labels\":[{json}],\"blocks\":[{{\"kind\":\"code\",\"text\":{json}}}],\"body\":{json}}}"
        );
        let page = format!(
            "小輪{hostile}停航\n\n【本報訊】昨日{hostile}有風，小輪停航。\n\n●圖為{hostile}碼頭。"
        );
        let markdown = format!(
            "---\ntitle: a{hostile}b\ntags: [{hostile}]\n---\n\nx [y{hostile}](http://a/{hostile}) `{hostile}`\n\n```\n{hostile}\n```\n\n|{hostile}|b|\n|-|-|\n|c|d|"
        );
        for text in [line, page, markdown] {
            for kind in kinds() {
                if let Ok(harvest) = read(text.as_bytes(), Some(kind)) {
                    assert_clean(&harvest);
                }
            }
        }
    }
}

#[test]
fn what_is_no_text_is_refused_with_the_reason() {
    assert_eq!(read(b"", None), Err(IngestError::Empty));
    assert_eq!(read(b" \n\t ", None), Err(IngestError::Empty));
    assert!(matches!(
        read(b"%PDF-1.7 x", None),
        Err(IngestError::Pdf | IngestError::BadPdf(_))
    ));
    for binary in [
        &b"\x89PNG\r\n\x1a\n"[..],
        b"\x7fELF\x02",
        b"PK\x03\x04 no book",
        b"\x1f\x8b\x08",
        b"SQLite format 3\0",
    ] {
        assert_eq!(read(binary, None), Err(IngestError::Binary), "{binary:?}");
    }
    let noise: Vec<u8> = (0..4096_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    assert_eq!(read(&noise, None), Err(IngestError::Binary));
    assert_eq!(
        read(b"<rss-not>", Some(Kind::Feed)),
        Err(IngestError::Nothing)
    );
    assert_eq!(
        read(b"{}\n[]\n", Some(Kind::Jsonl)),
        Err(IngestError::Nothing)
    );
}

/// Half a character, as texts have that were cut by length in UTF-16: it costs itself, not its article or the feed.
#[test]
fn half_a_character_costs_itself() {
    let titles = |bytes: &[u8], kind| -> Vec<String> {
        let harvest = read(bytes, Some(kind)).unwrap();
        assert_clean(&harvest);
        assert!(harvest.warnings.iter().all(|it| !it.what.contains("long")));
        let feed = harvest.feed.and_then(|feed| feed.title);
        let titles = harvest.articles.into_iter().map(|it| it.title);
        feed.into_iter().chain(titles).collect()
    };
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"報\udc00","x":"\ud800",
        "items":[{"id":"1","title":"甲\ud83d","content_text":"\ud800文"},{"id":"2","title":"乙\ud83d\ude00","content_text":"文"}]}"#;
    let expect = ["報\u{fffd}", "甲\u{fffd}", "乙😀"];
    assert_eq!(titles(json.as_bytes(), Kind::Feed), expect);
    let line = r#"{"title":"甲\ud83d","body":"文\udc00"}"#;
    assert_eq!(titles(line.as_bytes(), Kind::Jsonl), ["甲\u{fffd}"]);
    // As bytes (WTF-8, CESU-8), and as a reference to a character that is none.
    let items: Vec<u8> = (0..60)
        .flat_map(|n| {
            let cut: &[u8] = if n == 7 { b"\xed\xa0\xbd" } else { b"" };
            let item = format!("<item><guid>{n}</guid><title>第{n}號船");
            [
                item.as_bytes(),
                cut,
                "</title><description>海面平靜&#xd83d;</description></item>".as_bytes(),
            ]
            .concat()
        })
        .collect();
    let feed = [b"<rss><channel>".as_slice(), &items, b"</channel></rss>"].concat();
    let titles = titles(&feed, Kind::Feed);
    assert_eq!((titles.len(), titles[6].as_str()), (60, "第6號船"));
    assert!(titles[7].starts_with("第7號船\u{fffd}"), "{}", titles[7]);
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = |tag: &str| format!("<{tag}>").repeat(20_000);
    for tag in [
        "div",
        "b",
        "table><td",
        "ul><li",
        "blockquote",
        "font",
        "svg",
    ] {
        let page = format!("<html><body><p>text {}", deep(tag));
        assert_clean(&read(page.as_bytes(), Some(Kind::Html)).unwrap());
        let feed = format!(
            "<rss><channel><item><title>t</title><description>{}x",
            deep(tag)
        );
        assert_eq!(read(feed.as_bytes(), None).unwrap().articles.len(), 1);
    }
    let markdown = format!("{}x", "> ".repeat(5_000));
    assert!(read(markdown.as_bytes(), Some(Kind::Markdown)).is_ok());
    let long = "看".repeat(limits::ARTICLE / 3 + 1_000);
    let harvest = read(long.as_bytes(), Some(Kind::Text)).unwrap();
    assert!(harvest.articles[0].body().len() <= limits::ARTICLE);
    assert_eq!(harvest.warnings.len(), 1);
}

#[test]
fn entities_do_not_multiply() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
                <rss><channel><item><title>&c;&f;&a;</title></item></channel></rss>";
    let title = read(bomb.as_bytes(), None)
        .unwrap()
        .articles
        .remove(0)
        .title;
    assert_eq!(title, "&c;&f;aaaaaaaaaa");
    let many = format!(
        "<!DOCTYPE rss [<!ENTITY a \"{}\">]><rss><channel><item><title>t</title><description>{}</description></item></channel></rss>",
        "x".repeat(1000),
        "&a;".repeat(10_000)
    );
    assert!(
        read(many.as_bytes(), None).unwrap().articles[0]
            .body()
            .len()
            < 2 * limits::ENTITIES
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_as_any_kind(bytes in prop::collection::vec(any::<u8>(), 0..300), which in 0..6_usize) {
        if let Ok(harvest) = read(&bytes, Some(kinds()[which])) {
            assert_clean(&harvest);
        }
    }

    #[test]
    fn any_tags_as_feed_or_page(text in "(<(/?)(rss|channel|item|title|link|feed|entry|content|description|a:b|!\\[CDATA\\[|!DOCTYPE x|\\?xml|!--)( (type|href|xmlns|xml:base|mode)=['\"](html|xhtml|base64|http://a/|x)['\"])*/?>|\\]\\]>|-->|&#?[a-z0-9]{1,4};|[a-z看\u{1b}\u{202e}]){0,40}") {
        for kind in [Kind::Feed, Kind::Html, Kind::Markdown] {
            if let Ok(harvest) = read(text.as_bytes(), Some(kind)) {
                assert_clean(&harvest);
            }
        }
    }
}

/// Inputs that once took minutes, or a gigabyte: each ends now while nobody has waited for it.
#[test]
fn what_was_quadratic_is_not() {
    let n = 60_000;
    let each = |form: &dyn Fn(usize) -> String| (0..n).map(form).collect::<String>();
    let hidden = each(&|n| format!("a{n}='<' "));
    let cases = [
        (
            Kind::Html,
            format!("<body><p {}>海面平靜", each(&|n| format!("a{n}=x "))),
        ),
        (
            Kind::Html,
            format!("<body><p {}>海面平靜", each(&|n| format!("a{n}=''"))),
        ),
        (Kind::Html, format!("<body><p>海面平靜<b {hidden}>街坊")),
        (
            Kind::Feed,
            format!("<rss><channel><item {hidden}><title>海</title></item>"),
        ),
        (Kind::Html, format!("<body><p>海面平靜{}", "<".repeat(n))),
        (Kind::Html, format!("<body><p>海面平靜{}", "&".repeat(n))),
        (Kind::Markdown, format!("# 海\n\n{}面", "- ".repeat(n))),
        (Kind::Markdown, format!("# 海\n\n{}面", "1. ".repeat(n))),
        (Kind::Text, "字\n".repeat(4 * n)),
    ];
    for (kind, text) in cases {
        let begin: String = text.chars().take(40).collect();
        match read(text.as_bytes(), Some(kind)) {
            Ok(harvest) => assert_clean(&harvest),
            Err(error) => assert_eq!(error, IngestError::Nothing, "{begin}"),
        }
    }
    let feeds = each(&|n| format!("<outline text='x' xmlUrl='http://a/{n}'/>"));
    let (found, _) = ingest::subscriptions::read(&format!("<opml><body>{feeds}"));
    assert_eq!(found.len(), n);
    let (_, problems) = kanbao::config::Config::parse(&each(&|n| format!("k{n} = 1\n")));
    assert_eq!(problems.len(), 100);
}

#[test]
fn an_input_cut_within_a_character_keeps_its_encoding() {
    let mut text = b"x ".to_vec();
    text.extend("看".as_bytes().iter().cycle().take(limits::INPUT + 10));
    let harvest = read(&text, Some(Kind::Text)).unwrap();
    assert_eq!(harvest.encoding.label, "UTF-8");
    assert!(harvest.warnings.iter().any(|it| it.place == "the end"));
}

/// Inputs whose cost would grow by the square in a careless parser: twice the size must stay far from four times the work. Work is counted
/// by what is kept (blocks, stretches), never by a clock.
#[test]
fn what_is_never_closed_does_not_pile_up() {
    let page = format!(
        "{}{}",
        "<b><i><a href='http://a/'>".repeat(2_000),
        "<p>x</p>".repeat(2_000)
    );
    let harvest = read(page.as_bytes(), Some(Kind::Html)).unwrap();
    let spans: usize = harvest.articles[0]
        .blocks
        .iter()
        .map(|block| block.spans.len())
        .sum();
    assert!(spans <= 2_000 * limits::STRETCHES, "{spans}");
    let authors = "<author>a@b.example</author>".to_owned()
        + &(0..5_000)
            .map(|n| format!("<author>n{n}</author>"))
            .collect::<String>();
    let tags: String = (0..5_000)
        .map(|n| {
            format!(
                "<category>c{n}</category><enclosure url='http://a/{n}'/><link>http://a/{n}</link>"
            )
        })
        .collect();
    let feed = format!("<rss><channel><item>{authors}{tags}</item></channel></rss>");
    let article = read(feed.as_bytes(), None).unwrap().articles.remove(0);
    let byline = article.byline.unwrap_or_default();
    assert!(byline.split(", ").count() <= limits::AUTHORS);
    assert_eq!(
        (
            article.tags.len(),
            article.enclosures.len(),
            article.links.len()
        ),
        (limits::LIST, limits::LIST, limits::LIST)
    );
    let bidi = "\u{202a}".repeat(10_000) + &"\u{2069}".repeat(10_000);
    assert!(read(format!("a{bidi}b").as_bytes(), Some(Kind::Text)).is_ok());
}
