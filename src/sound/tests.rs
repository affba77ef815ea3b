//! What may be typed for a name, what not, and which name comes first.

use super::*;
use proptest::prelude::*;
use std::sync::LazyLock;

/// Each of `typed` (parted by spaces) names `text`.
#[track_caller]
fn check(typed: &str, text: &str) {
    for typed in typed.split(' ') {
        assert!(score(typed, text).is_some(), "{typed} should name {text}");
    }
}

#[track_caller]
fn check_not(typed: &str, text: &str) {
    for typed in typed.split(' ') {
        assert_eq!(score(typed, text), None, "{typed} should not name {text}");
    }
}

/// Each name of `better` (parted by spaces) comes before the next.
#[track_caller]
fn check_order(typed: &str, better: &str) {
    let names: Vec<&str> = better.split(' ').collect();
    let turned = names.iter().rev().copied();
    let found: Vec<usize> = find(typed, turned)
        .into_iter()
        .map(|at| names.len() - 1 - at)
        .collect();
    assert_eq!(found, (0..names.len()).collect::<Vec<_>>(), "{typed}");
}

#[test]
fn pinyin_and_jyutping_full_short_and_mixed() {
    check(
        "sp shp sheping seping sheping sep sping shping spi sheping4 she4ping2 se5ping4 SP",
        "社評",
    );
    check("sp sheping seping", "社评");
    check("gongman gangwen gm gw gongm gman gong2man4", "港聞");
    check("cq zq chongqing cunghing zunghing chq ch zhing", "重慶");
    check("yaowen jiuman yw jm", "要聞");
    check("zhongguo zunggwok zg zgw zhg zungg", "中國");
    check("nvxing nyuxing nuxing neoising nx", "女性");
    check("jingji ging jj gz", "經濟");
    check("xianggang hoenggong xg hg", "香港");
}

#[test]
fn characters_with_several_readings() {
    check("yinyue jamngok yy jn", "音樂");
    check("kuaile faailok", "快樂");
    check("yinhang nganhong", "銀行");
    check("zhongyao zungjiu cungjiu", "重要");
    check("chongfu cungfuk", "重複");
    check("changdu zhangdu coengdou", "長度");
    check("shizhang sizoeng", "市長");
    check("dushi dousi", "都市");
    check("fazhan faatzin", "发展");
}

#[test]
fn every_reading_of_a_character_names_it() {
    for (typed, text) in [
        ("hangye hongjip hy hj", "行業"),
        ("xingren hangjan xr", "行人"),
        ("lvshi leotsi lyushi", "律師"),
        ("xiaolv xiaolyu haauleot hl", "效率"),
        ("shuailing seotling sl", "率領"),
        ("kuaiji wuigai kj", "會計"),
        ("huiyi wuiji hy", "會議"),
        ("changcheng coengsing cc cs", "長城"),
        ("zuzhang zouzoeng zz", "組長"),
        ("zhongliang zungloeng cungloeng", "重量"),
        ("yuetuan ngoktyun yt", "樂團"),
        ("leyuan lokjyun ly", "樂園"),
        ("daduhui daaidouwui ddh ddw", "大都會"),
        ("doushi dousi", "都是"),
        ("juese jiaose goksik", "角色"),
        ("diaocha diucaa tiaocha", "調查"),
        ("tiaozheng tiuzing", "調整"),
        ("xiangmu hongmuk", "項目"),
        ("chaoyang ciujoeng zhaoyang ziujoeng", "朝陽"),
        ("canjia caamgaa", "參加"),
        ("renshen jansam", "人參"),
        ("chuli cyulei", "處理"),
        ("huanyuan waanjyun", "還原"),
        ("haishi waansi", "還是"),
        ("shuxue souhok sokhok shuoxue", "數學"),
        ("bianli binlei", "便利"),
        ("pianyi pinji", "便宜"),
        ("haoqi houkei", "好奇"),
        ("daifu daaifu dafu", "大夫"),
        ("shenme sammo", "什麼"),
        ("jiyu geiyu kapjyu", "給予"),
        ("mingbao mingbou mb", "明報"),
        ("hetong haptung ht", "合同"),
        ("xinwen sanman xw sm", "新聞"),
        ("yule jyulok yl jl", "娛樂"),
        ("tiyu taijuk ty tj", "體育"),
        ("dichan deicaan dc", "地產"),
        ("fukan fuhon fk fh", "副刊"),
        ("guoji gwokzai gj gz", "國際"),
        ("caijing coiging cj cg cai2jing1 coi4ging1", "財經"),
        ("danjia sinjyu", "單家單于"),
        ("zengjia zanggaa", "增加"),
        ("cengjing cangging", "曾經"),
        ("zengguofan zang", "曾國藩"),
        ("shengqian saangcin", "生前"),
        ("jiangluo xiangfu gonglok hongfuk", "降落降服"),
        ("fengshui fungseoi", "風水"),
        ("jieshi gaaisik", "解釋"),
        ("hexie wohaai", "和諧"),
        ("weinan wainaan", "為難"),
        ("weile wailiu wai", "為了"),
        ("zhaoji zoekgap zhuoji", "着急"),
        ("xianggang hoenggong", "香港"),
        ("singdou xingdao", "星島"),
    ] {
        check(typed, text);
    }
}

