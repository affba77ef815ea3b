//! How much of anything ingest takes, in one place: each bound with the reason for its size.
//!
//! A parser that meets a bound gives what it has and warns. Counts are of what is kept, sizes are bytes unless said otherwise.

/// An input, after decompression. A broadsheet's year of text is about 100 MB; with what is made of it at a time it stays
/// well within 512 MiB.
pub const INPUT: usize = 100 << 20;
/// An input in another encoding than UTF-8, in which it may become three times as large.
pub const FOREIGN: usize = 40 << 20;
/// Nesting of elements in HTML and XML. Tree builders are quadratic in it and recursive ones overflow the stack; no page that
/// people read comes near (a bad table layout has about 100).
pub const DEPTH: usize = 512;
/// HTML of one article's body: twice the text that an article may have; beyond it the rest is dropped.
pub const HTML_BODY: usize = 8 << 20;
/// HTML of one whole page that is searched for its article; the search is several passes over a tree of some twenty times
/// its size. Of saved news pages with everything written into them, one in a thousand is larger.
pub const HTML_PAGE: usize = 4 << 20;
/// Characters that mark up nothing where mark-up would begin (`<`, `&`) in a page that is searched: its tree notes each.
pub const STRAYS: usize = 20_000;
/// Articles from one input. A feed of a million items is taken whole; more is somebody's mistake.
pub const ARTICLES: usize = 1_000_000;
/// Blocks of one article: a book's chapter has some thousands.
pub const BLOCKS: usize = 100_000;
/// Text of one article, over all of its blocks. *War and Peace* has 3.2 MB, *紅樓夢* 2.6 MB. What is larger takes longer to
/// write and to open than a key's patience.
pub const ARTICLE: usize = 4 << 20;
/// Newspaper pages are split in stretches of about this size, cut between pages: a month of a paper.
pub const PAGES: usize = 4 << 20;
/// Lines of such a stretch. Each costs some two kilobytes while it is looked at; a month of a paper has fewer.
pub const PAGE_LINES: usize = 100_000;
/// A line that is a title, a name or an address. The longest that a browser takes as an address is about this.
pub const LINE: usize = 16 << 10;
/// Tags, links or enclosures of one article.
pub const LIST: usize = 1_000;
/// Warnings kept of one input; a broken file of a million lines needs no million sentences.
pub const WARNINGS: usize = 100;
/// Attributes read of one element.
pub const ATTRIBUTES: usize = 256;
/// Characters of one cluster. The longest emoji in use has 10, an Indic conjunct about 12; beyond lie piles of accents.
pub const CLUSTER: usize = 24;
/// Stretches of a text open within each other: bold in a link in italics is three.
pub const STRETCHES: usize = 32;
/// Namespace prefixes known at one place of a feed. Real feeds declare about ten.
pub const PREFIXES: usize = 512;
/// Authors of one article.
pub const AUTHORS: usize = 100;
/// Folders and tags of one subscription.
pub const TAGS: usize = 32;
/// Bidi controls open within each other: Unicode's own bound (UAX #9, BD2).
pub const BIDI: usize = 125;
/// Files looked at inside an EPUB.
pub const EPUB_FILES: usize = 10_000;
/// All that an EPUB may unpack to: a small file can claim terabytes.
pub const EPUB_BYTES: u64 = 64 << 20;
/// Subscriptions from one OPML or list.
pub const SUBSCRIPTIONS: usize = 100_000;
/// Text that a document type's own entities may add: enough for names and copyright lines, nothing for an entity bomb.
pub const ENTITIES: usize = 256 << 10;
/// Elements of a web page that is searched for its article: the largest saved pages have some 20,000.
pub const ELEMENTS: usize = 300_000;
/// A line of JSON Lines, an item of a JSON Feed: an article of the largest size, each ideograph escaped. Objects within
/// objects take forty times their size in memory.
pub const JSON_LINE: usize = 9 << 20;
/// Comparisons of attributes with those before them in their tags, over a whole input: some seconds.
pub const TOIL: u64 = 2_000_000_000;
/// A PDF. A paper's whole edition with its pictures has some tens of megabytes.
#[cfg(feature = "pdf")]
pub const PDF: usize = 64 << 20;
/// Streams of a PDF; a page has about ten.
#[cfg(feature = "pdf")]
pub const PDF_STREAMS: usize = 20_000;
/// What one of them unpacks to, where it is text or tables.
#[cfg(feature = "pdf")]
pub const PDF_STREAM: usize = 8 << 20;
/// Pages of a PDF that are read.
#[cfg(feature = "pdf")]
pub const PDF_PAGES: usize = 2_000;
/// Drawings within one another; more than a few is a riddle.
#[cfg(feature = "pdf")]
pub const PDF_DEPTH: usize = 6;
/// Operations that are followed in a whole PDF: a dense page has some ten thousand.
#[cfg(feature = "pdf")]
pub const PDF_WORK: usize = 10_000_000;
/// The stack of the thread that reads a PDF.
#[cfg(feature = "pdf")]
pub const PDF_STACK: usize = 16 << 20;
