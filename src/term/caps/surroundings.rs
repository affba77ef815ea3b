//! What a process can see of its terminal without asking it: variables, and whose child it is.

use std::collections::HashMap;

/// Variables of the environment and names of the ancestors, nearest first.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    vars: HashMap<String, String>,
    ancestors: Vec<String>,
}

impl Surroundings {
    /// Those of this process. Ancestors are read from `/proc` where there is one.
    pub fn here() -> Self {
        Self {
            vars: std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
            ancestors: ancestors(),
        }
    }

    /// Given ones.
    pub fn of<'a>(
        vars: impl IntoIterator<Item = (&'a str, &'a str)>,
        ancestors: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self {
            vars: vars.into_iter().map(owned).collect(),
            ancestors: ancestors.into_iter().map(str::to_owned).collect(),
        }
    }

    /// A variable; empty if it is not set.
    pub fn var(&self, name: &str) -> &str {
        self.vars.get(name).map_or("", String::as_str)
    }

    /// Names of processes, the parent first.
    pub fn ancestors(&self) -> impl Iterator<Item = &str> {
        self.ancestors.iter().map(String::as_str)
    }

    /// Whether the terminal is at the other end of a line.
    pub fn is_remote(&self) -> bool {
        let by_var = ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"]
            .iter()
            .any(|name| !self.var(name).is_empty());
        let carries = |name: &str| {
            ["sshd", "mosh-server", "dropbear"]
                .iter()
                .any(|it| name.starts_with(it))
        };
        by_var || self.ancestors().any(carries)
    }
}

/// More than any chain of shells; a guard against a loop.
const GENERATIONS: usize = 32;

fn ancestors() -> Vec<String> {
    let mut names = Vec::new();
    let mut next = parent("self").map(|(_, parent)| parent);
    while let Some(pid) = next.filter(|pid| *pid > 1 && names.len() < GENERATIONS) {
        let Some((name, parent)) = parent(&pid.to_string()) else {
            break;
        };
        names.push(name);
        next = Some(parent);
    }
    names
}

/// A process's name and its parent, from `/proc/PID/stat`: `PID (NAME) STATE PPID …`; the name may hold anything.
fn parent(pid: &str) -> Option<(String, u32)> {
    let stat = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    let (head, tail) = stat.rsplit_once(") ")?;
    let (_, name) = head.split_once('(')?;
    Some((name.to_owned(), tail.split(' ').nth(1)?.parse().ok()?))
}
