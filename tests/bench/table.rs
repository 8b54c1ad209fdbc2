//! One table of what the work costs: `cargo bench --bench table`.
//!
//! Rates are per second of CPU, medians of five runs, beside the bare signature of the same library and a peer
//! that is measured in the same run: the chain as everybody would write it, with ciborium, coset, p256 and flate2.
//! Nothing is asserted: machines differ.
//!
//! As measured last, with the release profile on two busy cores of a server:
//!
//! | work | µs | beside |
//! |---|---|---|
//! | verification | 41.4 | bare verification 35.7: 0.86 (0.90 in the middle of single calls, without LTO) |
//! | issue to HC1 | 23.2 | the plain chain 63.4: 2.7 times as fast; the signature alone takes 12.1 |
//! | a symbol | 101 | goal 500 |
//! | the check of a page on paper | 22,000 | goal 30,000; the letters went into a store first then |
//!
//! What verification takes beside the signature is 4 µs for Base45, zlib and CBOR, spread over all of their steps.
//! Five times the plain chain cannot be: it would leave half a microsecond beside the signature. Without LTO the check
//! of a page took 32 ms with the store of letters and takes 20 without.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::too_many_lines,
    reason = "a bench reads from top to bottom, prints its table and fails by panicking"
)]

use std::{
    alloc::System,
    fs,
    hint::black_box,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use ciborium::Value;
use coset::{CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable as _, iana};
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use impftheke::{
    domain::{
        DoseDraft, Draft, DraftLimits, EventDraft, Issuance, Issuer, Statement, Uvci,
        VaccinationDraft, product,
    },
    hcert::{Decoded, Header, Unsigned, base45, chain},
    issue::{self, LocalIssuer},
    paper::{self, Options, Sheet},
    qr::Symbol,
    sign::Signer as _,
    text::Language,
    training::signing_keys,
    trust::{self, Certificate},
    ui::{self, Counter, Form, Profile, QueueView, Scene, Status, ViewContext},
};
use jiff::{Timestamp, ZonedDateTime};
use p256::ecdsa::{
    Signature, SigningKey,
    signature::{Signer as _, Verifier as _},
};
use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
        UnparsedPublicKey,
    },
};
use zeroizing_alloc::ZeroAlloc;

/// As the program has it, so that its price is in every figure.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

const RUNS: usize = 5;

fn main() {
    let now: ZonedDateTime = "2021-06-14T10:00[Europe/Berlin]".parse().unwrap();
    let at = now.timestamp();
    let folder = tempfile::tempdir().unwrap();
    let keys = signing_keys::open_or_create(&folder.path().join("keys"), at).unwrap();
    let signer = Certificate::from_der(keys.signer.certificate()).unwrap();
    let statement = erika(&now);
    let issuer = Issuer::new("XX", "DE", "Impftheke Training", "UEBUNG").unwrap();
    let issuance = Issuance {
        uvci: Uvci::new(&issuer, [7; 16]).unwrap(),
        issuer,
        issued_at: at,
        expires_at: Timestamp::from_second(at.as_second() + 365 * 86_400).unwrap(),
    };
    let header = Header::es256(signer.kid());
    let hcert = || {
        let unsigned = Unsigned::new(&statement, &issuance, header).unwrap();
        let signature = keys.signer.sign(unsigned.to_be_signed()).unwrap();
        unsigned.sign(&signature)
    };
    let text = hcert().text().to_owned();

    let bare = Bare::measure();
    let to_hc1 = rate(4_000, hcert);
    let to_qr = rate(50, || Symbol::of(hcert().text()).unwrap());
    let page = |symbol: &Symbol| {
        let sheet = Sheet {
            statement: &statement,
            issuance: &issuance,
            symbol,
        };
        let options = Options {
            specimen: true,
            ..Options::default()
        };
        paper::pdf(&[sheet], options).unwrap()
    };
    let to_pdf = rate(10, || page(&Symbol::of(hcert().text()).unwrap()));
    let verified = rate(2_000, || {
        let decoded = chain::decode(black_box(&text)).unwrap();
        let verdict = trust::verify(&decoded, std::slice::from_ref(&signer), at);
        assert_eq!(verdict.failure(), None);
    });
    let peer = Peer::new(&chain::decode(&text).unwrap());
    let peer_issues = rate(1_000, || peer.issue());
    let peer_text = peer.issue();
    let peer_verifies = rate(1_000, || assert!(peer.verifies(black_box(&peer_text))));
    println!("| work | a CPU second | µs | to bare ECDSA | to the plain chain |");
    println!("|---|---|---|---|---|");
    row("bare signature", bare.sign, None, None);
    row("bare verification", bare.verify, None, None);
    row("issue to HC1", to_hc1, Some(bare.sign), Some(peer_issues));
    row("plain chain to HC1", peer_issues, Some(bare.sign), None);
    row("issue to QR", to_qr, Some(bare.sign), None);
    row("issue to PDF", to_pdf, Some(bare.sign), None);
    row(
        "verification",
        verified,
        Some(bare.verify),
        Some(peer_verifies),
    );
    row("plain verification", peer_verifies, Some(bare.verify), None);
    println!(
        "\nissuing without the signature: {:.1} µs, the signature: {:.1} µs",
        1e6 / to_hc1 - 1e6 / bare.sign,
        1e6 / bare.sign
    );

    let symbol = Symbol::of(&text).unwrap();
    let laid_out = 1e3 / rate(10, || page(&symbol));
    let desk = LocalIssuer {
        issuer: &issuance.issuer,
        signer: &keys.signer,
    };
    let issued = [desk.issue(&statement, at).unwrap()];
    let checked = 1e3
        / rate(3, || {
            issue::pdf(
                &issued,
                Options {
                    specimen: true,
                    ..Options::default()
                },
                at,
            )
            .unwrap()
        });
    println!(
        "a PDF: {laid_out:.1} ms of CPU (goal 35), {} bytes (goal 45,000)",
        page(&symbol).len()
    );
    println!(
        "its check on paper: {:.0} ms a page (goal 30)",
        checked - laid_out
    );
    let before = resident_kib("self");
    let size = (0..1_000).map(|_| page(&symbol).len()).max().unwrap();
    println!(
        "1,000 PDF of {size} bytes: {} KiB before, {} KiB after",
        before,
        resident_kib("self")
    );
    frames(&now);
    window();
}

