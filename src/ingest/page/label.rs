//! Column labels, section names and jump lines: they tell where an article belongs and are no part of its text.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{cells, count, is_cjk, measure, square};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// Names of sections, as papers print them over a page or a column.
const SECTIONS: &str = "\
要聞 港聞 本地 本港 本地新聞 本港新聞 國際 國際新聞 兩岸 中國 中國新聞 內地 神州 大中華 財經 經濟 商業 地產 體育 娛樂 副刊 文化 教育 社評 社論 評論 時評 短評 論壇 論壇版 \
觀點 生活 生活副刊 科技 健康 旅遊 藝文 文學 馬經 民生 時政 都市 消費 環球 軍事 影視 閱讀 特別報道 健康生活 頭版 焦點 綜合 綜合新聞 社會 政治 地方 地方新聞 澳聞 澳門新聞 本澳新聞 台灣 國內 國內新聞 投資 金融 股市 讀書 讀者 來論 采風 專題 言論 民意論壇 \
两岸 国际 国际新闻 要闻 国内 国内新闻 财经 经济 商业 体育 娱乐 教育 社论 评论 时评 论坛 观点 理论 民生 城事 都市 社区 消费 汽车 房产 天下 时政 热点 聚焦 特别报道 深度 环球 军事 农业 三农 文体 文娱 影视 悦读 阅读 旅游 焦点 综合 社会 地方 台湾 港澳 港澳台 法治 生态 视点 文艺 人物 大地副刊 全国 大马 马新 东马 封面 言论 \
総合 社会 経済 国際 国内 政治 スポーツ 文化 社説 地域 地方 オピニオン 生活 くらし 家庭 教育 科学 三面 第三社会 第二社会 投書 金融 企業 株式 文化芸能 芸能 医療 暮らし 都民 県内 \
종합 사회 경제 국제 정치 스포츠 문화 오피니언 사설 전국 금융 부동산 사람들 교육 산업 여론 독자 칼럼 기획 지방 지역 연예 과학 \
news world business sport sports opinion editorial editorials city local nation national china asia international politics comment letters analysis arts culture lifestyle life tech technology metro money markets economy education features feature health science leader home obituary obituaries diary profile interview review reviews books film music theatre food travel property motoring gardening puzzles weather appointments classified";

/// Endings that make a short line a column label.
const COLUMNS: &str = "社評 社評 社論 社论 社评 短評 短评 快評 快评 時評 时评 評論 评论 評論員文章 论坛 論壇 專欄 专栏 專題 专题 專頁 专页 副刊 特刊 週刊 周刊 特稿 特寫 特写 專訪 专访 手記 手记 觀察 观察 縱橫 \
话你知 話你知 檔案 档案 小檔案 小档案 新聞背景 新闻背景 背景資料 背景资料 小資料 小资料 資料室 资料室 新聞鏈接 新闻链接 延伸閱讀 延伸阅读 相關新聞 相关新闻 新聞速遞 新闻速递 讀者來信 读者来信 來論 編者按 编者按 编后 編後 快訊 快讯 速遞 速递 短訊 短讯 短波 一束 集錦 拾零 辭典 辞典 词典 知識庫 知识库 名詞解釋 名词解释 鏈接 链接 大事記 大事记 導讀 导读 要目 图片报道 图片新闻 圖片新聞 影像 詩 诗 声 俳壇 歌壇 詩壇 短歌 俳句 川柳 催し お知らせ 訃報 讣告 訃聞 讣闻 お悔やみ おくやみ 부고 부음 인사 동정 小知識 小知识 知多點 知多啲 短訊 簡訊 简讯 要聞 港聞 \
社説 コラム 解説 天声人語 余録 春秋 編集手帳 論点 視点 特集 連載 ひと 事典 メモ キーワード 사설 칼럼 시론 기고 특집 기획 현장 해설 만평";

