//! Articles as an EPUB 3 book: a chapter each, for a reader's other devices.

use std::fs::File;
use std::io::Write;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::Each;
use super::html::{article, escape};

const CONTAINER: &str = "<?xml version=\"1.0\"?>\n\
    <container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\
    <rootfiles><rootfile full-path=\"book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";

/// Writes the book; `articles` hands each article to what it is given.
pub(super) fn write(
    file: &File,
    articles: &mut dyn FnMut(Each<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut zip = ZipWriter::new(file);
    // The standard wants the type first and unpacked, so that it can be told from the first bytes.
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("mimetype", stored)?;
    zip.write_all(b"application/epub+zip")?;
    entry(&mut zip, "META-INF/container.xml", CONTAINER)?;
    let mut titles = Vec::new();
    let mut day = None;
    articles(&mut |stored| {
        let name = format!("{}.xhtml", titles.len() + 1);
        entry(
            &mut zip,
            &name,
            &page(&stored.article.title, &article(&stored.article)),
        )?;
        titles.push(stored.article.title.clone());
        day = day.max(Some(stored.edition));
        Ok(())
    })?;
    let day = day.map(|day| day.to_string()).unwrap_or_default();
    entry(&mut zip, "nav.xhtml", &contents(&titles))?;
    entry(&mut zip, "book.opf", &package(titles.len(), &day))?;
    zip.finish()?;
    Ok(())
}

fn entry(zip: &mut ZipWriter<&File>, name: &str, text: &str) -> anyhow::Result<()> {
    zip.start_file(name, SimpleFileOptions::default())?;
    Ok(zip.write_all(text.as_bytes())?)
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title>{}</title></head>\n<body>\n{body}</body></html>\n",
        escape(title)
    )
}

fn contents(titles: &[String]) -> String {
    let items: String = titles
        .iter()
        .enumerate()
        .map(|(at, title)| {
            format!(
                "<li><a href=\"{}.xhtml\">{}</a></li>\n",
                at + 1,
                escape(title)
            )
        })
        .collect();
    page(
        "kanbao",
        &format!("<nav epub:type=\"toc\"><ol>\n{items}</ol></nav>\n"),
    )
}

fn package(chapters: usize, day: &str) -> String {
    let each = |form: &dyn Fn(usize) -> String| (1..=chapters).map(form).collect::<String>();
    let manifest = each(&|n| {
        format!("<item id=\"c{n}\" href=\"{n}.xhtml\" media-type=\"application/xhtml+xml\"/>\n")
    });
    let spine = each(&|n| format!("<itemref idref=\"c{n}\"/>\n"));
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
         unique-identifier=\"id\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <dc:identifier id=\"id\">urn:kanbao:{day}:{chapters}</dc:identifier><dc:title>看報 {day}</dc:title>\
         <dc:language>zh-Hant</dc:language><meta property=\"dcterms:modified\">{day}T00:00:00Z</meta></metadata>\n\
         <manifest>\n<item id=\"nav\" href=\"nav.xhtml\" properties=\"nav\" media-type=\"application/xhtml+xml\"/>\n\
         {manifest}</manifest>\n<spine>\n{spine}</spine>\n</package>\n"
    )
}
