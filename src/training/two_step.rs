//! The ids that the EU's reference service gives out: each is good for one signature.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use sha2::{Digest as _, Sha256};

use crate::domain::Uvci;

/// What has been given out, and what has been signed.
#[derive(Debug, Default)]
pub(super) struct TwoStep {
    signed: BTreeMap<String, bool>,
    number: u64,
}

/// Why an id is good for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoGood {
    /// Not of the form of an id.
    Malformed,
    /// Never given out.
    Unknown,
    /// Signed already.
    Used,
}

impl TwoStep {
    /// Gives an id out: a number and the hash of the identifier, as the service has it.
    pub(super) fn give_out(&mut self, dgci: &Uvci) -> String {
        self.number += 1;
        let hash = BASE64URL.encode(Sha256::digest(dgci.as_str()));
        let id = format!("{}_{hash}", self.number);
        self.signed.insert(id.clone(), false);
        id
    }

    /// Uses an id up.
    pub(super) fn use_up(&mut self, id: &str) -> Result<(), NoGood> {
        let well_formed = id.split_once('_').is_some_and(|(number, hash)| {
            !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && !hash.is_empty()
        });
        if !well_formed {
            return Err(NoGood::Malformed);
        }
        match self.signed.get_mut(id) {
            None => Err(NoGood::Unknown),
            Some(true) => Err(NoGood::Used),
            Some(signed) => {
                *signed = true;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_good_for_one_signature() {
        let mut ids = TwoStep::default();
        let dgci = Uvci::of_the_reference_service("XX", [1; 16]).unwrap();
        let id = ids.give_out(&dgci);
        assert_eq!(ids.use_up(&id), Ok(()));
        assert_eq!(ids.use_up(&id), Err(NoGood::Used));
        assert_eq!(ids.use_up("7_x"), Err(NoGood::Unknown));
        for malformed in ["", "7", "7_", "_x", "a_x"] {
            assert_eq!(ids.use_up(malformed), Err(NoGood::Malformed), "{malformed}");
        }
    }
}
