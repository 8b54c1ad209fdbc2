//! What has become of what shows, here or in another program: it shows no longer than it counts.

use super::App;
use crate::{
    app::{present::why_gone, view::View},
    case::{PickupNumber, State, numbers_in_words},
    text::texts,
    ui::{Form, Look, Scene},
};

impl App {
    /// Takes away what is looked at once it is withdrawn or erased. Slip and result bear what the customer is yet to get.
    pub(super) fn take_away_what_is_done(&mut self) {
        let view = self.shared_view.read();
        let now = self.present().moment();
        let looked_at: Vec<PickupNumber> = match &self.scene {
            Scene::Looking(Look::Open(issued), _) => issued.numbers().collect(),
            Scene::Closed { .. } | Scene::Form(_) | Scene::Looking(Look::Opening(_), _) => {
                Vec::new()
            }
        };
        // It was opened from a list, and is in none any more once its day is over.
        let gone = |number: &PickupNumber| {
            why_gone(&view, *number, now).is_some() || !is_listed(&view, *number)
        };
        if looked_at.iter().any(gone) {
            // What nobody has put away yet stands: it may be about this very case.
            self.scene.look_away();
            self.tidy_up();
            self.say_gone(&looked_at);
        }
        let mut done = Vec::new();
        let mut stays = |number: PickupNumber| {
            let mut rows = view.queue.today.iter();
            let row = rows.find(|row| row.number == number);
            done.extend(row.map(|row| (number, row.state)));
            row.is_none()
        };
        let is_over = match self.scene.form_mut() {
            Some(Form::Queued { queued, .. }) => {
                queued.numbers.retain(|number| stays(*number));
                queued.numbers.is_empty()
            }
            Some(Form::Result { issued, .. }) => {
                issued.cases.retain(|case| stays(case.number));
                issued.cases.is_empty()
            }
            Some(Form::Typing | Form::Sending { .. }) | None => return,
        };
        if is_over {
            self.end_visit();
            self.tidy_up();
        } else if !done.is_empty() {
            self.tidy_up();
        }
        let (withdrawn, handed_over): (Vec<_>, Vec<_>) = done
            .into_iter()
            .partition(|(_, state)| *state == State::Withdrawn);
        let numbers = |of: Vec<(PickupNumber, State)>| -> Vec<PickupNumber> {
            of.into_iter().map(|(number, _)| number).collect()
        };
        if !withdrawn.is_empty() {
            self.say_gone(&numbers(withdrawn));
        } else if !handed_over.is_empty() && !is_over {
            self.say("notice-handed-over", &numbers(handed_over));
        }
    }

    /// Says why what showed does not show any more.
    fn say_gone(&mut self, numbers: &[PickupNumber]) {
        self.print_queue.forget(numbers);
        self.say("notice-gone", numbers);
    }

    fn say(&mut self, key: &str, numbers: &[PickupNumber]) {
        let numbers = numbers_in_words(numbers);
        let about = [("numbers", numbers.as_str().into())];
        self.taken_away = Some(texts(self.language).with(key, &about));
    }
}

fn is_listed(view: &View, number: PickupNumber) -> bool {
    let open = view.queue.rows.iter().map(|row| row.number);
    let done = view.queue.today.iter().map(|row| row.number);
    open.chain(done).any(|listed| listed == number)
}
