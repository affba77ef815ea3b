//! Pieces with their roles into articles: every piece goes to exactly one place, in the page's order.

use jiff::civil::Date;

use super::super::{Harvest, Hints, Kind};
use super::chars::{Ending, ending, hangul, kana, ornament};
use super::piece::{Piece, Role};
use super::{byline, furniture, label, seam};
use crate::article::{Article, Block, BlockKind};

/// What a folio has said for the articles under it.
#[derive(Debug, Clone, Default)]
struct Page {
    date: Option<Date>,
    number: Option<String>,
    section: Option<String>,
    paper: Option<String>,
}

/// Builds the harvest.
pub fn harvest(pieces: &[Piece], doubtful: &[usize], hints: &Hints) -> Harvest {
    let mut harvest = build(pieces, hints).finish();
    for line in doubtful {
        harvest.warn(
            "this heading may begin an article of its own, or not",
            format!("line {line}"),
        );
    }
    harvest.warnings.sort_by_key(|w| {
        w.place
            .trim_start_matches("line ")
            .parse::<usize>()
            .unwrap_or(0)
    });
    harvest
}

/// The article that each piece goes to, from 0; `None`: to the page.
pub fn homes(pieces: &[Piece]) -> Vec<Option<usize>> {
    build(pieces, &Hints::default()).homes
}

fn build<'a>(pieces: &'a [Piece], hints: &'a Hints) -> Builder<'a> {
    let mut builder = Builder::new(pieces, hints);
    for at in 0..pieces.len() {
        let labels = builder.harvest.labels.len();
        builder.take(at);
        let to_page = builder.harvest.labels.len() > labels;
        builder.homes.push((!to_page).then_some(builder.current));
    }
    builder
}

/// How far a jump line looks for a headline after it, and for the article that it takes up.
const NEAR: usize = 64;

struct Builder<'a> {
    pieces: &'a [Piece],
    hints: &'a Hints,
    harvest: Harvest,
    page: Page,
    /// Index of the page on which each article began.
    pages: Vec<usize>,
    folios: Vec<Page>,
    /// Block of the last article that each piece became.
    blocks: Vec<Option<(usize, usize)>>,
    /// The pieces with which an article begins.
    starts: Vec<bool>,
    /// The article of each piece taken so far.
    homes: Vec<Option<usize>>,
    /// The article at hand.
    current: usize,
    /// Articles that a jump line sends on, not yet taken up again.
    left_open: Vec<usize>,
    /// The next paragraph may go on where the article at hand was left.
    resumed: bool,
    /// A dateline that stays at the head of the next paragraph.
    dateline: String,
}

impl<'a> Builder<'a> {
    fn new(pieces: &'a [Piece], hints: &'a Hints) -> Self {
        Self {
            pieces,
            hints,
            harvest: Harvest {
                kind: Kind::Page,
                ..Harvest::default()
            },
            page: Page::default(),
            pages: Vec::new(),
            folios: vec![Page::default()],
            blocks: vec![None; pieces.len()],
            starts: starts(pieces),
            homes: Vec::with_capacity(pieces.len()),
            current: 0,
            left_open: Vec::new(),
            resumed: false,
            dateline: String::new(),
        }
    }

    fn take(&mut self, at: usize) {
        let piece = &self.pieces[at];
        let heads_text = piece.role.is_solid() || piece.role == Role::Subhead;
        if !self.dateline.is_empty() && !heads_text {
            self.block(at, BlockKind::Paragraph, "");
        }
        if self.starts[at] {
            self.begin();
        }
        let text = piece.text.as_str();
        match piece.role {
            Role::Furniture => self.furniture(at),
            Role::Rule => self.harvest.labels.push(text.to_owned()),
            Role::Label => self.label(at),
            Role::Section => self.section(at),
            Role::JumpOut => self.jump_out(text),
            Role::JumpIn => self.jump_in(at),
            Role::Byline => self.byline(at),
            Role::Title => self.article(at).title = bare(text).to_owned(),
            Role::Kicker => add(&mut self.article(at).kicker, bare(text)),
            Role::Deck => add(&mut self.article(at).deck, bare(text)),
            Role::Subhead | Role::Head => self.block(at, BlockKind::Subhead, bare(text)),
            Role::Caption => self.block(at, BlockKind::Caption, bare(text)),
            Role::Body => self.body(at),
            Role::List => self.block(at, BlockKind::List, text),
            Role::Table => self.block(at, BlockKind::Table, text),
            Role::Verse => self.block(at, BlockKind::Verse, text),
            Role::Quote => self.block(at, BlockKind::Quote, text),
        }
    }

    fn begin(&mut self) {
        self.harvest.articles.push(Article::default());
        self.pages.push(self.folios.len() - 1);
        self.current = self.harvest.articles.len() - 1;
        self.resumed = false;
    }

    /// The article that a piece belongs to; the first is begun by whatever comes first.
    fn article(&mut self, at: usize) -> &mut Article {
        if self.harvest.articles.is_empty() {
            self.begin();
            let place = format!("line {}", self.pieces[at].line);
            self.harvest.warn("text before any headline", place);
        }
        &mut self.harvest.articles[self.current]
    }

