//! A printer as it shows itself: state, what it needs from staff, trays and papers.

use super::{Error, Target};

/// A printer that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printer {
    /// How settings name it.
    pub target: Target,
    /// What people call it: the description, else the name of the queue.
    pub name: String,
    /// What it does.
    pub state: State,
    /// Whether it takes jobs.
    pub accepting: bool,
    /// What it says about itself, the most urgent first.
    pub reasons: Vec<Reason>,
    /// Whether it is the system's default.
    pub is_default: bool,
    /// Whether it says that it takes jobs from whoever has logged in alone.
    pub asks_login: bool,
    /// Its trays, by the keywords of PWG 5100.7 section 6.3; empty where it names none.
    pub trays: Vec<String>,
    /// Why it could not be asked.
    pub fault: Option<Error>,
}

impl Printer {
    /// Whether a job sent now would be printed without anybody's help, as far as the printer tells.
    pub fn is_ready(&self) -> bool {
        self.accepting
            && self.fault.is_none()
            && self.state != State::Stopped
            && !self.reasons.iter().any(Reason::needs_staff)
    }
}

/// What a printer does (RFC 8011 section 5.4.11). Texts are `print-state-` and [`name`](Self::name).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Ready, with nothing to do.
    Idle,
    /// At work.
    Printing,
    /// Waits for somebody.
    Stopped,
    /// It does not tell, or does not answer.
    Unknown,
}

impl State {
    /// Lists all.
    pub const ALL: [Self; 4] = [Self::Idle, Self::Printing, Self::Stopped, Self::Unknown];

    /// Returns its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Printing => "printing",
            Self::Stopped => "stopped",
            Self::Unknown => "unknown",
        }
    }
}

/// One of the reasons for a printer's state (RFC 8011 section 5.4.12).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reason {
    /// What it is about.
    pub cause: Cause,
    /// How bad it is.
    pub severity: Severity,
    /// The printer's own keyword, without its severity.
    pub keyword: String,
}

/// How bad a reason is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is printed until somebody acts.
    Error,
    /// It goes on, but not for long.
    Warning,
    /// Good to know.
    Report,
}

/// What staff can do something about. Texts are `print-reason-` and [`name`](Self::name).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The account with the printer is closed, or used up.
    Account,
    /// CUPS does not take the printer's certificate: it has changed, is over, or nobody vouches for it.
    Certificate,
    /// A cover or a door is open.
    CoverOpen,
    /// A program is missing that makes pages for this printer.
    Filter,
    /// The job waits for somebody to release it.
    Held,
    /// The paper is stuck.
    Jam,
    /// The printer, or its queue, asks for a user and a password.
    Login,
    /// The printer, or its queue, does not accept user or password.
    LoginRefused,
    /// The printer waits for paper to be laid into its tray.
    PaperNeeded,
    /// The paper is used up.
    PaperEmpty,
    /// Little paper is left.
    PaperLow,
    /// The printer is switched off, unplugged, or out of reach of CUPS.
    Offline,
    /// Something that only the printer's keyword tells.
    Other,
    /// The output is full.
    OutputFull,
    /// What the printer says in words of its own.
    Said,
    /// Toner or ink is used up.
    TonerEmpty,
    /// Little toner or ink is left.
    TonerLow,
    /// A tray is missing.
    TrayMissing,
    /// Somebody has paused the queue or the printer; the last, for often it is what something else has led to.
    Paused,
}

impl Cause {
    /// Lists all.
    pub const ALL: [Self; 19] = [
        Self::Account,
        Self::Certificate,
        Self::CoverOpen,
        Self::Filter,
        Self::Held,
        Self::Jam,
        Self::Login,
        Self::LoginRefused,
        Self::PaperNeeded,
        Self::PaperEmpty,
        Self::PaperLow,
        Self::Offline,
        Self::Other,
        Self::OutputFull,
        Self::Said,
        Self::TonerEmpty,
        Self::TonerLow,
        Self::TrayMissing,
        Self::Paused,
    ];

