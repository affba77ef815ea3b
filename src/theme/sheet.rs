//! A theme's file as it was written: names and words, not yet colours, so that a theme may inherit a sheet and
//! change only its palette.

use std::collections::BTreeMap;
use std::ops::Range;

use ratatui::style::{Color, Modifier};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Expected, Ground, Problem, Scope, ThemeError};

/// What a theme's file says.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    pub(super) inherits: Option<Word>,
    pub(super) ground: Option<Ground>,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) palette: BTreeMap<String, Color>,
    pub(super) styles: BTreeMap<Scope, Entry>,
}

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// What is said of one scope; colours are still words, because a child's palette may change them.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) fg: Option<Paint>,
    pub(super) bg: Option<Paint>,
    pub(super) underline: Option<Paint>,
    pub(super) modifiers: Option<Modifier>,
}

/// A colour, or the palette's name for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Paint {
    Colour(Color),
    Named(Word),
}

/// The keys of a file.
pub(super) const KEYS: [&str; 5] = ["inherits", "ground", "label", "palette", "styles"];
/// The keys of a style.
pub(super) const STYLE_KEYS: [&str; 4] = ["fg", "bg", "underline", "modifiers"];
/// What a theme may be painted on.
pub(super) const GROUNDS: [(&str, Ground); 3] = [
    ("dark", Ground::Dark),
    ("light", Ground::Light),
    ("terminal", Ground::Terminal),
];
/// Weight and the like, by the names that a file gives them.
pub(super) const MODIFIERS: [(&str, Modifier); 7] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
    ("strike", Modifier::CROSSED_OUT),
    ("blink", Modifier::SLOW_BLINK),
];