#[test]
fn zhuyin_follows_from_pinyin() {
    check("ㄕㄆ ㄕㄜㄆㄧㄥ ㄕㄜˋㄆㄧㄥˊ ㄕㄜㄆ", "社評");
    check("ㄓㄨㄥㄍㄨㄛ ㄓㄍ", "中國");
    check("ㄩㄝㄌㄧㄤ ㄩㄌ", "月亮");
    check("ㄩㄢㄑㄩㄢ", "圓圈");
    check("ㄑㄧㄡㄒㄩㄝ", "求學");
    check("ㄨㄟㄉㄚ ㄨㄉ", "偉大");
    check("ㄒㄩㄥㄇㄠ", "熊貓");
    check("ㄕㄖㄦ", "十日兒");
    check("ㄋㄩㄒㄧㄥ", "女性");
    check("ㄐㄩㄗ", "橘子");
    check_not("ㄆㄕ ㄙㄆ", "社評");
}

#[test]
fn romaji_for_kana() {
    check("tokyo toukyou tk", "とうきょう");
    check("nyusu nyu ns nyuusu", "ニュース");
    check("supotsu supootu spt", "スポーツ");
    check("shinbun sinbun snb", "しんぶん");
    check("shi si", "し");
    check("zasshi zassi", "ざっし");
    check("chachacha tyatyatya", "ちゃちゃちゃ");
    check_not("nyuzu", "ニュース");
}

#[test]
fn letters_stand_for_themselves() {
    check("kmb KMB km ＫＭＢ", "九巴ＫＭＢ");
    check("cafe CAFÉ", "Café Society");
    check("bbczw bbcz", "BBC中文");
    check(
        "ny newyork yo neyo nyt newyt yt newyorkti",
        "New York Times",
    );
    check_not("nk nyork2 ewt", "New York Times");
    check("社評 社评 社p 社ping", "社評");
    check("とう", "とうきょう");
    check("a4 A-4", "A4");
}

#[test]
fn a_name_is_read_in_one_language_and_in_order() {
    check_not(
        "ps pingshe xp spx sheping7 seping9x gongwen gangman",
        "社評",
    );
    check_not("gongwen gangman", "港聞");
    check_not("sp", "社。評");
    check_not("sp", "社會，評論");
    check("sp", "社 評");
    check("ml", "瑪麗·羅");
    check_not("! 。 -", "x");
}

#[test]
fn nothing_typed_finds_all() {
    assert_eq!(find("", ["社評", "要聞"]), [0, 1]);
    assert_eq!(find("zz", ["社評", "要聞"]), [0usize; 0]);
}

#[test]
fn better_matches_come_first() {
    check_order("sp", "SP sport crisp 社評 社評版 香港社評");
    check_order("ping", "ping pingpong 評 評論 社評");
    check_order("sheping", "社評 社評二 香港社評");
    check_order("shep", "社評 社評二 舊社評");
    check_order("gangwen", "港聞 港聞版 新港聞");
    assert_eq!(find("sp", ["食品", "社評", "要聞", "審判"]), [0, 1, 3]);
}

/// The best way to read what was typed along a name, found by trying every way: what the matcher must say, said slowly.
struct Slowly<'a> {
    text: &'a [char],
    language: usize,
    start: usize,
    best: u32,
}

/// What a way is made of so far.
#[derive(Clone, Copy)]
struct Made {
    only_literal: bool,
    only_full: bool,
    has_more: bool,
}

