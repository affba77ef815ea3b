//! What each piece is, by all the clues together.
//!
//! The rules see one sign each, and are sure of it; pages of other hands break one or the other. So what they say is a clue
//! among many ([`super::clues`]), and the tags of a page are those that are likeliest together: by all clues of all its pieces,
//! which a small network reads downwards and upwards ([`super::net`]), and by each tag's following the one before, for which
//! common clues speak, too: what is longer than the headline over it is a deck. (A conditional random field over recurrent
//! units: Z. Huang, W. Xu and K. Yu, 2015.) `tests/support/learn.rs` fits the weights to the pages in `tests/fixtures/tagged`;
//! they stand in `tags.bin` ([`super::learnt`]).

use super::chars::{Ending, ending, measure, ornament, square};
use super::learnt::Weights;
use super::net::Matrix;
use super::piece::{Piece, Role};
use super::score::Ranked;
use super::{caption, clues, label, quote, seam};

/// What a piece is, as the tagged pages have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// The headline of an article.
    Title,
    /// The next line of a heading or of a picture's words.
    More,
    /// The line over a headline.
    Kicker,
    /// The line under it.
    Deck,
    /// A heading within an article.
    Subhead,
    /// Who wrote it.
    Byline,
    /// The words under a picture.
    Caption,
    /// Running text.
    Body,
    /// An item of a list.
    List,
    /// A row of a table.
    Table,
    /// A line of verse.
    Verse,
    /// A quotation set apart.
    Quote,
    /// A column's or section's name.
    Label,
    /// The page's own.
    Page,
    /// What a rule alone can say: a line drawn, a jump line, a section by a reader's word.
    Fixed,
}

/// How many tags there are.
pub const MANY: usize = 15;

/// All of them, in the order of their weights.
pub const TAGS: [Tag; MANY] = [
    Tag::Title,
    Tag::More,
    Tag::Kicker,
    Tag::Deck,
    Tag::Subhead,
    Tag::Byline,
    Tag::Caption,
    Tag::Body,
    Tag::List,
    Tag::Table,
    Tag::Verse,
    Tag::Quote,
    Tag::Label,
    Tag::Page,
    Tag::Fixed,
];

/// How much each tag is worth for a piece.
type Row = [f32; MANY];

/// Gives every piece the role of its likeliest tag.
pub fn settle(pieces: Vec<Piece>, ranked: &[Ranked], weights: &Weights) -> Vec<Piece> {
    let worths = weights.of(pieces.len(), |see| clues::of(&pieces, ranked, see));
    let (mut rows, steps): (Vec<Vec<f32>>, Vec<Matrix>) = worths.into_iter().unzip();
    for (row, open) in rows.iter_mut().zip(open(&pieces)) {
        let shut = row.iter_mut().zip(open).filter(|(_, open)| !open);
        shut.for_each(|(worth, _)| *worth = NEVER);
    }
    give(pieces, &likeliest(&rows, &steps))
}

/// Which tags each piece can have.
pub fn open(pieces: &[Piece]) -> Vec<[bool; MANY]> {
    let mut cut_off = vec![false; pieces.len()];
    for from in pieces.iter().filter_map(|piece| piece.continues) {
        cut_off[from] |= measure(&pieces[from].text) > LONGEST_OPEN_QUOTE;
    }
    let rests: Vec<bool> = (0..pieces.len()).map(|at| is_rest(pieces, at)).collect();
    let section = |piece: &Piece| label::section(&piece.text).is_some();
    let sections: Vec<bool> = pieces.iter().map(section).collect();
    let in_parts: Vec<bool> = pieces.iter().map(|piece| in_parts(&piece.text)).collect();
    let dated = |piece: &Piece| ending(&piece.text) == Ending::Open && dated(&piece.text);
    let dated: Vec<bool> = pieces.iter().map(dated).collect();
    let of_piece = |(at, piece): (usize, &Piece)| {
        TAGS.map(|tag| {
            // What was cut off the head of a text is a byline or its own.
            let cut = piece.inline && !matches!(tag, Tag::Byline | Tag::Body);
            let fixed = is_fixed(piece.role);
            // Rows in columns are a table, or a list's.
            let columns = piece.role == Role::Table && !matches!(tag, Tag::Table | Tag::List);
            // Half of a sentence, and so long, was pulled out of none.
            let half = cut_off[at] && tag == Tag::Quote;
            // A picture's words end no sentence of the text.
            let rest = rests[at] && tag == Tag::Caption;
            // A section's name is no writer's.
            let named = sections[at] && tag == Tag::Byline;
            // Capitals on a page of another script are a label's twin.
            let twins = piece.role == Role::Label && label::capitals(&piece.text);
            let twin = twins && !matches!(tag, Tag::Label | Tag::Page);
            // Parts side by side without a mark are a headline's.
            let text = [Tag::Caption, Tag::Body, Tag::Quote, Tag::Byline, Tag::List];
            let headline = in_parts[at] && text.contains(&tag);
            // Who did something today, without a full stop, is news or the words under a picture.
            let news = dated[at] && matches!(tag, Tag::Subhead | Tag::Body | Tag::Quote);
            // An ornament opens something.
            let opened = tag == Tag::More && piece.text.starts_with(ornament);
            let shut = (tag == Tag::Fixed) != fixed
                || cut && !fixed
                || columns
                || half
                || rest
                || named
                || twin
                || headline
                || news
                || opened;
            !shut
        })
    };
    pieces.iter().enumerate().map(of_piece).collect()
}

