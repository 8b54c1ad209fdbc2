//! The own proxy is not the portal: the window names it, the network line tells the truth, and a login waits for staff.

use egui::Key;
use impftheke::{case::State, text};

use crate::{
    own_proxy::{Does, FAULTS, Proxy},
    stage::{Stage, Visitor},
};

fn behind(proxy: &str) -> Stage {
    Stage::prepared(
        None,
        &[
            ("portal.url", "https://portal.test:8443"),
            ("portal.proxy", proxy),
            ("portal.limit-seconds", "3"),
        ],
    )
}

/// Returns the sentence for what was met.
fn sentence(word: &str) -> String {
    text::texts(text::Language::German).get(&format!("trouble-{word}"))
}

#[test]
fn each_fault_of_the_proxy_is_named_and_the_network_line_tells_the_truth() {
    let mut told = Vec::new();
    for (word, does) in FAULTS {
        if told.contains(&word) {
            continue;
        }
        told.push(word);
        let proxy = Proxy::that(does);
        let mut stage = behind(&proxy.url());
        stage.issue(&Visitor::erika());
        stage.leave();
        stage.key(Key::F3);
        stage.until_says(&sentence(word));
        let screen = stage.screen();
        // A proxy that works and does not reach the portal is no fault of the network.
        let is_portal = word == "proxy-no-way";
        assert_eq!(
            screen.contains("Zustand, Netz gestört")
                || screen.contains("Zustand, Netz braucht Sie"),
            !is_portal,
            "{word}: {screen}"
        );
        assert_eq!(stage.says("Portal gestört"), is_portal, "{word}: {screen}");
        // Nobody has answered so far.
        assert_eq!(
            screen.contains("Netz gestört"),
            screen.contains("Netz gestört, bisher nie in Ordnung"),
            "{word}: {screen}"
        );
    }
    assert_eq!(told.len(), 8);
}

#[test]
fn a_proxy_that_wants_a_login_is_asked_once_and_all_wait() {
    let proxy = Proxy::that(Does::LeadKnown("erika:geheim"));
    let mut stage = behind(&proxy.url());
    for visitor in [Visitor::erika(), Visitor::max(), Visitor::erika()] {
        stage.issue(&visitor);
        stage.leave();
    }
    stage.key(Key::F3);
    stage.until_says(&sentence("proxy-login"));
    // Whoever would ask again does so in this time.
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert!(stage.rows().iter().all(|row| row.state == State::Waiting));
    assert_eq!(proxy.asked(), 1);
}
