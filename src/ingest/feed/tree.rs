//! A feed's elements: each item is built, handed over and forgotten; what is left is the feed's own.

use std::rc::Rc;

use html5ever::{Attribute, LocalName};

use super::mistaken;
use super::names::{self, Space};
use crate::ingest::markup::{self, Token, attribute};
use crate::ingest::{limits, links};

/// An element with what stands in it.
#[derive(Debug, Default)]
pub struct Element {
    /// The vocabulary of its name.
    pub space: Space,
    /// Its name without prefix, in small letters.
    pub name: LocalName,
    /// Names in small letters with their prefixes, and values.
    pub attributes: Vec<(LocalName, String)>,
    /// What stands in it, in order.
    pub children: Vec<Node>,
    /// What relative addresses in it are completed by.
    pub base: Option<Rc<str>>,
    /// Its language, its own or inherited; empty where it says that it is in none.
    pub lang: Option<Rc<str>>,
}

/// What stands in an element.
#[derive(Debug)]
pub enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    /// An attribute's value, without white space around it.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| **key == *name);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All text in it, at any depth.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.collect(&mut text);
        text.trim().to_owned()
    }

    fn collect(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(piece) => text.push_str(piece),
                Node::Element(element) => element.collect(text),
            }
        }
    }

    /// The text in it that stands in no further element.
    pub fn own_text(&self) -> String {
        let pieces = self.children.iter().filter_map(|child| match child {
            Node::Text(piece) => Some(piece.as_str()),
            Node::Element(_) => None,
        });
        pieces.collect::<String>().trim().to_owned()
    }

    /// An address in it, completed.
    pub fn address(&self, address: &str) -> String {
        links::resolved(self.base.as_deref(), address)
    }

    /// Where a link leads: by an attribute, or by its text. An empty attribute means the place where it stands.
    pub fn target(&self) -> Option<String> {
        let own = |name: &str| {
            self.attributes
                .iter()
                .find(|(key, _)| **key == *name)
                .map(|(_, value)| value.trim())
        };
        match own("url").or_else(|| own("uri")).or_else(|| own("href")) {
            Some("") => self.base.as_deref().map(str::to_owned),
            Some(address) => Some(self.address(address)),
            None => Some(self.text())
                .filter(|address| !address.is_empty())
                .map(|address| self.address(&address)),
        }
    }

    /// Whether it has elements in it.
    pub fn has_elements(&self) -> bool {
        self.elements().next().is_some()
    }
}

/// What is left of a feed when its items are gone.
#[derive(Debug)]
pub struct Rest {
    /// All top elements.
    pub root: Element,
    /// Some element of it was a feed's.
    pub is_feed: bool,
    /// A text in it was too long.
    pub is_cut: bool,
}

/// Reads a feed that comes in pieces, each of which ends behind a tag. `each` gets an item and, with the first one, the elements around it with what stood in them before it.
pub fn read<T: AsRef<str>>(
    texts: impl IntoIterator<Item = T>,
    base: Option<&str>,
    each: impl FnMut(&Element, &[&Element]),
) -> Rest {
    let root = Element {
        base: base.map(Rc::from),
        ..Element::default()
    };
    let open = Open {
        raw: LocalName::default(),
        element: root,
        prefixes: 0,
    };
    let mut builder = Builder {
        each,
        stack: vec![open],
        prefixes: Vec::new(),
        item: None,
        seen: false,
        is_feed: false,
        is_cut: false,
    };
    markup::xml_in_pieces(texts, |token| builder.token(token));
    while builder.stack.len() > 1 {
        builder.pop();
    }
    let root = builder
        .stack
        .pop()
        .map(|open| open.element)
        .unwrap_or_default();
    Rest {
        root,
        is_feed: builder.is_feed,
        is_cut: builder.is_cut,
    }
}

/// An element not yet closed.
#[derive(Debug)]
struct Open {
    /// Its name as it stands, for the end tag.
    raw: LocalName,
    element: Element,
    /// How many namespace prefixes were known before it.
    prefixes: usize,
}

struct Builder<F> {
    each: F,
    stack: Vec<Open>,
    prefixes: Vec<(String, Space)>,
    /// Where in the stack the open item is.
    item: Option<usize>,
    /// An item was handed over.
    seen: bool,
    is_feed: bool,
    is_cut: bool,
}

impl<F: FnMut(&Element, &[&Element])> Builder<F> {
    fn token(&mut self, token: Token) {
        match token {
            Token::Open(name, attributes, closed) => {
                if self.stack.len() < limits::DEPTH {
                    self.open(name, attributes);
                    if closed {
                        self.pop();
                    }
                }
            }
            Token::Close(name) => {
                if let Some(at) = self
                    .stack
                    .iter()
                    .skip(1)
                    .rposition(|open| open.raw == *name)
                {
                    while self.stack.len() > at + 1 {
                        self.pop();
                    }
                }
            }
            Token::Text(text) => self.text(text),
        }
    }

