//! What a feed's elements become, family by family; each case is a feed as people write them, and what a reader gets of it.

use kanbao::article::BlockKind;
use kanbao::ingest::{self, Harvest, Hints, Kind};

fn harvest(feed: &str) -> Harvest {
    let hints = Hints {
        kind: Some(Kind::Feed),
        url: Some("http://a.example/feed/rss.xml".into()),
        ..Hints::default()
    };
    ingest::read(feed.as_bytes(), &hints).unwrap()
}

/// One line for the feed, and for each item its fields that are there.
fn shown(feed: &str) -> String {
    let harvest = harvest(feed);
    let feed = harvest.feed.unwrap();
    let mut lines = Vec::new();
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            lines.push(format!("{name}: {value}"));
        }
    };
    add("feed", feed.title.as_deref());
    add("at", feed.link.as_deref());
    add("by", feed.author.as_deref());
    add("about", feed.description.as_deref());
    add("in", feed.language.as_deref());
    add("changed", feed.updated.as_deref());
    for item in &harvest.articles {
        add("- item", Some(&item.title));
        add("  id", item.id.as_deref());
        add("  at", item.link.as_deref());
        add("  by", item.author.as_deref());
        add("  out", item.published.as_deref());
        add("  changed", item.updated.as_deref());
        add("  made", item.created.as_deref());
        add(
            "  in",
            item.language
                .as_deref()
                .filter(|language| Some(*language) != feed.language.as_deref()),
        );
        add("  deck", item.deck.as_deref());
        add("  tags", Some(&item.tags.join(", ")));
        for enclosure in &item.enclosures {
            let length = enclosure.length.map(|n| n.to_string()).unwrap_or_default();
            add(
                "  with",
                Some(&format!(
                    "{} {} {length}",
                    enclosure.url,
                    enclosure.media_type.as_deref().unwrap_or("-")
                )),
            );
        }
        add("  text", Some(&item.body().replace('\n', "|")));
    }
    lines.join("\n")
}

fn check(feed: &str, expect: &str) {
    let expect: Vec<&str> = expect
        .trim()
        .lines()
        .map(|line| line.strip_prefix("        ").unwrap_or(line))
        .collect();
    assert_eq!(shown(feed), expect.join("\n"), "{feed}");
}

#[test]
fn rss_with_and_without_a_version() {
    for rss in [
        "<rss version='2.0'>",
        "<rss>",
        "<RSS Version='0.92'>",
        "<rss version='2.0' xmlns='http://backend.userland.com/rss2'>",
    ] {
        check(
            &format!(
                "{rss}<channel><title>某報</title><link>/</link><description>要聞 &amp; 副刊</description><language>zh-hk</language>\
                 <managingEditor>chief@a.example (方小川)</managingEditor><lastBuildDate>Tue, 24 Mar 2026 08:00:00 +0800</lastBuildDate>\
                 <image><title>not this</title><link>http://not.this/</link></image>\
                 <item><title>小輪停航</title><link>n/1</link><guid isPermaLink='false'>a1</guid><pubDate>Tue, 24 Mar 2026 07:00 +0800</pubDate>\
                 <category domain='x'>港聞</category><category>海濱</category><author>me@a.example</author>\
                 <enclosure url='a.mp3' length='42' type='audio/mpeg'/>\
                 <description>&lt;p&gt;昨日有風。&lt;/p&gt;&lt;p&gt;今日無風。&lt;/p&gt;</description></item></channel></rss>"
            ),
            "
        feed: 某報
        at: http://a.example/
        by: 方小川 (chief@a.example)
        about: 要聞 & 副刊
        in: zh-hk
        changed: 2026-03-24T08:00:00+08:00
        - item: 小輪停航
          id: a1
          at: http://a.example/feed/n/1
          by: me@a.example
          out: 2026-03-24T07:00:00+08:00
          tags: 港聞, 海濱
          with: http://a.example/feed/a.mp3 audio/mpeg 42
          text: 昨日有風。||今日無風。",
        );
    }
}

