//! What folds together, what does not, and that folding twice is folding once.

use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(fold(text), expect, "{text}");
}

#[test]
fn variants_of_every_place_are_one() {
    for group in [
        "裏裡里",
        "羣群",
        "瓊琼",
        "啟啓启",
        "台臺",
        "為爲为",
        "説說说",
        "衞衛卫",
        "氣気气",
        "澤沢泽",
        "經経经",
        "栢柏",
        "邨村",
        "濶闊阔",
        "嶋島岛",
        "﨑崎",
        "線綫线",
        "眾衆众",
        "國国",
        "藝芸艺",
        "麵麪面",
        "著着",
        "廣広广",
        "圖図图",
        "發髮发",
        "後后",
        "乾幹干",
        "邊邉辺边",
        "靑青",
        "敎教",
        "麽么麼",
        "峯峰",
        "寳寶宝",
        "鷄雞鶏鸡",
        "溫温",
        "內内",
        "戶户戸",
    ] {
        let forms: Vec<String> = group.chars().map(|c| fold(&c.to_string())).collect();
        assert!(
            forms.windows(2).all(|pair| pair[0] == pair[1]),
            "{group}: {forms:?}"
        );
    }
}

#[test]
fn different_words_stay_different() {
    for (a, b) in [
        ("國", "圍"),
        ("欠", "缺"),
        ("予", "豫"),
        ("は", "ば"),
        ("か", "カ"),
        ("日", "曰"),
        ("己", "已"),
        ("一", "ー"),
    ] {
        assert_ne!(fold(a), fold(b));
    }
}

#[test]
fn width_case_and_accents_go() {
    check("ＫＭＢ　Ｗ１", "kmb w1");
    check("Café CAFE\u{301}", "cafe cafe");
    check("Straße", "strasse");
    check("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ σισυφοσ");
    check("Ёлка", "елка");
    check("İstanbul", "istanbul");
    check("Phở Việt Nam", "pho viet nam");
    check("㈱㍿①Ⅳﬁ", "(株)株式会社1ivfi");
    check("a ≠ b", "a ≠ b");
    check("葛\u{E0100}城 co\u{AD}op", "葛城 coop");
}

#[test]
fn kana_keep_their_marks() {
    check("ｶﾞﾊﾟｰﾄｳﾞ", "ガパートヴ");
    check("か\u{3099}", "が");
    check("ﾞ", "\u{3099}");
    check("ｶ\u{301}ﾞ", "ガ");
}

#[test]
fn hangul_is_composed() {
    check("\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}", "한글");
    check("ﾡ", "\u{1100}");
}

#[test]
fn every_character_folds_to_what_stays() {
    for c in '\0'..=char::MAX {
        let once = fold(c.encode_utf8(&mut [0; 4]));
        assert_eq!(fold(&once), once, "{c:?}");
    }
}

/// What the table does, in the words of the standard, one character's folding given.
fn slowly(text: &str) -> String {
    let alone = |c: char| {
        let mut out = String::new();
        put(c, &mut out);
        out
    };
    let mapped: String = text.nfkd().map(alone).collect();
    mapped.nfc().collect()
}

/// Text with many marks, jamo, kana and variants beside anything at all.
fn texts() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(
        "\u{301}\u{3099}ﾞﾟ\u{338}\u{323}\u{ad}\u{11a8}\u{1161}\u{5b7}\u{200d}\u{fe0f}"
            .chars()
            .collect::<Vec<_>>(),
    );
    let bases = prop::sample::select(
        "aÉßｶカｦ裏Ａ=ᄀ가각㈱ÅﬁΣi\u{9c7}\u{9be}\u{fb2a}樂\u{2f800}"
            .chars()
            .collect::<Vec<_>>(),
    );
    let any = prop_oneof![3 => marks, 3 => bases, 1 => any::<char>()];
    prop::collection::vec(any, 0..16).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in texts()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn folding_is_what_the_standard_says(text in texts()) {
        prop_assert_eq!(fold(&text), slowly(&text));
    }

    #[test]
    fn normal_forms_fold_alike(text in texts()) {
        let forms = [text.nfc().collect(), text.nfd().collect(), text.nfkc().collect::<String>()];
        for form in forms {
            prop_assert_eq!(fold(&form), fold(&text));
        }
    }

    #[test]
    fn characters_are_given_as_they_are_written(text in texts()) {
        let mut given = String::new();
        each(&text, |c| given.push(c));
        prop_assert_eq!(given, fold(&text));
    }

    #[test]
    fn offsets_lead_back_to_the_original(text in texts()) {
        let folded = fold_with_offsets(&text);
        prop_assert_eq!(&folded.text, &fold(&text));
        prop_assert_eq!(folded.origin.len(), folded.text.len() + 1);
        prop_assert!(folded.origin.is_sorted());
        prop_assert!(folded.origin.iter().all(|at| text.is_char_boundary(*at as usize)));
    }

    #[test]
    fn what_is_found_folds_to_what_was_sought(before in "[港裏aé ]{0,4}", needle in "[港裡é㈱が]{1,3}", after in "[港里bが]{0,4}") {
        let text = [before.as_str(), &needle, &after].concat();
        let found = find_all(&text, &fold(&needle), false);
        prop_assert!(!found.is_empty());
        for range in found {
            prop_assert!(fold(&text[range]).contains(&fold(&needle)));
        }
    }
}

#[test]
fn places_are_in_the_original_bytes() {
    let texts = |haystack: &str, needle: &str, exact| -> Vec<String> {
        let ranges = find_all(haystack, needle, exact);
        ranges
            .into_iter()
            .map(|range| haystack[range].to_string())
            .collect()
    };
    assert_eq!(
        texts("在台灣，臺灣的、台湾", "台灣", false),
        ["台灣", "臺灣", "台湾"]
    );
    assert_eq!(texts("在台灣，臺灣的、台湾", "台灣", true), ["台灣"]);
    assert_eq!(
        texts("CAFE\u{301}s cafe", "café", false),
        ["CAFE\u{301}", "cafe"]
    );
    assert_eq!(texts("ｶﾞｽ会社 ㈱", "株", false), ["㈱"]);
    assert_eq!(texts("aaa", "aa", false), ["aa"]);
    assert_eq!(texts("ßß", "s", false), ["ß", "ß"]);
    assert_eq!(texts("香港", "", false), [""; 0]);
    assert!(contains("皇后", "皇後", false) && !contains("皇后", "皇後", true));
}
