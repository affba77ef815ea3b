//! `themes/*.toml` to a [`Theme`]: what colour and weight everything on the screen has.
//!
//! A theme is a palette (names for colours) and styles for [`Scope`]s; a scope without a style falls back to its
//! parent, a theme may inherit another and change a few words of it. The built-in ones are compiled in; a file
//! `themes/NAME.toml` in the configuration folder adds one, or takes the place of the built-in one of that name.
//! Colours are kept as written: a terminal of 256 or 16 colours is the painter's care.
//!
//! ```toml
//! inherits = "dark"              # optional
//! ground = "dark"                # dark, light or terminal (its own ground)
//! label = { en = "Night ferry", zh-Hant = "夜渡" }
//!
//! [palette]
//! lamp = "#e8b04a"
//!
//! [styles]
//! accent = "lamp"                # a colour alone is the foreground
//! selection = { bg = 236, modifiers = ["bold"] }
//! ```

mod error;
mod scope;
mod sheet;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use ratatui::style::{Color, Modifier, Style};

pub use error::{Expected, Problem, ThemeError};
pub use scope::Scope;
use sheet::{Entry, Paint, Sheet, Source};

/// The built-in themes' files, in the order in which a chooser shows them.
static FILES: [(&str, &str); 11] = [
    ("dark", include_str!("../themes/dark.toml")),
    ("light", include_str!("../themes/light.toml")),
    ("newsprint", include_str!("../themes/newsprint.toml")),
    ("lean", include_str!("../themes/lean.toml")),
    ("mono", include_str!("../themes/mono.toml")),
    (
        "contrast-dark",
        include_str!("../themes/contrast-dark.toml"),
    ),
    (
        "contrast-light",
        include_str!("../themes/contrast-light.toml"),
    ),
    ("harbour", include_str!("../themes/harbour.toml")),
    ("celadon", include_str!("../themes/celadon.toml")),
    ("cinnabar", include_str!("../themes/cinnabar.toml")),
    ("milk-tea", include_str!("../themes/milk-tea.toml")),
];

static BUILTINS: LazyLock<Vec<Theme>> = LazyLock::new(|| {
    let parse = |(name, text): &(&str, &str)| Theme::parse(name, text).ok();
    FILES.iter().filter_map(parse).collect()
});

/// What a theme is painted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// Its own dark ground.
    Dark,
    /// Its own light ground.
    Light,
    /// The terminal's own, whatever it is.
    #[default]
    Terminal,
}

/// A set of styles.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Its name: the file's, without the ending.
    pub name: String,
    /// What it is painted on.
    pub ground: Ground,
    /// What to call it, by language tag.
    labels: BTreeMap<String, String>,
    /// One for each scope, in the order of [`Scope::ALL`].
    styles: Vec<Style>,
}

impl Theme {
    /// The style of a scope, with fallback. Only surfaces (see [`Scope::is_surface`]) inherit a background: lay the
    /// styles over one another with [`Style::patch`] or `Buffer::set_style`, [`Scope::Text`] first.
    pub fn style(&self, scope: Scope) -> Style {
        self.styles.get(scope as usize).copied().unwrap_or_default()
    }

    /// What to call it in a language, else its name.
    pub fn label(&self, tag: &str) -> &str {
        let label = self.labels.get(tag).or_else(|| self.labels.get("en"));
        label.map_or(&self.name, String::as_str)
    }

    /// Reads a theme, which may inherit a built-in one. `name` is also what errors call the file.
    ///
    /// # Errors
    /// The first mistake of the file: its line, the word, and what was expected.
    pub fn parse(name: &str, toml: &str) -> Result<Theme, ThemeError> {
        let source = Source {
            file: &format!("{name}.toml"),
            text: toml,
        };
        read(name, &source, &|_| None)
    }

