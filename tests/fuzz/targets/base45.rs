//! Base45: any bytes come back, and a text that is read is the only one of its bytes.

use impftheke::hcert::base45;

pub(crate) fn run(data: &[u8]) -> bool {
    let written = base45::encode(data);
    assert_eq!(base45::decode(&written).as_deref(), Ok(data));
    let Ok(text) = std::str::from_utf8(data) else {
        return false;
    };
    base45::decode(text)
        .map(|bytes| assert_eq!(base45::encode(&bytes), text))
        .is_ok()
}
