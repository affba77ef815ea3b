//! `kanbao doctor`: how the program, its files, its store and this terminal are.

use super::args::DoctorArgs;
use super::context::Context;
use super::failure::Done;

pub(crate) fn run(_context: &Context, _args: &DoctorArgs) -> anyhow::Result<Done> {
    Ok(Done::Whole)
}
