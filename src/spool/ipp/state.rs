//! What printers and jobs say of themselves, read out of their attributes.

use ipp::model::{DelimiterTag, Operation, StatusCode};

use super::{
    super::{Cause, Error, Failure, LoginState, Printer, Progress, Reason, State, Target},
    Client, Dest,
    wire::{Answer, Group, Message},
};

/// Reads a printer.
pub(super) fn printer(group: Group<'_>, target: Target) -> Printer {
    let state = match group.number("printer-state") {
        Some(3) => State::Idle,
        Some(4) => State::Printing,
        Some(5) => State::Stopped,
        _ => State::Unknown,
    };
    let mut reasons = reasons(group);
    let said = group.text("printer-state-message").unwrap_or_default();
    if let Some(said) = Reason::said(&said, state)
        && (said.cause == Cause::Said || !reasons.iter().any(|known| known.cause == said.cause))
    {
        reasons.push(said);
        sort(&mut reasons);
    }
    let name = group
        .text("printer-info")
        .or_else(|| group.text("printer-name"));
    Printer {
        name: name.unwrap_or_else(|| target.to_string()),
        target,
        state,
        // CUPS and printers always say; what says nothing finds out on sending.
        accepting: group.flag("printer-is-accepting-jobs").unwrap_or(true),
        reasons,
        is_default: false,
        asks_login: asks_login(group),
        trays: group.words("media-source-supported"),
        fault: None,
    }
}

/// Whether a printer says that it takes jobs from whoever has logged in alone: CUPS by the policy of the queue (RFC 8011
/// section 5.4.2) or for the printer behind it. Who asks all the same is met on sending.
fn asks_login(group: Group<'_>) -> bool {
    let ways = group.words("uri-authentication-supported");
    let by_basic = !ways.is_empty() && ways.iter().all(|way| way == "basic");
    by_basic || group.words(AUTH_INFO).iter().any(|word| is_password(word))
}

/// What the printer behind a queue of CUPS wants to be told of whoever prints.
pub(super) const AUTH_INFO: &str = "auth-info-required";

/// Whether a word of `auth-info-required` is for staff to answer: a Kerberos ticket CUPS takes by itself.
pub(super) fn is_password(word: &str) -> bool {
    !["none", "negotiate"].contains(&word)
}

/// What a job that is watched asks its printer twice a second, which may be a small one.
const WATCHED: &[&str] = &[
    "printer-state",
    "printer-state-message",
    "printer-state-reasons",
];

/// What is asked of a job.
const OF_JOB: &[&str] = &["job-state", "job-state-reasons", SAID, COUNTS[0], COUNTS[1]];
/// What CUPS was told by the printer about this very job: the printer's own message is the next job's by then.
const SAID: &str = "job-printer-state-message";
const COUNTS: [&str; 2] = ["job-impressions-completed", "job-media-sheets-completed"];

/// Reads a queue of CUPS.
pub(super) fn queue(group: Group<'_>, default: Option<&str>) -> Option<Printer> {
    let name = group.text("printer-name")?;
    let is_default = default == Some(name.as_str());
    let mut printer = printer(group, Target::Queue(name));
    printer.is_default = is_default;
    Some(printer)
}

/// Reads the reasons, each once, the most urgent first.
fn reasons(group: Group<'_>) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for reason in group
        .words("printer-state-reasons")
        .iter()
        .filter_map(|word| Reason::parse(word))
    {
        let known = reasons
            .iter()
            .position(|other| other.cause == reason.cause && other.keyword == reason.keyword);
        match known.and_then(|place| reasons.get_mut(place)) {
            Some(other) => other.severity = other.severity.min(reason.severity),
            None => reasons.push(reason),
        }
    }
    sort(&mut reasons);
    reasons
}

/// The most urgent first. That a queue is paused comes last: it is what mostly follows from something else.
fn sort(reasons: &mut [Reason]) {
    reasons.sort_by_key(|reason| {
        let is_paused = reason.cause == Cause::Paused;
        (is_paused, reason.severity, reason.cause)
    });
}

/// What an answer about a job says.
pub(super) struct JobState {
    /// `job-state` (RFC 8011 section 5.3.7).
    pub(super) state: i32,
    /// `job-state-reasons` (section 5.3.8).
    pub(super) reasons: Vec<String>,
    /// How many pages are out (sections 5.3.18.2 and 5.3.18.3), where the printer counts them.
    pub(super) pages: Option<i32>,
    /// What the printer has said about it in its own words, where it is held, stopped or given up.
    said: Option<Reason>,
}

impl JobState {
    /// Whether the printer still waits for the document.
    pub(super) fn lacks_document(&self) -> bool {
        self.has(&["job-incoming", "job-data-insufficient"])
    }