static JUMP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:下轉|下转|轉載於|[（(]?[转轉]第?|[▶►➤→＞>]*\s?(?:上接|續自|续自|接自)|續見|续见|[緊紧]接|接第|轉入|转入|詳見|详见|詳刊|相關新聞[刊見]|相关报道见|另見|全文見|全文见|另刊)\s?[《「]?(?:第?\s?[A-Za-z]?\d{1,3}|第?[一二三四五六七八九十]{1,3}|另|封面|封底|頭版|头版|今日)[\p{Han}A-Z\d、]{0,4}[版頁页面]?",
        r"|(?:\d{1,2}|[一二三四１-９]|第\p{Han}{1,3})面(?:に|へ|から)(?:続く|つづく|続き|関連記事)?|(?:関連記事|詳報|本文)[はを]?\s?\d{0,2}[・、\d]*面|(?:▶|→)\s?\d+면|[A-Z]?\d{1,2}면(?:에서|에|으로)\s?(?:계속|이어짐|이어집니다)|관련기사\s?[A-Z]?\d+[,·\d]*면",
        r"|(?i:[a-z]{4,10}:\s(?:see\s)?page\s[a-z]?\d{1,3})|(?i:(?:\(|▶|→|>>)?\s?(?:continued|cont'd|turn|jump|see|more)\s(?:on|from|to|story|also)?,?\s?(?:page|p\.?)?\s?[A-Z]?\d{1,3})"
    ))
});

/// In brackets, words and the page where more of it stands: `（更多災情見A5版）`, `（２面に解説）`; `See WALL, Page A8`.
static POINTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[▶►➤→]+[^（）()。]{0,12}[刊見见轉转][A-Za-z]?\d{1,3}[版頁页面]?|[（(【\[〔][^（）()。]{0,16}(?:見|见|刊|[轉转]|接|[詳详]|[讀读]|[閱阅])[^（）()。]{0,6}?(?:[A-Za-z]?\d{1,3}[^（）()。\d]{0,3}|第[一二三四五六七八九十]{1,3}[張张版頁页][^（）()。]{0,4}|(?:封面|封底|頭|头|另)[版頁页])[）)】\]〕]",
        r"|[（(＝=▶][^（）()。]{0,12}[\d０-９一二三]{1,2}面に[^（）()。]{0,16}[）)]?",
        r"|(?i:see [\w ]{2,20}, (?:page )?[a-z]?\d{1,2}|(?:full|more) (?:story|stories|reports?|coverage)(?:,| on) (?:page )?[a-z]?\d{1,2}))$"
    ))
});

static JUMP_IN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"上接|續自|续自|接自|[緊紧]接|接第|面から|면에서|(?i:from)"));

/// A line that sends the reader on or says where the beginning was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jump {
    /// The article goes on elsewhere.
    Out,
    /// It began elsewhere.
    In,
}

/// The whole text is a jump line.
pub fn jump(text: &str) -> Option<Jump> {
    if cells(text) > 60 {
        return None;
    }
    if POINTER.is_match(text) {
        return Some(direction(text));
    }
    let found = JUMP.find(text)?;
    let left = count(text) - count(found.as_str());
    let brackets = text
        .chars()
        .filter(|&c| "()（）【】[]▶►→➤＞><《》「」…—-－。.●■◆▲▼◀".contains(c))
        .count();
    (left <= brackets + 4).then(|| direction(text))
}

fn direction(text: &str) -> Jump {
    if JUMP_IN.is_match(text) {
        Jump::In
    } else {
        Jump::Out
    }
}

static JUMP_TAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:[（(【\[][^（）()【】\[\]]{2,30}[）)】\]]|[▶►→➤＞>]{1,3}[^。▶►→➤＞>]{2,20})$")
});
static JUMP_HEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[（(【\[][^（）()【】\[\]]{2,30}[）)】\]]|[▶►→➤＞>◀]{1,3}\s?上接[A-Z\d第版頁页]{2,8})",
    )
});

/// The page that a jump line names.
pub fn page_named(text: &str) -> Option<String> {
    static PAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z]?\d{1,3}"));
    Some(PAGE.find(text)?.as_str().to_owned())
}

/// Where a jump line at the end of a paragraph begins.
pub fn jump_tail(text: &str) -> Option<usize> {
    let found = JUMP_TAIL.find(text)?;
    (found.start() > 0 && jump(found.as_str()) == Some(Jump::Out)).then_some(found.start())
}

