//! How the archive is: a full look through everything, for `doctor`.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde::Serialize;

use super::error::{Result, StoreError};
use super::tally::DAY_BITS;
use super::{Store, characters, schema};

/// Problems named before the look-through stops naming more.
const NAMED: usize = 20;

/// One look: what it finds wrong.
type Check = fn(&Store) -> Result<Vec<String>>;

/// What a look through the archive found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Health {
    /// The schema's number.
    pub schema: u32,
    /// Articles.
    pub articles: u64,
    /// Earlier versions of articles.
    pub revisions: u64,
    /// Readers.
    pub profiles: u64,
    /// Subscriptions.
    pub feeds: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes of it that hold nothing.
    pub free: u64,
    /// The full-text index, in bytes.
    pub index: u64,
    /// Articles' texts, packed, in bytes.
    pub texts: u64,
    /// It can only be read.
    pub read_only: bool,
    /// The kind of network file system that it stands on, where several machines writing at once would damage it.
    pub network: Option<&'static str>,
    /// What is wrong; nothing if the archive is sound.
    pub problems: Vec<String>,
}

impl Store {
    /// Looks through everything: pages, index, counts, and every text. Takes seconds on a large archive;
    /// [`super::Interrupt`] ends it.
    ///
    /// # Errors
    /// Only [`StoreError::Interrupted`] and errors of the system: damage is in [`Health::problems`].
    pub fn check(&self) -> Result<Health> {
        let mut health = Health {
            read_only: self.read_only,
            network: network(&self.path),
            ..Health::default()
        };
        self.figures(&mut health);
        let checks: [(&str, Check); 7] = [
            ("pages", Self::check_pages),
            ("index", Self::check_index),
            ("references", Self::check_references),
            ("counts", Self::check_counts),
            ("characters", Self::check_characters),
            ("unread", Self::check_unread),
            ("texts", Self::check_texts),
        ];
        for (what, check) in checks {
            match check(self) {
                Ok(found) => health.problems.extend(found),
                Err(StoreError::Interrupted) => return Err(StoreError::Interrupted),
                Err(error) => health.problems.push(format!("{what}: {error}")),
            }
        }
        Ok(health)
    }

    /// Figures that cannot be had of a damaged file stay 0; the checks say why.
    fn figures(&self, health: &mut Health) {
        let number =
            |sql: &str| -> u64 { self.db.query_row(sql, [], |row| row.get(0)).unwrap_or(0) };
        health.schema = schema::version(&self.db).unwrap_or(0);
        health.articles = number("SELECT count(*) FROM headlines");
        health.revisions = number("SELECT count(*) FROM revisions");
        health.profiles = number("SELECT count(*) FROM profiles");
        health.feeds = number("SELECT count(*) FROM feeds");
        let page = number("PRAGMA page_size");
        health.bytes = page * number("PRAGMA page_count");
        health.free = page * number("PRAGMA freelist_count");
        health.index = number("SELECT sum(length(block)) FROM search_data");
        health.texts = number("SELECT sum(length(body)) FROM bodies");
    }

    fn check_pages(&self) -> Result<Vec<String>> {
        let said = self.texts_of(&format!("PRAGMA integrity_check({NAMED})"))?;
        Ok(said.into_iter().filter(|line| line != "ok").collect())
    }

    /// FTS5 checks itself only when it may write; it writes nothing.
    fn check_index(&self) -> Result<Vec<String>> {
        if !self.read_only {
            self.db
                .execute("INSERT INTO search (search) VALUES ('integrity-check')", [])?;
        }
        let missing = "SELECT 'not in the index: article ' || id FROM headlines
            WHERE id NOT IN (SELECT id FROM search_docsize) LIMIT 20";
        self.texts_of(missing)
    }

    fn check_references(&self) -> Result<Vec<String>> {
        let mut found = self.texts_of(
            "SELECT 'row without its article in ' || \"table\" FROM pragma_foreign_key_check LIMIT 20",
        )?;
        found.extend(self.texts_of(
            "SELECT 'no text: article ' || id FROM headlines
             WHERE id NOT IN (SELECT article FROM bodies) LIMIT 20",
        )?);
        Ok(found)
    }

    fn check_characters(&self) -> Result<Vec<String>> {
        let wrong = characters::wrong(&self.db, NAMED)?;
        let said = |c: char| format!("wrong count: character {c}");
        Ok(wrong.into_iter().map(said).collect())
    }

