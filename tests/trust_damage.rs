//! A bad disk: sectors of nothing, of noise, of another place or of yesterday, and ends that are missing. Whatever is asked of
//! such a store is answered or refused with a word, the file stays as it is, and repair gives a sound store of the rest.
//!
//! A dozen stores each time the tests run; `KANBAO_DAMAGES=500 cargo test --test trust_damage` for the long version.

mod support;

use std::collections::BTreeSet;

use serde_json::json;
use support::Desk;
use support::hostile::obeyed;

/// Pseudo-random numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

const STORE: &str = ".local/share/kanbao/kanbao.db";

/// A store with articles, earlier versions, marks and feeds; and as it was a day before.
fn stocked(desk: &Desk) -> (Vec<u8>, Vec<u8>) {
    let mut dice = Dice(88_172_645_463_325_252);
    let mut line = |n: usize| {
        let text: String = (0..300)
            .filter_map(|_| char::from_u32(0x4e00 + dice.below(0x5000) as u32))
            .collect();
        let line = json!({"title": format!("第{n}號船"), "id": format!("s{n}"), "section": if n.is_multiple_of(2) { "要聞" } else { "港聞" },
            "edition": "2026-10-01", "blocks": [{"kind": "paragraph", "text": text}]});
        format!("{line}\n")
    };
    desk.write("in.jsonl", (0..200).map(&mut line).collect::<String>());
    desk.done(&["import", "in.jsonl"]);
    desk.done(&["feed", "add", "--as-is", "https://ok.example/feed"]);
    let before = std::fs::read(desk.path(STORE)).unwrap();
    desk.write("in.jsonl", (100..260).map(&mut line).collect::<String>());
    desk.done(&["import", "in.jsonl"]);
    desk.done(&["mark", "starred", "section:要聞"]);
    (std::fs::read(desk.path(STORE)).unwrap(), before)
}

/// One thing that a bad disk does to a file.
fn damage(bytes: &mut Vec<u8>, before: &[u8], dice: &mut Dice) -> &'static str {
    let sector = [512, 4_096, 16_384][dice.below(3)];
    let sectors = bytes.len() / sector;
    let (at, other) = (dice.below(sectors) * sector, dice.below(sectors) * sector);
    let place = at..at + sector;
    match dice.below(6) {
        0 => {
            bytes[place].fill(0);
            "nothing"
        }
        1 => {
            bytes[place]
                .iter_mut()
                .for_each(|byte| *byte = dice.below(256) as u8);
            "noise"
        }
        2 => {
            bytes.copy_within(other..other + sector, at);
            "another place"
        }
        3 => {
            if let Some(old) = before.get(place.clone()) {
                bytes[place].copy_from_slice(old);
            }
            "yesterday"
        }
        4 => {
            bytes.truncate(at.max(1));
            "an end missing"
        }
        _ => {
            for _ in 0..20 {
                let byte = dice.below(bytes.len());
                bytes[byte] ^= 1 << dice.below(8);
            }
            "bits"
        }
    }
}

