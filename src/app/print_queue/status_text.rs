//! A print in the words of the counter: which numbers, how far, and what to do.

use super::{Cancel, Ended, Print, State};
use crate::{
    app::explain,
    counter::{
        print_setup::Document,
        printer_wording::{say_error, say_progress},
    },
    spool::Progress,
    text::{Language, Problem, texts},
    ui::{PrintState, Printing},
};

/// Says how far a print is.
pub(super) fn say(print: &Print, language: Language) -> Printing {
    let texts = texts(language);
    let cancel = if print.is_over() {
        Cancel::No
    } else {
        print.cancel
    };
    let (what, todo) = match &print.state {
        _ if cancel == Cancel::Asked => (texts.get("print-stopping"), String::new()),
        State::Going(Progress::Accepted | Progress::Printing) if cancel == Cancel::Refused => {
            (texts.get("print-goes-on"), texts.get("print-goes-on-todo"))
        }
        State::Preparing => (texts.get("print-preparing"), String::new()),
        State::NeedsLogin(error) => {
            let what = say_error(language, error).what;
            (what, texts.get("print-login-then"))
        }
        State::Going(progress) | State::Ended(Ended::Said(progress)) => {
            let todo = if print.is_over() && !progress.is_final() {
                texts.get("print-still-waiting")
            } else if cancel == Cancel::Refused {
                texts.get("print-goes-on-todo")
            } else {
                String::new()
            };
            (say_progress(language, progress), todo)
        }
        State::Ended(Ended::Fault(error)) => {
            let Problem { what, remedy } = say_error(language, error);
            (what, remedy)
        }
        State::Ended(Ended::Left(error)) => {
            let what = say_error(language, error).what;
            (what, texts.get("print-login-left"))
        }
        State::Ended(Ended::Page(error)) => {
            let Problem { what, remedy } = Problem::of(texts, explain::of_issue(error), &[]);
            (what, remedy)
        }
    };
    let state = state(print, cancel);
    let numbers: Vec<String> = print.concerned().iter().map(ToString::to_string).collect();
    let numbers = numbers.join(", ");
    let of = [
        ("numbers", numbers.as_str().into()),
        ("what", what.as_str().into()),
        ("place", print.place.into()),
        ("of", print.of.into()),
    ];
    let line = if print.of > 1 {
        "print-line-of"
    } else {
        "print-line"
    };
    let stopped = texts.with("print-stopped", &of);
    Printing {
        state,
        what: texts.with(line, &of),
        todo: todo_of(
            print,
            state,
            [todo, stopped, texts.get("print-stays-ready")],
        ),
    }
}

/// Returns what is to be done: what the printer needs, of several jobs what was stopped with it, and where what did not come
/// out is found.
fn todo_of(print: &Print, state: PrintState, [printer, stopped, ready]: [String; 3]) -> String {
    let has_failed = state == PrintState::Failed;
    // A page that does not pass its check keeps no other back.
    let of_page = matches!(print.state, State::Ended(Ended::Page(_)));
    let is_stopped = has_failed && print.place < print.of && !of_page;
    // Over the next customer's form nothing can be printed once more.
    let is_told = print.has_lost_its_customer();
    let stays = has_failed && print.is_left && !is_told && print.document == Document::Certificate;
    let todo = [
        Some(printer),
        is_stopped.then_some(stopped),
        stays.then_some(ready),
    ];
    let todo: Vec<String> = todo.into_iter().flatten().collect();
    let said: Vec<&str> = todo.iter().map(String::as_str).collect();
    let said = said.into_iter().filter(|text| !text.is_empty());
    said.collect::<Vec<_>>().join(". ")
}

/// Returns how a print is, with what has become of its being cancelled.
fn state(print: &Print, cancel: Cancel) -> PrintState {
    match &print.state {
        _ if cancel == Cancel::Asked => PrintState::Stopping,
        _ if cancel == Cancel::Refused => PrintState::NeedsYou,
        State::Ended(_) if print.is_done() => PrintState::Done,
        State::Ended(_) => PrintState::Failed,
        State::Going(progress) if !progress.needs_somebody() => PrintState::Goes,
        State::NeedsLogin(_) | State::Going(_) => PrintState::NeedsYou,
        State::Preparing => PrintState::Goes,
    }
}
