//! What the certificate will say stands beside the form where the window is wide: for the customer to read along.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use impftheke::ui::Intent;

use super::stage::{Play, fill, fill_person_and_dose, issue, press, stage};

const WIDE: [f32; 2] = [1920.0, 1000.0];

/// Returns what stands below a heading, as pairs of a label and what it says.
fn lines(harness: &Play, heading: &str) -> Vec<[String; 2]> {
    let heading = harness
        .get_all_by_label(heading)
        .find(|node| node.accesskit_node().role() == Role::Label)
        .unwrap()
        .rect();
    let labels = harness.query_all_by_role(Role::Label);
    let mut labels: Vec<_> = labels
        .map(|node| (node.rect(), node.value().unwrap_or_default()))
        .filter(|(rect, _)| rect.min.y > heading.max.y && rect.min.x > heading.min.x - 40.0)
        .collect();
    labels.sort_by(|(one, _), (other, _)| one.min.x.total_cmp(&other.min.x));
    let beside = |rect: egui::Rect| {
        let mut right = labels.iter().filter(|(other, _)| {
            other.min.x > rect.max.x && (other.center().y - rect.center().y).abs() < 5.0
        });
        right.next().map(|(_, said)| said.clone())
    };
    let pairs = labels
        .iter()
        .filter_map(|(rect, said)| Some([said.clone(), beside(*rect)?]));
    pairs.collect()
}

/// Holds that every line read along stands among those that are read back from the code.
fn is_what_is_issued(harness: &mut Play, least: usize) {
    let announced = lines(harness, "So steht es auf dem Zertifikat");
    assert!(announced.len() >= least, "{announced:?}");
    assert!(
        announced.iter().all(|[_, said]| said != "–"),
        "{announced:?}"
    );
    press(harness, Modifiers::COMMAND, Key::Enter);
    let Some(Intent::Issue(visit)) = harness.state().intents.last() else {
        panic!("nothing is issued")
    };
    let drafts = visit.drafts.clone();
    issue(harness, &drafts);
    let issued = lines(harness, "Ausgestellt und geprüft");
    for line in announced {
        assert!(issued.contains(&line), "{line:?} is not of {issued:?}");
    }
}

#[test]
fn a_vaccination_says_beforehand_what_its_certificate_says() {
    let mut harness = stage(WIDE);
    fill_person_and_dose(&mut harness);
    harness.get_by_label("Musterfrau, Erika Dörte");
    is_what_is_issued(&mut harness, 5);
}

#[test]
fn what_is_not_yet_typed_is_open() {
    let mut harness = stage(WIDE);
    let open = lines(&harness, "So steht es auf dem Zertifikat");
    assert!(open.len() >= 5, "{open:?}");
    assert!(open.iter().all(|[_, said]| said == "–"), "{open:?}");
    fill(&mut harness, "Datum der Impfung", "290521");
    let said = lines(&harness, "So steht es auf dem Zertifikat");
    assert!(
        said.contains(&["Datum der Impfung", "29. Mai 2021"].map(str::to_owned)),
        "{said:?}"
    );
}

#[test]
fn a_narrower_window_has_the_form_alone() {
    let harness = stage([1366.0, 768.0]);
    assert!(
        harness
            .query_by_label("So steht es auf dem Zertifikat")
            .is_none()
    );
}