/// Where a jump line at the head of a paragraph ends.
pub fn jump_head(text: &str) -> Option<usize> {
    let found = JUMP_HEAD.find(text)?;
    (found.end() < text.len() && jump(found.as_str()) == Some(Jump::In)).then_some(found.end())
}

fn inner(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || "【】[]〔〕《》<>＜＞〈〉「」『』■●◆▲|｜：:·・—-–/／※★☆◇□○◎".contains(c)
    })
}

/// The section that a label stands for: `要聞`, `文匯社評` -> `社評`, `WORLD`.
pub fn section(text: &str) -> Option<String> {
    let bare = inner(text);
    if bare.is_empty() || cells(bare) > 30 {
        return None;
    }
    if is_section(bare) {
        return Some(bare.to_owned());
    }
    let unnumbered = bare
        .trim_start_matches('第')
        .trim_matches(|c: char| c.is_ascii_digit() || "１２３４５６７８９".contains(c))
        .trim();
    let unnumbered = unnumbered.strip_suffix('版').unwrap_or(unnumbered);
    if unnumbered != bare && is_cjk(unnumbered) && is_section(unnumbered) {
        return Some(unnumbered.to_owned());
    }
    [
        "社評", "社論", "社评", "社论", "社説", "사설", "港聞", "要聞", "要闻", "副刊",
    ]
    .iter()
    .find(|s| bare.ends_with(**s) && count(bare) <= 6)
    .map(|s| (*s).to_owned())
}

fn is_section(bare: &str) -> bool {
    let lower = bare.to_lowercase();
    let english = bare.is_ascii();
    let capital = bare.chars().next().is_some_and(char::is_uppercase);
    SECTIONS
        .split_whitespace()
        .any(|s| s == bare || (english && capital && s == lower))
        || (english
            && capital
            && matches!(
                lower.as_str(),
                "hong kong"
                    | "south china"
                    | "letters to the editor"
                    | "leading article"
                    | "leading articles"
                    | "arts & culture"
                    | "city news"
                    | "world news"
                    | "local news"
                    | "asia pacific"
                    | "southeast asia"
            ))
}

/// A line that is a column label: a section's name, `文匯社評`, `【新聞背景】`, `WEN WEI EDITORIAL` on a Chinese page.
pub fn is_label(text: &str, page_is_cjk: bool) -> bool {
    let bare = inner(text);
    if bare.is_empty() || cells(bare) > 40 {
        return false;
    }
    if section(bare).is_some() || is_briefs(bare) {
        return true;
    }
    let short = count(bare) <= 8 && !bare.contains(['，', '。', '！', '？']);
    if short && is_cjk(bare) {
        let column = COLUMNS
            .split_whitespace()
            .any(|c| bare == c || (bare.ends_with(c) && count(bare) <= 7));
        let wrapped = text.starts_with(['【', '〔', '<', '＜', '《', '〈', '[', '［'])
            && text.ends_with(['】', '〕', '>', '＞', '》', '〉', ']', '］'])
            && count(bare) <= 8;
        let serial = [
            "之一",
            "之二",
            "之三",
            "之四",
            "之五",
            "（上）",
            "（中）",
            "（下）",
            "①",
            "②",
            "③",
        ]
        .iter()
        .any(|s| bare.ends_with(s))
            && text.contains("系列");
        return column || wrapped || serial;
    }
    page_is_cjk && capitals(bare)
}

/// Latin capitals only, two letters at the least: a label's English twin.
pub fn capitals(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 4
        && !text
            .chars()
            .any(|c| c.is_lowercase() || square(c) || c.is_ascii_digit())
        && text.split_whitespace().count() <= 6
}

/// One or two words in capitals, as they stand over an English headline.
pub fn is_capital_topic(text: &str) -> bool {
    capitals(text) && text.split_whitespace().count() <= 2
}

