//! What the screens may see of the queue: written by the worker, read by the window, never waited for.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};

use crate::{
    app::{
        ended::Outputs,
        notices::{Later, Notes},
    },
    backoff::Next,
    case::{Cause, Class, PickupNumber, Scope, State},
    domain::{BirthDate, Draft, DraftLimits, EventDraft, Kind},
    issue::{Pipeline, Trust},
    queue::{self, Content, Row, WorkedBy},
    ui::{ClockFault, Light, LightState, QueueRow, QueueView, Status, TodayRow},
};

/// The latest view, for the window to take.
#[derive(Debug, Default)]
pub(super) struct SharedView(Mutex<Arc<View>>);

/// Queue and lights at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct View {
    pub(super) queue: QueueView,
    pub(super) status: Status,
    pub(super) drill: bool,
    pub(super) limits: DraftLimits,
    /// What staff have not seen yet.
    pub(super) notes: Notes,
}

impl SharedView {
    /// Returns the latest view.
    pub(super) fn read(&self) -> Arc<View> {
        let view = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&view)
    }

    /// Writes the present view; returns whether anything changed.
    pub(super) fn write(
        &self,
        pipeline: &Pipeline,
        view_builder: &mut ViewBuilder,
        (now, drill): (&ZonedDateTime, bool),
    ) -> Result<bool, queue::Error> {
        let before = self.read();
        let queue = view_builder.queue(pipeline, now, &before.queue)?;
        let worked_by = pipeline.store.worked_by();
        let view = View {
            status: Status {
                clock: clock(pipeline, now.timestamp()),
                unworked: worked_by == WorkedBy::Nobody,
                ..view_builder.status(pipeline, &queue, now.timestamp())
            },
            queue,
            drill,
            limits: pipeline.route().limits(),
            notes: Notes {
                obstacle: pipeline.store.obstacle().cloned(),
                worked_by,
                unseen: pipeline.store.notes()?,
                later: view_builder.later.clone(),
            },
        };
        if *before == view {
            return Ok(false);
        }
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
        Ok(true)
    }
}

/// What the worker remembers for the view: whose the cases are, and what was met last.
#[derive(Debug, Default)]
pub(super) struct ViewBuilder {
    holders: BTreeMap<PickupNumber, Holder>,
    /// Which dose the cases were that are done, without their holders.
    doses: BTreeMap<PickupNumber, [u32; 2]>,
    rows: Vec<Row>,
    answered_at: Option<Timestamp>,
    logged_in_at: Option<Timestamp>,
    signed_at: Option<Timestamp>,
    /// An attempt takes longer than its customer waited, and has met nothing yet.
    pub(super) is_overdue: bool,
    /// What staff have ended and the store has not yet: it waits for nobody any more.
    pub(super) later: Later,
    /// What certificates have come out as, and the store has not noted yet.
    pub(super) outputs: Vec<Outputs>,
}

struct Holder {
    name: String,
    birth: Option<BirthDate>,
    dose: Option<[u32; 2]>,
    portal_message: Option<String>,
    lost: Vec<String>,
    finished: bool,
    /// The state in which it was looked at, what was lost by then, and how often it was corrected: what the portal says
    /// comes with a change of one.
    seen: (State, u32, u32),
}

impl std::fmt::Debug for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Holder(hidden)")
    }
}

impl ViewBuilder {
    /// Notes what an attempt met; nothing when it brought a certificate. What was met on the way is no answer of the
    /// portal.
    pub(super) fn note(&mut self, cause: Option<Cause>, now: Timestamp) {
        self.is_overdue = false;
        let answered = cause.is_none_or(|cause| {
            !cause.is_of_the_network()
                && !matches!(
                    cause,
                    Cause::ProxyNoWay
                        | Cause::Unreachable
                        | Cause::Tls
                        | Cause::Timeout
                        | Cause::LoginUnusable
                        | Cause::KeysUnusable
                        | Cause::SigningKeyUnusable
                        | Cause::NotSetUp
                        | Cause::TokenMissing
                        | Cause::PinRefused
                        | Cause::SignerFailed
                )
        });
        if answered {
            self.answered_at = Some(now);
        }
        if cause.is_none_or(|cause| cause.scope() == Scope::Case) {
            self.logged_in_at = Some(now);
        }
        if cause.is_none() {
            self.signed_at = Some(now);
        }
    }

