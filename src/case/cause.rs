//! Why a case is not ready yet: what the last attempt met, without a word of anybody's data.

/// What an attempt met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Neither the portal nor anything else answers: the counter's own network.
    Offline,
    /// No connection to the portal.
    Unreachable,
    /// The portal could not prove who it is.
    Tls,
    /// No answer within the limit.
    Timeout,
    /// The request was sent, the answer got lost.
    LostAnswer,
    /// 429.
    TooMany,
    /// 502, 503 or 504.
    Unavailable,
    /// 500.
    ServerFault,
    /// An answer that is none of the portal's: a login page of the network, a firewall, another address.
    NotThePortal,
    /// The portal signs otherwise than this counter is set up for.
    WrongFlow,
    /// 401, or no client certificate reached the portal.
    LoginMissing,
    /// 403 in the portal's own words.
    Forbidden,
    /// The key, the card or the passphrase for the login cannot be used.
    LoginUnusable,
    /// The certificates of the portal's own network, which the settings name, cannot be used.
    RootsUnusable,
    /// The proxy that the settings name cannot be used.
    ProxyUnusable,
    /// The proxy is of a kind that is not spoken here, such as SOCKS.
    ProxyKind,
    /// A PAC file is named as the proxy.
    ProxyAutoConfig,
    /// The name of the proxy is not known.
    ProxyNotFound,
    /// No connection to the proxy.
    ProxyDown,
    /// The proxy does not answer.
    ProxySilent,
    /// The proxy hung up before it answered.
    ProxyClosed,
    /// 407: the proxy asks for a login, and none is set.
    ProxyLogin,
    /// 407: the proxy does not accept the login.
    ProxyPassword,
    /// 407: the proxy asks for a login of a kind that is not spoken here.
    ProxyScheme,
    /// 403: the proxy does not let the portal through.
    ProxyRefused,
    /// 502 to 504: the proxy does not reach the portal.
    ProxyNoWay,
    /// A page is answered instead of a connection through the proxy.
    ProxyPage,
    /// 511: somebody has to log in to the network.
    NetworkLogin,
    /// 400, or 422.
    Invalid,
    /// 406, or any other refusal of the content; or more of it than whoever signs takes by now.
    NotAcceptable,
    /// 409.
    Conflict,
    /// A signed answer says something else than was asked for.
    OtherContent,
    /// A certificate of another country than the one that issues here: of a real one in training, of none in live.
    OtherCountry,
    /// The identifier is none, or of another country, or its check character is wrong.
    IdentifierUnfit,
    /// The identifier is that of another case.
    IdentifierTaken,
    /// The portal gives its certificates an end that is over, or so near that nobody could use them.
    CertificateExpired,
    /// The certificate says that it was issued later than now.
    IssuedInFuture,
    /// No signer that is known here has the key identifier of the answer.
    UnknownSigner,
    /// The signature is not that of the signer whose key identifier the answer names.
    OtherSigner,
    /// The signer, which is known here, may not sign this kind of certificate, or was not valid when it did.
    SignerNotAllowed,
    /// The certificate would outlive its signer, of whose time too little is left.
    SignerEndsFirst,
    /// The clocks of counter and portal differ by more than five minutes.
    ClockWrong,
    /// The keys of the training mode cannot be used.
    KeysUnusable,
    /// The pharmacy's own key cannot be used: it is over, or what is kept of it is damaged.
    SigningKeyUnusable,
    /// The settings do not fit each other: nobody here could say what is signed, or by whom.
    NotSetUp,
    /// The token with the key is not there.
    TokenMissing,
    /// The token did not take its PIN, and is not asked again by itself.
    PinRefused,
    /// The signer at hand gave no signature.
    SignerFailed,
    /// The finished certificate did not pass the self-check.
    SelfCheck,
    /// The last valid day of what is certified passed before it was signed.
    RecoveryOver,
    /// What was captured cannot be read any more by the rules of this version.
    Unreadable,
}

/// Whose cause it is, and so who else would meet it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// This case alone: the next one has its turn at once.
    Case,
    /// The counter's own: every case, wherever it is to be signed.
    Counter,
    /// The portal's, or the way to it: every case that goes there.
    Portal,
}

/// What follows from a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// It passes by itself; tried again.
    Later,
    /// A person must mend something, once for all cases: they wait, and nothing is tried until that person says so.
    Mend,
    /// The portal, or our own check, refuses the content; a person must look at it.
    Refused,
    /// It is unclear whether a certificate exists; a person decides.
    Ask,
}

