//! Addresses as they stand in feeds and pages: completed where they are relative, dropped where nobody should follow them.

use url::Url;

/// An address completed by its base. What is complete already stays as it was written; what cannot be completed too.
pub(crate) fn resolved(base: Option<&str>, address: &str) -> String {
    let address = address.trim();
    let complete = || {
        if address.is_empty() || has_scheme(address) {
            return None;
        }
        Some(Url::parse(base?).ok()?.join(address).ok()?.to_string())
    };
    complete().unwrap_or_else(|| address.to_owned())
}

/// An address that a reader may open: http, https or mailto, completed by its base.
pub(crate) fn followable(base: Option<&str>, address: &str) -> Option<String> {
    let address = resolved(base, address);
    is_followable(&address).then_some(address)
}

/// Whether an address is one that a reader may open.
pub(crate) fn is_followable(address: &str) -> bool {
    let scheme = address.split(':').next().unwrap_or_default();
    ["http", "https", "mailto"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
        && address.len() > scheme.len() + 1
}

/// Whether an address may stand in a text: what is relative, or for the web or mail. Nothing that a browser would run.
pub(crate) fn is_harmless(address: &str) -> bool {
    !has_scheme(address.trim()) || is_followable(address.trim())
}

fn has_scheme(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_would_run_is_no_link() {
        let check = |address: &str, expect| assert_eq!(is_harmless(address), expect, "{address}");
        check("https://a.example/", true);
        check("mailto:a@b.example", true);
        check("other.html#part", true);
        check("//a.example/", true);
        check("javascript:alert(1)", false);
        check(" JavaScript:alert(1)", false);
        check("data:text/html,x", false);
        check("vbscript:x", false);
        check("file:///etc/passwd", false);
    }

    #[test]
    fn an_address_is_completed_by_its_base() {
        let check = |base: &str, address: &str, expect: &str| {
            assert_eq!(resolved(Some(base), address), expect, "{base} {address}");
        };
        check(
            "http://a.example/b/c",
            "d.html",
            "http://a.example/b/d.html",
        );
        check("http://a.example/b/", "/d", "http://a.example/d");
        check(
            "http://a.example/",
            "//other.example/x",
            "http://other.example/x",
        );
        check("http://a.example/", "http://b.example", "http://b.example");
        check("nonsense", "d.html", "d.html");
    }

    #[test]
    fn only_some_addresses_are_followed() {
        assert!(is_followable("HTTPS://a.example/"));
        assert!(is_followable("mailto:editor@a.example"));
        for bad in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "a b",
            "http:",
            "",
        ] {
            assert!(!is_followable(bad), "{bad}");
        }
    }
}