    /// Returns its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Certificate => "certificate",
            Self::CoverOpen => "cover-open",
            Self::Filter => "filter",
            Self::Held => "held",
            Self::Jam => "jam",
            Self::Login => "login",
            Self::LoginRefused => "login-refused",
            Self::PaperNeeded => "paper-needed",
            Self::PaperEmpty => "paper-empty",
            Self::PaperLow => "paper-low",
            Self::Offline => "offline",
            Self::Other => "other",
            Self::Paused => "paused",
            Self::OutputFull => "output-full",
            Self::Said => "said",
            Self::TonerEmpty => "toner-empty",
            Self::TonerLow => "toner-low",
            Self::TrayMissing => "tray-missing",
        }
    }
}

impl Cause {
    /// Tells by words of CUPS, a keyword or a sentence of its English, what they are about.
    fn of_words(words: &str) -> Self {
        let words = words.to_ascii_lowercase();
        let says = |any: &[&str]| any.iter().any(|part| words.contains(part));
        if says(&["certificate", "credential", "-pki-"]) {
            Self::Certificate
        } else if says(&[
            "authentic",
            "auth-info",
            "password",
            "unauthorized",
            "log in",
        ]) {
            Self::Login
        } else if says(&["missing-filter", "missing filter", "insecure-filter"]) {
            Self::Filter
        } else if OFFLINE.iter().any(|part| words.contains(part)) {
            Self::Offline
        } else {
            Self::Other
        }
    }
}

/// What CUPS says of a printer that is off, in the language that we ask in; it has no keyword for it.
const OFFLINE: [&str; 5] = [
    "unable to locate printer",
    "unable to contact printer",
    "is unavailable at this time",
    "is unreachable at this time",
    "is not responding",
];

impl Reason {
    /// Reads what a printer in some state says in words of its own; nothing where that is only how far a job is.
    pub(super) fn said(words: &str, state: State) -> Option<Self> {
        let words = words.trim().trim_end_matches('.');
        let usual = words.to_ascii_lowercase();
        // Why it is paused may stand after that.
        let is_usual = ["", "paused"].contains(&usual.as_str());
        if is_usual || USUAL.iter().any(|begin| usual.starts_with(begin)) {
            return None;
        }
        let (cause, severity) = match (Cause::of_words(words), state) {
            // An idle printer was off; whether it still is, it will tell.
            (Cause::Offline, State::Idle | State::Unknown) => (Cause::Said, Severity::Report),
            (Cause::Other, State::Stopped) => (Cause::Said, Severity::Error),
            (Cause::Other, State::Idle | State::Printing | State::Unknown) => {
                (Cause::Said, Severity::Report)
            }
            (known, State::Stopped | State::Printing) => (known, Severity::Error),
            (known, State::Idle | State::Unknown) => (known, Severity::Warning),
        };
        Some(Self {
            cause,
            severity,
            keyword: words
                .chars()
                .filter(|c| !c.is_control())
                .take(120)
                .collect(),
        })
    }

