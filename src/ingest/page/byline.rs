//! Who wrote it, and where from: lines that are a byline, bylines and datelines at a paragraph's head or tail, and the
//! name alone.
//!
//! The forms are those of the trade: `本報記者 甲乙`, `記者甲乙丙／台北報導`, `新华社北京3月24日电（记者甲乙）`, `（吉隆坡24日讯）`,
//! `【ワシントン＝甲乙丙丁】`, `[서울=뉴스] 홍길동 기자 =`, `By JOHN SMITH`, `HONG KONG, March 24 (Reuters) -`.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{Ending, cells, count, ending, han, kana, ornament};
use super::{label, names};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// What stands for the writer of a line: a role and perhaps names.
static REPORTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[〔【（(［\[□◎○]?[ 　]*(?P<who>[\p{Han}·A-Za-z]{0,10}?(?:記者|记者|特派員|特派员|通訊員|通讯员|評論員|评论员|編譯|编译|撰稿人?|编辑部|編輯部|專欄作家|专栏作家|特約作者|特约作者))",
        r"(?P<gap>[ 　]*[:：／/|｜,，]?[ 　]*)",
        r"(?P<names>(?:[\p{Han}A-Za-z·．.'’－—-]{1,20}(?:[ 　、，,／/;；]|及|與|和|＋)*){0,8})[〕】）)］\]]?$"
    ))
});

/// `文：甲乙`, `撰文／甲乙`, `採訪：甲乙　攝影：丙丁`.
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[（(【〔]?(?:(?:文|圖文|图文|文圖|文[/／、．・&及]?(?:[圖图摄]|攝影?|写真)|(?:[圖图]|写真)[/／、・]文|撰文|文字|撰稿|採訪|采访|採訪[/／、]?撰文|報道|報導|报道|獨家報道|独家报道|綜合報道|综合报道|整理|作者|編譯|编译|翻譯|翻译|執筆|执笔|主筆|採寫|采写|口述|訪問|策劃|策划|特約|聞き手|構成|取材|筆者|評論)",
        r"(?:[ 　]*[:：／/|｜・＝=●][ 　]*|[ 　]+)",
        // What may begin a headline, too, says who wrote only with a colon or a stroke.
        r"|(?:文‧[圖图]|文[并並][摄攝]|(?:撰文|採訪|采访|文|示範|示范)[、／/・](?:攝影|摄影|[圖图]|插[圖图]|撰文|示範|示范|料理|整理)|(?:特約|特约)撰稿|(?:現場|现场)(?:採訪|采访)|(?:資料|资料|採訪|采访)整理|示範|示范|解答|諮詢|咨询|[製制]表|選書)[ 　]*[:：／/|｜][ 　]*)",
        r"(?P<names>[^。！？，]{1,40}?)[）)】〕]?$"
    ))
});

/// A desk, an agency or a paper as the writer: `財經中心／台北報導`, `據央視新聞`, `本報綜合報道`, `甲乙 文/圖`.
static DESK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[\p{Han}]{2,6}(?:中心|組|组|部|台)[／/][\p{Han}]{0,8}(?:報導|報道|报道|外電|外电|整理)",
        r"|(?:據|据|綜合|综合)[\p{Han}]{2,10}(?:新聞|新闻|報道|报道|報導|社電|社电|消息|網|网|報|报|社|客户端)",
        r"|(?:本報|本报|本刊|本網|本网)(?:綜合|综合|專題|专题)?(?:報道|报道|報導|消息|特稿|專稿|专稿|整理)",
        r"|[\p{Han}]{2,4}(?:[ 　、][\p{Han}]{2,4})*[ 　](?:文[/／]?[圖图攝摄]|[圖图][/／]?文))$"
    ))
});

/// A Japanese writer by desk or title: `政治部・山田太郎`, `編集委員　山田太郎`, `山田太郎記者`.
static JAPANESE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[（(](?:[\p{Han}]{2,5}|[\p{Han}]{1,3}[ 　][\p{Han}\p{Hiragana}]{1,4})(?:[、，・ 　][\p{Han}]{2,5})*[）)]|[（(【＝=]?(?:(?:(?:[\p{Han}]{1,4}(?:部|局|班|デスク)|[\p{Han}\p{Katakana}]{1,8}(?:支局長?|総局長?|支社長?|委員長?|特派員|記者|キャップ|本社|部長|次長|主幹|編集長))[・／ 　]+[\p{Han}]{1,4}[ 　]?[\p{Han}\p{Hiragana}]{0,3})",
        r"|(?P<name>[\p{Han}]{2,5}[ 　]?[\p{Han}]{0,3}?)(?:記者|特派員|編集委員|論説委員))[）)】]?)$"
    ))
});

static KOREAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[/\[(■●▲=]?(?:글·사진|글·정리|글|취재|정리)?[ =:·/]*(?:[\p{Hangul}·]{2,10}[ =/])?(?P<name>[\p{Hangul}]{2,4}) ?(?:[\p{Hangul}]{2,4})?(?:기자|특파원|논설위원|편집위원|통신원|객원기자|칼럼니스트)",
        r"(?:[ ,·/]+(?:사진 )?[\p{Hangul}]{2,4} ?[\p{Hangul}]{0,4}(?:기자|특파원))*[ ,·/]*(?:[\w.+-]+@[\w.-]+)?[\])]?$"
    ))
});

static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:[Bb]y|BY|(?:Reporting|Text|Words|Story)(?: from [\p{Lu}][\w ]{2,20}| and (?:photos|pictures|photographs))? by|(?:Words|Text|Story|Interview|Report|Reporting):|Reported by|Compiled by|Text by|Words by|Story by|Interview by|Written by)[: ]+(?P<name>[\p{Lu}][\w.'’-]*(?:[ -](?:[\p{Lu}][\w.'’-]*|de|da|van|von|der|bin|binti|al|del)){0,4})(?:(?:,| and| &|;| in| at|/|\|| —| -)[ ]?.{1,60})?",
        r"|(?P<bare>[\p{Lu}][\w.'’-]+(?: [\p{Lu}][\w.'’-]*){1,3})[ ,/|—-]+(?:(?i:[a-z]{2,12} )?(?i:correspondent|reporter|writer|editor|columnist|critic)s?|Reuters|Associated Press|AP|AFP|Bloomberg|Xinhua|Bernama|Kyodo|Yonhap)(?: in [\w ]+)?",
        r"|(?:[\p{Lu}][\w&]+ ){1,2}[Ss]taff|Compiled by .{3,40}|Special to (?:the|The|THE) .{3,30}|From (?:[\p{Lu}][\w.'’-]+ ){2,3}in [\p{Lu}][\w ]{2,20}",
        r"|(?i:(?:[a-z&]+ ){1,3}(?:reporter|writer|correspondent|editor|columnist|critic)s?(?: in [a-z ]{2,20})?)",
        r"|(?:[—–-]+ ?|\()?(?:Reuters|AFP|AP|PA|dpa|EPA|Bernama|Xinhua|Agencies|Bloomberg|Kyodo|Yonhap|CNA|TNS|The (?:Associated Press|Guardian|Star|Straits Times)|Associated Press|Press Association|PA Media|[Oo]ur [Cc]orrespondents?|[Ss]taff [Ww]riters?|Agence France-Presse|(?:Staff and )?[Aa]gencies)(?: in [\p{Lu}][\w ]{2,20})?\)?",
        r"|[\w.+-]+@[\w-]+\.[\w.-]+)$"
    ))
});

/// What makes the inside of an opening bracket a byline or a dateline.
static HEAD_INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:訊|讯|電|电|消息|記者|记者|報導|報道|报道|特稿|特訊|特讯|快訊|快讯|專訪|專題|外電|外电|綜合|综合|編譯|编译|通訊員|通讯员|共同|時事|ロイター|ＡＰ|ＡＦＰ|AFP|AP|Reuters|特派員|支局|発|[=＝]|기자$|특파원$|^연합뉴스$|^뉴시스$)",
        r"|^[\p{Katakana}ー・]{2,10}(?:\p{Han}{3,5})?$|^\p{Han}{2,4}[組组]$"
    ))
});

static HEAD_BRACKET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:【[^】]{1,40}】|〔[^〕]{1,40}〕|［[^］]{1,40}］|\[[^\]]{1,40}\]|[（(][^（）()]{2,40}[）)])",
    )
});

