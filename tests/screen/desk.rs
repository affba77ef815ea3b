//! A session at no terminal: an invented paper in a store of its own, keys typed as the configuration writes them.

use std::time::Duration;

use jiff::civil::{Date, date};
use kanbao::article::{Article, Block, BlockKind, Inline, InlineKind};
use kanbao::session::{Session, Settings, Setup, Wire};
use kanbao::store::Store;
use kanbao::term::{Caps, Code, Key};
use kanbao::tui::{LayoutChoice, parse_keys};
use kanbao::words::UiLang;
use ratatui::buffer::Buffer;

/// The day on which everything here happens.
pub const TODAY: Date = date(2025, 3, 24);

/// A session, and the folder of its store.
pub struct Desk {
    pub session: Session,
    folder: std::rc::Rc<tempfile::TempDir>,
    settings: Settings,
    size: (u16, u16),
    /// Bytes of the first paint.
    pub first: usize,
}

/// What a desk is set to.
pub fn settings(lang: UiLang, wire: Wire) -> Settings {
    Settings {
        lang,
        wire,
        ambiguous: Some(1),
        layout: LayoutChoice::Auto,
        ..Settings::default()
    }
}

impl Desk {
    /// A desk with the paper.
    pub fn new(size: (u16, u16), settings: Settings) -> Self {
        Self::with(size, settings, &paper())
    }

    /// A desk with these articles.
    pub fn with(size: (u16, u16), settings: Settings, articles: &[Article]) -> Self {
        let folder = std::rc::Rc::new(tempfile::tempdir().unwrap());
        let mut store = Store::open(&folder.path().join("kanbao.db"), "default").unwrap();
        store.put("test", articles, TODAY).unwrap();
        Self::at(folder, store, size, settings, Caps::everything())
    }

    /// A desk with what is put into its store.
    pub fn of(size: (u16, u16), settings: Settings, put: impl FnOnce(&mut Store)) -> Self {
        let folder = std::rc::Rc::new(tempfile::tempdir().unwrap());
        let mut store = Store::open(&folder.path().join("kanbao.db"), "default").unwrap();
        put(&mut store);
        Self::at(folder, store, size, settings, Caps::everything())
    }

    /// The store once more, as another process has it.
    pub fn store(&self) -> Store {
        Store::open(&self.folder.path().join("kanbao.db"), "default").unwrap()
    }

    /// The same at a plain xterm over SSH.
    pub fn plain(size: (u16, u16), settings: Settings, articles: &[Article]) -> Self {
        let folder = std::rc::Rc::new(tempfile::tempdir().unwrap());
        let mut store = Store::open(&folder.path().join("kanbao.db"), "default").unwrap();
        store.put("test", articles, TODAY).unwrap();
        let around = kanbao::term::Surroundings::of([("TERM", "xterm-256color")], []);
        Self::at(folder, store, size, settings, Caps::guess(&around))
    }

    /// Presses a key; the bytes that it cost.
    pub fn sent(&mut self, key: &str) -> usize {
        for key in parse_keys(key).unwrap() {
            self.session.feed(&bytes(key));
        }
        self.show().len()
    }

    /// Presses one key, and waits if it is an ESC; the bytes that it cost.
    pub fn press(&mut self, key: Key) -> usize {
        self.session.feed(&bytes(key));
        if key.code == Code::Esc {
            self.session.time_out();
        }
        self.show().len()
    }

    fn at(
        folder: std::rc::Rc<tempfile::TempDir>,
        store: Store,
        size: (u16, u16),
        settings: Settings,
        caps: Caps,
    ) -> Self {
        let session = Session::new(Setup {
            settings: settings.clone(),
            store,
            caps,
            size,
            today: TODAY,
            waker: None,
            grace: Duration::from_secs(20),
        });
        let mut desk = Self {
            session,
            folder,
            settings,
            size,
            first: 0,
        };
        desk.first = desk.show().len();
        desk
    }

    /// The reader leaves and comes back, perhaps to a screen of another size.
    pub fn restarted(mut self, size: (u16, u16)) -> Self {
        self.session.close();
        let (folder, settings) = (self.folder.clone(), self.settings.clone());
        drop(self);
        let store = Store::open(&folder.path().join("kanbao.db"), "default").unwrap();
        Self::at(folder, store, size, settings, Caps::everything())
    }