/// Draws the form without a window: what a frame costs, and how many frames a letter takes to the screen.
fn frames(now: &ZonedDateTime) {
    let context = egui::Context::default();
    ui::theme::install(&context);
    let mut counter = Counter::default();
    let (queue, status) = (QueueView::default(), Status::default());
    let scene = Scene::Form(Form::Typing);
    let mut frame = |events: Vec<egui::Event>| {
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(
                egui::Pos2::ZERO,
                egui::vec2(1280.0, 800.0),
            )),
            events,
            ..egui::RawInput::default()
        };
        context.run_ui(input, |ui| {
            let desk = ViewContext {
                now,
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
                prints: &ui::Prints::default(),
                unfinished: &[],
                printers: None,
            };
            black_box(counter.ui(ui, desk));
        })
    };
    // The first frames load fonts and send the focus to the family name.
    for _ in 0..5 {
        frame(Vec::new());
    }
    frame(vec![egui::Event::Text("Musterma".into())]);
    frame(Vec::new());
    let shows = |output: &egui::FullOutput, text: &str| {
        let shapes = output.shapes.iter().map(|clipped| &clipped.shape);
        shapes.into_iter().any(|shape| says(shape, text))
    };
    let mut output = frame(vec![egui::Event::Text("nn".into())]);
    let mut taken = 1;
    while !shows(&output, "Mustermann") && taken < 10 {
        output = frame(Vec::new());
        taken += 1;
    }
    let still = rate(50, || frame(Vec::new()));
    let mut letters = 0;
    let typing = rate(50, || {
        letters += 1;
        let back = egui::Event::Key {
            key: egui::Key::Backspace,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        };
        frame(vec![if letters % 2 == 0 {
            back
        } else {
            egui::Event::Text("n".into())
        }])
    });
    println!(
        "UI code a frame: {:.2} ms at rest, {:.2} ms while typing",
        1e3 / still,
        1e3 / typing
    );
    println!("a typed letter is on the screen in frame {taken} after its key");
}

/// Whether a shape shows this text.
fn says(shape: &egui::Shape, text: &str) -> bool {
    if let egui::Shape::Text(shown) = shape {
        shown.galley.text() == text
    } else if let egui::Shape::Vec(shapes) = shape {
        shapes.iter().any(|shape| says(shape, text))
    } else {
        false
    }
}

/// The rates of the library alone.
struct Bare {
    sign: f64,
    verify: f64,
}

impl Bare {
    fn measure() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        let message = [9; 330];
        let signature = pair.sign(&random, &message).unwrap();
        let key = pair.public_key().as_ref();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key);
        let verify = || {
            public
                .verify(black_box(&message), signature.as_ref())
                .unwrap();
        };
        Self {
            sign: rate(4_000, || pair.sign(&random, black_box(&message)).unwrap()),
            verify: rate(2_000, verify),
        }
    }
}

/// The chain as everybody would write it from published crates, with nothing looked at twice.
struct Peer {
    key: SigningKey,
    claims: Value,
    kid: Vec<u8>,
}

