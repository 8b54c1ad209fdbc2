//! Names, addresses and broken answers, without a network.

use super::*;
use std::time::Duration;

use crate::spool::{Login, Logins};

#[test]
fn an_address_gives_the_place_and_the_path() {
    let dest = Dest::direct("ipps://Printer.local/ipp/print");
    assert_eq!(dest.place, Place::Secure("printer.local:631".to_owned()));
    assert_eq!(dest.path(), "/ipp/print");
    let dest = Dest::direct("ipp://10.0.0.9:8631");
    assert_eq!(dest.place, Place::Plain("10.0.0.9:8631".to_owned()));
    assert_eq!(dest.path(), "/");
}

#[test]
fn a_login_stays_on_this_computer_or_is_encrypted() {
    let keeps = |address: &str| Dest::direct(address).place.keeps_secrets();
    for address in [
        "ipps://10.0.0.9/ipp/print",
        "ipp://localhost:8631/ipp/print",
        "ipp://127.0.0.1/ipp/print",
        "ipp://[::1]:8631/ipp/print",
    ] {
        assert!(keeps(address), "{address}");
    }
    for address in [
        "ipp://10.0.0.9/ipp/print",
        "ipp://localhost.example/ipp/print",
        "ipp://127.0.0.1.example:631/ipp/print",
        "ipp://[fe80::1]/ipp/print",
    ] {
        assert!(!keeps(address), "{address}");
        let dest = Dest::direct(address);
        let logins = Logins::default();
        logins.set(&dest.printer, Login::new("erika", "geheim").unwrap());
        let limit = Duration::from_secs(1);
        let line = Line::new(known_printers::Pins::default(), logins, limit);
        assert_eq!(line.login_for(&dest).unwrap_err(), Error::LoginInClear);
    }
}

#[test]
fn a_name_is_written_for_a_path() {
    assert_eq!(percent("Kasse_1"), "Kasse_1");
    assert_eq!(percent("Büro"), "B%C3%BCro");
}

#[test]
fn what_is_no_answer_of_a_printer_is_an_error() {
    for bytes in [
        &b""[..],
        b"<html>",
        &[1, 1, 0, 0, 0, 0, 0, 1, 1, 0x47, 255, 255],
    ] {
        assert!(matches!(
            Answer::read(bytes.to_vec()),
            Err(Error::NotAPrinter)
        ));
    }
}

#[test]
fn a_status_that_came_later_counts_by_its_class() {
    let accepted = |[high, low]: [u8; 2]| {
        let answer = Answer::read(vec![1, 1, high, low, 0, 0, 0, 1, 3]).unwrap();
        answer.accepted().map(drop)
    };
    // Of subscriptions (RFC 3995), of a printer that was deactivated (RFC 3998), and of nobody.
    assert_eq!(accepted([0x00, 0x03]), Ok(()));
    let inactive = Error::Declined("0x050a".to_owned());
    assert_eq!(accepted([0x05, 0x0a]), Err(inactive));
    assert_eq!(accepted([0x30, 0x00]), Err(Error::NotAPrinter));
}

#[test]
fn no_byte_of_an_answer_can_make_its_reader_panic() {
    let mut whole = vec![1, 1, 0, 0, 0, 0, 0, 1];
    for (tag, value) in [
        (4, None),
        (0x42, Some(&b"Kasse"[..])),
        (0x36, Some(b"\0\x02de\0\x05Kasse")),
        (0x35, Some(b"\0\x02de\0\x04vorn")),
        (0x31, Some(b"\x07\xe5\x06\x0e\x0c\0\0\0+\x02\0")),
        (0x32, Some(b"\0\0\x02\x58\0\0\x02\x58\x03")),
        (0x33, Some(b"\0\0\0\x01\0\0\0\x63")),
        (0x23, Some(b"\0\0\0\x03")),
        (0x22, Some(b"\x01")),
        (3, None),
    ] {
        whole.push(tag);
        if let Some(value) = value {
            whole.extend([0, 1, b'a', 0, u8::try_from(value.len()).unwrap()]);
            whole.extend(value);
        }
    }
    assert!(Answer::read(whole.clone()).is_ok());
    for at in 0..whole.len() {
        drop(Answer::read(whole[..at].to_vec()));
        for byte in [
            0,
            1,
            3,
            0x7f,
            0xff,
            whole[at] ^ 1,
            whole[at].wrapping_add(9),
        ] {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            drop(Answer::read(bytes));
        }
    }
}

#[test]
fn collections_in_collections_without_end_are_refused_and_not_followed() {
    let nested = |depth: usize| {
        let mut bytes = vec![1, 1, 0, 0, 0, 0, 0, 1, 4];
        bytes.extend([0x34, 0, 1, b'a', 0, 0]);
        for _ in 1..depth {
            bytes.extend([0x4a, 0, 0, 0, 1, b'b', 0x34, 0, 0, 0, 0]);
        }
        bytes.extend([0x37, 0, 0, 0, 0].repeat(depth));
        bytes.push(3);
        Answer::read(bytes)
    };
    assert!(nested(3).is_ok());
    assert!(matches!(nested(200_000), Err(Error::NotAPrinter)));
}

#[cfg(unix)]
#[test]
fn an_answer_that_trickles_is_not_waited_for_without_end() {
    use std::{io::Write as _, os::unix::net::UnixListener, thread, time::Instant};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let listener = UnixListener::bind(&path).unwrap();
    let trickle = move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nServer: ").unwrap();
        for _ in 0..100 {
            if stream.write_all(b"x").is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
    };
    thread::Builder::new().spawn(trickle).unwrap();
    let dest = Dest {
        place: Place::Socket(path),
        printer: Target::Default,
        uri: "ipp://localhost/".to_owned(),
    };
    let limit = Duration::from_millis(500);
    let line = Line::new(known_printers::Pins::default(), Logins::default(), limit);
    let started = Instant::now();
    let message = Message::bare(Operation::CupsGetDefault).unwrap();
    let answer = line.send(&dest, message, None);
    assert_eq!(answer.err().unwrap().error, Error::Timeout);
    assert!(started.elapsed() < Duration::from_secs(3));
}