#[test]
fn rdf_with_its_items_beside_the_channel() {
    check(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:d='http://purl.org/dc/elements/1.1/' \
         xmlns:c='http://purl.org/rss/1.0/modules/content/'>\
         <channel rdf:about='http://a.example/'><title>某報</title><link>http://a.example/</link></channel>\
         <item rdf:about='http://a.example/1'><title>一</title><link>http://a.example/1</link><d:date>2026-03-24</d:date><d:creator>甲</d:creator>\
         <d:creator>乙</d:creator><d:subject>港聞</d:subject><description>摘要在此。</description><c:encoded><![CDATA[<p>全文在此。</p>]]></c:encoded></item></rdf:RDF>",
        "
        feed: 某報
        at: http://a.example/
        - item: 一
          id: http://a.example/1
          at: http://a.example/1
          by: 甲, 乙
          changed: 2026-03-24T00:00:00Z
          deck: 摘要在此。
          tags: 港聞
          text: 全文在此。",
    );
}

#[test]
fn atom_of_both_ages() {
    check(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#' xml:lang='en'><title mode='escaped'>A &lt;b&gt;paper&lt;/b&gt;</title><tagline>daily</tagline>\
         <modified>2026-03-24T00:00:00Z</modified><author><name>Me</name><email>me@a.example</email></author>\
         <entry><title mode='base64' type='text/html'>UGllciA8Yj5jbG9zZWQ8L2I+</title><link rel='alternate' type='text/html' href='http://a.example/1'/>\
         <id>tag:a.example,2026:1</id><issued>2026-03-24T07:00:00+08:00</issued><created>2026-03-23T07:00:00Z</created>\
         <content type='application/xhtml+xml'><div xmlns='http://www.w3.org/1999/xhtml'><p>It was <b>windy</b>.</p></div></content></entry></feed>",
        "
        feed: A paper
        by: Me (me@a.example)
        about: daily
        in: en
        changed: 2026-03-24T00:00:00Z
        - item: Pier closed
          id: tag:a.example,2026:1
          at: http://a.example/1
          out: 2026-03-24T07:00:00+08:00
          made: 2026-03-23T07:00:00Z
          text: It was windy.",
    );
    check(
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:base='http://b.example/x/'><a:title type='text'>The &lt;b&gt; tag</a:title>\
         <a:link rel='self' href='atom.xml'/><a:link href='.'/><a:subtitle type='html'>&amp;lt;3 news</a:subtitle>\
         <a:entry xml:lang='ja'><a:title type='html'>一 &amp;amp; 二</a:title><a:link href='1'/><a:link rel='enclosure' type='audio/mpeg' length='9' href='1.mp3'/>\
         <a:updated>2026-03-24T07:00:00Z</a:updated><a:category term='t' label='T'/><a:summary>短い</a:summary>\
         <a:content type='html' xml:base='y/'>&lt;p>本文&lt;a href='z'>链&lt;/a></a:content></a:entry></a:feed>",
        "
        feed: The <b> tag
        at: http://b.example/x/
        about: <3 news
        - item: 一 & 二
          at: http://b.example/x/1
          changed: 2026-03-24T07:00:00Z
          in: ja
          deck: 短い
          tags: t, T
          with: http://b.example/x/1.mp3 audio/mpeg 9
          text: 本文链",
    );
}

#[test]
fn cdf_and_json() {
    check(
        "<CHANNEL HREF='http://a.example/' LASTMOD='2026-03-24T08:00'><TITLE>某報</TITLE><ABSTRACT>日報</ABSTRACT>\
         <ITEM HREF='1.html' LASTMOD='2026-03-24'><TITLE>一</TITLE><ABSTRACT>摘要</ABSTRACT></ITEM></CHANNEL>",
        "
        feed: 某報
        at: http://a.example/
        about: 日報
        changed: 2026-03-24T08:00:00Z
        - item: 一
          at: http://a.example/feed/1.html
          changed: 2026-03-24T00:00:00Z
          text: 摘要",
    );
    check(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"某報","home_page_url":"http://a.example/","language":"zh-Hant","authors":[{"name":"甲"}],
        "items":[{"id":7,"url":"http://a.example/7","title":"七","content_html":"<p>文\u001b[31m</p>","summary":"短","date_published":"2026-03-24T07:00:00+08:00",
        "tags":["港聞"],"attachments":[{"url":"http://a.example/a.mp3","mime_type":"audio/mpeg","size_in_bytes":9}]}]}"#,
        "
        feed: 某報
        at: http://a.example/
        by: 甲
        in: zh-Hant
        - item: 七
          id: 7
          at: http://a.example/7
          out: 2026-03-24T07:00:00+08:00
          deck: 短
          tags: 港聞
          with: http://a.example/a.mp3 audio/mpeg 9
          text: 文[31m",
    );
}

