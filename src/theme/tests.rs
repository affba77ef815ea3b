use super::*;

#[test]
fn every_builtin_theme_is_read() {
    for (name, text) in &FILES {
        if let Err(error) = Theme::parse(name, text) {
            panic!("{error}");
        }
    }
    assert_eq!(Theme::builtins().len(), FILES.len());
}
