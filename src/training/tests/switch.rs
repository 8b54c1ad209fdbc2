//! The switch, and the port.

use super::*;

#[test]
fn a_connection_held_open_meets_the_next_fault_too() {
    let portal = portal(Fault::None);
    let mut line = TcpStream::connect(portal.address()).unwrap();
    line.write_all(b"GET /elsewhere HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut first = [0; 12];
    line.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 404");
    portal.switch(Fault::Refused);
    // The idle connection is closed, so that nobody goes on behind the fault's back.
    line.read_to_end(&mut Vec::new()).unwrap();
    assert!(TcpStream::connect(portal.address()).is_err());
}

#[test]
fn the_portal_is_switched_by_http_whatever_it_does() {
    let portal = portal(Fault::None);
    let control = portal.control_url();
    let put = |body: &str| {
        let agent = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = ureq::Agent::new_with_config(agent.proxy(None).build());
        let mut answer = agent
            .put(format!("{control}/training/faults"))
            .send(body)
            .unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), text)
    };
    assert_eq!(put("\"refused\"").0, 204);
    assert_eq!(
        hash(&portal).unwrap_err().kind(),
        io::ErrorKind::ConnectionRefused
    );
    let (status, text) = put("[\n{\"fault\": \"nonsense\"}]");
    assert_eq!(status, 400);
    assert!(
        text.starts_with("line 2, column 21: no fault is named \"nonsense\""),
        "{text}"
    );
    assert!(hash(&portal).is_err(), "a bad switch changes nothing");
    assert_eq!(put("\"none\"").0, 204);
    assert_eq!(hash(&portal).unwrap().status, 200);
    let log = send(&portal, "GET /training/log", &[], b"").unwrap();
    let log: Value = serde_json::from_str(log.text()).unwrap();
    assert_eq!(log["signatures"], 1);
    assert_eq!(
        log["transactions"][TRANSACTION],
        json!({"signatures": 1, "certificates": 1})
    );
    assert_eq!(
        log["requests"], 1,
        "what is asked of a training portal alone is not counted"
    );
}

#[test]
fn a_stopped_portal_gives_its_port_back() {
    let first = portal(Fault::Refused);
    let port = first.address().port();
    drop(first);
    let second = start(Options { port, ..options() }).unwrap();
    assert_eq!(hash(&second).unwrap().status, 200);
    let error = start(Options { port, ..options() })
        .unwrap_err()
        .to_string();
    assert!(error.contains(&port.to_string()), "{error}");
}
