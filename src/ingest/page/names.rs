//! Names of people, by their family names, by their length, and by how they are set.
//!
//! A name alone says little, so these only help where the place on the page says more. Latin names are told from headlines
//! whose words all have capitals: what is no name the page writes small somewhere else.

use std::collections::HashSet;

use super::chars::{han, hangul, ornament, square};
use super::label;
use super::piece::Piece;

/// The commonest family names, Traditional and Simplified: a bare name is taken for a byline only with one of them.
const SURNAMES: &str = "王李張张劉刘陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何林高梁鄭郑羅罗宋謝谢唐韓韩曹許许鄧邓蕭萧馮冯曾程蔡彭潘袁董余華华蘇苏葉叶呂吕魏蔣蒋田杜丁沈任姚盧卢傅鍾钟姜崔譚谭廖范汪陸陆金石戴賈贾韋韦夏邱方侯鄒邹熊孟秦白江閻阎薛尹段雷黎史龍龙陶賀贺顧顾毛郝龔龚邵萬万錢钱嚴严武莫孔湯汤康施翁倪柯溫温甘凌霍殷歐欧施游簡简連连關关麥麦岑冼區区伍容鄺邝招布莊庄易章文甄司梅單单尤古成詹辛安柳邢俞葛奚郎苗鮑鲍費费滕畢毕鄔邬卞穆湛祁禹狄貝贝臧伏茅龐庞紀纪舒屈項项祝阮藍蓝閔闵席季麻婁娄童顏颜盛刁駱骆樊虞管裘繆缪宗宣郁杭包諸诸左鈕钮嵇裴荀惠曲芮儲储靳焦仇欒栾厲厉戎祖符景束幸韶郜薄宿蒲卓藺蔺屠蒙池喬乔聞闻莘翟貢姬申冉雍桑桂濮牛邊边浦尚農晏柴瞿茹艾戈耿匡寇聶聂敖冷饒饶沙鞠豐巢荊荆竺查岳佟佘塗涂嵐談谈宓";

/// A bare name of two to four Han characters with a common family name.
pub fn is_name(text: &str) -> bool {
    let bare = text
        .trim_start_matches(|c: char| ornament(c) || "◎○□◇⊙⊚※△▲文/／".contains(c))
        .trim();
    let bare: String = bare.chars().filter(|c| !c.is_whitespace()).collect();
    let double = || bare.chars().take(2).all(|c| SURNAMES.contains(c)) || is_compound(&bare);
    let fits = match bare.chars().count() {
        2 | 3 => true,
        4 => double(),
        _ => false,
    };
    fits && bare.chars().all(han) && (begins_with_surname(&bare) || is_compound(&bare))
}

/// A family name of two characters.
fn is_compound(name: &str) -> bool {
    [
        "歐陽", "欧阳", "司徒", "司馬", "司马", "諸葛", "诸葛", "上官", "東方", "东方", "皇甫",
        "尉遲", "令狐", "慕容",
    ]
    .iter()
    .any(|family| name.starts_with(family))
}

/// Two or three Han characters set wide: `甲　乙`.
pub fn is_spaced_name(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().collect();
    matches!(parts[..], [a, b] if a.chars().count() == 1 && (1..=2).contains(&b.chars().count()))
        && text.chars().all(|c| han(c) || c.is_whitespace())
}

/// What somebody did, and a name: `示範：甲乙丙`.
pub fn is_credited_name(text: &str) -> bool {
    let parted = text.split_once(['：', ':', '／', '/']);
    parted.is_some_and(|(did, name)| {
        (2..=4).contains(&did.chars().count()) && did.chars().all(han) && is_name(name)
    })
}

/// A name, and in brackets who that is: `甲乙丙（台北市／教師）`.
pub fn is_described_name(text: &str) -> bool {
    let described = text
        .strip_suffix(['）', ')'])
        .and_then(|text| text.split_once(['（', '(']));
    described.is_some_and(|(name, who)| is_name(name) && (3..=20).contains(&who.chars().count()))
}

/// A mark and two to four Han characters, perhaps set wide: `□ 甲　乙`.
pub fn is_marked_name(text: &str) -> bool {
    let name = text.trim_start_matches(|c: char| ornament(c) || "◎○□◇⊙※".contains(c));
    let bare = name.chars().filter(|c| !c.is_whitespace());
    name.len() < text.len() && (2..=4).contains(&bare.clone().count()) && bare.clone().all(han)
}

