//! What themes promise: every file is read, words stand out from their ground, mistakes are named with their place.

use super::*;
use proptest::prelude::*;

/// The colours that xterm gives the numbers 16 to 255; the first sixteen belong to whoever uses the terminal.
fn rgb(colour: Color) -> Option<[u8; 3]> {
    match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(grey @ 232..) => Some([(grey - 232) * 10 + 8; 3]),
        Color::Indexed(cube @ 16..) => {
            let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let cube = cube - 16;
            Some([step(cube / 36), step(cube / 6 % 6), step(cube % 6)])
        }
        _ => None,
    }
}

/// Relative luminance: WCAG 2.2, <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        match channel <= 0.04045 {
            true => channel / 12.92,
            false => ((channel + 0.055) / 1.055).powf(2.4),
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// xterm's first sixteen, which a painter of 16 colours takes for the terminal's.
const SIXTEEN: [u32; 16] = [
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
    0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];

fn sixteen() -> impl Iterator<Item = [u8; 3]> {
    SIXTEEN.iter().map(|hex| {
        let [_, red, green, blue] = hex.to_be_bytes();
        [red, green, blue]
    })
}

fn palette() -> impl Iterator<Item = [u8; 3]> {
    (16..=255).filter_map(|index| rgb(Color::Indexed(index)))
}

fn nearest(colour: [u8; 3], among: impl Iterator<Item = [u8; 3]>) -> [u8; 3] {
    let distance = |other: &[u8; 3]| -> u32 {
        let squares = colour.iter().zip(other).zip([2, 4, 3]);
        squares
            .map(|((a, b), weight)| weight * u32::from(a.abs_diff(*b)).pow(2))
            .sum()
    };
    among.min_by_key(distance).unwrap()
}

/// Scopes that draw lines and dots rather than words.
fn is_text(scope: Scope) -> bool {
    !matches!(scope, Scope::Rule | Scope::Chart)
}

/// Every pair of colours in which a theme may set words: a scope's own ground, else each ground on which it may lie.
fn pairs(theme: &Theme) -> Vec<(String, [u8; 3], [u8; 3])> {
    let grounds = [
        Scope::Text,
        Scope::Overlay,
        Scope::Selection,
        Scope::SelectionUnfocused,
    ];
    let mut pairs = Vec::new();
    for scope in Scope::ALL.iter().copied().filter(|scope| is_text(*scope)) {
        let style = theme.style(scope);
        for ground in grounds {
            let below = theme.style(ground);
            // On the selected row the selection's own ink is used, but by what has a ground of its own.
            let fg = match (ground, style.bg) {
                (Scope::Selection, None) => below.fg.or(style.fg),
                _ => style.fg,
            };
            let bg = style.bg.or(below.bg);
            if let (Some(fg), Some(bg)) = (fg.and_then(rgb), bg.and_then(rgb)) {
                let name = format!("{}: {} on {}", theme.name, scope.name(), ground.name());
                pairs.push((name, fg, bg));
            }
        }
    }
    pairs
}

#[test]
fn every_builtin_theme_is_read() {
    for (name, text) in &FILES {
        if let Err(error) = Theme::parse(name, text) {
            panic!("{error}");
        }
    }
    assert_eq!(Theme::builtins().len(), FILES.len());
    assert_eq!(Theme::default().name, "dark");
}

#[test]
fn words_stand_out_from_their_ground() {
    for theme in Theme::builtins() {
        let least = if theme.name.starts_with("contrast") {
            7.0
        } else {
            4.5
        };
        for (what, fg, bg) in pairs(theme) {
            let got = contrast(fg, bg);
            assert!(got >= least, "{what}: {got:.2} of {least}");
        }
    }
}

#[test]
fn words_stand_out_in_fewer_colours_too() {
    for theme in Theme::builtins() {
        for (what, fg, bg) in pairs(theme) {
            let many = contrast(nearest(fg, palette()), nearest(bg, palette()));
            assert!(many >= 4.0, "{what}, 256 colours: {many:.2}");
            let few = contrast(nearest(fg, sixteen()), nearest(bg, sixteen()));
            assert!(few >= 3.0, "{what}, 16 colours: {few:.2}");
        }
    }
}

#[test]
fn a_theme_with_its_own_ground_gives_every_scope_an_ink() {
    for theme in Theme::builtins() {
        let text = theme.style(Scope::Text);
        let own = theme.ground != Ground::Terminal;
        assert_eq!(text.bg.is_some(), own, "{}", theme.name);
        for scope in Scope::ALL {
            let inked = theme.style(*scope).fg.is_some();
            assert!(!own || inked, "{}: {}", theme.name, scope.name());
        }
        if let Some(ground) = text.bg.and_then(rgb) {
            let dark = luminance(ground) < 0.2;
            assert_eq!(theme.ground == Ground::Dark, dark, "{}", theme.name);
        }
    }
}

