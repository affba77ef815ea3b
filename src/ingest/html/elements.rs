//! What HTML's elements are to a reader: stretches, blocks, kinds of blocks, things nobody reads.

use html5ever::Attribute;

use crate::article::{BlockKind, InlineKind};
use crate::ingest::markup::attribute;

/// The hand that an element sets its words in.
pub fn inline(name: &str) -> Option<InlineKind> {
    match name {
        "b" | "strong" => Some(InlineKind::Strong),
        "i" | "em" | "cite" | "dfn" | "var" => Some(InlineKind::Emphasis),
        "code" | "kbd" | "samp" | "tt" => Some(InlineKind::Code),
        _ => None,
    }
}

/// The kind that an element gives to the text in it.
pub fn kind_of(name: &str) -> Option<BlockKind> {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Subhead),
        "figcaption" | "caption" => Some(BlockKind::Caption),
        "blockquote" => Some(BlockKind::Quote),
        _ => None,
    }
}

/// Whether an element begins and ends a block.
pub fn is_block(name: &str) -> bool {
    kind_of(name).is_some()
        || matches!(
            name,
            "p" | "div"
                | "section"
                | "article"
                | "aside"
                | "header"
                | "footer"
                | "main"
                | "nav"
                | "figure"
                | "address"
                | "center"
                | "dl"
                | "dt"
                | "dd"
                | "fieldset"
                | "form"
                | "details"
                | "summary"
                | "hgroup"
                | "body"
                | "html"
                | "tr"
                | "td"
                | "th"
                | "thead"
                | "tbody"
                | "tfoot"
                | "title"
        )
}

/// Elements whose text is not for reading, and those that a page hides.
pub fn is_unread(name: &str, attributes: &[Attribute]) -> bool {
    let is_void = matches!(
        name,
        "br" | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "area"
            | "base"
            | "col"
            | "embed"
            | "source"
            | "track"
            | "wbr"
            | "param"
    );
    let unread = matches!(
        name,
        "script"
            | "style"
            | "head"
            | "template"
            | "svg"
            | "select"
            | "textarea"
            | "audio"
            | "video"
            | "canvas"
            | "noembed"
            | "noframes"
            | "rp"
    );
    unread || (!is_void && attribute(attributes, "hidden").is_some())
}
