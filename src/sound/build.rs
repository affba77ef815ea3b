//! Makes the table of sounds at build time: every character's readings, each with the ways to type it.
//!
//! Part of the build script, not of the crate. `readings.tsv` and `kana.tsv` become arrays that `table.rs` includes.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

/// Characters in one block of the table.
const BLOCK: usize = 64;
/// Sound class of a character that only parts others: a name may be typed without it.
const SILENT: u16 = 1;

/// A reading as the program wants it: `(typed in full, typed in short, may go unspoken)`, forms parted by spaces.
type Syllable = (String, String, bool);

#[derive(Default)]
struct Table {
    syllables: Vec<Syllable>,
    known: HashMap<Syllable, u16>,
    /// The syllables of each class: in Mandarin, in Cantonese.
    classes: Vec<[Vec<u16>; 2]>,
    of: BTreeMap<u32, u16>,
}

/// Writes the table as Rust source to `sound_table.rs` in the folder `out`.
pub fn write(out: &Path) -> io::Result<()> {
    println!("cargo:rerun-if-changed=src/sound");
    let mut table = Table {
        // Class 0 ends a name, class 1 is passed over.
        classes: vec![Default::default(), Default::default()],
        ..Table::default()
    };
    for c in " -_&+/'.·・‧•　\u{a0}’＿－゠＝".chars() {
        table.of.insert(c.into(), SILENT);
    }
    table.add_han(&fs::read_to_string("src/sound/readings.tsv")?);
    table.add_kana(&fs::read_to_string("src/sound/kana.tsv")?);
    fs::write(out.join("sound_table.rs"), table.source())
}

impl Table {
    fn add_han(&mut self, lines: &str) {
        for line in lines.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [mandarin, cantonese, chars] = cells[..] else {
                panic!("readings.tsv: {line}");
            };
            let mandarin = mandarin.split_whitespace().map(pinyin).collect::<Vec<_>>();
            let cantonese = cantonese
                .split_whitespace()
                .map(jyutping)
                .collect::<Vec<_>>();
            let mandarin = mandarin.into_iter().map(|s| self.syllable(s)).collect();
            let cantonese = cantonese.into_iter().map(|s| self.syllable(s)).collect();
            self.add_class([mandarin, cantonese], chars.chars());
        }
    }

    fn add_kana(&mut self, lines: &str) {
        for line in lines.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let hiragana = cells[0].chars().next().expect("a kana");
            let syllable = (cells[1].to_string(), cells[2].to_string(), cells.len() > 3);
            let sound = self.syllable(syllable);
            let katakana = char::from_u32(u32::from(hiragana) + 0x60).filter(|_| hiragana != 'ー');
            self.add_class(
                [vec![sound], vec![sound]],
                [hiragana].into_iter().chain(katakana),
            );
        }
    }

    fn syllable(&mut self, syllable: Syllable) -> u16 {
        let syllables = &mut self.syllables;
        *self.known.entry(syllable.clone()).or_insert_with(|| {
            syllables.push(syllable);
            (syllables.len() - 1) as u16
        })
    }

    fn add_class(&mut self, sounds: [Vec<u16>; 2], chars: impl Iterator<Item = char>) {
        let class = self.classes.len() as u16;
        self.classes.push(sounds);
        self.of.extend(chars.map(|c| (u32::from(c), class)));
    }

    fn source(&self) -> String {
        let mut blocks: Vec<Vec<u16>> = vec![vec![0; BLOCK]];
        let mut index: Vec<u16> = Vec::new();
        for first in (0..0x110000).step_by(BLOCK) {
            let numbers = first..first + BLOCK as u32;
            let block: Vec<u16> = numbers
                .map(|n| self.of.get(&n).copied().unwrap_or(0))
                .collect();
            let place = blocks.iter().position(|known| *known == block);
            index.push(place.unwrap_or(blocks.len()) as u16);
            if place.is_none() {
                blocks.push(block);
            }
        }
        let classes = blocks.concat();
        let sounds: Vec<u16> = self.classes.iter().flatten().flatten().copied().collect();
        let mut ends = vec![0];
        for list in self.classes.iter().flatten() {
            ends.push(ends.last().copied().unwrap_or(0) + list.len());
        }
        let mut out = format!("const BLOCK: usize = {BLOCK};\nconst SILENT: u16 = {SILENT};\n");
        let mut array = |name: &str, kind: &str, length: usize, values: String| {
            let _ = writeln!(out, "static {name}: [{kind}; {length}] = {values};");
        };
        array("INDEX", "u16", index.len(), format!("{index:?}"));
        array("CLASSES", "u16", classes.len(), format!("{classes:?}"));
        array("SOUNDS", "u16", sounds.len(), format!("{sounds:?}"));
        array("ENDS", "u16", ends.len(), format!("{ends:?}"));
        let syllables = &self.syllables;
        array(
            "SYLLABLES",
            "(&str, &str, bool)",
            syllables.len(),
            format!("{syllables:?}"),
        );
        out
    }
}

