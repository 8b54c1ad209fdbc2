//! Which printers there are to ask, and whose certificate is trusted.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use super::{
    logins::Logins,
    target::{NotATarget, Target},
};

/// Where CUPS listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cups {
    /// Behind a UNIX socket. Connecting to it also wakes a service that left when it was idle.
    Socket(PathBuf),
    /// At a host and a port.
    Host(String),
}

/// Certificates of printers that somebody has trusted, by host and port.
///
/// Printers sign their certificates themselves, so no root vouches for them. The first one that an owner of the
/// counter has trusted is remembered, by the fingerprint that printers show on their own pages (SHA-256 of the
/// certificate); another one is refused until somebody trusts it, too: some printers show one in turn with another.
/// Nothing is trusted in silence, because what is sent is about health, and because a wrong printer would print it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pins(BTreeMap<String, Vec<String>>);

impl Pins {
    /// Remembers a certificate of the printer at an address, beside the last few that were trusted there.
    pub fn trust(&mut self, address: &str, fingerprint: &str) {
        self.add(authority(address), fingerprint.to_owned());
    }

    fn add(&mut self, authority: String, fingerprint: String) {
        let prints = self.0.entry(authority).or_default();
        prints.retain(|known| *known != fingerprint);
        prints.push(fingerprint);
        if prints.len() > MAX_PINS {
            prints.remove(0);
        }
    }

    /// Forgets all certificates of the printer at an address; returns how many that were.
    pub fn forget(&mut self, address: &str) -> usize {
        self.0
            .remove(&authority(address))
            .map_or(0, |prints| prints.len())
    }

    /// Returns the fingerprints that are trusted at an address.
    pub fn at(&self, address: &str) -> &[String] {
        self.0.get(&authority(address)).map_or(&[], Vec::as_slice)
    }
}

/// No printer alternates between more certificates.
const MAX_PINS: usize = 4;

/// Reads `host:port=fingerprint`, several with commas between them.
impl FromStr for Pins {
    type Err = NotATarget;

    fn from_str(text: &str) -> Result<Self, NotATarget> {
        let pins = text.split(',').map(str::trim).filter(|pin| !pin.is_empty());
        let pins = pins.map(|pin| {
            let (host, fingerprint) = pin.split_once('=').ok_or(NotATarget)?;
            let fits = fingerprint.len() == 64
                && fingerprint
                    .bytes()
                    .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            let host_fits = host.contains(':') && host.chars().all(|c| c.is_ascii_graphic());
            (fits && host_fits)
                .then(|| (host.to_owned(), fingerprint.to_owned()))
                .ok_or(NotATarget)
        });
        let mut read = Self::default();
        for pin in pins {
            let (host, fingerprint) = pin?;
            read.add(host, fingerprint);
        }
        Ok(read)
    }
}

impl fmt::Display for Pins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_host = |(host, prints): (&String, &Vec<String>)| {
            let pins = prints.iter().map(|print| format!("{host}={print}"));
            pins.collect::<Vec<_>>()
        };
        let pins = self.0.iter().flat_map(of_host);
        f.write_str(&pins.collect::<Vec<_>>().join(","))
    }
}

/// Returns host and port of an address.
pub(super) fn authority(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    let after_brackets = host.rsplit(']').next().unwrap_or_default();
    if after_brackets.contains(':') {
        host.to_ascii_lowercase()
    } else {
        format!("{}:{IPP_PORT}", host.to_ascii_lowercase())
    }
}

/// The port of ipp and of ipps (RFC 8010 section 4, RFC 7472 section 4.2).
pub(super) const IPP_PORT: u16 = 631;

/// Which printers there are to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where CUPS listens; the first that answers counts. Nothing on systems without.
    pub cups: Vec<Cups>,
    /// Printers that are spoken to without CUPS, to be listed with the others.
    pub direct: Vec<Target>,
    /// Whose certificate is trusted.
    pub pins: Pins,
    /// Who has logged in where.
    pub logins: Logins,
    /// The program `lp`, for when CUPS cannot be spoken to.
    pub lp: Option<PathBuf>,
    /// The longest that one answer may take.
    pub limit: Duration,
}