/// `香港文匯報訊(記者 甲乙)`, `新华社北京3月24日电（记者甲、乙）`, `本報訊　`, with the reporter that may follow.
static HEAD_OPEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:據|据)?(?:",
        r"(?:本報|本报|本刊|[\p{Han}]{1,7}(?:社|報|报|網|网|台))?[／/]?[\p{Han}·]{0,10}?[ 　]?(?:\d{4}年)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月)?(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})日?[ 　]?(?:綜合|综合)?(?:電|电|訊|讯)",
        r"|[\p{Han}]{2,8}(?:特稿|專稿|专稿|專訊|报道|報道|報導)[（(](?:[\p{Han}]{0,4}(?:記者|记者|通訊員|通讯员))[^（）()]{1,30}[）)]",
        r"|(?:本報|本报|本刊|[\p{Han}]{1,7}(?:報|报|社|網|网|台|週刊))(?:[\p{Han}·]{2,6}(?:專|专)|專|专|綜合|综合|特|快)?(?:訊|讯|電|电|消息)",
        r")(?P<end>[ 　]*[（(][^（）()]{2,40}[）)]|[ 　]*[:：｜|]|[ 　]+)?"
    ))
});

/// Agencies whose name and 電 need nothing after them.
const AGENCIES: &str = "新華社 新华社 中新社 中央社 法新社 路透社 美聯社 美联社 共同社 德新社 塔斯社 俄新社 韓聯社 韩联社 中通社";

/// `記者甲乙丙／台北報導` and `記者 甲乙 報道：` at a paragraph's head.
static HEAD_REPORTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:本報|本报|[\p{Han}]{2,6}(?:報|报|社|網|网))?(?:駐[\p{Han}]{2,4}|驻[\p{Han}]{2,4})?(?:特派)?(?:記者|记者|特派員|編譯|编译)[ 　]*[\p{Han}、 　]{2,20}?(?:[／/][\p{Han}]{1,6}(?:報導|報道|报道|專訪|電|整理|外電)|[ 　]*(?:報導|報道|报道)[:：])[ 　]*",
    )
});

static HEAD_KOREAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[\[(【][^\])】]{1,30}[\])】]|[\p{Hangul}]{2,6}=)[ ]*(?:[\p{Hangul}]{2,4} ?(?:[\p{Hangul}]{0,4})(?:기자|특파원|통신원)[·, ]*)+=?[ ]*",
    )
});

static HEAD_ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[\p{Lu}][\p{Lu}.'’-]+(?:[ /][\p{Lu}][\p{Lu}.'’-]*){0,3})(?:, [\p{Lu}][\p{L}.]+){0,2}",
        r"(?:,? (?:Jan|Feb|March|Mar|April|Apr|May|June|July|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2})?(?:, \d{4})?",
        r"(?: ?\([\p{Lu}][\w /.&-]{1,30}\))?(?: ?[—–]| --| -|:)[ ]"
    ))
});

/// A byline in brackets at a paragraph's end.
static TAIL_BRACKET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[（(【〔][^（）()【】〔〕。]{1,40}[）)】〕]$"));

/// What the inside of such brackets must be.
static TAIL_INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:本報|本报|記者|记者|據|据|作者|責編|责编|责任编辑|編譯|编译|翻譯|新華社|新华社|中新社|中央社|法新社|路透|美聯社|美联社|綜合|综合|文[/／:：]|聞き手).*",
        r"|[\p{Han}]{2,5}|[\p{Han}]{1,3}[ 　][\p{Han}\p{Hiragana}]{1,4}|[\p{Han}\p{Katakana}]{1,8}[・＝=／ 　][\p{Han} 　\p{Hiragana}、]{2,12}|ロイター|ＡＰ|ＡＦＰ|[\p{Hangul}]{2,4} ?기자.*)$"
    ))
});

static TAIL_KOREAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[/=] ?)?(?:[\p{Hangul}]{2,6}=)?[\p{Hangul}]{2,4} ?[\p{Hangul}]{0,4}(?:기자|특파원|논설위원)(?:[ ,·]+[\w.+-]+@[\w.-]+)?$|[\w.+-]+@[\w-]+\.[\w.-]+$",
    )
});

