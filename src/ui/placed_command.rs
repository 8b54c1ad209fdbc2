//! What shows, and what each command means there.

use egui::{Event, Key, Modifiers, Ui};

use super::command::Command;
use crate::domain::Kind;

/// What shows, and with it which commands there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// The form.
    Form,
    /// The queue.
    Queue,
    /// What was done today.
    Today,
    /// An attempt that somebody waits for.
    Sending,
    /// A visit that was taken up and waits.
    QueuedVisit,
    /// What was issued just now.
    Result,
    /// A certificate opened from the queue or from today.
    Shown,
}

/// A command, at the place where it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlacedCommand {
    /// It means the same whatever shows.
    Window(WindowCommand),
    /// Yes, to what is asked in the line of the actions.
    Agree,
    /// It belongs to what shows.
    Place(PlaceCommand),
}

/// A command that belongs to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlaceCommand {
    Form(FormCommand),
    Sending(SendingCommand),
    Queued(QueuedCommand),
    Issued(IssuedCommand),
    Queue(QueueCommand),
    Today(TodayCommand),
}

/// What means the same, or is answered, whatever shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WindowCommand {
    IssueScreen,
    QueueScreen,
    Find,
    TodayScreen,
    Status,
    Printers,
    PutAway,
    ClockIsRight,
    Drill,
    Language,
    Theme,
    Undo,
    Help,
}

/// On the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormCommand {
    Issue,
    SamePerson,
    NextPerson,
    NextCustomer,
    RemoveCase,
    PreviousCase,
    NextCase,
    Switch(Kind),
    BirthUnknown,
    NameLine,
    TakeUp,
    /// Ticks the check at this place.
    Check(usize),
}

/// While somebody waits for an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SendingCommand {
    StopWaiting,
}

/// On the slip of a visit that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QueuedCommand {
    Show,
    Correct,
    TryAgain,
    TryNow,
    PrintSlip,
    NextCustomer,
}

/// On certificates that show: those issued just now, or those opened from a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IssuedCommand {
    Print,
    /// Prints, and lets the customer leave with what comes out.
    PrintAndGoOn,
    SavePdf,
    HandOver,
    PreviousCase,
    NextCase,
    SamePerson,
    NextPerson,
    NextCustomer,
    Back,
}

impl IssuedCommand {
    /// Whether it brings certificates to somebody.
    pub(super) fn gives_out(self) -> bool {
        match self {
            Self::Print | Self::PrintAndGoOn | Self::SavePdf | Self::HandOver => true,
            Self::PreviousCase
            | Self::NextCase
            | Self::SamePerson
            | Self::NextPerson
            | Self::NextCustomer
            | Self::Back => false,
        }
    }
}

/// In the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QueueCommand {
    Visit(VisitCommand),
    PrintReady,
    TryNow,
    OrderNext,
    OrderTurned,
    ClearSearch,
}

/// With the visit that is chosen in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VisitCommand {
    HandOver,
    Show,
    Print,
    Correct,
    TryAgain,
    PrintSlip,
    Withdraw,
}

/// In the list of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TodayCommand {
    Show,
    OrderNext,
    OrderTurned,
}

const WINDOW: [(Command, WindowCommand); 13] = [
    (Command::IssueScreen, WindowCommand::IssueScreen),
    (Command::QueueScreen, WindowCommand::QueueScreen),
    (Command::Find, WindowCommand::Find),
    (Command::TodayScreen, WindowCommand::TodayScreen),
    (Command::Status, WindowCommand::Status),
    (Command::Printers, WindowCommand::Printers),
    (Command::PutAway, WindowCommand::PutAway),
    (Command::ClockIsRight, WindowCommand::ClockIsRight),
    (Command::Drill, WindowCommand::Drill),
    (Command::Language, WindowCommand::Language),
    (Command::Theme, WindowCommand::Theme),
    (Command::Undo, WindowCommand::Undo),
    (Command::Help, WindowCommand::Help),
];

