//! Who wrote: an element of parts, or a line in one of the shapes that people write.

use super::content::looks_like_html;
use super::tree::Element;
use crate::ingest::{html, limits};

/// A name, an address for letters, or both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Author {
    /// The name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

impl Author {
    /// Who an element names.
    pub fn of(element: &Element) -> Option<Self> {
        let part = |name: &str| {
            let found = element.elements().find(|inner| &*inner.name == name);
            found.map(Element::text).filter(|text| !text.is_empty())
        };
        let author = Self {
            name: part("name"),
            email: part("email"),
        };
        match author.line().is_some() {
            true => Some(author),
            // An element with an address of the web only names nobody.
            false if element.has_elements() => None,
            false => Self::in_line(&element.text()),
        }
    }

    /// `name (address)`, `address (name)`, `name <address>`, either alone.
    pub fn in_line(line: &str) -> Option<Self> {
        let line = if looks_like_html(line) {
            html::line(line)
        } else {
            line.to_owned()
        };
        let line = line.strip_prefix("mailto:").unwrap_or(&line).trim();
        let email = line
            .split(|c: char| c.is_whitespace() || "()<>\"[],;".contains(c))
            .find(|word| is_email(word));
        let Some(email) = email else {
            return (!line.is_empty()).then(|| Self {
                name: Some(line.to_owned()),
                email: None,
            });
        };
        let bare = line
            .replacen(email, "", 1)
            .replace("()", "")
            .replace("<>", "");
        let name = bare
            .trim()
            .trim_start_matches('(')
            .trim_end_matches(')')
            .trim();
        Some(Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            email: Some(email.to_owned()),
        })
    }

    /// As one line: `name (address)`.
    pub fn line(&self) -> Option<String> {
        match (&self.name, &self.email) {
            (Some(name), Some(email)) => Some(format!("{name} ({email})")),
            (name, email) => name.clone().or_else(|| email.clone()),
        }
    }

    /// The name, or else the address.
    pub fn short(&self) -> Option<&str> {
        self.name.as_deref().or(self.email.as_deref())
    }
}

/// Adds an author who is not there yet; the fuller of two ways to name the same one stays.
pub fn add(authors: &mut Vec<Author>, new: Option<Author>) {
    let Some(new) = new else {
        return;
    };
    let same = |old: &Author| {
        old.name.is_some() && old.name == new.name || old.email.is_some() && old.email == new.email
    };
    if let Some(old) = authors.iter_mut().find(|old| same(old)) {
        old.name = old.name.take().or(new.name);
        old.email = old.email.take().or(new.email);
    } else if authors.len() < limits::AUTHORS {
        authors.push(new);
    }
}

/// All of them in one line.
pub fn line(authors: &[Author]) -> Option<String> {
    let lines: Vec<String> = authors.iter().filter_map(Author::line).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

fn is_email(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    word.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_many_shapes() {
        let check = |line: &str, expect: &str| {
            assert_eq!(
                Author::in_line(line)
                    .and_then(|a| a.line())
                    .as_deref()
                    .unwrap_or("none"),
                expect,
                "{line}"
            );
        };
        check(
            "Example editor (me@example.com)",
            "Example editor (me@example.com)",
        );
        check(
            "me@example.com (Example editor)",
            "Example editor (me@example.com)",
        );
        check(
            "Example editor <me@example.com>",
            "Example editor (me@example.com)",
        );
        check(
            "Example editor &lt;me@example.com&gt;",
            "Example editor (me@example.com)",
        );
        check("mailto:me@example.com", "me@example.com");
        check("本報記者 方以寧", "本報記者 方以寧");
        check("  ", "none");
    }
}
