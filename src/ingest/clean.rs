//! The first wall: what may never reach a terminal is taken out on the way in, after entities are decoded.
//!
//! Taken out: C0 but newline and tab, DEL, C1, bidi controls that are not balanced on their line, tag and other format characters that hide
//! text, noncharacters, and the tail of a cluster that never ends. Kept: joiners and variation selectors where writing needs
//! them (emoji, Arabic, the Indic scripts, ideographs). Nothing is normalised.
//!
//! A text with nothing to remove, which is nearly every text, is looked at once and borrowed.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::{Feed, Harvest, limits, links};
use crate::article::{Article, Block, BlockKind, InlineKind};

/// A text of one line: no control, no unbalanced bidi, no hidden characters; runs of white space are one space.
pub fn line(text: &str) -> Cow<'_, str> {
    let clean = self::text(text);
    if is_line(&clean) && clean.len() <= limits::LINE {
        return clean;
    }
    let mut line = String::with_capacity(clean.len().min(limits::LINE));
    for word in clean.split_whitespace() {
        if line.len() + word.len() >= limits::LINE {
            if line.is_empty() {
                line.push_str(&word[..word.floor_char_boundary(limits::LINE)]);
            }
            // What was closed further on is open now.
            line = apply(&line, &bidi(&line));
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    Cow::Owned(line)
}

/// A text of several lines: as [`line()`], but newlines, tabs and runs of spaces stay. Line ends become `\n`.
pub fn text(text: &str) -> Cow<'_, str> {
    let mut clean = Cow::Borrowed(text);
    if is_all_plain(text) {
        return clean;
    }
    for look in LOOKS {
        let edits = look(&clean);
        if !edits.is_empty() {
            clean = Cow::Owned(apply(&clean, &edits));
        }
    }
    clean
}

/// Cleans what a harvest holds besides its articles.
pub fn harvest(harvest: &mut Harvest) {
    if let Some(own) = &mut harvest.feed {
        feed(own);
    }
    lines_in(&mut harvest.labels);
    harvest.warnings.truncate(limits::WARNINGS);
    for warning in &mut harvest.warnings {
        line_in(&mut warning.what);
        line_in(&mut warning.place);
    }
}

/// Cleans every text of an article, and holds it to its bounds. `true` if something had to go for them.
pub fn article(article: &mut Article) -> bool {
    line_in(&mut article.title);
    for field in [
        &mut article.kicker,
        &mut article.deck,
        &mut article.byline,
        &mut article.author,
        &mut article.link,
        &mut article.id,
        &mut article.published,
        &mut article.updated,
        &mut article.created,
        &mut article.section,
        &mut article.page,
        &mut article.publication,
        &mut article.language,
    ] {
        option_in(field);
    }
    for list in [&mut article.tags, &mut article.links, &mut article.labels] {
        lines_in(list);
    }
    article.enclosures.truncate(limits::LIST);
    for enclosure in &mut article.enclosures {
        line_in(&mut enclosure.url);
        option_in(&mut enclosure.media_type);
    }
    article.blocks.iter_mut().for_each(block);
    article
        .blocks
        .retain(|b| !b.text.is_empty() || b.kind == BlockKind::Rule || !b.spans.is_empty());
    bound(&mut article.blocks)
}

/// Cuts off what is over an article's bounds.
fn bound(blocks: &mut Vec<Block>) -> bool {
    let mut cut = blocks.len() > limits::BLOCKS;
    blocks.truncate(limits::BLOCKS);
    let mut room = limits::ARTICLE;
    for block in &mut *blocks {
        if block.text.len() > room {
            block.text.truncate(block.text.floor_char_boundary(room));
            block
                .spans
                .retain(|span| span.end as usize <= block.text.len());
            // What was closed further on is open now.
            edit(block, &bidi(&block.text));
            cut = true;
        }
        room -= block.text.len();
    }
    if cut {
        blocks.retain(|block| !block.text.is_empty() || block.kind == BlockKind::Rule);
    }
    cut
}

fn feed(feed: &mut Feed) {
    for field in [
        &mut feed.title,
        &mut feed.link,
        &mut feed.id,
        &mut feed.author,
        &mut feed.description,
        &mut feed.language,
        &mut feed.updated,
    ] {
        option_in(field);
    }
    lines_in(&mut feed.links);
}

/// Cleans a block's text and moves its spans along with what is left of it.
pub fn block(block: &mut Block) {
    if !is_all_plain(&block.text) {
        LOOKS
            .iter()
            .for_each(|look| edit(block, &look(&block.text)));
    }
    edit(block, &ends(block));
    for span in &mut block.spans {
        if let InlineKind::Link(url) = &mut span.kind {
            line_in(url);
        }
    }
    block.spans.retain(|span| match &span.kind {
        InlineKind::Link(url) => links::is_harmless(url),
        _ => true,
    });
    let length = block.text.len();
    let text = &block.text;
    block.spans.retain(|span| {
        let (start, end) = (span.start as usize, span.end as usize);
        start < end && end <= length && text.is_char_boundary(start) && text.is_char_boundary(end)
    });
}

