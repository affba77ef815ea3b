//! The screen: what it knows, what can be done, and how it looks.
//!
//! | file | what it is for |
//! |---|---|
//! | [`actions`] | the one table of what a reader can do |
//! | `keymap` | which keys do what |
//! | `model`, `messages`, `asked` | [`Model`]; [`Msg`], [`Effect`]; what a question is after |
//! | `update` | a message in, effects out; a file for each kind of message |
//! | `view` | the whole screen from the model |
//! | `layout` | where the panes stand |
//! | `sections`, `headlines`, `reader` | the panes: each has its state and, in `view`, its look |
//! | `prompt`, `chooser`, `help` | what lies over the panes |
//! | `desk` | a page of newsprint to be set right by hand, instead of the panes |
//! | `status` | the last row |
//! | `filter` | the filter in force and those before it |
//! | `cells` | text into the buffer, keeping its convention for wide glyphs |
//!
//! [`update`] and [`view`] do no I/O: what is to be done outside is an [`Effect`], which a session runs and answers with a
//! [`Msg`]. Layout happens in `update`; `view` only looks. Before each paint a session calls [`settle`] until it wants nothing.

mod actions;
mod asked;
mod cells;
mod chart;
mod chooser;
mod desk;
mod filter;
mod headlines;
mod help;
mod keymap;
mod layout;
mod line;
mod messages;
mod model;
mod prompt;
mod reader;
mod sections;
mod status;
mod update;
mod view;
mod words;

pub use actions::{Action, ActionInfo, Argument, Scope, actions};
pub use desk::{DeskPage, Mending};
pub use keymap::{KeyProblem, Keymap, Resolved, Target, parse_keys, write_key, write_keys};
pub use layout::{Density, LayoutChoice};
pub use model::{
    At, Effect, Facets, Link, Mark, Model, Msg, Opening, SavedFilter, Seek, Sent, Setup, Tally,
    Telling, View,
};
pub use reader::head_lines;
pub use update::{closing, settle, update};
pub use view::view;
pub use words::heading as day_heading;
