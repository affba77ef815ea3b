//! Which keys do what: the defaults of the table, changed by what the reader's configuration says.
//!
//! A keymap is data: the configuration's `[keys.SCOPE]` tables go in, bindings and problems come out.

mod notation;

use std::collections::BTreeMap;

use rust_i18n::t;

use super::actions::{Action, Scope, actions};
use crate::query::keys;
use crate::term::Key;
use crate::words::UiLang;

pub use notation::{parse_keys, write_key, write_keys};

/// What keys are bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// An action of the table.
    Act(Action),
    /// The saved filter of this index.
    Saved(usize),
}

/// What the keys typed so far mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// This.
    Bound(Target),
    /// More is to come; what may follow, and what it would do.
    Prefix(Vec<(Key, Target)>),
    /// Nothing.
    Unbound,
}

/// Something in the configuration's keys that cannot be as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyProblem {
    /// `[keys.X]` where X is no scope.
    UnknownScope {
        /// As written.
        scope: String,
    },
    /// An action that does not exist.
    UnknownAction {
        /// Where.
        scope: Scope,
        /// The keys, as written.
        keys: String,
        /// The action, as written.
        action: String,
        /// The nearest that does exist.
        nearest: &'static str,
    },
    /// Keys that are not written as keys are.
    BadKeys {
        /// Where: a scope, or the saved filter's name.
        place: String,
        /// As written.
        keys: String,
    },
    /// One binding hides another.
    Conflict {
        /// Where.
        scope: Scope,
        /// The keys that win.
        keys: String,
        /// The keys that can no longer be reached.
        hidden: String,
        /// What those would have done.
        what: &'static str,
    },
}

impl KeyProblem {
    /// The problem as a sentence that says what was expected.
    pub fn say(&self, lang: UiLang) -> String {
        let locale = lang.tag();
        match self {
            Self::UnknownScope { scope } => {
                let names: Vec<&str> = Scope::ALL.iter().map(|scope| scope.name()).collect();
                t!(
                    "tui.keys.scope",
                    locale = locale,
                    scope = scope,
                    names = names.join(", ")
                )
            }
            Self::UnknownAction {
                scope,
                keys,
                action,
                nearest,
            } => t!(
                "tui.keys.action",
                locale = locale,
                scope = scope.name(),
                keys = keys,
                action = action,
                nearest = nearest
            ),
            Self::BadKeys { place, keys } => {
                t!("tui.keys.bad", locale = locale, place = place, keys = keys)
            }
            Self::Conflict {
                scope,
                keys,
                hidden,
                what,
            } => t!(
                "tui.keys.conflict",
                locale = locale,
                scope = scope.name(),
                keys = keys,
                hidden = hidden,
                what = what
            ),
        }
        .into_owned()
    }
}

/// The bindings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: BTreeMap<Scope, BTreeMap<Vec<Key>, Target>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut keymap = Self {
            bindings: BTreeMap::new(),
        };
        for info in actions() {
            for (scope, texts) in info.keys {
                for keys in texts.iter().filter_map(|text| parse_keys(text)) {
                    keymap.bind(*scope, keys, Target::Act(info.action));
                }
            }
        }
        keymap
    }
}

