//! Proxies, and options that cannot be used.

use super::*;

#[test]
fn a_proxy_is_asked_for_others_but_never_for_this_computer() {
    let (proxy, heard) = answering("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
    let agent = agent_of(Options {
        proxy: Some(format!("http://127.0.0.1:{proxy}")),
        ..Options::default()
    });
    let error = over_tls(&agent, "portal.example", 443).unwrap_err();
    // What was said to the proxy is not the request.
    assert!(
        matches!(error, Error::Proxy(ProxyFault::NoWay)),
        "{error:?}"
    );
    assert!(
        heard
            .recv()
            .unwrap()
            .starts_with("CONNECT portal.example:443 ")
    );
    let (port, _) = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let url = format!("http://127.0.0.1:{port}/");
    assert_eq!(agent.send(&request(url, LONG)).unwrap().body, b"ok");
    assert!(heard.try_recv().is_err());
}

#[test]
fn a_silent_proxy_has_not_let_the_request_through() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let agent = agent_of(Options {
        proxy: Some(format!("http://{}", listener.local_addr().unwrap())),
        ..Options::default()
    });
    let url = "https://portal.example/".to_owned();
    let error = agent.send(&request(url, SHORT)).unwrap_err();
    assert!(
        matches!(error, Error::Proxy(ProxyFault::Silent)),
        "{error:?}"
    );
}

#[test]
fn unusable_roots_are_said_when_the_agent_is_set_up() {
    let key = include_bytes!("../../../tests/data/tls/server-key.pem");
    for pem in [
        &b""[..],
        b"no pem",
        key,
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let roots = Some(pem.to_vec());
        let options = Options {
            roots,
            ..Options::default()
        };
        assert!(matches!(Agent::new(options), Err(Error::Roots)));
    }
}

#[test]
fn an_unusable_proxy_is_said_where_it_would_be_used_and_nowhere_else() {
    for proxy in ["", "socks5://127.0.0.1:1080", "http://"] {
        let agent = agent_of(Options {
            proxy: Some(proxy.to_owned()),
            ..Options::default()
        });
        let url = "https://portal.example/";
        let checked = agent.check_way_to(url);
        assert!(matches!(checked, Err(Error::Proxy(_))), "{proxy}");
        let sent = agent.send(&request(url.to_owned(), LONG));
        assert!(matches!(sent, Err(Error::Proxy(_))), "{proxy}");
        let (port, _) = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        let url = format!("http://127.0.0.1:{port}/");
        assert!(agent.check_way_to(&url).is_ok(), "{proxy}");
        assert_eq!(agent.send(&request(url, LONG)).unwrap().body, b"ok");
    }
}

#[test]
fn a_password_without_its_user_goes_to_no_proxy() {
    let (proxy, heard) = answering("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
    let agent = agent_of(Options {
        proxy: Some(format!("http://127.0.0.1:{proxy}")),
        proxy_password: Some("geheim".into()),
        ..Options::default()
    });
    over_tls(&agent, "portal.example", 443).unwrap_err();
    let asked = heard.recv().unwrap().to_ascii_lowercase();
    assert!(!asked.contains("proxy-authorization"), "{asked}");
}
