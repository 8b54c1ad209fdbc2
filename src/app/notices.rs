//! What happened to the queue, in the words of staff.

use crate::{
    case::{PickupNumber, numbers_in_words},
    queue::{Note, Obstacle, Unseen, WorkedBy},
    text::{Language, Problem, Value, texts},
    ui::Noted,
};

/// What staff should hear of the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Notes {
    /// What keeps it from being written to.
    pub(super) obstacle: Option<Obstacle>,
    /// Who works it.
    pub(super) worked_by: WorkedBy,
    /// What they have not seen yet.
    pub(super) unseen: Vec<Unseen>,
    /// What is done as soon as it can be written down.
    pub(super) later: Later,
}

/// The cases that staff have ended and the store has not yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Later {
    pub(super) handed_over: Vec<PickupNumber>,
    pub(super) withdrawn: Vec<PickupNumber>,
}

impl Later {
    /// Whether a case is among them.
    pub(super) fn names(&self, number: PickupNumber) -> bool {
        self.handed_over.contains(&number) || self.withdrawn.contains(&number)
    }

    /// Adds to what keeps the counter from its work what is done once that is over.
    fn say(&self, language: Language, problem: Problem) -> Problem {
        let each = [
            ("later-handed-over", &self.handed_over),
            ("later-withdrawn", &self.withdrawn),
        ];
        let named = each.into_iter().filter(|(_, numbers)| !numbers.is_empty());
        named.fold(problem, |problem, (key, numbers)| {
            let numbers = numbers_in_words(numbers);
            let about = [("numbers", numbers.as_str().into())];
            let later = texts(language).with(key, &about);
            Problem {
                remedy: format!("{}. {later}", problem.remedy),
                ..problem
            }
        })
    }
}

/// Returns what to show: what keeps the counter from its work, then the first of what nobody has seen yet.
///
/// `hindered` names the texts for what the worker is kept by just now.
pub(super) fn all(language: Language, notes: &Notes, hindered: Option<&'static str>) -> Vec<Noted> {
    let lasting = |problem| {
        let problem = notes.later.say(language, problem);
        Noted { problem, id: None }
    };
    let obstacle = notes.obstacle.clone().map(Note::CannotWrite);
    if let Some(problem) = obstacle.and_then(|note| say(language, &note)) {
        return vec![lasting(problem)];
    }
    let hindered = hindered.map(|name| lasting(Problem::of(texts(language), name, &[])));
    hindered.into_iter().chain(first(language, notes)).collect()
}

fn first(language: Language, notes: &Notes) -> Option<Noted> {
    let lasting = |name| {
        let problem = Problem::of(texts(language), name, &[]);
        Some(Noted { problem, id: None })
    };
    if notes.worked_by == WorkedBy::Nobody {
        return lasting("store-unworked");
    }
    let mut unseen = notes.unseen.iter();
    let unseen = unseen.find_map(|unseen| {
        let problem = say(language, &unseen.note)?;
        let id = Some(unseen.id);
        Some(Noted { problem, id })
    });
    match notes.worked_by {
        WorkedBy::Another => unseen.or_else(|| lasting("store-in-use")),
        WorkedBy::This | WorkedBy::Nobody => unseen,
    }
}

/// Says in a line what needs nobody.
pub(super) fn in_passing(language: Language, notes: &[Note]) -> Option<String> {
    notes.iter().find_map(|note| match note {
        Note::TakenBack { numbers } => {
            let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            Some(texts(language).with("notice-taken-back", &[("count", count.into())]))
        }
        Note::CannotWrite(_)
        | Note::Gone { .. }
        | Note::Moved
        | Note::PutBack { .. }
        | Note::Saved { .. }
        | Note::Upgraded { .. } => None,
    })
}

/// Says a note and what to do; nothing for what needs nobody.
pub(crate) fn say(language: Language, note: &Note) -> Option<Problem> {
    let texts = texts(language);
    let pair = |name: &str, arguments: &[(&str, Value<'_>)]| {
        Problem::of(texts, &format!("note-{name}"), arguments)
    };
    Some(match note {
        Note::CannotWrite(obstacle) => pair(name(obstacle), &[]),
        Note::Gone { last } => pair("gone", &[("last", last.to_string().as_str().into())]),
        Note::Moved => pair("moved", &[]),
        Note::PutBack { last } => pair("put-back", &[("last", last.to_string().as_str().into())]),
        Note::Saved {
            cases, lost, until, ..
        } => {
            let cases = u32::try_from(*cases).unwrap_or(u32::MAX);
            let until = until.strftime(&texts.get("note-day")).to_string();
            let numbers = lost.iter().take(MOST_LISTED).map(ToString::to_string);
            let mut listed = numbers.collect::<Vec<_>>().join(", ");
            if lost.len() > MOST_LISTED {
                listed.push_str(", …");
            }
            let arguments = [
                ("cases", cases.into()),
                ("lost", listed.as_str().into()),
                ("until", until.as_str().into()),
            ];
            let name = if lost.is_empty() { "saved" } else { "lost" };
            pair(name, &arguments)
        }
        Note::TakenBack { .. } | Note::Upgraded { .. } => return None,
    })
}

/// As many numbers as fit on a few lines.
const MOST_LISTED: usize = 40;

fn name(obstacle: &Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Damaged => "damaged",
        Obstacle::DiskFull => "full",
        Obstacle::NetworkDrive { .. } => "network",
        Obstacle::ReadOnly => "read-only",
    }
}
