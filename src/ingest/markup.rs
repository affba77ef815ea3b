//! One forgiving tokenizer for feeds and web pages: html5ever's, which knows no input that it refuses.
//!
//! No tree is built, so nesting costs nothing. For XML three things are seen to that HTML does otherwise: CDATA, ampersands that begin no
//! reference, and the entities that a document type declares (once, never within each other).

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, EndTag, Tag, TagToken, Token as Raw, TokenSink, TokenSinkResult,
    Tokenizer, TokenizerOpts,
};
use html5ever::{Attribute, LocalName};
use memchr::memmem;

use super::limits;

/// Text is handed to the tokenizer in pieces of this size, so that it is never held twice, and so that a piece of which
/// nothing comes is noticed.
const PIECE: usize = 16 << 10;

/// What a tokenizer reports. Names are in small letters, references are decoded.
#[derive(Debug)]
pub(crate) enum Token<'a> {
    /// An element begins; `true` if it ends at once (`<br/>`).
    Open(&'a LocalName, &'a [Attribute], bool),
    /// An element ends.
    Close(&'a LocalName),
    /// Text between tags.
    Text(&'a str),
}

/// The value of an attribute, by its name in small letters, prefix and all.
pub(crate) fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    attributes
        .iter()
        .find(|a| &*a.name.local == name)
        .map(|a| &*a.value)
}

/// Reads HTML: what stands in scripts, styles and the like is reported as plain text. `false` if the end was given up.
pub(crate) fn html(text: &str, each: impl FnMut(Token)) -> bool {
    let text = tamed(text);
    let mut reader = Reader::new(each, false);
    reader.take(&text);
    reader.end()
}

/// Reads XML, or what passes for it. `false` if the end was given up.
pub(crate) fn xml(text: &str, each: impl FnMut(Token)) -> bool {
    xml_in_pieces(std::iter::once(text), each)
}

/// Reads XML that comes in pieces, each of which ends behind a tag. A document type stands in the first. `false` if the end
/// was given up.
pub(crate) fn xml_in_pieces<T: AsRef<str>>(
    texts: impl IntoIterator<Item = T>,
    each: impl FnMut(Token),
) -> bool {
    let mut reader = Reader::new(each, true);
    let mut references: Option<References> = None;
    for text in texts {
        let text = tamed(text.as_ref());
        match &mut references {
            Some(references) => references.each(&text, |piece| reader.piece(piece)),
            first => {
                let (before, entities, after) = doctype(&text);
                let references = first.insert(References::new(&entities));
                for text in [before, after] {
                    references.each(text, |piece| reader.piece(piece));
                }
            }
        }
    }
    reader.end()
}

/// The tokenizer, and what it costs. Each attribute is compared with those before it in its tag, so that a tag which never
/// ends costs the square of its length; and only from outside can be seen that nothing comes of what goes in.
struct Reader<F: FnMut(Token)> {
    tokenizer: Tokenizer<Sink<F>>,
    input: BufferQueue,
    /// Places at which an attribute may have begun since the last token.
    attributes: u64,
    toil: u64,
    /// The open CDATA stands between tags.
    is_text: bool,
}

impl<F: FnMut(Token)> Reader<F> {
    fn new(each: F, xml: bool) -> Self {
        Self {
            tokenizer: tokenizer(each, xml),
            input: BufferQueue::default(),
            attributes: 0,
            toil: 0,
            is_text: false,
        }
    }

    fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Markup(text) => self.take(text),
            Piece::Begin => self.is_text = self.is_between_tags(),
            Piece::Data(data) if self.is_text => {
                pieces(data).for_each(|text| self.tokenizer.sink.text(text));
            }
            Piece::Data(data) => self.take(data),
            Piece::End if self.is_text => {}
            Piece::End => self.take("]]>"),
        }
    }

    /// Whether text would be text here, and not part of a tag or a comment: the tokenizer is asked, for nobody else knows. It
    /// takes CDATA a character at a time, which was a sixth of reading a feed.
    fn is_between_tags(&mut self) -> bool {
        self.tokenizer.sink.probe.set(Probe::Sent);
        self.take(&format!("<![CDATA[{PROBE}]]>"));
        self.tokenizer.sink.probe.replace(Probe::None) == Probe::Seen
    }

    fn take(&mut self, text: &str) {
        for piece in pieces(text) {
            if self.toil > limits::TOIL {
                return;
            }
            let before = self.tokenizer.sink.count.get();
            self.input.push_back(StrTendril::from_slice(piece));
            // A script's end pauses the tokenizer; there is nothing to wait for.
            while !self.input.is_empty() {
                _ = self.tokenizer.feed(&self.input);
            }
            let new = piece.bytes().filter(|byte| divides(*byte)).count() as u64;
            if self.tokenizer.sink.count.get() == before {
                self.attributes += new;
                self.toil += self.attributes * new;
            } else {
                self.attributes = new;
            }
        }
    }

    fn end(self) -> bool {
        self.tokenizer.end();
        self.toil <= limits::TOIL
    }
}