static TAIL_ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?:—|–|--|-) ?|\()(?:Reuters|AFP|AP|Associated Press|Agence France-Presse|Bernama|Xinhua|Bloomberg|Kyodo|Agencies|The Guardian|dpa|PA)\)?$",
    )
});

/// The whole text is a byline.
pub fn is_line(text: &str) -> bool {
    let width = cells(text);
    if width > 90 || matches!(text.chars().last(), Some('。' | '！' | '？' | '?' | '!')) {
        return false;
    }
    let bare = text.trim_start_matches(ornament).trim_start();
    if label::section(bare).is_some() {
        return false;
    }
    if reporter(bare)
        || ROLE.is_match(bare)
        || DESK.is_match(bare)
        || KOREAN.is_match(bare)
        || ENGLISH.is_match(bare)
    {
        return true;
    }
    if width <= 40 && JAPANESE.is_match(bare) {
        return true;
    }
    if AGENCIES
        .split(' ')
        .any(|name| bare.trim_matches(|c| "（）()".contains(c)) == name)
    {
        return true;
    }
    // After the place and the day, the reporter: `本报海州10月19日电　记者甲乙`.
    head(bare).is_some_and(|end| end == bare.len() || reporter(bare[end..].trim_start()))
}

/// Agencies and papers alone, with strokes between: `路透社／法新社`, `英國廣播公司／《衛報》`.
pub fn is_agencies(text: &str) -> bool {
    static NAMES: LazyLock<Regex> = LazyLock::new(|| {
        let agency = concat!(
            r"(?:《[\p{Han}A-Za-z ]{2,12}》|[\p{Han}]{2,5}社",
            r"|[\p{Han}]{1,6}(?:通訊|通讯|廣播公司|广播公司|電視台?|电视台?|報|报|網|网|新聞|新闻)",
            r"|AFP|AP|BBC|CNN|DPA|EFE|Reuters|Bloomberg|ＡＰ|ＡＦＰ|ロイター|共同|時事|(?:綜合|综合)(?:外電|外电))"
        );
        pattern(&format!(
            "^[（(]?{agency}(?:[／/、，,・ 　]+{agency})*[）)]?$"
        ))
    });
    cells(text) <= 48 && NAMES.is_match(text)
}

/// `記者` with a name: told from a heading about reporters by the gap, or by a family name.
fn reporter(text: &str) -> bool {
    let Some(found) = REPORTER.captures(text) else {
        return false;
    };
    let names = &found["names"];
    if names.trim().is_empty() {
        return matches!(
            &found["who"],
            "本報記者"
                | "本报记者"
                | "本報評論員"
                | "本报评论员"
                | "本刊記者"
                | "编辑部"
                | "編輯部"
        );
    }
    let short = names
        .split(|c: char| " 　、，,／/;；".contains(c))
        .all(|n| {
            let reports = [
                "導", "道", "电", "電", "訊", "讯", "攝", "摄", "擊", "击", "訪", "访", "整理",
            ];
            let most = if reports.iter().any(|end| n.ends_with(end)) {
                10
            } else {
                6
            };
            n.chars().filter(|&c| han(c)).count() <= most
        });
    short && cells(text) <= 60 && (!found["gap"].is_empty() || names::begins_with_surname(names))
}

static NAMED_ROLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[\p{Han}]{2,6}[ 　・][\p{Han}\p{Hiragana}]{2,8}[（(]\d{1,3}歳?[）)]|(?:会社員|主婦|無職|学生|高校生|中学生|大学生|公務員|自営業|農業|漁業|教員|元教員|パート|アルバイト|団体職員|看護師|医師)[ 　・]+[\p{Han}\p{Hiragana} 　]{2,10}[（(][^（）()]{2,16}[）)]|(?P<zh>[\p{Han}]{2,4})[ 　／/|｜][\p{Han}]{0,12}(?:教授|博士|作家|學者|学者|研究員|研究员|議員|议员|律師|律师|醫生|医生|校長|校长|主任|會長|会长|主席|總監|总监|教師|教师|老師|老师|評論員|评论员|專家|专家|委員|委员|顧問|顾问|編輯|编辑|傳媒人|传媒人|媒體人|媒体人|工作者|系講師|讲师|講師|院士|主筆|主笔|會計師|会计师|建築師|建筑师|分析師|分析师|經濟師|社工|導演|导演|詩人|诗人|研究者|助理|社工|輔導員|辅导员)",
        r"|[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길][\p{Hangul}]{2} [\p{Hangul} ·]{0,16}[\p{Hangul}](?:원|사|자|수|장|인|생|관|표|가)|[\p{Hangul}]{2,4} ?[(（][\p{Hangul} ·]{2,16}[)）]|[\p{Hangul}]{2,4}[ ,·/|][\p{Hangul}A-Z ·]{1,20}(?:교수|소장|원장|위원|대표|작가|시인|변호사|연구원|회장|의원|장관|이사|센터장|국장|평론가|칼럼니스트|기자|박사|총장|감독))$"
    ))
});