/// Fewest parts of a headline that no other text has, and fewest characters of each: names are shorter.
const PARTS: usize = 3;
const PART: usize = 5;

/// Three parts and more on one line without any mark: `甲乙丙丁戊 己庚辛壬癸 子丑寅卯辰`.
fn in_parts(text: &str) -> bool {
    let part = |part: &str| {
        part.chars().count() >= PART
            && part.chars().all(char::is_alphanumeric)
            && part.contains(square)
    };
    !text.contains('\n')
        && text.split_whitespace().count() >= PARTS
        && text.split_whitespace().all(part)
}

/// It begins with a name of two to four characters and today or yesterday: `孫某今在京出席…`, `某司長昨晚抵…`.
fn dated(text: &str) -> bool {
    let day = text.split_once(['今', '昨']);
    let Some((name, after)) = day else {
        return false;
    };
    let named = (2..=4).contains(&name.chars().count()) && name.chars().all(square);
    let after = after.trim_start_matches(['日', '天', '早', '午', '晚']);
    named && after.starts_with(['在', '於', '到', '赴', '抵', '與', '出'])
}

/// Longest first clause of what begins a paragraph, and no rest of one, in characters: `目前，`.
const OPENING: usize = 3;

/// It goes on from the text directly above and ends its sentence, and what stands under it begins a paragraph.
fn is_rest(pieces: &[Piece], at: usize) -> bool {
    let goes_on = at > 0 && pieces[at].continues == Some(at - 1);
    let ended = ending(&pieces[at].text) == Ending::Full && !caption::is_credited(&pieces[at].text);
    let opens = |next: &Piece| {
        let clause = next
            .text
            .split_once('，')
            .map(|(clause, _)| clause.chars().count());
        clause.is_some_and(|many| many <= OPENING)
    };
    goes_on && ended && pieces.get(at + 1).is_some_and(opens)
}

/// Longest quotation that ends without a mark and after which the text seems to go on with it, in measure.
const LONGEST_OPEN_QUOTE: usize = 56;

/// Of what cannot be.
const NEVER: f32 = -1e6;

/// Whether no tag but [`Tag::Fixed`] fits a role.
pub fn is_fixed(role: Role) -> bool {
    use Role::{JumpIn, JumpOut, Rule, Section};
    matches!(role, Rule | JumpIn | JumpOut | Section)
}

/// The tags that are worth most together (Viterbi's way), by what each is worth for a piece and after another; of tags
/// alike, the first.
fn likeliest(rows: &[Vec<f32>], steps: &[Matrix]) -> Vec<Tag> {
    let best = |of: &dyn Fn(usize) -> f32| {
        let tags = (0..MANY).rev();
        tags.max_by(|a, b| of(*a).total_cmp(&of(*b))).unwrap_or(0)
    };
    let mut from: Vec<[usize; MANY]> = Vec::with_capacity(rows.len());
    let mut sums = [0.0; MANY];
    for (at, (row, after)) in rows.iter().zip(steps).enumerate() {
        let by = |before: usize, tag: usize| match at {
            0 => 0.0,
            _ => sums[before] + after.row(before)[tag],
        };
        let before: [usize; MANY] = std::array::from_fn(|tag| best(&|before| by(before, tag)));
        let next: Row = std::array::from_fn(|tag| by(before[tag], tag) + row[tag]);
        // Only differences matter, and sums stay small.
        let most = next.iter().copied().fold(f32::MIN, f32::max);
        sums = next.map(|sum| (sum - most).max(NEVER));
        from.push(before);
    }
    let mut tag = best(&|tag| sums[tag]);
    let mut tags: Vec<Tag> = Vec::with_capacity(rows.len());
    for from in from.iter().rev() {
        tags.push(TAGS[tag]);
        tag = from[tag];
    }
    tags.reverse();
    tags
}

