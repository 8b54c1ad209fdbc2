//! What is told of certificates that were read: each stage, what they hold, what was put up with, and the verdict.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    check::{content, json_schema, other_code::OtherCode, remarks},
    hcert::{self, Algorithm, Decoded, Stage, cleaned::Cleaned, noise::Noise},
    text::{SCREEN, cut},
    trust::{self, Certificate},
};

/// The stages in the order of reading.
const STAGES: [&str; 11] = [
    "prefix",
    "base45",
    "zlib",
    "cose",
    "signature",
    "key_usage",
    "time",
    "cwt",
    "content",
    "schema",
    "rules",
];

/// The stages that never make a certificate invalid: what breaks the schema or our own rules is a remark, for real
/// issuers wrote otherwise and are trusted by their signature (DCC 20).
const REMARKED: [&str; 2] = ["schema", "rules"];

/// What is told of all that one input holds.
pub(super) struct Reports {
    /// Those that are not valid first; never empty.
    found: Vec<Report>,
    /// The codes beside them.
    others: Vec<OtherCode>,
    /// Whether all was looked at in which one may be.
    is_all: bool,
}

impl Reports {
    pub(super) fn new(mut reports: Vec<Report>, others: Vec<OtherCode>) -> Self {
        reports.sort_by_key(Report::valid);
        Self {
            found: reports,
            others,
            is_all: true,
        }
    }

    /// Says whether all of a picture was looked at.
    #[must_use]
    pub(super) fn of_all(self, is_all: bool) -> Self {
        Self { is_all, ..self }
    }

    /// Whether all are valid: the worst one counts, and one that was not looked at may be that.
    pub(super) fn valid(&self) -> bool {
        self.is_all && self.found.iter().all(Report::valid)
    }

