//! Whatever is wrong with a case shows in its form.

use egui_kittest::{Harness, kittest::Queryable as _};

use super::*;
use crate::{
    domain::{DraftLimits, Error, Fault},
    text::{Language, texts},
    ui::{Form as Typed, Profile, QueueView, Scene, Status},
};

#[test]
fn a_fault_of_any_field_shows_once_whatever_the_kind() {
    let now = "2022-06-01T14:32[Europe/Berlin]".parse().unwrap();
    let (scene, queue) = (Scene::Form(Typed::Typing), QueueView::default());
    let status = Status::default();
    let texts = texts(Language::German);
    let words = texts.get("fault-not-here");
    for kind in Kind::ALL {
        for field in Field::ALL {
            let mut case = Case::with_fault(kind, Error::new(field, Fault::NotHere));
            let harness = Harness::builder()
                .with_size([1024.0, 900.0])
                .with_context_setup(theme::install)
                .build_ui(|ui| {
                    let context = ViewContext {
                        now: &now,
                        language: Language::German,
                        profile: Profile::Training,
                        pharmacy: "Marien-Apotheke",
                        limits: DraftLimits::default(),
                        scene: &scene,
                        saving: false,
                        problem: None,
                        notice: None,
                        queue: &queue,
                        status: &status,
                        drill: false,
                        printing: None,
                        prints: &crate::ui::Prints::default(),
                        unfinished: &[],
                        printers: None,
                    };
                    super::ui(ui, &mut case, context, texts);
                });
            let shown = harness.query_all_by_label_contains(&words).count();
            assert_eq!(shown, 1, "{kind:?} {field:?}");
        }
    }
}
