//! Sittings kept on disk, so that terminals which cannot be linked into a test may judge them too.
//!
//! `KANBAO_TAPES=FOLDER KANBAO_WALK=2000 cargo test --test wire` keeps them; `tests/wire/replay.py` plays them to
//! libvterm and to xterm, both of which have left and right margins.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use ratatui::buffer::Buffer;
use serde_json::{Value, json};

use super::judges::{Hue, Look, wanted};

/// A sitting being kept, if any is to be.
pub struct Tape(Option<BufWriter<File>>);

impl Tape {
    /// A tape for a screen of a size. Without margins there are emulators to judge at once.
    pub fn new(name: &str, (width, height): (u16, u16), margins: bool) -> Self {
        let folder = std::env::var_os("KANBAO_TAPES").filter(|_| margins);
        let Some(folder) = folder else {
            return Self(None);
        };
        let path = Path::new(&folder).join(format!("{name}.jsonl"));
        let mut file = BufWriter::new(File::create(path).expect("a tape"));
        writeln!(file, "{}", json!({ "width": width, "height": height })).expect("room");
        Self(Some(file))
    }

    /// Keeps what was sent and the screen that was meant by it. `colours` says whether colours can be compared.
    pub fn keep(
        &mut self,
        sent: &[u8],
        buffer: &Buffer,
        cursor: Option<(u16, u16)>,
        colours: bool,
    ) {
        let Some(file) = &mut self.0 else { return };
        let sent = String::from_utf8_lossy(sent);
        let cells: Vec<Value> = cells(buffer).collect();
        let frame = json!({ "sent": sent, "cells": cells, "cursor": cursor, "colours": colours });
        writeln!(file, "{frame}").expect("room");
    }
}

/// Every cell in reading order: its symbol (empty where a wide one covers it), both colours, the attributes' bits.
fn cells(buffer: &Buffer) -> impl Iterator<Item = Value> {
    let width = usize::from(buffer.area.width);
    let mut head = 0;
    buffer.content.iter().enumerate().map(move |(at, cell)| {
        if at % width == 0 || !cell.symbol().is_empty() {
            head = at;
        }
        let nth = u16::try_from(at - head).unwrap_or(0);
        let Look { fg, bg, attrs, .. } = wanted(&buffer.content[head], nth);
        json!([cell.symbol(), hue(fg), hue(bg), attrs.bits()])
    })
}

fn hue(hue: Hue) -> Value {
    match hue {
        Hue::Default => Value::Null,
        Hue::Index(n) => json!(n),
        Hue::Rgb(r, g, b) => json!([r, g, b]),
    }
}