#[test]
fn selection_focus_and_hits_need_no_colour() {
    let weight = |theme: &Theme, scope| theme.style(scope).add_modifier;
    for theme in Theme::builtins() {
        let name = &theme.name;
        let text = weight(theme, Scope::Text);
        assert_ne!(weight(theme, Scope::Selection), text, "{name}");
        assert_ne!(weight(theme, Scope::Headline), text, "{name}");
        assert_ne!(weight(theme, Scope::Subhead), text, "{name}");
        assert_ne!(weight(theme, Scope::Link), text, "{name}");
        let (hit, current) = (weight(theme, Scope::Hit), weight(theme, Scope::HitCurrent));
        assert_ne!(hit, current, "{name}");
        let (focused, other) = (Scope::TitleFocused, Scope::TitleUnfocused);
        assert_ne!(weight(theme, focused), weight(theme, other), "{name}");
    }
}

#[test]
fn lean_keeps_to_sixteen_colours_and_mono_to_none() {
    let colours = |name| {
        let theme = Theme::builtin(name).unwrap();
        let styles = Scope::ALL.iter().map(|scope| theme.style(*scope));
        let both = styles.flat_map(|style| [style.fg, style.bg, style.underline_color]);
        both.flatten().collect::<Vec<_>>()
    };
    assert!(!colours("lean").is_empty());
    for colour in colours("lean") {
        let sixteen = !matches!(colour, Color::Rgb(..) | Color::Indexed(_));
        assert!(sixteen, "{colour:?}");
    }
    assert_eq!(colours("mono"), []);
    assert_eq!(
        Theme::builtin("lean").unwrap().style(Scope::Text),
        Style::new()
    );
}

#[test]
fn parents_stand_before_their_children() {
    for (place, scope) in Scope::ALL.iter().enumerate() {
        assert!(scope.parent() as usize <= place, "{}", scope.name());
        assert_eq!(*scope as usize, place);
        assert_eq!(Scope::of(scope.name()), Some(*scope));
    }
}

#[test]
fn a_scope_without_a_style_falls_back_to_its_parent() {
    let theme = "[styles]\ntext = { fg = 1, bg = 2 }\ndim = { fg = 3, modifiers = ['italic'] }\nstatus = 'blue'";
    let theme = Theme::parse("mine", theme).unwrap();
    let check = |scope, expect: Style| assert_eq!(theme.style(scope), expect, "{scope:?}");
    let ink = |index| Style::new().fg(Color::Indexed(index));
    check(Scope::Text, ink(1).bg(Color::Indexed(2)));
    check(Scope::Quote, ink(1));
    check(Scope::Byline, ink(3).add_modifier(Modifier::ITALIC));
    check(Scope::Overlay, ink(1).bg(Color::Indexed(2)));
    let status = Style::new().fg(Color::Blue).bg(Color::Indexed(2));
    check(Scope::Status, status);
}

#[test]
fn colours_are_read_as_people_write_them() {
    let check = |written: &str, expect: Color| {
        let toml = format!("[palette]\nlamp = '#E8B04A'\n[styles]\naccent = {written}");
        let theme = Theme::parse("mine", &toml).unwrap();
        assert_eq!(theme.style(Scope::Accent).fg, Some(expect), "{written}");
    };
    check("'#0a141E'", Color::Rgb(10, 20, 30));
    check("'lamp'", Color::Rgb(0xe8, 0xb0, 0x4a));
    check("214", Color::Indexed(214));
    check("0xff", Color::Indexed(255));
    check("'white'", Color::Gray);
    check("'bright-white'", Color::White);
    check("'bright-black'", Color::DarkGray);
    check("'default'", Color::Reset);
    check("{ fg = 'lamp' }", Color::Rgb(0xe8, 0xb0, 0x4a));
}

#[test]
fn a_palette_of_a_child_recolours_what_it_inherits() {
    let theme = "inherits = 'dark'\n[palette]\naccent = '#00ff00'\n[styles]\nkicker = 'strong'";
    let theme = Theme::parse("mine", theme).unwrap();
    let dark = Theme::builtin("dark").unwrap();
    let green = Some(Color::Rgb(0, 255, 0));
    assert_eq!(theme.style(Scope::TitleFocused).fg, green);
    assert_eq!(theme.style(Scope::Text), dark.style(Scope::Text));
    assert_eq!(
        theme.style(Scope::Kicker).fg,
        dark.style(Scope::Headline).fg
    );
    assert_eq!(theme.ground, Ground::Dark);
}