/// Several who write together: `甲乙證券研究部`, `本報編輯部`.
pub fn is_body(text: &str) -> bool {
    let ends = [
        "研究部",
        "研究院",
        "研究所",
        "研究室",
        "研究中心",
        "編輯部",
        "编辑部",
        "主筆室",
        "課題組",
        "课题组",
        "評論部",
        "评论部",
        "工作室",
        "報道組",
        "报道组",
        "採訪組",
        "采访组",
        "調查組",
        "调查组",
        "編輯室",
        "编辑室",
        "評論組",
        "评论组",
    ];
    text.chars().count() <= 14
        && text.chars().all(han)
        && ends.iter().any(|end| text.ends_with(end))
}

/// An office and a name: `地方法院書記官 甲乙丙`.
pub fn is_office(text: &str) -> bool {
    let Some((office, name)) = text.rsplit_once([' ', '　']) else {
        return false;
    };
    is_name(name) && office.ends_with(|c| "官長长員员師师生授士任監监席者人".contains(c))
}

/// A bare Korean name: one of the commonest family names and two syllables.
pub fn is_korean_name(text: &str) -> bool {
    const FAMILIES: &str = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길";
    text.chars().count() == 3
        && text.chars().all(hangul)
        && text.starts_with(|c| FAMILIES.contains(c))
}

/// A bare Japanese name: three to five Han characters that end as given names do.
pub fn is_japanese_name(text: &str) -> bool {
    const GIVEN: &str = "美子郎介太樹也人恵香奈菜葉里理衣一二三夫雄男彦之志司治実明弘浩博隆健誠翔斗真輔平代江枝乃希織絵音聡薫徹剛修豊進昇勝正英和秀久貴哉朗吾悟悠遥翼航大輝直哲慎仁沙莉紗那帆穂花希未海陸蓮樹助造蔵吉作";
    let bare: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    (3..=5).contains(&bare.len())
        && bare.iter().all(|&c| han(c))
        && bare.last().is_some_and(|&c| GIVEN.contains(c))
}

/// Begins with a common family name.
pub fn begins_with_surname(names: &str) -> bool {
    names
        .trim()
        .chars()
        .next()
        .is_some_and(|c| SURNAMES.contains(c))
}

/// A person's name in Latin capitals: two to four words, none of them a section's.
pub fn is_capital_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    label::capitals(text)
        && (2..=4).contains(&words)
        && text
            .chars()
            .all(|c| c.is_alphabetic() || " .-'’".contains(c))
        && label::section(text).is_none()
}

/// Two to four Latin words, each with a capital: a name, where a byline's second line follows.
pub fn is_latin_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=4).contains(&words.len())
        && words
            .iter()
            .all(|w| w.chars().next().is_some_and(char::is_uppercase))
        && text
            .chars()
            .all(|c| c.is_alphabetic() && !square(c) || " .-'’".contains(c))
}

/// The words that a page writes with a small letter.
pub struct SmallWords(HashSet<String>);

impl SmallWords {
    /// Collects them.
    pub fn of(pieces: &[Piece]) -> Self {
        let words = pieces
            .iter()
            .flat_map(|p| p.text.split_whitespace())
            .filter(|word| !word.contains('@'))
            .flat_map(|word| word.split(|c: char| !c.is_ascii_alphabetic()))
            .filter(|word| word.len() >= 3 && word.starts_with(|c: char| c.is_ascii_lowercase()));
        Self(words.map(str::to_owned).collect())
    }

    /// Two to four words with capitals, none of which the page writes small.
    pub fn leave_name(&self, text: &str) -> bool {
        match text.split_once(" and ").or_else(|| text.split_once(" & ")) {
            Some((one, other)) => self.leave_one(one) && self.leave_one(other),
            None => match text.split_once(" in ").or_else(|| text.split_once(", ")) {
                Some((name, place)) => {
                    self.leave_one(name)
                        && place.starts_with(char::is_uppercase)
                        && place.len() <= 24
                }
                None => self.leave_one(text),
            },
        }
    }

    fn leave_one(&self, text: &str) -> bool {
        is_latin_name(text)
            && !text
                .split(|c: char| !c.is_alphabetic())
                .any(|word| self.0.contains(&word.to_lowercase()) || is_common(word))
    }
}

/// Words of headlines that no name has.
fn is_common(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "the"
            | "of"
            | "and"
            | "for"
            | "in"
            | "on"
            | "to"
            | "at"
            | "new"
            | "from"
            | "with"
            | "after"
    )
}
