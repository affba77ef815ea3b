//! An invented paper of any length: ten years of Chinese articles whose words, characters, sections, days and lengths
//! are spread as in a real one, the same for the same number every time, with planted words whose counts are known.
//!
//! Words are drawn by Zipf's law from a short list of what papers say all the time and a long tail of compounds; a
//! mark falls every dozen characters. That is harsher on an index than prose: there are no turns of phrase to compress.

#![allow(dead_code)]

use jiff::civil::{Date, date};
use kanbao::article::{Article, Block, BlockKind};

/// A planted word, and that it stands in every `every`th article, once.
pub struct Planted {
    /// The word. Its characters are in no other word of the paper.
    pub word: &'static str,
    /// In how many articles it stands once.
    pub every: u64,
}

/// From common to rare. Two are in variants that must be found by the other form.
pub const PLANTED: [Planted; 4] = [
    Planted {
        word: "鸚鵡",
        every: 10,
    },
    Planted {
        word: "瑕疵",
        every: 1_000,
    },
    Planted {
        word: "喃喃囈語",
        every: 10_000,
    },
    Planted {
        word: "饕餮",
        every: 100_000,
    },
];

/// How many of the first `total` articles hold a planted word.
pub fn planted(word: &Planted, total: u64) -> u64 {
    total.div_ceil(word.every)
}

/// The sections, most used first.
pub const SECTIONS: [&str; 12] = [
    "要聞", "港聞", "中國", "國際", "財經", "體育", "副刊", "社評", "娛樂", "教育", "地產", "科技",
];

/// The first and the last day.
pub const FIRST_DAY: Date = date(2015, 4, 1);
const DAYS: u64 = 3650;

/// What papers say all the time, the commonest first.
const COMMON: &str = "的 在 是 和 有 了 為 不 人 年 與 中 將 上 對 會 到 以 他 說 也 及 於 而 後 就 可 多 這 日 月 等 要 出 本 個 最 但 其 大 \
香港 中國 政府 市民 經濟 發展 公司 社會 問題 表示 記者 工作 學生 昨日 今年 國家 服務 市場 城市 政策 醫院 學校 教育 企業 投資 增長 安全 交通 \
警方 報告 計劃 管理 文化 歷史 活動 認為 希望 支持 影響 環境 科技 合作 世界 美國 日本 內地 北京 上海 深圳 房屋 居民 家庭 孩子 生活 時間 地區 \
項目 建設 資金 銀行 價格 銷售 消費 旅遊 酒店 餐廳 街坊 夜市 巴士 鐵路 車站 機場 海濱 公園 天氣 暴雨 颱風 比賽 球隊 冠軍 演出 電影 音樂 作家 \
讀者 新聞 媒體 網絡 平台 數據 人工 智能 研究 大學 教授 專家 醫生 病人 疫苗 健康 食物 垃圾 回收 能源 電力 汽車 工程 土地 發展局 立法會 議員 \
委員會 行政長官 主席 部長 代表 團體 組織 機構 法律 法庭 案件 罰款 申請 審批 制度 改革 創新 技術 產業 製造 出口 貿易 關稅 匯率 股市 指數 上升 \
下跌 百分之 億元 萬人 大灣區 粵港澳 基礎設施 可持續 公共服務 國際金融中心 第一 第二 目前 因此 然而 同時 其中 此外 據了解 負責人 相關 進一步 \
提升 加強 推動 落實 優化 完善 積極 有效 重要 主要 不同 許多 部分 全面 長期 未來 過去 現時 當局 受訪 指出 強調 呼籲 建議 批評 質疑 回應 解釋";

/// Makes compounds: characters that stand in many words.
const CHARACTERS: &str = "一三四五六七八九十百千東西南北山水火土木金石田風雲雷電雪花草林森河江湖海洋島岸橋路街道門窗屋樓室堂廟寺塔城鎮村鄉州省縣區國王后妃臣民兵將軍師旅團營連排班刀劍弓箭槍炮車馬牛羊豬狗雞鴨魚蝦蟹蛇龍虎豹獅象猴兔鼠鳥蟲蝶蜂蟻眼耳口鼻舌牙手足頭髮面頸肩臂胸腹背腰腿骨血肉皮心肝肺胃父母兄弟姐妹叔伯姑姨舅爺奶孫夫妻兒女朋友同學老少男紅黃藍綠白黑紫灰青春夏秋冬晨午晚夜星期早遲快慢高低長短寬窄厚薄輕重軟硬冷熱溫涼乾濕新舊美醜善惡真假對錯好壞左右前內外開關進退來去走跑跳飛游坐立睡醒吃喝看聽聞嗅嘗摸想念愛恨喜怒哀樂驚恐憂思笑哭叫喊唱舞琴棋書畫詩詞歌賦文字句章篇頁冊卷筆墨紙硯印刷報刊雜誌信件電話機器械具桌椅床燈燭爐鍋碗盤杯瓶罐箱袋衣褲裙帽鞋襪布絲綿麻革毛線針剪米麵糧油鹽糖醋醬茶酒菜果瓜豆葉根莖種植收割耕播澆灌肥料產量質價值錢幣稅費債券股票保險貸款利息租賃買賣店鋪攤檔商業務員工廠礦煤鐵銅銀鋼鋁塑膠玻璃陶瓷磚瓦水泥砂漿管線網絡碼號牌照證據法律條例規則章程協議合約談判訴訟裁決判罰監獄囚警察消防救護醫藥療病症毒菌疫苗檢驗測試查核審批准許可拒絕禁止限制";

