//! What an element's name means: by the address of its namespace, whatever prefix a feed gives it, or by the usual prefix where it declares none.

/// The vocabularies that are read. RSS and all of its kin and Atom are one: their words do not contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Space {
    /// RSS, RDF's RSS, Atom, CDF.
    #[default]
    Core,
    /// Dublin Core.
    Dc,
    /// Dublin Core's terms.
    Terms,
    /// RSS content module.
    Content,
    /// Media RSS.
    Media,
    /// iTunes.
    Itunes,
    /// XHTML.
    Xhtml,
    /// RDF itself.
    Rdf,
    /// Anything else.
    Other,
}

/// A vocabulary by its address; `None` for one that is not known.
pub fn by_address(address: &str) -> Option<Space> {
    let address = address.trim().to_ascii_lowercase();
    if address.contains("backend.userland.com/rss") {
        return Some(Space::Core);
    }
    Some(match address.trim_end_matches(['/', '#']) {
        ""
        | "http://blogs.law.harvard.edu/tech/rss"
        | "http://purl.org/rss/1.0"
        | "http://purl.org/net/rss1.1"
        | "http://my.netscape.com/rdf/simple/0.9"
        | "http://my.netscape.com/publish/formats/rss-0.91.dtd"
        | "http://channel.netscape.com/rdf/simple/0.9"
        | "http://example.com/newformat"
        | "http://example.com/necho"
        | "http://purl.org/echo"
        | "uri/of/echo/namespace"
        | "http://purl.org/pie"
        | "http://purl.org/atom/ns"
        | "http://www.w3.org/2005/atom"
        | "https://www.w3.org/2005/atom"
        | "http://purl.org/rss/1.0/modules/rss091" => Space::Core,
        "http://purl.org/dc/elements/1.1" | "http://purl.org/dc/elements/1.0" => Space::Dc,
        "http://purl.org/dc/terms" => Space::Terms,
        "http://purl.org/rss/1.0/modules/content" => Space::Content,
        "http://search.yahoo.com/mrss" => Space::Media,
        "http://www.itunes.com/dtds/podcast-1.0.dtd"
        | "http://example.com/dtds/podcast-1.0.dtd" => Space::Itunes,
        "http://www.w3.org/1999/xhtml" => Space::Xhtml,
        "http://www.w3.org/1999/02/22-rdf-syntax-ns" => Space::Rdf,
        _ => return None,
    })
}

/// A vocabulary by the prefix that feeds usually give it: for those that forget to declare it.
pub fn by_prefix(prefix: &str) -> Space {
    match prefix {
        "" | "rss" | "atom" | "atom10" | "a10" => Space::Core,
        "dc" => Space::Dc,
        "dcterms" => Space::Terms,
        "content" => Space::Content,
        "media" => Space::Media,
        "itunes" => Space::Itunes,
        "xhtml" | "html" | "h" => Space::Xhtml,
        "rdf" => Space::Rdf,
        _ => Space::Other,
    }
}
