//! How many bytes went over the wire, and how many a stock program's would have been.

use std::{cell::Cell, io, rc::Rc};

use ratatui::{
    Terminal, TerminalOptions, Viewport, backend::CrosstermBackend, buffer::Buffer, layout::Rect,
};

/// Counts bytes. Switched on, it has ratatui's own backend encode every frame too, into a counter; that costs time, so only
/// on demand.
#[derive(Debug, Default)]
pub struct Meter {
    total: u64,
    frames: u64,
    last: usize,
    stock: Option<Stock>,
}

/// What a meter shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Bytes since the start.
    pub total: u64,
    /// Frames that were not empty.
    pub frames: u64,
    /// Bytes of the last frame.
    pub last: usize,
    /// Bytes that ratatui with crossterm would have sent for the last frame, if the meter is on.
    pub stock_last: Option<u64>,
    /// Bytes that it would have sent since the meter was switched on.
    pub stock_total: Option<u64>,
    /// Bytes that were sent since then.
    pub since: u64,
}

impl Meter {
    /// Begins or ends comparing.
    pub fn compare(&mut self, on: bool) {
        self.stock = on.then(|| Stock::since(self.total));
    }

    /// Whether it compares.
    pub fn compares(&self) -> bool {
        self.stock.is_some()
    }

    /// A frame was sent: what it showed, and its bytes.
    pub fn count(&mut self, buffer: &Buffer, cursor: Option<(u16, u16)>, bytes: usize) {
        self.total += bytes as u64;
        self.last = bytes;
        self.frames += u64::from(bytes > 0);
        if let Some(stock) = &mut self.stock {
            stock.show(buffer, cursor);
        }
    }

    /// Other bytes were sent: questions, modes.
    pub fn count_other(&mut self, bytes: usize) {
        self.total += bytes as u64;
    }

    /// What it shows.
    pub fn reading(&self) -> Reading {
        Reading {
            total: self.total,
            frames: self.frames,
            last: self.last,
            stock_last: self.stock.as_ref().map(|it| it.last),
            stock_total: self.stock.as_ref().map(|it| it.count.get()),
            since: self.total - self.stock.as_ref().map_or(self.total, |it| it.since),
        }
    }
}

/// ratatui with crossterm, writing into a counter.
#[derive(Debug)]
struct Stock {
    terminal: Option<(Rect, Terminal<CrosstermBackend<Counter>>)>,
    count: Rc<Cell<u64>>,
    last: u64,
    since: u64,
}

impl Stock {
    fn since(total: u64) -> Self {
        Self {
            terminal: None,
            count: Rc::default(),
            last: 0,
            since: total,
        }
    }

    fn show(&mut self, buffer: &Buffer, cursor: Option<(u16, u16)>) {
        let before = self.count.get();
        if self
            .terminal
            .as_ref()
            .is_none_or(|(area, _)| *area != buffer.area)
        {
            self.terminal = stock_terminal(buffer.area, &self.count).map(|it| (buffer.area, it));
        }
        if let Some((_, terminal)) = &mut self.terminal {
            // A counter never fails.
            let _ = terminal.draw(|frame| {
                *frame.buffer_mut() = as_ratatui_has_it(buffer);
                if let Some(cursor) = cursor {
                    frame.set_cursor_position(cursor);
                }
            });
        }
        self.last = self.count.get() - before;
    }
}

fn stock_terminal(
    area: Rect,
    count: &Rc<Cell<u64>>,
) -> Option<Terminal<CrosstermBackend<Counter>>> {
    let backend = CrosstermBackend::new(Counter(count.clone()));
    let viewport = Viewport::Fixed(area);
    Terminal::with_options(backend, TerminalOptions { viewport }).ok()
}

/// ratatui leaves a blank under the right half of a wide glyph where we have the empty symbol.
fn as_ratatui_has_it(buffer: &Buffer) -> Buffer {
    let mut buffer = buffer.clone();
    let covered = buffer
        .content
        .iter_mut()
        .filter(|cell| cell.symbol().is_empty());
    covered.for_each(|cell| {
        cell.set_symbol(" ");
    });
    buffer
}

/// Counts what is written.
#[derive(Debug)]
struct Counter(Rc<Cell<u64>>);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn a_wide_glyph_costs_a_stock_program_a_cursor_move() {
        let mut meter = Meter::default();
        meter.compare(true);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
        meter.count(&buffer, None, 0);
        let nothing = meter.reading().stock_last.unwrap_or_default();
        assert!(nothing > 0, "ratatui resets the pen in every frame");
        buffer.set_string(0, 0, "報紙", Style::new());
        meter.count(&buffer, None, 6);
        let reading = meter.reading();
        let glyphs = reading.stock_last.unwrap_or_default() - nothing;
        assert!(glyphs >= 6 + 2 * 6, "{glyphs}");
        assert_eq!(
            (reading.total, reading.frames, reading.last, reading.since),
            (6, 1, 6, 6)
        );
    }
}
