//! Captions and credits: the words under a picture.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{Ending, cells, ending, measure, ornament};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// Openings that only a caption has.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[▲▼△▽◀▶◄►↑↓←→↖↗↘↙]\s*|[（(【]?(?:上|下|左|右|大|小|本版|題|题)?(?:圖|图)(?:片|說|说|表|解)?(?:[一二三四五六七八九十①②③④\d左右上下]{1,2})?[】）)]?\s?(?:[:：／/]|為|为|示)",
        r"|[圖图]?[左右]起[：:為为]|[（(【](?:圖|图|写真|写真説明|사진|表)[】）)]|\[(?:표|그래픽|사진|자료|그림)\]|写真(?:[・：:／/＝は]|説明)|사진 ?[:：=]|(?i:photos?|picture|pictured|caption|image|file photo|above|below|left|right)\s?(?:[:：]| by )",
        r"|[（(]?(?:攝影|摄影|撮影|(?:圖片|图片|照片)(?:來源|来源|提供)?|圖／|图/)[ 　]*[:：／/｜]|(?:資料|资料|数据|數據)?(?:來源|来源)[:：／/]|(?:製表|制表|製圖|制图|繪圖|绘图)[ 　]*[:：／/]|出典[:：＝]|(?i:source)s?:|자료 ?[:=])"
    ))
});

/// Credits at the end of a caption, or alone on a line. What may also be the end of a heading (漫畫, 提供, an agency) needs
/// a gap or a bracket before it.
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:[攝摄]|[供][圖图]|[資资]料[圖图]片?|[資资]料[照相]片?|[檔档]案照片?|(?:[網网][絡络上頁页]|[電电][視视]|受[訪访]者|官方|[視视][頻频]|[影片])(?:[圖图]片|[圖图]|照片|截[圖图])|[圖图][／/][^。，]{2,12}|[／/]攝影|[／/]摄影)[）)】]?$",
        r"|[\s（(【〔。／/][^\s。，（(]{0,10}(?:攝影|摄影|提供|漫畫|漫画|制图|製圖|繪圖|圖片|图片|圖|图)[）)】〕]?$",
        r"|[\s（(【〔。](?:(?:[圖图]?[取翻][攝摄自][自]?|截[自圖图])[^。，（()）]{0,10}|(?:攝影|摄影|攝|圖|图)[／/：:][\p{Han}]{2,4}|[\p{Han}]{2,4}[ 　]?(?:攝影|摄影)(?:報導|报导|報道|报道))[）)】〕]?$",
        r"|[\s（(【〔。／/](?:新華社|新华社|中新社|中通社|中央社|路透社?|美聯社?|美联社|法新社?|彭博社?|歐新社|共同社|韓聯社|政府新聞處|新聞處|本報|官網|视觉中国)[ 　]?(?:圖片|图片|照片|圖|图|發|发)?[）)】〕]?$",
        r"|＝[^。＝]{0,8}[都道府県市区町村郡][^。＝、]{0,10}で?$|[／/](?:绘|繪|画|畫|圖|图|摄|攝)$|[”」』][ 　]+\p{Han}{2,4}[ 　]?(?:绘|繪|作|画|畫)$",
        r"|\p{Hiragana}[^。]*[＝（][^。＝（）]{0,8}(?:\d|[０-９]){1,2}日(?:[、，][^。＝（）]{0,24}|[^。＝（）電电訊讯]{0,20}で)?）?$|＝[^。＝、\d０-９]{1,12}(?:で|から|園|場|館|邸|駅|港|庁|ホール|ドーム)$",
        r"|[＝=（(][^。＝=（(]{0,24}(?:撮影|提供|写真|共同|ロイター|ＡＰ|ＡＦＰ|時事|本社ヘリから)[）)]?$",
        r"|(?:사진|자료사진|제공|연합뉴스|뉴시스|뉴스1|그래픽)[\]）)]?(?:[ =·:/][^.。]{1,20}(?:기자|제공)?)?$|\[[^\]]{1,16}(?:제공|사진)\]$|[/=] ?[\p{Hangul}]{2,4} ?(?:선임|객원|인턴)?기자$",
        r"|(?:\((?:AP|AFP|Reuters|REUTERS|Xinhua|EPA|Getty Images|Bloomberg|Kyodo|File|Bernama|dpa)(?: (?:Photo|photo|file photo))?(?:/[^)]{2,40})?\)|(?:Photo|PHOTO|Picture|PICTURE|Photograph|Image|Credit)s?(?:(?: courtesy of|:| by) .{2,40}|(?: [\p{Lu}][\p{L}.'’-]+){1,4})|(?i:(?:staff|file|courtesy|handout|archive) (?:photos?|pictures?))|(?:AP|AFP|Reuters|EPA|Xinhua|Bernama|Getty Images|Handout|File) ?(?:[Pp]hotos?|[Pp]ix|/[^.]{2,30}))$"
    ))
});

