//! Where in a certificate a member stands, and what is expected of it there: for remarks on what was read.

/// Where in a certificate something stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    above: Option<&'a Self>,
    name: &'a str,
    /// Whether the schema has it.
    pub(super) known: bool,
}

impl<'a> Place<'a> {
    pub(super) const ROOT: Self = Self {
        above: None,
        name: "",
        known: true,
    };

    /// Returns the place of a member.
    pub(super) fn member(&'a self, name: &'a str) -> Self {
        let known = match self.above {
            None => matches!(name, "ver" | "nam" | "dob" | "v" | "t" | "r"),
            Some(above) => above.above.is_none() && is_member(self.name, name),
        };
        Self {
            above: Some(self),
            name,
            known,
        }
    }

    /// Returns the name of what a known member stands in.
    fn known_above(&self) -> Option<&'a str> {
        self.above.filter(|_| self.known).map(|above| above.name)
    }

    pub(super) fn is_group(&self) -> bool {
        self.known_above() == Some("") && matches!(self.name, "v" | "t" | "r")
    }

    pub(super) fn is_country(&self) -> bool {
        matches!(self.known_above(), Some("v" | "t" | "r")) && self.name == "co"
    }

    pub(super) fn is_transliteration(&self) -> bool {
        self.known_above() == Some("nam") && matches!(self.name, "fnt" | "gnt")
    }

    pub(super) fn is_retired(&self) -> bool {
        self.known_above() == Some("t") && self.name == "dr"
    }

    pub(super) fn is_date(&self) -> bool {
        match self.known_above() {
            Some("") => self.name == "dob",
            Some("v") => self.name == "dt",
            Some("r") => matches!(self.name, "fr" | "df" | "du"),
            _ => false,
        }
    }

    /// Returns the names that lead there.
    pub(super) fn path(&self) -> String {
        match self.above {
            Some(above) if above.above.is_some() => format!("{}/{}", above.path(), self.name),
            _ => self.name.to_owned(),
        }
    }
}

/// Whether a byte may stand in the machine-readable line of a travel document.
pub(super) fn is_of_travel_documents(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte == b'<'
}

/// Whether a text holds characters that were escaped for JSON or HTML and never taken back.
pub(super) fn is_escaped(text: &str) -> bool {
    let followed = |begin: &str, fits: fn(&str) -> bool| {
        text.match_indices(begin)
            .any(|(at, _)| text.get(at + begin.len()..).is_some_and(fits))
    };
    let entity = |rest: &str| {
        let name = rest.split_once(';').map_or("", |(name, _)| name);
        let name = name.strip_prefix('#').unwrap_or(name);
        (2..=8).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let code = |rest: &str| {
        let digits = rest.as_bytes().get(..4);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    followed("&", entity) || followed("\\u", code)
}

/// Whether any of schemas 1.0.0 to 1.3.3 has a member; `t/dr` was there until 1.1.0.
fn is_member(above: &str, name: &str) -> bool {
    match above {
        "nam" => matches!(name, "fn" | "gn" | "fnt" | "gnt"),
        "v" => matches!(
            name,
            "tg" | "vp" | "mp" | "ma" | "dn" | "sd" | "dt" | "co" | "is" | "ci"
        ),
        "t" => matches!(
            name,
            "tg" | "tt" | "nm" | "ma" | "sc" | "dr" | "tr" | "tc" | "co" | "is" | "ci"
        ),
        "r" => matches!(name, "tg" | "fr" | "co" | "is" | "df" | "du" | "ci"),
        _ => false,
    }
}