    /// Reads a keyword of `printer-state-reasons`; nothing for `none` and for what concerns nobody.
    pub fn parse(keyword: &str) -> Option<Self> {
        let (bare, severity) = [
            ("-error", Severity::Error),
            ("-warning", Severity::Warning),
            ("-report", Severity::Report),
        ]
        .into_iter()
        .find_map(|(end, severity)| Some((keyword.strip_suffix(end)?, severity)))
        // Without a severity it is an error (RFC 8011 section 5.4.12).
        .unwrap_or((keyword, Severity::Error));
        let (cause, stops) = match bare {
            // How far a job is at the printer behind a queue, which the job itself tells.
            ""
            | "none"
            | "moving-to-paused"
            | "cups-remote-pending"
            | "cups-remote-processing"
            | "cups-remote-completed" => {
                return None;
            }
            "cups-remote-stopped" => (Cause::Paused, true),
            "cups-remote-pending-held" => (Cause::Held, true),
            "cups-missing-filter" | "cups-insecure-filter" => (Cause::Filter, true),
            "account-info-needed" => (Cause::Login, true),
            "account-authorization-failed" => (Cause::LoginRefused, true),
            "account-closed" | "account-limit-reached" => (Cause::Account, true),
            _ if bare.starts_with("cups-") => (Cause::of_words(bare), true),
            "cover-open" | "door-open" | "interlock-open" => (Cause::CoverOpen, true),
            "media-jam" => (Cause::Jam, true),
            "media-needed" => (Cause::PaperNeeded, true),
            "media-empty" => (Cause::PaperEmpty, true),
            "media-low" => (Cause::PaperLow, false),
            "connecting-to-device" | "offline" | "shutdown" | "timed-out" => (Cause::Offline, true),
            "paused" => (Cause::Paused, true),
            "output-area-full" => (Cause::OutputFull, true),
            "output-area-almost-full" => (Cause::OutputFull, false),
            "toner-empty" | "marker-supply-empty" => (Cause::TonerEmpty, true),
            "toner-low" | "marker-supply-low" => (Cause::TonerLow, false),
            "input-tray-missing" | "output-tray-missing" => (Cause::TrayMissing, true),
            _ => (Cause::Other, false),
        };
        // What CUPS alone knows the meaning of is told, and stops nothing by itself.
        let stops = stops && cause != Cause::Other;
        // What only comes near stops nothing, though printers report it without a severity; and where we do not
        // know the keyword, the printer's state tells.
        let severity = if stops {
            severity
        } else if is_of_no_concern(bare) {
            Severity::Report
        } else {
            severity.max(Severity::Warning)
        };
        Some(Self {
            cause,
            severity,
            keyword: bare
                .chars()
                .filter(char::is_ascii_graphic)
                .take(60)
                .collect(),
        })
    }

    /// Makes a reason that no printer has said.
    pub fn of(cause: Cause) -> Self {
        Self {
            cause,
            severity: Severity::Error,
            keyword: cause.name().to_owned(),
        }
    }

