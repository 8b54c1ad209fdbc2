//! The proxy on the way out: from the settings or from the system, and for which hosts.
//!
//! A proxy that cannot be used is said and never gone round in silence. The environment is read as curl reads it.

use std::{
    env,
    ffi::{OsStr, OsString},
    fmt,
    net::IpAddr,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use secrecy::{ExposeSecret as _, SecretString};
use ureq::http::Uri;

use super::address::{is_address, is_here};

/// What is wrong with the proxy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyFault {
    /// Not the address of a proxy.
    #[error("{0} does not name a proxy such as http://HOST:PORT")]
    Unusable(&'static str),
    /// A proxy of another kind, such as SOCKS.
    #[error(
        "{0} names a proxy that is not spoken here; only HTTP proxies (http:// or https://) are"
    )]
    Kind(&'static str),
    /// A file that says which proxy to take.
    #[error("{0} names a PAC file; name the proxy that it gives, such as http://HOST:PORT")]
    AutoConfig(&'static str),
    /// Its name is not known.
    #[error("the name of the proxy is not known")]
    NotFound,
    /// No connection to it.
    #[error("the proxy cannot be reached")]
    Down,
    /// No answer in time.
    #[error("the proxy does not answer")]
    Silent,
    /// It hung up before it answered.
    #[error("the proxy closed the connection")]
    Closed,
    /// 407, and no login is set.
    #[error("the proxy asks for a login: set its user in portal.proxy and portal.proxy-password")]
    Login,
    /// 407, in spite of a login.
    #[error("the proxy does not accept its user or password")]
    Password,
    /// 407, and in no way that is spoken here.
    #[error("the proxy asks for a login of another kind than Basic")]
    Scheme,
    /// 403.
    #[error("the proxy does not let this address through")]
    Refused,
    /// 502, 503 or 504.
    #[error("the proxy does not reach this address")]
    NoWay,
    /// 511: somebody has to log in to the network.
    #[error("the network asks for a login")]
    Network,
    /// A page, or anything else than the answer of a proxy.
    #[error("a page is answered instead of a connection through the proxy")]
    Page,
}

/// The way out of this computer: through a proxy or directly, and the hosts that are reached without the proxy.
#[derive(Debug)]
pub(super) struct WayOut {
    proxy: Result<Option<Proxy>, ProxyFault>,
    around: Vec<Around>,
}

impl WayOut {
    /// Takes the proxy that the settings name, with the password that they keep for its user; without one what the
    /// system names for https.
    pub(super) fn of(setting: Option<&str>, password: Option<&SecretString>) -> Self {
        match setting {
            Some(text) => Self {
                proxy: Proxy::of(text, password, SETTING).map(Some),
                around: Vec::new(),
            },
            None => Self::of_environment(|name| env::var_os(name)).unwrap_or_else(|| Self {
                proxy: of_registry(),
                around: Vec::new(),
            }),
        }
    }

    /// Reads the variables as curl does for https: the small letters first, its own before that for all, and
    /// `HTTP_PROXY` not at all. An empty one counts as none.
    fn of_environment(get: impl Fn(&str) -> Option<OsString>) -> Option<Self> {
        let first = |names: &[&'static str]| {
            let mut set = names.iter().filter_map(|name| Some((*name, get(name)?)));
            set.find(|(_, text)| !text.is_empty())
        };
        let (name, text) = first(&VARIABLES)?;
        let proxy = readable(&text, name).and_then(|text| Proxy::of(text, None, name));
        let around = first(&["no_proxy", "NO_PROXY"]).unwrap_or_default();
        Some(match readable(&around.1, around.0) {
            Ok(text) => Self {
                proxy: proxy.map(Some),
                around: Around::all_of(text),
            },
            Err(fault) => Self {
                proxy: Err(fault),
                around: Vec::new(),
            },
        })
    }

    /// Returns the proxy through which an address is reached. One that cannot be used is a fault only there.
    pub(super) fn to(&self, host: &str) -> Result<Option<&Proxy>, ProxyFault> {
        if is_here(host) || self.around.iter().any(|around| around.is_of(host)) {
            return Ok(None);
        }
        self.proxy
            .as_ref()
            .map(Option::as_ref)
            .map_err(Clone::clone)
    }
}

fn readable<'a>(text: &'a OsStr, name: &'static str) -> Result<&'a str, ProxyFault> {
    text.to_str().ok_or(ProxyFault::Unusable(name))
}

/// A proxy and its login.
#[derive(Clone, Debug)]
pub(super) struct Proxy {
    uri: Uri,
    login: Option<SecretString>,
}

impl Proxy {
    /// Takes the address of a proxy, with or without a login; a password beside it is that of its user, and counts
    /// where it has none of its own. `named_in` tells where it stands.
    fn of(
        text: &str,
        password: Option<&SecretString>,
        named_in: &'static str,
    ) -> Result<Self, ProxyFault> {
        let address = Address::of(text).map_err(|wrong| wrong.named_in(named_in))?;
        let unusable = || ProxyFault::Unusable(named_in);
        let uri = address
            .without_login()
            .parse()
            .map_err(|_invalid| unusable())?;
        let (user, own) = address.login().ok_or_else(unusable)?;
        let beside = password.filter(|_| !user.is_empty());
        let password = own.or_else(|| Some(beside?.expose_secret().to_owned()));
        let login = format!("{user}:{}", password.unwrap_or_default());
        Ok(Self {
            uri,
            login: (login.len() > 1).then(|| SecretString::from(login)),
        })
    }

    /// Returns its address.
    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Returns the value of `Proxy-Authorization`, if there is a login (RFC 7617).
    pub(super) fn authorization(&self) -> Option<SecretString> {
        let login = self.login.as_ref()?.expose_secret();
        Some(SecretString::from(format!(
            "Basic {}",
            BASE64.encode(login)
        )))
    }
}

/// On Windows what the network settings name, else nothing.
#[cfg(windows)]
fn of_registry() -> Result<Option<Proxy>, ProxyFault> {
    let found = ureq::Proxy::try_from_env();
    let proxy =
        found.map(|found| Proxy::of(&found.uri().to_string(), None, "the system's settings"));
    proxy.transpose()
}

#[cfg(not(windows))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "on Windows the settings of the system may be wrong"
)]
fn of_registry() -> Result<Option<Proxy>, ProxyFault> {
    Ok(None)
}

