//! kanbao 看報 reads newspapers in a terminal: a local archive, panes for sections, headlines and full
//! text, Chinese, Japanese and Korean set properly, and few enough bytes that a bad line feels local.
//!
//! # The rooms
//! | room | what it is for |
//! |---|---|
//! | [`article`] | what every room speaks: an article, its blocks, a headline, a place in the text |
//! | [`changes`] | what changed between two versions of an article, by character |
//! | [`ingest`] | bytes in, articles and warnings out; pure: no disk, no network, no clock |
//! | [`fetch`] | the only room that opens an outgoing connection |
//! | [`query`] | the filter language: text to [`query::Query`], with the place of every mistake |
//! | [`fold`] | one folding for index and query: 繁/簡, width, case, accents |
//! | [`sound`] | names by sound: `sp` finds 社評 |
//! | [`store`] | one SQLite file behind one [`store::Store`] |
//! | [`typeset`] | blocks and a measure in, lines out; knows no screen |
//! | [`theme`] | `themes/*.toml` to a [`theme::Theme`] |
//! | [`term`] | bytes to and from a terminal: painter, decoder, capabilities, the tty itself |
//! | [`tui`] | model, messages, actions, effects; a file for each pane |
//! | [`session`] | one reader at one terminal: joins the screen to the store, owns the loop |
//! | [`config`] | `config.toml` to a [`config::Config`] |
//! | [`words`] | the language that the program itself speaks |
//! | [`sample`] | the edition that a new store begins with |
//! | [`cli`] | the command line, a file for each subcommand |
//!
//! # Who may import whom
//! `article`, `query`, `theme`, `term`, `fold`, `sound`, `config`, `words`: nothing of ours (`query` may use
//! `fold` and `sound`; `sound` may use `fold`; `config` may use `words`). `ingest`, `typeset`, `changes`: `article`. `store`: `article`, `query`,
//! `fold`, `sound`. `fetch`: `ingest`, `article`. `sample`: `ingest`, `article`. `tui`: `article`, `changes`, `query`, `sound`, `typeset`,
//! `theme`, `words`, and of `term` only its input types. `session`: all of those, and `config`. `cli`: anything. A test keeps it so.
//!
//! # Two journeys
//! **A key.** bytes, [`term::Decoder`], [`tui::Msg`], the keymap's [`tui::Action`], `update(&mut Model, Msg) -> Vec<Effect>`;
//! [`session`] runs the effects and feeds the answers back as messages; `view(&Model, &mut Buffer)`;
//! [`term::Painter`], one write. All waiting input is taken before one paint; nothing changed means nothing written.
//!
//! **An article.** bytes, [`ingest`]'s harvest (on a worker), [`store::Store::put`], a window of [`article::Headline`]s, then
//! [`store::Store::article`], [`typeset::Galley`], cells, bytes.
//!
//! # What must never happen
//! 1. `update` and `view` do no I/O; `view` takes `&Model`; layout happens in `update`.
//! 2. Only `session` joins `tui` to `store`. Workers parse and fetch; the session's store writes.
//! 3. A list is a window over the store (keyset pages), never the whole table.
//! 4. A place in an article is a block and an offset, not a row.
//! 5. No byte of an article's or a feed's text reaches a terminal, a log or a file name unfiltered:
//!    [`ingest::clean`] on the way in, [`term::Painter`] on the way out.
//! 6. Ingest never fails on bad content: it gives what it can and warns.
//! 7. What a reader did is durable before the next key is taken.
//! 8. One table of actions yields the enum, the commands, the keymap's names, help and the manual.

rust_i18n::i18n!("src/locales", fallback = "en");

pub mod article;
pub mod changes;
pub mod cli;
pub mod config;
pub mod fetch;
pub mod fold;
pub mod ingest;
pub mod query;
pub mod sample;
pub mod session;
pub mod sound;
pub mod store;
pub mod term;
pub mod theme;
pub mod tui;
pub mod typeset;
pub mod words;
