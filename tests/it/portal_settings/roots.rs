//! `portal.roots`: further roots, beside the system's.

use super::counter::Counter;

#[test]
fn the_roots_of_the_settings_add_to_those_of_the_system() {
    let (counter, other) = (Counter::new(), Counter::new());
    let (_portal, [url, own, _]) = counter.portal(&[]);
    let (elsewhere, [_, foreign, _]) = other.portal(&[]);
    drop(elsewhere);
    counter.set("portal.url", &url);
    for (system, further) in [(&own, &foreign), (&foreign, &own)] {
        counter.set("portal.roots", further);
        let issued = counter
            .command(&["issue", super::counter::EXAMPLE])
            .env("SSL_CERT_FILE", system)
            .output()
            .unwrap();
        assert!(issued.status.success(), "{issued:?}");
    }
    counter.set("portal.roots", &foreign);
    let issued = counter.run(&["issue", super::counter::EXAMPLE]);
    assert_eq!(issued.status.code(), Some(3), "{issued:?}");
    assert_eq!(counter.cause().as_deref(), Some("tls"));
}
