//! Input that no honest person brings, given to the real program: what it costs and how much is said is bounded.
//!
//! 300 mutated inputs; `IMPFTHEKE_MUTATIONS=20000 cargo test --release --test external hostile::` tries more of them. GNU
//! time measures the processor's time and the memory of each run. The targets of the fuzzer (`tests/fuzz`) run over
//! their seeds and as many mutations of them.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and reports the costliest input"
)]

#[path = "../fuzz/targets/mod.rs"]
mod fuzz;

use std::{
    env, fs,
    io::{Cursor, Write as _},
    panic::catch_unwind,
    path::Path,
    process::{Command, Output, Stdio},
};

use ciborium::Value;
use image::{GrayImage, ImageFormat};
use impftheke::{
    hcert::{base45, cbor, deflate},
    qr::{QUIET, Symbol},
};
use tempfile::TempDir;

/// Seconds of the processor. A debug build takes longer, and on cores that others work on as well up to twice as long.
const MAX_SECONDS: f64 = if cfg!(debug_assertions) { 10.0 } else { 5.0 };
const MAX_KIB: u64 = 500_000;
/// A screen of 25 lines of 80, and what stands around it.
const MAX_MESSAGE: usize = 2_500;

/// A data folder, and the costliest run so far.
struct Counter {
    folder: TempDir,
    costliest: (f64, u64),
}

impl Counter {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            costliest: (0.0, 0),
        }
    }

    /// Gives the program a file and measures it; in every case it must come to an end by itself.
    fn run(&mut self, arguments: &[&str], name: &str, input: &[u8]) -> Output {
        let here = self.folder.path();
        fs::write(here.join(name), input).unwrap();
        let output = Command::new("time")
            .args(["-q", "-o", "cost", "-f", "%U %S %M"])
            .arg(env!("CARGO_BIN_EXE_impftheke"))
            .args(["--data", "data"])
            .args(arguments)
            .current_dir(here)
            .stdin(Stdio::null())
            .output()
            .expect("GNU time is not installed: run packaging/setup test");
        let cost = fs::read_to_string(here.join("cost")).unwrap();
        let cost: Vec<&str> = cost.split_whitespace().collect();
        let seconds = |place: usize| cost[place].parse::<f64>().unwrap();
        let seconds = seconds(0) + seconds(1);
        let kib: u64 = cost[2].parse().unwrap();
        let kept = || {
            let place = env::temp_dir().join(format!("impftheke-hostile-{name}"));
            fs::write(&place, input).unwrap();
            format!("{arguments:?} with {}", place.display())
        };
        assert!(
            matches!(output.status.code(), Some(0..=3)),
            "{}: {output:?}",
            kept()
        );
        assert!(seconds <= MAX_SECONDS, "{}: {seconds} s", kept());
        assert!(kib <= MAX_KIB, "{}: {kib} KiB", kept());
        for said in [&output.stdout, &output.stderr] {
            let said = std::str::from_utf8(said).unwrap();
            let length = said.chars().count();
            assert!(length <= MAX_MESSAGE, "{}: {length} characters", kept());
        }
        let fault = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !fault.contains("fault of the program"),
            "{}: {fault}",
            kept()
        );
        self.costliest.0 = self.costliest.0.max(seconds);
        self.costliest.1 = self.costliest.1.max(kib);
        output
    }

    fn says(&self, of: &str) {
        let (seconds, kib) = self.costliest;
        println!("{of}: at most {seconds:.2} s and {kib} KiB");
    }
}

fn png(luma: Vec<u8>, side: usize) -> Vec<u8> {
    written(luma, side, ImageFormat::Png)
}

