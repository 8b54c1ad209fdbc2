//! The memory of a PIN that was refused: a note in the data folder, made before it is tried and taken away when it was right.

use std::{
    fs::{self, File},
    path::PathBuf,
};

use crate::{
    files,
    sign::token::{PinMemory, PinTrial, TokenFault},
};

/// The note of one registered key. That of another key says nothing of it.
pub(super) struct PinNote {
    place: PathBuf,
    /// A digest of the sealed registration, which is another each time.
    of: [u8; 32],
}

impl PinNote {
    /// Takes the place of the note, and the digest of the registration.
    pub(super) fn new(place: PathBuf, of: [u8; 32]) -> Self {
        Self { place, of }
    }

    /// Whether it stands: the PIN was refused, or is being tried.
    pub(super) fn stands(&self) -> bool {
        matches!(files::read(&self.place), Ok(Some(note)) if *note == self.of)
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
        let note = |sealed: u8| PinNote::new(place.clone(), [sealed; 32]);
        note(1).try_now().unwrap().ended(false);
        note(1).try_now().unwrap().ended(true);
        let refused = |sealed: u8| note(sealed).try_now().err();
        assert_eq!(refused(1), Some(TokenFault::RefusedBefore));
        assert_eq!(refused(1), Some(TokenFault::RefusedBefore));
        // Given once more, it is sealed anew. A kill says nothing of how it ended.
        drop(note(2).try_now().unwrap());
        assert_eq!(refused(2), Some(TokenFault::RefusedBefore));
        note(3).try_now().unwrap().ended(false);
        assert_eq!(refused(3), None);
    }

    #[test]
    fn where_nothing_can_be_noted_nothing_is_tried() {
        let place = PathBuf::from("/proc/impftheke/live.pin-refused");
        let tried = PinNote::new(place, [1; 32]).try_now();
        assert!(matches!(tried.err(), Some(TokenFault::NoNote(_))));
    }
}