impl Keymap {
    /// The defaults, changed by a reader's own: scope, keys, action (`none` takes the keys away); and the keys of saved
    /// filters, by their index.
    pub fn new<'a>(
        own: &BTreeMap<String, BTreeMap<String, String>>,
        saved: impl IntoIterator<Item = (usize, &'a str, &'a str)>,
    ) -> (Self, Vec<KeyProblem>) {
        let mut keymap = Self::default();
        let mut problems = Vec::new();
        for (scope, bindings) in own {
            match Scope::from_name(scope) {
                Some(scope) => keymap.take(scope, bindings, &mut problems),
                None => problems.push(KeyProblem::UnknownScope {
                    scope: scope.clone(),
                }),
            }
        }
        for (index, name, text) in saved {
            match parse_keys(text) {
                Some(keys) => {
                    keymap.rebind(Scope::Global, keys, Target::Saved(index), &mut problems);
                }
                None => problems.push(KeyProblem::BadKeys {
                    place: name.into(),
                    keys: text.into(),
                }),
            }
        }
        (keymap, problems)
    }

    fn take(
        &mut self,
        scope: Scope,
        bindings: &BTreeMap<String, String>,
        problems: &mut Vec<KeyProblem>,
    ) {
        for (text, name) in bindings {
            let Some(keys) = parse_keys(text) else {
                problems.push(KeyProblem::BadKeys {
                    place: scope.name().into(),
                    keys: text.clone(),
                });
                continue;
            };
            match Action::from_name(name) {
                Some(action) => self.rebind(scope, keys, Target::Act(action), problems),
                None if name == "none" => self.unbind(scope, &keys),
                None => problems.push(KeyProblem::UnknownAction {
                    scope,
                    keys: text.clone(),
                    action: name.clone(),
                    nearest: nearest_action(name),
                }),
            }
        }
    }

    fn bind(&mut self, scope: Scope, keys: Vec<Key>, target: Target) {
        self.bindings.entry(scope).or_default().insert(keys, target);
    }

    fn unbind(&mut self, scope: Scope, keys: &[Key]) {
        if let Some(bindings) = self.bindings.get_mut(&scope) {
            bindings.remove(keys);
        }
    }

    /// Binds, and takes away what can no longer be reached because one word of keys begins the other.
    fn rebind(
        &mut self,
        scope: Scope,
        keys: Vec<Key>,
        target: Target,
        problems: &mut Vec<KeyProblem>,
    ) {
        let bindings = self.bindings.entry(scope).or_default();
        let hidden: Vec<Vec<Key>> = bindings
            .keys()
            .filter(|other| **other != keys)
            .filter(|other| other.starts_with(&keys) || keys.starts_with(other))
            .cloned()
            .collect();
        for other in hidden {
            let what = bindings.remove(&other).map_or("", target_name);
            problems.push(KeyProblem::Conflict {
                scope,
                keys: write_keys(&keys),
                hidden: write_keys(&other),
                what,
            });
        }
        if let Some(Target::Saved(_)) = bindings.get(&keys) {
            problems.push(KeyProblem::Conflict {
                scope,
                keys: write_keys(&keys),
                hidden: write_keys(&keys),
                what: "filter",
            });
        }
        bindings.insert(keys, target);
    }

    /// What keys mean where the first of `scopes` that knows them decides.
    pub fn resolve(&self, scopes: &[Scope], keys: &[Key]) -> Resolved {
        let mut following: BTreeMap<Key, Target> = BTreeMap::new();
        for bindings in scopes.iter().filter_map(|scope| self.bindings.get(scope)) {
            if let Some(target) = bindings.get(keys) {
                return Resolved::Bound(*target);
            }
            for (word, target) in bindings {
                if let Some(next) = word.strip_prefix(keys).and_then(<[Key]>::first) {
                    following.entry(*next).or_insert(*target);
                }
            }
        }
        if following.is_empty() {
            Resolved::Unbound
        } else {
            Resolved::Prefix(following.into_iter().collect())
        }
    }

    /// The keys of an action where `scopes` are in force: the first scope's first, letters before named keys.
    pub fn keys_of(&self, scopes: &[Scope], action: Action) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (index, scope) in scopes.iter().enumerate() {
            let bindings = self.bindings.get(scope).into_iter().flatten();
            let mut here: Vec<String> = bindings
                .filter(|(_, target)| **target == Target::Act(action))
                .filter(|(keys, _)| self.resolve(&scopes[..index], keys) == Resolved::Unbound)
                .map(|(keys, _)| write_keys(keys))
                .filter(|written| !found.contains(written))
                .collect();
            here.sort_by_key(|keys| keys.starts_with('<') || keys.starts_with("C-"));
            found.extend(here);
        }
        found
    }

    /// The first key of an action, for hints; its command if it has none.
    pub fn hint(&self, scopes: &[Scope], action: Action) -> String {
        let keys = self.keys_of(scopes, action);
        keys.into_iter()
            .next()
            .unwrap_or_else(|| format!(":{}", action.info().name))
    }
}

fn target_name(target: Target) -> &'static str {
    match target {
        Target::Act(action) => action.info().name,
        Target::Saved(_) => "filter",
    }
}