    fn queue(
        &mut self,
        pipeline: &Pipeline,
        now: &ZonedDateTime,
        before: &QueueView,
    ) -> Result<QueueView, queue::Error> {
        let mut rows = pipeline.store.rows()?;
        rows.retain(|row| row.state.is_final() || !self.later.names(row.number));
        self.outputs.iter().for_each(|noted| noted.note(&mut rows));
        let (next_try, to_mend) = match pipeline.next(now.timestamp()) {
            Ok(Next::Wait(until)) => (Some(until), None),
            Ok(Next::Mend(cause)) => (None, Some(cause)),
            _ => (None, None),
        };
        let by_hand_from = pipeline.by_hand_from(now.timestamp());
        let done = rows.iter().rev();
        let mut today: Vec<TodayRow> = done.filter_map(|row| done_today(row, now)).collect();
        self.learn_doses(pipeline, &mut today);
        let same = to_mend == before.to_mend && before.revision > 0;
        if same && rows == self.rows && today == before.today {
            return Ok(QueueView {
                next_try,
                to_mend,
                by_hand_from,
                ..before.clone()
            });
        }
        self.learn(pipeline, &rows)?;
        let view = QueueView {
            revision: before.revision + 1,
            rows: rows.iter().filter_map(|row| self.row(row)).collect(),
            today,
            next_try,
            to_mend,
            by_hand_from,
        };
        self.rows = rows;
        Ok(view)
    }

    /// Opens the cases that are new, or have changed their state, and forgets those that are done.
    fn learn(&mut self, pipeline: &Pipeline, rows: &[Row]) -> Result<(), queue::Error> {
        let open = |row: &&Row| !row.state.is_final();
        let unknown: Vec<&Row> = rows
            .iter()
            .filter(open)
            .filter(|row| {
                let known = self.holders.get(&row.number);
                known.is_none_or(|holder| holder.seen != seen(row))
            })
            .collect();
        if unknown.len() > MANY {
            let contents: BTreeMap<_, _> = pipeline.store.contents()?.into_iter().collect();
            for row in unknown {
                if let Some(Ok(content)) = contents.get(&row.number) {
                    self.holders.insert(row.number, holder(content, row));
                }
            }
        } else {
            for row in unknown {
                // A damaged case stands in the list without a name; its number is all that staff need.
                if let Ok(content) = pipeline.store.content(row.number) {
                    self.holders.insert(row.number, holder(&content, row));
                }
            }
        }
        let kept: std::collections::BTreeSet<_> =
            rows.iter().filter(open).map(|row| row.number).collect();
        self.holders.retain(|number, _| kept.contains(number));
        Ok(())
    }

    /// Adds which dose each case was that is done today: as it was known before, or as long as its content is kept. That
    /// tells rows apart that have no name any more.
    fn learn_doses(&mut self, pipeline: &Pipeline, today: &mut [TodayRow]) {
        for row in &mut *today {
            if row.kind == Kind::Vaccination && !self.doses.contains_key(&row.number) {
                let known = self.holders.get(&row.number);
                let read = || dose(&pipeline.store.content(row.number).ok()?.draft);
                let is_kept = row.reprint_until.is_some();
                let learnt = known.map_or_else(|| read().filter(|_| is_kept), |it| it.dose);
                self.doses.extend(learnt.map(|dose| (row.number, dose)));
            }
            row.dose = self.doses.get(&row.number).copied();
        }
        self.doses
            .retain(|number, _| today.iter().any(|row| row.number == *number));
    }

    fn row(&self, row: &Row) -> Option<QueueRow> {
        if row.state.is_final() {
            return None;
        }
        let holder = self.holders.get(&row.number);
        Some(QueueRow {
            number: row.number,
            visit: row.visit,
            state: row.state,
            name: holder.map_or_else(String::new, |holder| holder.name.clone()),
            birth: holder.and_then(|holder| holder.birth),
            kind: row.kind,
            dose: holder.and_then(|holder| holder.dose),
            captured_at: row.captured_at,
            deadline: row.deadline,
            corrected: row.corrected,
            attempts: row.own_attempts(),
            cause: row.cause,
            portal_message: holder.and_then(|holder| holder.portal_message.clone()),
            lost: holder.map_or_else(Vec::new, |holder| holder.lost.clone()),
            finished: holder.is_some_and(|holder| holder.finished),
            answered: row.answered,
            printed_at: row.printed_at,
            saved_at: row.saved_at,
        })
    }