/// A name with what the writer is: `甲乙丙　大學教授`.
pub fn is_named_role(text: &str) -> bool {
    cells(text) <= 50
        && NAMED_ROLE.captures(text).is_some_and(|found| {
            found
                .name("zh")
                .is_none_or(|name| names::begins_with_surname(name.as_str()))
        })
}

/// Where the byline or dateline at a paragraph's head ends, if it has one.
pub fn head(text: &str) -> Option<usize> {
    if let Some(found) = HEAD_KOREAN.find(text) {
        return Some(found.end());
    }
    if let Some(found) = HEAD_BRACKET.find(text) {
        let inside = found
            .as_str()
            .trim_matches(|c| "【】〔〕［］[]（）()".contains(c));
        let rest = &text[found.end()..];
        if !HEAD_INSIDE.is_match(inside) && !is_place(found.as_str(), inside, rest)
            || ending(inside) == Ending::Full
        {
            return None;
        }
        return Some(found.end() + after_bracket(&text[found.end()..]));
    }
    if let Some(found) = HEAD_OPEN.captures(text) {
        let whole = found.get(0)?;
        let said = whole.as_str().trim_end_matches(char::is_whitespace);
        let named = said.ends_with(['）', ')']);
        let dated =
            said.contains(|c: char| c.is_ascii_digit()) && said.ends_with(['电', '電', '訊', '讯']);
        let agency =
            said.ends_with(['电', '電']) && AGENCIES.split(' ').any(|name| said.contains(name));
        let own = [
            "本报讯",
            "本報訊",
            "本报消息",
            "本報消息",
            "本报综合消息",
            "本報綜合消息",
        ]
        .contains(&said);
        let complete = own
            || found.name("end").is_some()
            || named
            || whole.end() == text.len()
            || dated
            || agency;
        return complete.then(|| whole.end() + after_bracket(&text[whole.end()..]));
    }
    if let Some(found) = HEAD_REPORTER.find(text) {
        return Some(found.end());
    }
    let found = HEAD_ENGLISH.find(text)?;
    let place = found.as_str();
    let upper = place
        .chars()
        .take_while(|c| c.is_uppercase() || c.is_whitespace())
        .count();
    let greeting = ["SIR ", "SIRS ", "MADAM ", "DEAR "];
    (upper >= 3 && !greeting.iter().any(|word| place.starts_with(word))).then_some(found.end())
}

/// Where a Japanese text comes from: `【甲市】` at its head, and no word for what follows.
fn is_place(bracketed: &str, inside: &str, rest: &str) -> bool {
    let words = [
        "材料",
        "作り方",
        "選評",
        "講評",
        "寸評",
        "質問",
        "回答",
        "注意",
        "訂正",
        "おわび",
        "解説",
        "用語",
        "要旨",
        "全文",
        "問い",
        "答え",
        "写真",
        "公演",
        "展覧会",
        "講座",
        "催し",
        "人事",
        "訃報",
    ];
    bracketed.starts_with('【')
        && (2..=6).contains(&count(inside))
        && inside.chars().all(|c| han(c) || kana(c))
        && !words.contains(&inside)
        && rest.chars().any(kana)
        && count(rest) >= 8
}

