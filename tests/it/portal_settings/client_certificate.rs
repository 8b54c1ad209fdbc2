//! A login by client certificate: the file from the settings, over TLS 1.3 and 1.2, and what is said where it is missing
//! or not accepted. `openssl` stands for the servers of others.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::counter::{Counter, Process};

/// Makes a PKCS#12 file of the training client's, packed and protected otherwise.
fn packed(counter: &Counter, client: &str, name: &str, options: &[&str]) -> PathBuf {
    let (pem, packed) = (counter.path("client.pem"), counter.path(name));
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    let [pem, out] = [&pem, &packed].map(|path| path.to_str().unwrap());
    openssl(&[
        "pkcs12",
        "-in",
        client,
        "-passin",
        "pass:training",
        "-nodes",
        "-out",
        pem,
    ]);
    openssl(&[&["pkcs12", "-export", "-in", pem, "-out", out], options].concat());
    packed
}

#[test]
fn the_file_from_the_settings_logs_in_over_either_version_of_tls() {
    let counter = Counter::new();
    let (first, [_, ca, client]) = counter.portal(&[]);
    drop(first);
    counter.set("portal.login", "certificate");
    counter.set("portal.roots", &ca);
    let new = packed(
        &counter,
        &client,
        "new.p12",
        &["-passout", "pass:Gehäuse-ß"],
    );
    let legacy = ["-legacy", "-passout", "pass:geheim"];
    let old = packed(&counter, &client, "old.p12", &legacy);
    for version in [&[][..], &["--tls12"]] {
        let demanding = [&["--client-ca", &ca], version].concat();
        let (_portal, [url, ..]) = counter.portal(&demanding);
        counter.set("portal.url", &url);
        for (file, password) in [
            (Path::new(&client), "training"),
            (&new, "Gehäuse-ß"),
            (&old, "geheim"),
        ] {
            counter.set("portal.certificate", file.to_str().unwrap());
            counter.set("portal.certificate-password", password);
            let (status, cause) = counter.issue();
            assert_eq!((status, cause), (Some(0), None), "{version:?} {file:?}");
            let text = fs::read_to_string(counter.path("a.hc1")).unwrap();
            assert!(text.starts_with("HC1:"), "{version:?} {file:?}");
            fs::remove_file(counter.path("a.hc1")).unwrap();
        }
    }
}

#[test]
fn without_a_certificate_the_login_is_what_is_missing_over_either_version_of_tls() {
    for version in ["-tls1_3", "-tls1_2"] {
        let counter = Counter::new();
        let (first, [_, ca, client]) = counter.portal(&[]);
        drop(first);
        // A server of another make, with the training portal's name and CA.
        let server = counter.path("server.pem");
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
            ])
            .args([
                "-nodes",
                "-subj",
                "/CN=127.0.0.1",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
            ])
            .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
            .arg(&server)
            .arg("-out")
            .arg(counter.path("root.pem"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        let port = free_port();
        let mut server = Process(
            Command::new("openssl")
                .args([
                    "s_server",
                    "-quiet",
                    "-Verify",
                    "1",
                    "-verify_return_error",
                    version,
                ])
                .args(["-accept", &port.to_string(), "-CAfile", &ca, "-key"])
                .arg(&server)
                .arg("-cert")
                .arg(counter.path("root.pem"))
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .unwrap(),
        );
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(server.0.try_wait().unwrap().is_none(), "no server");
            std::thread::yield_now();
        }
        counter.set("portal.url", &format!("https://127.0.0.1:{port}"));
        counter.set("portal.roots", counter.path("root.pem").to_str().unwrap());
        counter.set("portal.limit-seconds", "2");
        let (status, cause) = counter.issue();
        let said = (status, cause.as_deref());
        assert_eq!(said, (Some(3), Some("login-missing")), "{version}");
        // A certificate of another CA than the server's is one that is not accepted.
        let foreign = Counter::new();
        let (portal, [_, _, other]) = foreign.portal(&[]);
        drop(portal);
        assert_ne!(client, other);
        counter.set("portal.login", "certificate");
        counter.set("portal.certificate", &other);
        counter.set("portal.certificate-password", "training");
        let (status, cause) = counter.issue();
        let said = (status, cause.as_deref());
        assert_eq!(said, (Some(3), Some("login-unusable")), "{version}");
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