    /// Whether nothing goes on until somebody acts.
    pub fn needs_staff(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Whether a job that is being printed may be held up by it.
    ///
    /// Printers call the same empty tray a warning while they are at work and an error once they have stopped.
    pub(super) fn holds_up(&self) -> bool {
        let goes_on = matches!(
            self.cause,
            Cause::PaperLow | Cause::TonerLow | Cause::Other | Cause::OutputFull
        );
        self.needs_staff() || (!goes_on && self.severity == Severity::Warning)
    }
}

/// Whether CUPS says it of a printer that prints all the same: what it misses in its IPP, and that it waits for a job.
fn is_of_no_concern(keyword: &str) -> bool {
    keyword.starts_with("cups-ipp-") || keyword == "cups-waiting-for-job-completed"
}

/// How words begin that tell how far a job is, or that all is well, in small letters.
const USUAL: [&str; 16] = [
    "ready",
    "idle",
    "printing",
    "processing",
    "connecting to",
    "connected to",
    "sending",
    "spooling",
    "rendering",
    "waiting for job",
    "print file",
    "data file",
    "copying",
    "looking",
    "finished",
    "none",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Keywords of printers, of CUPS and of tomorrow.
    const KEYWORDS: &[(&str, Cause, Severity)] = &[
        ("media-empty-error", Cause::PaperEmpty, Severity::Error),
        ("media-empty", Cause::PaperEmpty, Severity::Error),
        ("media-empty-report", Cause::PaperEmpty, Severity::Report),
        ("media-low", Cause::PaperLow, Severity::Warning),
        ("media-jam", Cause::Jam, Severity::Error),
        ("toner-low-report", Cause::TonerLow, Severity::Report),
        ("toner-empty-error", Cause::TonerEmpty, Severity::Error),
        ("door-open", Cause::CoverOpen, Severity::Error),
        ("connecting-to-device", Cause::Offline, Severity::Error),
        ("offline-report", Cause::Offline, Severity::Report),
        ("paused", Cause::Paused, Severity::Error),
        (
            "cups-certificate-error",
            Cause::Certificate,
            Severity::Error,
        ),
        (
            "cups-pki-changed-warning",
            Cause::Certificate,
            Severity::Warning,
        ),
        (
            "cups-missing-filter-warning",
            Cause::Filter,
            Severity::Warning,
        ),
        (
            "cups-held-for-authentication",
            Cause::Login,
            Severity::Error,
        ),
        ("account-info-needed", Cause::Login, Severity::Error),
        ("cups-remote-stopped", Cause::Paused, Severity::Error),
        ("cups-remote-pending-held", Cause::Held, Severity::Error),
        (
            "account-authorization-failed",
            Cause::LoginRefused,
            Severity::Error,
        ),
        ("account-closed", Cause::Account, Severity::Error),
        ("account-limit-reached", Cause::Account, Severity::Error),
        ("cups-remote-aborted", Cause::Other, Severity::Warning),
        ("cups-remote-canceled", Cause::Other, Severity::Warning),
        (
            "cups-ipp-conformance-failure-report",
            Cause::Other,
            Severity::Report,
        ),
        (
            "cups-ipp-missing-cancel-job",
            Cause::Other,
            Severity::Report,
        ),
        (
            "cups-waiting-for-job-completed",
            Cause::Other,
            Severity::Report,
        ),
        ("cups-something-new", Cause::Other, Severity::Warning),
        ("fuser-over-temp", Cause::Other, Severity::Warning),
        (
            "output-area-almost-full",
            Cause::OutputFull,
            Severity::Warning,
        ),
    ];

    #[test]
    fn keywords_become_what_staff_can_do() {
        for (keyword, cause, severity) in KEYWORDS.iter().copied() {
            let reason = Reason::parse(keyword).unwrap();
            assert_eq!(
                (reason.cause, reason.severity),
                (cause, severity),
                "{keyword}"
            );
        }
        for keyword in [
            "none",
            "",
            "cups-remote-completed",
            "cups-remote-processing",
        ] {
            assert_eq!(Reason::parse(keyword), None);
        }
    }

    #[test]
    fn a_printers_own_words_are_told_unless_they_say_how_far_a_job_is() {
        for (words, state, expected) in [
            (
                "Printer certificate has changed.",
                State::Stopped,
                Cause::Certificate,
            ),
            ("Authentication required", State::Stopped, Cause::Login),
            (
                "The printer is not responding.",
                State::Printing,
                Cause::Offline,
            ),
            (
                "Unable to locate printer \"kasse.local\".",
                State::Stopped,
                Cause::Offline,
            ),
            (
                "Unable to contact printer.",
                State::Printing,
                Cause::Offline,
            ),
            ("Fuser unit 3 must be replaced", State::Stopped, Cause::Said),
            ("Connection refused", State::Stopped, Cause::Said),
            ("Paused - no more toner", State::Stopped, Cause::Said),
        ] {
            let reason = Reason::said(words, state).unwrap();
            assert_eq!(
                (reason.cause, reason.severity),
                (expected, Severity::Error),
                "{words}"
            );
        }
        let report = Reason::said("Filter failed", State::Idle).unwrap();
        assert_eq!(
            (report.cause, report.severity),
            (Cause::Said, Severity::Report)
        );
        for words in [
            "",
            "Paused.",
            "Ready to print.",
            "Rendering completed",
            "Connecting to printer.",
            "Connected to printer.",
        ] {
            assert_eq!(Reason::said(words, State::Stopped), None, "{words}");
        }
    }

    #[test]
    fn a_keyword_from_outside_stays_a_word() {
        let reason = Reason::parse("odd\u{1b}[31m \u{e4} words").unwrap();
        assert_eq!(reason.keyword, "odd[31mwords");
        assert!(Reason::parse(&"x".repeat(300)).unwrap().keyword.len() <= 60);
    }
}