const FORM: [(Command, FormCommand); 17] = [
    (Command::Issue, FormCommand::Issue),
    (Command::SamePerson, FormCommand::SamePerson),
    (Command::NextPerson, FormCommand::NextPerson),
    (Command::NextCustomer, FormCommand::NextCustomer),
    (Command::RemoveCase, FormCommand::RemoveCase),
    (Command::PreviousCase, FormCommand::PreviousCase),
    (Command::NextCase, FormCommand::NextCase),
    (Command::Vaccination, FormCommand::Switch(Kind::Vaccination)),
    (Command::Recovery, FormCommand::Switch(Kind::Recovery)),
    (Command::Test, FormCommand::Switch(Kind::Test)),
    (Command::BirthUnknown, FormCommand::BirthUnknown),
    (Command::NameLine, FormCommand::NameLine),
    (Command::TakeUp, FormCommand::TakeUp),
    (Command::Check1, FormCommand::Check(0)),
    (Command::Check2, FormCommand::Check(1)),
    (Command::Check3, FormCommand::Check(2)),
    (Command::Check4, FormCommand::Check(3)),
];

const SENDING: [(Command, SendingCommand); 1] =
    [(Command::StopWaiting, SendingCommand::StopWaiting)];

const QUEUED: [(Command, QueuedCommand); 6] = [
    (Command::Show, QueuedCommand::Show),
    (Command::Correct, QueuedCommand::Correct),
    (Command::TryAgain, QueuedCommand::TryAgain),
    (Command::TryNow, QueuedCommand::TryNow),
    (Command::PrintSlip, QueuedCommand::PrintSlip),
    (Command::NextCustomer, QueuedCommand::NextCustomer),
];

/// On all certificates that show.
const ISSUED: [(Command, IssuedCommand); 5] = [
    (Command::Print, IssuedCommand::Print),
    (Command::SavePdf, IssuedCommand::SavePdf),
    (Command::HandOver, IssuedCommand::HandOver),
    (Command::PreviousCase, IssuedCommand::PreviousCase),
    (Command::NextCase, IssuedCommand::NextCase),
];

/// On those issued just now.
const RESULT: [(Command, IssuedCommand); 4] = [
    (Command::PrintAndGoOn, IssuedCommand::PrintAndGoOn),
    (Command::SamePerson, IssuedCommand::SamePerson),
    (Command::NextPerson, IssuedCommand::NextPerson),
    (Command::NextCustomer, IssuedCommand::NextCustomer),
];

/// On those opened from a list.
const SHOWN: [(Command, IssuedCommand); 1] = [(Command::Back, IssuedCommand::Back)];

/// What can be done with a visit, the most likely first.
pub(super) const VISIT: [(Command, VisitCommand); 7] = [
    (Command::HandOver, VisitCommand::HandOver),
    (Command::Show, VisitCommand::Show),
    (Command::Print, VisitCommand::Print),
    (Command::Correct, VisitCommand::Correct),
    (Command::TryAgain, VisitCommand::TryAgain),
    (Command::PrintSlip, VisitCommand::PrintSlip),
    (Command::Withdraw, VisitCommand::Withdraw),
];

const QUEUE: [(Command, QueueCommand); 5] = [
    (Command::PrintReady, QueueCommand::PrintReady),
    (Command::TryNow, QueueCommand::TryNow),
    (Command::OrderNext, QueueCommand::OrderNext),
    (Command::OrderTurned, QueueCommand::OrderTurned),
    (Command::ClearSearch, QueueCommand::ClearSearch),
];

const TODAY: [(Command, TodayCommand); 3] = [
    (Command::Show, TodayCommand::Show),
    (Command::OrderNext, TodayCommand::OrderNext),
    (Command::OrderTurned, TodayCommand::OrderTurned),
];

/// Returns what a table has for a command.
fn find<T: Copy>(table: &[(Command, T)], command: Command) -> Option<T> {
    let mut rows = table.iter();
    rows.find(|row| row.0 == command).map(|row| row.1)
}

impl Place {
    /// Lists all, the first for a command being the one under which F1 names it.
    pub(super) const ALL: [Self; 7] = [
        Self::Queue,
        Self::Form,
        Self::Today,
        Self::Sending,
        Self::QueuedVisit,
        Self::Result,
        Self::Shown,
    ];

    /// Returns what a command means here; nothing where it means nothing.
    pub(super) fn meaning(self, command: Command) -> Option<PlacedCommand> {
        if let Some(command) = find(&WINDOW, command) {
            return Some(PlacedCommand::Window(command));
        }
        let asks = match self {
            Self::Form | Self::Queue | Self::QueuedVisit | Self::Result | Self::Shown => true,
            Self::Today | Self::Sending => false,
        };
        if asks && command == Command::Agree {
            return Some(PlacedCommand::Agree);
        }
        self.own(command).map(PlacedCommand::Place)
    }

