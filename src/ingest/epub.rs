//! An EPUB to articles, one a chapter. What the package claims of sizes is not believed: all reading is bounded.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::read::read_zipfile_from_stream;

use super::markup::{self, Token, attribute};
use super::{Harvest, Hints, Kind, charset, date, html, limits, links};
use crate::article::{Article, BlockKind};

/// Whether bytes are an EPUB: a zip whose first file says so, or that has the container that every EPUB has.
pub fn is_epub(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        && memchr::memmem::find(bytes, b"META-INF/container.xml").is_some()
}

/// Reads an EPUB's chapters in their order.
pub fn read(bytes: &[u8], _hints: &Hints) -> Harvest {
    let mut harvest = Harvest {
        kind: Kind::Html,
        ..Harvest::default()
    };
    let files = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => Files::Listed(archive),
        Err(_) => {
            harvest.warn(
                "its end is missing; what stands before is taken",
                "the file",
            );
            Files::Torn(torn(bytes))
        }
    };
    let mut book = Book {
        files,
        room: limits::EPUB_BYTES,
    };
    let Some(package) = book.package() else {
        harvest.warn("it does not say what it contains", "META-INF/container.xml");
        return harvest;
    };
    for path in package.spine.iter().take(limits::EPUB_FILES) {
        match book.text(path) {
            Some(text) => harvest.articles.extend(chapter(&text, path, &package)),
            None => harvest.warn("it is missing, damaged or too large", path.as_str()),
        }
    }
    harvest
}

/// An open EPUB, and how much more may be unpacked.
struct Book<'a> {
    files: Files<'a>,
    room: u64,
}

/// The files of a package.
enum Files<'a> {
    /// By the list at its end.
    Listed(ZipArchive<Cursor<&'a [u8]>>),
    /// As they stand one behind the other, where the list is missing.
    Torn(HashMap<String, Vec<u8>>),
}

/// The files of a torn package, up to the one where it is torn.
fn torn(bytes: &[u8]) -> HashMap<String, Vec<u8>> {
    let mut files = HashMap::new();
    let mut room = limits::EPUB_BYTES;
    let mut rest = Cursor::new(bytes);
    while let Ok(Some(file)) = read_zipfile_from_stream(&mut rest) {
        let Ok(name) = file.name().map(std::borrow::Cow::into_owned) else {
            continue;
        };
        let mut bytes = Vec::new();
        // Half a chapter is better than none.
        let is_whole = file.take(room).read_to_end(&mut bytes).is_ok();
        room -= bytes.len() as u64;
        files.entry(name).or_insert(bytes);
        if !is_whole || room == 0 || files.len() > limits::EPUB_FILES {
            break;
        }
    }
    files
}

/// What the package says of the book.
#[derive(Debug, Default)]
struct Package {
    title: Option<String>,
    author: Option<String>,
    language: Option<String>,
    published: Option<String>,
    id: Option<String>,
    /// The chapters' files in reading order.
    spine: Vec<String>,
}

impl Book<'_> {
    fn text(&mut self, path: &str) -> Option<String> {
        let bytes = match &mut self.files {
            Files::Torn(files) => files.remove(path)?,
            Files::Listed(archive) => {
                let file = archive.by_name(path).ok()?;
                let mut bytes = Vec::new();
                file.take(self.room + 1).read_to_end(&mut bytes).ok()?;
                self.room = self.room.checked_sub(bytes.len() as u64)?;
                bytes
            }
        };
        let decoded = charset::decode(&bytes, None, None).ok()?;
        Some(decoded.text.into_owned())
    }

    fn package(&mut self) -> Option<Package> {
        let container = self.text("META-INF/container.xml")?;
        let mut path = None;
        markup::xml(&container, |token| {
            if let Token::Open(name, attributes, _) = token
                && &**name == "rootfile"
                && path.is_none()
            {
                path = attribute(attributes, "full-path").map(str::to_owned);
            }
        });
        let path = path?;
        let text = self.text(&path)?;
        Some(package(&text, &path))
    }
}

fn package(text: &str, path: &str) -> Package {
    let mut package = Package::default();
    let mut files: HashMap<String, String> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    let mut word = String::new();
    markup::xml(text, |token| match token {
        Token::Open(name, attributes, _) => {
            word.clear();
            let get = |name| attribute(attributes, name).map(str::to_owned);
            match name.rsplit(':').next().unwrap_or_default() {
                "item" => {
                    if let Some((id, href)) = get("id").zip(get("href")) {
                        files.entry(id).or_insert(href);
                    }
                }
                "itemref" if order.len() < limits::EPUB_FILES => order.extend(get("idref")),
                _ => {}
            }
        }
        Token::Text(text) => word.push_str(text),
        Token::Close(name) => {
            let value = Some(word.trim().to_owned()).filter(|word| !word.is_empty());
            let field = match &**name {
                "dc:title" => &mut package.title,
                "dc:creator" => &mut package.author,
                "dc:language" => &mut package.language,
                "dc:date" => &mut package.published,
                "dc:identifier" => &mut package.id,
                _ => return,
            };
            *field = field.take().or(value);
        }
    });
    let base = format!("epub:///{path}");
    let file = |id: &String| files.get(id).map(|href| within(&base, href));
    package.spine = order.iter().filter_map(file).collect();
    package
}