impl Config {
    /// Finds out what this system has.
    pub fn of_this_system() -> Self {
        let server = std::env::var("CUPS_SERVER").ok();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let has_cups = cfg!(unix);
        Self {
            cups: if has_cups {
                places(server.as_deref(), Path::exists)
            } else {
                Vec::new()
            },
            direct: Vec::new(),
            pins: Pins::default(),
            logins: Logins::default(),
            lp: std::env::split_paths(&path)
                .map(|folder| folder.join("lp"))
                .find(|program| has_cups && program.is_file()),
            limit: LIMIT,
        }
    }
}

/// Long enough for a printer that wakes up.
const LIMIT: Duration = Duration::from_secs(15);

/// Lists where CUPS may listen: where `CUPS_SERVER` says (cups(1)), else its sockets, else this computer's port.
fn places(server: Option<&str>, exists: impl Fn(&Path) -> bool) -> Vec<Cups> {
    if let Some(server) = server.map(str::trim).filter(|server| !server.is_empty()) {
        // A version may be added to the name: host:port/version=1.1
        let bare = server.split("/version=").next().unwrap_or(server);
        return vec![if bare.starts_with('/') {
            Cups::Socket(bare.into())
        } else {
            Cups::Host(authority(bare))
        }];
    }
    let sockets = SOCKETS.iter().map(Path::new).filter(|path| exists(path));
    let mut places: Vec<Cups> = sockets
        .take(1)
        .map(|path| Cups::Socket(path.to_owned()))
        .collect();
    places.push(Cups::Host(format!("localhost:{IPP_PORT}")));
    places
}

/// Debian and most others, older ones, macOS.
const SOCKETS: [&str; 3] = [
    "/run/cups/cups.sock",
    "/var/run/cups/cups.sock",
    "/private/var/run/cupsd",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_belongs_to_host_and_port() {
        let print = "0f".repeat(32);
        let mut pins = Pins::default();
        pins.trust("ipps://Printer.local/ipp/print", &print);
        pins.trust("ipps://[fe80::1]/ipp/print", &print);
        let other = "a0".repeat(32);
        pins.trust("ipps://printer.local/ipp/print", &other);
        assert_eq!(pins.at("ipps://printer.local:631/other"), [print, other]);
        assert!(pins.at("ipps://printer.local:632/ipp/print").is_empty());
        assert_eq!(pins.to_string().parse::<Pins>(), Ok(pins.clone()));
        assert_eq!(pins.forget("ipps://PRINTER.local"), 2);
        assert_eq!(pins.forget("ipps://PRINTER.local"), 0);
        assert_eq!(pins.at("ipps://[fe80::1]").len(), 1);
        for text in ["printer", "printer:631", "printer:631=00", "printer=xx"] {
            assert_eq!(text.parse::<Pins>(), Err(NotATarget));
        }
        assert_eq!("".parse::<Pins>(), Ok(Pins::default()));
    }

    #[test]
    fn cups_is_looked_for_where_it_listens() {
        let none = |_: &Path| false;
        assert_eq!(places(None, none), [Cups::Host("localhost:631".into())]);
        assert_eq!(
            places(None, |path| path == Path::new("/private/var/run/cupsd")).first(),
            Some(&Cups::Socket("/private/var/run/cupsd".into()))
        );
        for (server, place) in [
            ("/tmp/cups.sock", Cups::Socket("/tmp/cups.sock".into())),
            ("printhost", Cups::Host("printhost:631".into())),
            (
                "printhost:8631/version=1.1",
                Cups::Host("printhost:8631".into()),
            ),
        ] {
            assert_eq!(places(Some(server), none), [place]);
        }
    }
}