impl Peer {
    /// Takes over what our own certificate says.
    fn new(decoded: &Decoded) -> Self {
        Self {
            key: SigningKey::from_slice(&[7; 32]).unwrap(),
            claims: ciborium::from_reader(decoded.payload()).unwrap(),
            kid: decoded.kid().unwrap().to_vec(),
        }
    }

    fn issue(&self) -> String {
        let mut payload = Vec::new();
        ciborium::into_writer(&self.claims, &mut payload).unwrap();
        let header = HeaderBuilder::new()
            .algorithm(iana::Algorithm::ES256)
            .key_id(self.kid.clone());
        let message = CoseSign1Builder::new()
            .protected(header.build())
            .payload(payload)
            .create_signature(b"", |bytes| {
                let signature: Signature = self.key.sign(bytes);
                signature.to_bytes().to_vec()
            });
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder
            .write_all(&message.build().to_tagged_vec().unwrap())
            .unwrap();
        format!("HC1:{}", base45::encode(&encoder.finish().unwrap()))
    }

    fn verifies(&self, text: &str) -> bool {
        let bytes = base45::decode(text.strip_prefix("HC1:").unwrap()).unwrap();
        let mut cose = Vec::new();
        ZlibDecoder::new(bytes.as_slice())
            .read_to_end(&mut cose)
            .unwrap();
        let message = CoseSign1::from_tagged_slice(&cose).unwrap();
        let payload = message.payload.as_deref().unwrap();
        black_box(ciborium::from_reader::<Value, _>(payload).unwrap());
        let verified = message.verify_signature(b"", |signature, bytes| {
            let signature = Signature::from_slice(signature)?;
            self.key.verifying_key().verify(bytes, &signature)
        });
        verified.is_ok()
    }
}

fn erika(now: &ZonedDateTime) -> Statement {
    let vaccination = VaccinationDraft {
        product: product::with_code("EU/1/20/1528"),
        date: "2021-05-29".into(),
        dose: DoseDraft::of_numbers(2, 2),
        ..VaccinationDraft::default()
    };
    let draft = Draft {
        family_name: "Mustermann".into(),
        given_name: "Erika".into(),
        birth: "12.08.1964".into(),
        event: EventDraft::Vaccination(vaccination),
        ..Draft::default()
    };
    draft.parse(now).unwrap().into_statement()
}

fn row(name: &str, rate: f64, bare: Option<f64>, peer: Option<f64>) {
    let ratio =
        |other: Option<f64>| other.map_or(String::new(), |other| format!("{:.2}", rate / other));
    println!(
        "| {name} | {rate:.0} | {:.1} | {} | {} |",
        1e6 / rate,
        ratio(bare),
        ratio(peer)
    );
}

/// Returns how often the work is done in a second of CPU: the median of the runs.
fn rate<T>(times: u32, mut work: impl FnMut() -> T) -> f64 {
    black_box(work());
    let mut rates: Vec<f64> = (0..RUNS)
        .map(|_| {
            let (start, mut done) = (cpu("self"), 0);
            while cpu("self") - start < 2.0 {
                for _ in 0..times {
                    black_box(work());
                }
                done += times;
            }
            f64::from(done) / (cpu("self") - start)
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    rates[RUNS / 2]
}

/// Returns the seconds of CPU that a process has used, in hundredths.
fn cpu(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}

fn resident_kib(process: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Starts the real window in a virtual screen and looks at it from outside.
fn window() {
    let Ok(mut screen) = Command::new("Xvfb")
        .args([":97", "-screen", "0", "1280x800x24"])
        .stderr(Stdio::null())
        .spawn()
    else {
        println!("without Xvfb no window was measured");
        return;
    };
    sleep(Duration::from_secs(2));
    let data = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let mut counter = Command::new(env!("CARGO_BIN_EXE_impftheke"))
        .arg("--data")
        .arg(data.path())
        .env("DISPLAY", ":97")
        .env_remove("WAYLAND_DISPLAY")
        .env("IMPFTHEKE_LOG", "impftheke=info")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let errors = BufReader::new(counter.stderr.take().unwrap());
    let first = errors
        .lines()
        .map_while(Result::ok)
        .find(|line| line.contains("first frame"));
    println!(
        "start to first frame: {:?} ({})",
        started.elapsed(),
        if first.is_some() {
            "drawn"
        } else {
            "not drawn"
        }
    );
    sleep(Duration::from_secs(3));
    let process = counter.id().to_string();
    let before = cpu(&process);
    sleep(Duration::from_secs(10));
    println!(
        "idle: {:.1} ms of CPU a second, {} KiB resident",
        (cpu(&process) - before) * 100.0,
        resident_kib(&process)
    );
    end(&mut counter);
    end(&mut screen);
}

fn end(process: &mut Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}
