//! A printer that misbehaves on purpose: it loses answers, and says what real ones say only on a bad day.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::{
    io::{BufRead as _, BufReader, Cursor, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use impftheke::spool::Target;
use ipp::{
    attribute::IppAttribute,
    model::{DelimiterTag, IppVersion, Operation, StatusCode},
    parser::IppParser,
    reader::IppReader,
    request::IppRequestResponse,
    value::IppValue,
};

/// What is answered to a request.
pub(crate) enum Reply {
    Ipp(Box<IppRequestResponse>),
    /// The whole request is read and nothing is said.
    Silence,
    /// Something else than a printer.
    Http(u16, &'static str),
}

/// A printer that answers by a script, until it goes out of scope with the test.
#[derive(Debug)]
pub(crate) struct Scripted {
    port: u16,
    heard: Arc<Heard>,
}

/// What has reached it.
#[derive(Debug, Default)]
struct Heard {
    asked: Mutex<Vec<Operation>>,
    /// The logins.
    brought: Mutex<Vec<String>>,
    documents: Mutex<Vec<Vec<u8>>>,
}

impl Scripted {
    pub(crate) fn start(script: impl Fn(Operation) -> Reply + Send + 'static) -> Self {
        Self::behind(None, script)
    }

    /// Starts one that is well, takes PDFs, and says this of every job.
    pub(crate) fn saying(of_jobs: impl Fn() -> Reply + Send + 'static) -> Self {
        Self::start(move |operation| {
            if operation == Operation::GetPrinterAttributes {
                let operations = [Operation::CreateJob, Operation::SendDocument];
                well(&["application/pdf"], &operations)
            } else {
                of_jobs()
            }
        })
    }

    /// Starts one whose jobs come out at once.
    pub(crate) fn that_prints() -> Self {
        Self::saying(|| job(9, "job-completed-successfully"))
    }

    /// Starts one that lets in whoever brings `user:password`, and nobody else.
    pub(crate) fn for_whom(
        login: &str,
        script: impl Fn(Operation) -> Reply + Send + 'static,
    ) -> Self {
        Self::behind(Some(login.to_owned()), script)
    }

    fn behind(login: Option<String>, script: impl Fn(Operation) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::<Heard>::default();
        let noted = Arc::clone(&heard);
        std::thread::Builder::new()
            .spawn(move || {
                for stream in listener.incoming() {
                    // A client that goes away is what some of these tests are about.
                    drop(answer(stream.unwrap(), &script, (&noted, login.as_deref())));
                }
            })
            .unwrap();
        Self { port, heard }
    }

    pub(crate) fn target(&self) -> Target {
        format!("ipp://127.0.0.1:{}/ipp/print", self.port)
            .parse()
            .unwrap()
    }

    /// How often this login was brought.
    pub(crate) fn brought(&self, login: &str) -> usize {
        let brought = self.heard.brought.lock().unwrap();
        brought.iter().filter(|other| *other == login).count()
    }

    /// Returns the documents that it was sent, but for so many of the first.
    pub(crate) fn documents(&self, from: usize) -> Vec<Vec<u8>> {
        let documents = self.heard.documents.lock().unwrap();
        documents.iter().skip(from).cloned().collect()
    }

    /// How often something was asked for.
    pub(crate) fn count(&self, operation: Operation) -> usize {
        let asked = self.heard.asked.lock().unwrap();
        asked.iter().filter(|other| **other == operation).count()
    }
}

fn answer(
    stream: TcpStream,
    script: &dyn Fn(Operation) -> Reply,
    (heard, login): (&Heard, Option<&str>),
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut length, mut is_let_in) = (0, login.is_none());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let lower = line.trim().to_ascii_lowercase();
        if let Some(number) = lower.strip_prefix("content-length:") {
            length = number.trim().parse().unwrap();
        }
        if let Some((_, basic)) = line.trim().split_once(" Basic ") {
            let brought = String::from_utf8(BASE64.decode(basic).unwrap()).unwrap();
            is_let_in |= login == Some(&brought);
            heard.brought.lock().unwrap().push(brought);
        }
        if lower.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut places = body.windows(DOCUMENT.len());
    let document = places.position(|begin| begin == DOCUMENT);
    let document = document.map(|at| body.split_off(at)).unwrap_or_default();
    let parsed = IppParser::new(IppReader::new(Cursor::new(body))).parse();
    let number = parsed.unwrap().header().operation_or_status;
    let operation = operation_of(number);
    if is_let_in {
        heard.asked.lock().unwrap().push(operation);
        if !document.is_empty() {
            heard.documents.lock().unwrap().push(document);
        }
    }
    let reply = if is_let_in {
        script(operation)
    } else {
        Reply::Http(401, "")
    };
    let (status, kind, body) = match reply {
        Reply::Silence => return Ok(()),
        Reply::Ipp(response) => (200, "application/ipp", response.to_bytes().to_vec()),
        Reply::Http(status, text) => (status, "text/html", text.as_bytes().to_vec()),
    };
    // Whoever is not let in is told how to come in.
    let asks = if status == 401 {
        "WWW-Authenticate: Basic realm=\"printer\"\r\n"
    } else {
        ""
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status} X\r\n{asks}Content-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

/// So every document begins.
const DOCUMENT: &[u8] = b"%PDF";

fn operation_of(number: i16) -> Operation {
    [
        Operation::PrintJob,
        Operation::ValidateJob,
        Operation::CreateJob,
        Operation::SendDocument,
        Operation::CancelJob,
        Operation::GetJobAttributes,
        Operation::GetPrinterAttributes,
    ]
    .into_iter()
    .find(|operation| *operation as i16 == number)
    .unwrap()
}

/// Makes an answer.
pub(crate) fn said(status: StatusCode, attributes: Vec<(DelimiterTag, &str, IppValue)>) -> Reply {
    let mut response = IppRequestResponse::new_response(IppVersion::v1_1(), status, 1).unwrap();
    for (tag, name, value) in attributes {
        let attribute = IppAttribute::with_name(name, value).unwrap();
        response.attributes_mut().add(tag, attribute);
    }
    Reply::Ipp(Box::new(response))
}

/// Makes the answer of a printer that is well, with these formats and operations.
pub(crate) fn well(formats: &[&str], operations: &[Operation]) -> Reply {
    let tag = DelimiterTag::PrinterAttributes;
    let formats = formats
        .iter()
        .map(|f| IppValue::new_mime_media_type(*f).unwrap());
    let operations = operations.iter().map(|o| IppValue::Enum(*o as i32));
    said(
        StatusCode::SuccessfulOk,
        vec![
            (tag, "printer-state", IppValue::Enum(3)),
            (tag, "printer-is-accepting-jobs", IppValue::Boolean(true)),
            (tag, "printer-state-reasons", word("none")),
            (
                tag,
                "document-format-supported",
                IppValue::Array(formats.collect()),
            ),
            (
                tag,
                "operations-supported",
                IppValue::Array(operations.collect()),
            ),
        ],
    )
}

/// Makes the answer about a job.
pub(crate) fn job(state: i32, reason: &str) -> Reply {
    let tag = DelimiterTag::JobAttributes;
    said(
        StatusCode::SuccessfulOk,
        vec![
            (tag, "job-id", IppValue::Integer(7)),
            (tag, "job-state", IppValue::Enum(state)),
            (tag, "job-state-reasons", word(reason)),
        ],
    )
}

/// Makes the answer about a job whose pages are counted.
pub(crate) fn job_with_pages(state: i32, reason: &str, pages: i32) -> Reply {
    let tag = DelimiterTag::JobAttributes;
    said(
        StatusCode::SuccessfulOk,
        vec![
            (tag, "job-id", IppValue::Integer(7)),
            (tag, "job-state", IppValue::Enum(state)),
            (tag, "job-state-reasons", word(reason)),
            (tag, "job-impressions-completed", IppValue::Integer(pages)),
        ],
    )
}

/// Makes the answer of a printer that takes a job on other paper than asked for.
pub(crate) fn other_paper() -> Reply {
    said(
        StatusCode::SuccessfulOkIgnoredOrSubstitutedAttributes,
        vec![
            (
                DelimiterTag::UnsupportedAttributes,
                "media",
                word("iso_a4_210x297mm"),
            ),
            (DelimiterTag::JobAttributes, "job-id", IppValue::Integer(7)),
            (DelimiterTag::JobAttributes, "job-state", IppValue::Enum(5)),
        ],
    )
}

pub(crate) fn word(word: &str) -> IppValue {
    IppValue::new_keyword(word).unwrap()
}
