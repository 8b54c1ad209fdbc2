//! The faults by name, each with what it does.

/// One way in which a portal fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize)]
#[serde(try_from = "String")]
pub enum Fault {
    /// Everything works.
    #[default]
    None,
    /// Nobody listens.
    Refused,
    /// The portal cannot prove who it is.
    TlsError,
    /// The request is refused with this status, and nothing is signed.
    Status(u16),
    /// The request is read and never answered, and nothing is signed.
    Hang,
    /// 200 with a page of HTML, and nothing is signed.
    Html,
    /// 403 with a page of HTML, as a firewall on the way answers, and nothing is signed.
    Firewall,
    /// Signed, then 500.
    FailAfterSigning,
    /// Signed, then never answered.
    HangAfterSigning,
    /// Signed, then the connection is cut before the first byte of the answer.
    LostAnswer,
    /// The answer comes byte by byte, from its first header on.
    SlowHeaders,
    /// The headers come at once, the body byte by byte.
    SlowBody,
    /// The connection is reset in the middle of the body.
    Reset,
    /// The connection ends in the middle of the body.
    Truncated,
    /// The signature does not hold.
    WrongSignature,
    /// A signature that holds, by a key that nobody knows.
    OtherSigner,
    /// A well signed certificate of somebody else.
    OtherPerson,
    /// The protected header is not the one that was signed.
    WrongHeader,
    /// A well signed certificate with a field that was not asked for.
    WrongFields,
    /// The identifier beside the certificate is not the one in it.
    WrongId,
    /// The portal's clock is wrong.
    ClockWrong,
}

impl Fault {
    /// Lists all with the name that switches them on, and what they do.
    pub const ALL: [(Self, &'static str, &'static str); 33] = [
        (Self::None, "none", "everything works"),
        (Self::Refused, "refused", "nobody listens"),
        (
            Self::TlsError,
            "tls-error",
            "a server certificate of an unknown CA; without TLS an alert instead of an answer",
        ),
        (Self::Status(400), "400", "invalid request"),
        (Self::Status(401), "401", "credential missing"),
        (Self::Status(403), "403", "credential invalid"),
        (Self::Status(404), "404", "no such service here"),
        (Self::Status(405), "405", "method not allowed"),
        (Self::Status(406), "406", "data not acceptable"),
        (Self::Status(409), "409", "conflict"),
        (Self::Status(415), "415", "unsupported media type"),
        (Self::Status(429), "429", "too many requests"),
        (Self::Status(500), "500", "server error, nothing signed"),
        (Self::Status(502), "502", "bad gateway"),
        (Self::Status(503), "503", "unavailable"),
        (Self::Status(504), "504", "gateway timeout"),
        (Self::Hang, "hang", "no answer, nothing signed"),
        (Self::Html, "html", "200 with a page of HTML"),
        (Self::Firewall, "firewall", "403 with a page of HTML"),
        (
            Self::FailAfterSigning,
            "500-after-signing",
            "signed, then 500",
        ),
        (
            Self::HangAfterSigning,
            "hang-after-signing",
            "signed, then no answer",
        ),
        (
            Self::LostAnswer,
            "lost-answer",
            "signed, then cut before the first byte of the answer",
        ),
        (
            Self::SlowHeaders,
            "slow-headers",
            "the answer byte by byte from its first header on",
        ),
        (
            Self::SlowBody,
            "slow-body",
            "headers at once, the body byte by byte",
        ),
        (Self::Reset, "reset", "reset in the middle of the body"),
        (Self::Truncated, "truncated", "half of the body"),
        (
            Self::WrongSignature,
            "wrong-signature",
            "a signature that does not hold",
        ),
        (
            Self::OtherSigner,
            "other-signer",
            "signed with a key that nobody knows",
        ),
        (
            Self::OtherPerson,
            "other-person",
            "somebody else's certificate, well signed",
        ),
        (
            Self::WrongHeader,
            "wrong-header",
            "another protected header than the signed one",
        ),
        (
            Self::WrongFields,
            "wrong-fields",
            "well signed, but with a name, key or country that was not asked for",
        ),
        (
            Self::WrongId,
            "wrong-id",
            "X-DGC-Id, or the id of the two-step, belongs to nothing",
        ),
        (
            Self::ClockWrong,
            "clock-wrong",
            "the Date header is ten minutes ahead",
        ),
    ];

    /// Returns the name that switches it on.
    pub fn name(self) -> &'static str {
        let mut all = Self::ALL.into_iter();
        all.find(|(fault, _, _)| *fault == self)
            .map_or("status", |(_, name, _)| name)
    }

    /// Reads a name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(_, known, _)| *known == name)
            .map(|(fault, _, _)| fault)
    }

    /// Whether it happens before there is a request that could be answered.
    pub(super) fn is_of_the_connection(self) -> bool {
        matches!(self, Self::Refused | Self::TlsError)
    }

    /// Whether a whole and right certificate still reaches the client.
    pub(super) fn delivers(self) -> bool {
        matches!(
            self,
            Self::None | Self::SlowHeaders | Self::SlowBody | Self::ClockWrong
        )
    }
}

impl TryFrom<String> for Fault {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::from_name(&name).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|(_, name, _)| *name).collect();
            format!(
                "no fault is named {name:?}, expected is one of {}",
                known.join(", ")
            )
        })
    }
}