/// A reporter in brackets, or `記者甲乙報道：`, directly after the bracket of an agency.
fn after_bracket(rest: &str) -> usize {
    let trimmed = rest.trim_start();
    let skipped = rest.len() - trimmed.len();
    static REPORTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:本報|本报)?(?:記者|记者|特派員)[ 　]*[\p{Han}]{2,4}[ 　]*(?:報道|報導|报道)[ 　:：]*",
        )
    });
    let reporter = HEAD_REPORTER
        .find(trimmed)
        .or_else(|| REPORTS.find(trimmed));
    if let Some(found) = reporter {
        return skipped + found.end();
    }
    match HEAD_BRACKET.find(trimmed) {
        Some(found) if found.as_str().contains("記者") || found.as_str().contains("记者") => {
            skipped + found.end()
        }
        _ => 0,
    }
}

/// Where the byline at a paragraph's tail begins, if it has one after the end of a sentence.
pub fn tail(text: &str) -> Option<usize> {
    if let Some(found) = TAIL_BRACKET.find(text) {
        let before = text[..found.start()].trim_end();
        let inside = found
            .as_str()
            .trim_matches(|c| "【】〔〕（）()".contains(c));
        if ending(before) == Ending::Full && TAIL_INSIDE.is_match(inside) {
            return Some(found.start());
        }
    }
    for tail in [&TAIL_KOREAN, &TAIL_ENGLISH] {
        if let Some(found) = tail.find(text) {
            let before = text[..found.start()].trim_end();
            if !before.is_empty() && ending(before) == Ending::Full {
                return Some(found.start());
            }
        }
    }
    None
}

static AUTHOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:(?:記者|记者|特派員|特派员|通訊員|通讯员|評論員|评论员|編譯|编译|作者|撰文|聞き手|採訪|采访|執筆|整理|撰稿)[ 　]*[:：／/|｜・]?|^[（(【〔]?(?:文|報道|报道|報導|圖文|图文|文[/／、]?[圖图])[:：／/|｜・ 　])[ 　]*",
        r"(?P<zh>[\p{Han}]{2,4}|[\p{Han}] [\p{Han}])(?:[）)】〕］\]、，,／/ 　]|報導|報道|报道|$)"
    ))
});

static AUTHOR_JAPANESE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[＝=・]|^[（(])(?P<ja>[\p{Han}]{2,4}[ 　]?[\p{Han}\p{Hiragana}]{0,3})[）)】］]?$|^(?P<role>[\p{Han}]{3,5})(?:記者|特派員)$",
    )
});