/// Who took the picture, behind one English sentence.
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:Bloomberg|Reuters|AP|AFP|EPA|Getty Images|Xinhua|Bernama|Handout|Shutterstock|dpa|Kyodo|Yonhap",
        r"|\((?:Handout|Supplied|Contributed|File photo)\)|(?:AP|AFP|PA|EPA|Xinhua|REUTERS|Reuters) (?:PHOTO|Photo)",
        r"|Courtesy of .{3,40}|(?:Photographer|Illustration|Graphic|Artwork): .{3,40}",
        r"|[\p{Lu}]{2,}(?: [\p{Lu}]{2,}){1,2}(?:, [\p{Lu}][\p{Lu} ]{2,30})?",
        r"|(?:[\p{Lu}][\p{L}.'’-]+ ){1,2}[\p{Lu}][\p{L}'’-]+ ?/ ?(?:[Tt]he |THE )?[\p{Lu}][\p{L} ]{2,20})$"
    ))
});

/// One English sentence and who took the picture: `… on Monday. JANE DOE/GAZETTE`.
fn is_english_credit(text: &str) -> bool {
    text.rsplit_once(". ").is_some_and(|(words, credit)| {
        (15..=160).contains(&words.chars().count())
            && !words.contains('.')
            && ENGLISH.is_match(credit)
    })
}

/// How sure it is that a text is a caption: 2 and more will do.
pub fn points(text: &str) -> i32 {
    if cells(text) > 320 {
        return 0;
    }
    let bare = text.trim_start_matches(ornament).trim_start();
    let mut points = i32::from(text.starts_with('▲'));
    if bare.len() < text.len() {
        points += 1;
        if matches!(ending(bare), Ending::Full) && measure(bare) <= 200 {
            points += 1;
        }
    }
    if OPENING.is_match(bare) {
        points += 2;
    }
    if is_credited(bare) && measure(bare) <= 200 {
        points += 2;
    }
    points += 2 * i32::from(is_scene(bare) || is_ranged(bare) || is_standing(bare));
    if [
        "（左",
        "（右",
        "（中",
        "(左",
        "(右",
        "(中",
        "(left)",
        "(right)",
        "(centre)",
        "(center)",
        "（前排",
        "（後排",
        "（前左",
        "（前右",
        "（前中",
    ]
    .iter()
    .any(|m| bare.contains(m))
    {
        points += 1 + i32::from(measure(bare) <= 110 && bare.matches('。').count() <= 2);
    }
    points
}

/// Ends with the word that somebody took the picture: no byline of a text.
pub fn is_taken(text: &str) -> bool {
    static SOURCE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"[攝摄影][ 　]?[（(][\p{Han}A-Za-z ]{2,12}[）)]$"));
    SOURCE.is_match(text)
        || text
            .trim_end_matches(['）', ')', '】', '〕'])
            .ends_with(['攝', '摄', '影'])
        || text.ends_with("供圖")
        || text.ends_with("供图")
}

