//! The reader's rules: which section an article belongs to, by what it is and where it comes from. For what is fetched and for
//! what is imported.

use crate::article::Article;
use crate::config::Rule;
use crate::ingest::clean;

/// Gives an article the section of the first rule that fits; `false` if none does. `source`: the names that its source goes by.
pub fn apply(rules: &[Rule], article: &mut Article, source: &[&str]) -> bool {
    let Some(rule) = rules.iter().find(|rule| fits(rule, article, source)) else {
        return false;
    };
    // The configuration is somebody's text too: it goes through the first wall like the article's own.
    article.section = Some(clean::line(&rule.section).into_owned());
    true
}

fn fits(rule: &Rule, article: &Article, source: &[&str]) -> bool {
    let holds = |text: &str, wanted: &str| text.to_lowercase().contains(&wanted.to_lowercase());
    let from = |wanted: &String| {
        let own = article.publication.as_deref();
        source
            .iter()
            .copied()
            .chain(own)
            .any(|name| holds(name, wanted))
    };
    let in_category = |wanted: &String| {
        let mut named = article.tags.iter().chain(&article.section);
        named.any(|tag| tag.to_lowercase() == wanted.to_lowercase())
    };
    rule.source.as_ref().is_none_or(from)
        && rule.category.as_ref().is_none_or(in_category)
        && rule
            .title
            .as_ref()
            .is_none_or(|wanted| holds(&article.title, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_rule_names_must_match_and_the_first_rule_wins() {
        let rule = |source: &str, category: &str, title: &str, section: &str| {
            let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            Rule {
                source: given(source),
                category: given(category),
                title: given(title),
                section: section.into(),
            }
        };
        let rules = [
            rule("harbour", "sport", "", "體育"),
            rule("", "Éditos", "", "社評"),
            rule("", "", "足球", "體育"),
            rule("港報", "", "", "要聞"),
        ];
        let check = |source: &[&str], tags: &[&str], title: &str, expect: Option<&str>| {
            let mut article = Article {
                title: title.into(),
                tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
                publication: Some("港報".into()).filter(|_| source.is_empty()),
                ..Article::default()
            };
            let applied = apply(&rules, &mut article, source);
            assert_eq!(
                (applied, article.section.as_deref()),
                (expect.is_some(), expect)
            );
        };
        check(&["Harbour Daily"], &["Sport"], "x", Some("體育"));
        check(&["Other"], &["Sport"], "x", None);
        check(&["Harbour Daily"], &["Sports"], "x", None);
        check(&["Other"], &["ÉDITOS"], "足球", Some("社評"));
        check(&["Other"], &[], "學界足球賽", Some("體育"));
        check(&["http://a.example", "港報"], &[], "x", Some("要聞"));
        check(&[], &[], "x", Some("要聞"));
    }
}
