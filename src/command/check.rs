//! `impftheke check`: reads a certificate, verifies it and says what it holds.

use std::{path::PathBuf, process::ExitCode};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Error, files};
use crate::{
    check::{json_schema, remarks},
    counter::data_folder::DataFolder,
    hcert::{self, Algorithm, Decoded, Stage, chain},
    qr::{self, picture},
    text::{SCREEN, cut},
    trust::{self, Certificate, list},
};

/// Verify a certificate: HC1 text, or a picture of its code
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// HC1 text or a picture (PNG, JPEG); - reads standard input
    #[arg(value_name = "FILE|-")]
    input: PathBuf,
    /// A document signer's certificate (PEM or DER); without any, this counter's own
    #[arg(long, value_name = "DSC", num_args = 1)]
    certificate: Vec<PathBuf>,
    /// A signed list of document signers
    #[arg(long, value_name = "FILE", requires = "trust_list_key")]
    trust_list: Option<PathBuf>,
    /// The public key that signs the list (PEM)
    #[arg(long, value_name = "PEM", requires = "trust_list")]
    trust_list_key: Option<PathBuf>,
    /// Take this for the present moment; without a zone it is UTC
    #[arg(long, value_name = "RFC3339", value_parser = super::moment)]
    at: Option<Timestamp>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    let signers = signers(folder, arguments)?;
    let input = files::read(&arguments.input, MAX_INPUT)?;
    let at = super::now(arguments.at).timestamp();
    let report = match text_of(&input)? {
        Some(text) => Report::of(&text, &signers, at),
        None => Report::unreadable(),
    };
    let output = if arguments.json {
        report.to_json().to_string()
    } else {
        report.to_text()
    };
    files::say(&output)?;
    Ok(if report.valid() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// The most bytes of a picture.
const MAX_INPUT: u64 = 32 << 20;

/// The stages in the order of reading.
const STAGES: [&str; 10] = [
    "prefix",
    "base45",
    "zlib",
    "cose",
    "signature",
    "key_usage",
    "time",
    "cwt",
    "schema",
    "rules",
];

/// Reads the signers that were named; without any, the one of this counter, if it has one.
fn signers(folder: &DataFolder, arguments: &Arguments) -> Result<Vec<Certificate>, Error> {
    let mut signers = Vec::new();
    for path in &arguments.certificate {
        let bytes = files::read(path, MAX_INPUT)?;
        signers.push(Certificate::from_pem_or_der(&bytes).map_err(|error| {
            Error::Input(format!(
                "{}: {}",
                path.display(),
                super::in_one_line(&error)
            ))
        })?);
    }
    if let (Some(list), Some(key)) = (&arguments.trust_list, &arguments.trust_list_key) {
        let (bytes, key) = (files::read(list, MAX_INPUT)?, files::read(key, MAX_INPUT)?);
        let read = list::read(&bytes, &key).map_err(|error| {
            Error::Input(format!(
                "{}: {}",
                list.display(),
                super::in_one_line(&error)
            ))
        })?;
        signers.extend(read.certificates);
    }
    if arguments.certificate.is_empty() && arguments.trust_list.is_none() {
        let own = folder.training_keys().join("dsc.pem");
        if own.is_file() {
            let bytes = files::read(&own, MAX_INPUT)?;
            signers.extend(Certificate::from_pem_or_der(&bytes));
        }
    }
    Ok(signers)
}

/// Takes the text as it is, or out of the code in a picture; `None` where no code can be found.
fn text_of(input: &[u8]) -> Result<Option<String>, Error> {
    if picture::is_picture(input) {
        let read = picture::decode(input);
        let picture = read.map_err(|error| Error::Input(error.to_string()))?;
        return Ok(qr::read(&picture.luma, picture.width, picture.height).ok());
    }
    let text = std::str::from_utf8(input).ok().ok_or_else(|| {
        Error::Input("the input is neither text nor a PNG or JPEG picture".into())
    })?;
    // Only line ends: a blank may be the last digit of Base45.
    Ok(Some(
        text.trim_matches(['\r', '\n'])
            .trim_start_matches('\u{FEFF}')
            .to_owned(),
    ))
}

/// What became of each stage, and what the certificate holds.
struct Report {
    stages: [&'static str; 10],
    error: Option<String>,
    remarks: Vec<String>,
    decoded: Option<Decoded>,
}

/// The registered name of an algorithm that certificates may have.
fn name(algorithm: &Algorithm) -> Option<&'static str> {
    match algorithm {
        Algorithm::Es256 => Some("ES256"),
        Algorithm::Ps256 => Some("PS256"),
        Algorithm::Other(_) => None,
    }
}

impl Report {
    fn unreadable() -> Self {
        let error = Some("no code was found in the picture".to_owned());
        let mut report = Self {
            stages: ["skipped"; 10],
            error,
            remarks: Vec::new(),
            decoded: None,
        };
        report.set("prefix", "failed");
        report
    }

    fn of(text: &str, signers: &[Certificate], at: Timestamp) -> Self {
        let mut report = Self {
            stages: ["skipped"; 10],
            error: None,
            remarks: Vec::new(),
            decoded: None,
        };
        match chain::decode(text) {
            Ok(decoded) => report.judge(decoded, signers, at),
            Err(failure) => report.stop_at(&failure),
        }
        report
    }

    /// Notes the stage that failed and those that were passed before it.
    fn stop_at(&mut self, failure: &hcert::Failure) {
        let passed = match failure.stage() {
            Stage::Prefix => 0,
            Stage::Base45 => 1,
            Stage::Zlib => 2,
            Stage::Cose => 3,
            Stage::Cwt => 4,
        };
        for stage in ["prefix", "base45", "zlib", "cose"]
            .into_iter()
            .take(passed)
        {
            self.set(stage, "ok");
        }
        let failed = ["prefix", "base45", "zlib", "cose", "cwt"];
        self.set(failed.get(passed).copied().unwrap_or("cwt"), "failed");
        self.error = Some(super::in_one_line(failure));
    }

    fn judge(&mut self, decoded: Decoded, signers: &[Certificate], at: Timestamp) {
        for stage in ["prefix", "base45", "zlib", "cose", "cwt"] {
            self.set(stage, "ok");
        }
        let verdict = trust::verify(&decoded, signers, at);
        for (stage, outcome) in [
            ("signature", &verdict.signature),
            ("key_usage", &verdict.key_usage),
            ("time", &verdict.time),
        ] {
            self.set(stage, outcome.word());
            if let Some(reason) = outcome.reason() {
                self.error.get_or_insert_with(|| reason.to_owned());
            }
        }
        if signers.is_empty() {
            self.set("signature", "skipped");
            self.error =
                Some("no document signer was named to verify the signature with".to_owned());
        }
        match json_schema::check(decoded.certificate()) {
            Ok(()) => self.set("schema", "ok"),
            Err(error) => {
                self.set("schema", "failed");
                self.error.get_or_insert_with(|| super::in_one_line(&error));
            }
        }
        let remarks = remarks::remarks(decoded.certificate(), decoded.claims().iat);
        self.remarks = remarks.iter().map(ToString::to_string).collect();
        if let Some(bits) = verdict.short_key_bits {
            self.remarks.push(format!(
                "the key of the document signer has {bits} bits, expected are at least 2048"
            ));
        }
        self.set(
            "rules",
            if self.remarks.is_empty() {
                "ok"
            } else {
                "failed"
            },
        );
        self.decoded = Some(decoded);
    }

    fn set(&mut self, stage: &str, outcome: &'static str) {
        for (name, value) in STAGES.iter().zip(&mut self.stages) {
            if *name == stage {
                *value = outcome;
            }
        }
    }

    /// Our own rules are stricter than the law of the format; they never make a certificate invalid.
    fn valid(&self) -> bool {
        STAGES
            .iter()
            .zip(self.stages)
            .all(|(name, outcome)| *name == "rules" || outcome == "ok")
    }

    fn to_json(&self) -> Value {
        let stages: serde_json::Map<String, Value> = STAGES
            .iter()
            .zip(self.stages)
            .map(|(name, outcome)| ((*name).to_owned(), outcome.into()))
            .collect();
        let decoded = self.decoded.as_ref();
        json!({
            "valid": self.valid(),
            "stages": stages,
            "error": self.error,
            "kid": decoded.and_then(Decoded::kid).map(|kid| BASE64.encode(kid)),
            "algorithm": decoded.and_then(|decoded| name(decoded.algorithm())),
            "issuer": decoded.and_then(|decoded| decoded.claims().iss.as_deref()),
            "issued_at": decoded.map(|decoded| decoded.claims().iat.to_string()),
            "expires_at": decoded.map(|decoded| decoded.claims().exp.to_string()),
            "certificate": decoded.map(Decoded::certificate),
        })
    }

    fn to_text(&self) -> String {
        let mut text = String::from(if self.valid() { "VALID" } else { "NOT VALID" });
        if let Some(error) = &self.error {
            text.push_str(": ");
            text.push_str(error);
        }
        text.push('\n');
        for (name, outcome) in STAGES.iter().zip(self.stages) {
            text.extend(["  ", name, ": ", outcome, "\n"]);
        }
        for remark in &self.remarks {
            text.push_str("  remark: ");
            text.push_str(remark);
            text.push('\n');
        }
        if let Some(decoded) = &self.decoded {
            let content = serde_json::to_string_pretty(decoded.certificate()).unwrap_or_default();
            text.push_str(if self.valid() { "" } else { "Not verified:\n" });
            // No certificate that follows the rules is longer; --json prints any of them whole.
            text.push_str(&cut(&content, SCREEN));
        }
        text.trim_end().to_owned()
    }
}
