//! The file of settings: what is read is written so that the same is read again.

use std::{env, fs, path::Path, process};

use impftheke::counter::settings::{SETTINGS, Settings};

pub(crate) fn run(data: &[u8]) -> bool {
    let path = env::temp_dir().join(format!("impftheke-fuzz-{}.json", process::id()));
    fs::write(&path, data).expect("a file of our own");
    let is_read = comes_back(&path);
    fs::remove_file(&path).expect("the file of our own");
    is_read
}

fn comes_back(path: &Path) -> bool {
    let Ok(settings) = Settings::load(path) else {
        return false;
    };
    for setting in SETTINGS {
        settings.text(setting);
    }
    settings.save(path).expect("what was read can be written");
    let again = Settings::load(path).expect("what was written can be read");
    assert_eq!(again, settings);
    true
}