/// The action whose name takes the fewest changes to reach.
fn nearest_action(name: &str) -> &'static str {
    actions()
        .iter()
        .map(|info| info.name)
        .min_by_key(|known| keys::distance(name, known))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &[Scope] = &[Scope::Headlines, Scope::Global];
    const READER: &[Scope] = &[Scope::Reader, Scope::Global];

    fn own(scope: &str, keys: &str, action: &str) -> BTreeMap<String, BTreeMap<String, String>> {
        let bindings = BTreeMap::from([(keys.to_owned(), action.to_owned())]);
        BTreeMap::from([(scope.to_owned(), bindings)])
    }

    #[test]
    fn the_defaults_are_without_conflict() {
        let keymap = Keymap::default();
        for bindings in keymap.bindings.values() {
            for keys in bindings.keys() {
                let longer = bindings
                    .keys()
                    .filter(|other| other.starts_with(keys))
                    .count();
                assert_eq!(longer, 1, "{} begins another", write_keys(keys));
            }
        }
        for info in actions() {
            for (scope, texts) in info.keys {
                for text in *texts {
                    let keys = parse_keys(text).expect(text);
                    assert_eq!(
                        keymap.resolve(&[*scope], &keys),
                        Resolved::Bound(Target::Act(info.action)),
                        "{text} in {} is bound twice",
                        scope.name()
                    );
                }
            }
        }
    }

    #[test]
    fn the_pane_decides_before_the_rest() {
        let keymap = Keymap::default();
        let check = |scopes: &[Scope], keys: &str, expect: Action| {
            let keys = parse_keys(keys).expect(keys);
            assert_eq!(
                keymap.resolve(scopes, &keys),
                Resolved::Bound(Target::Act(expect))
            );
        };
        check(LIST, "q", Action::Leave);
        check(READER, "q", Action::Back);
        check(LIST, "<Space>", Action::PageDown);
        check(READER, "<Space>", Action::Onward);
        check(LIST, "[d", Action::PreviousDay);
    }

    #[test]
    fn a_prefix_says_what_may_follow() {
        let keymap = Keymap::default();
        let follow = keymap.resolve(READER, &[Key::char('[')]);
        let expect = vec![
            (Key::char('c'), Target::Act(Action::OlderChange)),
            (Key::char('d'), Target::Act(Action::PreviousDay)),
            (Key::char('h'), Target::Act(Action::PreviousHit)),
            (Key::char('w'), Target::Act(Action::PreviousTelling)),
        ];
        assert_eq!(follow, Resolved::Prefix(expect));
        let unknown = parse_keys("[x").expect("keys");
        assert_eq!(keymap.resolve(READER, &unknown), Resolved::Unbound);
    }

    #[test]
    fn a_reader_binds_and_unbinds() {
        let (keymap, problems) = Keymap::new(&own("headlines", "x", "read"), []);
        assert_eq!(problems, []);
        assert_eq!(
            keymap.resolve(LIST, &[Key::char('x')]),
            Resolved::Bound(Target::Act(Action::ToggleRead))
        );
        let (keymap, problems) = Keymap::new(&own("global", "Q", "none"), []);
        assert_eq!(problems, []);
        assert_eq!(keymap.resolve(LIST, &[Key::char('Q')]), Resolved::Unbound);
    }

    #[test]
    fn saved_filters_have_keys_too() {
        let (keymap, problems) = Keymap::new(&BTreeMap::new(), [(3, "房屋", "H")]);
        assert_eq!(problems, []);
        assert_eq!(
            keymap.resolve(LIST, &[Key::char('H')]),
            Resolved::Bound(Target::Saved(3))
        );
    }

    #[test]
    fn problems_say_what_was_expected() {
        let check = |keys: BTreeMap<String, BTreeMap<String, String>>, expect: &str| {
            let (_, problems) = Keymap::new(&keys, []);
            let said: Vec<String> = problems.iter().map(|p| p.say(UiLang::En)).collect();
            assert_eq!(said.join("\n"), expect);
        };
        check(
            own("list", "x", "read"),
            "[keys.list]: no such scope; expected one of global, sections, headlines, reader, desk, cut, chooser, prompt, help",
        );
        check(
            own("global", "x", "red"),
            "[keys.global] x = \"red\": no such action; did you mean read?",
        );
        check(
            own("global", "<Nowhere>", "read"),
            "global: <Nowhere> is not a key; write j, C-d, <Space>, [d",
        );
        check(
            own("global", "]", "read"),
            "[keys.global] ] hides ]d (next-day)",
        );
    }

    #[test]
    fn hints_come_from_the_keymap_in_force() {
        let (keymap, _) = Keymap::new(&own("global", "u", "none"), []);
        assert_eq!(keymap.hint(LIST, Action::Undo), ":undo");
        assert_eq!(keymap.hint(LIST, Action::NextUnread), "n");
        assert_eq!(keymap.hint(READER, Action::Back), "q");
    }
}
