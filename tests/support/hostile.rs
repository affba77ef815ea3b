//! Strangers' text, and the judge of what comes out: every attack carries a mark (`31337`, `pwned`) that would be inside an
//! escape sequence if it had got through.

use serde_json::json;

use super::Desk;

/// What strangers write into titles, names, links and texts.
pub const ATTACKS: [&str; 25] = [
    "\x1b]0;pwned\x07",
    "\x1b]0;pwned",
    "\x1b[31337m\x1b[8;31337;1t",
    "\x1b]8;;https://pwned.example\x07link\x1b]8;;\x07",
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1bP+q31337\x1b\\",
    "\x1b_pwned\x1b\\",
    "\x1b[?31337h\x1bc",
    "\u{9b}31337m",
    "\u{9d}0;pwned\u{9c}",
    "\u{90}31337\u{9c}",
    "a\x08\x08\x08pwned\x7f\x0b\x0c\x0e\x0f",
    "first\rpwned",
    "\u{202e}\u{202e}cba",
    "\u{2066}\u{2067}\u{2068}abc",
    "\u{202a}a\u{202b}b\u{202d}c",
    "x\u{e0070}\u{e0077}\u{e006e}y",
    "\u{ad}\u{200b}\u{2060}\u{feff}\u{fff9}hidden\u{fffb}",
    "line\u{85}pwned\u{2028}pwned\u{2029}pwned",
    "$(touch PWNED)`touch PWNED`",
    "; touch PWNED | touch PWNED & touch PWNED\n touch PWNED",
    "--output=PWNED",
    "../../../PWNED",
    "%{title} {0} %s %n",
    "\u{fdd0}\u{ffff}\u{10ffff}",
];

/// Attacks with an accent pile, and with a direction that is closed many lines further on.
pub fn attacks() -> Vec<String> {
    let pile = format!("z{}", "\u{301}\u{30a}\u{327}".repeat(100));
    let long = format!("\u{2067}{}\u{2069}", "海面平靜 ".repeat(20));
    ATTACKS
        .iter()
        .map(ToString::to_string)
        .chain([pile, long])
        .collect()
}

pub fn entities(text: &str) -> String {
    text.chars()
        .enumerate()
        .map(|(n, c)| match n % 2 {
            _ if c.is_ascii_alphanumeric() => c.to_string(),
            0 => format!("&#{};", c as u32),
            _ => format!("&#x{:x};", c as u32),
        })
        .collect()
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Puts the corpus on a desk, in every format, and gives the names of its files.
pub fn corpus(desk: &Desk) -> Vec<String> {
    let attacks = attacks();
    let mut files = Vec::new();
    let mut put = |name: &str, text: String| {
        desk.write(name, text);
        files.push(name.to_owned());
    };
    let mut feed = "<rss version=\"2.0\"><channel>".to_owned();
    let mut lines = String::new();
    let mut page = String::from("維港晨報　２０２６年１０月１日　星期四　Ａ１\n\n");
    for (n, attack) in attacks.iter().enumerate() {
        for (form, text) in [
            escaped(attack),
            format!("<![CDATA[{attack}]]>"),
            entities(attack),
        ]
        .iter()
        .enumerate()
        {
            feed += &format!(
                "<item><guid>g{n}{form}</guid><title>題{n}{text}目</title><author>{text}</author><category>{text}</category>\
                 <link>https://ok.example/{n}</link><description>文{text}字</description></item>"
            );
        }
        let blocks = ["paragraph", "quote", "code", "table", "caption", "verse"]
            .map(|kind| json!({"kind": kind, "text": format!("文{attack}字")}));
        let line = json!({
            "id": format!("j{n}{attack}"), "title": format!("題{n}{attack}目"), "kicker": attack, "deck": attack, "byline": attack,
            "section": format!("版{}{attack}", n % 5), "publication": attack, "page": attack, "language": attack, "author": attack,
            "link": format!("https://ok.example/{attack}"), "tags": [attack], "links": [attack],
            "enclosures": [{"url": attack, "type": attack}], "blocks": blocks, "edition": "2026-10-01"
        });
        lines += &format!("{line}\n");
        page += &format!("題目{attack}第{n}號\n　　本報訊{attack}記者寫下了這一段。海面平靜。\n\n");
        let markdown = format!(
            "# 題{attack}目\n\n文{attack}字 [連結](https://ok.example/{n}) `{attack}`\n\n> {}\n",
            entities(attack)
        );
        put(&format!("in/m{n}.md"), markdown);
        let html = format!(
            "<html><head><title>題{0}目</title><meta name=author content=\"{1}\"></head><body><article><h1>題{0}目</h1><p>{0}{1} 海面平靜，街坊在碼頭等候。</p></article></body></html>",
            escaped(attack),
            entities(attack)
        );
        put(&format!("in/h{n}.html"), html);
    }
    put("in/feed.xml", feed + "</channel></rss>");
    put("in/all.jsonl", lines);
    put("in/page.txt", page);
    files
}

/// What a terminal would obey in text that is to be plain; empty if it is plain.
pub fn obeyed(text: &str) -> Option<String> {
    let wrong = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || ('\u{e0000}'..='\u{e007f}').contains(&c)
    };
    if let Some(at) = text.find(wrong) {
        return Some(format!("{:?}", around(text, at)));
    }
    let unbalanced = text.lines().find(|line| !is_balanced(line));
    unbalanced.map(|line| format!("bidi: {line:?}"))
}