    /// The built-in theme of that name.
    pub fn builtin(name: &str) -> Option<&'static Theme> {
        BUILTINS.iter().find(|theme| theme.name == name)
    }

    /// All built-in themes, in the order in which a chooser shows them.
    pub fn builtins() -> &'static [Theme] {
        &BUILTINS
    }

    /// The names of the built-in themes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(name, _)| *name)
    }

    /// The file of a built-in theme, as something to begin one's own from.
    pub fn builtin_file(name: &str) -> Option<&'static str> {
        let file = FILES.iter().find(|(known, _)| *known == name);
        file.map(|(_, text)| *text)
    }

    /// Without colour or weight but for the selection: what is left when nothing can be read.
    fn plain() -> Theme {
        let style = |scope: &Scope| match scope {
            Scope::Selection => Style::new().add_modifier(Modifier::REVERSED),
            _ => Style::new(),
        };
        Theme {
            name: "plain".into(),
            ground: Ground::Terminal,
            labels: BTreeMap::new(),
            styles: Scope::ALL.iter().map(style).collect(),
        }
    }
}

impl Default for Theme {
    /// `dark`.
    fn default() -> Self {
        Theme::builtin("dark").cloned().unwrap_or_else(Theme::plain)
    }
}

/// The themes that a reader may choose from: the built-in ones and those of a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Themes(Vec<Theme>);

impl Default for Themes {
    /// The built-in ones.
    fn default() -> Self {
        Themes(BUILTINS.clone())
    }
}

impl Themes {
    /// The built-in themes and every `*.toml` of a folder, which need not exist. A file that is wrong is left out,
    /// and the built-in theme of its name stays; the mistakes come back beside the themes.
    pub fn load(folder: &Path) -> (Themes, Vec<ThemeError>) {
        let (files, mut errors) = files(folder);
        let mut themes = Themes::default();
        let lookup = |name: &str| files.iter().find(|file| file.name == name);
        for file in &files {
            match read(&file.name, &file.source(), &lookup) {
                Ok(theme) => themes.put(theme),
                Err(error) => errors.push(error),
            }
        }
        (themes, errors)
    }

    /// The theme of that name.
    pub fn get(&self, name: &str) -> Option<&Theme> {
        self.0.iter().find(|theme| theme.name == name)
    }

    /// All of them, the built-in ones first.
    pub fn iter(&self) -> impl Iterator<Item = &Theme> {
        self.0.iter()
    }

    fn put(&mut self, theme: Theme) {
        match self.0.iter_mut().find(|known| known.name == theme.name) {
            Some(known) => *known = theme,
            None => self.0.push(theme),
        }
    }
}

/// A theme's file in the reader's folder.
struct File {
    name: String,
    path: String,
    text: String,
}

impl File {
    fn source(&self) -> Source<'_> {
        Source {
            file: &self.path,
            text: &self.text,
        }
    }
}

/// The longest theme that is read: the built-in ones have some kilobytes, and a mistake of a name may lead anywhere.
const LONGEST: u64 = 1 << 20;

/// The text of a theme's file. What is no file is not waited for: a pipe would hold up the start for ever.
pub fn read_file(path: &Path) -> std::io::Result<String> {
    let meta = path.metadata()?;
    if !meta.is_file() {
        return Err(std::io::Error::other("not a file"));
    }
    match meta.len() <= LONGEST {
        true => std::fs::read_to_string(path),
        false => Err(std::io::ErrorKind::FileTooLarge.into()),
    }
}

/// The `*.toml` of a folder by name, and those that cannot be read.
fn files(folder: &Path) -> (Vec<File>, Vec<ThemeError>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let (name, shown) = (name.into_owned(), path.display().to_string());
        match read_file(&path) {
            Ok(text) => files.push(File {
                name,
                path: shown,
                text,
            }),
            Err(error) => errors.push(ThemeError {
                file: shown,
                line: 1,
                column: 1,
                problem: Problem::Unreadable(error.to_string()),
            }),
        }
    }
    (files, errors)
}

