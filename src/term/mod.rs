//! Bytes to and from a terminal.
//!
//! **The buffer's convention**: a cell that a wide glyph covers holds the empty symbol `""`. So the painter knows every
//! width from the buffer itself and needs no table; whoever writes cells (see `tui`) keeps to it.
//!
//! # How a session uses it
//! Nothing here needs a terminal but [`Tty`]: a session that takes bytes and yields bytes uses [`Decoder`], [`Painter`],
//! [`Flow`], [`Interview`] and [`Meter`], and is the same to a terminal, a test and an SSH channel.
//!
//! **Start.** [`Caps::here`] (a lean session then takes [`Caps::limited_to`] sixteen colours); [`Tty::open`];
//! [`Tty::size`]; [`Painter::new`]; [`Interview::new`], with the row of the status bar if widths are to be measured.
//! Paint, then send [`Interview::begin`]. If `caps.addressable` is false there is no screen: use the linear mode.
//!
//! **Each turn.** 1. [`Tty::wait`], for as long as the soonest of: the decoder's time-out if [`Decoder::is_waiting`] (50 ms,
//! 150 ms if `caps.remote`), [`Flow::patience`], the session's own business.
//! 2. [`Decoder::feed`] all bytes of the wake; if it ended for time, [`Decoder::time_out`] and [`Flow::time_out`].
//! 3. Take every [`Decoder::next_input`]. A [`Report`] goes to [`Flow::hear`] and [`Interview::hear`]; the latter's `caps` go to
//!    [`Painter::set_caps`] and [`Tty::set_caps`], its `ask` is written (after [`Painter::disturb_row`] of the measured row if
//!    it measures widths, see [`Heard::disturbs`]), its `widths` to the typesetter. In a prompt a key is itself; elsewhere the
//!    keymap takes its [`Key::plain_form`]: a reader with an input method on types `ｊ` and means `j`.
//! 4. If [`Flow::may_paint`] and [`Tty::queued`] is 0: [`Painter::present`]; its bytes and [`Flow::after_frame`]'s go out in
//!    one [`Tty::write`], and are counted by [`Meter::count`]. If not, go on to 1: the newest state is painted later.
//!    So all that is waiting is taken before one paint, and key repeat never queues frames.
//!
//! **Resize** (`wake.resized`): ask [`Tty::size`] when nothing more has come for some 30 ms, lay out, and paint a buffer of the
//! new size: the painter forgets by itself. Where the size is the same nothing need be done.
//!
//! **Suspend** (`wake.suspend`, or the key): [`Tty::suspend`] with [`Painter::leave`]'s bytes; when it returns, paint
//! anew ([`Painter::leave`] has forgotten), and [`Flow::forget`]. On `wake.resumed`: [`Tty::resume`], [`Painter::forget`], paint.
//!
//! **Exit** (`wake.quit`, or the key): [`Tty::leave`] with [`Painter::leave`]'s bytes, and whether [`Interview::is_waiting`] or
//! not [`Flow::may_paint`]. If `wake.gone`, there is no one to say farewell to. Drop and a panic restore the terminal too.

mod caps;
mod decoder;
mod flow;
mod input;
mod meter;
mod painter;
mod probe;
mod tty;

pub use caps::*;
pub use decoder::*;
pub use flow::*;
pub use input::*;
pub use meter::*;
pub use painter::*;
pub use probe::*;
pub use tty::*;