    fn block(&mut self, at: usize, kind: BlockKind, text: &str) {
        let mut whole = std::mem::take(&mut self.dateline);
        seam::append(&mut whole, text);
        if whole.is_empty() {
            self.harvest.labels.push(self.pieces[at].text.clone());
            return;
        }
        let blocks = &mut self.article(at).blocks;
        blocks.push(Block::new(kind, whole));
        let place = blocks.len() - 1;
        self.blocks[at] = Some((self.current, place));
    }

    /// A paragraph, or the rest of an earlier one.
    fn body(&mut self, at: usize) {
        let piece = &self.pieces[at];
        let resumed = std::mem::take(&mut self.resumed);
        let place = piece
            .continues
            .and_then(|from| self.blocks[from])
            .filter(|place| place.0 == self.current)
            .or_else(|| {
                if resumed && !piece.mended {
                    self.cut_paragraph()
                } else {
                    None
                }
            });
        let Some((article, block)) = place.filter(|_| self.dateline.is_empty()) else {
            self.block(at, BlockKind::Paragraph, &piece.text);
            return;
        };
        let text = &mut self.harvest.articles[article].blocks[block].text;
        seam::append(text, &piece.text);
        self.blocks[at] = place;
        if at == 0 || piece.continues != Some(at - 1) {
            let place = format!("line {}", piece.line);
            self.harvest
                .warn("joined to a sentence cut off further up", place);
        }
    }

    /// The last paragraph of the article at hand, if its sentence is not over.
    fn cut_paragraph(&self) -> Option<(usize, usize)> {
        let blocks = &self.harvest.articles.get(self.current)?.blocks;
        let last = blocks
            .iter()
            .rposition(|b| b.kind == BlockKind::Paragraph)?;
        let open = matches!(ending(&blocks[last].text), Ending::Open | Ending::Pause);
        open.then_some((self.current, last))
    }

    fn jump_out(&mut self, text: &str) {
        match self.harvest.articles.get_mut(self.current) {
            Some(article) => {
                article.labels.push(text.to_owned());
                if label::jump(text).is_some() {
                    self.left_open.push(self.current);
                }
            }
            None => self.harvest.labels.push(text.to_owned()),
        }
    }

    /// Takes up an article that another page left open, if no headline of its own follows.
    fn jump_in(&mut self, at: usize) {
        let text = &self.pieces[at].text;
        let titled = self.pieces[at..]
            .iter()
            .take(NEAR)
            .find(|p| p.role == Role::Title || p.role.is_solid())
            .is_some_and(|p| p.role == Role::Title);
        let just_begun = self
            .harvest
            .articles
            .get(self.current)
            .is_some_and(|article| !article.title.is_empty() && article.blocks.is_empty());
        if !titled && !just_begun && !self.starts[at] {
            let from = label::page_named(text);
            let matching = |&nth: &usize| {
                let page = self
                    .folios
                    .get(self.pages[nth])
                    .and_then(|p| p.number.as_deref());
                page.is_some() && page == from.as_deref()
            };
            let last = self.left_open.len().checked_sub(1);
            let found = (0..self.left_open.len())
                .rev()
                .take(NEAR)
                .find(|&i| matching(&self.left_open[i]));
            let found = found.or(last);
            if let Some(nth) = found {
                self.current = self.left_open.remove(nth);
                self.resumed = true;
            }
        }
        match self.harvest.articles.get_mut(self.current) {
            Some(article) => article.labels.push(text.clone()),
            None => self.harvest.labels.push(text.clone()),
        }
    }

    fn furniture(&mut self, at: usize) {
        let piece = &self.pieces[at];
        self.harvest.labels.push(piece.text.clone());
        let Some(folio) = furniture::folio(&piece.text) else {
            return;
        };
        if folio.page.is_some() && self.page.number.is_some() && folio.page != self.page.number {
            self.page = Page {
                date: self.page.date,
                paper: self.page.paper.clone(),
                ..Page::default()
            };
        }
        self.page.date = folio.date.or(self.page.date);
        self.page.number = folio.page.or(self.page.number.take());
        self.page.section = folio.section.or(self.page.section.take());
        self.page.paper = folio.paper.or(self.page.paper.take());
        self.folios.push(self.page.clone());
    }

    /// A column label belongs to the article at hand; one before any headline, to the page.
    fn label(&mut self, at: usize) {
        let text = &self.pieces[at].text;
        let section = label::section(text);
        match self.harvest.articles.get_mut(self.current) {
            Some(article) => {
                if article.section.is_none() {
                    article.section = section;
                }
                article.labels.push(text.clone());
            }
            None => {
                self.harvest.labels.push(text.clone());
                self.page.section = section.or(self.page.section.take());
                self.folios.push(self.page.clone());
            }
        }
    }

