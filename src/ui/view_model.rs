//! What the screens may see, as plain data.

use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{
    case::{CaseVersion, Cause, PickupNumber, State, Visit, VisitId},
    domain::{BirthDate, Draft, Issuance, Kind, Statement},
    text::Problem,
    ui::noted::Noted,
};

/// The printers of this counter, in the words of the language that is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printers {
    /// Those that can be chosen.
    pub rows: Vec<PrinterRow>,
    /// Why there are none, and what to do.
    pub fault: Option<Problem>,
    /// Which of them is the default of this computer.
    pub default: Option<String>,
    /// What is chosen for each purpose.
    pub chosen: [(PrintFor, Chosen); 2],
}

/// A printer that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrinterRow {
    /// How the settings name it.
    pub id: String,
    /// How people name it.
    pub name: String,
    /// How it is.
    pub says: String,
    /// Whether it prints without anybody's help, as far as it tells.
    pub is_ready: bool,
    /// Its trays, as the settings name them and as people do.
    pub trays: Vec<(String, String)>,
    /// Whether a certificate of it is trusted, which can be forgotten.
    pub trusted: bool,
    /// Its login, where it asks for one or has one.
    pub login: Option<PrinterLogin>,
}

/// How the login of a printer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrinterLogin {
    /// It asks for one.
    Asked {
        /// The user who was known last; may be empty.
        user: String,
        /// What is wrong with what was given.
        fault: Option<String>,
    },
    /// This user has logged in.
    Known(String),
    /// What this user has given is being tried.
    Trying(String),
}

/// A printer and its tray, as the settings name them; empty leaves the choice to the system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The printer.
    pub printer: String,
    /// The tray.
    pub tray: String,
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrintFor {
    /// Certificates.
    Certificates,
    /// Pick-up slips.
    Slips,
}

/// A print, in the words of the language that is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printing {
    /// How it is.
    pub state: PrintState,
    /// Which numbers and how far.
    pub what: String,
    /// What to do; nothing where nobody has to.
    pub todo: String,
}

/// How a print is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintState {
    /// On its way; it may be cancelled.
    Goes,
    /// The printer waits for somebody; it may be cancelled.
    NeedsYou,
    /// It is being cancelled.
    Stopping,
    /// The printer reports that it is done.
    Done,
    /// It did not come out, or nobody can tell.
    Failed,
}

/// What is on its way to paper in this window, certificates if not said otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prints {
    /// Those that are being printed.
    pub under_way: Vec<PickupNumber>,
    /// Those whose print waits for somebody to log in at the printer.
    pub waiting: Vec<PickupNumber>,
    /// Those that the printer has reported printed, noted in the queue or not yet.
    pub printed: Vec<PickupNumber>,
    /// Those whose last print did not come out.
    pub failed: Vec<PickupNumber>,
    /// Those whose customer has left while they are printed: the printer's word hands them over.
    pub leaving: Vec<PickupNumber>,
    /// The visits whose slip is on paper or on its way there, each by the number that it was asked for by.
    pub slips: Vec<PickupNumber>,
}

/// A line about what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It went well.
    Well(String),
    /// A file stands in for paper: it is yet to be printed.
    NotOnPaper(String),
}

/// What a locked counter waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// A passphrase to be chosen, of so many characters at least.
    Choose {
        /// The fewest characters.
        least: usize,
    },
    /// The passphrase.
    Closed,
    /// Another passphrase than the last one.
    Wrong,
}

/// The queue as the screens see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueView {
    /// Another number for every other content: by it the screens see, without looking at each row, that
    /// something changed.
    pub revision: u64,
    /// The cases that are not done, by number.
    pub rows: Vec<QueueRow>,
    /// What was handed over or withdrawn today, the latest first.
    pub today: Vec<TodayRow>,
    /// When the next attempt is due; nothing while none is.
    pub next_try: Option<Timestamp>,
    /// What keeps every case waiting until a person has mended it and says so.
    pub to_mend: Option<Cause>,
    /// From when on staff may try by hand.
    pub by_hand_from: Option<Timestamp>,
}

