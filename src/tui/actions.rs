//! The one table of what a reader can do.
//!
//! From it come the [`Action`] enum, the `:` commands, the names that the keymap file uses, the help overlay, `kanbao keys`
//! and the manual's list of keys. A key is written as in the configuration: `j`, `C-d`, `<Space>`, `[d`.

use crate::words::UiLang;

/// Where a key means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Every pane, where the pane itself has no other use for the key.
    Global,
    /// The pane of sections and filters.
    Sections,
    /// The list of headlines.
    Headlines,
    /// The article.
    Reader,
    /// The desk, on which a page is set right.
    Desk,
    /// At the desk, while a line is cut in two.
    Cut,
    /// A list one chooses from by typing.
    Chooser,
    /// A line one types.
    Prompt,
    /// The help.
    Help,
}

impl Scope {
    /// Every scope, in the order of help.
    pub const ALL: [Self; 9] = [
        Self::Global,
        Self::Sections,
        Self::Headlines,
        Self::Reader,
        Self::Desk,
        Self::Cut,
        Self::Chooser,
        Self::Prompt,
        Self::Help,
    ];

    /// Its name in the keymap file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Sections => "sections",
            Self::Headlines => "headlines",
            Self::Reader => "reader",
            Self::Desk => "desk",
            Self::Cut => "cut",
            Self::Chooser => "chooser",
            Self::Prompt => "prompt",
            Self::Help => "help",
        }
    }

    /// The scope of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// An action as the table has it.
#[derive(Debug)]
pub struct ActionInfo {
    /// The action.
    pub action: Action,
    /// Its name, for `:` and the keymap file.
    pub name: &'static str,
    /// Its default keys, by scope.
    pub keys: &'static [(Scope, &'static [&'static str])],
    /// What follows it after `:`, if anything may.
    pub argument: Option<Argument>,
    english: &'static str,
    chinese: &'static str,
}

impl ActionInfo {
    /// What it does, as a sentence.
    pub fn sentence(&self, lang: UiLang) -> &'static str {
        match lang {
            UiLang::En => self.english,
            UiLang::ZhHant => self.chinese,
        }
    }
}

/// What may follow a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// A filter in the query language.
    Query,
    /// A section's name, by letters, number or sound.
    Section,
    /// A theme's name.
    Theme,
    /// `auto`, `stacked`, `columns` or `single`.
    Layout,
    /// A day: `2025-03-24`, `today`, `7d`.
    Day,
}

macro_rules! actions {
    ($($variant:ident $name:literal [$($scope:ident: $($key:literal)+),*] $(($argument:ident))? $english:literal $chinese:literal;)+) => {
        /// Everything that a reader can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $(#[doc = $english] $variant,)+
        }

        /// The table, in the order of help.
        static ACTIONS: &[ActionInfo] = &[$(ActionInfo {
            action: Action::$variant,
            name: $name,
            keys: &[$((Scope::$scope, &[$($key),+])),*],
            argument: actions!(@argument $($argument)?),
            english: $english,
            chinese: $chinese,
        },)+];
    };
    (@argument) => { None };
    (@argument $argument:ident) => { Some(Argument::$argument) };
}

