//! Opens a saved PDF with the system's own viewer: the way where a system prints no PDF by itself.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use super::Error;

/// Opens a file that staff have saved with whatever the system opens PDF with; its own dialog prints.
///
/// Says nothing about paper: whoever offers this must say so.
pub fn view(file: &Path) -> Result<(), Error> {
    let (program, argument) = opener(std::env::consts::OS);
    let mut command = Command::new(program);
    command.args(argument).arg(file);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().map(drop).or(Err(Error::Viewer))
}

/// Names the program that opens files on a system.
fn opener(system: &str) -> (&'static str, Option<&'static str>) {
    match system {
        // Takes the path as one argument, which `cmd /c start` does not.
        "windows" => ("explorer.exe", None),
        "macos" => ("/usr/bin/open", None),
        _ => ("xdg-open", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_has_its_opener() {
        assert_eq!(opener("windows").0, "explorer.exe");
        assert_eq!(opener("macos").0, "/usr/bin/open");
        assert_eq!(opener("linux").0, "xdg-open");
    }
}
