//! Whose rules a paragraph follows: its language, how strictly, and how that is guessed where nobody says.

use icu_locale_core::{LanguageIdentifier, langid};
use icu_segmenter::{
    LineSegmenter, LineSegmenterBorrowed,
    options::{LineBreakOptions, LineBreakStrictness},
};

/// How strictly marks are kept from a line's begin and end (CLREQ's levels).
///
/// For Japanese and Korean, and for what UAX #14 decides, they stand for CSS's `line-break`: `None` is loose, `Basic` and
/// `Gb` are normal, `Strict` is strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// The old newspaper's habit: anything anywhere.
    None,
    /// CLREQ basic.
    Basic,
    /// Basic, and a solidus may not end a line (GB).
    Gb,
    /// GB, and —— and …… may not begin one.
    #[default]
    Strict,
}

/// The language whose rules a paragraph follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, Traditional.
    #[default]
    Hant,
    /// Chinese, Simplified.
    Hans,
    /// Japanese.
    Ja,
    /// Korean.
    Ko,
    /// Anything else: words divided by spaces.
    Other,
}

/// How much of a text is looked at when its language is guessed, in characters.
const SAMPLE: usize = 500;

/// Frequent characters of Traditional Chinese that Simplified writes otherwise, in order.
const HANT_ONLY: &[char; 46] = &[
    '來', '個', '們', '動', '員', '問', '國', '報', '學', '實', '對', '後', '從', '應', '時', '會',
    '東', '業', '樣', '機', '為', '無', '現', '當', '發', '給', '經', '與', '華', '見', '該', '說',
    '讓', '車', '這', '進', '過', '還', '長', '門', '開', '間', '關', '電', '體', '點',
];

/// Those that stand for them, in order.
const HANS_ONLY: &[char; 46] = &[
    '与', '业', '东', '个', '为', '从', '们', '会', '体', '关', '动', '华', '发', '后', '员', '国',
    '学', '实', '对', '应', '开', '当', '报', '无', '时', '机', '来', '样', '点', '现', '电', '经',
    '给', '见', '让', '该', '说', '车', '过', '还', '这', '进', '长', '门', '问', '间',
];

impl Lang {
    /// From a BCP 47 tag (`zh-Hant-HK`, `ja`); `None` for an empty tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase().replace('_', "-");
        let mut parts = tag.split('-');
        let language = parts.next().filter(|l| !l.is_empty())?;
        Some(match language {
            "zh" | "cmn" | "yue" | "lzh" | "wuu" | "nan" | "hak" => {
                let traditional = |p: &str| matches!(p, "hant" | "hk" | "tw" | "mo" | "yue");
                match parts.clone().any(|p| p == "hans") {
                    false if language == "yue" || parts.any(traditional) => Self::Hant,
                    _ => Self::Hans,
                }
            }
            "ja" => Self::Ja,
            "ko" => Self::Ko,
            _ => Self::Other,
        })
    }

    /// Guessed from a text's characters.
    pub fn guess(text: &str) -> Self {
        let (mut han, mut kana, mut hangul, mut latin) = (0, 0, 0, 0);
        let (mut hant, mut hans) = (0, 0);
        for c in text.chars().take(SAMPLE) {
            match c {
                '\u{3041}'..='\u{30FF}' | '\u{FF66}'..='\u{FF9F}' if c != '・' && c != '·' => {
                    kana += 1;
                }
                '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{AC00}'..='\u{D7A3}' => {
                    hangul += 1;
                }
                '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' => {
                    han += 1;
                    hant += usize::from(HANT_ONLY.binary_search(&c).is_ok());
                    hans += usize::from(HANS_ONLY.binary_search(&c).is_ok());
                }
                '，' | '。' | '、' | '「' | '」' => han += 1,
                _ if c.is_alphabetic() => latin += 1,
                _ => {}
            }
        }
        match () {
            () if hangul > 0 && hangul * 2 >= han + kana && hangul * 4 >= latin => Self::Ko,
            () if kana > 0 && kana * 6 >= han && (han + kana) * 6 >= latin => Self::Ja,
            () if han == 0 || han * 6 < latin => Self::Other,
            () if hans > hant => Self::Hans,
            () => Self::Hant,
        }
    }

    /// Whether its text is set in Han characters without spaces between words.
    pub(crate) fn is_han(self) -> bool {
        matches!(self, Self::Hant | Self::Hans | Self::Ja)
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Hant | Self::Hans => langid!("zh"),
            Self::Ja => langid!("ja"),
            Self::Ko => langid!("ko"),
            Self::Other => langid!("und"),
        }
    }
}

/// The segmenter of UAX #14 for a language and a level, without any of this program's own rules.
pub fn uax14(lang: Lang, level: Level) -> LineSegmenterBorrowed<'static> {
    let locale = lang.identifier();
    let mut options = LineBreakOptions::default();
    options.content_locale = Some(&locale);
    options.strictness = Some(match level {
        Level::None => LineBreakStrictness::Loose,
        Level::Basic | Level::Gb => LineBreakStrictness::Normal,
        Level::Strict => LineBreakStrictness::Strict,
    });
    LineSegmenter::new_auto(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_the_rules() {
        let check = |tag: &str, lang: Option<Lang>| assert_eq!(Lang::from_tag(tag), lang, "{tag}");
        check("", None);
        check("zh-Hant-HK", Some(Lang::Hant));
        check("zh-TW", Some(Lang::Hant));
        check("zh_HK", Some(Lang::Hant));
        check("yue", Some(Lang::Hant));
        check("zh", Some(Lang::Hans));
        check("zh-Hans-HK", Some(Lang::Hans));
        check("JA-jp", Some(Lang::Ja));
        check("ko", Some(Lang::Ko));
        check("de", Some(Lang::Other));
    }

    #[test]
    fn characters_tell_the_language() {
        let check = |text: &str, lang: Lang| assert_eq!(Lang::guess(text), lang, "{text}");
        check("", Lang::Other);
        check("The ferry returns at nine.", Lang::Other);
        check("海濱長廊東段昨日開放。", Lang::Hant);
        check("海滨长廊东段昨日开放。", Lang::Hans);
        check("「おばあちゃんの店」開店三十年", Lang::Ja);
        check("遊歩道が開通した。", Lang::Ja);
        check("일본 の 상품 전시회가 열렸다.", Lang::Ko);
        check("商場新店「の物」開張，街坊排隊。", Lang::Hant);
        check("The word 看報 means to read a newspaper.", Lang::Other);
    }
}
