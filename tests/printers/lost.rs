//! Answers that get lost, and printers that are none: nothing is sent twice, and nothing is claimed.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a script says what matters, and the rest is all the same"
)]

use impftheke::print::spool::{Error, Job, Spooler as _};
use ipp::{
    model::{DelimiterTag, Operation, StatusCode},
    value::IppValue,
};

use super::{
    counter::page,
    scripted::{Reply, Scripted, job, said, well, word},
    spooler, ticket,
};

const TWO_STEPS: [Operation; 3] = [
    Operation::CreateJob,
    Operation::SendDocument,
    Operation::CancelJob,
];
const PDF: &str = "application/pdf";

fn sent(printer: &Scripted) -> Result<Job, Error> {
    spooler(&[]).send(&printer.target(), page(), &ticket())
}

/// Takes a job, and loses the answer to its document; then says this about the job.
fn loses_the_answer(then: impl Fn() -> Reply + Send + 'static) -> Scripted {
    Scripted::start(move |operation| match operation {
        Operation::GetPrinterAttributes => well(&[PDF], &TWO_STEPS),
        Operation::CreateJob => job(3, "job-incoming"),
        Operation::SendDocument => Reply::Silence,
        Operation::CancelJob => said(StatusCode::SuccessfulOk, Vec::new()),
        _ => then(),
    })
}

#[test]
fn a_lost_answer_is_looked_up_and_the_job_goes_on() {
    let printer = loses_the_answer(|| job(5, "job-printing"));
    assert_eq!(sent(&printer).unwrap().number, Some(7));
    assert_eq!(printer.count(Operation::SendDocument), 1);
    assert_eq!(printer.count(Operation::CancelJob), 0);
}

#[test]
fn a_document_that_did_not_arrive_is_taken_back() {
    let printer = loses_the_answer(|| job(3, "job-incoming"));
    assert_eq!(sent(&printer), Err(Error::Lost));
    assert_eq!(printer.count(Operation::SendDocument), 1);
    assert_eq!(printer.count(Operation::CancelJob), 1);
}

#[test]
fn what_cannot_be_looked_up_is_unclear_and_never_sent_again() {
    let printer = loses_the_answer(|| Reply::Silence);
    match sent(&printer) {
        Err(error @ Error::Unclear(Some(_))) => assert!(error.may_print()),
        other => panic!("{other:?}"),
    }
    assert_eq!(printer.count(Operation::SendDocument), 1);
}

#[test]
fn a_printer_of_one_step_leaves_it_unclear() {
    let printer = Scripted::start(|operation| match operation {
        Operation::GetPrinterAttributes => well(&[PDF], &[Operation::PrintJob]),
        _ => Reply::Silence,
    });
    assert_eq!(sent(&printer), Err(Error::Unclear(None)));
    assert_eq!(printer.count(Operation::PrintJob), 1);
}

#[test]
fn a_printer_of_one_step_that_answers_nonsense_leaves_it_unclear() {
    for (garbled, unclear) in [
        ((|| Reply::Http(200, "<html>")) as fn() -> Reply, true),
        (|| Reply::Http(500, ""), true),
        (|| said(StatusCode::SuccessfulOk, Vec::new()), true),
        (|| Reply::Http(401, ""), false),
        (|| said(StatusCode::ServerErrorBusy, Vec::new()), false),
    ] {
        let printer = Scripted::start(move |operation| match operation {
            Operation::GetPrinterAttributes => well(&[PDF], &[Operation::PrintJob]),
            _ => garbled(),
        });
        let error = sent(&printer).unwrap_err();
        assert_eq!(error.may_print(), unclear, "{error:?}");
        assert_eq!(printer.count(Operation::PrintJob), 1);
    }
}

#[test]
fn a_document_that_is_not_let_in_is_told_by_its_reason() {
    let printer = Scripted::start(|operation| match operation {
        Operation::GetPrinterAttributes => well(&[PDF], &TWO_STEPS),
        Operation::CreateJob => job(3, "job-incoming"),
        Operation::SendDocument => Reply::Http(401, ""),
        _ => said(StatusCode::SuccessfulOk, Vec::new()),
    });
    assert_eq!(sent(&printer), Err(Error::Forbidden));
    assert_eq!(printer.count(Operation::CancelJob), 1);
}

#[test]
fn a_lost_answer_before_the_document_prints_nothing() {
    let printer = Scripted::start(|operation| match operation {
        Operation::GetPrinterAttributes => well(&[PDF], &TWO_STEPS),
        _ => Reply::Silence,
    });
    assert_eq!(sent(&printer), Err(Error::Lost));
    assert_eq!(printer.count(Operation::SendDocument), 0);
}

#[test]
fn other_paper_than_asked_for_is_refused_before_the_document() {
    let printer = Scripted::start(|operation| match operation {
        Operation::GetPrinterAttributes => well(&[PDF], &TWO_STEPS),
        Operation::CreateJob => said(
            StatusCode::SuccessfulOkIgnoredOrSubstitutedAttributes,
            vec![
                (
                    DelimiterTag::UnsupportedAttributes,
                    "media",
                    word("iso_a4_210x297mm"),
                ),
                (DelimiterTag::JobAttributes, "job-id", IppValue::Integer(7)),
            ],
        ),
        _ => said(StatusCode::SuccessfulOk, Vec::new()),
    });
    assert_eq!(sent(&printer), Err(Error::NoPaper("A4")));
    assert_eq!(printer.count(Operation::SendDocument), 0);
    assert_eq!(printer.count(Operation::CancelJob), 1);
}

#[test]
fn a_printer_without_pdf_gets_nothing() {
    let printer = Scripted::start(|_| well(&["application/postscript"], &TWO_STEPS));
    assert_eq!(sent(&printer), Err(Error::NoPdf));
}

#[test]
fn a_refused_document_takes_the_job_with_it() {
    let printer = Scripted::start(|operation| match operation {
        Operation::GetPrinterAttributes => well(&[PDF], &TWO_STEPS),
        Operation::CreateJob => job(3, "job-incoming"),
        Operation::SendDocument => said(StatusCode::ServerErrorBusy, Vec::new()),
        _ => said(StatusCode::SuccessfulOk, Vec::new()),
    });
    assert_eq!(sent(&printer), Err(Error::Declined("Busy".to_owned())));
    assert_eq!(printer.count(Operation::CancelJob), 1);
}

#[test]
fn what_is_not_possible_is_no_job_that_cannot_be_cancelled() {
    let printer = Scripted::start(|operation| match operation {
        Operation::GetPrinterAttributes => well(&[PDF], &TWO_STEPS),
        _ => said(StatusCode::ClientErrorNotPossible, Vec::new()),
    });
    let declined = Error::Declined("Not possible".to_owned());
    assert_eq!(sent(&printer), Err(declined));
}

#[test]
fn what_is_no_printer_is_told_so() {
    for (reply, error) in [
        ((200, "<html>"), Error::NotAPrinter),
        ((500, ""), Error::NotAPrinter),
        ((404, ""), Error::NoSuchPrinter),
        ((401, ""), Error::Forbidden),
        ((426, ""), Error::Tls),
        ((503, ""), Error::Declined("HTTP 503".to_owned())),
    ] {
        let printer = Scripted::start(move |_| Reply::Http(reply.0, reply.1));
        assert_eq!(sent(&printer), Err(error), "{reply:?}");
    }
}