#[test]
fn media_and_itunes() {
    check(
        "<rss xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:m='http://search.yahoo.com/mrss/'><channel><title>聲</title>\
         <itunes:summary>每日讀報</itunes:summary><itunes:author>電台</itunes:author>\
         <item><m:title>圖</m:title><title>第一集</title><itunes:subtitle>短</itunes:subtitle><itunes:author>甲</itunes:author>\
         <itunes:keywords>報, 海</itunes:keywords><itunes:category text='News'><itunes:category text='Daily'/></itunes:category>\
         <m:group><m:content url='http://a.example/1.mp4' type='video/mp4' fileSize='5'/><m:description>不用</m:description></m:group></item></channel></rss>",
        "
        feed: 聲
        by: 電台
        about: 每日讀報
        - item: 第一集
          by: 甲
          tags: 報, 海, News, Daily
          with: http://a.example/1.mp4 video/mp4 5
          text: 短",
    );
}

#[test]
fn broken_in_every_way() {
    // Cut off, stray ampersands, HTML's own entities, an item never closed, undeclared prefixes, uppercase, controls, a byte that means nothing.
    let expect = "
        feed: R&D &c
        - item: a – b
          by: 甲
        - item: c
          text: d";
    check(
        "<rss><channel><title>R&D &c</title><item><title>a &ndash; b</title><dc:creator>甲</dc:creator><item><title>c</title><description>d",
        expect,
    );
    check(
        "\u{feff}\n<!-- x --><rss><channel><title>R&D &c</title><ITEM><Title>a &#8211; b</tITLE><dc:creator>&#27;甲\u{7}</dc:creator></ITEM><item><title>c</wrong></title><description>d</b></item>",
        expect,
    );
}

#[test]
fn a_feed_is_told_by_its_root_whatever_it_claims_to_be() {
    let kind = |head: &str, root: &str| {
        let feed = format!("{head}<{root}><channel><title>某報</title></channel></{root}>");
        ingest::read(feed.as_bytes(), &Hints::default()).map(|harvest| harvest.kind)
    };
    let xhtml = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"x\">";
    for head in [
        "",
        xhtml,
        "<?xml version=\"1.0\"?><!DOCTYPE html><!-- <html> -->",
        "<!DOCTYPE rss [ <!ENTITY a \"<html>\"> ]>\n",
    ] {
        assert_eq!(kind(head, "rss"), Ok(Kind::Feed), "{head}");
    }
    assert_eq!(kind(xhtml, "html"), Ok(Kind::Html));
}

#[test]
fn windows_controls_are_the_signs_they_were() {
    check(
        "<rss><channel><item><title>don\u{92}t \u{93}stop\u{94}\u{85} caf\u{e9} &#146;</title></item></channel></rss>",
        "- item: don’t “stop”… café ’",
    );
}

#[test]
fn an_article_s_language_is_that_of_its_text() {
    let language = |item: &str| {
        let feed = format!("<feed xml:lang='fr'><entry>{item}</entry></feed>");
        harvest(&feed).articles[0]
            .language
            .clone()
            .unwrap_or_default()
    };
    let (title, summary) = (
        "<title xml:lang='de'>x</title>",
        "<summary xml:lang='zh_TW'>x</summary>",
    );
    let text = "<content xml:lang='ja'>x</content>";
    assert_eq!(language("<title>x</title>"), "fr");
    assert_eq!(language(title), "de");
    assert_eq!(language(&format!("{summary}{title}")), "zh-TW");
    assert_eq!(language(&format!("{text}{summary}{title}")), "ja");
    assert_eq!(language(&format!("{title}<content>x</content>")), "de");
}

