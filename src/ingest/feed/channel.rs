//! What a feed says of itself.

use super::author::{self, Author};
use super::content::{Content, Usual};
use super::item::is_html;
use super::names::Space::{Core, Dc, Itunes, Other, Terms};
use super::tree::Element;
use crate::ingest::{Feed, date};

/// The feed's own words, found in the elements around its items.
pub fn feed(around: &[&Element]) -> Feed {
    let mut draft = Draft::default();
    let own = around.iter().rev().find_map(|element| channel(element, 4));
    for element in around {
        draft.language(element);
    }
    if let Some(channel) = own {
        draft.channel(channel);
    }
    draft.finish()
}

/// The channel or feed element, here or a little further in.
fn channel(element: &Element, depth: usize) -> Option<&Element> {
    if element.space == Core && matches!(&*element.name, "channel" | "feed") {
        return Some(element);
    }
    let inner = element.elements().filter(|_| depth > 0);
    inner
        .into_iter()
        .find_map(|inner| channel(inner, depth - 1))
}

#[derive(Debug, Default)]
struct Draft {
    feed: Feed,
    authors: Vec<Author>,
    published: Option<String>,
    spare_description: Option<String>,
    self_link: Option<String>,
    /// Minutes of the syndication module's period, and how often in it the feed changes.
    period: Option<u32>,
    frequency: Option<u32>,
}

impl Draft {
    fn language(&mut self, element: &Element) {
        if let Some(lang) = element.lang.as_deref() {
            self.feed.language = Some(lang.to_owned());
        }
    }

    fn channel(&mut self, channel: &Element) {
        self.language(channel);
        self.feed.id = channel.get("rdf:about").map(str::to_owned);
        self.feed.updated = channel.get("lastmod").and_then(date::rfc3339);
        if let Some(href) = channel.get("href") {
            self.link_to(channel.address(href));
        }
        for element in channel.elements() {
            self.element(element);
        }
    }

    fn element(&mut self, element: &Element) {
        let words =
            |usual| Some(Content::of(element, usual).line()).filter(|line| !line.is_empty());
        let moment = || date::rfc3339(&element.text());
        match (element.space, &*element.name) {
            (Core | Dc, "title") if self.feed.title.is_none() => {
                self.feed.title = words(Usual::Words)
            }
            (Core, "link") => self.link(element),
            (Core, "id" | "guid") => self.feed.id = Some(element.address(&element.text())),
            (Core, "subtitle" | "tagline" | "abstract") => {
                self.feed.description = words(Usual::Words)
            }
            (Core | Dc, "description") => self.feed.description = words(Usual::Html),
            (Core, "info") | (Other, "browserfriendly") | (Itunes, "subtitle" | "summary")
                if self.spare_description.is_none() =>
            {
                self.spare_description = words(Usual::Words);
            }
            (Core, "author" | "managingeditor")
            | (Dc, "creator" | "author")
            | (Itunes, "author") => {
                author::add(&mut self.authors, Author::of(element));
            }
            (Core | Dc, "language") => self.feed.language = Some(element.text().replace('_', "-")),
            (Core, "updated" | "modified" | "lastbuilddate")
            | (Dc, "date")
            | (Terms, "modified") => {
                self.feed.updated = moment().or(self.feed.updated.take());
            }
            (Core, "ttl") => {
                self.feed.ttl = element.text().parse().ok().filter(|minutes| *minutes > 0)
            }
            (Core, "skiphours") => {
                let hours = element
                    .elements()
                    .filter_map(|hour| hour.text().parse::<u8>().ok());
                self.feed.skip_hours = hours.map(|hour| hour % 24).take(24).collect();
            }
            (Core, "skipdays") => {
                let days = element.elements().filter_map(|day| weekday(&day.text()));
                self.feed.skip_days = days.take(7).collect();
            }
            (Other, "updateperiod") => self.period = period(&element.text()),
            (Other, "updatefrequency") => self.frequency = element.text().parse().ok(),
            (Core, "pubdate" | "published" | "issued") | (Terms, "issued") => {
                self.published = moment()
            }
            _ => {}
        }
    }

    fn link(&mut self, element: &Element) {
        let Some(address) = element.target() else {
            return;
        };
        match element.get("rel").unwrap_or("alternate") {
            "alternate" if is_html(element.get("type")) => return self.link_to(address),
            "self" => self.self_link = Some(address.clone()),
            _ => {}
        }
        self.feed.links.push(address);
    }

    fn link_to(&mut self, address: String) {
        self.feed.links.push(address.clone());
        self.feed.link = Some(address);
    }

    fn finish(self) -> Feed {
        let mut feed = self.feed;
        feed.author = author::line(&self.authors);
        feed.description = feed.description.or(self.spare_description);
        feed.updated = feed.updated.or(self.published);
        feed.id = feed.id.or(self.self_link);
        feed.language = feed.language.filter(|lang| !lang.is_empty());
        let often = self.frequency.unwrap_or(1).max(1);
        feed.ttl = feed
            .ttl
            .or(self.period.map(|minutes| (minutes / often).max(1)));
        feed
    }
}

/// A day of the week by its English name, from Monday as 0.
fn weekday(name: &str) -> Option<u8> {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let name = name.to_ascii_lowercase();
    let nth = days.iter().position(|day| name.starts_with(day))?;
    u8::try_from(nth).ok()
}

/// The syndication module's periods, in minutes.
fn period(name: &str) -> Option<u32> {
    Some(match name.to_ascii_lowercase().as_str() {
        "hourly" => 60,
        "daily" => 24 * 60,
        "weekly" => 7 * 24 * 60,
        "monthly" => 30 * 24 * 60,
        "yearly" => 365 * 24 * 60,
        _ => return None,
    })
}
