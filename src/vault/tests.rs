//! The vault from outside: what opens, what stays shut, and what the files look like.

use proptest::prelude::*;
use secrecy::SecretString;

use super::*;

#[test]
fn what_was_sealed_opens_with_its_key_and_label_alone() {
    let master = MasterKey::generate().unwrap();
    let (row, wrapped) = master.new_row_key(b"row 1").unwrap();
    let sealed = row.seal(b"plain", b"waiting").unwrap();
    let again = master.unwrap_row_key(&wrapped, b"row 1").unwrap();
    assert_eq!(*again.open(&sealed, b"waiting").unwrap(), b"plain");
    assert!(matches!(again.open(&sealed, b"ready"), Err(Error::NotOurs)));
    assert!(matches!(
        master.unwrap_row_key(&wrapped, b"row 2"),
        Err(Error::NotOurs)
    ));
    let (other_row, _) = master.new_row_key(b"row 1").unwrap();
    assert!(matches!(
        other_row.open(&sealed, b"waiting"),
        Err(Error::NotOurs)
    ));
    let other = MasterKey::generate().unwrap();
    assert!(matches!(
        other.unwrap_row_key(&wrapped, b"row 1"),
        Err(Error::NotOurs)
    ));
}

#[test]
fn a_wrapped_key_does_not_open_as_a_secret() {
    let master = MasterKey::generate().unwrap();
    let (_, wrapped) = master.new_row_key(b"x").unwrap();
    assert!(matches!(master.open(&wrapped, b"x"), Err(Error::NotOurs)));
    let secret = master.seal(&[0; 32], b"x").unwrap();
    assert!(master.unwrap_row_key(&secret, b"x").is_err());
}

#[test]
fn sealed_bytes_say_their_version_and_never_repeat() {
    let master = MasterKey::generate().unwrap();
    let (one, two) = (master.seal(b"a", b"x"), master.seal(b"a", b"x"));
    let (mut one, two) = (one.unwrap(), two.unwrap());
    assert_ne!(one, two);
    assert_eq!((one[0], one.len()), (1, 1 + 24 + 1 + 16));
    one[0] = 2;
    assert!(matches!(master.open(&one, b"x"), Err(Error::Version(2))));
}

proptest! {
    #[test]
    fn every_changed_or_missing_byte_is_found(plain: Vec<u8>, label: Vec<u8>, at: usize, bit in 0_u8..8) {
        let master = MasterKey::from_slice(&[5; 32]).unwrap();
        let sealed = master.seal(&plain, &label).unwrap();
        prop_assert_eq!(&*master.open(&sealed, &label).unwrap(), &plain);
        let at = at % sealed.len();
        prop_assert!(master.open(&sealed[..at], &label).is_err());
        let mut changed = sealed;
        changed[at] ^= 1 << bit;
        prop_assert!(master.open(&changed, &label).is_err());
    }
}

#[test]
fn keys_do_not_show_themselves() {
    let master = MasterKey::from_slice(&[0xAB; 32]).unwrap();
    let (row, _) = master.new_row_key(b"").unwrap();
    assert_eq!(
        format!("{master:?} {row:?}"),
        "MasterKey(hidden) RowKey(hidden)"
    );
}

#[test]
fn a_training_key_is_made_once_and_a_damaged_one_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/master.key");
    let sealed = file::open_or_create(&path).unwrap().seal(b"plain", b"");
    let again = file::open_or_create(&path).unwrap();
    assert_eq!(*again.open(&sealed.unwrap(), b"").unwrap(), b"plain");
    let only = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(only, 1, "nothing is left beside the key");
    for nonsense in [b"".as_slice(), b"\x01short"] {
        std::fs::write(&path, nonsense).unwrap();
        assert!(matches!(
            file::open_or_create(&path),
            Err(Error::Damaged { .. })
        ));
        assert_eq!(std::fs::read(&path).unwrap(), nonsense);
    }
}

#[cfg(unix)]
#[test]
fn key_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    file::open_or_create(&path).unwrap();
    let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    file::open_or_create(&path).unwrap();
    assert_eq!(mode(), 0o600);
}

#[test]
fn a_new_passphrase_opens_the_same_key_and_the_old_one_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.json");
    let (old, new) = (
        SecretString::from("correct horse"),
        SecretString::from("battery staple"),
    );
    let sealed = passphrase::create(&path, &old).unwrap().seal(b"row", b"");
    let sealed = sealed.unwrap();
    passphrase::change(&path, &old, &new).unwrap();
    let key = passphrase::open(&path, &new).unwrap();
    assert_eq!(*key.open(&sealed, b"").unwrap(), b"row");
    assert!(matches!(
        passphrase::open(&path, &old),
        Err(Error::WrongPassphrase)
    ));
    assert!(matches!(
        passphrase::change(&path, &old, &new),
        Err(Error::WrongPassphrase)
    ));
    assert!(matches!(
        passphrase::create(&path, &new),
        Err(Error::Exists { .. })
    ));
    assert!(passphrase::open(&path, &new).is_ok());
}

#[test]
fn a_letter_counts_the_same_however_the_keyboard_makes_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.json");
    passphrase::create(&path, &"m\u{fc}hlenweg 5".into()).unwrap();
    assert!(passphrase::open(&path, &"mu\u{308}hlenweg 5".into()).is_ok());
}

#[test]
fn absurd_costs_and_short_passphrases_are_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.json");
    assert!(matches!(
        passphrase::create(&path, &"sieben7".into()),
        Err(Error::TooShort { least: 8 })
    ));
    assert!(!path.exists());
    let file = |memory: u64, passes: u64, lanes: u64, salt: &str| {
        format!(
            r#"{{"version":1,"kdf":"argon2id","cost":{{"memory_kib":{memory},"passes":{passes},"lanes":{lanes}}},"salt":"{salt}","key":""}}"#
        )
    };
    let salt = "AAAAAAAAAAAAAAAAAAAAAA==";
    for content in [
        file(8, 1, 1, salt),
        file(u64::from(u32::MAX), 3, 4, salt),
        file(65536, 1_000_000, 4, salt),
        // A gibibyte, and the work of many seconds.
        file(1024 * 1024, 1, 4, salt),
        file(256 * 1024, 7, 4, salt),
        file(65536, 3, 0, salt),
        file(65536, 3, 4, ""),
        file(65536, 3, 4, "!"),
        file(65536, 3, 4, salt).replace("argon2id", "argon2d"),
        file(65536, 3, 4, salt).replace(":1,", ":2,"),
        "nonsense".to_owned(),
    ] {
        std::fs::write(&path, &content).unwrap();
        let error = passphrase::open(&path, &"correct horse".into()).unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{content}: {error}");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(
        passphrase::open(&path, &"correct horse".into()),
        Err(Error::File { .. })
    ));
}
