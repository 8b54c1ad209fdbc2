//! What a clerk sees: which screen it is, whose names stand on it, and which numbers.

use std::collections::BTreeSet;

use crate::stage::Stage;

/// Every made-up family name begins so, and goes on with three letters of its own.
pub(crate) const FAMILY: &str = "Muster";
/// What is typed into whatever field has the keys, before, within or behind a name.
pub(crate) const ADDED: &str = "Anders";

/// Which screen shows, as its words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Form,
    Sending,
    /// A visit was taken up and waits.
    QueuedVisit,
    /// What was issued just now.
    Result,
    /// A certificate opened from the queue or from today.
    Shown,
    Queue,
    Today,
    /// Help, printers, closing: something stands over the screens.
    Over,
}

/// What stands among the actions besides what is said there.
const ACTIONS: [&str; 13] = [
    "Abholschein drucken",
    "Aushändigen",
    "Berichtigen",
    "Drucken",
    "Drucken, nächster Kunde",
    "Erneut versuchen",
    "Jetzt versuchen",
    "Nächster Kunde",
    "PDF speichern",
    "Zertifikat zeigen",
    "Zurück",
    "Zurückziehen",
    "Die Uhr stimmt",
];

/// One look at the window.
#[derive(Clone, Debug)]
pub(crate) struct Sight {
    pub(crate) place: Place,
    lines: Vec<String>,
    /// The question that is asked, if one is.
    pub(crate) question: Option<String>,
    /// What stands in the form's field of the family name.
    family: Option<String>,
    /// The number of the row that is chosen in a list.
    row: Option<u32>,
    /// Whether the keys go somewhere.
    has_focus: bool,
    /// Whether the day of the vaccination is still to be typed.
    lacks_date: bool,
    /// What stands in the fields of the open case.
    typed: Vec<(&'static str, String)>,
}

/// The fields that are typed into, of a vaccination.
const FIELDS: [&str; 5] = [
    "Familienname",
    "Vornamen",
    "Geburtsdatum",
    "Datum der Impfung",
    "Dosis",
];

/// How questions end, before they name persons.
const ASKS: [&str; 3] = ["aushändigen? ", "zurückziehen? ", "gehen lassen? "];

impl Sight {
    pub(crate) fn of(stage: &Stage) -> Self {
        let lines: Vec<String> = stage.screen().lines().map(str::to_owned).collect();
        let says = |text: &str| lines.iter().any(|line| line.contains(text));
        let question = lines
            .iter()
            .find(|line| ASKS.into_iter().any(|asks| line.contains(asks)))
            .cloned();
        let family = stage.value("Familienname");
        let fields = FIELDS.into_iter();
        let typed = fields.filter_map(|field| Some((field, stage.value(field)?)));
        let place = if says("Alle Tasten") || says("Noch nicht alles ist erledigt") {
            Place::Over
        } else if says("Das Portal wird gefragt") {
            Place::Sending
        } else if says(". Abholnummer") {
            Place::QueuedVisit
        } else if says("Ausgestellt und geprüft") && says("Aus der Warteschlange") {
            Place::Shown
        } else if says("Ausgestellt und geprüft") {
            Place::Result
        } else if says("Vorgang suchen") {
            Place::Queue
        } else if family.is_some() {
            Place::Form
        } else {
            Place::Today
        };
        Self {
            place,
            lines,
            question,
            family: family.filter(|name| !name.is_empty()),
            row: stage.chosen_row(),
            has_focus: stage.has_focus(),
            lacks_date: stage
                .value("Datum der Impfung")
                .is_some_and(|date| date.is_empty()),
            typed: typed.collect(),
        }
    }

    /// Returns the number of the row that is chosen in a list.
    pub(crate) fn row(&self) -> Option<u32> {
        self.row
    }

    /// Whether the keys go nowhere, though something waits for them. Over the screens stands what closes by any key, an
    /// attempt is to be waited for, and a list is moved through whatever has the focus.
    pub(crate) fn lacks_focus(&self) -> bool {
        let waits = match self.place {
            Place::Form => !self.is_busy(),
            Place::QueuedVisit | Place::Result | Place::Shown | Place::Queue => true,
            Place::Sending | Place::Today | Place::Over => false,
        };
        // Nothing can be pressed while a file is being written.
        waits && !self.has_focus && !self.says("Wird gespeichert")
    }

    /// Whether a text shows.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.lines.iter().any(|line| line.contains(text))
    }

    /// Whether it is the screen that F2 leads to.
    pub(crate) fn is_issue_screen(&self) -> bool {
        matches!(
            self.place,
            Place::Form | Place::Sending | Place::QueuedVisit | Place::Result
        )
    }

    /// Whether the form's visit is on its way, so that its number is still to come.
    pub(crate) fn is_busy(&self) -> bool {
        self.place == Place::Sending || self.says("Wird ausgestellt")
    }

    /// Returns the family name in the form, if one is typed.
    pub(crate) fn family(&self) -> Option<&str> {
        self.family.as_deref()
    }

