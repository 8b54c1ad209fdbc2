//! An independent mock reads the German API's own description and finds no fault in our requests.
//! `packaging/test` installs the mock.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use impftheke::{
    case::Failure,
    domain::{Issuance, Issuer, Statement, Uvci},
    hcert::{Header, Unsigned},
    http::{self, Agent},
    portal::{ApiKey, Flow, Portal, Settings, Transport, request},
};
use jiff::{SignedDuration, ZonedDateTime};
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;

const LIMIT: Duration = Duration::from_mins(1);

/// The part of the description that the mock must not see. It takes every type that ends in `+json` for
/// `application/json`, which stands there for the vaccinations of old alone.
const DEPRECATED: &str = concat!(
    "          application/json: #deprecated and required for backwards compatability\n",
    "            schema:\n",
    "              '$ref': '#/components/schemas/VaccinationCertificateRequest'\n",
);

/// The mock, until it goes out of scope.
struct Mock {
    process: Child,
    url: String,
    _folder: TempDir,
}

impl Mock {
    fn start() -> Self {
        let program =
            env::var_os("IMPFTHEKE_PRISM").expect("IMPFTHEKE_PRISM is not set: run packaging/test");
        let given = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/openapi");
        let folder = tempfile::tempdir().unwrap();
        let schema = "DCC.combined-schema.json";
        fs::copy(given.join(schema), folder.path().join(schema)).unwrap();
        let name = "dcc-certify-api.yaml";
        let text = fs::read_to_string(given.join(name)).unwrap();
        assert_eq!(text.matches(DEPRECATED).count(), 1);
        let description = folder.path().join(name);
        fs::write(&description, text.replace(DEPRECATED, "")).unwrap();
        let mut process = Command::new(program)
            .args(["mock", "--host", "127.0.0.1", "--port", "0"])
            .arg(description)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        let url = loop {
            line.clear();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "the mock has ended");
            if let Some((_, url)) = line.split_once("is listening on ") {
                break url.trim().to_owned();
            }
        };
        // It goes on talking, and must not be held up.
        std::thread::Builder::new()
            .spawn(move || said.lines().for_each(drop))
            .unwrap();
        Self {
            process,
            url,
            _folder: folder,
        }
    }

    /// Makes a portal of it, with a view of the last answer.
    fn portal(&self, flow: Flow, login: &str) -> (Portal, Overheard) {
        let agent = Agent::new(http::Options {
            loopback: true,
            ..http::Options::default()
        });
        let overheard = Overheard::default();
        let transport = Listening {
            agent: agent.unwrap(),
            overheard: Arc::clone(&overheard),
        };
        let settings = Settings {
            url: self.url.clone(),
            flow,
            location: "APO12345".to_owned(),
        };
        let login = ApiKey::new(SecretString::from(login)).unwrap();
        let portal = Portal::new(settings, Box::new(login), Box::new(transport));
        (portal, overheard)
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

type Overheard = Arc<Mutex<Option<http::Response>>>;

/// Passes everything on, and keeps the answer.
struct Listening {
    agent: Agent,
    overheard: Overheard,
}

impl Transport for Listening {
    fn send(&self, request: &http::Request) -> Result<http::Response, http::Error> {
        let response = self.agent.send(request)?;
        *self.overheard.lock().unwrap() = Some(response.clone());
        Ok(response)
    }
}

/// What the mock has against the request.
fn violations(overheard: &Overheard) -> Option<String> {
    let response = overheard.lock().unwrap().take().unwrap();
    let violations = response.header("sl-violations").map(str::to_owned);
    // Without a violation it gives its example.
    assert_eq!(violations.is_none(), response.status == 200, "{response:?}");
    violations
}

fn issuer() -> Issuer {
    Issuer::new("DE", "DE", "Robert Koch-Institut", "APO12345").unwrap()
}

fn now() -> ZonedDateTime {
    "2022-06-01T10:00:00+02:00[Europe/Berlin]".parse().unwrap()
}

fn statement(birth: &str, group: &str, entry: &Value) -> Statement {
    let mut value = json!({"nam": {"fn": "Musterfrau-Dießner", "gn": "Erika Dörte"}, "dob": birth});
    let (id, tg) = ("APO12345", "840539006");
    let mut whole = json!({"id": id, "tg": tg});
    whole
        .as_object_mut()
        .unwrap()
        .extend(entry.as_object().unwrap().clone());
    value
        .as_object_mut()
        .unwrap()
        .insert(group.to_owned(), json!([whole]));
    let draft = request::read(&value).unwrap().draft;
    draft.parse(&now()).unwrap().into_statement()
}

/// One statement of each kind, and of each kind of test.
fn statements() -> [Statement; 4] {
    let day = "1964-08-12";
    let vaccination = json!({"vp": "1119349007", "mp": "EU/1/20/1528", "ma": "ORG-100030215",
        "dn": 2, "sd": 2, "dt": "2022-05-29"});
    let recovery = json!({"fr": "2022-04-20", "df": "2022-05-18", "du": "2022-10-17"});
    let naat = json!({"tt": "LP6464-4", "nm": "PCR", "tr": "260415000",
        "sc": "2022-05-31T14:20:00+02:00", "tc": "Apotheke am Markt"});
    let rapid = json!({"tt": "LP217198-3", "ma": "1232", "tr": "260415000",
        "sc": "2022-06-01T07:00:00Z", "tc": "Apotheke am Markt"});
    [
        statement(day, "v", &vaccination),
        statement(day, "r", &recovery),
        statement(day, "t", &naat),
        statement(day, "t", &rapid),
    ]
}

fn sign_hash(portal: &Portal, statement: &Statement) -> Failure {
    let issuer = issuer();
    let issued_at = now().timestamp();
    let issuance = Issuance {
        uvci: Uvci::new(&issuer, [7; 16]).unwrap(),
        issuer,
        issued_at,
        expires_at: issued_at + SignedDuration::from_hours(24 * 365),
    };
    let unsigned = Unsigned::new(statement, &issuance, Header::AlgorithmOnly).unwrap();
    let kind = statement.event().kind();
    let answer = portal.sign_hash(unsigned, kind, issuance.uvci.as_str(), LIMIT);
    // The description's example is a text about a certificate.
    answer.unwrap_err()
}

fn issue(portal: &Portal, statement: &Statement) -> Failure {
    // The description's example is somebody else's, and no valid certificate.
    let answer = portal.issue(statement, &issuer(), [7; 16], LIMIT);
    answer.unwrap_err()
}

#[test]
fn an_independent_reader_of_the_description_has_nothing_against_our_requests() {
    let mock = Mock::start();
    let (by_hash, of_hash) = mock.portal(Flow::Hash, "key");
    let (by_issue, of_issue) = mock.portal(Flow::Issue, "key");
    for statement in statements() {
        let kind = statement.event().kind();
        let hash = sign_hash(&by_hash, &statement);
        assert_eq!(violations(&of_hash), None, "hash of {kind:?}");
        let whole = issue(&by_issue, &statement);
        assert_eq!(violations(&of_issue), None, "issue of {kind:?}");
        // A mock's example is taken for what it is; it proves nothing, and its clock counts for nothing.
        assert!(hash.maybe_signed && whole.maybe_signed);
        assert!(hash.date.is_none() && whole.date.is_none());
    }
}

#[test]
fn the_same_reader_does_object_where_the_description_is_broken() {
    let mock = Mock::start();
    let (portal, overheard) = mock.portal(Flow::Issue, "key");
    // Dates of birth without a day: allowed by the guide, forbidden by the description.
    let vaccination = json!({"vp": "1119349007", "mp": "EU/1/20/1528", "ma": "ORG-100030215",
        "dn": 2, "sd": 2, "dt": "2022-05-29"});
    let failure = issue(&portal, &statement("1964-08", "v", &vaccination));
    let said = violations(&overheard).unwrap();
    assert!(said.contains("dob"), "{said}");
    assert!(!failure.maybe_signed, "{failure:?}");
}
