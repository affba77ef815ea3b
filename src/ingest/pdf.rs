//! The text of a PDF, in the order in which its pages draw it: a line for a line, an empty one where the next stands apart. What is made of the
//! text is for the rules of newsprint and plain text to say. An optional feature (`pdf`).
//!
//! A PDF says what its signs mean in one of three ways: by a table of its own (`ToUnicode`, nearly all of today's), by one of
//! Adobe's tables of an old encoding (`GBK-EUC-H`, `ETen-B5-H`, `90ms-RKSJ-H`), or not at all; of the last nothing can be read.

mod font;
mod lines;

use std::collections::BTreeMap;
use std::thread;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use self::font::Font;
use self::lines::Lines;
use super::{IngestError, PdfText, limits};

/// Reads a PDF's text, on a thread of its own: what the library makes of a hostile file ends with it.
///
/// # Errors
/// It is locked, no PDF after all, or there is no text in it.
pub fn text(bytes: &[u8]) -> Result<PdfText, IngestError> {
    let damaged = |why: &str| IngestError::BadPdf(why.to_owned());
    let read = thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(limits::PDF_STACK);
        let reading = reader.spawn_scoped(scope, || read(bytes));
        let reading = reading.map_err(|error| damaged(&error.to_string()))?;
        let done = reading.join();
        done.unwrap_or_else(|_| Err(damaged("the library for PDF gave up on it")))
    })?;
    match read.text.trim().is_empty() {
        true if read.is_cut => Err(damaged("it is too large")),
        true if read.mute > 0 => Err(damaged("its signs do not say what they mean")),
        true => Err(damaged("there is no text in it; it may be a scan")),
        false => Ok(read),
    }
}

fn read(bytes: &[u8]) -> Result<PdfText, IngestError> {
    let bad = |why: String| IngestError::BadPdf(why);
    let streams = memchr::memmem::find_iter(bytes, b"endstream").count();
    if bytes.len() > limits::PDF || streams > limits::PDF_STREAMS {
        return Err(bad("it is too large".into()));
    }
    let options = LoadOptions {
        max_decompressed_size: Some(limits::PDF_STREAM),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options);
    let mut document = document.map_err(|error| bad(error.to_string()))?;
    font::prefer_tables(&mut document);
    if document.is_encrypted() {
        return Err(bad("it is locked by a password".into()));
    }
    let mut reading = Reading {
        document: &document,
        read: PdfText::default(),
        work: 0,
    };
    for page in document.page_iter().take(limits::PDF_PAGES) {
        if reading.read.is_cut {
            break;
        }
        reading.page(page);
    }
    Ok(reading.read)
}

struct Reading<'a> {
    document: &'a Document,
    read: PdfText,
    /// Operations so far.
    work: usize,
}

type Fonts<'a> = BTreeMap<Vec<u8>, Font<'a>>;

/// Across and up, stretched, turned and moved.
type Matrix = [f64; 6];

const PLAIN: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

impl<'a> Reading<'a> {
    fn page(&mut self, page: ObjectId) {
        let found = self.document.get_page_fonts(page).unwrap_or_default();
        let fonts = found
            .into_iter()
            .map(|(name, font)| (name, Font::of(font, self.document)))
            .collect();
        let Ok(content) = self
            .document
            .get_page_content_with_limit(page, limits::PDF_STREAM)
        else {
            self.read.is_cut = true;
            return;
        };
        let resources = self.document.get_page_resources(page).ok();
        let resources = resources.and_then(|(own, ids)| {
            own.or_else(|| self.document.get_dictionary(*ids.first()?).ok())
        });
        let mut hand = Hand::default();
        self.draw(&content, &fonts, resources, PLAIN, &mut hand, 0);
        let text = hand.lines.finish();
        if !self.read.text.is_empty() {
            self.read.text.push('\u{c}');
        }
        self.read.text.push_str(&text);
        self.read.is_cut |= self.read.text.len() > limits::INPUT;
    }