#[test]
fn a_mistake_is_named_with_its_place_and_what_was_expected() {
    let check = |toml: &str, place: &str, word: &str, expect: &str| {
        let error = Theme::parse("mine", toml).unwrap_err();
        let said = error.to_string();
        assert!(said.starts_with(&format!("mine.toml:{place}: ")), "{said}");
        assert_eq!(error.problem.word(), Some(word), "{said}");
        assert!(said.contains(expect), "{said}");
    };
    check("colour = 1", "1:1", "colour", "palette");
    check("inherits = 'drak'", "1:12", "drak", "contrast-light");
    check("inherits = 3", "1:12", "3", "harbour");
    check("ground = 'grey'", "1:10", "grey", "terminal");
    check("[palette]\nink = '#12345'", "2:7", "#12345", "#rrggbb");
    check("[palette]\nink = '#一二'", "2:7", "#一二", "#rrggbb");
    check("[palette]\nink = 'paper'", "2:7", "paper", "#rrggbb");
    check("[palette]\nink = 256", "2:7", "256", "0 to 255");
    check("[palette]\nink = -1", "2:7", "-1", "0 to 255");
    check("[styles]\nheadlin = 'red'", "2:1", "headlin", "headline");
    check(
        "[styles]\n\ntext = { fg = 'inky' }",
        "3:15",
        "inky",
        "of the palette",
    );
    check("[styles]\ntext = { ink = 1 }", "2:10", "ink", "fg");
    check(
        "[styles]\ntext = { modifiers = ['fat'] }",
        "2:23",
        "fat",
        "bold",
    );
    check(
        "[styles]\ntext = { modifiers = 'bold' }",
        "2:22",
        "bold",
        "a list of",
    );
    check("[styles]\ntext = 1.5", "2:8", "1.5", "a colour");
    check("styles = 1", "1:10", "1", "a table");
    check("label = { en = 1 }", "1:16", "1", "quotation marks");
    check("[styles\ntext = 1", "1:8", "[styles", "");
    check("[label]\nzh-Hant = '夜渡'  x", "2:17", "x", "newline");
}

#[test]
fn a_mistake_is_said_in_the_readers_language() {
    let check = |toml: &str, expect: &str| {
        let error = Theme::parse("夜渡", toml).unwrap_err();
        assert_eq!(error.say("zh-Hant"), expect);
    };
    check(
        "ground = 'grey'",
        "夜渡.toml:1:10: 「grey」不對，應為以下之一：dark, light, terminal",
    );
    check(
        "label = { zh-Hant = 3 }",
        "夜渡.toml:1:21: 「3」不對，應為加引號的文字",
    );
}

#[test]
fn a_folder_adds_themes_and_one_broken_file_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("dark.toml", "inherits = 'dark'\n[palette]\naccent = 9");
    put("dusk.toml", "inherits = 'dark'\n[styles]\nkicker = 7");
    put("light.toml", "[styles]\ntext = 'inky'");
    put("notes.txt", "no theme");
    put("one.toml", "inherits = 'two'");
    put("two.toml", "inherits = 'one'");
    std::fs::write(folder.path().join("bytes.toml"), [0xff, 0xfe]).unwrap();
    let (themes, errors) = Themes::load(folder.path());
    let colour = |name, scope| themes.get(name).unwrap().style(scope).fg;
    assert_eq!(colour("dark", Scope::Accent), Some(Color::Indexed(9)));
    assert_eq!(colour("dusk", Scope::Accent), Some(Color::Indexed(9)));
    assert_eq!(colour("dusk", Scope::Kicker), Some(Color::Indexed(7)));
    assert_eq!(themes.get("light"), Theme::builtin("light"));
    assert_eq!(themes.iter().count(), FILES.len() + 1);
    let files: Vec<_> = errors
        .iter()
        .map(|error| error.file.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(files, ["bytes.toml", "light.toml", "two.toml", "one.toml"]);
}

#[test]
fn a_folder_that_is_not_there_is_no_mistake() {
    let (themes, errors) = Themes::load(Path::new("no/such/folder"));
    assert_eq!((themes, errors), (Themes::default(), Vec::new()));
}

#[test]
fn a_theme_has_a_name_in_each_language_of_the_screen() {
    for theme in Theme::builtins() {
        assert_ne!(theme.label("en"), theme.label("zh-Hant"));
        assert_eq!(theme.label("fr"), theme.label("en"));
    }
}

proptest! {
    #[test]
    fn any_text_is_a_theme_or_a_mistake_within_it(text in ".{0,200}") {
        if let Err(error) = Theme::parse("any", &text) {
            prop_assert!(error.line <= text.matches('\n').count() + 1);
        }
    }

    #[test]
    fn any_style_that_is_written_is_read(
        scope in prop::sample::select(Scope::ALL.to_vec()),
        fg in any::<[u8; 3]>(),
        bg in any::<u8>(),
        bold in any::<bool>(),
    ) {
        let [red, green, blue] = fg;
        let modifiers = if bold { "['bold']" } else { "[]" };
        let toml = format!(
            "[styles]\n{} = {{ fg = '#{red:02x}{green:02x}{blue:02X}', bg = {bg}, modifiers = {modifiers} }}",
            scope.name(),
        );
        let theme = Theme::parse("any", &toml).unwrap();
        let modifiers = if bold { Modifier::BOLD } else { Modifier::empty() };
        let expect = Style::new().fg(Color::Rgb(red, green, blue)).bg(Color::Indexed(bg));
        prop_assert_eq!(theme.style(scope), expect.add_modifier(modifiers));
    }

    #[test]
    fn a_cut_theme_is_refused_or_read_but_never_a_panic(cut in 0..2000usize) {
        for (name, text) in &FILES {
            let end = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
            let _ = Theme::parse(name, &text[..end.unwrap_or(0)]);
        }
    }
}
