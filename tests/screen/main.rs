//! The reader as a person meets it: keys in, screens out, without a terminal.

mod desk;
#[path = "../support/floor.rs"]
mod floor;
mod keys;
mod linear;
mod mending;
mod reading;
mod screens;
mod stories;
mod walks;
mod wire;
