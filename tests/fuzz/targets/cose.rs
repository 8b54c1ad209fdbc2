//! A signed message and the claims in it: read, explained, and written again the same.

use impftheke::{
    check::{check, remarks},
    hcert::{chain, cose},
    trust,
};
use jiff::Timestamp;

pub(crate) fn run(data: &[u8]) -> bool {
    let Ok(decoded) = chain::decode_cose(data.to_vec()) else {
        return false;
    };
    assert_eq!(decoded.cose(), data);
    let again = cose::encode(
        decoded.protected(),
        decoded.kid(),
        decoded.payload(),
        decoded.signature(),
    );
    let again = chain::decode_cose(again).expect("what was read can be written");
    assert_eq!(again.to_be_signed(), decoded.to_be_signed());
    assert_eq!(again.signature(), decoded.signature());
    // What is said of it, whatever it is.
    let verdict = trust::verify(&decoded, &[], Timestamp::UNIX_EPOCH);
    assert!(verdict.failure().is_some(), "nobody's signature counts");
    remarks::remarks(decoded.certificate(), Timestamp::UNIX_EPOCH);
    let fits = check(decoded.certificate()).is_ok();
    decoded.read_back().map(|read| read.draft()).is_ok() && fits
}
