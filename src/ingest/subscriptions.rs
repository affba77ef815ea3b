//! Lists of feeds that people bring along: OPML, newsboat's `urls`, newsraft's `feeds`. In and out.
//!
//! Such a list is a stranger's: lines that run a program are named and refused, never kept.

use std::collections::HashMap;

use super::markup::{self, Token, attribute};
use super::{Warning, clean, limits, links};

/// A feed that somebody reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subscription {
    /// Where the feed is: http or https.
    pub url: String,
    /// What the reader calls it.
    pub title: Option<String>,
    /// The site that it belongs to.
    pub site: Option<String>,
    /// Folders and tags.
    pub tags: Vec<String>,
}

/// Reads any of the lists, by its looks. What is refused or not understood comes back as warnings.
pub fn read(text: &str) -> (Vec<Subscription>, Vec<Warning>) {
    let mut list = List::default();
    if text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('<')
    {
        outlines(text, &mut list);
    } else {
        lines(text, &mut list);
    }
    (list.found, list.warnings)
}

/// Writes subscriptions as OPML 2.0; each tag is a folder, a feed of several tags stands in the first and names them all.
pub fn to_opml(subscriptions: &[Subscription], title: &str) -> String {
    let mut folders: Vec<(&str, Vec<&Subscription>)> = Vec::new();
    for one in subscriptions {
        let folder = one.tags.first().map_or("", String::as_str);
        match folders.iter_mut().find(|(name, _)| *name == folder) {
            Some((_, inside)) => inside.push(one),
            None => folders.push((folder, vec![one])),
        }
    }
    let mut opml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head><title>{}</title></head>\n  <body>\n",
        escaped(title)
    );
    for (folder, inside) in folders {
        let indent = if folder.is_empty() { "    " } else { "      " };
        if !folder.is_empty() {
            opml += &format!("    <outline text=\"{}\">\n", escaped(folder));
        }
        inside
            .iter()
            .for_each(|one| opml += &format!("{indent}{}\n", outline(one)));
        if !folder.is_empty() {
            opml += "    </outline>\n";
        }
    }
    opml + "  </body>\n</opml>\n"
}

fn outline(one: &Subscription) -> String {
    let title = escaped(one.title.as_deref().unwrap_or(&one.url));
    let mut line = format!(
        "<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"",
        escaped(&one.url)
    );
    if let Some(site) = &one.site {
        line += &format!(" htmlUrl=\"{}\"", escaped(site));
    }
    if one.tags.len() > 1 {
        line += &format!(" category=\"{}\"", escaped(&one.tags.join(",")));
    }
    line + "/>"
}

fn escaped(text: &str) -> String {
    clean::line(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[derive(Default)]
struct List {
    found: Vec<Subscription>,
    /// Where each address stands in `found`.
    places: HashMap<String, usize>,
    warnings: Vec<Warning>,
}

impl List {
    /// Takes a subscription; one that is there already only brings its tags.
    fn add(&mut self, mut one: Subscription, place: impl Fn() -> String) {
        for field in [Some(&mut one.url), one.title.as_mut(), one.site.as_mut()]
            .into_iter()
            .flatten()
        {
            *field = clean::line(field).into_owned();
        }
        one.tags
            .iter_mut()
            .for_each(|tag| *tag = clean::line(tag).into_owned());
        one.tags.retain(|tag| !tag.is_empty());
        one.tags.truncate(limits::TAGS);
        one.title = one.title.filter(|title| !title.is_empty());
        one.site = one.site.filter(|site| links::is_followable(site));
        if let Some(why) = refusal(&one.url) {
            return self.warn(why, place());
        }
        if let Some(&at) = self.places.get(&one.url) {
            let known = &mut self.found[at].tags;
            one.tags.retain(|tag| !known.contains(tag));
            known.append(&mut one.tags);
        } else if self.found.len() < limits::SUBSCRIPTIONS {
            self.places.insert(one.url.clone(), self.found.len());
            self.found.push(one);
        } else {
            self.warn("there are too many feeds; this one was left out", place());
        }
    }

    fn warn(&mut self, what: &str, place: String) {
        if self.warnings.len() < limits::WARNINGS {
            self.warnings.push(Warning {
                what: what.to_owned(),
                place: clean::line(&place).into_owned(),
            });
        }
    }
}

/// Why a source is not taken.
fn refusal(url: &str) -> Option<&'static str> {
    let scheme = url
        .split(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" if url.len() > scheme.len() + 3 => None,
        "exec" | "filter" | "$" => Some("it would run a program; a list may not"),
        "query" => Some("it is a saved search, not a feed; write it as a saved filter"),
        _ if url.starts_with("$(") || url.starts_with('|') => {
            Some("it would run a program; a list may not")
        }
        _ => Some("it is not the address of a feed (http or https)"),
    }
}

/// OPML: outlines with an address are feeds, those around them their tags.
fn outlines(text: &str, list: &mut List) {
    let mut around: Vec<Option<String>> = Vec::new();
    markup::xml(text, |token| match token {
        Token::Open(name, attributes, closed) if &**name == "outline" => {
            let get = |name: &str| {
                attribute(attributes, name)
                    .map(str::trim)
                    .filter(|value| !value.is_empty())
                    .map(str::to_owned)
            };
            let title = get("title").or_else(|| get("text"));
            if let Some(url) = get("xmlurl")
                .or_else(|| get("url").filter(|_| get("type").is_some_and(|kind| kind == "rss")))
            {
                let folders = around.iter().flatten().take(limits::TAGS).cloned();
                let named = get("category").unwrap_or_default();
                let named = named.split([',', '/']).map(|tag| tag.trim().to_owned());
                let mut tags: Vec<String> =
                    folders.chain(named).filter(|tag| !tag.is_empty()).collect();
                let mut seen = Vec::new();
                tags.retain(|tag| {
                    !seen.contains(tag) && {
                        seen.push(tag.clone());
                        true
                    }
                });
                list.add(
                    Subscription {
                        url: url.clone(),
                        title: title.clone(),
                        site: get("htmlurl"),
                        tags,
                    },
                    || url.clone(),
                );
                around.push(None);
            } else {
                around.push(title);
            }
            if closed || around.len() > limits::DEPTH {
                around.pop();
            }
        }
        Token::Close(name) if &**name == "outline" => _ = around.pop(),
        _ => {}
    });
}

/// newsboat's `urls` and newsraft's `feeds`: an address, then quoted or bare words. In newsraft's, `@` begins a section and the first
/// quoted word is a title; in newsboat's, words are tags and one that begins with `~` is a title.
fn lines(text: &str, list: &mut List) {
    let is_newsraft = text.lines().any(|line| line.trim_start().starts_with('@'));
    let mut section = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('@') {
            section = Some(
                name.split(['{', '<'])
                    .next()
                    .unwrap_or(name)
                    .trim()
                    .to_owned(),
            );
            continue;
        }
        let mut words = words(line).into_iter();
        let mut one = Subscription {
            url: words.next().unwrap_or_default(),
            ..Subscription::default()
        };
        one.tags.extend(section.clone());
        for word in words {
            match word.strip_prefix('~') {
                Some(title) => one.title = Some(title.to_owned()),
                None if is_newsraft && one.title.is_none() => one.title = Some(word),
                None if word != "!" && !is_newsraft => one.tags.push(word),
                None => {}
            }
        }
        list.add(one, || format!("line {}", number + 1));
    }
}