    /// Returns the number of the case that the form corrects, as far as it says so.
    pub(crate) fn corrects(&self) -> Option<u32> {
        let lines = self.lines.iter();
        let mut number = lines.filter_map(|line| line.strip_prefix("Berichtigung von "));
        number.next()?.get(..4)?.parse().ok()
    }

    /// Whether something that was left half typed is offered over an empty form.
    pub(crate) fn offers(&self) -> bool {
        self.is_empty_form() && self.says("Unfertige Eingabe von")
    }

    /// Whether nothing stands in the form: one case, nobody's.
    pub(crate) fn is_empty_form(&self) -> bool {
        let listed = self
            .lines
            .iter()
            .skip_while(|line| *line != "Dieser Besuch");
        let cases = listed
            .skip(1)
            .filter(|line| !is_of_before(line))
            .take_while(|line| *line != "Weiteres Zertifikat, gleiche Person");
        self.place == Place::Form && self.family.is_none() && cases.count() == 1
    }

    /// Whether the open case of the form lacks the day of the vaccination.
    pub(crate) fn lacks_vaccination(&self) -> bool {
        self.lacks_date
    }

    /// Returns what stands in the fields of the open case.
    pub(crate) fn typed(&self) -> &[(&'static str, String)] {
        &self.typed
    }

    /// Returns the first of the actions, which stands at the right end.
    pub(crate) fn first_action(&self) -> Option<&str> {
        let actions = self.lines.iter().skip_while(|line| *line != "Aktionen");
        let mut actions = actions
            .skip(1)
            .take_while(|line| !line.starts_with("Zustand,"));
        let mut first = None;
        for action in &mut actions {
            if ACTIONS.contains(&action.as_str()) {
                first = Some(action.as_str());
            }
        }
        first
    }

    /// Whether the form can be issued.
    pub(crate) fn is_complete(&self) -> bool {
        self.says("Bereit zum Ausstellen")
    }

    /// Returns whose names can be read.
    pub(crate) fn families(&self) -> BTreeSet<String> {
        self.lines.iter().flat_map(|line| families(line)).collect()
    }

    /// The same, but for what was taken up before in the visit of the form: that is remembered over a start.
    pub(crate) fn typed_families(&self) -> BTreeSet<String> {
        let lines = self.lines.iter();
        let typed = lines.filter(|line| !is_of_before(line));
        typed.flat_map(|line| families(line)).collect()
    }

    /// Returns whose names stand in a list and beside it, too: those of the visit that is chosen.
    pub(crate) fn chosen(&self) -> BTreeSet<String> {
        let lines = |family: &String| {
            let with = self
                .lines
                .iter()
                .filter(|line| line.contains(family.as_str()));
            with.count()
        };
        let all = self.families();
        all.into_iter().filter(|family| lines(family) > 1).collect()
    }

    /// Returns the numbers that stand alone on a line, such as `0417` or `0417–0419`.
    pub(crate) fn numbers(&self) -> BTreeSet<u32> {
        self.lines.iter().flat_map(|line| numbers(line)).collect()
    }

    /// Returns the numbers that the question names.
    pub(crate) fn asked(&self) -> BTreeSet<u32> {
        let question = self.question.as_deref().unwrap_or_default();
        let listed = question
            .split(char::is_alphabetic)
            .next()
            .unwrap_or_default();
        listed.split(',').flat_map(numbers).collect()
    }
}

/// Returns whose name this is, whatever was added to it; one that is nobody's any more stands for itself.
pub(crate) fn family(name: &str) -> String {
    families(name)
        .pop_first()
        .unwrap_or_else(|| name.to_owned())
}

/// Returns the families that a text names, however it is written.
pub(crate) fn families(text: &str) -> BTreeSet<String> {
    let small = text.to_lowercase().replace(&ADDED.to_lowercase(), "");
    let begin = FAMILY.to_lowercase();
    let mut found = BTreeSet::new();
    for (at, _) in small.match_indices(&begin) {
        let rest: String = small[at + begin.len()..].chars().take(4).collect();
        let letters: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
        if letters.len() == 3 {
            found.insert(format!("{FAMILY}{letters}"));
        }
    }
    found
}

/// Returns the numbers of a line that holds nothing else.
pub(crate) fn numbers(text: &str) -> Vec<u32> {
    let text = text.trim();
    let one = |text: &str| {
        let four = text.len() == 4 && text.chars().all(|digit| digit.is_ascii_digit());
        four.then(|| text.parse().ok()).flatten()
    };
    match text.split_once('\u{2013}') {
        Some((first, last)) => match (one(first), one(last)) {
            (Some(first), Some(last)) => (first..=last).collect(),
            _ => Vec::new(),
        },
        None => one(text).into_iter().collect(),
    }
}

/// Whether a line tells of what the visit had before.
fn is_of_before(line: &str) -> bool {
    let issued = line
        .get(4..)
        .is_some_and(|rest| rest.starts_with(" ausgestellt: "));
    issued || line.starts_with("Bereits aufgenommen: ")
}