pub fn around(text: &str, at: usize) -> &str {
    &text[text.floor_char_boundary(at.saturating_sub(40))
        ..text.ceil_char_boundary((at + 40).min(text.len()))]
}

/// Whether every direction that is opened on a line is closed on it.
pub fn is_balanced(line: &str) -> bool {
    let mut open = Vec::new();
    for c in line.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202c}' | '\u{2069}' if open.pop() != Some(c) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

/// What came from outside in bytes for a terminal: a sequence that the reader never sends, or a control character; `None` if
/// all is the reader's own.
pub fn foreign(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(at) =
        rest.find(|c: char| c.is_control() || ('\u{e0000}'..='\u{e007f}').contains(&c))
    {
        let tail = &rest[at..];
        let taken = match tail.chars().next() {
            Some('\r' | '\n' | '\t' | '\x08') => 1,
            Some('\x1b') => own_sequence(tail).unwrap_or(0),
            _ => 0,
        };
        if taken == 0 {
            return Some(format!("{:?}", around(rest, at)));
        }
        rest = &tail[taken..];
    }
    None
}

/// The length of a sequence of the reader's own, if it is one.
pub fn own_sequence(text: &str) -> Option<usize> {
    match text.as_bytes().get(1)? {
        b'[' => {
            let end = 2 + text[2..].find(|c: char| ('@'..='~').contains(&c))?;
            let is_own = !text[..end].contains("31337")
                && !text[..end].contains(|c: char| c.is_control() && c != '\x1b');
            is_own.then_some(end + 1)
        }
        // The window's name, which is the program's own.
        b']' if text.starts_with("\x1b]2;看報 kanbao\x1b\\") => {
            Some("\x1b]2;看報 kanbao\x1b\\".len())
        }
        // The clipboard, with an address that may be opened.
        b']' => {
            let end = text.find('\x07')?;
            let coded = text[..end].strip_prefix("\x1b]52;c;")?;
            let address =
                base64::Engine::decode(&base64::engine::general_purpose::STANDARD, coded).ok()?;
            let address = String::from_utf8(address).ok()?;
            let is_plain = obeyed(&address).is_none() && !address.contains(['\n', '\t']);
            (is_plain && address.starts_with("http")).then_some(end + 1)
        }
        // Questions to the terminal, and the cursor kept and taken back.
        b'P' => text
            .find("\x1b\\")
            .filter(|end| !text[..*end].contains("31337"))
            .map(|end| end + 2),
        b'7' | b'8' | b'M' | b'D' | b'E' => Some(2),
        b'(' => Some(3),
        _ => None,
    }
}