/// The parts of the address of a proxy, the login still percent-encoded.
#[derive(Clone, Copy)]
struct Address<'a> {
    scheme: &'a str,
    user: &'a str,
    password: Option<&'a str>,
    host_and_port: &'a str,
}

/// Why a text is not such an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Unusable,
    Kind,
    AutoConfig,
}

impl Wrong {
    fn named_in(self, place: &'static str) -> ProxyFault {
        match self {
            Self::Unusable => ProxyFault::Unusable(place),
            Self::Kind => ProxyFault::Kind(place),
            Self::AutoConfig => ProxyFault::AutoConfig(place),
        }
    }
}

impl<'a> Address<'a> {
    fn of(text: &'a str) -> Result<Self, Wrong> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        if is_pac(text) {
            return Err(Wrong::AutoConfig);
        }
        if !["http", "https"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(scheme))
        {
            let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
            let is_kind = !scheme.is_empty() && scheme.chars().all(is_scheme);
            return Err(if is_kind {
                Wrong::Kind
            } else {
                Wrong::Unusable
            });
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if !rest
            .trim_start_matches(authority)
            .trim_matches('/')
            .is_empty()
        {
            return Err(Wrong::Unusable);
        }
        let (login, host_and_port) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (login, None),
        };
        let address = Self {
            scheme,
            user,
            password,
            host_and_port,
        };
        if is_address(&address.without_login()) {
            Ok(address)
        } else {
            Err(Wrong::Unusable)
        }
    }

    /// Returns user and password in plain; nothing where they cannot be read.
    fn login(self) -> Option<(String, Option<String>)> {
        let password = match self.password {
            Some(password) => Some(decoded(password)?),
            None => None,
        };
        Some((decoded(self.user)?, password))
    }

    fn without_login(self) -> String {
        format!(
            "{}://{}",
            self.scheme.to_ascii_lowercase(),
            self.host_and_port
        )
    }
}

