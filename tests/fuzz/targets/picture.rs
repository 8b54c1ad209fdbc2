//! A picture that somebody brings, PNG or JPEG, and the symbol in it.

use impftheke::qr::{self, picture};

pub(crate) fn run(data: &[u8]) -> bool {
    let Ok(picture) = picture::decode(data) else {
        return false;
    };
    assert_eq!(picture.luma.len(), picture.width * picture.height);
    qr::read(&picture.luma, picture.width, picture.height).is_ok()
}
