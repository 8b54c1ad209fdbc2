//! What a disk may hold after the power went: everything that was synced, and of the rest whatever chance left.

use std::{collections::BTreeMap, fs, path::Path};

use super::disk::Event;

/// The files of a folder, as far as they are certain, and what was done since.
#[derive(Clone, Default)]
pub(crate) struct Cut {
    certain: BTreeMap<String, Vec<u8>>,
    uncertain: BTreeMap<String, Vec<Event>>,
}

/// What becomes of that which was not synced.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    /// All of it is lost.
    Dropped,
    /// All of it arrived.
    Arrived,
    /// Any of it arrived, in any order, the writes in part; the number chooses.
    Chance(u64),
}

impl Cut {
    /// Takes in what happened next.
    pub(crate) fn push(&mut self, event: &Event) {
        match event {
            Event::Write { file, .. }
            | Event::Truncate { file, .. }
            | Event::Delete { file, .. } => {
                let pending = self.uncertain.entry(file.clone()).or_default();
                pending.push(event.clone());
                if matches!(event, Event::Delete { kept: true, .. }) {
                    self.sync_folder();
                }
            }
            Event::Sync { file } => {
                // SQLite syncs the folder together with a log or journal that it has just made.
                if file != "queue.db" && !self.certain.contains_key(file) {
                    self.sync_folder();
                }
                for done in self.uncertain.remove(file).unwrap_or_default() {
                    apply(&mut self.certain, &done, usize::MAX);
                }
            }
            Event::Told(_) => {}
        }
    }

    /// Every deletion so far is certain.
    fn sync_folder(&mut self) {
        for (file, pending) in &mut self.uncertain {
            let deleted = |event: &Event| matches!(event, Event::Delete { .. });
            if let Some(last) = pending.iter().rposition(deleted) {
                pending.drain(..=last);
                self.certain.remove(file);
            }
        }
    }

    /// Lays the files out as they may be found after the cut.
    pub(crate) fn lay_out(&self, folder: &Path, fate: Fate) {
        let mut files = self.certain.clone();
        let mut dice = match fate {
            Fate::Chance(seed) => Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            Fate::Dropped | Fate::Arrived => Dice(1),
        };
        for pending in self.uncertain.values() {
            for event in pending {
                match fate {
                    Fate::Dropped => {}
                    Fate::Arrived => apply(&mut files, event, usize::MAX),
                    // Lost, whole, or torn.
                    Fate::Chance(_) => match dice.roll(4) {
                        0 => {}
                        1 => apply(&mut files, event, dice.roll(4096)),
                        _ => apply(&mut files, event, usize::MAX),
                    },
                }
            }
        }
        for (name, bytes) in files {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

/// Does to the files what an event did, of a write only the first bytes.
fn apply(files: &mut BTreeMap<String, Vec<u8>>, event: &Event, most: usize) {
    match event {
        Event::Write { file, at, bytes } => {
            let content = files.entry(file.clone()).or_default();
            let bytes = &bytes[..bytes.len().min(most)];
            content.resize(content.len().max(at + bytes.len()), 0);
            content[*at..at + bytes.len()].copy_from_slice(bytes);
        }
        Event::Truncate { file, length } => {
            files.entry(file.clone()).or_default().resize(*length, 0);
        }
        Event::Delete { file, .. } => {
            files.remove(file);
        }
        Event::Sync { .. } | Event::Told(_) => {}
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides).unwrap()
    }
}
