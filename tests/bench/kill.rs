//! A thousand kills: `cargo bench --bench kill [COUNT] [SEED]`.
#![expect(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench fails by panicking"
)]

#[path = "../external/kill/driver.rs"]
mod driver;

fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse().ok());
    let kills: u32 = numbers.next().unwrap_or(1_000);
    let seed = numbers.next().unwrap_or(14_062_021);
    for with_portal in [false, true] {
        let counts = driver::run(kills / 2, seed.into(), with_portal);
        println!("with a portal: {with_portal}: {counts:?}");
    }
}