impl Slowly<'_> {
    fn score(typed: &str, text: &str) -> Option<u32> {
        let (typed, text): (Vec<char>, Vec<char>) =
            (typed.chars().collect(), text.chars().collect());
        let starts = (0..text.len()).filter(|at| !is_silent(text[*at]));
        let ways = starts.flat_map(|start| [0, 1].map(|language| (start, language)));
        let scores = ways.map(|(start, language)| {
            let mut slowly = Slowly {
                text: &text,
                language,
                start,
                best: 0,
            };
            let made = Made {
                only_literal: true,
                only_full: true,
                has_more: false,
            };
            slowly.walk(&typed, start, made);
            slowly.best
        });
        scores.max().filter(|best| *best > 0)
    }

    /// Notes a way that has come to `at`, and goes on with it.
    fn come(&mut self, typed: &[char], at: usize, made: Made) {
        if typed.is_empty() {
            let kind = match made {
                Made {
                    only_literal: true, ..
                } => 3,
                Made {
                    only_full: true, ..
                } => 2,
                Made { has_more: true, .. } => 1,
                _ => 0,
            };
            let is_beginning = self.text[..self.start].iter().all(|c| is_silent(*c));
            let is_whole = is_beginning && self.text[at..].iter().all(|c| is_silent(*c));
            let score = kind * 3 + u32::from(is_beginning) + u32::from(is_whole) + 1;
            self.best = self.best.max(score);
        }
        self.walk(typed, at, made);
    }

    fn walk(&mut self, typed: &[char], at: usize, made: Made) {
        static SYLLABLES: LazyLock<Vec<table::Syllable>> =
            LazyLock::new(|| table::syllables().collect());
        let Some(c) = self.text.get(at).copied() else {
            return;
        };
        if is_silent(c) {
            return self.walk(typed, at + 1, made);
        }
        if typed.first().copied() == crate::fold::fold_char(c) {
            self.come(
                &typed[1..],
                at + 1,
                Made {
                    has_more: true,
                    ..made
                },
            );
        }
        let full = Made {
            only_literal: false,
            has_more: true,
            ..made
        };
        let less = Made {
            only_literal: false,
            only_full: false,
            ..made
        };
        for sound in table::sounds(table::class(c), self.language) {
            let syllable = &SYLLABLES[usize::from(*sound)];
            for form in syllable.full.clone() {
                let form: Vec<char> = form.chars().collect();
                if let Some(rest) = typed.strip_prefix(&form[..]) {
                    self.come(rest, at + 1, full);
                    if matches!(rest.first(), Some('1'..='6')) {
                        self.come(&rest[1..], at + 1, full);
                    }
                } else if !typed.is_empty() && form.starts_with(typed) {
                    self.come(&[], at + 1, less);
                }
            }
            for form in syllable.short.clone() {
                let form: Vec<char> = form.chars().collect();
                if let Some(rest) = typed.strip_prefix(&form[..]) {
                    self.come(rest, at + 1, less);
                }
            }
            if syllable.is_optional {
                self.come(typed, at + 1, less);
            }
        }
        self.begin_word(typed, at, less);
    }

    /// A word of letters typed by its beginning.
    fn begin_word(&mut self, typed: &[char], at: usize, made: Made) {
        let is_letter = |at: usize| self.text.get(at).is_some_and(char::is_ascii_alphabetic);
        if !is_letter(at) || at > 0 && is_letter(at - 1) {
            return;
        }
        let end = (at..).find(|at| !is_letter(*at)).unwrap_or(at);
        if end == self.text.len() {
            return;
        }
        let same = |(a, b): &(&char, &char)| **a == b.to_ascii_lowercase();
        let most = typed
            .iter()
            .zip(&self.text[at..end])
            .take_while(same)
            .count();
        for length in 1..=most {
            self.walk(&typed[length..], end, made);
        }
    }
}

fn is_silent(c: char) -> bool {
    table::is_silent(table::class(c))
}

proptest! {
    #[test]
    fn anything_may_be_typed_for_anything(typed in any::<String>(), text in any::<String>()) {
        let _ = score(&typed, &text);
    }

    #[test]
    fn the_matcher_says_what_the_spellings_say(typed in "[shepingaougmzcq2]{1,6}", text in "[社評港聞重慶中樂要行きょっうー，·]{1,6}") {
        prop_assert_eq!(score(&typed, &text), Slowly::score(&typed, &text), "{} {}", typed, text);
    }

    #[test]
    fn letters_and_words_of_them_too(typed in "[a-cnsp社]{1,4}", text in "[a-cnNsé社評 .，ー]{1,9}") {
        prop_assert_eq!(score(&typed, &text), Slowly::score(&typed, &text), "{} {}", typed, text);
    }

    #[test]
    fn what_was_learnt_of_one_name_holds_for_the_next(typed in "[shepingao社]{1,5}", texts in prop::collection::vec("[社評港聞重慶a-e 「]{1,8}", 1..20)) {
        let mut matcher = Matcher::new(&typed);
        for text in &texts {
            prop_assert_eq!(matcher.score(text), score(&typed, text));
            prop_assert_eq!(matcher.matches(text), score(&typed, text).is_some());
        }
    }

    #[test]
    fn a_name_is_named_by_itself(name in "[社評港聞重慶a-z0-9]{1,12}") {
        prop_assert!(score(&name, &name).is_some());
    }
}
