//! What the smaller stream is worth: `cargo bench --bench symbols`.
//!
//! Prints the time of one certificate and of its symbol, and the symbol versions of 1,000 generated ones as zlib's best
//! level makes them and as we do. Nothing is asserted: machines differ.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench prints its table and fails by panicking"
)]

#[path = "../support/generated.rs"]
mod generated;

use std::{collections::BTreeMap, hint::black_box, io::Write as _, time::Instant};

use flate2::{Compress, Compression, FlushCompress, write::ZlibEncoder};
use impftheke::{
    hcert::{base45, deflate},
    qr::Symbol,
};

fn main() {
    let certificates: Vec<Vec<u8>> = generated::certificates(1_000);
    let zlib = |bytes: &[u8]| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let version = |stream: &[u8]| {
        let text = format!("HC1:{}", base45::encode(stream));
        Symbol::of(&text).unwrap().version()
    };
    let mut versions: BTreeMap<u8, [u32; 2]> = BTreeMap::new();
    let (mut bytes, mut lower, mut higher) = ([0; 3], 0, 0);
    for certificate in &certificates {
        let (before, after) = (zlib(certificate), deflate::encode(certificate));
        for (sum, length) in bytes
            .iter_mut()
            .zip([certificate.len(), before.len(), after.len()])
        {
            *sum += length;
        }
        let (before, after) = (version(&before), version(&after));
        versions.entry(before).or_default()[0] += 1;
        versions.entry(after).or_default()[1] += 1;
        lower += u32::from(after < before);
        higher += u32::from(after > before);
    }
    println!("| version | zlib | ours |\n|---|---|---|");
    for (version, [before, after]) in versions {
        println!("| {version} | {before} | {after} |");
    }
    let [raw, before, after] = bytes.map(|sum| f64::from(u32::try_from(sum).unwrap()) / 1_000.0);
    println!("\nbytes: {raw:.1} as they are, {before:.1} by zlib, {after:.1} by us");
    println!("a lower version for {lower}, a higher one for {higher}\n");

    let mut compressor = Compress::new(Compression::best(), true);
    let reused = |bytes: &[u8]| {
        compressor.reset();
        let mut out = Vec::with_capacity(bytes.len() + 64);
        compressor
            .compress_vec(bytes, &mut out, FlushCompress::Finish)
            .unwrap();
        out
    };
    println!("median of the certificates, each the best of 20:");
    println!(
        "zlib, one compressor reused: {:.1} µs",
        median(&certificates, reused)
    );
    println!("ours: {:.1} µs", median(&certificates, deflate::encode));
    let symbol = |bytes: &[u8]| {
        let text = format!("HC1:{}", base45::encode(&deflate::encode(bytes)));
        Symbol::of(&text).unwrap()
    };
    println!(
        "from the bytes to the symbol: {:.0} µs",
        median(&certificates, symbol)
    );
}

/// Returns the median time of a certificate in microseconds.
fn median<T>(certificates: &[Vec<u8>], mut work: impl FnMut(&[u8]) -> T) -> f64 {
    let mut times: Vec<f64> = certificates
        .iter()
        .map(|bytes| {
            let mut once = || {
                let started = Instant::now();
                black_box(work(black_box(bytes)));
                started.elapsed().as_secs_f64() * 1e6
            };
            (0..20).map(|_| once()).fold(f64::MAX, f64::min)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
