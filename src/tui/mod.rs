//! The screen: what it knows, what can be done, and how it looks.
mod actions;
mod layout;

pub use actions::{Action, ActionInfo, Argument, Scope, actions};
pub use layout::{Density, LayoutChoice};
