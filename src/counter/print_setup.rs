//! Printing at this counter: where and how, out of its settings, and visit by visit.

use crate::{
    case::PickupNumber,
    counter::settings::Settings,
    spool::{Config, Paper, SystemSpooler, Target, Ticket, Title},
};

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Document {
    /// Certificates on A4.
    Certificate,
    /// A pick-up slip.
    Slip,
}

/// Returns the printers of this system, those that the settings name by address among them.
pub fn spooler(settings: &Settings) -> SystemSpooler {
    spooler_among(settings, &Config::of_this_system())
}

/// Returns the printers there are to ask, those that the settings name by address among them.
pub fn spooler_among(settings: &Settings, around: &Config) -> SystemSpooler {
    let mut direct: Vec<Target> = [Document::Certificate, Document::Slip]
        .into_iter()
        .map(|document| target(settings, document))
        .filter(|target| matches!(target, Target::Address(_)))
        .collect();
    direct.dedup();
    SystemSpooler::new(&Config {
        direct,
        // A setting has passed its rule when it was set.
        pins: settings.get("printer.trusted").parse().unwrap_or_default(),
        ..around.clone()
    })
}

/// Returns the printer of a document.
pub fn target(settings: &Settings, document: Document) -> Target {
    let name = match document {
        Document::Certificate => settings.get("printer.certificate"),
        Document::Slip => settings.get("printer.slip"),
    };
    name.parse().unwrap_or_default()
}

/// Returns how a document is printed; its cases' numbers become the title.
pub fn ticket(settings: &Settings, document: Document, numbers: &[PickupNumber]) -> Ticket {
    let (tray, copies, paper) = match document {
        Document::Certificate => (
            settings.get("printer.certificate-tray"),
            settings.number("printer.copies"),
            Paper::A4,
        ),
        Document::Slip => {
            let paper = match settings.get("slip.paper") {
                "roll" => Paper::Roll80,
                _ => Paper::A6,
            };
            (settings.get("printer.slip-tray"), 1, paper)
        }
    };
    Ticket {
        title: Title::of(numbers),
        paper,
        copies: u8::try_from(copies).unwrap_or(1).max(1),
        tray: (!tray.is_empty()).then(|| tray.to_owned()),
        insist: false,
    }
}

/// Groups cases into what one job prints: those of a visit, in the order of their numbers.
///
/// `place` tells of which visit a case is, by the number of its first, and the case's own number.
pub fn by_visit<T>(
    mut cases: Vec<T>,
    place: impl Fn(&T) -> (PickupNumber, PickupNumber),
) -> Vec<Vec<T>> {
    cases.sort_by_key(|case| place(case).1);
    let mut visits: Vec<(PickupNumber, Vec<T>)> = Vec::new();
    for case in cases {
        let (of, _) = place(&case);
        match visits.iter_mut().find(|(visit, _)| *visit == of) {
            Some((_, cases)) => cases.push(case),
            None => visits.push((of, vec![case])),
        }
    }
    visits.into_iter().map(|(_, cases)| cases).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificate_and_slip_have_printers_of_their_own() {
        let mut settings = Settings::default();
        assert_eq!(target(&settings, Document::Certificate), Target::Default);
        for (key, value) in [
            ("printer.certificate", "Laser"),
            ("printer.certificate-tray", "tray-2"),
            ("printer.slip", "ipp://10.0.0.9/ipp/print"),
            ("printer.copies", "2"),
            ("slip.paper", "roll"),
        ] {
            settings.set(key, value).unwrap();
        }
        let number = PickupNumber::new(7).unwrap();
        let sheet = ticket(&settings, Document::Certificate, &[number]);
        assert_eq!((sheet.paper, sheet.copies), (Paper::A4, 2));
        assert_eq!(sheet.tray.as_deref(), Some("tray-2"));
        assert_eq!(sheet.title.as_str(), "Impftheke 0007");
        let slip = ticket(&settings, Document::Slip, &[number]);
        assert_eq!(
            (slip.paper, slip.copies, slip.tray),
            (Paper::Roll80, 1, None)
        );
        assert_eq!(
            target(&settings, Document::Certificate),
            Target::Queue("Laser".into())
        );
        assert!(matches!(
            target(&settings, Document::Slip),
            Target::Address(_)
        ));
    }
}