/// Endings of the names of columns: a label only where a heading or a byline follows.
const COLUMN_ENDINGS: &str = "筆記 笔记 隨筆 随笔 札記 札记 漫筆 閒話 閑話 闲话 雜感 杂感 雑感 雜談 杂谈 雑記 漫談 漫谈 茶座 教室 信箱 講堂 讲堂 字典 放大鏡 解碼 解码 園地 天地 廣場 广场 之窗 透視 透视 視野 视野 \
詩壇 诗坛 散文 小說 小说 詩歌 诗歌 書評 书评 影評 影评 樂評 藝評 讀書會 語絲 心語 物語 隨想 随想 放眼 縱橫 纵横 街談 夜話 夜话 書房 講堂 走筆 有話 调研行 調研行 走基层 走基層 一线 一線 观察 觀察 见闻 見聞 巡礼 访谈 訪談 论语 論語";

/// The name of a column, by its ending.
pub fn is_column(text: &str) -> bool {
    let bare = inner(text);
    (2..=8).contains(&count(bare)) && COLUMN_ENDINGS.split_whitespace().any(|e| bare.ends_with(e))
}

/// Words over an English headline that say what kind of report it is.
const REPORTS: &str = "exclusive|explainer|explained|update|breaking news|special report|in focus|focus|spotlight|at a glance|\
fact file|factfile|factbox|timeline|q&a|if you go|in brief|in numbers|by the numbers|background|analysis|the essay|first person|\
investigation|inside story|court|courts|crime|transport|housing|environment|recipe|poem|verse|index|inside|inside today|\
correction|corrections|notice|notices|public notice|live|voices|vox pop|in memoriam|tribute|data";

/// An English word or two that says what kind of report stands under it.
pub fn is_tag(text: &str) -> bool {
    let lower = inner(text).to_lowercase();
    REPORTS.split('|').any(|word| word == lower)
}

/// Says on which other page there is more: `相關新聞刊A8版`, `See page 4`.
pub fn is_reference(text: &str) -> bool {
    let verbs = ["見", "见", "刊", "詳", "详", "轉", "转", "關", "关"];
    let bare = text.trim_end_matches(['）', ')', '。', '】', ' ']);
    let page = bare.trim_end_matches(['版', '頁', '页', '면', '面']);
    let there = page.ends_with(|c: char| c.is_ascii_digit());
    let said = verbs.iter().any(|verb| text.contains(verb));
    there && said && measure(text) <= 48 || text.starts_with("See ") && measure(text) <= 40
}

/// Names of boxes that go with an article: a heading within it, unless they have a heading of their own.
pub fn is_box(text: &str) -> bool {
    let bare = inner(text);
    let names = [
        "話你知",
        "话你知",
        "背景",
        "資料",
        "资料",
        "資料室",
        "鏈接",
        "链接",
        "相關新聞",
        "相关新闻",
        "辭典",
        "辞典",
        "词典",
        "知識庫",
        "知识库",
        "解釋",
        "解释",
        "大事記",
        "大事记",
        "小知識",
        "小知识",
        "知多點",
        "知多啲",
        "知多一点",
        "知多一點",
        "檔案",
        "档案",
        "延伸閱讀",
        "延伸阅读",
        "對話",
        "对话",
        "問答",
        "问答",
        "事典",
        "メモ",
        "キーワード",
        "手記",
        "手记",
        "編者按",
        "编者按",
        "용어",
        "키워드",
    ];
    names.iter().any(|n| bare.ends_with(n))
}

/// Short notices, of the paper itself or paid for, each an article of its own.
pub fn is_paper_notice(text: &str) -> bool {
    let endings = [
        "天氣", "天气", "天気", "날씨", "啟事", "启事", "公告", "通告", "聲明", "声明", "徵才",
        "招聘", "告示",
    ];
    if count(text) <= 8 && endings.iter().any(|e| text.ends_with(e)) {
        return true;
    }
    let notices = [
        "訂正",
        "おことわり",
        "おわび",
        "お詫び",
        "お断り",
        "更正",
        "更正啟事",
        "更正启事",
        "勘誤",
        "勘误",
        "啟事",
        "启事",
        "바로잡습니다",
        "알립니다",
        "CORRECTION",
        "Correction",
        "CORRECTIONS",
        "Corrections",
        "Corrections and clarifications",
        "Clarification",
        "Clarifications",
        "For the record",
    ];
    notices.contains(&inner(text))
}

