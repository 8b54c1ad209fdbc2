//! Cases as they are corrected: what they say, in the words of a form, and why they were refused.

use jiff::tz::TimeZone;

use crate::{
    case::{CaseVersion, Cause, Class, PickupNumber},
    domain::{Field, Kind},
    issue::{self, Pipeline},
    portal::refused_field,
    queue::{Content, Row},
    ui::{Original, Refusal},
};

/// Reads a case that is to be corrected.
pub(super) fn read(
    pipeline: &Pipeline,
    number: PickupNumber,
    zone: &TimeZone,
) -> Result<(CaseVersion, Original), issue::Error> {
    // Before what it says: where it is corrected by another in between, that is found when this one is taken up.
    let row = pipeline.store.row(number).map_err(issue::Error::Queue)?;
    let content = pipeline.content(number)?;
    let correction = row.version();
    let original = Original {
        refusal: refusal(&row, &content),
        content: content.draft.into_typed(zone),
    };
    Ok((correction, original))
}

/// Returns why what a case says was refused, if it was.
fn refusal(row: &Row, content: &Content) -> Option<Refusal> {
    let cause = row.cause?;
    let of_content = matches!(cause.class(), Class::Refused | Class::Ask);
    if !of_content && cause != Cause::OtherContent {
        return None;
    }
    let kind = content.draft.event.kind();
    let words = content.portal_message.clone();
    let named = words.as_deref();
    let named = named.and_then(|words| refused_field(words, kind));
    let is_over = cause == Cause::RecoveryOver && kind == Kind::Recovery;
    Some(Refusal {
        cause,
        field: named.or_else(|| is_over.then_some(Field::ValidUntil)),
        words,
    })
}