/// Nothing but a credit.
pub fn is_credit(text: &str) -> bool {
    static ALONE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^[（(【〔\[]?(?:(?:圖片?|图片?|攝影|摄影|撮影|写真|사진|(?i:photos?|picture))(?:來源|来源|提供)?\s?[:：／/・=＝ ].{1,24}",
            r"|(?:[\p{Han}]{0,8}(?:記者|记者|通訊員|通讯员|特派員))?[ 　]?[\p{Han} 　、]{0,14}(?:攝|摄|攝影|摄影|撮影|供圖|供图|提供|圖片|图片|資料圖片?|资料图片?|資料照片?|发|發)(?:[ 　]?[（(][\p{Han}A-Za-z ]{2,12}[）)])?",
            r"|(?i:photos?|pictures?) ?(?:by|:|courtesy of).{2,40}|\(?(?:AP|AFP|Reuters|EPA|Xinhua|File)(?: photo)?\)?|[\p{Hangul}]{2,4} ?기자|[\p{Hangul} ]{2,12} ?제공)[）)】〕\]]?$"
        ))
    });
    ALONE.is_match(text) && !describes(text)
}

/// What stands after `圖：` tells what is seen, and not who took it.
fn describes(text: &str) -> bool {
    let Some(words) = text
        .strip_prefix(['圖', '图'])
        .and_then(|rest| rest.strip_prefix(['：', ':']))
    else {
        return false;
    };
    let named = is_taken(words) || words.contains(['記', '记', '社', '/', '／']);
    words.contains(['。', '，']) || words.chars().count() > 8 && !named
}

/// One short sentence that says what is to be seen, and nothing of what somebody said.
fn is_scene(text: &str) -> bool {
    let seen = [
        "展示",
        "示範",
        "示范",
        "合照",
        "合影",
        "留影",
        "揮手",
        "挥手",
        "參觀",
        "参观",
        "視察",
        "视察",
        "護送",
        "护送",
        "巡檢",
        "巡检",
        "排隊",
        "排队",
        "圍觀",
        "围观",
        "剪綵",
        "剪彩",
        "觀看",
        "观看",
        "清洗",
        "打掃",
        "打扫",
        "休息",
        "候船",
        "候車",
        "一角",
        "外觀",
        "外观",
        "現場。",
        "现场。",
        "情形",
        "情景",
        "全景",
        "合唱",
        "起舞",
        "遊行",
        "游行",
        "指導",
        "指导",
        "體驗",
        "体验",
        "選購",
        "选购",
        "搶購",
        "抢购",
        "冒雨",
        "手持",
        "手捧",
        "走過",
        "走过",
        "拍照",
        "打卡",
        "等候",
        "進場",
        "入場",
        "練習",
        "练习",
        "搬運",
        "搬运",
        "採收",
        "采收",
        "采摘",
        "採摘",
        "收割",
        "插秧",
        "灌救",
        "頒獎",
        "颁奖",
        "領獎",
        "领奖",
        "致辭",
        "致辞",
        "握手",
        "擁抱",
        "拥抱",
        "玩耍",
        "嬉戲",
        "嬉戏",
        "垂釣",
        "垂钓",
        "晾曬",
        "晾晒",
        "慶祝勝利",
        "庆祝胜利",
        "擺放",
        "摆放",
        "亮燈",
        "亮灯",
    ];
    let said = [
        "表示", "指出", "說", "说", "稱", "称", "將", "将", "已", "會", "会", "呼籲", "呼吁",
    ];
    text.ends_with('。')
        && text.matches('。').count() == 1
        && (8..=24).contains(&text.chars().count())
        && text.matches('，').count() <= 1
        && !text.contains(['「', '“', '：'])
        && seen.iter().any(|word| text.contains(word))
        && !said.iter().any(|word| text.contains(word))
}

