//! The wire: what the painter sends gives the wanted screen in terminals that know nothing of it, in few bytes; and what a
//! terminal sends is understood however it is cut.

mod ceilings;
mod decoding;
#[path = "../support/floor.rs"]
mod floor;
mod judges;
mod pages;
mod reader;
mod tape;
mod walks;
mod walls;