impl QueueView {
    /// Returns the case of a number, if it is not done.
    pub(super) fn row(&self, number: PickupNumber) -> Option<&QueueRow> {
        let place = self.rows.binary_search_by_key(&number, |row| row.number);
        self.rows.get(place.ok()?)
    }

    /// Returns what has become of a case since somebody began to correct it.
    pub(super) fn since(&self, case: CaseVersion) -> Since {
        if let Some(row) = self.row(case.number) {
            return if row.version() != case {
                Since::Corrected
            } else if row.finished {
                Since::Issued
            } else {
                Since::Nothing
            };
        }
        let mut done = self.today.iter();
        match done.find(|row| row.number == case.number) {
            Some(row) if row.state == State::Withdrawn => Since::Withdrawn,
            Some(_) => Since::Issued,
            None => Since::Nothing,
        }
    }
}

/// What has become of a case that is being corrected, by another window or by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Since {
    /// It is as it was.
    Nothing,
    /// Another correction was faster.
    Corrected,
    /// It has its certificate.
    Issued,
    /// It was withdrawn: the correction is a case of its own.
    Withdrawn,
}

impl Since {
    /// Whether nothing can be taken up in its place any more.
    pub(super) fn is_too_late(self) -> bool {
        match self {
            Self::Nothing | Self::Withdrawn => false,
            Self::Corrected | Self::Issued => true,
        }
    }
}

/// A case on its way.
#[derive(Clone, PartialEq)]
pub struct QueueRow {
    /// Its number.
    pub number: PickupNumber,
    /// The number of its visit.
    pub visit: PickupNumber,
    /// Where it stands.
    pub state: State,
    /// Family name and given names as typed, joined for reading.
    pub name: String,
    /// The holder's birth.
    pub birth: Option<BirthDate>,
    /// What it is about.
    pub kind: Kind,
    /// Of a vaccination which dose it is, of how many.
    pub dose: Option<[u32; 2]>,
    /// Since when it waits.
    pub captured_at: Timestamp,
    /// When staff are asked to let it go, handed over or not.
    pub deadline: Timestamp,
    /// How often it was corrected.
    pub corrected: u32,
    /// How often what it says was tried.
    pub attempts: u32,
    /// What the last attempt met.
    pub cause: Option<Cause>,
    /// What the portal said about the content, in its own words.
    pub portal_message: Option<String>,
    /// Identifiers that the portal gave away for it and that reached nobody.
    pub lost: Vec<String>,
    /// Its certificate is here: the case is ready, or was so when its deadline passed.
    pub finished: bool,
    /// A signed answer of it is kept: nothing is signed for it again by itself.
    pub answered: bool,
    /// When it was printed last, as the printer says.
    pub printed_at: Option<Timestamp>,
    /// When it was written to a file last.
    pub saved_at: Option<Timestamp>,
}

impl QueueRow {
    /// Returns which case it is, as it shows.
    pub fn version(&self) -> CaseVersion {
        CaseVersion {
            number: self.number,
            corrected: self.corrected,
        }
    }
}

impl std::fmt::Debug for QueueRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QueueRow")
            .field("number", &self.number)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// A case that is done; nobody's name any more.
#[derive(Clone, Debug, PartialEq)]
pub struct TodayRow {
    /// Its number.
    pub number: PickupNumber,
    /// Handed over or withdrawn.
    pub state: State,
    /// What it was about.
    pub kind: Kind,
    /// Of a vaccination which dose it was, of how many, where that is still known.
    pub dose: Option<[u32; 2]>,
    /// When it was done.
    pub at: Timestamp,
    /// Until when its certificate can be shown again, while it can.
    pub reprint_until: Option<Timestamp>,
}

