//! What the text of an element is: words, or HTML, escaped or not; told by its type, its mode, and where those say nothing by its looks.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::tree::{Element, Node};
use crate::article::{Block, InlineKind};
use crate::ingest::{html, text};

/// An element's text.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Words(String),
    Html { html: String, base: Option<String> },
}

/// What a text is where the element does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usual {
    /// Words; in RSS often HTML all the same.
    Words,
    /// HTML.
    Html,
    /// Elements, not escaped.
    Inline,
}

impl Content {
    /// What an element says.
    pub fn of(element: &Element, usual: Usual) -> Self {
        let media_type = media_type(element, usual);
        let html = |html| Self::Html {
            html: declared(html),
            base: element.base.as_deref().map(str::to_owned),
        };
        if element.has_elements() && !media_type.starts_with("text/plain")
            || element.has_elements() && !has_words(element)
        {
            return html(markup(element));
        }
        if element.has_elements() {
            // It says that it is words, and it is not.
            return html(markup(element));
        }
        let raw = element.text();
        let is_escaped = element
            .get("mode")
            .is_some_and(|mode| mode.eq_ignore_ascii_case("escaped"));
        match media_type.as_str() {
            other if is_encoded(element, other) => match decoded(&raw) {
                Some(words) if other == "text/plain" && !looks_like_html(&words) => {
                    Self::Words(words)
                }
                Some(words) => html(words),
                None => Self::Words(raw),
            },
            // Atom says exactly what is words; the others are not to be believed.
            "text/plain" if says(element, "text") || !looks_like_html(&raw) => Self::Words(raw),
            "text/plain" | "text/html" => html(raw),
            _ if is_escaped || looks_like_html(&raw) => html(raw),
            _ => Self::Words(raw),
        }
    }

    /// As one line of words.
    pub fn line(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Html { html, .. } => html::line(html),
        }
    }

    /// As blocks.
    pub fn blocks(&self) -> Vec<Block> {
        match self {
            Self::Words(words) => text::paragraphs(words),
            Self::Html { html, base } => html::blocks(html, base.as_deref()),
        }
    }

    /// Where the links in it lead.
    pub fn links(&self) -> Vec<String> {
        match self {
            Self::Html { html, .. } if html.contains("<a") => {
                let spans = self.blocks().into_iter().flat_map(|block| block.spans);
                let links = spans.filter_map(|span| match span.kind {
                    InlineKind::Link(url) => Some(url),
                    _ => None,
                });
                links.collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Words(text) | Self::Html { html: text, .. } => text.trim().is_empty(),
        }
    }
}

/// `<!` that begins no comment and no document type is words; HTML would take them for a comment, to the next `>`.
fn declared(html: String) -> String {
    if !html.contains("<!") {
        return html;
    }
    let mut pieces = html.split("<!");
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let is_type = piece
            .get(..7)
            .is_some_and(|word| word.eq_ignore_ascii_case("doctype"));
        let is_markup =
            piece.starts_with("--") || piece.starts_with('[') || is_type && piece.contains('>');
        kept.push_str(if is_markup { "<!" } else { "&lt;!" });
        kept.push_str(piece);
    }
    kept
}

fn media_type(element: &Element, usual: Usual) -> String {
    let own = element.get("type").map(str::to_ascii_lowercase);
    match (own.as_deref(), usual) {
        (Some("text" | "plain"), _) | (None, Usual::Words) => "text/plain".into(),
        (Some("html"), _) | (None, Usual::Html) => "text/html".into(),
        (Some("xhtml"), _) | (None, Usual::Inline) => "application/xhtml+xml".into(),
        (Some(other), _) => other.into(),
    }
}

fn says(element: &Element, media_type: &str) -> bool {
    element
        .get("type")
        .is_some_and(|own| own.eq_ignore_ascii_case(media_type))
}

fn has_words(element: &Element) -> bool {
    element
        .children
        .iter()
        .any(|child| matches!(child, Node::Text(text) if !text.trim().is_empty()))
}

/// Base64: said by Atom 0.3's mode, meant by Atom 1.0's types that are no text.
fn is_encoded(element: &Element, media_type: &str) -> bool {
    match element.get("mode") {
        Some(mode) if mode.eq_ignore_ascii_case("base64") => true,
        _ => {
            !(media_type.starts_with("text/")
                || media_type.ends_with("+xml")
                || media_type.ends_with("/xml"))
        }
    }
}

fn decoded(text: &str) -> Option<String> {
    let lenient =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, lenient);
    let packed: String = text.split_ascii_whitespace().collect();
    String::from_utf8(engine.decode(packed).ok()?).ok()
}

/// What stands in an element, as HTML.
fn markup(element: &Element) -> String {
    let mut html = String::new();
    write(element, &mut html);
    html
}

fn write(element: &Element, html: &mut String) {
    for child in &element.children {
        match child {
            Node::Text(text) => escape(text, html),
            Node::Element(inner) => {
                html.push('<');
                html.push_str(&inner.name);
                for (name, value) in &inner.attributes {
                    let value = match &**name {
                        "href" | "src" => inner.address(value),
                        _ => value.clone(),
                    };
                    html.push(' ');
                    html.push_str(name);
                    html.push_str("=\"");
                    escape(&value, html);
                    html.push('"');
                }
                html.push('>');
                if !matches!(&*inner.name, "br" | "hr" | "img" | "input" | "wbr" | "col") {
                    write(inner, html);
                    html.push_str("</");
                    html.push_str(&inner.name);
                    html.push('>');
                }
            }
        }
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(c),
        }
    }
}

/// Whether words are HTML after all: an end tag or a reference, and no tag that HTML does not have.
pub fn looks_like_html(text: &str) -> bool {
    let mut sure = has_reference(text);
    for tag in text.split('<').skip(1) {
        let (ends, name) = tag
            .strip_prefix('/')
            .map_or((false, tag), |name| (true, name));
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = name[..length].to_ascii_lowercase();
        if length > 0 && !ELEMENTS.contains(&name.as_str()) {
            return false;
        }
        sure |= length > 0
            && (ends || matches!(name.as_str(), "br" | "p" | "img" | "hr"))
            && tag.contains('>');
    }
    sure
}

fn has_reference(text: &str) -> bool {
    text.split('&').skip(1).any(|after| {
        let name = after.strip_prefix('#').unwrap_or(after);
        let length = name
            .bytes()
            .take(12)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        length > 1 && name[length..].starts_with(';')
    })
}

#[rustfmt::skip]
const ELEMENTS: [&str; 96] = [
    "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "big", "blockquote", "body", "br", "button", "canvas", "caption",
    "center", "cite", "code", "col", "colgroup", "command", "datagrid", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl",
    "dt", "em", "fieldset", "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "i",
    "iframe", "img", "input", "ins", "kbd", "label", "legend", "li", "map", "mark", "menu", "nav", "ol", "option", "p", "pre", "q", "ruby", "s",
    "samp", "script", "section", "select", "small", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td",
    "textarea", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "video",
];