/// Whether a text names a file that says which proxy to take, and no proxy.
fn is_pac(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let names = ["pac", "dat"].map(|ending| [".", ending].concat());
    let is_file = names.iter().any(|ending| path.ends_with(ending));
    lower.starts_with("pac+") || lower.starts_with("file:") || is_file
}

/// Tells why a text cannot be set as a proxy; nothing where it can.
pub fn proxy_refused(text: &str) -> Option<ProxyFault> {
    let unusable = ProxyFault::Unusable("it");
    match Address::of(text).map(Address::login) {
        Err(wrong) => Some(wrong.named_in("it")),
        Ok(None) => Some(unusable),
        // A password belongs to a user.
        Ok(Some((user, Some(_)))) if user.is_empty() => Some(unusable),
        Ok(Some(_)) => None,
    }
}

/// Takes the password out of the address of a proxy: what is left, and the password in plain. Nothing where there is
/// none, or where the address cannot be set.
pub fn split_proxy(text: &str) -> Option<(String, String)> {
    if proxy_refused(text).is_some() {
        return None;
    }
    let address = Address::of(text).ok()?;
    let (_, password) = address.login()?;
    let Address {
        scheme,
        user,
        host_and_port,
        ..
    } = address;
    Some((format!("{scheme}://{user}@{host_and_port}"), password?))
}

/// Whether whatever it is, it has the look of an address with a password in it.
pub fn may_hold_password(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let login = rest.rsplit_once('@').map(|(login, _)| login);
    login.is_some_and(|login| login.contains(':'))
}

/// Whether two addresses name one proxy and one user there.
pub fn is_same_login(one: &str, other: &str) -> bool {
    let of = |text| {
        let address = Address::of(text).ok()?;
        let uri: Uri = address.without_login().parse().ok()?;
        Some((uri, decoded(address.user)?))
    };
    of(one).is_some_and(|one| of(other) == Some(one))
}

/// Undoes percent encoding.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| byte == b'%');
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let value = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(value.unwrap_or(byte));
        let taken = if value.is_some() { 2 } else { 0 };
        rest = after.get(taken..).unwrap_or_default();
    }
    String::from_utf8(bytes).ok()
}

/// Where a proxy stands that the settings name.
const SETTING: &str = "portal.proxy";
/// The variables that name a proxy for https, the first that is set counts.
const VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// Hosts that are reached without the proxy: an entry of `NO_PROXY`.
#[derive(Clone, PartialEq, Eq)]
enum Around {
    /// `*` alone.
    All,
    /// A domain with all below it.
    Domain(String),
    /// Addresses whose first bits are these.
    Net(IpAddr, u32),
}

impl fmt::Debug for Around {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Around")
    }
}

impl Around {
    /// Reads a list, parted by commas and blanks alone. A star stands for all only where nothing stands beside it, no
    /// blank either; ports and patterns are no part of an entry, and match nothing.
    fn all_of(list: &str) -> Vec<Self> {
        if list == "*" {
            return vec![Self::All];
        }
        let entries = list.split([',', ' ', '\t']);
        entries.filter_map(Self::of).collect()
    }

    fn of(entry: &str) -> Option<Self> {
        let (address, bits) = match entry.split_once('/') {
            Some((address, bits)) => (address, bits.parse().unwrap_or(0)),
            None => (entry, 0),
        };
        if let Ok(address) = bare(address).parse::<IpAddr>() {
            let all = if address.is_ipv4() { 32 } else { 128 };
            let bits = if bits == 0 { all } else { bits };
            return (bits <= all).then_some(Self::Net(address, bits));
        }
        let name = entry.strip_suffix('.').unwrap_or(entry);
        let name = name.strip_prefix('.').unwrap_or(name);
        (!name.is_empty()).then(|| Self::Domain(name.to_ascii_lowercase()))
    }