/// Whether a byte in a tag may stand between two attributes.
fn divides(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | 0xc | b'/' | b'=')
}

struct Sink<F> {
    each: RefCell<F>,
    /// Tokens so far.
    count: Cell<u64>,
    probe: Cell<Probe>,
    xml: bool,
}

/// A noncharacter sent to see what the tokenizer takes it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Probe {
    None,
    Sent,
    /// For text.
    Seen,
}

impl<F: FnMut(Token)> Sink<F> {
    fn text(&self, text: &str) {
        self.count.set(self.count.get() + 1);
        (self.each.borrow_mut())(Token::Text(text));
    }
}

impl<F: FnMut(Token)> TokenSink for Sink<F> {
    type Handle = ();

    fn process_token(&self, token: Raw, _line: u64) -> TokenSinkResult<()> {
        let mut each = self.each.borrow_mut();
        self.count.set(self.count.get() + 1);
        match token {
            TagToken(tag) => {
                report(&mut *each, &tag);
                if !self.xml && tag.kind != EndTag {
                    return raw(&tag.name);
                }
            }
            CharacterTokens(text) if self.probe.get() == Probe::Sent && &*text == PROBE => {
                self.probe.set(Probe::Seen);
            }
            CharacterTokens(text) => each(Token::Text(&text)),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.xml
    }
}

fn report(each: &mut impl FnMut(Token), tag: &Tag) {
    match tag.kind {
        EndTag => each(Token::Close(&tag.name)),
        _ => each(Token::Open(&tag.name, &tag.attrs, tag.self_closing)),
    }
}

/// Elements whose content is no mark-up.
fn raw(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(ScriptData),
        "style" | "xmp" | "noembed" | "noframes" => TokenSinkResult::RawData(Rawtext),
        "textarea" | "title" => TokenSinkResult::RawData(Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

fn tokenizer<F: FnMut(Token)>(each: F, xml: bool) -> Tokenizer<Sink<F>> {
    let sink = Sink {
        each: RefCell::new(each),
        count: Cell::new(0),
        probe: Cell::new(Probe::None),
        xml,
    };
    Tokenizer::new(sink, TokenizerOpts::default())
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Takes out tags of thousands of attributes: looking for doubles among them is quadratic. What hides them behind brackets
/// in quotation marks, [`Reader`] notices.
pub(crate) fn tamed(text: &str) -> Cow<'_, str> {
    let is_wild = |tag: &str| {
        tag.len() > limits::ATTRIBUTES * 4
            && tag.bytes().filter(|byte| divides(*byte)).count() > limits::ATTRIBUTES * 8
            && !tag.starts_with("<!")
    };
    let mut tame = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', &text.as_bytes()[at..]).map(|i| at + i) {
        let rest = &text.as_bytes()[start + 1..];
        let end = memchr::memchr2(b'>', b'<', rest)
            .map_or(text.len(), |i| start + 1 + i + usize::from(rest[i] == b'>'));
        if is_wild(&text[start..end]) {
            tame.push_str(&text[kept..start]);
            kept = end;
        }
        at = end;
    }
    match kept {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(tame + &text[kept..]),
    }
}

/// What the tokenizer is asked with.
const PROBE: &str = "\u{fdd0}";

/// A piece of XML.
#[derive(Debug)]
enum Piece<'a> {
    /// Tags and the text between them, references put right.
    Markup(&'a str),
    /// Here CDATA begins.
    Begin,
    /// Text as it stands in CDATA.
    Data(&'a str),
    /// Here it ends.
    End,
}

/// What has to be known of references from one piece of a text to the next.
struct References {
    /// The declared entities, and how much more they may add.
    entities: Vec<(String, String)>,
    room: usize,
    /// The last piece ended within CDATA.
    in_data: bool,
}

impl References {
    fn new(entities: &Entities) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            entities: entities.iter().map(owned).collect(),
            room: limits::ENTITIES,
            in_data: false,
        }
    }

    /// Gives a text in pieces, each ampersand that begins no reference written as one, and declared entities in full; CDATA
    /// is left as it is.
    fn each(&mut self, text: &str, mut each: impl FnMut(Piece)) {
        let mut rest = text;
        while !rest.is_empty() {
            if !self.in_data {
                let start = memmem::find(rest.as_bytes(), b"<![CDATA[").unwrap_or(rest.len());
                let (plain, data) = rest.split_at(start);
                self.plain(plain, &mut each);
                self.in_data = !data.is_empty();
                if self.in_data {
                    each(Piece::Begin);
                }
                rest = data.strip_prefix("<![CDATA[").unwrap_or(data);
            }
            if self.in_data {
                let Some((data, behind)) = rest.split_once("]]>") else {
                    each(Piece::Data(rest));
                    return;
                };
                each(Piece::Data(data));
                each(Piece::End);
                self.in_data = false;
                rest = behind;
            }
        }
    }

    fn plain(&mut self, plain: &str, each: &mut impl FnMut(Piece)) {
        let mut kept = 0;
        for at in memchr::memchr_iter(b'&', plain.as_bytes()) {
            let after = &plain[at + 1..];
            let named = self.entities.iter().find(|(name, value)| {
                let rest = after.strip_prefix(name.as_str());
                rest.is_some_and(|rest| rest.starts_with(';')) && value.len() <= self.room
            });
            if let Some((name, value)) = named {
                self.room -= value.len();
                each(Piece::Markup(&plain[kept..at]));
                each(Piece::Markup(value));
                kept = at + name.len() + 2;
            } else if !is_reference(after) {
                each(Piece::Markup(&plain[kept..=at]));
                each(Piece::Markup("amp;"));
                kept = at + 1;
            }
        }
        each(Piece::Markup(&plain[kept..]));
    }
}

fn is_reference(after: &str) -> bool {
    let name = after
        .bytes()
        .take(40)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    after.starts_with('#') || name > 0 && after.as_bytes().get(name) == Some(&b';')
}

type Entities<'a> = Vec<(&'a str, &'a str)>;

/// Takes the document type out: what stands before it, the entities that it declares, what follows.
fn doctype(text: &str) -> (&str, Entities<'_>, &str) {
    let Some(start) = doctype_start(text) else {
        return (text, Entities::new(), "");
    };
    let body = &text[start..];
    let close = body.find('>').unwrap_or(body.len());
    let (subset, end) = match body[..close].find('[') {
        Some(open) => {
            let end = body[open..]
                .find("]>")
                .or_else(|| body[open..].find(']'))
                .map_or(body.len(), |at| open + at);
            (
                &body[open..end],
                body[end..].find('>').map_or(body.len(), |at| end + at + 1),
            )
        }
        None => ("", (close + 1).min(body.len())),
    };
    (&text[..start], declared(subset), &body[end..])
}

/// Where the document type begins, if it stands before the first element.
fn doctype_start(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].find('<')?;
        let end = match &text[at..] {
            comment if comment.starts_with("<!--") => comment.find("-->"),
            instruction if instruction.starts_with("<?") => instruction.find("?>"),
            other
                if other
                    .get(..9)
                    .is_some_and(|name| name.eq_ignore_ascii_case("<!doctype")) =>
            {
                return Some(at);
            }
            _ => return None,
        };
        at += end?;
    }
}

