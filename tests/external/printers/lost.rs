//! Answers that get lost, and printers that are none: nothing is sent twice, and nothing is claimed.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a script says what matters, and the rest is all the same"
)]

use std::sync::atomic::{AtomicBool, Ordering};

use impftheke::spool::{Error, Job, Spooler as _};
use ipp::model::{Operation, StatusCode};

use super::{
    counter::page,
    scripted::{Reply, Scripted, job, job_with_pages, other_paper, said, well},
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
fn a_document_that_did_not_arrive_is_taken_back_or_unclear() {
    for (after, certain) in [
        (CANCELED_NONE, true),
        // It may have read it to the end meanwhile.
        (CANCELED, false),
        (INCOMING, false),
        (UNKNOWN, false),
    ] {
        let printer = reads_whole(|| Reply::Silence, DONE, INCOMING, after);
        let error = sent(&printer).unwrap_err();
        assert_eq!(error == Error::Lost, certain, "{error:?}");
        assert_eq!(error.may_print(), !certain);
        assert_eq!(printer.count(Operation::SendDocument), 1);
        assert_eq!(printer.count(Operation::CancelJob), 1);
    }
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
fn a_printer_of_one_step_has_taken_nothing_only_where_its_answer_proves_it() {
    let error = |status| move || said(status, Vec::new());
    let unclear: Vec<Box<dyn Fn() -> Reply + Send>> = vec![
        Box::new(|| Reply::Http(200, "<html>")),
        Box::new(|| Reply::Http(403, "")),
        Box::new(|| Reply::Http(404, "")),
        Box::new(|| Reply::Http(500, "")),
        Box::new(|| Reply::Http(503, "")),
        Box::new(error(StatusCode::SuccessfulOk)),
        Box::new(error(StatusCode::ClientErrorBadRequest)),
        Box::new(error(StatusCode::ClientErrorNotPossible)),
        Box::new(error(StatusCode::ClientErrorTimeout)),
        Box::new(error(StatusCode::ClientErrorNotFound)),
        Box::new(error(StatusCode::ClientErrorGone)),
        Box::new(error(StatusCode::ClientErrorDocumentFormatError)),
        Box::new(error(StatusCode::ServerErrorInternalError)),
        Box::new(error(StatusCode::ServerErrorServiceUnavailable)),
        Box::new(error(StatusCode::ServerErrorDeviceError)),
        Box::new(error(StatusCode::ServerErrorTemporaryError)),
        Box::new(error(StatusCode::ServerErrorJobCanceled)),
    ];
    let refused: Vec<Box<dyn Fn() -> Reply + Send>> = vec![
        Box::new(|| Reply::Http(401, "")),
        Box::new(|| Reply::Http(426, "")),
        Box::new(error(StatusCode::ClientErrorForbidden)),
        Box::new(error(StatusCode::ClientErrorDocumentFormatNotSupported)),
        Box::new(error(StatusCode::ServerErrorNotAcceptingJobs)),
        Box::new(error(StatusCode::ServerErrorBusy)),
    ];
    for (may_print, replies) in [(true, unclear), (false, refused)] {
        for (place, reply) in replies.into_iter().enumerate() {
            let printer = Scripted::start(move |operation| match operation {
                Operation::GetPrinterAttributes => well(&[PDF], &[Operation::PrintJob]),
                _ => reply(),
            });
            let error = sent(&printer).unwrap_err();
            assert_eq!(error.may_print(), may_print, "{place}: {error:?}");
            assert_eq!(printer.count(Operation::PrintJob), 1);
        }
    }
}

#[test]
fn a_document_that_is_not_let_in_is_told_by_its_reason() {
    let printer = reads_whole(|| Reply::Http(401, ""), DONE, INCOMING, CANCELED_NONE);
    assert_eq!(sent(&printer), Err(Error::LoginNeeded));
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
        Operation::CreateJob => other_paper(),
        _ => said(StatusCode::SuccessfulOk, Vec::new()),
    });
    assert_eq!(sent(&printer), Err(Error::NoPaper("A4")));
    assert_eq!(printer.count(Operation::SendDocument), 0);
    assert_eq!(printer.count(Operation::CancelJob), 1);
}

#[test]
fn a_printer_of_one_step_is_asked_for_the_paper_before_it_prints() {
    let printer = Scripted::start(|operation| match operation {
        Operation::GetPrinterAttributes => {
            well(&[PDF], &[Operation::PrintJob, Operation::ValidateJob])
        }
        Operation::ValidateJob => other_paper(),
        _ => job(5, "job-printing"),
    });
    assert_eq!(sent(&printer), Err(Error::NoPaper("A4")));
    assert_eq!(printer.count(Operation::PrintJob), 0);
}

#[test]
fn a_printer_of_one_step_that_takes_other_paper_unasked_is_not_done() {
    for (cancel, after, prints) in [
        (
            StatusCode::SuccessfulOk,
            (|| job_with_pages(7, "job-canceled-by-user", 0)) as fn() -> Reply,
            false,
        ),
        (
            StatusCode::SuccessfulOk,
            || job_with_pages(7, "job-canceled-by-user", 1),
            true,
        ),
        (
            StatusCode::ClientErrorNotPossible,
            || job(9, "job-completed-successfully"),
            true,
        ),
    ] {
        // It takes whatever it is asked, and tells only once it prints.
        let printer = Scripted::start(move |operation| match operation {
            Operation::GetPrinterAttributes => {
                well(&[PDF], &[Operation::PrintJob, Operation::ValidateJob])
            }
            Operation::ValidateJob => said(StatusCode::SuccessfulOk, Vec::new()),
            Operation::PrintJob => other_paper(),
            Operation::CancelJob => said(cancel, Vec::new()),
            _ => after(),
        });
        match sent(&printer).unwrap_err() {
            Error::NoPaper("A4") => assert!(!prints),
            Error::Unclear(Some(job)) => assert!(prints && job.number == Some(7)),
            other => panic!("{other:?}"),
        }
        assert_eq!(printer.count(Operation::PrintJob), 1);
    }
}