/// Sections whose name stands over one article, not over a page.
pub fn is_editorial(section: &str) -> bool {
    let lower = section.to_lowercase();
    [
        "社評",
        "社論",
        "社评",
        "社论",
        "社説",
        "사설",
        "短評",
        "editorial",
        "editorials",
        "leader",
        "leading article",
        "leading articles",
    ]
    .contains(&lower.as_str())
}

/// A label over several short news, each with a heading of its own.
pub fn is_briefs(text: &str) -> bool {
    let bare = inner(text);
    let endings = [
        "速遞",
        "速递",
        "快訊",
        "快讯",
        "短訊",
        "短讯",
        "簡訊",
        "简讯",
        "短波",
        "一束",
        "集錦",
        "拾零",
        "短信",
        "ニュースフラッシュ",
        "단신",
        "간추린 뉴스",
        "briefs",
        "Briefs",
        "BRIEFS",
        "in brief",
        "In brief",
        "In Brief",
        "IN BRIEF",
        "Roundup",
        "ROUNDUP",
    ];
    count(bare) <= 16 && endings.iter().any(|e| bare.ends_with(e))
}

/// A mark that an article is over, or whose opinion it was.
pub fn is_end(text: &str) -> bool {
    let bracketed =
        text.starts_with(['（', '(', '【', '〔']) && text.ends_with(['）', ')', '】', '〕']);
    let words = [
        "立場",
        "立场",
        "不代表",
        "文責自負",
        "文责自负",
        "未完",
        "待續",
        "待续",
        "续完",
        "續完",
    ];
    let said = bracketed && count(text) <= 24 && words.iter().any(|word| text.contains(word));
    said || matches!(
        text,
        "（完）"
            | "(完)"
            | "【完】"
            | "完"
            | "（全文完）"
            | "(End)"
            | "ENDS"
            | "<끝>"
            | "(끝)"
            | "（了）"
    )
}

/// Words that mark paid space.
pub fn is_notice(text: &str) -> bool {
    matches!(
        inner(text),
        "廣告"
            | "广告"
            | "ADVERTISEMENT"
            | "Advertisement"
            | "広告"
            | "광고"
            | "PR"
            | "全面広告"
            | "特約廣告"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections() {
        for (text, expect) in [
            ("文匯社評", Some("社評")),
            ("【要聞】", Some("要聞")),
            ("社説", Some("社説")),
            ("사설", Some("사설")),
            ("EDITORIAL", Some("EDITORIAL")),
            ("hong kong", None),
            ("推動綠色航運", None),
        ] {
            assert_eq!(section(text).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn labels() {
        for text in [
            "文匯社評",
            "WEN WEI EDITORIAL",
            "【新聞背景】",
            "話你知",
            "天声人語",
        ] {
            assert!(is_label(text, true), "{text}");
        }
        for text in ["推動綠色航運", "港府推新措施", "AI", "DeepSeek"] {
            assert!(!is_label(text, true), "{text}");
        }
        assert!(!is_label("CITY TO EXPAND TUNNEL", false));
    }

    #[test]
    fn jumps() {
        for (text, expect) in [
            ("下轉A5版", Some(Jump::Out)),
            ("（下轉A5版）", Some(Jump::Out)),
            ("上接A1版", Some(Jump::In)),
            ("▶▶2面に続く", Some(Jump::Out)),
            ("1面から続く", Some(Jump::In)),
            ("2면에 계속", Some(Jump::Out)),
            ("Continued on A5", Some(Jump::Out)),
            ("Continued from page 1", Some(Jump::In)),
            ("（下转第四版）", Some(Jump::Out)),
            ("（上接第一版）", Some(Jump::In)),
            ("（更多災情見A5版）", Some(Jump::Out)),
            ("（２面に解説、３面に関連記事）", Some(Jump::Out)),
            ("▶▶相關報道刊A13版", Some(Jump::Out)),
            ("See WALL, Page A8", Some(Jump::Out)),
            ("See how the city grew in 20 years", None),
            ("轉型", None),
        ] {
            assert_eq!(jump(text), expect, "{text}");
        }
        assert_eq!(
            jump_tail("事件仍在調查。（下轉A5版）"),
            Some("事件仍在調查。".len())
        );
        assert_eq!(jump_head("（上接A1版）事件"), Some("（上接A1版）".len()));
    }
}