actions! {
    Down "down" [Global: "j" "<Down>", Desk: "j" "<Down>", Chooser: "<Down>" "C-n", Prompt: "<Down>" "C-n", Help: "j" "<Down>"]
        "Down a line." "下移一行。";
    Up "up" [Global: "k" "<Up>", Desk: "k" "<Up>", Chooser: "<Up>" "C-p", Prompt: "<Up>" "C-p", Help: "k" "<Up>"]
        "Up a line." "上移一行。";
    HalfDown "half-page-down" [Global: "C-d", Desk: "C-d", Help: "C-d"]
        "Down half a page." "下移半頁。";
    HalfUp "half-page-up" [Global: "C-u", Desk: "C-u", Help: "C-u"]
        "Up half a page." "上移半頁。";
    PageDown "page-down" [Global: "C-f" "<PgDn>" "<Space>", Desk: "C-f" "<PgDn>" "<Space>", Chooser: "<PgDn>" "C-f", Help: "C-f" "<PgDn>" "<Space>"]
        "Down a page." "下移一頁。";
    PageUp "page-up" [Global: "C-b" "<PgUp>", Desk: "C-b" "<PgUp>", Chooser: "<PgUp>" "C-b", Help: "C-b" "<PgUp>"]
        "Up a page." "上移一頁。";
    Top "top" [Global: "g" "<Home>", Desk: "g" "<Home>", Help: "g" "<Home>"]
        "To the top." "到最上。";
    Bottom "bottom" [Global: "G" "<End>", Desk: "G" "<End>", Help: "G" "<End>"]
        "To the bottom." "到最下。";
    Enter "enter" [Sections: "<Enter>" "l" "<Right>", Headlines: "<Enter>" "l" "<Right>", Chooser: "<Enter>", Prompt: "<Enter>"]
        "Open what is selected." "打開所選的。";
    Back "back" [Global: "h" "<Left>", Reader: "<Esc>" "q", Desk: "<Esc>" "q", Cut: "<Esc>" "q", Chooser: "<Esc>", Prompt: "<Esc>", Help: "<Esc>" "q" "?" "h" "<Left>"]
        "Back a step." "返回上一層。";
    Onward "onward" [Reader: "<Space>"]
        "A page on, then next unread." "下一頁，讀完到下篇未讀。";
    NextPane "next-pane" [Global: "<Tab>"]
        "To the next pane." "到下一欄。";
    Zoom "zoom" [Global: "z", Reader: "<Enter>"]
        "The article alone, or not." "只看文章，或並列。";
    NextArticle "next-article" [Global: "J", Desk: "n"]
        "The next article." "下一篇。";
    PreviousArticle "previous-article" [Global: "K", Desk: "N"]
        "The previous article." "上一篇。";
    NextUnread "next-unread" [Global: "n"]
        "The next unread." "下一篇未讀。";
    PreviousUnread "previous-unread" [Global: "p"]
        "The previous unread." "上一篇未讀。";
    PreviousDay "previous-day" [Global: "[d"]
        "The day before." "前一日。";
    NextDay "next-day" [Global: "]d"]
        "The day after." "後一日。";
    Find "find" [Global: "/"] (Query)
        "Find articles, or words." "找文章，閱讀時找字句。";
    NextHit "next-hit" [Reader: "." "]h"]
        "The next place found." "下一個找到之處。";
    PreviousHit "previous-hit" [Reader: "," "[h"]
        "The previous place found." "上一個找到之處。";
    Filter "filter" [Global: "f"] (Query)
        "Edit the filter." "以查詢語言篩選。";
    Widen "widen" [Sections: "<Esc>", Headlines: "<Esc>"]
        "Widen: words, then all." "放寬：先字詞，後全部。";
    ClearFilter "clear-filter" [Global: "X"]
        "No filter at all." "取消全部篩選。";
    LastFilter "last-filter" [Sections: "<Backspace>", Headlines: "<Backspace>", Global: "<"]
        "Back to the filter before." "回到之前的篩選。";
    Sections "section" [Global: "s"] (Section)
        "A section by sound: sp." "按讀音選版面，如 sp。";
    SectionByNumber "section-by-number" [Global: "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"]
        "A section by number, 0 all." "按號碼選版面，0 全部。";
    Unread "unread" [Global: "U"]
        "Only unread, or all again." "只看未讀，再按還原。";
    Starred "starred" [Global: "M"]
        "Only starred, or all again." "只看收藏，再按還原。";
    Day "day" [Global: "D"] (Day)
        "Choose an edition." "選某日的報紙。";
    ToggleRead "read" [Global: "r"]
        "Mark read, or unread." "標為已讀或未讀。";
    ToggleStar "star" [Global: "m"]
        "Star, or unstar." "收藏，或取消收藏。";
    AllRead "all-read" [Global: "A"]
        "Mark all of the view read." "眼前的全部標為已讀。";
    Undo "undo" [Global: "u", Desk: "u"]
        "Take the last step back." "撤回上一步。";
    OpenLink "open-link" [Global: "o"]
        "Open the link." "打開文章的連結。";
    CopyLink "copy-link" [Global: "y"]
        "Copy the link." "複製文章的連結。";
    Links "links" [Global: "O"]
        "Choose a link to open." "選一個連結打開。";
    CopyLinks "copy-links" [Global: "Y"]
        "Choose a link to copy." "選一個連結複製。";
    Changes "changes" [Reader: "c"]
        "What changed in the article." "文章改了甚麼。";
    OlderChange "older-change" [Reader: "[c"]
        "The change before that." "再前一次改動。";
    NewerChange "newer-change" [Reader: "]c"]
        "The change after that." "其後一次改動。";
    Story "story" [Global: "w"]
        "Who else has this story." "還有哪家報道。";
    NextTelling "next-telling" [Reader: "]w"]
        "The story in the next paper." "看下一家報道。";
    PreviousTelling "previous-telling" [Reader: "[w"]
        "The story in the one before." "看上一家報道。";
    StoriesOnce "stories-once" [Global: "W"]
        "Each story once, or all." "同一新聞列一篇或全列。";
    FullText "full-text" [Global: "F"]
        "Fetch the text linked to." "取回連結網頁的全文。";
    Theme "theme" [Global: "t"] (Theme)
        "Choose a theme." "選色彩主題。";
    Layout "layout" [Global: "v"] (Layout)
        "The next layout." "換版式。";
    Refresh "refresh" [Global: "R"]
        "Fetch the feeds." "更新訂閱。";
    RemoveSample "remove-sample" [Global: "Z"]
        "Remove the sample edition." "移除樣本報。";
    Meter "meter" [Global: "C-g"]
        "Show the bytes sent." "顯示傳送的位元組數。";
    Desk "desk" [Global: "E"]
        "Mend the page's split." "到編輯檯修正拆版。";
    Split "split" [Desk: "s"]
        "An article begins here." "由此行起另成一篇。";
    Join "join" [Desk: "J"]
        "Join to what is before." "併入上文或上一篇。";
    Cut "cut" [Desk: "x", Cut: "<Enter>" "x"]
        "Cut the line in two." "把一行切成兩段。";
    MakeHeadline "make-headline" [Desk: "h"]
        "It is a headline." "此行是標題。";
    MakeKicker "make-kicker" [Desk: "K"]
        "It is a kicker, over one." "此行是肩題。";
    MakeDeck "make-deck" [Desk: "d"]
        "It is a deck, under one." "此行是副題。";
    MakeSubhead "make-subhead" [Desk: "t"]
        "It is a subhead." "此行是小題。";
    MakeByline "make-byline" [Desk: "b"]
        "It says who wrote it." "此行是署名。";
    MakeSection "make-section" [Desk: "S"]
        "It names the section." "此行是版面名。";
    MakeCaption "make-caption" [Desk: "c"]
        "It is a caption." "此行是圖說。";
    MakeParagraph "make-paragraph" [Desk: "p"]
        "It begins a paragraph." "由此行起是正文。";
    MakeQuote "make-quote" [Desk: "\""]
        "It is a quotation." "此行是引文。";
    MakeItem "make-item" [Desk: "-"]
        "It is an item of a list." "此行是列表一項。";
    MakeVerse "make-verse" [Desk: "v"]
        "It is verse." "此行是詩。";
    MakeLabel "make-label" [Desk: "l"]
        "It is a column's label." "此行是欄名。";
    MakeFurniture "make-furniture" [Desk: "f"]
        "It is the page's own." "此行屬版頁，不屬文章。";
    Redo "redo" [Desk: "C-r"]
        "Do it again." "重做撤回的。";
    Unfold "unfold" [Desk: "z"]
        "Lines whole, or their ends." "顯示全行，或只見首尾。";
    CutForward "cut-forward" [Cut: "w" "<Tab>" "<Space>"]
        "To the next likely place." "到下一個像分界之處。";
    CutBackward "cut-backward" [Cut: "b"]
        "To the likely place before." "到上一個像分界之處。";
    CutRight "cut-right" [Cut: "l" "<Right>"]
        "A character on." "右移一字。";
    CutLeft "cut-left" [Cut: "h" "<Left>"]
        "A character back." "左移一字。";
    Save "save" [Desk: "<Enter>"]
        "Save, and remember it." "存好，並記住。";
    Help "help" [Global: "?" "<F1>", Desk: "?" "<F1>"]
        "This help." "此說明。";
    Command "command" [Global: ":", Desk: ":"]
        "Type a command." "輸入指令。";
    Redraw "redraw" [Global: "C-l", Desk: "C-l", Cut: "C-l", Chooser: "C-l", Prompt: "C-l", Help: "C-l"]
        "Draw the screen anew." "重畫螢幕。";
    Suspend "suspend" [Global: "C-z", Desk: "C-z", Cut: "C-z", Chooser: "C-z", Prompt: "C-z", Help: "C-z"]
        "Suspend; fg comes back." "暫停；以 fg 返回。";
    Leave "leave" [Sections: "q", Headlines: "q"]
        "Quit." "離開程式。";
    Quit "quit" [Global: "Q" "C-c", Desk: "C-c", Chooser: "C-c", Prompt: "C-c", Help: "Q" "C-c"]
        "Quit from anywhere." "隨處離開程式。";
    Complete "complete" [Chooser: "<Tab>", Prompt: "<Tab>"]
        "Complete what is typed." "補全所輸入的。";
}

