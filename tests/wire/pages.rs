//! Screens of a reader, made up: headlines and articles in layouts, drawn into buffers as the reader draws them.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
};
use unicode_segmentation::UnicodeSegmentation;

use super::judges::cells;

/// Dice that fall the same way every time.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n.max(1)
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

const HAN: [&str; 24] = [
    "渡輪",
    "早市",
    "舊街",
    "圖書館",
    "豆漿",
    "燈塔",
    "颱風",
    "工會",
    "地圖",
    "學生",
    "碼頭",
    "電車",
    "議員",
    "花販",
    "鐘樓",
    "水務署",
    "河堤",
    "印刷廠",
    "排字",
    "夜班",
    "編輯",
    "校對",
    "版面",
    "油墨",
];
const LINKS: [&str; 12] = [
    "在", "與", "的", "已", "將", "不", "又", "說", "往", "問", "等", "是",
];
const MARKS: [&str; 6] = ["，", "。", "、", "；", "」", "："];
/// Clusters that terminals draw in different ways, and scripts other than Han.
const ODD: [&str; 24] = [
    "…",
    "—",
    "“",
    "①",
    "·",
    "❤\u{fe0f}",
    "👍🏽",
    "👨\u{200d}👩\u{200d}👧",
    "🗞",
    "📰",
    "🇭🇰",
    "e\u{301}",
    "\u{1112}\u{1161}\u{11ab}",
    "한",
    "か\u{3099}",
    "ｶ",
    "ﾞ",
    "Ａ",
    "α",
    "Ж",
    "é",
    "⌚",
    "𠮷",
    "a\u{20dd}",
];

/// How daring a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// What a newspaper prints.
    Plain,
    /// With clusters that terminals disagree about.
    Odd,
}

pub fn sentence(dice: &mut Dice, words: usize, text: Text) -> String {
    let mut out = String::new();
    for i in 0..words {
        out.push_str(dice.pick::<&str>(&HAN));
        out.push_str(dice.pick::<&str>(&LINKS));
        if text == Text::Odd && dice.one_in(3) {
            out.push_str(dice.pick::<&str>(&ODD));
        }
        if dice.one_in(7) {
            out.push_str(&format!("{}", dice.below(2000)));
        }
        if i % 3 == 2 {
            out.push_str(dice.pick::<&str>(&MARKS));
        }
    }
    out
}

/// An article in lines of at most `measure` cells, paragraphs indented by two.
pub fn article(dice: &mut Dice, paragraphs: usize, measure: usize, text: Text) -> Vec<String> {
    let mut lines = Vec::new();
    for _ in 0..paragraphs {
        let words = 5 + dice.below(18);
        let body = format!("　　{}。", sentence(dice, words, text));
        let (mut line, mut used) = (String::new(), 0);
        for cluster in body.graphemes(true) {
            if used + cells(cluster) > measure {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            used += cells(cluster);
            line.push_str(cluster);
        }
        lines.push(line);
    }
    lines
}

/// Writes text from `x` to `right`, as the reader does: a covered cell holds the empty symbol.
pub fn put(buffer: &mut Buffer, x: u16, y: u16, right: u16, text: &str, style: Style) -> u16 {
    let mut x = x;
    if y >= buffer.area.height {
        return x;
    }
    let right = right.min(buffer.area.width);
    for cluster in text.graphemes(true) {
        let width = cells(cluster) as u16;
        if width == 0 {
            continue;
        }
        if x + width > right {
            break;
        }
        restyle(buffer, x, y, cluster, style);
        for i in 1..width {
            restyle(buffer, x + i, y, "", style);
        }
        x += width;
    }
    x
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Headlines over an article, no borders, bars below.
    Stack,
    /// An article alone, a bar below.
    Full,
    /// Headlines beside an article, a rule between.
    Side,
    /// Sections, headlines, article.
    Columns,
}

/// Colours and attributes of a page.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub body: Style,
    pub title: Style,
    pub dim: Style,
    pub chosen: Style,
    /// The whole row is highlighted, rather than a marker cell.
    pub highlight: bool,
}

pub const LEAN: Look = Look {
    body: Style::new(),
    title: Style::new().add_modifier(Modifier::BOLD),
    dim: Style::new().fg(Color::DarkGray),
    chosen: Style::new(),
    highlight: false,
};

/// A reader's screen.
#[derive(Debug, Clone)]
pub struct Page {
    pub width: u16,
    pub height: u16,
    pub layout: Layout,
    pub look: Look,
    pub heads: Vec<String>,
    pub list_top: usize,
    pub chosen: usize,
    pub lines: Vec<String>,
    pub top: usize,
    pub status: String,
    /// 0 the list, 1 the article.
    pub focus: usize,
    pub overlay: Option<Rect>,
    pub cursor_shown: bool,
}

impl Page {
    pub fn new(
        width: u16,
        height: u16,
        layout: Layout,
        look: Look,
        text: Text,
        dice: &mut Dice,
    ) -> Self {
        let heads = (0..200).map(|_| {
            let words = 5 + dice.below(4);
            format!(
                "{} {}",
                dice.pick::<&str>(&HAN),
                sentence(dice, words, text)
            )
        });
        let heads = heads.collect();
        let measure = usize::from(width).saturating_sub(2).clamp(4, 40);
        Self {
            width,
            height,
            layout,
            look,
            heads,
            list_top: 0,
            chosen: 0,
            lines: article(dice, 240, measure, text),
            top: 0,
            status: String::new(),
            focus: 0,
            overlay: None,
            cursor_shown: false,
        }
    }