/// What the counter needs, each with its state; the status line speaks them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    /// The pharmacy's own network.
    pub network: Light,
    /// The portal; nothing where a key at hand signs.
    pub portal: Option<Light>,
    /// The login at the portal.
    pub login: Option<Light>,
    /// The signer at hand; nothing where the portal signs.
    pub signer: Option<Light>,
    /// The last day on which the signer at hand signs, where that is near.
    pub signer_ends: Option<Date>,
    /// The printer; nothing where there is none.
    pub printer: Option<Light>,
    /// What the printer needs, in words.
    pub printer_says: Option<String>,
    /// What keeps the counter from its work, and what staff have not seen yet of what happened to the queue.
    pub noted: Vec<Noted>,
    /// Nobody works the queue: what waits goes on waiting.
    pub unworked: bool,
    /// Only the portal fails: it probably concerns everybody.
    pub everyone: bool,
    /// What is wrong with the clock of this computer; nothing while it is believed.
    pub clock: Option<ClockFault>,
}

impl Status {
    /// Whether the clock of this computer keeps everything from being issued.
    pub(super) fn waits_for_clock(&self) -> bool {
        self.clock.is_some()
    }

    /// Returns what keeps everything from being issued just now, the nearest first.
    pub(super) fn cause(&self) -> Option<Cause> {
        let lights = [Some(self.network), self.portal];
        let met = || lights.into_iter().flatten().find_map(|light| light.cause);
        self.clock.map(|_| Cause::ClockWrong).or_else(met)
    }
}

/// A clock that is wrong or in doubt: nothing is issued until it is set or confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockFault {
    /// By how much it is ahead of the truth (negative: behind).
    pub off: SignedDuration,
    /// It is known to be wrong. Else it may be right.
    pub is_wrong: bool,
    /// Only the counter's own earlier times speak against it, no portal: a person may know better.
    pub may_be_confirmed: bool,
}

/// One thing that works or does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Light {
    /// How it is.
    pub state: LightState,
    /// What was met last, where something was.
    pub cause: Option<Cause>,
    /// When it worked last.
    pub last_success: Option<Timestamp>,
}

/// How a thing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LightState {
    /// Not tried yet.
    #[default]
    Unknown,
    /// It works.
    Works,
    /// It does not work just now, and is tried again.
    Fails,
    /// A person must do something.
    NeedsYou,
}

/// Practice or the real thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Certificates count.
    Live,
    /// Certificates carry the country code `XX` and count nowhere.
    Training,
}

/// What the result screen shows.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificates of this visit, in the order they were asked for.
    pub cases: Vec<IssuedCase>,
}

impl Issued {
    /// Returns the numbers under which they are printed, saved and handed over.
    pub fn numbers(&self) -> impl Iterator<Item = PickupNumber> + '_ {
        self.cases.iter().map(|case| case.number)
    }
}

/// One certificate, read back from its own QR and found equal to what was typed.
#[derive(Clone, Debug)]
pub struct IssuedCase {
    /// Its number in the queue, under which it is printed, saved and handed over.
    pub number: PickupNumber,
    /// What the certificate says.
    pub statement: Statement,
    /// Who issued it, under which identifier, and for how long.
    pub issuance: Issuance,
    /// Modules a side of the QR symbol, without its quiet zone.
    pub side: usize,
    /// The modules, row by row, true where dark.
    pub modules: Vec<bool>,
}

/// A visit that waits to be gone on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Which.
    pub id: VisitId,
    /// Family name and given names of the first person, as typed; empty where none is named.
    pub name: String,
    /// When something was typed into it last.
    pub kept_at: Timestamp,
}

impl Unfinished {
    /// Tells of a visit what names it.
    pub fn of(visit: &Visit, kept_at: Timestamp) -> Self {
        let named = visit.drafts.iter().map(name);
        let name = named.into_iter().find(|name| !name.is_empty());
        Self {
            id: visit.id,
            name: name.unwrap_or_default(),
            kept_at,
        }
    }
}

/// Returns family name and given names as typed, joined for reading.
fn name(draft: &Draft) -> String {
    let parts = [draft.family_name.trim(), draft.given_name.trim()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}
