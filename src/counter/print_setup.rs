//! Printing at this counter: where and how, out of its settings, and visit by visit.

use crate::{
    case::PickupNumber,
    counter::settings::{PrinterChoice, PrinterSettings, Settings},
    paper::SlipPaper,
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
        pins: settings.values().printers.trusted.clone(),
        ..around.clone()
    })
}

/// Returns the printer of a document.
pub fn target(settings: &Settings, document: Document) -> Target {
    choice(settings, document).target.clone()
}

/// Returns the printer and the tray that are chosen for a document.
pub fn choice(settings: &Settings, document: Document) -> &PrinterChoice {
    let PrinterSettings {
        certificate,
        slip,
        copies: _,
        trusted: _,
    } = &settings.values().printers;
    match document {
        Document::Certificate => certificate,
        Document::Slip => slip,
    }
}

/// Returns how a document is printed; its cases' numbers become the title.
pub fn ticket(settings: &Settings, document: Document, numbers: &[PickupNumber]) -> Ticket {
    let values = settings.values();
    let (copies, paper) = match (document, values.slip_paper) {
        (Document::Certificate, _) => (values.printers.copies, Paper::A4),
        (Document::Slip, SlipPaper::A6) => (1, Paper::A6),
        (Document::Slip, SlipPaper::Roll80) => (1, Paper::Roll80),
    };
    let tray = &choice(settings, document).tray;
    Ticket {
        title: Title::of(numbers),
        paper,
        copies: u8::try_from(copies).unwrap_or(1).max(1),
        tray: (!tray.is_empty()).then(|| tray.clone()),
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
