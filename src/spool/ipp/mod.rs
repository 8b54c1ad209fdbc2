//! IPP: the messages, the line they travel on, and the operations that printing takes.

mod connection;
mod job_login;
mod reach;
mod send;
#[cfg(unix)]
mod socket;
mod state;
mod stream;
mod tls;
mod wire;

use connection::Line;
pub(super) use connection::Place;
use job_login::Brought;
use wire::{Answer, Message};

use ipp::model::{DelimiterTag, Operation, StatusCode};

use super::{Config, Cups, Error, Printer, State, Target};
use crate::spool::known_printers;

/// Where a printer's requests go, and by which name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dest {
    /// The other end.
    pub(super) place: Place,
    /// Whose login counts; that of nobody for CUPS itself.
    pub(super) printer: Target,
    /// `printer-uri` (RFC 8011 section 4.1.5).
    pub(super) uri: String,
}

impl Dest {
    /// Names a printer that is spoken to without CUPS.
    fn direct(address: &str) -> Self {
        let authority = known_printers::authority(address);
        Self {
            place: if address.starts_with("ipps://") {
                Place::Secure(authority)
            } else {
                Place::Plain(authority)
            },
            printer: Target::Address(address.to_owned()),
            uri: address.to_owned(),
        }
    }

    /// Returns the path of the request line, which is that of the address (RFC 8010 section 4.1).
    fn path(&self) -> &str {
        let rest = self.uri.split_once("://").map_or("", |(_, rest)| rest);
        rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
    }
}

/// A printer, where it is, and all that it said.
pub(super) struct Found {
    pub(super) printer: Printer,
    pub(super) dest: Dest,
    answer: Answer,
}

impl Found {
    /// Whether it says that it knows an operation.
    fn knows(&self, operation: Operation) -> bool {
        let group = self.answer.groups(DelimiterTag::PrinterAttributes).next();
        let known = group.map(|group| group.numbers("operations-supported"));
        known.is_some_and(|known| known.contains(&i32::from(operation as u16)))
    }
}

/// Speaks IPP.
#[derive(Debug)]
pub(super) struct Client {
    line: Line,
    cups: Vec<Place>,
    /// Which jobs were brought which login.
    brought: Brought,
}

impl Client {
    pub(super) fn new(config: &Config) -> Self {
        let place = |cups: &Cups| match cups {
            Cups::Socket(path) => Place::Socket(path.clone()),
            Cups::Host(host) => Place::Plain(host.clone()),
        };
        Self {
            line: Line::new(config.pins.clone(), config.logins.clone(), config.limit),
            cups: config.cups.iter().map(place).collect(),
            brought: Brought::default(),
        }
    }

    /// Lists the queues of CUPS.
    pub(super) fn queues(&self) -> Result<Vec<Printer>, Error> {
        let (place, answer) = self.ask_cups(Operation::CupsGetPrinters)?;
        let default = self.default_queue(&place)?;
        Ok(answer
            .groups(DelimiterTag::PrinterAttributes)
            .filter_map(|group| state::queue(group, default.as_deref()))
            .map(|printer| place.guard(printer))
            .collect())
    }

    /// Finds a printer and asks it for everything that printing needs to know.
    pub(super) fn find(&self, target: &Target) -> Result<Found, Error> {
        match target {
            Target::Address(address) => self.ask(Dest::direct(address), target, WANTED),
            Target::Queue(name) => self.find_queue(name),
            Target::Default => {
                let queues = self.queues()?;
                let chosen = match queues.as_slice() {
                    [only] => Some(only),
                    several => several.iter().find(|queue| queue.is_default),
                };
                let chosen = chosen.ok_or(Error::NoDefault)?;
                let mut found = self.find_queue(&chosen.target.to_string())?;
                found.printer.is_default = chosen.is_default;
                Ok(found)
            }
        }
    }

    fn find_queue(&self, name: &str) -> Result<Found, Error> {
        let target = Target::Queue(name.to_owned());
        let uri = format!("ipp://localhost/printers/{}", percent(name));
        let mut silence = Error::NoService;
        for place in self.cups.clone() {
            let dest = Dest {
                place,
                printer: target.clone(),
                uri: uri.clone(),
            };
            match self.ask(dest, &target, WANTED) {
                Err(error) if error.is_silence() => silence = in_service(&error),
                result => return result,
            }
        }
        Err(silence)
    }

    fn ask(&self, dest: Dest, target: &Target, wanted: &[&str]) -> Result<Found, Error> {
        let mut message = Message::to(Operation::GetPrinterAttributes, &dest.uri)?;
        message.keywords("requested-attributes", wanted)?;
        let answer = self.line.send(&dest, message, None)?.accepted()?;
        let group = answer
            .groups(DelimiterTag::PrinterAttributes)
            .next()
            .ok_or(Error::NotAPrinter)?;
        let printer = state::printer(group, target.clone());
        if printer.state == State::Unknown {
            return Err(Error::NotAPrinter);
        }
        Ok(Found {
            printer: dest.place.guard(printer),
            dest,
            answer,
        })
    }

    /// Asks the first CUPS that answers.
    fn ask_cups(&self, operation: Operation) -> Result<(Place, Answer), Error> {
        let mut silence = Error::NoService;
        for place in &self.cups {
            let dest = Dest {
                place: place.clone(),
                printer: Target::Default,
                uri: "ipp://localhost/".to_owned(),
            };
            let mut message = Message::bare(operation)?;
            message.keywords("requested-attributes", WANTED)?;
            match self.line.send(&dest, message, None) {
                // CUPS says so where there is no queue at all.
                Ok(answer) if answer.status == StatusCode::ClientErrorNotFound => {
                    return Ok((place.clone(), answer));
                }
                Ok(answer) => return Ok((place.clone(), answer.accepted()?)),
                Err(lost) => {
                    let error = Error::from(lost);
                    if !error.is_silence() {
                        return Err(error);
                    }
                    silence = in_service(&error);
                }
            }
        }
        Err(silence)
    }

    fn default_queue(&self, place: &Place) -> Result<Option<String>, Error> {
        let dest = Dest {
            place: place.clone(),
            printer: Target::Default,
            uri: "ipp://localhost/".to_owned(),
        };
        let mut message = Message::bare(Operation::CupsGetDefault)?;
        message.keywords("requested-attributes", &["printer-name"])?;
        let answer = self.line.send(&dest, message, None)?;
        if answer.status == StatusCode::ClientErrorNotFound {
            return Ok(None);
        }
        let answer = answer.accepted()?;
        let group = answer.groups(DelimiterTag::PrinterAttributes).next();
        Ok(group.and_then(|group| group.text("printer-name")))
    }
}

/// Names the silence of CUPS, which is another thing than that of a printer.
fn in_service(error: &Error) -> Error {
    if *error == Error::Timeout {
        Error::Timeout
    } else {
        Error::NoService
    }
}

/// What is asked of a printer before a job: no more, because some answer with hundreds of kilobytes.
const WANTED: &[&str] = &[
    state::AUTH_INFO,
    "copies-supported",
    "document-format-supported",
    "media-col-supported",
    "media-source-supported",
    "media-supported",
    "operations-supported",
    "print-scaling-supported",
    "printer-info",
    "printer-is-accepting-jobs",
    "printer-name",
    "printer-state",
    "printer-state-message",
    "printer-state-reasons",
    "sides-supported",
    "uri-authentication-supported",
];

/// Writes a name for a path (RFC 3986 section 2.1).
fn percent(name: &str) -> String {
    let written = name.bytes().map(|byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    written.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests;