    fn is_of(&self, host: &str) -> bool {
        let host = bare(host).trim_end_matches('.').to_ascii_lowercase();
        match self {
            Self::All => true,
            Self::Domain(domain) => {
                let above = host.strip_suffix(domain.as_str());
                above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
            }
            Self::Net(net, bits) => match (net, host.parse()) {
                (IpAddr::V4(net), Ok(IpAddr::V4(host))) => {
                    let differ = net.to_bits() ^ host.to_bits();
                    differ.leading_zeros() >= *bits
                }
                (IpAddr::V6(net), Ok(IpAddr::V6(host))) => {
                    let differ = net.to_bits() ^ host.to_bits();
                    differ.leading_zeros() >= *bits
                }
                _ => false,
            },
        }
    }
}

/// Takes the brackets off an address of IPv6.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Option<WayOut> {
        WayOut::of_environment(|asked| {
            let found = variables.iter().find(|(name, _)| *name == asked);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    fn is_for(way: &WayOut, host: &str) -> bool {
        way.to(host).unwrap().is_some()
    }

    fn host(variables: &[(&str, &str)]) -> Option<String> {
        let way = from(variables)?;
        let proxy = way.to("portal.example").unwrap();
        proxy.map(|proxy| proxy.uri().to_string())
    }

    #[test]
    fn the_environment_is_read_as_curl_reads_it() {
        let (https, all, http) = (
            ("HTTPS_PROXY", "http://https.example:1"),
            ("ALL_PROXY", "http://all.example:2"),
            ("HTTP_PROXY", "http://http.example:3"),
        );
        assert_eq!(
            host(&[all, https, http]).as_deref(),
            Some("http://https.example:1/")
        );
        assert_eq!(host(&[all, http]).as_deref(), Some("http://all.example:2/"));
        assert_eq!(host(&[http]), None);
        let small = ("https_proxy", "small.example:4");
        assert_eq!(
            host(&[https, small]).as_deref(),
            Some("http://small.example:4/")
        );
        // An empty one counts as none, as in curl.
        let empty = ("https_proxy", "");
        assert_eq!(
            host(&[empty, all]).as_deref(),
            Some("http://all.example:2/")
        );
        assert_eq!(host(&[empty]), None);
        let around = [("no_proxy", ""), ("NO_PROXY", "portal.example"), all];
        assert_eq!(host(&around), None);
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_never_gone_round() {
        for (value, fault) in [
            ("socks5://proxy.example:1080", ProxyFault::Kind("ALL_PROXY")),
            ("socks5h://proxy.example", ProxyFault::Kind("ALL_PROXY")),
            ("http://wpad/wpad.dat", ProxyFault::AutoConfig("ALL_PROXY")),
            ("file:///etc/proxy.pac", ProxyFault::AutoConfig("ALL_PROXY")),
            (
                "pac+http://proxy.example/",
                ProxyFault::AutoConfig("ALL_PROXY"),
            ),
            ("http://", ProxyFault::Unusable("ALL_PROXY")),
            (
                "http://proxy.example:99999",
                ProxyFault::Unusable("ALL_PROXY"),
            ),
            (
                "http://proxy.example/path",
                ProxyFault::Unusable("ALL_PROXY"),
            ),
        ] {
            let way = from(&[("ALL_PROXY", value), ("NO_PROXY", ".test")]).unwrap();
            assert_eq!(way.to("portal.example").unwrap_err(), fault, "{value}");
            // What needs no proxy is none the worse for it.
            for direct in ["portal.test", "127.0.0.1", "localhost", "[::1]"] {
                assert!(!is_for(&way, direct), "{value}: {direct}");
            }
        }
    }

    #[test]
    fn hosts_around_the_proxy_are_those_that_curl_would_take() {
        let around = "localhost, .example.org ,portal.test:8443,10.0.0.0/8 [fd00::]/8\tintern., 192.168.1.7, \
                      *.stars,..dots,a.semi;b.semi,172.16.0.1/33";
        let way = from(&[("HTTPS_PROXY", "p:1"), ("NO_PROXY", around)]).unwrap();
        for host in [
            "localhost",
            "example.org",
            "PORTAL.example.org.",
            "10.200.3.4",
            "[fd12::1]",
            "a.intern",
            "192.168.1.7",
        ] {
            assert!(!is_for(&way, host), "{host}");
        }
        for host in [
            "notexample.org",
            "portal.test",
            "a.stars",
            "a.dots",
            "dots",
            "a.semi",
            "b.semi",
            "172.16.0.1",
            "11.0.0.1",
            "[fe80::1]",
            "192.168.1.70",
        ] {
            assert!(is_for(&way, host), "{host}");
        }
        for (list, is_all) in [
            ("*", true),
            (" * ", false),
            ("foo,*", false),
            ("*,foo", false),
        ] {
            let way = from(&[("HTTPS_PROXY", "p:1"), ("no_proxy", list)]).unwrap();
            assert_eq!(is_for(&way, "portal.example"), !is_all, "{list}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_no_text_is_said() {
        use std::os::unix::ffi::OsStringExt as _;

        for (unreadable, other) in [("https_proxy", "ALL_PROXY"), ("no_proxy", "ALL_PROXY")] {
            let way = WayOut::of_environment(|name| match name {
                _ if name == unreadable => Some(OsString::from_vec(b"http://\xFF:1".to_vec())),
                _ if name == other => Some(OsString::from("http://p:1")),
                _ => None,
            });
            let fault = way.unwrap().to("portal.example").unwrap_err();
            assert_eq!(fault, ProxyFault::Unusable(unreadable));
        }
    }

    #[test]
    fn a_login_stands_in_the_address_or_beside_it_and_is_never_shown() {
        let password = SecretString::from("geheim");
        for (text, beside, expected) in [
            (
                "http://erika:p%40ss@proxy.example:8080",
                None,
                Some("erika:p@ss"),
            ),
            (
                "http://erika@proxy.example",
                Some(&password),
                Some("erika:geheim"),
            ),
            (
                "erika:own@proxy.example",
                Some(&password),
                Some("erika:own"),
            ),
            ("http://proxy.example", None, None),
            // A password is that of a user.
            ("http://proxy.example", Some(&password), None),
            ("http://a%+1:b@proxy.example", None, Some("a%+1:b")),
        ] {
            let proxy = Proxy::of(text, beside, "portal.proxy").unwrap();
            let login = proxy.login.as_ref().map(SecretString::expose_secret);
            assert_eq!(login, expected, "{text}");
            assert!(!format!("{proxy:?}").contains("geheim"));
            assert!(!proxy.uri().to_string().contains('@'));
        }
        assert_eq!(
            split_proxy("http://erika:p%40ss@proxy.example:8080"),
            Some((
                "http://erika@proxy.example:8080".to_owned(),
                "p@ss".to_owned()
            ))
        );
        assert_eq!(split_proxy("http://erika@proxy.example:8080"), None);
    }
    #[test]
    fn a_login_that_cannot_be_read_is_refused() {
        for text in [
            "http://erika:%E4pfel@proxy:8080",
            "http://%E4rika@proxy:8080",
            "http://:geheim@proxy:8080",
        ] {
            let fault = proxy_refused(text);
            assert_eq!(fault, Some(ProxyFault::Unusable("it")), "{text}");
            assert_eq!(split_proxy(text), None, "{text}");
        }
        assert_eq!(proxy_refused("http://erika:%C3%A4pfel@proxy:8080"), None);
    }

    #[test]
    fn one_login_is_one_user_at_one_proxy() {
        let login = "http://erika@proxy:8080";
        for same in ["erika:geheim@PROXY:8080", "HTTP://erik%61@proxy:8080/"] {
            assert!(is_same_login(login, same), "{same}");
        }
        for other in [
            "http://erika@old:8080",
            "http://erika@proxy:8081",
            "https://erika@proxy:8080",
            "http://max@proxy:8080",
            "http://proxy:8080",
            "",
        ] {
            assert!(!is_same_login(login, other), "{other}");
        }
    }
}