/// `ü` is typed as v, u or yu; the initial as one letter or two; zhuyin follows from the pinyin.
fn pinyin(reading: &str) -> Syllable {
    let mut full = vec![reading.to_string()];
    if reading.contains('v') {
        full.push(reading.replace('v', "u"));
        full.push(reading.replace('v', "yu"));
    }
    let mut short = vec![reading[..1].to_string()];
    if reading.len() > 2
        && ["zh", "ch", "sh"]
            .iter()
            .any(|two| reading.starts_with(two))
    {
        short.push(reading[..2].to_string());
    }
    if let Some(zhuyin) = zhuyin(reading) {
        short.extend(zhuyin.chars().next().map(String::from));
        full.push(zhuyin);
    }
    (full.join(" "), short.join(" "), false)
}

fn jyutping(reading: &str) -> Syllable {
    let mut short = vec![reading[..1].to_string()];
    if reading.len() > 2
        && ["gw", "kw", "ng"]
            .iter()
            .any(|two| reading.starts_with(two))
    {
        short.push(reading[..2].to_string());
    }
    (reading.to_string(), short.join(" "), false)
}

const INITIALS: [(&str, &str); 21] = [
    ("zh", "ㄓ"),
    ("ch", "ㄔ"),
    ("sh", "ㄕ"),
    ("b", "ㄅ"),
    ("p", "ㄆ"),
    ("m", "ㄇ"),
    ("f", "ㄈ"),
    ("d", "ㄉ"),
    ("t", "ㄊ"),
    ("n", "ㄋ"),
    ("l", "ㄌ"),
    ("g", "ㄍ"),
    ("k", "ㄎ"),
    ("h", "ㄏ"),
    ("j", "ㄐ"),
    ("q", "ㄑ"),
    ("x", "ㄒ"),
    ("r", "ㄖ"),
    ("z", "ㄗ"),
    ("c", "ㄘ"),
    ("s", "ㄙ"),
];

const FINALS: [(&str, &str); 36] = [
    ("a", "ㄚ"),
    ("o", "ㄛ"),
    ("e", "ㄜ"),
    ("ai", "ㄞ"),
    ("ei", "ㄟ"),
    ("ao", "ㄠ"),
    ("ou", "ㄡ"),
    ("an", "ㄢ"),
    ("en", "ㄣ"),
    ("ang", "ㄤ"),
    ("eng", "ㄥ"),
    ("er", "ㄦ"),
    ("i", "ㄧ"),
    ("ia", "ㄧㄚ"),
    ("io", "ㄧㄛ"),
    ("ie", "ㄧㄝ"),
    ("iao", "ㄧㄠ"),
    ("iu", "ㄧㄡ"),
    ("ian", "ㄧㄢ"),
    ("in", "ㄧㄣ"),
    ("iang", "ㄧㄤ"),
    ("ing", "ㄧㄥ"),
    ("iong", "ㄩㄥ"),
    ("u", "ㄨ"),
    ("ua", "ㄨㄚ"),
    ("uo", "ㄨㄛ"),
    ("uai", "ㄨㄞ"),
    ("ui", "ㄨㄟ"),
    ("uan", "ㄨㄢ"),
    ("un", "ㄨㄣ"),
    ("uang", "ㄨㄤ"),
    ("ong", "ㄨㄥ"),
    ("v", "ㄩ"),
    ("ve", "ㄩㄝ"),
    ("van", "ㄩㄢ"),
    ("vn", "ㄩㄣ"),
];

/// The same syllable in zhuyin, tone left out; `None` for the few sounds that are no syllable (hm, ng).
fn zhuyin(pinyin: &str) -> Option<String> {
    // y and w only spell a final that stands alone: yan is ian, wei is ui, yu is ü.
    let spelled = match pinyin {
        "yi" | "yin" | "ying" => pinyin.replacen("yi", "i", 1),
        "you" => "iu".into(),
        "yong" => "iong".into(),
        "wu" => "u".into(),
        "wei" => "ui".into(),
        "wen" => "un".into(),
        "weng" => "ong".into(),
        _ if pinyin.starts_with("yu") => pinyin.replacen("yu", "v", 1),
        _ if pinyin.starts_with('y') => pinyin.replacen('y', "i", 1),
        _ if pinyin.starts_with('w') => pinyin.replacen('w', "u", 1),
        _ if pinyin.starts_with(['j', 'q', 'x']) => {
            pinyin.replacen('u', "v", usize::from(!pinyin.ends_with("iu")))
        }
        _ => pinyin.to_string(),
    };
    let initial = INITIALS
        .iter()
        .find(|(letters, _)| spelled.starts_with(letters));
    let (letters, mark) = initial.copied().unwrap_or(("", ""));
    let rest = &spelled[letters.len()..];
    if rest == "i" && "ㄓㄔㄕㄖㄗㄘㄙ".contains(mark) && !mark.is_empty() {
        return Some(mark.to_string());
    }
    let (_, vowels) = FINALS.iter().find(|(letters, _)| *letters == rest)?;
    Some(format!("{mark}{vowels}"))
}