#[test]
fn a_guid_is_a_link_unless_it_says_not() {
    let link = |item: &str| {
        harvest(&format!(
            "<rss><channel><item>{item}</item></channel></rss>"
        ))
        .articles[0]
            .link
            .clone()
    };
    assert_eq!(
        link("<guid>http://b.example/1</guid>").as_deref(),
        Some("http://b.example/1")
    );
    assert_eq!(
        link("<guid isPermaLink='false'>http://b.example/1</guid>"),
        None
    );
    assert_eq!(
        link("<guid>http://b.example/1</guid><link>http://c.example/</link>").as_deref(),
        Some("http://c.example/")
    );
    assert_eq!(link("<guid>not an address</guid>"), None);
}

#[test]
fn a_feed_says_how_long_it_is_good_for() {
    let about = |feed: &str| harvest(feed).feed.unwrap();
    let rss = about(
        "<rss><channel><ttl>30</ttl><skipHours><hour>2</hour><hour>24</hour></skipHours></channel></rss>",
    );
    assert_eq!((rss.ttl, rss.skip_hours), (Some(30), vec![2, 0]));
    let rdf = about(
        "<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel></rss>",
    );
    assert_eq!(rdf.ttl, Some(360));
}

#[test]
fn a_text_without_a_language_is_in_that_around_it() {
    let check = |entry: &str, expect: Option<&str>| {
        let feed =
            format!("<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'>{entry}</feed>");
        assert_eq!(
            harvest(&feed).articles[0].language.as_deref(),
            expect,
            "{entry}"
        );
    };
    let text = "<content type='html'>text</content>";
    check(&format!("<entry>{text}</entry>"), Some("en"));
    check(&format!("<entry xml:lang='ja'>{text}</entry>"), Some("ja"));
    check(
        "<entry><content xml:lang='zh_HK'>海</content></entry>",
        Some("zh-HK"),
    );
    // A summary in another language leaves the text in its own, whichever comes first.
    let summary = "<summary xml:lang='fr'>la mer</summary>";
    check(&format!("<entry>{summary}</entry>"), Some("fr"));
    check(&format!("<entry>{summary}{text}</entry>"), Some("en"));
    check(&format!("<entry>{text}{summary}</entry>"), Some("en"));
    // In none, as it says.
    check("<entry><content xml:lang=''>xyzzy</content></entry>", None);
    check(&format!("<entry xml:lang=''>{text}</entry>"), None);
}

#[test]
fn what_programs_mistook_is_read_as_it_was_meant() {
    let check = |description: &str, expect: &str| {
        let feed = format!(
            "<rss><channel><item><description>{description}</description></item></channel></rss>"
        );
        assert_eq!(harvest(&feed).articles[0].body(), expect, "{description}");
    };
    check("&#226;&#128;&#166;", "…");
    check("å\u{a0}±å°Žç·šç´¢", "報導線索");
    check("caf&#233;", "café");
    check("&lt;!' is no comment", "<!' is no comment");
    check("<![CDATA[ <!DOCTYPE ]]>", "<!DOCTYPE");
    check("a&lt;!-- hidden --&gt;b", "ab");
    check("&lt;!DOCTYPE html&gt;&lt;p&gt;text&lt;/p&gt;", "text");
}

#[test]
fn pictures_and_links_where_words_are_wanting() {
    let item = |inside: &str| {
        let feed = format!("<rss><channel><item>{inside}</item></channel></rss>");
        harvest(&feed).articles.remove(0)
    };
    let comic = item(
        "<title>四格</title><description>&lt;img src='http://a.example/c/42.png'/&gt;</description>",
    );
    assert_eq!(
        (comic.blocks[0].kind, comic.body().as_str()),
        (BlockKind::Image, "42.png")
    );
    let linked = item(
        "<title>&lt;a href='/b'&gt;別處的消息&lt;/a&gt;</title><link>http://a.example/1</link>",
    );
    assert_eq!(
        (linked.title.as_str(), linked.links),
        (
            "別處的消息",
            vec!["http://a.example/1".to_owned(), "http://a.example/b".into()]
        )
    );
    let filed = item("<category>港聞<image><url>http://a.example/i.png</url></image></category>");
    assert_eq!(filed.tags, ["港聞"]);
}