/// One file under the reader's eyes.
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Source<'_> {
    /// Reads the whole file, or says what the first mistake is.
    pub(super) fn read(&self) -> Result<Sheet, ThemeError> {
        let document = DeTable::parse(self.text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            let (word, message) = (self.word(&span), error.message().to_owned());
            self.error(&span, Problem::Syntax { word, message })
        })?;
        let mut sheet = Sheet::default();
        for (key, value) in document.get_ref() {
            match key.get_ref().as_ref() {
                "inherits" => sheet.inherits = Some(self.string(value, Expected::Theme)?),
                "ground" => sheet.ground = Some(self.ground(value)?),
                "label" => sheet.labels = self.labels(value)?,
                "palette" => sheet.palette = self.palette(value)?,
                "styles" => sheet.styles = self.styles(value)?,
                _ => return Err(self.unexpected(key.span(), Expected::Key)),
            }
        }
        Ok(sheet)
    }

    fn ground(&self, value: &Spanned<DeValue>) -> Result<Ground, ThemeError> {
        let name = self.string(value, Expected::Ground)?.text;
        let known = GROUNDS.iter().find(|(known, _)| *known == name);
        let (_, ground) = known.ok_or_else(|| self.unexpected(value.span(), Expected::Ground))?;
        Ok(*ground)
    }

    fn labels(&self, value: &Spanned<DeValue>) -> Result<BTreeMap<String, String>, ThemeError> {
        let table = self.table(value, Expected::Table)?;
        let entry = |(key, value): (&Spanned<_>, &_)| {
            let name = self.string(value, Expected::Text)?;
            Ok((text(key), name.text))
        };
        table.iter().map(entry).collect()
    }

    fn palette(&self, value: &Spanned<DeValue>) -> Result<BTreeMap<String, Color>, ThemeError> {
        let table = self.table(value, Expected::Table)?;
        let entry = |(key, value): (&Spanned<_>, &_)| match self.paint(value)? {
            Paint::Colour(colour) => Ok((text(key), colour)),
            Paint::Named(word) => Err(self.unexpected(word.span, Expected::Colour)),
        };
        table.iter().map(entry).collect()
    }

    fn styles(&self, value: &Spanned<DeValue>) -> Result<BTreeMap<Scope, Entry>, ThemeError> {
        let table = self.table(value, Expected::Table)?;
        let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue>)| {
            let Some(scope) = Scope::of(&text(key)) else {
                return Err(self.unexpected(key.span(), Expected::Scope));
            };
            Ok((scope, self.entry(value)?))
        };
        table.iter().map(entry).collect()
    }

    /// A style is a table, or a colour alone, which is then the foreground.
    fn entry(&self, value: &Spanned<DeValue>) -> Result<Entry, ThemeError> {
        let mut entry = Entry::default();
        let DeValue::Table(table) = value.get_ref() else {
            entry.fg = Some(self.paint(value)?);
            return Ok(entry);
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "fg" => entry.fg = Some(self.paint(value)?),
                "bg" => entry.bg = Some(self.paint(value)?),
                "underline" => entry.underline = Some(self.paint(value)?),
                "modifiers" => entry.modifiers = Some(self.modifiers(value)?),
                _ => return Err(self.unexpected(key.span(), Expected::StyleKey)),
            }
        }
        Ok(entry)
    }

    fn modifiers(&self, value: &Spanned<DeValue>) -> Result<Modifier, ThemeError> {
        let DeValue::Array(words) = value.get_ref() else {
            return Err(self.unexpected(value.span(), Expected::Modifiers));
        };
        let mut modifiers = Modifier::empty();
        for word in words {
            let name = self.string(word, Expected::Modifiers)?.text;
            let known = MODIFIERS.iter().find(|(known, _)| *known == name);
            let (_, modifier) =
                known.ok_or_else(|| self.unexpected(word.span(), Expected::Modifiers))?;
            modifiers |= *modifier;
        }
        Ok(modifiers)
    }

    fn paint(&self, value: &Spanned<DeValue>) -> Result<Paint, ThemeError> {
        let wrong = || self.unexpected(value.span(), Expected::Colour);
        match value.get_ref() {
            DeValue::Integer(number) => {
                let digits = number.as_str();
                let index = u8::from_str_radix(digits, number.radix()).map_err(|_| wrong())?;
                Ok(Paint::Colour(Color::Indexed(index)))
            }
            DeValue::String(word) if word.starts_with('#') => {
                let colour = hexadecimal(word).ok_or_else(wrong)?;
                Ok(Paint::Colour(colour))
            }
            DeValue::String(word) => Ok(match ansi(word) {
                Some(colour) => Paint::Colour(colour),
                None => Paint::Named(self.string(value, Expected::Colour)?),
            }),
            _ => Err(wrong()),
        }
    }

    fn table<'t, 'i>(
        &self,
        value: &'t Spanned<DeValue<'i>>,
        expected: Expected,
    ) -> Result<&'t DeTable<'i>, ThemeError> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.unexpected(value.span(), expected)),
        }
    }

    fn string(&self, value: &Spanned<DeValue>, expected: Expected) -> Result<Word, ThemeError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(Word {
                text: text.to_string(),
                span: value.span(),
            }),
            _ => Err(self.unexpected(value.span(), expected)),
        }
    }

    /// A name that stands for no colour.
    pub(super) fn no_colour(&self, word: &Word) -> ThemeError {
        self.unexpected(word.span.clone(), Expected::Colour)
    }

    /// The word at that place is not what may stand there.
    pub(super) fn unexpected(&self, span: Range<usize>, expected: Expected) -> ThemeError {
        let word = self.word(&span);
        self.error(&span, Problem::Unexpected { word, expected })
    }

    /// A mistake at that place.
    pub(super) fn error(&self, span: &Range<usize>, problem: Problem) -> ThemeError {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        ThemeError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            problem,
        }
    }

    /// The first line of what stands there, without quotation marks, short enough to be read; where nothing stands,
    /// the line before it.
    fn word(&self, span: &Range<usize>) -> String {
        let whole = self.text.get(span.clone()).unwrap_or_default();
        let after = self.text.get(span.start..).unwrap_or_default();
        let before = self.text.get(..span.start).unwrap_or_default();
        let texts = [whole, after.lines().next().unwrap_or_default()];
        let lines = texts.into_iter().filter_map(|text| text.lines().next());
        let mut lines = lines.chain(before.lines().last()).map(str::trim);
        let line = lines.find(|line| !line.is_empty()).unwrap_or_default();
        line.trim_matches(['"', '\'']).chars().take(40).collect()
    }
}

fn text(key: &Spanned<toml::de::DeString>) -> String {
    key.get_ref().to_string()
}

fn hexadecimal(word: &str) -> Option<Color> {
    let digits = word.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some(Color::Rgb(red, green, blue))
}

/// The sixteen colours by the names that terminals give them, and the terminal's own.
fn ansi(word: &str) -> Option<Color> {
    Some(match word {
        "default" => Color::Reset,
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" => Color::Magenta,
        "cyan" => Color::Cyan,
        "white" => Color::Gray,
        "bright-black" => Color::DarkGray,
        "bright-red" => Color::LightRed,
        "bright-green" => Color::LightGreen,
        "bright-yellow" => Color::LightYellow,
        "bright-blue" => Color::LightBlue,
        "bright-magenta" => Color::LightMagenta,
        "bright-cyan" => Color::LightCyan,
        "bright-white" => Color::White,
        _ => return None,
    })
}