    /// A section by a reader's word: the article's, or the page's if none has begun.
    fn section(&mut self, at: usize) {
        let text = self.pieces[at].text.clone();
        let name = Some(bare(&text).to_owned());
        match self.harvest.articles.get_mut(self.current) {
            Some(article) => {
                article.section = name;
                article.labels.push(text);
            }
            None => {
                self.harvest.labels.push(text);
                self.page.section = name;
                self.folios.push(self.page.clone());
            }
        }
    }

    /// A second dateline within an article stays in its paragraph.
    fn byline(&mut self, at: usize) {
        let piece = &self.pieces[at];
        let text = bare(&piece.text).to_owned();
        let article = self.article(at);
        let has_text = article
            .blocks
            .iter()
            .any(|b| b.kind == BlockKind::Paragraph);
        if piece.inline && has_text {
            self.dateline = piece.text.clone();
            return;
        }
        if article.author.is_none() {
            article.author = byline::author(&text);
        }
        add(&mut article.byline, &text);
    }

    fn finish(mut self) -> Harvest {
        if !self.dateline.is_empty() && !self.pieces.is_empty() {
            self.block(self.pieces.len() - 1, BlockKind::Paragraph, "");
        }
        let mut harvest = self.harvest;
        let leading = self.pages.first().is_some_and(|&first| first > 0);
        for (article, began) in harvest.articles.iter_mut().zip(self.pages) {
            let foot = || self.folios[began..].iter().find(|f| f.number.is_some());
            let page = if leading {
                self.folios.get(began)
            } else {
                foot()
            };
            let page = page.unwrap_or(&self.page);
            article.section = article
                .section
                .take()
                .or_else(|| page.section.clone())
                .or_else(|| self.hints.section.clone());
            article.page = page.number.clone();
            article.edition = self.hints.edition.or(page.date);
            article.publication = self
                .hints
                .publication
                .clone()
                .or_else(|| page.paper.clone());
            article.language = language(article);
        }
        harvest
    }
}

/// Which pieces an article begins with: its title, or what stands before it in the group and belongs to it; and what a
/// reader said it begins with.
pub fn starts(pieces: &[Piece]) -> Vec<bool> {
    let mut starts: Vec<bool> = pieces.iter().map(|piece| piece.begins).collect();
    for at in 0..pieces.len() {
        if pieces[at].role != Role::Title || is_begun(pieces, at) {
            continue;
        }
        let mut first = at;
        while first > 0
            && matches!(
                pieces[first - 1].role,
                Role::Kicker | Role::Label | Role::Section | Role::JumpIn
            )
            && !starts[first - 1]
        {
            first -= 1;
        }
        starts[first] = true;
    }
    starts
}

/// Whether the headline stands under a line with which, by a reader's word, its article begins.
fn is_begun(pieces: &[Piece], title: usize) -> bool {
    let over = |piece: &&Piece| !piece.role.is_solid() && piece.role != Role::Title;
    let mut head = pieces[..title].iter().rev().take_while(over);
    pieces[title].begins || head.any(|piece| piece.begins)
}

/// Without opening ornaments, which are mark-up.
fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| ornament(c) || c.is_whitespace())
}

fn add(field: &mut Option<String>, text: &str) {
    match field {
        Some(before) => {
            before.push(' ');
            before.push_str(text);
        }
        None => *field = Some(text.to_owned()),
    }
}

/// Characters that only Simplified or only Traditional Chinese has, of the commonest.
const SIMPLIFIED: &str = "国这们来说时会对发为个动经过进还关种产业东开长问两从现当话实应总书电让见车门马员报记间场听论请钱币师历纪级练组织结给统该认计议设证评词译试诉讯访谈调谢军农冲决况净减凤击划则创务华单卖卫厂厅";
const TRADITIONAL: &str = "國這們來說時會對發為個動經過進還關種產業東開長問兩從現當話實應總書電讓見車門馬員報記間場聽論請錢幣師歷紀級練組織結給統該認計議設證評詞譯試訴訊訪談調謝軍農衝決況淨減鳳擊劃則創務華單賣衛廠廳";

/// The language that an article is written in, by its script.
fn language(article: &Article) -> Option<String> {
    let mut counts = [0usize; 5];
    let body = article.blocks.iter().map(|b| b.text.as_str());
    for c in body
        .chain([article.title.as_str()])
        .flat_map(str::chars)
        .take(4000)
    {
        match c {
            c if kana(c) => counts[0] += 1,
            c if hangul(c) => counts[1] += 1,
            c if c.is_ascii_alphabetic() => counts[2] += 1,
            c if SIMPLIFIED.contains(c) => counts[3] += 1,
            c if TRADITIONAL.contains(c) => counts[4] += 1,
            _ => {}
        }
    }
    let [kana, hangul, latin, simplified, traditional] = counts;
    let han = simplified + traditional;
    let tag = if hangul > 0 && hangul * 2 >= han && hangul * 3 > latin {
        "ko"
    } else if kana > han && kana * 3 > latin {
        "ja"
    } else if han * 10 > latin {
        if simplified > traditional {
            "zh-Hans"
        } else {
            "zh-Hant"
        }
    } else if latin > 0 {
        "en"
    } else {
        return None;
    };
    Some(tag.to_owned())
}
