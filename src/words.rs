//! The language that the program itself speaks.
//!
//! Every text that a reader sees stands in `src/locales/*.yml`, once for each language; `t!("name", locale = lang.tag())` gives it.

/// A language of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UiLang {
    /// Traditional Chinese.
    #[default]
    ZhHant,
    /// English.
    En,
}

impl UiLang {
    /// Every language, for tests and listings.
    pub const ALL: [Self; 2] = [Self::ZhHant, Self::En];

    /// Its tag: `zh-Hant`, `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// From a tag or a POSIX locale (`zh_HK.UTF-8`, `en_GB`): any Chinese is Traditional Chinese, anything else English.
    pub fn from_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") {
            Self::ZhHant
        } else {
            Self::En
        }
    }

    /// From the environment, in POSIX's order: `LC_ALL`, `LC_MESSAGES`, `LANG`.
    pub fn from_env() -> Self {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty())
            .map_or(Self::En, |value| Self::from_locale(&value))
    }
}
