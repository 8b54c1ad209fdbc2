//! The memory of a PIN that was refused: a note in the data folder, made before it is tried and taken away when it was right.

use std::{
    fs::{self, File},
    path::PathBuf,
};

use sha2::{Digest as _, Sha256};

use crate::{
    files,
    sign::token::{PinMemory, PinTrial, TokenFault},
};

/// The note of one registered key. That of another key says nothing of it.
pub(super) struct PinNote {
    place: PathBuf,
    /// A digest of the sealed registration, which is another each time.
    of: Vec<u8>,
}

impl PinNote {
    /// Takes the place of the note, and the sealed bytes of the key.
    pub(super) fn new(place: PathBuf, sealed: &[u8]) -> Self {
        Self {
            place,
            of: Sha256::digest(sealed).to_vec(),
        }
    }
}

impl PinMemory for PinNote {
    fn try_now(&self) -> Result<Box<dyn PinTrial>, TokenFault> {
        let failed = |error: std::io::Error| TokenFault::NoNote(error.to_string());
        // Two programs may open the key at once: the second waits for what the first is told.
        let lock = File::create(self.place.with_extension("pin-lock")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        let note = files::read(&self.place).map_err(failed)?;
        if note.is_some_and(|note| *note == self.of) {
            return Err(TokenFault::RefusedBefore);
        }
        files::replace(&self.place, &self.of).map_err(failed)?;
        Ok(Box::new(Trial {
            place: self.place.clone(),
            _lock: lock,
        }))
    }
}

/// A PIN being tried: the note stands until it was right.
struct Trial {
    place: PathBuf,
    _lock: File,
}

impl PinTrial for Trial {
    fn ended(self: Box<Self>, is_refused: bool) {
        if !is_refused && let Err(error) = fs::remove_file(&self.place) {
            tracing::warn!(%error, "a PIN that was right counts as refused until it is given again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_or_cut_off_is_not_tried_again_until_it_is_given_anew() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("live.pin-refused");
        let note = |sealed: &[u8]| PinNote::new(place.clone(), sealed);
        note(b"one").try_now().unwrap().ended(false);
        note(b"one").try_now().unwrap().ended(true);
        let refused = |sealed: &[u8]| note(sealed).try_now().err();
        assert_eq!(refused(b"one"), Some(TokenFault::RefusedBefore));
        assert_eq!(refused(b"one"), Some(TokenFault::RefusedBefore));
        // Given once more, it is sealed anew. A kill says nothing of how it ended.
        drop(note(b"two").try_now().unwrap());
        assert_eq!(refused(b"two"), Some(TokenFault::RefusedBefore));
        note(b"three").try_now().unwrap().ended(false);
        assert_eq!(refused(b"three"), None);
    }

    #[test]
    fn where_nothing_can_be_noted_nothing_is_tried() {
        let place = PathBuf::from("/proc/impftheke/live.pin-refused");
        let tried = PinNote::new(place, b"one").try_now();
        assert!(matches!(tried.err(), Some(TokenFault::NoNote(_))));
    }
}