/// The name alone, where the byline says it plainly.
pub fn author(byline: &str) -> Option<String> {
    let byline = byline.trim();
    let name = |found: regex::Captures<'_>, keys: &[&str]| {
        keys.iter()
            .find_map(|k| found.name(k))
            .map(|m| m.as_str().trim().to_owned())
    };
    if let Some(found) = ENGLISH.captures(byline) {
        return name(found, &["name", "bare"])
            .or_else(|| label::capitals(byline).then(|| byline.to_owned()));
    }
    if let Some(found) = KOREAN.captures(byline) {
        return name(found, &["name"]);
    }
    static KOREAN_WITHIN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?P<name>[\p{Hangul}]{2,4}) (?:[\p{Hangul}]{2} ?)?(?:기자|특파원)")
    });
    if let Some(found) = KOREAN_WITHIN.captures(byline) {
        return name(found, &["name"]);
    }
    if let Some(found) = AUTHOR.captures(byline) {
        return name(found, &["zh"]);
    }
    if let Some(found) = AUTHOR_JAPANESE.captures(byline)
        && !byline.contains(['訊', '讯', '電', '电', '報', '报', '社'])
    {
        return name(found, &["ja", "role"]);
    }
    names::is_name(byline).then(|| byline.trim_start_matches(|c| !han(c)).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_sign_alone_or_together() {
        for (text, expect) in [
            ("路透社／法新社", true),
            ("英國廣播公司／《衛報》", true),
            ("（埃菲社）", true),
            ("ロイター、共同", true),
            ("報社門外大排長龍", false),
            ("他在通訊社工作。", false),
            ("", false),
        ] {
            assert_eq!(is_agencies(text), expect, "{text}");
        }
    }

    #[test]
    fn lines() {
        for text in [
            "●香港文匯報記者 方以寧",
            "記者 方以寧",
            "本報記者李四、王五",
            "記者王小明／台北報導",
            "〔記者王小明／台北報導〕",
            "文：陳大文",
            "撰文／陳大文　攝影／李小文",
            "【本報訊】",
            "【本報消息】",
            "(中央社記者王小明台北24日電)",
            "本报记者 张三 李四",
            "报道：陈大文",
            "政治部・山田太郎",
            "山田太郎記者",
            "홍길동 기자 abc@news.kr",
            "도쿄=홍길동 특파원",
            "By JOHN SMITH",
            "By Jane Doe and John Smith in Beijing",
            "Jane Doe, Staff Reporter",
            "財經中心／台北報導",
            "据央视新闻",
            "本报广州专电（记者　张三）",
            "李四 文/图",
            "ソウル支局長　山田太郎",
            "Reporting from Singapore by Jane Doe",
            "Gazette staff",
            "Reuters in London",
            "文‧圖／方以寧",
            "撰文、示範：方以寧",
            "文并摄/方以宁",
            "解答：方醫生",
            "製表：方以寧",
            "本报海州10月19日电　记者方以宁",
        ] {
            assert!(is_line(text), "{text}");
        }
        for text in [
            "資深記者逝世",
            "人民日报评论员：久久为功抓作风",
            "記者協會促政府交代",
            "文化中心明年重開",
            "港府推新措施",
            "By the time it rained, the harbour had already been closed to all ferries.",
            "推動綠色航運 打造區域樞紐",
            "解答 長者疑問",
            "示範 單位開放",
            "本報訊　記者協會促政府交代",
        ] {
            assert!(!is_line(text), "{text}");
        }
    }

    #[test]
    fn heads() {
        for (text, expect) in [
            (
                "香港文匯報訊(記者 方以寧)2025年",
                "香港文匯報訊(記者 方以寧)",
            ),
            ("香港文匯報訊 運輸署", "香港文匯報訊 "),
            (
                "新华社北京3月24日电（记者张三、李四）国务院",
                "新华社北京3月24日电（记者张三、李四）",
            ),
            ("本报讯（记者 张三）昨日", "本报讯（记者 张三）"),
            ("【本報訊】（記者陳大文）昨日", "【本報訊】（記者陳大文）"),
            ("（吉隆坡24日讯）首相", "（吉隆坡24日讯）"),
            ("【ワシントン＝山田太郎】米", "【ワシントン＝山田太郎】"),
            (
                "[서울=뉴스] 홍길동 기자 = 정부가",
                "[서울=뉴스] 홍길동 기자 = ",
            ),
            (
                "HONG KONG, March 24 (Reuters) - The",
                "HONG KONG, March 24 (Reuters) - ",
            ),
            ("BEIJING — The", "BEIJING — "),
        ] {
            assert_eq!(head(text).map(|end| &text[..end]), Some(expect), "{text}");
        }
        for text in [
            "（一）目標",
            "【政治】",
            "政府昨日宣布",
            "新華社報道指出",
            "I - for one - agree",
        ] {
            assert_eq!(head(text), None, "{text}");
        }
    }

    #[test]
    fn tails() {
        for (text, expect) in [
            ("議論が続く。（山田太郎）", "（山田太郎）"),
            ("밝혔다. 홍길동 기자 abc@news.kr", "홍길동 기자 abc@news.kr"),
            ("he said. — Reuters", "— Reuters"),
        ] {
            assert_eq!(
                tail(text).map(|start| &text[start..]),
                Some(expect),
                "{text}"
            );
        }
        for text in [
            "他是局長（署理）",
            "詳見附件。（見圖一，左上角，並參考第三頁所列）",
        ] {
            assert_eq!(tail(text), None, "{text}");
        }
    }

    #[test]
    fn authors() {
        for (text, expect) in [
            ("香港文匯報記者 方以寧", Some("方以寧")),
            ("香港文匯報訊(記者 方以寧)", Some("方以寧")),
            ("記者王小明／台北報導", Some("王小明")),
            ("【ワシントン＝山田太郎】", Some("山田太郎")),
            ("[서울=뉴스] 홍길동 기자 =", Some("홍길동")),
            ("By JOHN SMITH", Some("JOHN SMITH")),
            ("【本報訊】", None),
        ] {
            assert_eq!(author(text).as_deref(), expect, "{text}");
        }
    }
}