    fn text(&mut self, text: &str) {
        let Some(open) = self.stack.last_mut() else {
            return;
        };
        match open.element.children.last_mut() {
            Some(Node::Text(before)) if before.len() + text.len() > limits::HTML_BODY => {
                self.is_cut = true
            }
            Some(Node::Text(before)) => before.push_str(text),
            _ => open.element.children.push(Node::Text(text.to_owned())),
        }
    }

    fn open(&mut self, raw: &LocalName, attributes: &[Attribute]) {
        let before = self.prefixes.len();
        self.declare(attributes);
        let (space, name) = self.meaning(raw);
        self.is_feed |= is_feed(space, &name);
        if is_item(space, &name) {
            // An item within an item's own level: the one before was never closed.
            if self.item == Some(self.stack.len() - 1)
                && self.stack.last().is_some_and(|open| open.raw == *raw)
            {
                self.pop();
            }
            self.item.get_or_insert(self.stack.len());
        }
        let parent = self.stack.last().map(|open| &open.element);
        let mut element = Element {
            space,
            name,
            ..Element::default()
        };
        element.base = base(parent, attributes);
        element.lang = language(parent, attributes);
        let kept = attributes
            .iter()
            .filter(|a| !a.name.local.starts_with("xmlns"))
            .take(limits::ATTRIBUTES);
        element.attributes = kept
            .map(|a| (a.name.local.clone(), a.value.to_string()))
            .collect();
        self.stack.push(Open {
            raw: raw.clone(),
            element,
            prefixes: before,
        });
    }

    fn pop(&mut self) {
        if self.stack.len() < 2 {
            return;
        }
        let Some(mut open) = self.stack.pop() else {
            return;
        };
        self.prefixes.truncate(open.prefixes);
        for child in &mut open.element.children {
            if let Node::Text(text) = child {
                mistaken::mend(text);
            }
        }
        if self.item == Some(self.stack.len()) {
            self.item = None;
            let first = !std::mem::replace(&mut self.seen, true);
            let around: Vec<&Element> = self
                .stack
                .iter()
                .filter(|_| first)
                .map(|open| &open.element)
                .collect();
            (self.each)(&open.element, &around);
        } else if let Some(parent) = self.stack.last_mut() {
            parent.element.children.push(Node::Element(open.element));
        }
    }

    fn declare(&mut self, attributes: &[Attribute]) {
        for attribute in attributes.iter().take(limits::ATTRIBUTES) {
            let name = &*attribute.name.local;
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            // An unknown default namespace around a feed's own words is a feed's own namespace.
            let unknown = if prefix.is_empty() {
                Space::Core
            } else {
                Space::Other
            };
            let space = names::by_address(&attribute.value).unwrap_or(unknown);
            if self.prefixes.len() < limits::PREFIXES {
                self.prefixes.push((prefix.to_owned(), space));
            }
        }
    }

    /// A name's vocabulary, and the name without its prefix.
    fn meaning(&self, raw: &str) -> (Space, LocalName) {
        let (prefix, name) = raw.rsplit_once(':').unwrap_or(("", raw));
        let declared = self
            .prefixes
            .iter()
            .rev()
            .find(|(known, _)| known == prefix);
        let space = declared.map_or_else(|| names::by_prefix(prefix), |(_, space)| *space);
        (space, LocalName::from(name))
    }
}

fn is_item(space: Space, name: &str) -> bool {
    space == Space::Core && matches!(name, "item" | "entry")
}

fn is_feed(space: Space, name: &str) -> bool {
    match space {
        Space::Core => matches!(name, "rss" | "channel" | "feed" | "item" | "entry"),
        Space::Rdf => name == "rdf",
        _ => false,
    }
}

/// `xml:base` (CDF has `base`), completed by that around it; addresses that run programs are no base.
fn base(parent: Option<&Element>, attributes: &[Attribute]) -> Option<Rc<str>> {
    let around = parent.and_then(|parent| parent.base.clone());
    let own = attribute(attributes, "xml:base").or_else(|| attribute(attributes, "base"));
    let Some(own) = own.map(str::trim).filter(|own| !own.is_empty()) else {
        return around;
    };
    let complete = links::resolved(around.as_deref(), own);
    let is_address = url::Url::parse(&complete)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "ftp" | "file"));
    if is_address {
        Some(Rc::from(complete))
    } else {
        around
    }
}

fn language(parent: Option<&Element>, attributes: &[Attribute]) -> Option<Rc<str>> {
    match attribute(attributes, "xml:lang").or_else(|| attribute(attributes, "lang")) {
        Some(own) => Some(Rc::from(own.trim().replace('_', "-"))),
        None => parent.and_then(|parent| parent.lang.clone()),
    }
}
