//! Addresses: which can be asked, and which are of this computer itself.

use std::net::IpAddr;

use ureq::http::Uri;

/// Whether this is an address that can be asked: of a host, perhaps with a port and a path, and nothing else.
pub fn is_address(value: &str) -> bool {
    let Ok(uri) = value.parse::<Uri>() else {
        return false;
    };
    let is_web = ["https", "http"].map(Some).contains(&uri.scheme_str());
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    let is_host = uri.authority().is_some_and(|authority| {
        let (host, port) = (authority.host(), authority.as_str());
        let port = port.strip_prefix(host).unwrap_or(port);
        !host.is_empty() && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
    });
    is_web && is_host && uri.query().is_none() && !value.contains('#')
}

/// Whether a host is this computer itself (RFC 6761 section 6.3 for the name).
pub(super) fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}