/// An invented writer.
const WRITERS: [&str; 8] = [
    "方以宁",
    "陳思澄",
    "林海若",
    "何書行",
    "黃守田",
    "周映雪",
    "李望舒",
    "區仲明",
];

/// The article with this number among `total`: the same every time, of about `chars` characters.
pub fn article(number: u64, total: u64, chars: usize) -> Article {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x6b61_6e62);
    let words = words();
    let day =
        FIRST_DAY.saturating_add(jiff::Span::new().days((number * DAYS / total.max(1)) as i64));
    // Real articles are as often half as long as half as long again.
    let length = chars / 2 + dice.below(chars as u64) as usize;
    let mut blocks = vec![Block::paragraph(format!(
        "【本報訊】{}",
        sentence(&mut dice, words)
    ))];
    let mut written = 0;
    while written < length {
        let asked = 60 + dice.below(120) as usize;
        let paragraph = paragraph(&mut dice, words, asked);
        written += paragraph.chars().count();
        if dice.below(9) == 0 {
            blocks.push(Block::new(BlockKind::Subhead, title(&mut dice, words)));
        }
        blocks.push(Block::paragraph(paragraph));
    }
    for planted in PLANTED
        .iter()
        .filter(|planted| number.is_multiple_of(planted.every))
    {
        if let Some(block) = blocks.last_mut() {
            block.text.push_str(&format!("這裏有{}。", planted.word));
        }
    }
    let section = SECTIONS[dice.zipf(SECTIONS.len())];
    let writer = WRITERS[dice.below(WRITERS.len() as u64) as usize];
    Article {
        title: title(&mut dice, words),
        byline: Some(format!("記者 {writer}")),
        author: Some(writer.into()),
        id: Some(format!("paper:{number}")),
        published: Some(format!(
            "{day}T{:02}:{:02}:{:02}+08:00",
            dice.below(24),
            dice.below(60),
            dice.below(60)
        )),
        edition: Some(day),
        section: Some(section.into()),
        page: Some(format!("A{}", 1 + dice.zipf(24))),
        publication: Some("維港晨報".into()),
        language: Some("zh-Hant".into()),
        blocks,
        ..Article::default()
    }
}

/// The words, the commonest first.
pub fn words() -> &'static [String] {
    static WORDS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: Vec<String> = COMMON.split_whitespace().map(str::to_owned).collect();
        let characters: Vec<char> = CHARACTERS.chars().collect();
        let mut dice = Dice(7);
        let mut any = || characters[dice.zipf(characters.len())];
        words.extend((0..20_000).map(|_| [any(), any()].iter().collect()));
        words
    })
}

fn title(dice: &mut Dice, words: &[String]) -> String {
    let mut title = run(dice, words, 7);
    title.push(' ');
    title.push_str(&run(dice, words, 7));
    title
}

fn paragraph(dice: &mut Dice, words: &[String], length: usize) -> String {
    let mut text = String::new();
    while text.chars().count() < length {
        text.push_str(&sentence(dice, words));
    }
    text
}

fn sentence(dice: &mut Dice, words: &[String]) -> String {
    let mut text = String::new();
    for clause in 0..=dice.below(3) {
        if clause > 0 {
            text.push('，');
        }
        let length = 6 + dice.below(12) as usize;
        text.push_str(&run(dice, words, length));
        match dice.below(40) {
            0 => text.push_str(&format!("{}年", 1990 + dice.below(36))),
            1 => text.push_str(" AI "),
            2 => text.push_str(&format!("{}.{}%", dice.below(99), dice.below(9))),
            3 => text.push_str("「自己」"),
            _ => {}
        }
    }
    text.push('。');
    text
}

fn run(dice: &mut Dice, words: &[String], length: usize) -> String {
    let mut text = String::new();
    let mut count = 0;
    while count < length {
        let word = &words[dice.zipf(words.len())];
        count += word.chars().count();
        text.push_str(word);
    }
    text
}

/// SplitMix64: small, quick, the same everywhere.
#[derive(Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// A rank below `n`, each as likely as one over itself: Zipf's law.
    pub fn zipf(&mut self, n: usize) -> usize {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let rank = ((n as f64 + 1.0).ln() * unit).exp() - 1.0;
        (rank as usize).min(n.saturating_sub(1))
    }
}