fn edit(block: &mut Block, edits: &[Edit]) {
    if edits.is_empty() {
        return;
    }
    block.text = apply(&block.text, edits);
    for span in &mut block.spans {
        span.start = moved(edits, span.start as usize) as u32;
        span.end = moved(edits, span.end as usize) as u32;
    }
}

/// The white space around a block's text; that before a list's mark is its depth, that before code its own.
fn ends(block: &Block) -> Vec<Edit> {
    let text = &block.text;
    let tail = match block.kind {
        // A tab at the end is an empty cell.
        BlockKind::Table => text.trim_end_matches([' ', '\n']).len(),
        _ => text.trim_end().len(),
    };
    let head = match block.kind {
        BlockKind::List => 0,
        BlockKind::Code | BlockKind::Verse | BlockKind::Table => {
            text.len() - text.trim_start_matches('\n').len()
        }
        _ => text.len() - text.trim_start().len(),
    };
    let cut = |start, end| Edit {
        start,
        end,
        with: "",
    };
    let mut edits = Vec::new();
    if head > 0 && head < tail {
        edits.push(cut(0, head));
    }
    if tail < text.len() {
        edits.push(cut(tail, text.len()));
    }
    edits
}

fn line_in(field: &mut String) {
    if let Cow::Owned(clean) = line(field) {
        *field = clean;
    }
}

fn option_in(field: &mut Option<String>) {
    if let Some(value) = field {
        line_in(value);
        if value.is_empty() {
            *field = None;
        }
    }
}

fn lines_in(list: &mut Vec<String>) {
    list.truncate(limits::LIST);
    list.iter_mut().for_each(line_in);
    list.retain(|value| !value.is_empty());
}

/// Whether white space is already single spaces between words.
fn is_line(text: &str) -> bool {
    let mut space = true;
    for c in text.chars() {
        if c.is_whitespace() {
            if space || c != ' ' {
                return false;
            }
            space = true;
        } else {
            space = false;
        }
    }
    text.is_empty() || !space
}

/// One change to a text: the bytes from `start` to `end` become `with`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edit {
    start: usize,
    end: usize,
    with: &'static str,
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        clean.push_str(&text[at..edit.start]);
        clean.push_str(edit.with);
        at = edit.end;
    }
    clean.push_str(&text[at..]);
    clean
}

/// Where a byte offset lands after the edits.
fn moved(edits: &[Edit], offset: usize) -> usize {
    let mut place = offset;
    for edit in edits.iter().take_while(|edit| edit.start < offset) {
        if offset < edit.end {
            return place - (offset - edit.start);
        }
        place = place + edit.with.len() - (edit.end - edit.start);
    }
    place
}

/// What has to change in a text, one look after another: each sees what the one before leaves, for what is taken out may have
/// stood between a character and its selector, or between the links of a chain.
const LOOKS: [fn(&str) -> Vec<Edit>; 3] = [bidi, characters, chains];

/// Whether nothing but plain characters stands in a text; by its bytes where these tell, for every text goes through here.
fn is_all_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        at += match first {
            b' '..=b'~' | b'\n' | b'\t' => 1,
            // U+4000 to U+9FFF; marks from U+3000 to U+3029, and full-width ones from U+FF01 to U+FF3F.
            0xe4..=0xe9 => 3,
            0xe3 if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0x80..0xaa])) => 3,
            0xef if matches!(bytes.get(at + 1..at + 3), Some([0xbc, 0x81..=0xbf])) => 3,
            _ => match text[at..].chars().next().filter(|c| is_plain(*c)) {
                Some(c) => c.len_utf8(),
                None => return false,
            },
        };
    }
    true
}

/// Characters of which any run is harmless: most of what newspapers print.
fn is_plain(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\n' | '\t'
        | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{482}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20bf}' | '\u{2100}'..='\u{2bff}'
        | '\u{3000}'..='\u{3029}' | '\u{3030}'..='\u{3098}' | '\u{309b}'..='\u{3163}' | '\u{3165}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff9d}'
        | '\u{ffe0}'..='\u{ffee}' | '\u{fffd}' | '\u{20000}'..='\u{2fa1f}' | '\u{30000}'..='\u{323af}')
}

