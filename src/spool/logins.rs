//! The logins of printers that ask for one, shared by all that speak to them.
//!
//! A login goes to the printer it was given for and to no other. One that is refused is never brought again: its
//! password is forgotten at once, so that nobody's account is locked by a counter that keeps trying.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::Target;

/// A user and a password; neither is ever shown by what holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    user: String,
    password: Zeroizing<String>,
}

impl Login {
    /// Takes what was typed; nothing where it cannot be sent.
    ///
    /// A colon would end the user's name (RFC 7617 section 2), and CUPS takes at most 1023 bytes of a text.
    pub fn new(user: &str, password: &str) -> Option<Self> {
        let fits = |text: &str| {
            !text.is_empty() && text.len() <= MAX_BYTES && !text.chars().any(char::is_control)
        };
        let both = fits(user) && fits(password) && !user.contains(':');
        both.then(|| Self {
            user: user.to_owned(),
            password: Zeroizing::new(password.to_owned()),
        })
    }

    /// Returns both as HTTP takes them (RFC 7617 section 2).
    pub(super) fn as_basic(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}:{}", self.user, &*self.password))
    }

    /// Returns what belongs to each word of `auth-info-required`, in its order; nothing where one is not known.
    pub(super) fn as_auth_info(&self, wanted: &[String]) -> Option<Vec<Zeroizing<String>>> {
        let has_domain = wanted.iter().any(|word| word == "domain");
        let (domain, user) = match self.user.split_once('\\') {
            Some(both) if has_domain => both,
            Some(_) | None => ("", self.user.as_str()),
        };
        let of_word = |word: &String| match word.as_str() {
            "domain" => Some(Zeroizing::new(domain.to_owned())),
            "password" => Some(self.password.clone()),
            "username" => Some(Zeroizing::new(user.to_owned())),
            _ => None,
        };
        wanted.iter().map(of_word).collect()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(hidden)")
    }
}

/// As many bytes as CUPS takes of a text.
const MAX_BYTES: usize = 1023;

/// How the login of a printer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginState {
    /// The printer has asked, and nobody has given one.
    Asked,
    /// There is one, of this user.
    Known(String),
    /// The one of this user was refused: another is needed.
    Refused(String),
    /// The printer has not asked so far.
    Unasked,
}

/// The text holds no logins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what is kept of the logins of printers cannot be read")]
pub struct NotLogins;

/// The logins of all printers. A copy is another hand on the same ones.
#[derive(Clone, Default)]
pub struct Logins(Arc<Mutex<Book>>);

#[derive(Default)]
struct Book {
    entries: BTreeMap<Target, Entry>,
    /// How often what is kept of it has changed.
    version: u64,
}

#[derive(Clone, PartialEq, Eq)]
enum Entry {
    Asked,
    Known(Login),
    Refused(String),
}

impl Logins {
    /// Returns how the login of a printer stands.
    pub fn state(&self, printer: &Target) -> LoginState {
        match self.book().entries.get(printer) {
            None => LoginState::Unasked,
            Some(Entry::Asked) => LoginState::Asked,
            Some(Entry::Known(login)) => LoginState::Known(login.user.clone()),
            Some(Entry::Refused(user)) => LoginState::Refused(user.clone()),
        }
    }

    /// Gives a printer its login, from now on.
    pub fn set(&self, printer: &Target, login: Login) {
        self.book().change(printer, Some(Entry::Known(login)));
    }

    /// Forgets the login of a printer; returns whether there was one.
    pub fn forget(&self, printer: &Target) -> bool {
        let had = self.get(printer).is_some();
        self.book().change(printer, None);
        had
    }

    /// Notes that a printer has refused this login, if it still has no other one.
    pub fn refuse(&self, printer: &Target, login: &Login) {
        let mut book = self.book();
        let is_other =
            matches!(book.entries.get(printer), Some(Entry::Known(other)) if other != login);
        if !is_other {
            book.change(printer, Some(Entry::Refused(login.user.clone())));
        }
    }

    /// Changes with everything that is to be kept.
    pub fn version(&self) -> u64 {
        self.book().version
    }

    /// Returns what is to be kept, to be sealed: empty where there is nothing.
    pub fn to_text(&self) -> Zeroizing<String> {
        let book = self.book();
        let kept = book.entries.iter().filter_map(|(printer, entry)| {
            let kept = match entry {
                Entry::Asked => return None,
                Entry::Known(login) => json!({"user": login.user, "password": &*login.password}),
                Entry::Refused(user) => json!({ "user": user }),
            };
            Some((printer.to_string(), kept))
        });
        let kept: Map<String, Value> = kept.collect();
        Zeroizing::new(if kept.is_empty() {
            String::new()
        } else {
            Value::Object(kept).to_string()
        })
    }

    /// Takes in what was kept; who has asked since then is still known.
    pub fn take_in(&self, text: &str) -> Result<(), NotLogins> {
        let read = read(text)?;
        let mut book = self.book();
        book.entries.retain(|_, entry| *entry == Entry::Asked);
        book.entries.extend(read);
        book.version += 1;
        Ok(())
    }