/// `<!ENTITY name "value">`, the plain ones: no parameters, nothing from elsewhere, nothing that refers on.
fn declared(subset: &str) -> Entities<'_> {
    let entity = |declaration| {
        let declaration: &str = declaration;
        let (name, rest) = declaration.trim_start().split_once(char::is_whitespace)?;
        let rest = rest.trim_start();
        let mark = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, _) = rest[1..].split_once(mark)?;
        let plain = !value.contains('&') || value.starts_with("&#");
        (plain && value.len() < 1024).then_some((name, value))
    };
    subset
        .split("<!ENTITY")
        .skip(1)
        .take(64)
        .filter_map(entity)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(read: impl Fn(&str, &mut dyn FnMut(Token)) -> bool, text: &str) -> String {
        let mut out = String::new();
        read(text, &mut |token| match token {
            Token::Open(name, _, closed) => {
                out += &format!("<{name}{}>", if closed { "/" } else { "" })
            }
            Token::Close(name) => out += &format!("</{name}>"),
            Token::Text(text) => out += text,
        });
        out
    }

    #[test]
    fn xml_as_it_is_found() {
        let check =
            |text: &str, expect: &str| assert_eq!(shown(|t, f| xml(t, f), text), expect, "{text}");
        check(
            "<a>x &amp; y & z &nbsp;&eacute;&#x4e00;&copy=1</a>",
            "<a>x & y & z \u{a0}é一&copy=1</a>",
        );
        check("<a><![CDATA[ <b> & &amp; ]]></a>", "<a> <b> & &amp; </a>");
        check(
            "<a>x<![CDATA[<]]>y<![CDATA[]]><![CDATA[z]]]></a>",
            "<a>x<yz]</a>",
        );
        check("<a><!-- <![CDATA[ --><b/> --></a>", "<a><b/> --></a>");
        check("<a><!-- <![CDATA[x]]> --><b/></a>", "<a><b/></a>");
        check("<a b='<![CDATA[x]]>'>c</a>", "<a>c</a>");
        check("<a><![CDATA[cut < o", "<a>cut < o");
        check("<?xml version='1.0'?><a/>", "<a/>");
        check("<a>cut o", "<a>cut o");
        check(
            "<!DOCTYPE a [<!ENTITY news \"看報\"> <!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&news; &x;</a>",
            "<a>看報 &x;</a>",
        );
        check("<!DOCTYPE rss PUBLIC \"-//x\" \"y\"><a>b</a>", "<a>b</a>");
    }

    #[test]
    fn a_tag_of_thousands_of_attributes_goes() {
        let wild = format!("<p>a<b {}>c", "x=1 ".repeat(10_000));
        assert_eq!(shown(|t, f| html(t, f), &wild), "<p>ac");
    }

    #[test]
    fn a_tag_that_hides_its_attributes_is_given_up() {
        let wild = |mark: &str| {
            let hidden: String = (0..60_000).map(|n| format!("a{n}=\"{mark}\" ")).collect();
            format!("<p>a<b {hidden}>c")
        };
        for text in [wild("<"), wild(">")] {
            assert!(!html(&text, |_| {}) && !xml(&text, |_| {}));
        }
        let picture = format!("<p>a<img src=\"data:{}\">c", "A/b+".repeat(500_000));
        assert!(html(&picture, |_| {}), "a picture written into the page");
    }

    #[test]
    fn pieces_do_not_cut_what_belongs_together() {
        let long = "看&amp;<b>".repeat(PIECE / 5);
        assert_eq!(shown(|t, f| xml(t, f), &long), "看&<b>".repeat(PIECE / 5));
    }

    #[test]
    fn a_text_in_pieces_is_the_text() {
        let text = "<!DOCTYPE a [<!ENTITY news \"看報\">]><a><item>&news; & </item><item><![CDATA[ <b>&amp;</item> & ]]></item></a>";
        let whole = shown(|t, f| xml(t, f), text);
        let cuts: Vec<usize> = text.match_indices('>').map(|(at, _)| at + 1).collect();
        for cut in cuts
            .into_iter()
            .filter(|cut| *cut > text.find("]>").unwrap())
        {
            let (one, other) = text.split_at(cut);
            let read = shown(|_, f| xml_in_pieces([one, other], f), text);
            assert_eq!(read, whole, "cut at {cut}");
        }
    }

    proptest! {
        #[test]
        fn data_is_what_it_would_be_in_references(before in "[a-z看]{0,3}", data in "[a-z<>&;!\\[看 ]{0,20}", behind in "[a-z]{0,3}") {
            let escaped = data.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let read = |data: &str| shown(|t, f| xml(t, f), &format!("<a>{before}{data}<b/>{behind}</a>"));
            prop_assert_eq!(read(&format!("<![CDATA[{data}]]>")), read(&escaped));
        }

        #[test]
        fn any_text_survives(text in "(?s)[a-z<>/!\\[\\]&;#\"'= CDATDOCTYPENTY看-]{0,80}", more in any::<String>()) {
            for text in [&text, &more] {
                shown(|t, f| xml(t, f), text);
                shown(|t, f| html(t, f), text);
            }
        }
    }
}
