//! The signs of the icon font, by the names that Lucide gives them.

/// Lucide `shield-check`.
pub(in crate::ui) const SHIELD_CHECK: &str = "\u{e1ff}";
/// Lucide `sun`.
pub(in crate::ui) const SUN: &str = "\u{e178}";
/// Lucide `moon`.
pub(in crate::ui) const MOON: &str = "\u{e11e}";
/// Lucide `circle-check`.
pub(in crate::ui) const CIRCLE_CHECK: &str = "\u{e226}";
/// Lucide `circle-alert`.
pub(in crate::ui) const CIRCLE_ALERT: &str = "\u{e077}";
/// Lucide `triangle-alert`.
pub(in crate::ui) const TRIANGLE_ALERT: &str = "\u{e193}";
/// Lucide `chevron-down`.
pub(in crate::ui) const CHEVRON_DOWN: &str = "\u{e06d}";
/// Lucide `plus`.
pub(in crate::ui) const PLUS: &str = "\u{e13d}";
/// Lucide `user`.
pub(in crate::ui) const USER: &str = "\u{e19f}";
/// Lucide `users`.
pub(in crate::ui) const USERS: &str = "\u{e1a4}";
/// Lucide `syringe`.
pub(in crate::ui) const SYRINGE: &str = "\u{e2f2}";
/// Lucide `test-tube`.
pub(in crate::ui) const TEST_TUBE: &str = "\u{e405}";
/// Lucide `heart-pulse`.
pub(in crate::ui) const HEART_PULSE: &str = "\u{e36e}";
/// Lucide `trash-2`.
pub(in crate::ui) const TRASH_2: &str = "\u{e18e}";
/// Lucide `download`.
pub(in crate::ui) const DOWNLOAD: &str = "\u{e0b2}";
/// Lucide `badge-check`.
pub(in crate::ui) const BADGE_CHECK: &str = "\u{e241}";
/// Lucide `circle-help`.
pub(in crate::ui) const CIRCLE_HELP: &str = "\u{e082}";
/// Lucide `list-checks`.
pub(in crate::ui) const LIST_CHECKS: &str = "\u{e1d0}";
/// Lucide `arrow-right`.
pub(in crate::ui) const ARROW_RIGHT: &str = "\u{e049}";
/// Lucide `pencil`.
pub(in crate::ui) const PENCIL: &str = "\u{e1f9}";
/// Lucide `user-plus`.
pub(in crate::ui) const USER_PLUS: &str = "\u{e1a2}";
/// Lucide `languages`.
pub(in crate::ui) const LANGUAGES: &str = "\u{e0fe}";
/// Lucide `clock`.
pub(in crate::ui) const CLOCK: &str = "\u{e087}";
/// Lucide `wifi`.
pub(in crate::ui) const WIFI: &str = "\u{e1ae}";
/// Lucide `printer`.
pub(in crate::ui) const PRINTER: &str = "\u{e141}";
/// Lucide `inbox`.
pub(in crate::ui) const INBOX: &str = "\u{e0f7}";
/// Lucide `calendar-days`.
pub(in crate::ui) const CALENDAR_DAYS: &str = "\u{e2b9}";
/// Lucide `search`.
pub(in crate::ui) const SEARCH: &str = "\u{e151}";
/// Lucide `rotate-ccw`.
pub(in crate::ui) const ROTATE_CCW: &str = "\u{e148}";
/// Lucide `ticket`.
pub(in crate::ui) const TICKET: &str = "\u{e20f}";
/// Lucide `hand-helping`.
pub(in crate::ui) const HAND_HELPING: &str = "\u{e3b8}";
/// Lucide `eye`.
pub(in crate::ui) const EYE: &str = "\u{e0ba}";
/// Lucide `log-out`.
pub(in crate::ui) const LOG_OUT: &str = "\u{e10e}";
/// Lucide `refresh-cw`.
pub(in crate::ui) const REFRESH_CW: &str = "\u{e145}";
/// Lucide `circle-dashed`.
pub(in crate::ui) const CIRCLE_DASHED: &str = "\u{e4b0}";
/// Lucide `hourglass`.
pub(in crate::ui) const HOURGLASS: &str = "\u{e296}";
/// Lucide `undo-2`.
pub(in crate::ui) const UNDO_2: &str = "\u{e2a1}";
/// Lucide `siren`.
pub(in crate::ui) const SIREN: &str = "\u{e2ef}";