#[test]
fn whatever_a_disk_does_is_named_and_the_rest_is_saved() {
    let desk = Desk::new();
    let (sound, before) = stocked(&desk);
    let path = desk.path(STORE);
    let copy = desk.path(&format!("{STORE}.marks.jsonl"));
    let marks = std::fs::read(&copy).unwrap();
    let mended = desk.path(".local/share/kanbao/kanbao.repaired.db");
    let all: BTreeSet<i64> = desk
        .json(&["list", "--json"])
        .iter()
        .map(|row| row["id"].as_i64().unwrap())
        .collect();
    assert_eq!(all.len(), 260);
    let rounds = std::env::var("KANBAO_DAMAGES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(12);
    let mut dice = Dice(2_463_534_242);
    let (mut refused, mut most_lost, mut lost_in_all, mut stars_lost) = (0, 0, 0, 0);
    for round in 0..rounds {
        // Each other time the copy of marks is on the same bad disk, and gone.
        let with_copy = round % 2 == 0;
        let mut bytes = sound.clone();
        let mut what = Vec::new();
        for _ in 0..=dice.below(3) {
            what.push(damage(&mut bytes, &before, &mut dice));
        }
        for file in std::fs::read_dir(path.parent().unwrap()).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        std::fs::write(&path, &bytes).unwrap();
        if with_copy {
            std::fs::write(&copy, &marks).unwrap();
        }
        for arguments in [
            &["list", "--json"][..],
            &["list", "--count", "號船"],
            &["sections"],
            &["export"],
            &["doctor", "--json"],
        ] {
            let gave = desk.run(arguments);
            assert!(
                matches!(gave.code, 0 | 1),
                "{round} {what:?} {arguments:?}: {} {}",
                gave.code,
                gave.err
            );
            assert!(
                !gave.err.contains("panicked"),
                "{round} {what:?} {arguments:?}: {}",
                gave.err
            );
            refused += usize::from(gave.code == 1);
        }
        assert!(
            std::fs::read(&path).unwrap() == bytes,
            "{round} {what:?}: it was changed"
        );
        let gave = desk.run(&["doctor", "--repair"]);
        assert_eq!(gave.code, 0, "{round} {what:?}: {}", gave.err);
        assert_eq!(
            (obeyed(&gave.out), obeyed(&gave.err)),
            (None, None),
            "{round} {what:?}"
        );
        let said: serde_json::Value = serde_json::from_str(&gave.out).unwrap();
        assert!(
            std::fs::read(&path).unwrap() == bytes,
            "{round} {what:?}: repair changed it"
        );
        let at = ["--store", mended.to_str().unwrap()];
        let health = desk.run(&[&at[..], &["doctor", "--json"]].concat());
        assert_eq!(health.code, 0, "{round} {what:?}: {}", health.out);
        let saved: BTreeSet<i64> = desk
            .json(&[&at[..], &["list", "--json"]].concat())
            .iter()
            .map(|row| row["id"].as_i64().unwrap())
            .collect();
        let lost = all.difference(&saved).count();
        let named = said["lost"].as_array().unwrap().len();
        let damage = said["damage"].as_array().unwrap().len();
        assert!(
            lost <= named || damage > 0,
            "{round} {what:?}: {lost} lost, {named} named"
        );
        most_lost = most_lost.max(lost);
        lost_in_all += lost;
        // What comes again is whole again; what was starred is starred, when its article comes again too.
        desk.done(&[&at[..], &["import", "in.jsonl"]].concat());
        let there = desk.json(&[&at[..], &["list", "--json"]].concat());
        for n in 100..260 {
            let title = format!("第{n}號船");
            assert!(
                there.iter().any(|row| row["title"] == title.as_str()),
                "{round} {what:?}: {title} did not come again"
            );
        }
        assert_eq!(
            desk.run(&[&at[..], &["doctor"]].concat()).code,
            0,
            "{round} {what:?}"
        );
        if with_copy {
            let starred: usize = desk
                .done(&[&at[..], &["list", "--count", "is:starred"]].concat())
                .trim()
                .parse()
                .unwrap();
            let again = desk
                .json(&[&at[..], &["list", "--json", "section:要聞"]].concat())
                .len();
            stars_lost += again - starred.min(again);
        }
    }
    println!(
        "{rounds} stores damaged; {refused} of {} questions refused; of 260 articles at most {most_lost}, {lost_in_all} over all lost; {stars_lost} stars lost",
        rounds * 5
    );
    assert_eq!(stars_lost, 0);
}

/// An article whose text is gone comes again, and what was done with it is known, also where there is no copy of marks.
#[test]
fn what_was_done_with_a_lost_article_waits_for_it() {
    let desk = Desk::new();
    stocked(&desk);
    let path = desk.path(STORE);
    let db = rusqlite::Connection::open(&path).unwrap();
    let lost = db
        .execute(
            "UPDATE bodies SET body = zeroblob(length(body)) WHERE article IN (SELECT id FROM headlines WHERE title IN ('第200號船', '第201號船'))",
            [],
        )
        .unwrap();
    assert_eq!(lost, 2);
    drop(db);
    std::fs::remove_file(desk.path(&format!("{STORE}.marks.jsonl"))).unwrap();
    let said = desk.json(&["doctor", "--repair"]).remove(0);
    assert_eq!(said["lost"].as_array().unwrap().len(), 2);
    let mended = desk.path(".local/share/kanbao/kanbao.repaired.db");
    let at = ["--store", mended.to_str().unwrap()];
    let starred = || {
        let found = desk.json(&[&at[..], &["list", "--json", "is:starred"]].concat());
        let titles = found
            .iter()
            .map(|row| row["title"].as_str().unwrap().to_owned());
        titles.collect::<BTreeSet<_>>()
    };
    assert_eq!(starred().len(), 129);
    desk.done(&[&at[..], &["import", "in.jsonl"]].concat());
    assert!(starred().len() == 130 && starred().contains("第200號船"));
    assert!(!starred().contains("第201號船"));
}
