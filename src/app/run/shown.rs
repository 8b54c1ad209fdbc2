//! What the result screen shows of a certificate.

use crate::{
    case::PickupNumber,
    issue::Issued,
    ui::{self, IssuedCase},
};

/// Returns what the result screen shows of certificates.
pub(super) fn issued(certificates: &[(PickupNumber, Issued)]) -> ui::Issued {
    let cases = certificates.iter();
    ui::Issued {
        cases: cases
            .map(|(number, issued)| case(*number, issued))
            .collect(),
    }
}

fn case(number: PickupNumber, issued: &Issued) -> IssuedCase {
    let side = issued.symbol.side();
    IssuedCase {
        number,
        statement: issued.statement.clone(),
        issuance: issued.issuance.clone(),
        side,
        modules: (0..side * side)
            .map(|at| issued.symbol.is_dark(at % side, at / side))
            .collect(),
    }
}
