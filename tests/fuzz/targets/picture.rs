//! A picture that somebody brings, PNG or JPEG, and the symbols in it.

use impftheke::qr::{self, picture};

pub(crate) fn run(data: &[u8]) -> bool {
    let Ok(picture) = picture::decode(data) else {
        return false;
    };
    assert_eq!(picture.luma.len(), picture.width * picture.height);
    let many = qr::read_many(&picture.luma, picture.width, picture.height);
    match qr::read(&picture.luma, picture.width, picture.height) {
        Ok(text) => {
            assert!(many.is_ok_and(|many| many.texts.contains(&text) || !many.is_all));
            true
        }
        Err(_) => false,
    }
}