    /// Whether it ended before its end.
    pub(super) fn is_cut_off(&self) -> bool {
        [CANCELED, ABORTED].contains(&self.state)
    }

    /// Whether the printer says that no page is out: it counts none, or has not begun.
    pub(super) fn has_no_page(&self) -> bool {
        match self.pages {
            Some(0) => self.state != COMPLETED,
            Some(_) => false,
            None => [PENDING, HELD].contains(&self.state),
        }
    }

    /// Whether the printer says that no page is out and none will come: the counts of a job that has ended are final
    /// (RFC 8011 section 5.3.7).
    pub(super) fn ended_without_page(&self) -> bool {
        self.is_cut_off() && self.pages == Some(0)
    }

    fn has(&self, words: &[&str]) -> bool {
        self.reasons
            .iter()
            .any(|reason| words.contains(&reason.as_str()))
    }
}

impl Client {
    /// Asks how far a job is; nothing where the printer no longer knows it.
    pub(super) fn job_state(&self, dest: &Dest, number: i32) -> Result<Option<JobState>, Error> {
        let mut message = Message::about(Operation::GetJobAttributes, &dest.uri, number)?;
        message.keywords("requested-attributes", OF_JOB)?;
        let answer = self.line.send(dest, message, None)?;
        if matches!(
            answer.status,
            StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone
        ) {
            return Ok(None);
        }
        let answer = answer.accepted()?;
        let group = answer.groups(DelimiterTag::JobAttributes).next();
        let group = group.ok_or(Error::NotAPrinter)?;
        let state = group.number("job-state").ok_or(Error::NotAPrinter)?;
        let goes_no_further = [HELD, STOPPED, ABORTED].contains(&state);
        let said = group.text(SAID).filter(|_| goes_no_further);
        Ok(Some(JobState {
            said: said.and_then(|words| Reason::said(&words, State::Stopped)),
            state,
            reasons: group.words("job-state-reasons"),
            pages: COUNTS
                .into_iter()
                .filter_map(|name| group.number(name))
                .max(),
        }))
    }

    /// Looks at a job and its printer.
    pub(in crate::spool) fn look(&self, dest: &Dest, number: i32) -> Result<Progress, Error> {
        let Some(job) = self.job_state(dest, number)? else {
            return Ok(Progress::Gone);
        };
        // A job that has ended needs no word of the printer to be told.
        let printer = match self.ask(dest.clone(), &Target::Default, WATCHED) {
            Ok(found) => Some(found.printer),
            Err(_) if job.state >= CANCELED => None,
            Err(error) => return Err(error),
        };
        let mut progress = progress(&job, printer.as_ref());
        if let Progress::Waiting(reasons) = &mut progress
            && matches!(
                self.line.logins.state(&dest.printer),
                LoginState::Refused(_)
            )
        {
            let asks = reasons.iter_mut().filter(|it| it.cause == Cause::Login);
            asks.for_each(|it| it.cause = Cause::LoginRefused);
        }
        Ok(progress)
    }

    /// Cancels a job.
    pub(in crate::spool) fn cancel(&self, dest: &Dest, number: i32) -> Result<(), Error> {
        let message = Message::about(Operation::CancelJob, &dest.uri, number)?;
        let answer: Answer = self.line.send(dest, message, None)?;
        // It has ended, or is forgotten already (RFC 8011 section 4.3.3).
        if matches!(
            answer.status,
            StatusCode::ClientErrorNotPossible
                | StatusCode::ClientErrorNotFound
                | StatusCode::ClientErrorGone
        ) {
            return Err(Error::TooLate);
        }
        answer.accepted().map(drop)
    }
}

const PENDING: i32 = 3;
const HELD: i32 = 4;
const PROCESSING: i32 = 5;
const STOPPED: i32 = 6;
const CANCELED: i32 = 7;
const ABORTED: i32 = 8;
const COMPLETED: i32 = 9;