impl Cause {
    /// Lists all, from the network to the content.
    pub const ALL: [Self; 51] = [
        Self::Offline,
        Self::Unreachable,
        Self::Tls,
        Self::Timeout,
        Self::LostAnswer,
        Self::TooMany,
        Self::Unavailable,
        Self::ServerFault,
        Self::NotThePortal,
        Self::WrongFlow,
        Self::LoginMissing,
        Self::Forbidden,
        Self::LoginUnusable,
        Self::RootsUnusable,
        Self::ProxyUnusable,
        Self::ProxyKind,
        Self::ProxyAutoConfig,
        Self::ProxyNotFound,
        Self::ProxyDown,
        Self::ProxySilent,
        Self::ProxyClosed,
        Self::ProxyLogin,
        Self::ProxyPassword,
        Self::ProxyScheme,
        Self::ProxyRefused,
        Self::ProxyNoWay,
        Self::ProxyPage,
        Self::NetworkLogin,
        Self::Invalid,
        Self::NotAcceptable,
        Self::Conflict,
        Self::OtherContent,
        Self::OtherCountry,
        Self::IdentifierUnfit,
        Self::IdentifierTaken,
        Self::CertificateExpired,
        Self::IssuedInFuture,
        Self::UnknownSigner,
        Self::OtherSigner,
        Self::SignerNotAllowed,
        Self::SignerEndsFirst,
        Self::ClockWrong,
        Self::KeysUnusable,
        Self::SigningKeyUnusable,
        Self::NotSetUp,
        Self::TokenMissing,
        Self::PinRefused,
        Self::SignerFailed,
        Self::SelfCheck,
        Self::RecoveryOver,
        Self::Unreadable,
    ];