/// Pieces with the roles of their tags; what goes on from the piece above is joined to it.
pub fn give(pieces: Vec<Piece>, tags: &[Tag]) -> Vec<Piece> {
    let mut given: Vec<Piece> = Vec::with_capacity(pieces.len());
    for (mut piece, tag) in pieces.into_iter().zip(tags) {
        if piece.role == Role::Table && *tag == Tag::List {
            given.extend(items(&piece));
            continue;
        }
        piece.role = role(*tag, &piece);
        piece.continues = None;
        if !matches!(piece.role, Role::Table | Role::Verse | Role::List) {
            piece.text = on_one_line(&piece.text);
        }
        match given.last_mut() {
            Some(before) if joins(before, &piece, *tag) => absorb(before, &piece),
            _ => given.push(piece),
        }
    }
    lead_in(&mut given);
    for piece in &mut given {
        let cut = matches!(piece.role, Role::Byline | Role::JumpIn | Role::JumpOut);
        piece.inline = piece.inline && cut;
    }
    given
}

/// What leads in to no headline is the headline: among what stands between two texts one must be. Where nothing leads in, the
/// name of a column is the headline of what stands under it. What stands under none is a subhead.
fn lead_in(pieces: &mut [Piece]) {
    let mut from = 0;
    while from < pieces.len() {
        let heads = pieces[from..].iter();
        let end = from + heads.take_while(|piece| !piece.role.is_solid()).count();
        let over_text = end < pieces.len();
        let run = &mut pieces[from..end];
        from = end + 1;
        if run.iter().any(|piece| piece.role == Role::Title) {
            continue;
        }
        if let Some(first) = run.iter_mut().find(|piece| piece.role == Role::Kicker) {
            first.role = Role::Title;
            continue;
        }
        let decks = run.iter_mut().filter(|piece| piece.role == Role::Deck);
        decks.for_each(|piece| piece.role = Role::Subhead);
        let names = run.iter_mut().rev();
        let name = names
            .filter(|_| over_text)
            .find(|piece| piece.role == Role::Label && label::section(&piece.text).is_none());
        if let Some(name) = name {
            name.role = Role::Title;
        }
    }
}

/// The role that a tag stands for.
fn role(tag: Tag, piece: &Piece) -> Role {
    let section = || label::section(&piece.text).is_some();
    match tag {
        Tag::Title => Role::Title,
        Tag::Kicker => Role::Kicker,
        Tag::Deck | Tag::More => Role::Deck,
        Tag::Subhead => Role::Subhead,
        Tag::Byline => Role::Byline,
        Tag::Caption => Role::Caption,
        Tag::Body => Role::Body,
        Tag::List => Role::List,
        Tag::Table => Role::Table,
        Tag::Verse => Role::Verse,
        Tag::Quote => Role::Quote,
        // A folio says more than its name, and a section's name is the page's, too.
        Tag::Label if piece.role == Role::Furniture => Role::Furniture,
        Tag::Label => Role::Label,
        Tag::Page if piece.role == Role::Label && section() => Role::Label,
        Tag::Page => Role::Furniture,
        Tag::Fixed => piece.role,
    }
}

/// The piece is one with that before it: the next line of a heading, of a poem or of a table, or the text from whose head
/// was cut what is no byline.
fn joins(before: &Piece, piece: &Piece, tag: Tag) -> bool {
    use Role::{Body, Caption, Deck, Kicker, Quote, Subhead, Table, Title, Verse};
    let rest = before.role == Body && before.inline && piece.role == Body;
    // What was cut in doubt, and is the same on both sides, is one.
    let rest = rest || piece.glued && before.role == piece.role && !matches!(tag, Tag::More);
    let goes_on = matches!(
        before.role,
        Title | Kicker | Deck | Subhead | Caption | Quote
    );
    let more = tag == Tag::More && goes_on;
    let line = matches!(piece.role, Verse | Table) && piece.role == before.role;
    let stanza = usize::from(piece.role == Verse);
    rest || more || line && piece.blanks <= stanza && !piece.page_break
}

/// The rows of a table as the items of a list.
fn items(table: &Piece) -> impl Iterator<Item = Piece> {
    table.text.lines().enumerate().map(|(nth, row)| {
        let mut item = table.without_text();
        item.text = row.replace('\t', " ");
        item.role = Role::List;
        (item.line, item.rows) = (table.line + nth, 1);
        if nth > 0 {
            (item.blanks, item.page_break) = (0, false);
        }
        item
    })
}