/// The table of actions, in the order of help.
pub fn actions() -> &'static [ActionInfo] {
    ACTIONS
}

impl Action {
    /// Its row of the table.
    pub fn info(self) -> &'static ActionInfo {
        // The enum and the table come from the same lines, in the same order.
        &ACTIONS[self as usize]
    }

    /// The action of a name as it may be typed: whole, or so much of it that it can be no other, as vi has it.
    pub fn from_typed(typed: &str) -> Option<Self> {
        let mut begun = ACTIONS.iter().filter(|info| info.name.starts_with(typed));
        let only = match (begun.next(), begun.next()) {
            (Some(only), None) => Some(only.action),
            _ => None,
        };
        Self::from_name(typed).or(only)
    }

    /// The action of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        ACTIONS
            .iter()
            .find(|info| info.name == name)
            .map(|info| info.action)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_action_stands_at_its_own_row() {
        for info in actions() {
            assert_eq!(info.action.info().name, info.name);
            assert_eq!(Action::from_name(info.name), Some(info.action));
        }
    }

    #[test]
    fn names_are_unique_and_plain() {
        let names: BTreeSet<_> = actions().iter().map(|info| info.name).collect();
        assert_eq!(names.len(), actions().len());
        assert!(
            names
                .iter()
                .all(|name| { name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') })
        );
    }

    #[test]
    fn a_name_may_be_cut_short_where_it_is_no_other() {
        let check = |typed, expect| assert_eq!(Action::from_typed(typed), expect, "{typed}");
        check("q", Some(Action::Quit));
        check("quit", Some(Action::Quit));
        check("read", Some(Action::ToggleRead));
        check("next", None);
        check("next-p", Some(Action::NextPane));
        check("quits", None);
        check("", None);
    }

    #[test]
    fn no_sentence_is_cut_in_the_help() {
        let widths = crate::typeset::Widths::default();
        for info in actions() {
            for lang in UiLang::ALL {
                let sentence = info.sentence(lang);
                let cells = widths.text(sentence);
                assert!(cells <= crate::tui::help::SENTENCE, "{sentence}: {cells}");
            }
        }
    }

    #[test]
    fn every_action_has_a_sentence_in_every_language() {
        for info in actions() {
            for lang in UiLang::ALL {
                let sentence = info.sentence(lang);
                assert!(sentence.ends_with(['.', '。']), "{}: {sentence}", info.name);
            }
        }
    }
}