/// Words divided by spaces; quotation marks hold spaces together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let (found, warnings) = read(text);
        let feeds = found.iter().map(|s| {
            format!(
                "{} [{}] {}",
                s.url,
                s.tags.join("/"),
                s.title.as_deref().unwrap_or("-")
            )
        });
        feeds
            .chain(warnings.iter().map(|w| format!("! {}", w.place)))
            .collect()
    }

    #[test]
    fn opml_with_folders_in_folders() {
        let opml = "<opml><body><outline text='報章'><outline text='香港'><outline type='rss' text='甲' xmlUrl='http://a.example/rss' htmlUrl='http://a.example'/></outline>\
            <outline text='乙' xmlUrl='https://b.example/'/></outline><outline text='丙' xmlUrl='http://c.example'/>\
            <outline text='bad' xmlUrl='exec:rm -rf ~'/></body></opml>";
        assert_eq!(
            shown(opml),
            [
                "http://a.example/rss [報章/香港] 甲",
                "https://b.example/ [報章] 乙",
                "http://c.example [] 丙",
                "! exec:rm -rf ~"
            ]
        );
    }

    #[test]
    fn the_lists_of_newsboat_and_newsraft() {
        let urls = "# mine\nhttp://a.example/rss \"my tag\" news \"~A paper\" !\n\"exec:~/bin/x\" tag\nfilter:cat:http://b.example\nhttps://c.example\n";
        assert_eq!(
            shown(urls),
            [
                "http://a.example/rss [my tag/news] A paper",
                "https://c.example [] -",
                "! line 3",
                "! line 4"
            ]
        );
        let feeds = "@ 香港\nhttp://a.example/rss \"A paper\" < reload-period: 60\n$(curl x) \"b\"\n@Other\nhttp://c.example\n";
        assert_eq!(
            shown(feeds),
            [
                "http://a.example/rss [香港] A paper",
                "http://c.example [Other] -",
                "! line 3"
            ]
        );
    }

    #[test]
    fn what_is_written_comes_back() {
        let one = |url: &str, tags: &[&str]| Subscription {
            url: url.into(),
            title: Some("甲 & \"乙\" <丙>".into()),
            site: Some("http://site.example/?a=1&b=2".into()),
            tags: tags.iter().map(|t| (*t).to_owned()).collect(),
        };
        let list = vec![
            one("http://a.example/?x=1&y=2", &["香港", "early"]),
            one("http://b.example/", &["香港"]),
            one("http://c.example/", &[]),
        ];
        assert_eq!(read(&to_opml(&list, "mine")), (list, vec![]));
    }

    #[test]
    fn folders_are_written_together_and_nothing_is_left_out() {
        let (found, _) = read("http://a.example x\nhttp://b.example\nhttp://c.example x\n");
        let written = to_opml(&found, "mine");
        assert_eq!(
            shown(&written),
            [
                "http://a.example [x] http://a.example",
                "http://c.example [x] http://c.example",
                "http://b.example [] http://b.example"
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_survives(text in any::<String>(), opml in "(<outline (text|xmlUrl)='(http://)?[a-z:$(|]{0,8}'/?>|</outline>|[a-z]){0,20}") {
            for text in [&text, &opml] {
                let (found, _) = read(text);
                prop_assert!(found.iter().all(|s| s.url.starts_with("http")));
            }
        }
    }
}
