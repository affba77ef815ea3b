//! The section of an item whose feed names none: the first of its categories that papers use as a section's name.
//!
//! The name stays as the feed writes it; a reader's own rules (in the configuration) come after and may say otherwise.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Names of sections in the papers of Hong Kong, Taiwan, the Mainland, Japan, Korea and in English ones, in small letters.
const NAMES: &str = "要聞 要闻 頭版 头版 港聞 本港 本地 澳聞 兩岸 两岸 中國 中国 國際 国际 世界 財經 财经 經濟 经济 商業 商业 地產 地产 社評 社评 社論 社论 評論 \
    评论 論壇 论坛 觀點 观点 專欄 专栏 副刊 文化 藝文 娛樂 娱乐 影視 影视 體育 体育 教育 科技 健康 生活 旅遊 旅游 社會 社会 政治 政經 時事 时政 軍事 军事 \
    法治 讀書 读书 專題 专题 国内 社会面 経済 国際 スポーツ 芸能 文化面 社説 政治面 暮らし 地域 科学 정치 경제 사회 국제 문화 스포츠 연예 사설 오피니언 \
    news world national local politics business economy markets opinion editorial comment sports sport culture arts entertainment lifestyle \
    technology tech science health education travel books features china asia international";

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| NAMES.split_whitespace().collect());

/// The section among an item's categories.
pub fn section(tags: &[String]) -> Option<String> {
    let is_section = |tag: &&String| KNOWN.contains(tag.trim().to_lowercase().as_str());
    tags.iter().find(is_section).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_name_is_the_section_as_it_is_written() {
        let of =
            |tags: &[&str]| section(&tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["海濱", "港聞", "體育"]).as_deref(), Some("港聞"));
        assert_eq!(of(&["Sports"]).as_deref(), Some("Sports"));
        assert_eq!(of(&["小輪", "uncategorized"]), None);
    }
}