    /// Follows what is drawn; what is drawn by name is followed into.
    fn draw(
        &mut self,
        content: &[u8],
        fonts: &Fonts<'a>,
        resources: Option<&'a Dictionary>,
        around: Matrix,
        hand: &mut Hand,
        depth: usize,
    ) {
        let mut matrix = around;
        let mut kept = Vec::new();
        for operation in Content::decode_iter(content) {
            let Ok(operation) = operation else { break };
            self.work += 1;
            if self.work > limits::PDF_WORK || hand.lines.len() > limits::INPUT {
                self.read.is_cut = true;
                break;
            }
            match operation.operator.as_str() {
                "q" if kept.len() < limits::DEPTH => kept.push((matrix, hand.state.clone())),
                "Q" => {
                    if let Some((before, state)) = kept.pop() {
                        matrix = before;
                        hand.state = state;
                    }
                }
                "cm" => {
                    if let Some(by) = six(&operation) {
                        matrix = product(by, matrix);
                    }
                }
                "Do" if depth < limits::PDF_DEPTH => {
                    self.form(&operation, resources, matrix, hand, depth);
                }
                _ => self.read.mute += hand.write(&operation, fonts, matrix),
            }
        }
    }

    /// A drawing within the drawing, with fonts of its own.
    fn form(
        &mut self,
        operation: &Operation,
        resources: Option<&'a Dictionary>,
        matrix: Matrix,
        hand: &mut Hand,
        depth: usize,
    ) {
        let name = operation
            .operands
            .first()
            .and_then(|name| name.as_name().ok());
        let stream = name.and_then(|name| {
            let forms = resources?.get_deref(b"XObject", self.document).ok()?;
            let form = forms.as_dict().ok()?.get_deref(name, self.document).ok()?;
            form.as_stream().ok()
        });
        let Some(stream) = stream else { return };
        if !matches!(
            stream.dict.get(b"Subtype").and_then(Object::as_name),
            Ok(b"Form")
        ) {
            return;
        }
        let Ok(content) = stream.get_plain_content_with_limit(limits::PDF_STREAM) else {
            self.read.is_cut = true;
            return;
        };
        let own = stream.dict.get_deref(b"Resources", self.document);
        let own = own.and_then(Object::as_dict).ok().or(resources);
        let fonts = own
            .map(|own| font::all(own, self.document))
            .unwrap_or_default();
        let by = stream.dict.get_deref(b"Matrix", self.document);
        let by = by
            .and_then(Object::as_array)
            .ok()
            .and_then(|by| numbers(by));
        let matrix = product(by.unwrap_or(PLAIN), matrix);
        self.draw(&content, &fonts, own, matrix, hand, depth + 1);
    }
}

/// What is set once and holds until it is set again.
#[derive(Debug, Clone, Default)]
struct State {
    font: Vec<u8>,
    size: f64,
    leading: f64,
    between: f64,
    between_words: f64,
    stretch: Option<f64>,
}

/// Where the next sign is drawn.
#[derive(Debug, Default)]
struct Hand {
    state: State,
    at: Option<Matrix>,
    line: Option<Matrix>,
    lines: Lines,
}