/// One sentence that says who stands where: `前排左四為…`; or, in Korean, what somebody is doing, with the reporter's name.
fn is_ranged(text: &str) -> bool {
    static WHERE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^[^。：「“]{4,50}(?:左|右)(?:[一二三四五六七八九]|起)[^。「“]{0,40}。$|^[^.“]{8,80}고 있다\. ?(?:[\p{Hangul}]{2,6}=)?[\p{Hangul}]{2,4} ?(?:선임|객원|인턴)?(?:기자|특파원)(?: [\w.+-]+@[\w.-]+)?$|\((?:오른쪽|왼쪽|가운데|앞줄|뒷줄|맨 ?앞)[^)]{0,10}\)[^“]{4,60}있다\.",
        )
    });
    WHERE.is_match(text)
}

/// One English sentence that says who stands where, or a Korean one without a verb at its end.
fn is_standing(text: &str) -> bool {
    static WHERE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r", (?:(?:far |second |third )?(?:from )?(?:left|right)|centre|center|(?:front|back) row)[, ]",
        )
    });
    let one = text.ends_with('.') && text.matches(". ").count() == 0 && measure(text) <= 100;
    let noun = text.chars().any(super::chars::hangul)
        && !text.contains(|c: char| "“\",=".contains(c) || c.is_ascii_digit())
        && ![
            "다.", "요.", "까.", "죠.", "자.", "라.", "음.", "함.", "임.", "됨.", "나.", "지.",
            "네.", "은.", "는.", "가.",
        ]
        .iter()
        .any(|end| text.ends_with(end))
        && (8..=40).contains(&text.chars().count());
    one && (WHERE.is_match(text) || noun)
}

/// A credit ends the text. An agency in brackets after more than one sentence, or after a Japanese one, signs a story.
pub fn is_credited(text: &str) -> bool {
    let bare = text.trim_end_matches('.');
    let bare = bare
        .strip_suffix("）。")
        .map_or(bare, |_| bare.trim_end_matches('。'));
    (CREDIT.is_match(bare) || is_english_credit(bare)) && !is_signed(text)
}

fn is_signed(text: &str) -> bool {
    static AGENCY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"。(?:（[^（）]*(?:共同|時事|ロイター|ＡＰ|ＡＦＰ|AP|AFP|社)）|\([^()]*(?:AP|AFP|社)\))$",
        )
    });
    AGENCY.is_match(text)
        && (text.matches('。').count() > 1 || text.chars().any(super::chars::kana))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions() {
        for text in [
            "●市民在碼頭候船。",
            "▲首段的構想圖。 運輸及規劃署圖片",
            "圖為市民候船。",
            "圖：舊城區人頭湧湧",
            "市民昨日在碼頭候船。（本報記者李四攝）",
            "市民昨日在碼頭候船。 新華社",
            "図書館に並ぶ本＝東京都港区で、山田太郎撮影",
            "写真：修理が進む灯台",
            "등대 책방 내부. /홍길동 기자",
            "Traders pack up early. Photo: R. Segaran",
            "The tower in 1911. (AP)",
            "The tower in 1911. JANE DOE/GAZETTE",
            "The mayor, left, opens the fair.",
            "③1976年，村民用骆驼驮水种树（资料照片）。",
            "居民在碼頭登船（取自臉書）",
            "左起：陳大文、李小明、張三。",
            "港に並ぶ漁船（１日、東京都港区で）",
            "쉼터에 비치된 냉각 조끼.",
        ] {
            assert!(points(text) >= 2, "{text}");
        }
        for text in [
            "午膳由學校提供",
            "愛上日本漫畫",
            "報道引述消息人士，此人曾任職新華社。",
            "港府推新措施",
            "警方公布死者照片",
            "全國油價（5月1日至7日）",
            "왜 섬으로 돌아갔나.",
            "Photo archive finds a new home",
            "The council has published a photo.",
        ] {
            assert!(points(text) < 2, "{text}");
        }
    }
}