    /// Returns what a command of its own means here.
    fn own(self, command: Command) -> Option<PlaceCommand> {
        let issued = |of_place| find(&ISSUED, command).or_else(|| find(of_place, command));
        match self {
            Self::Form => find(&FORM, command).map(PlaceCommand::Form),
            Self::Queue => find(&VISIT, command)
                .map(QueueCommand::Visit)
                .or_else(|| find(&QUEUE, command))
                .map(PlaceCommand::Queue),
            Self::Today => find(&TODAY, command).map(PlaceCommand::Today),
            Self::Sending => find(&SENDING, command).map(PlaceCommand::Sending),
            Self::QueuedVisit => find(&QUEUED, command).map(PlaceCommand::Queued),
            Self::Result => issued(&RESULT).map(PlaceCommand::Issued),
            Self::Shown => issued(&SHOWN).map(PlaceCommand::Issued),
        }
    }

    /// Returns the command that was pressed in this frame and means something here, if any, and takes it from the
    /// fields; `is_text` tells of a command whose key is a field's own just now.
    pub(super) fn pressed(self, ui: &Ui, is_text: impl Fn(Command) -> bool) -> Option<Command> {
        ui.input_mut(|input| {
            let command = Command::ALL
                .into_iter()
                .filter(|command| self.meaning(*command).is_some())
                // Its key is that of the next step, and goes there alone (`next_step`).
                .filter(|command| *command != Command::PrintAndGoOn)
                // Where there is nothing to bring back, a field takes back what was typed into it.
                .filter(|command| *command != Command::Undo && !is_text(*command))
                .find(|command| command.take(input));
            // A button that has the focus hears Enter and the space bar whatever is held with them: what issues on the
            // form would say yes to a question elsewhere.
            input.events.retain(|event| !is_press_with_others(event));
            command
        })
    }
}

/// Whether a key that presses a button is held together with Ctrl or Alt.
fn is_press_with_others(event: &Event) -> bool {
    let Event::Key {
        key,
        pressed: true,
        modifiers,
        ..
    } = event
    else {
        return false;
    };
    matches!(key, Key::Enter | Key::Space) && (modifiers.alt || modifiers.ctrl || modifiers.command)
}

/// Returns the place under which F1 names a command: the first where it means something, or nothing for everywhere.
pub(super) fn home(command: Command) -> Option<Place> {
    if find(&WINDOW, command).is_some() {
        return None;
    }
    let mut places = Place::ALL.into_iter();
    places.find(|place| place.meaning(command).is_some())
}

/// Whether a key is that of a command that means the same whatever shows: two more have a key everywhere, but answer
/// what the window says.
pub(super) fn is_same_everywhere(key: Key, modifiers: Modifiers) -> bool {
    let answers = |command| {
        matches!(
            command,
            WindowCommand::PutAway | WindowCommand::ClockIsRight
        )
    };
    let mut commands = WINDOW.into_iter().filter(|row| !answers(row.1));
    commands.any(|(command, _)| command.hears(key, modifiers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_means_something_somewhere() {
        for command in Command::ALL {
            let mut places = Place::ALL.into_iter();
            assert!(
                places.any(|place| place.meaning(command).is_some()),
                "{command:?}"
            );
        }
    }

    /// Of a visit in the queue its key prints what there is: the certificate, or the slip.
    const PRINT: [Command; 2] = [Command::Print, Command::PrintSlip];

    #[test]
    fn no_place_has_two_commands_for_one_key() {
        for place in Place::ALL {
            let here = |command: &Command| place.meaning(*command).is_some();
            let mut keys: Vec<_> = Command::ALL.into_iter().filter(here).collect();
            while let Some(command) = keys.pop() {
                let shortcut = command.shortcut();
                let is_print = place == Place::Queue && PRINT.contains(&command);
                let same = keys.iter().find(|other| {
                    other.shortcut() == shortcut && !(is_print && PRINT.contains(other))
                });
                assert_eq!(same, None, "{command:?} at {place:?}");
            }
        }
    }
}