    fn status(&self, pipeline: &Pipeline, queue: &QueueView, now: Timestamp) -> Status {
        let light = |state, cause, last_success| Light {
            state,
            cause,
            last_success,
        };
        let of_route = pipeline.route().cause(now);
        let cause = of_route.or_else(|| pipeline.pace().cause());
        let overdue = || self.is_overdue.then_some(Cause::Timeout);
        let cause = cause.or_else(overdue);
        if pipeline.route().is_local() {
            let state = match cause {
                Some(_) => LightState::NeedsYou,
                None => LightState::Works,
            };
            return Status {
                signer: Some(light(state, cause, self.signed_at)),
                signer_ends: ends_soon(pipeline, now),
                ..Status::default()
            };
        }
        let answered_at = self.answered_at.or_else(|| pipeline.pace().answered_at());
        // It may answer, and do nothing of what it is for.
        let served_at = self.signed_at.or_else(|| pipeline.pace().answered_at());
        let works_or_unknown = |at: Option<Timestamp>| match at {
            Some(_) => LightState::Works,
            None => LightState::Unknown,
        };
        let offline = cause.filter(|cause| cause.is_of_the_network());
        // Whoever turns a login away works.
        let of_portal = cause.filter(|cause| offline.is_none() && !cause.is_of_the_login());
        let everyone = of_portal.is_some_and(concerns_everybody);
        let network = match offline {
            Some(cause) if cause.class() == Class::Mend => LightState::NeedsYou,
            Some(_) => LightState::Fails,
            // What concerns everybody was met beyond it.
            None if everyone => LightState::Works,
            None => works_or_unknown(self.answered_at),
        };
        let (portal, portal_at) = match of_portal {
            Some(cause) if cause.class() == Class::Mend => (LightState::NeedsYou, served_at),
            Some(_) => (LightState::Fails, served_at),
            None if offline.is_some() => (LightState::Unknown, served_at),
            None => (works_or_unknown(self.answered_at), answered_at),
        };
        let left_by_older = || {
            let mut rows = queue.rows.iter();
            rows.find(|row| row.state == State::NeedsLogin)?.cause
        };
        let of_login = cause.filter(|cause| cause.is_of_the_login());
        let of_login = of_login.or_else(left_by_older);
        let login = match of_login {
            Some(_) => LightState::NeedsYou,
            None => works_or_unknown(self.logged_in_at),
        };
        Status {
            network: light(network, offline, answered_at),
            portal: Some(light(portal, of_portal, portal_at)),
            login: Some(light(login, of_login, self.logged_in_at)),
            signer: None,
            signer_ends: None,
            printer: None,
            printer_says: None,
            noted: Vec::new(),
            unworked: false,
            everyone,
            clock: None,
        }
    }
}

/// Returns the day at the counter on which the signer at hand ends, where that is near.
fn ends_soon(pipeline: &Pipeline, now: Timestamp) -> Option<Date> {
    let ends = pipeline.route().ends_soon(now)?;
    Some(ends.to_zoned_datetime(TimeZone::system()).date())
}

/// What is wrong with the clock, in whole minutes so that the view does not change with every look.
fn clock(pipeline: &Pipeline, now: Timestamp) -> Option<ClockFault> {
    let (off, is_wrong) = match pipeline.clock_trust(now) {
        Trust::Believed => return None,
        Trust::Unsure(off) => (off, false),
        Trust::Wrong(off) => (off, true),
    };
    Some(ClockFault {
        off: SignedDuration::from_mins(off.as_mins()),
        is_wrong,
        may_be_confirmed: pipeline.clock_may_be_confirmed(now),
    })
}

/// Whether other counters probably meet it, too.
fn concerns_everybody(cause: Cause) -> bool {
    // A proxy of one's own may have lost its own way out.
    let own = matches!(cause, Cause::NotThePortal | Cause::ProxyNoWay | Cause::Tls);
    cause.scope() == Scope::Portal && cause.class() == Class::Later && !own
}

/// From so many on, all cases are read in one go.
const MANY: usize = 16;

fn holder(content: &Content, row: &Row) -> Holder {
    let draft: &Draft = &content.draft;
    let parts = [draft.family_name.trim(), draft.given_name.trim()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let day = content.captured_at.date();
    Holder {
        name: parts.join(", "),
        birth: draft.birth.parse(day).ok(),
        dose: dose(draft),
        portal_message: content.portal_message.clone(),
        lost: content.lost.clone(),
        finished: content.hc1.is_some(),
        seen: seen(row),
    }
}

/// Returns which dose a vaccination is, of how many.
fn dose(draft: &Draft) -> Option<[u32; 2]> {
    let EventDraft::Vaccination(vaccination) = &draft.event else {
        return None;
    };
    let doses = vaccination.dose.doses(vaccination.product)?;
    Some([vaccination.dose.number()?, doses])
}

fn seen(row: &Row) -> (State, u32, u32) {
    (row.state, row.lost, row.corrected)
}

/// Returns what was done on the counter's present day, or can still be shown once more.
fn done_today(row: &Row, now: &ZonedDateTime) -> Option<TodayRow> {
    let at = row.done_at?;
    let on_this_day = at.to_zoned_datetime(now.time_zone().clone()).date() == now.date();
    // What is withdrawn shows to nobody, though it may be kept for a moment.
    let handed_over = row.state == State::HandedOver;
    let reprint_until = row.reprint_until.filter(|_| handed_over);
    let shows = reprint_until.is_some_and(|until| until > now.timestamp());
    (row.state.is_final() && (on_this_day || shows)).then_some(TodayRow {
        number: row.number,
        state: row.state,
        kind: row.kind,
        dose: None,
        at,
        reprint_until,
    })
}