    /// Returns the login of a printer, if it has one that was not refused.
    pub(super) fn get(&self, printer: &Target) -> Option<Login> {
        match self.book().entries.get(printer) {
            Some(Entry::Known(login)) => Some(login.clone()),
            Some(Entry::Asked | Entry::Refused(_)) | None => None,
        }
    }

    /// Notes that a printer has asked; returns whether it has refused one before.
    pub(super) fn ask(&self, printer: &Target) -> bool {
        let mut book = self.book();
        let entry = book.entries.entry(printer.clone()).or_insert(Entry::Asked);
        matches!(entry, Entry::Refused(_))
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        // Each change is one step: what a thread that panicked has left is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn change(&mut self, printer: &Target, entry: Option<Entry>) {
        self.version += 1;
        match entry {
            Some(entry) => self.entries.insert(printer.clone(), entry),
            None => self.entries.remove(printer),
        };
    }
}

impl fmt::Debug for Logins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Logins(hidden)")
    }
}

/// The same ones, not such that say the same.
impl PartialEq for Logins {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Logins {}

/// Whether a text can be kept as logins.
pub fn are_logins(text: &str) -> bool {
    read(text).is_ok()
}

fn read(text: &str) -> Result<BTreeMap<Target, Entry>, NotLogins> {
    if text.is_empty() {
        return Ok(BTreeMap::new());
    }
    let kept: Map<String, Value> = serde_json::from_str(text).or(Err(NotLogins))?;
    let entries = kept.into_iter().map(|(printer, kept)| {
        let printer: Target = printer.parse().or(Err(NotLogins))?;
        let said = |name: &str| kept.get(name).and_then(Value::as_str);
        let user = said("user").ok_or(NotLogins)?;
        let entry = match said("password") {
            Some(password) => Entry::Known(Login::new(user, password).ok_or(NotLogins)?),
            None => Entry::Refused(user.to_owned()),
        };
        Ok((printer, entry))
    });
    entries.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(password: &str) -> Login {
        Login::new("erika", password).unwrap()
    }

    fn queue(name: &str) -> Target {
        Target::Queue(name.to_owned())
    }

    #[test]
    fn what_is_kept_is_read_as_it_was() {
        let logins = Logins::default();
        logins.ask(&queue("Neu"));
        assert_eq!(*logins.to_text(), "", "who only asks is not kept");
        logins.set(&queue("Kasse"), login("ge\"heim"));
        logins.set(&queue("Büro"), login("falsch"));
        logins.refuse(&queue("Büro"), &login("falsch"));
        let text = logins.to_text();
        assert!(!text.contains("falsch"), "a refused password is forgotten");
        let read = Logins::default();
        read.take_in(&text).unwrap();
        assert_eq!(read.get(&queue("Kasse")), Some(login("ge\"heim")));
        let refused = LoginState::Refused("erika".to_owned());
        assert_eq!(read.state(&queue("Büro")), refused);
        assert_eq!(read.to_text(), text);
        for text in ["[]", "{\"a b\":{\"user\":\"x\"}}", "{\"Kasse\":{}}"] {
            assert_eq!(read.take_in(text), Err(NotLogins));
        }
    }

    #[test]
    fn a_login_is_refused_once_and_no_other_with_it() {
        let logins = Logins::default();
        logins.set(&queue("Kasse"), login("alt"));
        logins.set(&queue("Kasse"), login("neu"));
        // The answer to the old one comes late.
        logins.refuse(&queue("Kasse"), &login("alt"));
        assert_eq!(logins.get(&queue("Kasse")), Some(login("neu")));
        let before = logins.version();
        logins.refuse(&queue("Kasse"), &login("neu"));
        assert_eq!(logins.get(&queue("Kasse")), None);
        assert!(logins.version() > before && logins.ask(&queue("Kasse")));
        assert!(logins.get(&queue("Bon")).is_none());
    }

    #[test]
    fn nothing_that_holds_a_login_shows_it() {
        let logins = Logins::default();
        logins.set(&queue("Kasse"), login("geheim"));
        let shown = format!("{logins:?} {:?}", login("geheim"));
        assert!(!shown.contains("geheim") && !shown.contains("erika"));
    }

    #[test]
    fn each_word_that_is_wanted_gets_its_own() {
        let wanted = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        let given = |login: &Login, words: &[&str]| {
            let given = login.as_auth_info(&wanted(words))?;
            Some(given.iter().map(|one| (**one).clone()).collect::<Vec<_>>())
        };
        let erika = login("geheim");
        let both = wanted(&["erika", "geheim"]);
        assert_eq!(given(&erika, &["username", "password"]), Some(both));
        let in_domain = Login::new("APO\\erika", "geheim").unwrap();
        let words = ["domain", "username", "password"];
        let all = wanted(&["APO", "erika", "geheim"]);
        assert_eq!(given(&in_domain, &words), Some(all));
        let all = wanted(&["", "erika", "geheim"]);
        assert_eq!(given(&erika, &words), Some(all));
        assert_eq!(given(&erika, &["username", "token"]), None);
        for (user, password) in [("", "x"), ("x", ""), ("a:b", "x"), ("a", "x\n")] {
            assert_eq!(Login::new(user, password), None);
        }
    }
}