fn written(luma: Vec<u8>, side: usize, format: ImageFormat) -> Vec<u8> {
    let side = u32::try_from(side).unwrap();
    let picture = GrayImage::from_raw(side, side, luma).unwrap();
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

/// A point of the pattern in a symbol's corner, with a light module at two of its sides.
fn corner(x: usize, y: usize) -> u8 {
    let ring = x.abs_diff(3).max(y.abs_diff(3));
    if matches!(ring, 0 | 1 | 3) && x < 7 && y < 7 {
        0
    } else {
        255
    }
}

/// A picture full of corners.
fn corners(side: usize, scale: usize) -> Vec<u8> {
    let points = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let luma = points.map(|(x, y)| corner(x / scale % 8, y / scale % 8));
    png(luma.collect(), side)
}

/// A picture full of corners in whatever size it is looked at, dark ones and light ones.
fn corners_of_all_sizes(side: usize) -> Vec<u8> {
    let bands = 10;
    let points = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let luma = points.map(|(x, y)| {
        let band = (y * bands / side).min(bands - 1);
        let scale = 4 << (band % 5);
        let grey = corner(x / scale % 12, y / scale % 12);
        if band < 5 { grey } else { 255 - grey }
    });
    png(luma.collect(), side)
}

/// A light picture of sixteen bits and four channels, with a symbol in its corner.
fn deep(width: usize, height: usize, symbol: &[u8]) -> Vec<u8> {
    let side = symbol.len().isqrt();
    let mut bytes = Vec::new();
    let [columns, rows] = [width, height].map(|side| u32::try_from(side).unwrap());
    let mut encoder = png::Encoder::new(&mut bytes, columns, rows);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Sixteen);
    encoder.set_compression(png::Compression::Fastest);
    let mut header = encoder.write_header().unwrap();
    let mut stream = header.stream_writer().unwrap();
    let light = vec![255; width * 8];
    for y in 0..height {
        let mut row = light.clone();
        if y < side {
            for (x, &grey) in symbol[y * side..][..side].iter().enumerate() {
                row[x * 8..][..6].fill(grey);
            }
        }
        stream.write_all(&row).unwrap();
    }
    stream.finish().unwrap();
    drop(header);
    bytes
}

#[test]
fn a_picture_full_of_corners_is_given_up_soon() {
    let mut counter = Counter::new();
    for (side, scale) in [(500, 3), (2_000, 1), (2_000, 3), (2_400, 5), (1_000, 2)] {
        let picture = corners(side, scale);
        let output = counter.run(&["check", "corners.png"], "corners.png", &picture);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
    }
    let picture = corners_of_all_sizes(3_600);
    let output = counter.run(&["check", "corners.png"], "corners.png", &picture);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    counter.says("corners");
}

