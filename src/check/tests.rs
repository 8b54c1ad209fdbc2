//! Nothing is to be said of the worked examples, and nothing of a damaged one makes a reader panic.

use proptest::prelude::*;

use super::{check, remarks::remarks};
use crate::hcert::{chain, tests::Example};

#[test]
fn nothing_is_to_be_said_of_the_worked_examples() {
    for example in Example::all() {
        for text in [example.text(), example.sign().text()] {
            let decoded = chain::decode(text).unwrap();
            assert_eq!(check(decoded.certificate()), Ok(()));
            let said = remarks(decoded.certificate(), decoded.claims().iat);
            assert_eq!(said, []);
        }
    }
}

proptest! {
    #[test]
    fn no_damage_to_a_message_makes_a_reader_panic(place in 0_usize..390, byte: u8) {
        let mut cose = Example::open("v-local").bytes("COSE_HEX");
        if let Some(at) = cose.get_mut(place) {
            *at = byte;
        }
        if let Ok(decoded) = chain::decode_cose(cose) {
            drop(check(decoded.certificate()));
            drop(remarks(decoded.certificate(), decoded.claims().iat));
        }
    }
}