/// Edits for characters that are wrong by themselves or beside their neighbours.
fn characters(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut before = None;
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let after = rest.peek().map(|&(_, next)| next);
        let end = start + c.len_utf8();
        let with = match c {
            '\r' if after == Some('\n') => Some(""),
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some("\n"),
            '\n' | '\t' => None,
            '\u{200c}' | '\u{200d}' if !joins(before, c, after) => Some(""),
            '\u{200b}' if !before.is_some_and(needs_breaks) => Some(""),
            _ if is_selector(c) && !before.is_some_and(|base| selects(base, c)) => Some(""),
            '\u{e0020}'..='\u{e007f}' if in_flag(text, start) => None,
            _ if is_hidden(c) => Some(""),
            _ => None,
        };
        match with {
            Some(with) => {
                edits.push(Edit { start, end, with });
                before = with.chars().next().or(before);
            }
            None => before = Some(c),
        }
    }
    edits
}

/// Controls, noncharacters, and format characters with no work to do in a text that is read.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}' | '\u{fdd0}'..='\u{fdef}')
        || (c as u32) & 0xfffe == 0xfffe
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a variation selector may stand behind this character: one behind a visible one, never a second.
fn selects(base: char, selector: char) -> bool {
    let ideograph = matches!(base, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}');
    match selector {
        '\u{e0100}'..='\u{e01ef}' => ideograph,
        _ => !base.is_whitespace() && !is_selector(base) && base != '\u{200d}',
    }
}

/// Whether a joiner has something to join: two emoji, or letters of a script whose shapes join.
fn joins(before: Option<char>, joiner: char, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    (joiner == '\u{200d}' && emoji_end(before) && is_emoji(after)) || has_joining(before)
}

fn emoji_end(c: char) -> bool {
    is_emoji(c) || c == '\u{fe0f}'
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Arabic and its kin, the Indic and South-East Asian scripts, Mongolian.
fn has_joining(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{a8e0}'..='\u{a8ff}' | '\u{fb50}'..='\u{fdcf}' | '\u{fe70}'..='\u{fefc}')
}

/// Scripts written without spaces, in which a zero-width space divides words.
fn needs_breaks(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19df}')
}

/// Whether a tag character stands in the flag of a region (a black flag, up to six letters, a cancel).
fn in_flag(text: &str, at: usize) -> bool {
    let is_tag = |c: char| matches!(c, '\u{e0020}'..='\u{e007f}');
    let mut tags_before = 0;
    let mut black = false;
    for c in text[..at].chars().rev() {
        if !is_tag(c) {
            black = c == '\u{1f3f4}';
            break;
        }
        tags_before += 1;
        if c == '\u{e007f}' || tags_before > 6 {
            return false;
        }
    }
    let ends = text[at..].chars().take_while(|&c| is_tag(c)).take(8);
    black && tags_before <= 6 && ends.last() == Some('\u{e007f}')
}

/// Edits for clusters that go on and on. What is cut off leaves a mark, which nothing joins: without it the rest of one
/// chain could be the beginning of the next.
fn chains(text: &str) -> Vec<Edit> {
    text.grapheme_indices(true)
        .filter(|(_, cluster)| cluster.len() > limits::CLUSTER)
        .filter_map(|(start, cluster)| {
            let (kept, _) = cluster.char_indices().nth(limits::CLUSTER)?;
            // A joiner has nothing left to join.
            let kept = cluster[..kept]
                .trim_end_matches(['\u{200c}', '\u{200d}'])
                .len();
            let (start, end) = (start + kept, start + cluster.len());
            Some(Edit {
                start,
                end,
                with: "\u{fffd}",
            })
        })
        .collect()
}

/// Edits for bidi controls that open or close nothing on their own line.
fn bidi(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    let drop_at = |start, edits: &mut Vec<Edit>| {
        edits.push(Edit {
            start,
            end: start + 3,
            with: "",
        });
    };
    for (at, c) in text.char_indices() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2068}' => {
                match open.len() < limits::BIDI {
                    true => open.push((at, c)),
                    false => drop_at(at, &mut edits),
                }
            }
            '\u{202c}' => match open.last() {
                Some((_, opener)) if *opener < '\u{2066}' => _ = open.pop(),
                _ => drop_at(at, &mut edits),
            },
            '\u{2069}' if open.iter().any(|&(_, opener)| opener >= '\u{2066}') => {
                while let Some((start, opener)) = open.pop() {
                    if opener >= '\u{2066}' {
                        break;
                    }
                    drop_at(start, &mut edits);
                }
            }
            '\u{2069}' => drop_at(at, &mut edits),
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                open.drain(..)
                    .for_each(|(start, _)| drop_at(start, &mut edits));
            }
            _ => {}
        }
    }
    open.drain(..)
        .for_each(|(start, _)| drop_at(start, &mut edits));
    edits.sort_by_key(|edit| edit.start);
    edits
}

#[cfg(test)]
mod tests;