#[test]
fn a_code_among_false_corners_is_found() {
    let mut counter = Counter::new();
    let (code, side) = Symbol::of("HC1:NCF%RN%TSMAHN-HSL425WFIKQA")
        .unwrap()
        .to_luma(6, QUIET);
    let width = side * 3;
    let point = |x: usize, y: usize| {
        let inside = |at: usize| (side..side * 2).contains(&at);
        if inside(x) && inside(y) {
            code[(y - side) * side + (x - side)]
        } else {
            corner(x / 5 % 12, y / 5 % 12)
        }
    };
    let luma = (0..width).flat_map(|y| (0..width).map(move |x| point(x, y)));
    let picture = png(luma.collect(), width);
    let output = counter.run(&["check", "--json", "code.png"], "code.png", &picture);
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains(r#""prefix":"ok""#), "{report}");
}

#[test]
fn sixteen_bits_and_four_channels_are_never_held_for_a_whole_picture() {
    let mut counter = Counter::new();
    let empty = deep(8_192, 8_191, &[]);
    let output = counter.run(&["check", "deep.png"], "deep.png", &empty);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let (code, _) = Symbol::of("HC1:NCF").unwrap().to_luma(8, QUIET);
    let picture = deep(2_000, 2_000, &code);
    let output = counter.run(&["check", "--json", "deep.png"], "deep.png", &picture);
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains(r#""prefix":"ok""#), "{report}");
    counter.says("sixteen bits");
}

#[test]
fn millions_of_zeros_are_refused_in_a_line() {
    let mut counter = Counter::new();
    let zeros = vec!["0"; 3_000_000].join(",");
    let texts = vec![r#""Mustermann""#; 400_000].join(",");
    for input in [
        format!("[{zeros}]"),
        format!("[[{zeros}]]"),
        format!(r#"{{"nam":[{zeros}]}}"#),
        format!(r#"{{"{}":1}}"#, "x".repeat(8_000_000)),
        format!(r#"[{{"x{}":1}}]"#, "x".repeat(16_000)),
        format!("[{texts}]"),
        "[".repeat(8_000_000),
        format!("[{}]", vec![r#"{"nam":{}}"#; 4_000].join(",")),
    ] {
        let arguments = &["issue", "zeros.json", "--queue"];
        let output = counter.run(arguments, "zeros.json", input.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!said.contains("Mustermann"), "{said}");
    }
    counter.says("zeros");
}

#[test]
fn arguments_of_any_length_are_answered_on_a_screen_that_says_why() {
    let mut counter = Counter::new();
    let long = "X".repeat(100_000);
    let path = format!("{}end", "deep/".repeat(1_000));
    let (flag, command) = (format!("--{long}"), "\u{1b}[2J\u{9b}3J\r");
    for (arguments, why) in [
        (&[long.as_str()][..], "unrecognized subcommand"),
        (&[&flag], "unexpected argument"),
        (&["issue", &path, "--queue"], "File name too long"),
        (&["check", &path], "File name too long"),
        (&["check", "--at", &long, "input"], "invalid value"),
        (&["queue", "show", &long], "invalid value"),
        (&["config", "set", &long, "1"], "no setting of this name"),
        (&["config", "set", "pharmacy.name", &long], "characters"),
        (&["config", "show", &long], "unexpected argument"),
        (&["print", "--ready", "--printer", &long], "invalid value"),
        (&["check", command], "No such file"),
        (&[command], "unrecognized subcommand"),
    ] {
        let output = counter.run(arguments, "input", b"");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(why), "{why}: {said}");
        let commands = |c: char| c.is_control() && c != '\n';
        assert!(!said.contains(commands), "{said:?}");
    }
}

/// A certificate with any content, and a signature that cannot hold.
fn certificate(content: Value) -> Vec<u8> {
    let claims = Value::Map(vec![
        (1.into(), "DE".into()),
        (4.into(), 1_700_000_000.into()),
        (6.into(), 1_600_000_000.into()),
        ((-260).into(), Value::Map(vec![(1.into(), content)])),
    ]);
    let protected = cbor::encode(&Value::Map(vec![(1.into(), (-7).into())]));
    let message = Value::Array(vec![
        Value::Bytes(protected),
        Value::Map(vec![(4.into(), Value::Bytes(vec![7; 8]))]),
        Value::Bytes(cbor::encode(&claims)),
        Value::Bytes(vec![0; 64]),
    ]);
    text_of(&cbor::encode(&Value::Tag(18, Box::new(message))))
}

fn text_of(cose: &[u8]) -> Vec<u8> {
    let text = base45::encode(&deflate::encode(cose));
    format!("HC1:{text}").into_bytes()
}

#[test]
fn a_certificate_with_anything_in_it_is_told_on_a_screen() {
    let mut counter = Counter::new();
    let text = |length: usize| Value::from("\u{e4}".repeat(length));
    let zeros = |count: usize| Value::Array(vec![0.into(); count]);
    let map = |members: Vec<(Value, Value)>| Value::Map(members);
    let deep = |levels: usize| {
        let nest = |inner, _| Value::Map(vec![(text(900), inner)]);
        (0..levels).fold(Value::from(0), nest)
    };
    for content in [
        map(vec![("v".into(), zeros(60_000))]),
        map(vec![("ver".into(), text(30_000))]),
        map(vec![(text(30_000), 1.into())]),
        map(vec![("nam".into(), map(vec![(text(30_000), 1.into())]))]),
        map((0..500)
            .map(|member| (format!("m{member}").into(), zeros(100)))
            .collect()),
        map(vec![
            ("dob".into(), text(9)),
            ("v".into(), Value::Array(vec![deep(15)])),
        ]),
        deep(15),
    ] {
        let input = certificate(content);
        assert!(input.len() < 8 * 1024, "{}", input.len());
        let output = counter.run(&["check", "hc1.txt"], "hc1.txt", &input);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
    }
    counter.says("certificates");
}

/// A small generator whose sequence never changes (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap()
    }

    /// Changes, cuts out, repeats or puts in some bytes.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(6) {
            let from = self.below(bytes.len());
            let to = (from + self.below(64)).min(bytes.len());
            match self.below(6) {
                0 => drop(bytes.drain(from..to)),
                1 => {
                    let part = bytes[from..to].repeat(1 + self.below(200));
                    drop(bytes.splice(from..from, part));
                }
                2 => bytes.truncate(bytes.len() - self.below(bytes.len() / 4 + 1)),
                3 => {
                    let special = [
                        &b"\xFF\xFF\xFF\xFF"[..],
                        b"\0\0\0\0",
                        b"[[[[",
                        b"\xBF",
                        b"{\"\":",
                    ];
                    drop(bytes.splice(from..from, special[self.below(5)].iter().copied()));
                }
                _ => {
                    if let Some(byte) = bytes.get_mut(from) {
                        *byte ^= 1 << self.below(8);
                    }
                }
            }
        }
    }

    /// Draws corners, squares and noise over a picture.
    fn draw_over(&mut self, luma: &mut [u8], side: usize) {
        for _ in 0..=self.below(40) {
            let (left, top) = (self.below(side), self.below(side));
            let (scale, kind, grey) = (1 + self.below(6), self.below(3), self.below(256));
            let noise = self.below(usize::MAX);
            for y in top..(top + 8 * scale).min(side) {
                for x in left..(left + 8 * scale).min(side) {
                    luma[y * side + x] = match kind {
                        0 => corner((x - left) / scale, (y - top) / scale),
                        1 => u8::try_from(grey).unwrap(),
                        _ => u8::try_from(((x * y) ^ noise) % 256).unwrap(),
                    };
                }
            }
        }
    }
}

fn mutations() -> usize {
    let mutations = env::var("IMPFTHEKE_MUTATIONS");
    mutations.map_or(300, |count| count.parse().unwrap())
}

#[test]
fn the_targets_of_the_fuzzer_hold_over_their_seeds_and_what_is_made_of_them() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let listed = |folder: &str| {
        let entries = fs::read_dir(here.join(folder)).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let names = |folder: &str| {
        let paths = listed(folder).into_iter();
        let names = paths.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names("fuzz_targets"), fuzz::TARGETS.map(|(name, _)| name));
    assert_eq!(names("corpus"), fuzz::TARGETS.map(|(name, _)| name));
    let mut random = Random(0x0FED_CBA9_8765_4321);
    for (name, run) in fuzz::TARGETS {
        let run = |input: &[u8]| {
            catch_unwind(|| run(input)).unwrap_or_else(|_fault| {
                let place = env::temp_dir().join(format!("impftheke-fuzz-{name}"));
                fs::write(&place, input).unwrap();
                panic!("{name} with {}", place.display())
            })
        };
        // What the fuzzer has found lies beside them.
        let mut seeds = listed(&format!("corpus/{name}"));
        seeds.retain(|path| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("seed-")
        });
        for seed in &seeds {
            let seed_bytes = fs::read(seed).unwrap();
            assert!(run(&seed_bytes), "{} is refused", seed.display());
            for _ in 0..mutations() / seeds.len() {
                let mut input = seed_bytes.clone();
                random.mutate(&mut input);
                run(&input);
            }
        }
    }
}

#[test]
fn mutated_inputs_cost_little_and_are_answered_briefly() {
    let mutations = mutations();
    let mut counter = Counter::new();
    let mut random = Random(0x1234_5678_9ABC_DEF1);
    let read = |name: &str| fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let request = read("packaging/example.json");
    let issued = counter.run(
        &["issue", "first.json", "--hc1", "-"],
        "first.json",
        &request,
    );
    let text = String::from_utf8(issued.stdout).unwrap();
    let text = text.trim_end().to_owned();
    let compressed = base45::decode(text.strip_prefix("HC1:").unwrap()).unwrap();
    let cose = deflate::decode(&compressed).unwrap();
    let symbol = Symbol::of(&text).unwrap();
    let (luma, side) = symbol.to_luma(4, QUIET);
    let list = read("tests/data/trustlist/dsc-list-demo.txt");
    let key = read("tests/data/trustlist/dsc-list-demo-key.pem");
    fs::write(counter.folder.path().join("key.pem"), &key).unwrap();
    fs::write(counter.folder.path().join("hc1.txt"), &text).unwrap();
    let check = ["check", "input"];
    for number in 0..mutations {
        let (arguments, mut input) = match number % 9 {
            0 => (&check[..], text.clone().into_bytes()),
            1 | 2 => (&check[..], cose.clone()),
            3 => (&check[..], png(luma.clone(), side)),
            4 => (&check[..], written(luma.clone(), side, ImageFormat::Jpeg)),
            5 | 6 => (&check[..], luma.clone()),
            7 => (&["issue", "input", "--queue"][..], request.clone()),
            _ if number % 2 == 0 => (
                &["check", "hc1.txt", "--certificate", "input"][..],
                key.clone(),
            ),
            _ => (
                &[
                    "check",
                    "hc1.txt",
                    "--trust-list",
                    "input",
                    "--trust-list-key",
                    "key.pem",
                ][..],
                list.clone(),
            ),
        };
        match number % 9 {
            5 | 6 => {
                random.draw_over(&mut input, side);
                let format = [ImageFormat::Png, ImageFormat::Jpeg][number % 2];
                input = written(input, side, format);
            }
            of => {
                random.mutate(&mut input);
                if matches!(of, 1 | 2) {
                    input = text_of(&input);
                }
            }
        }
        counter.run(arguments, "input", &input);
    }
    counter.says(&format!("{mutations} mutated inputs"));
}