/// How a job stands.
type Stand = fn() -> Reply;

const UNKNOWN: Stand = || said(StatusCode::ClientErrorNotFound, Vec::new());
const INCOMING: Stand = || job(3, "job-incoming");
const PRINTING: Stand = || job(5, "job-printing");
const PRINTING_NONE: Stand = || job_with_pages(5, "job-printing", 0);
const PRINTING_ONE: Stand = || job_with_pages(5, "job-printing", 1);
const PENDING: Stand = || job(3, "none");
const UNSUPPORTED: Stand = || said(StatusCode::ServerErrorOperationNotSupported, Vec::new());
const DONE: Stand = || said(StatusCode::SuccessfulOk, Vec::new());
const CANCELED: Stand = || job(7, "job-canceled-by-user");
const CANCELED_NONE: Stand = || job_with_pages(7, "job-canceled-by-user", 0);
const CANCELED_ONE: Stand = || job_with_pages(7, "job-canceled-by-user", 1);
const ABORTED_NONE: Stand = || job_with_pages(8, "document-format-error", 0);
const COMPLETED: Stand = || job(9, "job-completed-successfully");

/// A printer that reads a document whole and then says this of it, of its cancelling, and of its job.
fn reads_whole(answer: Stand, cancel: Stand, before: Stand, after: Stand) -> Scripted {
    let cancelled = AtomicBool::new(false);
    Scripted::start(move |operation| match operation {
        Operation::GetPrinterAttributes => well(&[PDF], &TWO_STEPS),
        Operation::CreateJob => INCOMING(),
        Operation::SendDocument => answer(),
        Operation::CancelJob => {
            cancelled.store(true, Ordering::Relaxed);
            cancel()
        }
        _ if cancelled.load(Ordering::Relaxed) => after(),
        _ => before(),
    })
}

#[test]
fn a_document_that_arrived_is_taken_back_for_certain_or_unclear() {
    let answers: [Stand; 5] = [
        || said(StatusCode::ServerErrorInternalError, Vec::new()),
        || said(StatusCode::ServerErrorBusy, Vec::new()),
        || said(StatusCode::ClientErrorNotPossible, Vec::new()),
        || Reply::Http(401, ""),
        || Reply::Http(503, ""),
    ];
    // The first cancels, the next two say that there is nothing more to cancel, the others that it may go on.
    let cancels: [Stand; 5] = [
        DONE,
        || said(StatusCode::ClientErrorNotPossible, Vec::new()),
        UNKNOWN,
        || said(StatusCode::ServerErrorInternalError, Vec::new()),
        || Reply::Http(401, ""),
    ];
    // Before and after, and whether the printer says both times that there is no page.
    let courses = [
        (INCOMING, CANCELED_NONE, true),
        (PENDING, CANCELED_NONE, true),
        (PRINTING_NONE, CANCELED_NONE, true),
        (ABORTED_NONE, ABORTED_NONE, true),
        (INCOMING, CANCELED, false),
        (INCOMING, PENDING, false),
        (PENDING, CANCELED, false),
        (PENDING, CANCELED_ONE, false),
        (CANCELED, CANCELED, false),
        (PRINTING, CANCELED, false),
        (PRINTING, CANCELED_NONE, false),
        (PRINTING_NONE, PRINTING_NONE, false),
        (PRINTING_ONE, CANCELED_ONE, false),
        (PRINTING_ONE, CANCELED_NONE, false),
        (COMPLETED, COMPLETED, false),
        (UNKNOWN, CANCELED_NONE, false),
        (PENDING, UNKNOWN, false),
        (UNKNOWN, UNKNOWN, false),
        (UNSUPPORTED, UNSUPPORTED, false),
        (|| Reply::Silence, || Reply::Silence, false),
    ];
    for (place, answer) in answers.into_iter().enumerate() {
        for (at, cancel) in cancels.into_iter().enumerate() {
            for (way, &(before, after, none)) in courses.iter().enumerate() {
                let printer = reads_whole(answer, cancel, before, after);
                let error = sent(&printer).unwrap_err();
                assert_eq!(printer.count(Operation::SendDocument), 1);
                let certain = none && at < 3;
                assert_eq!(error.may_print(), !certain, "{place} {at} {way}: {error:?}");
            }
        }
    }
}

#[test]
fn a_printer_without_pdf_gets_nothing() {
    let printer = Scripted::start(|_| well(&["application/postscript"], &TWO_STEPS));
    assert_eq!(sent(&printer), Err(Error::NoPdf));
}

#[test]
fn a_refused_document_takes_the_job_with_it() {
    let busy: Stand = || said(StatusCode::ServerErrorBusy, Vec::new());
    let printer = reads_whole(busy, DONE, INCOMING, CANCELED_NONE);
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
        ((401, ""), Error::LoginNeeded),
        ((403, ""), Error::Forbidden),
        ((426, ""), Error::Tls),
        ((503, ""), Error::Declined("HTTP 503".to_owned())),
    ] {
        let printer = Scripted::start(move |_| Reply::Http(reply.0, reply.1));
        assert_eq!(sent(&printer), Err(error), "{reply:?}");
    }
}
