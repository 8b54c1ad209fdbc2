//! What the screens may see of the application, borrowed anew each frame.

use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use crate::{
    case::{Cause, Class, PickupNumber, State},
    domain::{BirthDate, Kind, MOST_OFF, Statement},
    text::Language,
};

use super::{Closed, Noted, Problem, Scene, Unfinished};

/// The application as the screens see it.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The moment at the counter, with its time zone.
    pub now: &'a ZonedDateTime,
    /// The language to speak.
    pub language: Language,
    /// Whether this is the real thing.
    pub profile: Profile,
    /// The pharmacy's name.
    pub pharmacy: &'a str,
    /// The most characters of a testing centre, where whoever signs takes fewer than a certificate.
    pub max_centre: Option<usize>,
    /// What the window is about.
    pub scene: &'a Scene,
    /// A PDF is being written.
    pub saving: bool,
    /// What went wrong, until it is dismissed.
    pub problem: Option<&'a Problem>,
    /// What went well and is worth a line.
    pub notice: Option<&'a str>,
    /// Every case on its way, and what became of today's.
    pub queue: &'a QueueView,
    /// What works and what does not.
    pub status: &'a Status,
    /// Whether the drill runs: a portal of our own that fails.
    pub drill: bool,
    /// What is being printed, and what became of it.
    pub printing: Option<&'a Printing>,
    /// What was left half typed and waits, the latest first.
    pub unfinished: &'a [Unfinished],
    /// The printers there are, once they have answered.
    pub printers: Option<&'a Printers>,
}

impl Desk<'_> {
    /// Whether the form's visit is being taken up or waited for.
    pub(super) fn is_sending(&self) -> bool {
        self.scene.holds_form()
    }

    /// Whether keys and queue could not be opened: issuing tries it again.
    pub(super) fn is_shut(&self) -> bool {
        self.scene.closed() == Some(Closed::Shut)
    }
}

/// The printers of this counter, in the words of the language that is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printers {
    /// Those that can be chosen.
    pub rows: Vec<PrinterRow>,
    /// Why there are none, and what to do.
    pub fault: Option<[String; 2]>,
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
    /// Its trays, as the settings name them and as people do.
    pub trays: Vec<(String, String)>,
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
    /// Which numbers and how far, and what to do.
    pub says: [String; 2],
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
    /// Since when it waits.
    pub captured_at: Timestamp,
    /// When staff are asked to let it go, handed over or not.
    pub deadline: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// What the last attempt met.
    pub cause: Option<Cause>,
    /// What the portal said about the content, in its own words.
    pub says: Option<String>,
    /// Identifiers that the portal gave away for it and that reached nobody.
    pub lost: Vec<String>,
    /// Its certificate is here: the case is ready, or was so when its deadline passed.
    pub finished: bool,
    /// A signed answer of it is kept: nothing is signed for it again by itself.
    pub answered: bool,
}

impl QueueRow {
    /// Whether it was taken up while the clock was ahead: it waits for its own time.
    pub(super) fn is_early(&self, desk: Desk<'_>) -> bool {
        let ahead = self.captured_at.duration_since(desk.now.timestamp());
        self.state == State::Waiting && !desk.status.waits_for_clock() && ahead > MOST_OFF
    }

    /// Whether its content may be typed anew: a person must look at it, or it would wait for too long, or for ever.
    pub(super) fn may_be_corrected(&self, desk: Desk<'_>) -> bool {
        match self.state {
            State::NeedsCorrection => true,
            State::Expired => !self.finished,
            // What the portal makes of it may hang on how it is typed.
            State::Waiting => self.cause == Some(Cause::OtherContent) || self.is_early(desk),
            State::Sending
            | State::NeedsLogin
            | State::Ready
            | State::HandedOver
            | State::Withdrawn => false,
        }
    }

    /// Whether a person may let it be tried again.
    pub(super) fn may_be_tried_again(&self) -> bool {
        match self.state {
            State::NeedsLogin | State::NeedsCorrection => true,
            State::Expired => !self.finished,
            // It waits for what a person must mend, or for its answer to prove right.
            State::Waiting => {
                let mends = |cause: Cause| cause.class() == Class::Mend;
                self.answered || self.cause.is_some_and(mends)
            }
            State::Sending | State::Ready | State::HandedOver | State::Withdrawn => false,
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
    /// The printer; nothing where there is none.
    pub printer: Option<Light>,
    /// What the printer needs, in words.
    pub printer_says: Option<String>,
    /// What staff have not seen yet of what happened to the queue.
    pub noted: Option<Noted>,
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
    /// Its identifier.
    pub uvci: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When its signature ceases to count.
    pub expires_at: Timestamp,
    /// The certificate issuer's name.
    pub issuer_name: String,
    /// The signer's country.
    pub issuer_country: String,
    /// Modules a side of the QR symbol, without its quiet zone.
    pub side: usize,
    /// The modules, row by row, true where dark.
    pub modules: Vec<bool>,
}
