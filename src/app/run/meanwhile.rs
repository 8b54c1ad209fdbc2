//! What has become of what shows, here or in another program: it shows no longer than it counts.

use super::App;
use crate::{
    app::view::View,
    domain::{PickupNumber, State, numbers_in_words},
    text::texts,
    ui::{Form, Look, Scene},
};

impl App {
    /// Takes away what was withdrawn, or handed over and erased, since it began to show; a slip bears what waits.
    pub(super) fn take_away_what_is_done(&mut self) {
        let view = self.board.read();
        let now = self.present().moment();
        let is_over = |number: PickupNumber| {
            let mut done = view.queue.today.iter();
            let row = done.find(|row| row.number == number);
            row.is_some_and(|row| {
                row.state == State::Withdrawn || row.reprint_until.is_none_or(|until| until <= now)
            })
        };
        let looked_at: Vec<PickupNumber> = match &self.scene {
            Scene::Looking(Look::Open(issued), _) => issued.numbers().collect(),
            Scene::Closed { .. } | Scene::Form(_) | Scene::Looking(Look::Opening(_), _) => {
                Vec::new()
            }
        };
        // It was opened from a list, and is in none any more once its day is over.
        let gone = |number: &PickupNumber| is_over(*number) || !is_listed(&view, *number);
        if looked_at.iter().any(gone) {
            self.look_away();
            self.say_gone(&looked_at);
        }
        let result: Vec<PickupNumber> = match self.scene.form() {
            Some(Form::Result { issued, .. }) => issued.numbers().collect(),
            Some(Form::Typing | Form::Sending { .. } | Form::Queued { .. }) | None => Vec::new(),
        };
        if result.iter().any(|number| is_over(*number)) {
            self.put_away();
            self.say_gone(&result);
        }
        if let Some(Form::Queued { taken, .. }) = self.scene.form_mut() {
            let is_done = |number: PickupNumber| {
                let mut done = view.queue.today.iter();
                done.any(|row| row.number == number)
            };
            taken.numbers.retain(|number| !is_done(*number));
            if taken.numbers.is_empty() {
                self.end_visit();
            }
        }
    }

    /// Says why what showed does not show any more.
    fn say_gone(&mut self, numbers: &[PickupNumber]) {
        self.press.forget(numbers);
        let numbers = numbers_in_words(numbers);
        let about = [("numbers", numbers.as_str().into())];
        self.notice = Some(texts(self.language).with("notice-gone", &about));
    }
}

fn is_listed(view: &View, number: PickupNumber) -> bool {
    let open = view.queue.rows.iter().map(|row| row.number);
    let done = view.queue.today.iter().map(|row| row.number);
    open.chain(done).any(|listed| listed == number)
}