    fn check_counts(&self) -> Result<Vec<String>> {
        self.texts_of(&format!(
            "WITH counted AS (
               SELECT 0 AS profile, section, id >> {DAY_BITS} AS day, count(*) AS n
               FROM headlines GROUP BY 2, 3
               UNION ALL SELECT profile, section, article >> {DAY_BITS}, count(*) FROM unread GROUP BY 1, 2, 3)
             SELECT 'wrong count: reader ' || profile || ', section ' || section || ', day ' || day
             FROM (SELECT * FROM counted EXCEPT SELECT * FROM tally
                   UNION ALL SELECT * FROM (SELECT * FROM tally WHERE section >= 0 AND day > {every} AND n != 0
                                            EXCEPT SELECT * FROM counted)) LIMIT {NAMED}",
            every = schema::EVERY
        ))
    }

    fn check_unread(&self) -> Result<Vec<String>> {
        self.texts_of(
            "SELECT 'wrongly read or unread: article ' || h.id FROM profiles p CROSS JOIN headlines h
             LEFT JOIN unread u ON u.profile = p.id AND u.article = h.id
             LEFT JOIN marks m ON m.profile = p.id AND m.article = h.id
             WHERE coalesce(m.read, 0) != (u.article IS NULL) OR u.section != h.section LIMIT 20",
        )
    }

    fn check_texts(&self) -> Result<Vec<String>> {
        let mut select = self.db.prepare(
            "SELECT b.article, b.codec, b.body, h.title FROM bodies b JOIN headlines h ON h.id = b.article",
        )?;
        let mut rows = select.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let bytes = row.get_ref(2)?.as_blob().unwrap_or_default();
            match super::lock(&self.codec).article(&self.db, row.get(1)?, bytes) {
                Ok(article) if article.title == row.get::<_, String>(3)? => {}
                Ok(_) => found.push(format!("the list shows another title: article {id}")),
                Err(error) => found.push(format!("text of article {id}: {error}")),
            }
            if found.len() >= NAMED {
                break;
            }
        }
        Ok(found)
    }

    fn texts_of(&self, sql: &str) -> Result<Vec<String>> {
        let mut select = self.db.prepare(sql)?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// A first look, when a file is opened: a page that was torn is better found now than while reading. It goes through about
/// `pages` pages, and on a slow disk through fewer; what lies further on, `doctor` finds.
pub fn first_look(db: &mut Connection, pages: u32) -> Result<()> {
    let (mut left, begun) = (pages / STEPS, Instant::now());
    db.progress_handler(
        STEPS as i32,
        Some(move || {
            left = left.saturating_sub(1);
            left == 0 || begun.elapsed() > PATIENCE
        }),
    )?;
    let looked = db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    db.progress_handler(0, None::<fn() -> bool>)?;
    match looked.map_err(StoreError::from) {
        Ok(said) if said != "ok" => Err(StoreError::Damaged {
            file: Default::default(),
            what: said,
        }),
        Ok(_) | Err(StoreError::Interrupted) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Pages, or SQLite's own steps where it compares rows, between two looks whether it is enough.
const STEPS: u32 = 100;

/// What a start may be held up by a slow disk.
const PATIENCE: Duration = Duration::from_millis(250);

/// The network file system that a path is on, if it is on one: SQLite's shared memory does not reach other machines.
#[cfg(target_os = "linux")]
pub fn network(path: &Path) -> Option<&'static str> {
    let kind = pretended().or_else(|| rustix::fs::statfs(path).ok().map(|it| it.f_type as u32))?;
    let found = NETWORKS.iter().find(|(number, _)| *number == kind);
    found.map(|(_, name)| *name)
}

/// A test of a debug build may say on what kind of file system everything is: `KANBAO_FILE_SYSTEM=6969`.
#[cfg(target_os = "linux")]
fn pretended() -> Option<u32> {
    let said = std::env::var("KANBAO_FILE_SYSTEM").ok();
    said.filter(|_| cfg!(debug_assertions))
        .and_then(|it| u32::from_str_radix(&it, 16).ok())
}

/// File systems behind which other machines may be, by the number that statfs(2) gives: from linux/magic.h, the file systems'
/// own headers, and what coreutils' stat(1) calls remote. FUSE may be anything, sshfs among it: what is sound on all of it is
/// right on each.
#[cfg(target_os = "linux")]
const NETWORKS: &[(u32, &str)] = &[
    (0x6969, "NFS"),
    (0x517b, "SMB"),
    (0xff53_4d42, "CIFS"),
    (0xfe53_4d42, "SMB2"),
    (0x5346_414f, "AFS"),
    (0x6b41_4653, "AFS"),
    (0x0102_1997, "9P"),
    (0x00c3_6400, "Ceph"),
    (0x7375_7245, "Coda"),
    (0x564c, "NCP"),
    (0x0bd0_0bd0, "Lustre"),
    (0x4750_4653, "GPFS"),
    (0x0116_1970, "GFS2"),
    (0x7461_636f, "OCFS2"),
    (0x1983_0326, "BeeGFS"),
    (0xaad7_aaea, "PanFS"),
    (0x786f_4256, "VirtualBox"),
    (0xbacb_acbc, "VMware"),
    (0x7c7c_6673, "Parallels"),
    (0x6573_5546, "FUSE"),
];

/// Not known on this system.
#[cfg(not(target_os = "linux"))]
pub fn network(_path: &Path) -> Option<&'static str> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn file_systems_are_named_and_local_ones_are_not() {
        let check = |kind: u32, expect: Option<&str>| {
            let found = NETWORKS.iter().find(|(number, _)| *number == kind);
            assert_eq!(found.map(|(_, name)| *name), expect, "{kind:x}");
        };
        check(0x6969, Some("NFS"));
        check(0xfe53_4d42, Some("SMB2"));
        check(0xff53_4d42, Some("CIFS"));
        check(0x0102_1997, Some("9P"));
        check(0x6573_5546, Some("FUSE"));
        // ext, xfs, btrfs, tmpfs, overlay, zfs, f2fs, FAT, bcachefs.
        for local in [
            0xef53,
            0x5846_5342,
            0x9123_683e,
            0x0102_1994,
            0x794c_7630,
            0x2fc1_2fc1,
            0xf2f5_2010,
            0x4d44,
            0xca45_1a4e,
        ] {
            check(local, None);
        }
        // The real call: what the kernel itself shows is on no other machine.
        assert_eq!(network(Path::new("/proc")), None);
        assert_eq!(network(Path::new("/nowhere at all")), None);
    }
}
