//! Killed at any instant, the program loses nothing, doubles nothing and brings nothing back.
#![expect(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod driver;

#[test]
fn fifty_kills_lose_nothing_double_nothing_and_bring_nothing_back() {
    for with_portal in [false, true] {
        let counts = driver::run(25, 2_021, with_portal);
        println!("with a portal: {with_portal}: {counts:?}");
        assert!(counts.captured > 3, "{counts:?}");
        assert_eq!(counts.kills, 25);
    }
}