    /// Types keys, as the configuration writes them: `jj<Enter>[d`.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in parse_keys(keys).unwrap_or_default() {
            self.press(key);
        }
        self
    }

    /// Paints, and answers as a terminal that has drawn it.
    pub fn show(&mut self) -> Vec<u8> {
        let bytes = self.session.output();
        if bytes.ends_with(b"\x1b[5n") || bytes.windows(4).any(|at| at == b"\x1b[5n") {
            self.session.feed(b"\x1b[0n");
        }
        bytes
    }

    /// Types text into a prompt.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.session.feed(text.as_bytes());
        self.show();
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = (width, height);
        self.session.resize(width, height);
        self
    }

    /// The screen as plain text, without blanks at the ends of its lines.
    pub fn screen(&mut self) -> String {
        text_of(&self.session.screen().0)
    }

    /// One line of the screen; from the bottom if negative.
    pub fn line(&mut self, y: i32) -> String {
        let screen = self.screen();
        let lines: Vec<&str> = screen.split('\n').collect();
        let index = if y < 0 { lines.len() as i32 + y } else { y };
        lines[index as usize].to_owned()
    }

    /// The line with the selection's marker.
    pub fn selected(&mut self) -> String {
        let screen = self.screen();
        let line = screen.lines().find(|line| line.contains(['▸', '>']));
        line.unwrap_or_default().to_owned()
    }
}

/// A buffer as plain text.
pub fn text_of(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width);
    let lines = buffer.content.chunks(width.max(1)).map(|row| {
        let text: String = row.iter().map(|cell| cell.symbol()).collect();
        text.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a terminal sends for a key.
fn bytes(key: Key) -> Vec<u8> {
    let text = match key.code {
        Code::Char(c) if key.ctrl => return vec![c as u8 & 0x1f],
        Code::Char(c) => return c.to_string().into_bytes(),
        Code::Enter => "\r",
        Code::Esc => "\x1b",
        Code::Tab => "\t",
        Code::Backspace => "\x7f",
        Code::Up => "\x1b[A",
        Code::Down => "\x1b[B",
        Code::Right => "\x1b[C",
        Code::Left => "\x1b[D",
        Code::Home => "\x1b[H",
        Code::End => "\x1b[F",
        Code::PageUp => "\x1b[5~",
        Code::PageDown => "\x1b[6~",
        other => panic!("no bytes for {other:?}"),
    };
    text.as_bytes().to_vec()
}

fn article(day: i8, section: &str, title: &str, blocks: Vec<Block>) -> Article {
    Article {
        title: title.into(),
        section: Some(section.into()),
        publication: Some("北角早報".into()),
        edition: Some(date(2025, 3, day)),
        language: Some("zh-Hant".into()),
        blocks,
        ..Article::default()
    }
}

/// So many paragraphs, each told from the others by its number.
pub fn paragraphs(count: usize) -> Vec<Block> {
    (1..=count)
        .map(|n| Block::paragraph(format!("第{n}段。渡輪公司說，船期不改，碼頭照舊，街坊仍可在同一張長椅上等船；只是報站的聲音換了人。")))
        .collect()
}

/// A paper of three days.
pub fn paper() -> Vec<Article> {
    let short = || vec![Block::paragraph("渡輪照常開航，街坊說，風大一點也無妨。")];
    let mut lead = article(
        24,
        "要聞",
        "北角渡輪加開夜航 末班船延至凌晨一時",
        lead_blocks(),
    );
    lead.kicker = Some("海上通勤".into());
    lead.deck = Some("街坊盼長久 船員盼加薪".into());
    lead.byline = Some("本報記者 何以舟".into());
    lead.page = Some("A1".into());
    lead.link = Some("https://example.com/ferry".into());
    vec![
        lead,
        article(24, "港聞", "街市魚檔收爐前的最後一個清晨", paragraphs(40)),
        article(24, "社評", "碼頭該交給誰管", short()),
        article(24, "副刊", "霧裏的汽笛", short()),
        article(23, "要聞", "新渠試流 低窪區首度不淹", short()),
        article(23, "財經", "中小店試用電子記帳 省下兩個下午", short()),
        article(23, "社評", "把船期還給市民", short()),
        article(22, "港聞", "舊書店搬家 一車書與一隻貓", short()),
        article(22, "體育", "少年划艇隊逆風奪冠", short()),
    ]
}

fn lead_blocks() -> Vec<Block> {
    let mut quote = Block::new(BlockKind::Quote, "燈亮着，就有人回家。");
    quote.spans.push(Inline {
        start: 0,
        end: 9,
        kind: InlineKind::Strong,
    });
    vec![
        Block::paragraph(
            "北角往九龍的渡輪昨晚起加開三班夜航，末班船由十一時延至凌晨一時。首晚載客四百二十人，比預計多一倍。",
        ),
        Block::new(BlockKind::Subhead, "船員輪更"),
        Block::paragraph("船長說，夜裏海面靜，船速可以慢一點，讓人看看兩岸的燈。"),
        quote,
        Block::new(BlockKind::Caption, "首班夜航離岸。（本報圖片）"),
        Block::paragraph("公司稱試行三個月，屆時再看船票收入與街坊意見。"),
    ]
}
