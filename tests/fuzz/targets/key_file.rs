//! A file with a key: opened or refused, never more work than it may ask for.

use impftheke::{key_file::KeyFile, sign::OwnKey};

pub(crate) fn run(data: &[u8]) -> bool {
    let Ok(file) = KeyFile::open(data, "geheim") else {
        return false;
    };
    // Whatever stands in it belongs together or is refused.
    for key in &file.keys {
        for certificate in &file.certificates {
            drop(OwnKey::new(key, certificate));
        }
    }
    !file.keys.is_empty()
}
