//! A CUPS that hangs: it takes no connection any more, or takes it and says nothing.

use std::{
    os::unix::net::UnixListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use socket2::{Domain, SockAddr, Socket, Type};

use super::{counter::Counter, programs::until};

/// Connects to a socket, for a moment at most.
fn connect(path: &Path) -> std::io::Result<Socket> {
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.set_write_timeout(Some(Duration::from_millis(50)))?;
    socket.connect(&SockAddr::unix(path)?)?;
    Ok(socket)
}

/// A socket whose queue of connections is full, so that the next one waits.
fn full(path: &Path) -> (Socket, Vec<Socket>) {
    let listener = Socket::new(Domain::UNIX, Type::STREAM, None).unwrap();
    listener.bind(&SockAddr::unix(path).unwrap()).unwrap();
    listener.listen(1).unwrap();
    let waiting = std::iter::from_fn(|| connect(path).ok()).take(100);
    let waiting: Vec<Socket> = waiting.collect();
    assert!(waiting.len() < 100, "the queue is never full");
    (listener, waiting)
}

/// Asks for the printers of the CUPS at this socket; the program must come to an end.
fn ask(path: PathBuf) -> (Option<i32>, String) {
    let counter = Counter::with_cases(0);
    let mut command = counter.command(None, &["printers"]);
    command.env("CUPS_SERVER", path).stdout(Stdio::null());
    let mut program = command.spawn().unwrap();
    until("the program's end", || {
        program.try_wait().unwrap().is_some()
    });
    let output = program.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

#[test]
fn a_cups_that_takes_no_connection_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let _full = full(&path);
    let (status, said) = ask(path);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("does not answer"), "{said}");
}

#[test]
fn a_cups_that_takes_a_connection_and_says_nothing_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let _silent = UnixListener::bind(&path).unwrap();
    let (status, said) = ask(path);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("does not answer"), "{said}");
}
