//! How long articles are kept, by the reader's configuration: after a refresh, and when `kanbao retain` is run without limits.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::config;
use crate::store::{Keep, Store, StoreError};

/// Lets go of what is over the limits of its source; says how many articles went. The first of the limits whose source fits
/// holds; a source that none fits keeps everything.
///
/// # Errors
/// What went until then is gone.
pub fn retain(store: &mut Store, limits: &[config::Keep], today: Date) -> Result<u64, StoreError> {
    if limits.is_empty() || store.is_read_only() {
        return Ok(0);
    }
    let called: HashMap<String, String> = store
        .feeds()?
        .into_iter()
        .map(|feed| (feed.source.clone(), format!("{} {}", feed.name(), feed.url)))
        .collect();
    let mut gone = 0;
    for source in store.source_names()? {
        let other = called.get(&source).map_or("", String::as_str);
        if let Some(limit) = limits.iter().find(|limit| fits(limit, &[&source, other])) {
            gone += store.retain(&keep(limit, source), today)?;
        }
    }
    Ok(gone)
}

fn fits(limit: &config::Keep, names: &[&str]) -> bool {
    limit.source.as_ref().is_none_or(|wanted| {
        let wanted = wanted.to_lowercase();
        names
            .iter()
            .any(|name| name.to_lowercase().contains(&wanted))
    })
}

fn keep(limit: &config::Keep, source: String) -> Keep {
    Keep {
        source: Some(source),
        days: limit.days,
        count: limit.count,
        bytes: limit.bytes,
        unread: limit.unread,
    }
}