/// Joins what job and printer say.
fn progress(job: &JobState, printer: Option<&Printer>) -> Progress {
    let mut said = printer.map_or_else(Vec::new, |printer| printer.reasons.clone());
    if let Some(own) = &job.said {
        // The printer may say the same of itself, and less urgently.
        said.retain(|known| known.keyword != own.keyword);
        said.push(own.clone());
        sort(&mut said);
    }
    let said = said.as_slice();
    let urgent: Vec<Reason> = said.iter().filter(|r| r.needs_staff()).cloned().collect();
    let stopped = printer.is_some_and(|printer| printer.state == State::Stopped);
    match job.state {
        COMPLETED if job.has(&["job-completed-with-errors"]) => Progress::Failed {
            why: Failure::Errors,
            reasons: urgent,
        },
        COMPLETED => Progress::Done,
        CANCELED => Progress::Canceled,
        ABORTED => Progress::Failed {
            why: why(job, said),
            reasons: urgent,
        },
        HELD if !job.lacks_document() => {
            let mut reasons = vec![Reason::of(held(job))];
            reasons.extend(urgent);
            Progress::Waiting(reasons)
        }
        PROCESSING if said.iter().any(Reason::holds_up) => {
            let told = |reason: &&Reason| reason.holds_up() || reason.cause == Cause::Said;
            Progress::Waiting(said.iter().filter(told).cloned().collect())
        }
        // Paused alone tells nobody why.
        _ if !urgent.is_empty() && urgent.iter().all(|reason| reason.cause == Cause::Paused) => {
            Progress::Waiting(said.to_vec())
        }
        _ if !urgent.is_empty() => Progress::Waiting(urgent),
        STOPPED => Progress::Waiting(or_other(said)),
        _ if stopped => Progress::Waiting(or_other(said)),
        PROCESSING => Progress::Printing,
        _ => Progress::Accepted,
    }
}

/// Says why a job is held.
fn held(job: &JobState) -> Cause {
    let is_login = |word: &String| word.contains("authentication") || word == "account-info-needed";
    if job.reasons.iter().any(is_login) {
        Cause::Login
    } else {
        Cause::Held
    }
}

/// Nothing goes on, and only the printer knows why.
fn or_other(said: &[Reason]) -> Vec<Reason> {
    if said.is_empty() {
        vec![Reason::of(Cause::Other)]
    } else {
        said.to_vec()
    }
}

fn why(job: &JobState, said: &[Reason]) -> Failure {
    if job.has(&[
        "compression-error",
        "document-access-error",
        "document-format-error",
        "document-unprintable-error",
        "unsupported-compression",
        "unsupported-document-format",
    ]) {
        Failure::Document
    } else if said.iter().any(|r| r.keyword == "cups-missing-filter") {
        Failure::Filter
    } else {
        Failure::Aborted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(state: i32, reasons: &[&str]) -> JobState {
        JobState {
            state,
            reasons: reasons.iter().map(ToString::to_string).collect(),
            said: None,
            pages: None,
        }
    }

    fn printer(state: State, reasons: &[&str]) -> Printer {
        Printer {
            target: Target::Default,
            name: String::new(),
            state,
            accepting: true,
            reasons: reasons.iter().filter_map(|r| Reason::parse(r)).collect(),
            is_default: false,
            asks_login: false,
            trays: Vec::new(),
            fault: None,
        }
    }

    #[test]
    fn job_and_printer_are_told_together() {
        let idle = printer(State::Idle, &["none"]);
        let busy = printer(State::Printing, &["toner-low-report"]);
        let empty = printer(State::Printing, &["media-empty-warning"]);
        let paused = printer(State::Stopped, &["paused"]);
        let dumb = printer(State::Stopped, &[]);
        let name = |job: &JobState, printer: &Printer| progress(job, Some(printer)).name();
        assert_eq!(name(&job(3, &["none"]), &idle), "accepted");
        assert_eq!(name(&job(3, &[]), &busy), "accepted");
        assert_eq!(name(&job(3, &[]), &paused), "waiting");
        assert_eq!(name(&job(3, &[]), &dumb), "waiting");
        assert_eq!(
            name(&job(4, &["job-hold-until-specified"]), &idle),
            "waiting"
        );
        assert_eq!(name(&job(4, &["job-incoming"]), &idle), "accepted");
        assert_eq!(name(&job(5, &["job-printing"]), &busy), "printing");
        assert_eq!(name(&job(5, &[]), &empty), "waiting");
        assert_eq!(name(&job(6, &["printer-stopped"]), &idle), "waiting");
        assert_eq!(
            name(&job(7, &["job-canceled-by-operator"]), &idle),
            "canceled"
        );
        assert_eq!(
            name(&job(9, &["job-completed-successfully"]), &empty),
            "done"
        );
        let both = printer(State::Stopped, &["paused", "cups-certificate-error-report"]);
        let Progress::Waiting(reasons) = progress(&job(3, &[]), Some(&both)) else {
            panic!("it waits");
        };
        assert_eq!(reasons.len(), 2, "{reasons:?}");
        let held = progress(&job(4, &["cups-held-for-authentication"]), Some(&idle));
        assert_eq!(held, Progress::Waiting(vec![Reason::of(Cause::Login)]));
        for (reason, why) in [
            ("job-completed-with-errors", Failure::Errors),
            ("document-format-error", Failure::Document),
            ("aborted-by-system", Failure::Aborted),
        ] {
            let state = if why == Failure::Errors { 9 } else { 8 };
            let reasons = Vec::new();
            assert_eq!(
                progress(&job(state, &[reason]), None),
                Progress::Failed { why, reasons }
            );
        }
    }
}
