//! The screen: what it knows, what can be done, and how it looks.
mod actions;
mod keymap;
mod layout;

pub use actions::{Action, ActionInfo, Argument, Scope, actions};
pub use keymap::{KeyProblem, Keymap, Resolved, Target, parse_keys, write_key, write_keys};
pub use layout::{Density, LayoutChoice};