    /// The list and the article.
    pub fn panes(&self) -> [Rect; 2] {
        let (w, h) = (self.width, self.height);
        let rest = h.saturating_sub(2);
        match self.layout {
            Layout::Stack => {
                let list = (rest * 24 / 38).min(rest);
                let top = (list + 1).min(rest);
                [Rect::new(0, 0, w, list), Rect::new(0, top, w, rest - top)]
            }
            Layout::Full => [Rect::default(), Rect::new(0, 0, w, h.saturating_sub(1))],
            Layout::Side => {
                let half = w / 2;
                [
                    Rect::new(0, 1, half, rest),
                    Rect::new(half + 1, 1, w.saturating_sub(half + 1), rest),
                ]
            }
            Layout::Columns => {
                let (a, b) = (w / 5, w * 3 / 5);
                [
                    Rect::new(a + 1, 1, b.saturating_sub(a + 1), rest),
                    Rect::new(b + 1, 1, w.saturating_sub(b + 1), rest),
                ]
            }
        }
    }

    pub fn list_rows(&self) -> usize {
        usize::from(self.panes()[0].height)
    }

    pub fn choose(&mut self, chosen: usize) {
        self.chosen = chosen.min(self.heads.len() - 1);
        let rows = self.list_rows().max(1);
        self.list_top = self
            .list_top
            .clamp((self.chosen + 1).saturating_sub(rows), self.chosen);
    }

    pub fn cursor(&self) -> Option<(u16, u16)> {
        let list = self.panes()[0];
        let y = list.y + (self.chosen - self.list_top.min(self.chosen)) as u16;
        (self.cursor_shown && list.height > 0 && y < list.bottom()).then_some((list.x, y))
    }

    pub fn draw(&self) -> Buffer {
        let area = Rect::new(0, 0, self.width, self.height);
        let mut buffer = Buffer::empty(area);
        buffer.set_style(area, self.look.body);
        let [list, text] = self.panes();
        self.draw_list(&mut buffer, list);
        for (y, line) in (text.y..text.bottom()).zip(self.lines.iter().skip(self.top)) {
            put(&mut buffer, text.x, y, text.right(), line, self.look.body);
        }
        self.draw_frame(&mut buffer);
        if let Some(over) = self.overlay {
            self.draw_overlay(&mut buffer, over.intersection(area));
        }
        buffer
    }

    fn draw_list(&self, buffer: &mut Buffer, list: Rect) {
        let rows = self.heads.iter().enumerate().skip(self.list_top);
        for (y, (i, head)) in (list.y..list.bottom()).zip(rows) {
            let chosen = i == self.chosen;
            let style = if chosen && self.look.highlight {
                self.look.chosen
            } else {
                self.look.body
            };
            if chosen && self.look.highlight {
                buffer.set_style(Rect::new(list.x, y, list.width, 1), style);
            }
            let mark = if chosen { ">" } else { " " };
            let x = put(buffer, list.x, y, list.right(), mark, style);
            put(buffer, x, y, list.right(), head, style);
        }
    }

    fn draw_frame(&self, buffer: &mut Buffer) {
        let (w, h) = (self.width, self.height);
        let [list, text] = self.panes();
        let title = |focus: usize| {
            if self.focus == focus {
                self.look.title
            } else {
                self.look.dim
            }
        };
        match self.layout {
            Layout::Stack => {
                put(buffer, 0, list.bottom(), w, "■ 正文", title(1));
                put(buffer, 0, h.saturating_sub(2), w, "■ 標題", title(0));
                put(
                    buffer,
                    8,
                    h.saturating_sub(2),
                    w,
                    "全部 37  1要聞 8  2港聞 11",
                    self.look.body,
                );
            }
            Layout::Full => {}
            Layout::Side | Layout::Columns => {
                put(buffer, list.x, 0, list.right(), "■ 標題", title(0));
                put(buffer, text.x, 0, text.right(), "■ 正文", title(1));
                for y in 0..h.saturating_sub(1) {
                    put(buffer, text.x.saturating_sub(1), y, w, "│", self.look.dim);
                    if self.layout == Layout::Columns {
                        put(buffer, list.x.saturating_sub(1), y, w, "│", self.look.dim);
                        put(
                            buffer,
                            0,
                            y,
                            list.x.saturating_sub(1),
                            &self.heads[usize::from(y)],
                            self.look.dim,
                        );
                    }
                }
            }
        }
        put(
            buffer,
            0,
            h.saturating_sub(1),
            w,
            &self.status,
            self.look.dim,
        );
    }

    fn draw_overlay(&self, buffer: &mut Buffer, over: Rect) {
        for y in over.y..over.bottom() {
            let edge = y == over.y || y + 1 == over.bottom();
            for x in over.x..over.right() {
                let side = x == over.x || x + 1 == over.right();
                let symbol = if edge {
                    "─"
                } else if side {
                    "│"
                } else {
                    " "
                };
                set(buffer, x, y, symbol, self.look.chosen);
            }
        }
    }
}

/// Writes a narrow cell; what is left of a wide glyph that it cuts becomes blank.
pub fn set(buffer: &mut Buffer, x: u16, y: u16, symbol: &str, style: Style) {
    if buffer[(x, y)].symbol().is_empty() {
        let head = (0..x).rev().find(|x| !buffer[(*x, y)].symbol().is_empty());
        for x in head.unwrap_or(0)..x {
            buffer[(x, y)].set_symbol(" ");
        }
    }
    let mut after = x + 1;
    while after < buffer.area.width && buffer[(after, y)].symbol().is_empty() {
        buffer[(after, y)].set_symbol(" ");
        after += 1;
    }
    restyle(buffer, x, y, symbol, style);
}

fn restyle(buffer: &mut Buffer, x: u16, y: u16, symbol: &str, style: Style) {
    let cell = &mut buffer[(x, y)];
    cell.modifier = Modifier::empty();
    cell.set_symbol(symbol).set_style(style);
}