    /// Returns one object: the members of the worst report, all reports, and the other codes.
    pub(super) fn to_json(&self) -> Value {
        let reports: Vec<Value> = self.found.iter().map(Report::to_json).collect();
        let mut object = reports.first().cloned().unwrap_or_default();
        if let Some(members) = object.as_object_mut() {
            let others = self.others.iter().map(|other| other.to_string().into());
            members.insert("other_codes".into(), Value::Array(others.collect()));
            members.insert("certificates".into(), Value::Array(reports));
            members.insert("all_read".into(), self.is_all.into());
            members.insert("valid".into(), self.valid().into());
        }
        object
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        if !self.is_all {
            push_line(
                &mut text,
                "Not all of this picture was read, too much in it looks like a code: check each code in a picture of \
                 its own",
            );
        }
        let count = self.found.len();
        for (number, report) in (1..).zip(self.found.iter().take(MAX_TOLD)) {
            if count > 1 {
                push_line(&mut text, &format!("Certificate {number} of {count}"));
            }
            text.push_str(&report.to_text((SCREEN / count).max(MIN_TOLD)));
            text.push('\n');
        }
        if count > MAX_TOLD {
            let left = count - MAX_TOLD;
            push_line(
                &mut text,
                &format!("{left} more certificates: --json prints all"),
            );
        }
        for other in self.others.iter().take(MAX_TOLD) {
            push_line(
                &mut text,
                &format!("Another code is no certificate: {other}"),
            );
        }
        if self.others.len() > MAX_TOLD {
            let left = self.others.len() - MAX_TOLD;
            push_line(&mut text, &format!("{left} more codes are no certificates"));
        }
        text.trim_end().to_owned()
    }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// So many certificates and other codes of one picture are told of in words.
const MAX_TOLD: usize = 12;
/// So many characters of each certificate are shown, however many there are.
const MIN_TOLD: usize = 600;

/// What became of each stage, and what the certificate holds.
pub(super) struct Report {
    stages: [&'static str; STAGES.len()],
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
    fn empty() -> Self {
        Self {
            stages: ["skipped"; STAGES.len()],
            error: None,
            remarks: Vec::new(),
            decoded: None,
        }
    }

    /// Tells of a picture without a certificate, in which so many other codes are.
    pub(super) fn nothing(others: usize) -> Self {
        let mut report = Self::empty();
        report.error = Some(match others {
            0 => "no code was found in the picture".to_owned(),
            1 => "the code in the picture is no certificate".to_owned(),
            _ => "none of the codes in the picture is a certificate".to_owned(),
        });
        report.set("prefix", "failed");
        report
    }

    /// Tells of a text that was read.
    pub(super) fn of(
        read: Result<Cleaned, hcert::Failure>,
        signers: &[Certificate],
        at: Timestamp,
    ) -> Self {
        let mut report = Self::empty();
        match read {
            Ok(Cleaned { decoded, undone }) => {
                report.undone(&undone);
                report.judge(decoded, signers, at);
            }
            Err(failure) => report.stop_at(&failure),
        }
        report
    }

    /// Adds what was undone before the text could be read.
    pub(super) fn undone(&mut self, undone: &[Noise]) {
        let undone = undone.iter().map(ToString::to_string);
        self.remarks.splice(..0, undone);
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
        self.read_content(&decoded);
        if let Some(bits) = verdict.short_key_bits {
            self.remarks.push(format!(
                "the key of the document signer has {bits} bits, expected are at least 2048"
            ));
            self.set("rules", "failed");
        }
        self.decoded = Some(decoded);
    }

    /// Judges what a certificate says: whether it can be read, and what is remarkable about it.
    fn read_content(&mut self, decoded: &Decoded) {
        let certificate = decoded.certificate();
        let notes = decoded.notes().iter().take(MAX_NOTES);
        self.remarks.extend(notes.map(ToString::to_string));
        match content::check(certificate) {
            Ok(()) => self.set("content", "ok"),
            Err(unreadable) => {
                self.set("content", "failed");
                self.error.get_or_insert_with(|| unreadable.to_string());
            }
        }
        match json_schema::check(certificate) {
            Ok(()) => self.set("schema", "ok"),
            Err(error) => {
                self.set("schema", "failed");
                self.remarks.push(super::in_one_line(&error));
            }
        }
        let remarks = remarks::remarks(certificate, decoded.claims().iat);
        self.set("rules", if remarks.is_empty() { "ok" } else { "failed" });
        self.remarks.extend(remarks.iter().map(ToString::to_string));
    }

    fn set(&mut self, stage: &str, outcome: &'static str) {
        for (name, value) in STAGES.iter().zip(&mut self.stages) {
            if *name == stage {
                *value = outcome;
            }
        }
    }

    /// Whether signature and time hold and the content can be read.
    fn valid(&self) -> bool {
        STAGES
            .iter()
            .zip(self.stages)
            .all(|(name, outcome)| REMARKED.contains(name) || outcome == "ok")
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
            "remarks": self.remarks,
            "kid": decoded.and_then(Decoded::kid).map(|kid| BASE64.encode(kid)),
            "algorithm": decoded.and_then(|decoded| name(decoded.algorithm())),
            "issuer": decoded.and_then(|decoded| decoded.claims().iss.as_deref()),
            "issued_at": decoded.map(|decoded| decoded.claims().iat.to_string()),
            "expires_at": decoded.map(|decoded| decoded.claims().exp.to_string()),
            "certificate": decoded.map(Decoded::certificate),
        })
    }

    fn to_text(&self, most: usize) -> String {
        let mut text = String::from(if self.valid() { "VALID" } else { "NOT VALID" });
        if let Some(error) = &self.error {
            text.push_str(": ");
            text.push_str(error);
        }
        text.push('\n');
        for (name, outcome) in STAGES.iter().zip(self.stages) {
            text.extend(["  ", name, ": ", outcome, "\n"]);
        }
        let mut left = most;
        let mut remarks = self.remarks.iter();
        for remark in remarks.by_ref().take(MAX_REMARKS) {
            text.extend(["  remark: ", remark, "\n"]);
            left = left.saturating_sub(remark.len());
        }
        if remarks.len() > 0 {
            push_line(
                &mut text,
                &format!("  {} more remarks: --json prints all", remarks.len()),
            );
        }
        if let Some(decoded) = &self.decoded {
            let content = serde_json::to_string_pretty(decoded.certificate()).unwrap_or_default();
            text.push_str(if self.valid() { "" } else { "Not verified:\n" });
            // No certificate that follows the rules is longer; --json prints any of them whole.
            text.push_str(&cut(&content, left.max(MIN_TOLD.min(most))));
        }
        text.trim_end().to_owned()
    }
}

/// So many remarks are told in words.
const MAX_REMARKS: usize = 10;
/// So many leniencies are told: a certificate may be made of nothing else.
const MAX_NOTES: usize = 40;
