//! Links: opened outside, or put on the clipboard. Only what a browser or a mail program takes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::article::{Article, Block, InlineKind};
use crate::tui::Link;
use crate::typeset;

/// The article's own address, else the first link in its text.
pub(super) fn of(article: &Article) -> Option<&str> {
    let spans = article.blocks.iter().flat_map(|block| &block.spans);
    let in_text = spans.filter_map(|span| match &span.kind {
        InlineKind::Link(url) => Some(url.as_str()),
        _ => None,
    });
    let own = article.link.as_deref().into_iter();
    own.chain(in_text).find(|address| is_safe(address))
}

/// All of an article's links: its own, then those in its text by the numbers that they bear there.
pub(super) fn all(article: &Article) -> Vec<Link> {
    let text_of = |address: &str| {
        let is_it = |kind: &InlineKind| matches!(kind, InlineKind::Link(url) if url == address);
        let text = |block: &Block| {
            let span = block.spans.iter().find(|span| is_it(&span.kind))?;
            let range = span.start as usize..span.end as usize;
            block.text.get(range).map(str::to_owned)
        };
        article.blocks.iter().find_map(text).unwrap_or_default()
    };
    let in_text = typeset::addresses(&article.blocks);
    let own = article.link.iter().filter(|own| !in_text.contains(own));
    let own = own.map(|address| Link {
        number: 0,
        text: article.title.clone(),
        address: address.clone(),
    });
    let in_text = (1..).zip(&in_text).map(|(number, address)| Link {
        number,
        text: text_of(address),
        address: address.clone(),
    });
    own.chain(in_text)
        .filter(|link| is_safe(&link.address))
        .collect()
}

/// Whether an address may be handed to the system: the web and mail, nothing that runs or reads a file. Some mail programs
/// put a file of the reader's in a letter that asks for one (CVE-2020-11879, CVE-2020-11880).
pub(super) fn is_safe(address: &str) -> bool {
    let asks_for_a_file = |url: &url::Url| {
        url.query_pairs()
            .any(|(name, _)| name.to_ascii_lowercase().starts_with("attach"))
    };
    url::Url::parse(address).is_ok_and(|url| match url.scheme() {
        "http" | "https" => true,
        "mailto" => !asks_for_a_file(&url),
        _ => false,
    })
}

/// Whether there is a desktop to open a link on.
pub(super) fn has_desktop(remote: bool) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !remote && (cfg!(target_os = "macos") || set("DISPLAY") || set("WAYLAND_DISPLAY"))
}

/// OSC 52: the terminal puts a text on the clipboard of the machine that it runs on.
pub(super) fn clipboard(text: &str) -> Vec<u8> {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(text)).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_and_mail_are_opened() {
        let check = |address, expect| assert_eq!(is_safe(address), expect, "{address}");
        check("https://example.com/a?b=1", true);
        check("http://example.com", true);
        check("mailto:editor@example.com", true);
        check("mailto:editor@example.com?subject=a", true);
        check(
            "mailto:editor@example.com?subject=a&%61ttach=/etc/passwd",
            false,
        );
        check("MAILTO:editor@example.com?Attachment=~/.ssh/id", false);
        check("file:///etc/passwd", false);
        check("javascript:alert(1)", false);
        check("ssh://example.com", false);
        check("--help", false);
        check("", false);
    }

    #[test]
    fn the_clipboard_gets_nothing_but_base64() {
        assert_eq!(clipboard("看報"), b"\x1b]52;c;55yL5aCx\x07");
    }
}
