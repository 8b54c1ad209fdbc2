//! The answer of CUPS when it is asked for its queues: the messages of IPP, on the line that they travel on.

use std::{
    env, fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    os::unix::net::{UnixListener, UnixStream},
    process, thread,
    time::Duration,
};

use impftheke::spool::{Config, Cups, Logins, Pins, Spooler as _, SystemSpooler};

pub(crate) fn run(data: &[u8]) -> bool {
    let path = env::temp_dir().join(format!("impftheke-fuzz-{}.sock", process::id()));
    let listener = UnixListener::bind(&path).expect("a socket of our own");
    let spooler = SystemSpooler::new(&Config {
        cups: vec![Cups::Socket(path.clone())],
        direct: Vec::new(),
        pins: Pins::default(),
        logins: Logins::default(),
        lp: None,
        limit: Duration::from_secs(10),
    });
    let printers = thread::scope(|scope| {
        scope.spawn(|| {
            let mut streams = listener.incoming().flatten();
            // Whoever leaves early is no reason to stop; whoever comes without a word is.
            while streams
                .next()
                .is_some_and(|stream| !matches!(answer(&stream, data), Ok(false)))
            {}
        });
        let printers = spooler.list();
        drop(UnixStream::connect(&path).expect("it still listens"));
        printers
    });
    fs::remove_file(&path).expect("the socket of our own");
    printers.is_ok_and(|printers| !printers.is_empty())
}

/// Answers a request, whatever it asks for; says no where there is none.
fn answer(mut stream: &UnixStream, body: &[u8]) -> io::Result<bool> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(false);
        }
        let line = line.trim().to_ascii_lowercase();
        if let Some(number) = line.strip_prefix("content-length:") {
            length = number.trim().parse().unwrap_or_default();
        }
        if line.is_empty() {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length])?;
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat())?;
    Ok(true)
}
