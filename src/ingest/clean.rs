//! The first wall: what may never reach a terminal is taken out on the way in.

use std::borrow::Cow;

/// A text of one line: no control, no unbalanced bidi, no hidden characters; runs of white space are one space.
pub fn line(_text: &str) -> Cow<'_, str> {
    todo!()
}

/// A text of several lines: as [`line()`], but newlines and tabs stay.
pub fn text(_text: &str) -> Cow<'_, str> {
    todo!()
}