    /// Returns its word in lists and on disk; people read `cause-` and this.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Unreachable => "unreachable",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::LostAnswer => "lost-answer",
            Self::TooMany => "too-many",
            Self::Unavailable => "unavailable",
            Self::ServerFault => "server-fault",
            Self::NotThePortal => "not-the-portal",
            Self::WrongFlow => "wrong-flow",
            Self::LoginMissing => "login-missing",
            Self::Forbidden => "forbidden",
            Self::LoginUnusable => "login-unusable",
            Self::RootsUnusable => "roots-unusable",
            Self::ProxyUnusable => "proxy-unusable",
            Self::ProxyKind => "proxy-kind",
            Self::ProxyAutoConfig => "proxy-auto-config",
            Self::ProxyNotFound => "proxy-not-found",
            Self::ProxyDown => "proxy-down",
            Self::ProxySilent => "proxy-silent",
            Self::ProxyClosed => "proxy-closed",
            Self::ProxyLogin => "proxy-login",
            Self::ProxyPassword => "proxy-password",
            Self::ProxyScheme => "proxy-scheme",
            Self::ProxyRefused => "proxy-refused",
            Self::ProxyNoWay => "proxy-no-way",
            Self::ProxyPage => "proxy-page",
            Self::NetworkLogin => "network-login",
            Self::Invalid => "invalid",
            Self::NotAcceptable => "not-acceptable",
            Self::Conflict => "conflict",
            Self::OtherContent => "other-content",
            Self::OtherCountry => "other-country",
            Self::IdentifierUnfit => "identifier-unfit",
            Self::IdentifierTaken => "identifier-taken",
            Self::CertificateExpired => "certificate-expired",
            Self::IssuedInFuture => "issued-in-future",
            Self::UnknownSigner => "unknown-signer",
            Self::OtherSigner => "other-signer",
            Self::SignerNotAllowed => "signer-not-allowed",
            Self::SignerEndsFirst => "signer-ends-first",
            Self::ClockWrong => "clock-wrong",
            Self::KeysUnusable => "keys-unusable",
            Self::SigningKeyUnusable => "signing-key-unusable",
            Self::NotSetUp => "not-set-up",
            Self::TokenMissing => "token-missing",
            Self::PinRefused => "pin-refused",
            Self::SignerFailed => "signer-failed",
            Self::SelfCheck => "self-check",
            Self::RecoveryOver => "recovery-over",
            Self::Unreadable => "unreadable",
        }
    }

    /// Reads its word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }

    /// Returns what follows from it.
    pub fn class(self) -> Class {
        match self {
            Self::Offline
            | Self::Unreachable
            | Self::Tls
            | Self::Timeout
            | Self::LostAnswer
            | Self::TooMany
            | Self::Unavailable
            | Self::ServerFault
            | Self::NotThePortal
            | Self::ProxyNotFound
            | Self::ProxyDown
            | Self::ProxySilent
            | Self::ProxyClosed
            | Self::ProxyNoWay
            | Self::ProxyPage
            | Self::NetworkLogin
            | Self::ClockWrong => Class::Later,
            Self::WrongFlow
            | Self::LoginMissing
            | Self::Forbidden
            | Self::LoginUnusable
            | Self::RootsUnusable
            | Self::ProxyUnusable
            | Self::ProxyKind
            | Self::ProxyAutoConfig
            | Self::ProxyLogin
            | Self::ProxyPassword
            | Self::ProxyScheme
            | Self::ProxyRefused
            | Self::OtherContent
            | Self::OtherCountry
            | Self::IdentifierUnfit
            | Self::IdentifierTaken
            | Self::CertificateExpired
            | Self::IssuedInFuture
            | Self::UnknownSigner
            | Self::OtherSigner
            | Self::SignerNotAllowed
            | Self::SignerEndsFirst
            | Self::KeysUnusable
            | Self::SigningKeyUnusable
            | Self::NotSetUp
            | Self::TokenMissing
            | Self::PinRefused
            | Self::SignerFailed => Class::Mend,
            Self::Invalid
            | Self::NotAcceptable
            | Self::SelfCheck
            | Self::RecoveryOver
            | Self::Unreadable => Class::Refused,
            Self::Conflict => Class::Ask,
        }
    }

    /// Returns whose cause it is.
    pub fn scope(self) -> Scope {
        match self {
            Self::Offline
            | Self::ClockWrong
            | Self::KeysUnusable
            | Self::SigningKeyUnusable
            | Self::NotSetUp
            | Self::TokenMissing
            | Self::PinRefused
            | Self::SignerFailed => Scope::Counter,
            Self::Unreachable
            | Self::Tls
            | Self::Timeout
            | Self::LostAnswer
            | Self::TooMany
            | Self::Unavailable
            | Self::ServerFault
            | Self::NotThePortal
            | Self::WrongFlow
            | Self::LoginMissing
            | Self::Forbidden
            | Self::LoginUnusable
            | Self::RootsUnusable
            | Self::ProxyUnusable
            | Self::ProxyKind
            | Self::ProxyAutoConfig
            | Self::ProxyNotFound
            | Self::ProxyDown
            | Self::ProxySilent
            | Self::ProxyClosed
            | Self::ProxyLogin
            | Self::ProxyPassword
            | Self::ProxyScheme
            | Self::ProxyRefused
            | Self::ProxyNoWay
            | Self::ProxyPage
            | Self::NetworkLogin
            | Self::OtherContent
            | Self::OtherCountry
            | Self::IdentifierUnfit
            | Self::IdentifierTaken
            | Self::CertificateExpired
            | Self::IssuedInFuture
            | Self::UnknownSigner
            | Self::OtherSigner
            | Self::SignerNotAllowed
            | Self::SignerEndsFirst => Scope::Portal,
            Self::Invalid
            | Self::NotAcceptable
            | Self::Conflict
            | Self::SelfCheck
            | Self::RecoveryOver
            | Self::Unreadable => Scope::Case,
        }
    }

    /// Whether another request would be told the same until somebody has mended something.
    ///
    /// A page of somebody's network passes by itself, too, but not within its pause.
    pub fn is_settled(self) -> bool {
        self.class() == Class::Mend
            || matches!(
                self,
                Self::NotThePortal | Self::ProxyPage | Self::NetworkLogin
            )
    }

    /// Whether it may have been a moment's: another request a moment later is as likely to be served as any other.
    pub fn may_be_a_blip(self) -> bool {
        matches!(
            self,
            Self::Unreachable
                | Self::LostAnswer
                | Self::Unavailable
                | Self::ServerFault
                | Self::ProxyClosed
                | Self::ProxyNoWay
        )
    }

    /// Whether it concerns the counter's own way out, and says nothing of the portal. A proxy that works and does not
    /// reach the portal tells of the portal.
    pub fn is_of_the_network(self) -> bool {
        matches!(
            self,
            Self::Offline
                | Self::ProxyUnusable
                | Self::ProxyKind
                | Self::ProxyAutoConfig
                | Self::ProxyNotFound
                | Self::ProxyDown
                | Self::ProxySilent
                | Self::ProxyClosed
                | Self::ProxyLogin
                | Self::ProxyPassword
                | Self::ProxyScheme
                | Self::ProxyRefused
                | Self::ProxyPage
                | Self::NetworkLogin
        )
    }

    /// Whether it concerns the login at the portal.
    pub fn is_of_the_login(self) -> bool {
        matches!(
            self,
            Self::LoginMissing | Self::Forbidden | Self::LoginUnusable
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_a_word_of_its_own() {
        for cause in Cause::ALL {
            assert_eq!(Cause::from_name(cause.name()), Some(cause));
        }
    }

    #[test]
    fn only_a_case_is_refused_or_asked_about_and_what_is_everybodys_waits() {
        for cause in Cause::ALL {
            let of_the_case = matches!(cause.class(), Class::Refused | Class::Ask);
            assert_eq!(cause.scope() == Scope::Case, of_the_case, "{cause:?}");
        }
    }
}