fn absorb(before: &mut Piece, piece: &Piece) {
    if piece.glued && !before.inline {
        before.absorb(piece, ' ');
        return;
    }
    match before.role {
        Role::Body | Role::Caption | Role::Quote => {
            seam::append(&mut before.text, &piece.text);
            before.rows += piece.rows;
            before.inline = false;
        }
        Role::Verse | Role::Table => {
            if piece.blanks > 0 && !quote::is_source(&piece.text) {
                before.text.push('\n');
            }
            before.absorb(piece, '\n');
        }
        _ => before.absorb(piece, ' '),
    }
}

/// The lines of a text that is no poem and no table.
fn on_one_line(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        seam::append(&mut whole, line);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn three_parts_without_a_mark_are_a_headline() {
        let check = |text: &str, expect: bool| assert_eq!(in_parts(text), expect, "{text}");
        check("南灣12名社工完成實習 彼此取經收穫多 兩地經驗可互補", true);
        check("彼此取經收穫多　兩地經驗可互補　共建服務更貼心", true);
        check("彼此取經收穫多 兩地經驗可互補", false);
        check("左起：陳大文司長 李小明局長 王志強署長", false);
        check("陳大文 李小明 王志強", false);
        check("Three words here together", false);
        check("", false);
    }

    #[test]
    fn who_did_something_today_is_no_subhead() {
        let check = |text: &str, expect: bool| assert_eq!(dated(text), expect, "{text}");
        check("賀思敏今在京出席論壇介紹詳情", true);
        check("何局長昨晚抵達碼頭", true);
        check("岑校長今與家長會面", true);
        check("今在京出席論壇", false);
        check("選址凸顯今日角色", false);
        check("賀思敏：今在京", false);
    }

    #[test]
    fn a_tag_is_as_likely_as_what_stands_around_it() {
        let at = |tag| TAGS.iter().position(|known| *known == tag).unwrap();
        let row = |tags: &[(Tag, f32)]| {
            let mut row = vec![0.0; MANY];
            tags.iter().for_each(|(tag, worth)| row[at(*tag)] = *worth);
            row
        };
        let mut after = Matrix::zero(MANY, MANY);
        after.row_mut(at(Tag::Kicker))[at(Tag::Title)] = 20.0;
        let check = |rows: &[Vec<f32>], expect: &[Tag]| {
            assert_eq!(likeliest(rows, &vec![after.clone(); rows.len()]), expect);
        };
        check(&[], &[]);
        check(&[row(&[(Tag::Body, 1.0)])], &[Tag::Body]);
        check(&[row(&[])], &[Tag::Title]);
        let first = row(&[(Tag::Title, 9.0), (Tag::Kicker, 5.0)]);
        let second = row(&[(Tag::Deck, 9.0), (Tag::Title, 2.0)]);
        check(&[first.clone(), second], &[Tag::Kicker, Tag::Title]);
        check(
            &[first, row(&[(Tag::Body, 60.0)])],
            &[Tag::Title, Tag::Body],
        );
    }

    #[test]
    fn over_every_text_stands_a_headline() {
        use Role::{Body, Deck, Kicker, Label, Rule, Subhead, Title};
        let check = |given: &[(&str, Role)], expect: &[Role]| {
            let piece = |(text, role): &(&str, Role)| Piece::of(&lines::split(text)[0], *role);
            let mut pieces: Vec<Piece> = given.iter().map(piece).collect();
            lead_in(&mut pieces);
            let roles: Vec<Role> = pieces.iter().map(|piece| piece.role).collect();
            assert_eq!(roles, expect, "{given:?}");
        };
        let text = ("渡輪明日加價。", Body);
        check(&[("青鉛筆", Label), text], &[Title, Body]);
        check(
            &[("短歌", Label), ("初夏", Label), text],
            &[Label, Title, Body],
        );
        // A section's name is none, nor is what stands over nothing, or over a headline.
        check(&[("社評", Label), text], &[Label, Body]);
        check(&[text, ("青鉛筆", Label)], &[Body, Label]);
        check(
            &[("青鉛筆", Label), ("渡輪", Title), text],
            &[Label, Title, Body],
        );
        // What leads in comes first; a deck under nothing is a subhead.
        check(
            &[("青鉛筆", Label), ("渡輪", Kicker), text],
            &[Label, Title, Body],
        );
        check(&[("渡輪", Deck), text], &[Subhead, Body]);
        check(&[("────", Rule), text], &[Rule, Body]);
    }
}
