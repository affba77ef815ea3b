//! PDFs of a few objects, made here, in each of the ways that Chinese stands in them.

use std::io::Write;

use encoding_rs::{BIG5, GB18030, SHIFT_JIS};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;

use super::*;

/// A PDF of one page with one font, whose encoding is named so; `more` are objects from number 7 on.
fn pdf(encoding: &str, table: &str, content: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
    let stream = |head: &str, bytes: &[u8]| {
        let begin = format!("<<{head}/Length {}>>stream\n", bytes.len());
        [begin.as_bytes(), bytes, b"\nendstream"].concat()
    };
    let font = format!(
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/{encoding}{table}/DescendantFonts[5 0 R]>>"
    );
    let mut objects: Vec<Vec<u8>> = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 6 0 R/Resources<</Font<</F 4 0 R>>/XObject<</D 7 0 R>>>>>>".to_vec(),
        font.into_bytes(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/X/DW 1000>>".to_vec(),
        stream("", content),
    ];
    objects.extend_from_slice(more);
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (nth, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", nth + 1).bytes());
        file.extend_from_slice(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = places.len() + 1;
    file.extend(format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    file
}

fn hex(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("<{digits}>")
}

fn wide(text: &str) -> String {
    hex(&text
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect::<Vec<u8>>())
}

/// A headline, and a paragraph of two lines.
fn page(write: impl Fn(&str) -> String) -> Vec<u8> {
    let [head, one, two] = LINES.map(write);
    format!("BT /F 24 Tf 60 780 Td {head} Tj /F 10 Tf 0 -60 Td {one} Tj 0 -16 Td {two} Tj ET")
        .into_bytes()
}

const LINES: [&str; 3] = ["渡輪夜航", "北角往九龍的", "渡輪加班。"];
const READ: &str = "渡輪夜航\n\n北角往九龍的\n渡輪加班。";

#[test]
fn chinese_is_read_in_the_ways_in_which_it_stands_there() {
    let check = |encoding: &str, content: Vec<u8>, expect: &str| {
        let read = text(&pdf(encoding, "", &content, &[])).unwrap();
        assert_eq!((read.text.as_str(), read.mute), (expect, 0), "{encoding}");
    };
    check("UniCNS-UCS2-H", page(wide), READ);
    check("UniCNS-UTF16-H", page(wide), READ);
    check("ETen-B5-H", page(|line| hex(&BIG5.encode(line).0)), READ);
    check("GBK-EUC-H", page(|line| hex(&GB18030.encode(line).0)), READ);
    check(
        "90ms-RKSJ-H",
        page(|_| hex(&SHIFT_JIS.encode("夜行").0)),
        "夜行\n\n夜行\n夜行",
    );
    // Lines that go down, from right to left.
    let (one, two) = (wide("北角往"), wide("九龍"));
    let down = format!("BT /F 10 Tf 500 700 Td {one} Tj -16 0 Td {two} Tj ET");
    check("UniCNS-UCS2-V", down.into_bytes(), "北角往\n九龍");
    // Moved as a whole, piece by piece, with steps back and forth.
    let moved = format!(
        "q 1 0 0 1 9 9 cm BT /F 10 Tf [{one} 20 {two}] TJ ET Q BT /F 10 Tf 9 -7 Td {two} Tj ET"
    );
    check("UniCNS-UCS2-H", moved.into_bytes(), "北角往九龍\n九龍");
}

#[test]
fn a_table_of_its_own_tells_and_without_one_nothing_does() {
    let map = b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /X def\n/CMapType 2 def\n\
        1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n2 beginbfchar\n<0001> <5831>\n<0002> <770b>\nendbfchar\n\
        endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
    let stream = |head: &str, bytes: &[u8]| {
        let begin = format!("<<{head}/Length {}>>stream\n", bytes.len());
        [begin.as_bytes(), bytes, b"\nendstream"].concat()
    };
    let content = b"BT /F 10 Tf 9 9 Td <00020001> Tj ET /D Do";
    // The drawing within the drawing writes with the page's font.
    let drawing = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 9 9]",
        b"BT /F 10 Tf 9 -90 Td <0001> Tj ET",
    );
    let table = "/ToUnicode 8 0 R";
    let told = pdf(
        "Identity-H",
        table,
        content,
        &[drawing.clone(), stream("", map)],
    );
    assert_eq!(text(&told).unwrap().text, "看報\n\n報");
    let mute = text(&pdf("Identity-H", "", content, &[drawing]));
    assert_eq!(
        mute,
        Err(IngestError::BadPdf(
            "its signs do not say what they mean".into()
        ))
    );
}

#[test]
fn what_is_none_or_a_bomb_is_refused() {
    let check = |bytes: &[u8], expect: &str| match text(bytes) {
        Err(IngestError::BadPdf(why)) => assert!(why.contains(expect), "{why}"),
        other => panic!("{other:?}"),
    };
    check(b"%PDF-1.7 x", "");
    check(&pdf("UniCNS-UCS2-H", "", b"", &[]), "no text");
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    let spaces = vec![b' '; 1 << 20];
    (0..64).for_each(|_| packed.write_all(&spaces).unwrap());
    let packed = packed.finish().unwrap();
    let head = format!(
        "<</Type/XObject/Subtype/Form/Filter/FlateDecode/Length {}>>stream\n",
        packed.len()
    );
    let bomb = [head.as_bytes(), &packed, b"\nendstream"].concat();
    check(&pdf("UniCNS-UCS2-H", "", b"/D Do", &[bomb]), "too large");
    // One that draws itself.
    let endless = b"<</Type/XObject/Subtype/Form/Length 8>>stream\n/D Do/D Do\nendstream".to_vec();
    check(&pdf("UniCNS-UCS2-H", "", b"/D Do", &[endless]), "no text");
}

proptest! {
    #[test]
    fn any_damage_is_survived(at in 0..900_usize, with in prop::collection::vec(any::<u8>(), 0..24)) {
        let mut bytes = pdf("UniCNS-UCS2-H", "", &page(wide), &[]);
        let at = at.min(bytes.len());
        let end = (at + with.len()).min(bytes.len());
        bytes.splice(at..end, with);
        let _ = text(&bytes);
    }
}