/// Reads one theme with all that it inherits. A parent is looked for among the reader's own files first, unless it
/// has the theme's own name: a file `dark.toml` may inherit the built-in `dark`.
fn read<'f>(
    name: &str,
    source: &Source<'f>,
    own: &dyn Fn(&str) -> Option<&'f File>,
) -> Result<Theme, ThemeError> {
    let sheet = source.read()?;
    let whole = inherit(sheet.clone(), source, &mut vec![name.to_owned()], own)?;
    check_names(&sheet, &whole, source)?;
    Ok(Theme {
        name: name.to_owned(),
        ground: whole.ground.unwrap_or_default(),
        labels: sheet.labels,
        styles: resolve(&whole),
    })
}

/// Lays a sheet over its parents.
fn inherit<'f>(
    sheet: Sheet,
    source: &Source<'f>,
    seen: &mut Vec<String>,
    own: &dyn Fn(&str) -> Option<&'f File>,
) -> Result<Sheet, ThemeError> {
    let Some(word) = sheet.inherits.clone() else {
        return Ok(sheet);
    };
    let circle = seen.contains(&word.text);
    if !circle && let Some(file) = own(&word.text) {
        seen.push(word.text);
        let parent = inherit(file.source().read()?, &file.source(), seen, own)?;
        return Ok(over(parent, sheet));
    }
    let itself = seen.last() == Some(&word.text);
    let Some(text) = Theme::builtin_file(&word.text).filter(|_| !circle || itself) else {
        return Err(match circle {
            true => source.error(&word.span, Problem::Circle { word: word.text }),
            false => source.unexpected(word.span, Expected::Theme),
        });
    };
    let file = format!("{}.toml", word.text);
    let parent = Source { file: &file, text };
    seen.push(format!("{} (built in)", word.text));
    let parent = inherit(parent.read()?, &parent, seen, &|_| None)?;
    Ok(over(parent, sheet))
}

/// The child's words over the parent's: a palette colour by name, a style by scope.
fn over(mut parent: Sheet, child: Sheet) -> Sheet {
    parent.palette.extend(child.palette);
    parent.styles.extend(child.styles);
    parent.ground = child.ground.or(parent.ground);
    parent
}

/// Whether every palette name that the sheet itself uses is known in the whole.
fn check_names(sheet: &Sheet, whole: &Sheet, source: &Source) -> Result<(), ThemeError> {
    let paints = sheet
        .styles
        .values()
        .flat_map(|entry| [&entry.fg, &entry.bg, &entry.underline])
        .flatten();
    for paint in paints {
        if let Paint::Named(word) = paint
            && !whole.palette.contains_key(&word.text)
        {
            return Err(source.no_colour(word));
        }
    }
    Ok(())
}

/// A style for every scope. Parents stand before their children in [`Scope::ALL`].
fn resolve(sheet: &Sheet) -> Vec<Style> {
    let mut styles: Vec<Style> = Vec::with_capacity(Scope::ALL.len());
    for scope in Scope::ALL {
        let parent = styles.get(scope.parent() as usize).copied();
        let mut style = parent.unwrap_or_default();
        if !scope.is_surface() {
            style.bg = None;
        }
        if let Some(entry) = sheet.styles.get(scope) {
            style = apply(style, entry, &sheet.palette);
        }
        styles.push(style);
    }
    styles
}

fn apply(mut style: Style, entry: &Entry, palette: &BTreeMap<String, Color>) -> Style {
    let colour = |paint: &Option<Paint>| match paint {
        Some(Paint::Colour(colour)) => Some(*colour),
        Some(Paint::Named(word)) => palette.get(&word.text).copied(),
        None => None,
    };
    style.fg = colour(&entry.fg).or(style.fg);
    style.bg = colour(&entry.bg).or(style.bg);
    style.underline_color = colour(&entry.underline).or(style.underline_color);
    style.add_modifier = entry.modifiers.unwrap_or(style.add_modifier);
    style
}

#[cfg(test)]
mod tests;