/// A file's path inside the package, by its address relative to the package's own file.
fn within(base: &str, href: &str) -> String {
    let address = links::resolved(Some(base), href);
    let path = address.strip_prefix("epub:///").unwrap_or(href);
    let path = path.split('#').next().unwrap_or(path);
    unescaped(path)
}

fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after
            .get(..2)
            .filter(|_| first == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A chapter, or nothing for a cover or a page without words.
fn chapter(text: &str, path: &str, package: &Package) -> Option<Article> {
    let mut blocks = html::blocks(text, None);
    blocks.retain(|block| block.kind != BlockKind::Image || block.spans.is_empty());
    let headed = blocks
        .first()
        .is_some_and(|block| block.kind == BlockKind::Subhead);
    let title = if headed {
        blocks.remove(0).text
    } else {
        super::text::opening(&blocks.first()?.text)
    };
    Some(Article {
        title,
        blocks,
        byline: package.author.clone(),
        author: package.author.clone(),
        publication: package.title.clone(),
        language: package.language.clone(),
        published: package.published.as_deref().and_then(date::rfc3339),
        id: Some(format!(
            "{}#{path}",
            package.id.as_deref().unwrap_or_default()
        )),
        ..Article::default()
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn book(chapters: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |name: &str, text: &str| {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        add(
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>",
        );
        let items: String = chapters
            .iter()
            .map(|(name, _)| format!("<item id='{name}' href='{name}.xhtml'/>"))
            .collect();
        let order: String = chapters
            .iter()
            .map(|(name, _)| format!("<itemref idref='{name}'/>"))
            .collect();
        add(
            "OPS/book.opf",
            &format!(
                "<package><metadata><dc:title>海濱集</dc:title><dc:creator>方小川</dc:creator></metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
            ),
        );
        for (name, text) in chapters {
            add(&format!("OPS/{name}.xhtml"), text);
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_chapter_is_an_article() {
        let bytes = book(&[
            (
                "一 章",
                "<html><body><h1>碼頭</h1><p>有風。</p></body></html>",
            ),
            ("b", "<p>無題的一章。</p>"),
        ]);
        assert!(is_epub(&bytes));
        let articles = read(&bytes, &Hints::default()).articles;
        let shown: Vec<_> = articles
            .iter()
            .map(|a| (a.title.as_str(), a.body(), a.publication.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("碼頭", "有風。".to_owned(), Some("海濱集")),
                ("無題的一章", "無題的一章。".to_owned(), Some("海濱集"))
            ]
        );
    }

    #[test]
    fn what_unpacks_to_too_much_is_left_out() {
        let bomb = "<p>".to_owned() + &"x".repeat(limits::EPUB_BYTES as usize) + "</p>";
        let harvest = read(
            &book(&[("a", "<p>甲</p>"), ("b", &bomb)]),
            &Hints::default(),
        );
        assert_eq!((harvest.articles.len(), harvest.warnings.len()), (1, 1));
    }

    #[test]
    fn a_torn_book_gives_the_chapters_before_the_tear() {
        let text = |n: usize| format!("<h1>第{n}章</h1><p>{}</p>", "有風。".repeat(200 + n));
        let texts: Vec<String> = (0..4).map(text).collect();
        let names = ["a", "b", "c", "d"];
        let chapters: Vec<(&str, &str)> = names
            .into_iter()
            .zip(texts.iter().map(String::as_str))
            .collect();
        let bytes = book(&chapters);
        let given = |end: usize| read(&bytes[..end], &Hints::default());
        let whole = given(bytes.len());
        assert_eq!((whole.articles.len(), whole.warnings.len()), (4, 0));
        let third = memchr::memmem::find(&bytes, b"OPS/c.xhtml").unwrap();
        assert_eq!(given(third).articles.len(), 2);
        assert_eq!(given(bytes.len() - 30).articles, whole.articles);
        assert!(given(third).warnings[0].what.contains("end is missing"));
    }

    #[test]
    fn damage_is_survived() {
        let bytes = book(&[("a", "<h1>甲</h1><p>乙</p>")]);
        for cut in (0..bytes.len()).step_by(7) {
            read(&bytes[..cut], &Hints::default());
            let mut bent = bytes.clone();
            bent[cut] ^= 0x55;
            read(&bent, &Hints::default());
        }
    }
}