impl Hand {
    /// One operation of text; gives how many signs did not say what they mean.
    fn write(&mut self, operation: &Operation, fonts: &Fonts<'_>, around: Matrix) -> usize {
        let number = |at: usize| operation.operands.get(at).and_then(value);
        let first = number(0).unwrap_or(0.0);
        let string = |at: usize| operation.operands.get(at).and_then(|s| s.as_str().ok());
        match operation.operator.as_str() {
            "BT" => self.go(PLAIN),
            "Tf" => {
                let name = operation
                    .operands
                    .first()
                    .and_then(|name| name.as_name().ok());
                self.state.font = name.unwrap_or_default().to_vec();
                self.state.size = number(1).unwrap_or(0.0);
            }
            "TL" => self.state.leading = first,
            "Tc" => self.state.between = first,
            "Tw" => self.state.between_words = first,
            "Tz" => self.state.stretch = Some(first / 100.0),
            "Td" => self.step(first, number(1).unwrap_or(0.0)),
            "TD" => {
                self.state.leading = -number(1).unwrap_or(0.0);
                self.step(first, number(1).unwrap_or(0.0));
            }
            "Tm" => {
                if let Some(matrix) = six(operation) {
                    self.go(matrix);
                }
            }
            "T*" => self.step(0.0, -self.state.leading),
            "Tj" => return self.show(string(0), fonts, around),
            "'" => {
                self.step(0.0, -self.state.leading);
                return self.show(string(0), fonts, around);
            }
            "\"" => {
                self.state.between_words = first;
                self.state.between = number(1).unwrap_or(0.0);
                self.step(0.0, -self.state.leading);
                return self.show(string(2), fonts, around);
            }
            "TJ" => {
                let pieces = operation
                    .operands
                    .first()
                    .and_then(|all| all.as_array().ok());
                let mut mute = 0;
                for piece in pieces.into_iter().flatten() {
                    match value(piece) {
                        Some(back) => self.advance(-back / 1000.0, fonts),
                        None => mute += self.show(piece.as_str().ok(), fonts, around),
                    }
                }
                return mute;
            }
            _ => {}
        }
        0
    }

    fn go(&mut self, matrix: Matrix) {
        (self.at, self.line) = (Some(matrix), Some(matrix));
    }

    fn step(&mut self, x: f64, y: f64) {
        self.go(product(
            [1.0, 0.0, 0.0, 1.0, x, y],
            self.line.unwrap_or(PLAIN),
        ));
    }

    /// Moves on by so many ems.
    fn advance(&mut self, ems: f64, fonts: &Fonts<'_>) {
        let is_upright = fonts
            .get(&self.state.font)
            .is_some_and(|font| font.is_upright);
        let by = ems * self.state.size;
        let by = match is_upright {
            true => [1.0, 0.0, 0.0, 1.0, 0.0, -by],
            false => [
                1.0,
                0.0,
                0.0,
                1.0,
                by * self.state.stretch.unwrap_or(1.0),
                0.0,
            ],
        };
        self.at = Some(product(by, self.at.unwrap_or(PLAIN)));
    }

    fn show(&mut self, bytes: Option<&[u8]>, fonts: &Fonts<'_>, around: Matrix) -> usize {
        let (Some(bytes), Some(font)) = (bytes, fonts.get(&self.state.font)) else {
            return 0;
        };
        let (text, mute) = font.text(bytes);
        let place = product(self.at.unwrap_or(PLAIN), around);
        let size = self.state.size * (place[2].powi(2) + place[3].powi(2)).sqrt();
        let signs = text.chars().count() as f64;
        let spaces = text.matches(' ').count() as f64;
        let state = &self.state;
        let loose = (signs * state.between + spaces * state.between_words) / state.size.max(0.01);
        let ems = font.ems(bytes, &text) + loose;
        self.advance(ems, fonts);
        let after = product(self.at.unwrap_or(PLAIN), around);
        if size.abs() > 0.01 {
            let point = |matrix: Matrix| match font.is_upright {
                true => (-matrix[5], -matrix[4]),
                false => (matrix[4], -matrix[5]),
            };
            self.lines
                .add(&text, point(place), point(after).0, size.abs());
        }
        mute
    }
}

fn product(by: Matrix, m: Matrix) -> Matrix {
    [
        by[0] * m[0] + by[1] * m[2],
        by[0] * m[1] + by[1] * m[3],
        by[2] * m[0] + by[3] * m[2],
        by[2] * m[1] + by[3] * m[3],
        by[4] * m[0] + by[5] * m[2] + m[4],
        by[4] * m[1] + by[5] * m[3] + m[5],
    ]
}

fn six(operation: &Operation) -> Option<Matrix> {
    numbers(&operation.operands)
}

fn numbers(all: &[Object]) -> Option<Matrix> {
    let all: Vec<f64> = all.iter().map_while(value).collect();
    all.try_into().ok()
}

fn value(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(number) => Some(*number as f64),
        Object::Real(number) => Some(f64::from(*number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
