//! What is left behind after printing: pages on paper, and nothing of a person anywhere else.

use super::{
    counter::{Counter, files_below},
    cups::Cups,
    printer::{Printer, jobs_at},
};

/// What stands in `packaging/example.json`, in every way that it is written.
fn personal(counter: &Counter) -> Vec<Vec<u8>> {
    let example = include_str!("../../../packaging/example.json");
    let example: serde_json::Value = serde_json::from_str(example).unwrap();
    let mut texts = Vec::new();
    for name in ["fn", "gn", "fnt", "gnt"] {
        texts.extend(example["nam"][name].as_str().map(str::to_owned));
    }
    let born = example["dob"].as_str().unwrap();
    let mut parts: Vec<&str> = born.split('-').collect();
    texts.push(born.to_owned());
    parts.reverse();
    texts.push(parts.join("."));
    let hc1 = counter.say(&["queue", "show", "1", "--hc1", "-"]);
    texts.push(hc1.trim().to_owned());
    texts.extend(texts.clone().iter().map(|text| text.to_uppercase()));
    texts.push("URN:UVCI".to_owned());
    assert!(texts.iter().all(|text| text.len() > 3), "{texts:?}");
    texts.into_iter().map(String::into_bytes).collect()
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    let wide: Vec<u8> = text.iter().flat_map(|byte| [0, *byte]).collect();
    bytes.windows(text.len()).any(|part| part == text)
        || bytes.windows(wide.len()).any(|part| part == wide)
}

#[test]
fn nothing_personal_is_left_in_folders_or_in_the_jobs() {
    let (printer, cups) = (Printer::start(), Cups::start());
    let counter = Counter::with_cases(2);
    cups.add_raw("Kasse", &printer);
    let address = printer.address();
    for arguments in [
        &["print", "--ready", "--printer", &address][..],
        &["print", "--ready", "--printer", "Kasse"],
        &["printers"],
    ] {
        let output = counter.run(Some(&cups), arguments);
        assert!(output.status.success(), "{output:?}");
        for said in [output.stdout, output.stderr] {
            assert!(personal(&counter).iter().all(|text| !holds(&said, text)));
        }
    }
    printer.tell("fails");
    let failed = counter.run(Some(&cups), &["print", "1", "--printer", &address]);
    assert!(!failed.status.success());
    assert_eq!(printer.received().len(), 5);
    let texts = personal(&counter);
    let mut searched = 0;
    let mut search = |what: &str, bytes: &[u8]| {
        searched += 1;
        for text in &texts {
            assert!(
                !holds(bytes, text),
                "{what} holds {}",
                String::from_utf8_lossy(text)
            );
        }
        assert!(!holds(bytes, b"%PDF"), "{what} holds a page");
    };
    for folder in [counter.folder(), counter.temporary()] {
        for (path, bytes) in files_below(&folder) {
            search(&path.display().to_string(), &bytes);
        }
    }
    assert!(files_below(&counter.temporary()).is_empty());
    // The attributes of each job as CUPS keeps them; the document beside them is its own for as long as it wants.
    for (path, bytes) in files_below(&cups.spool()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('c') {
            search(&name, &bytes);
        }
    }
    let jobs = printer.jobs();
    assert!(jobs.contains("Impftheke 0001"), "{jobs}");
    search("the printer's list", jobs.as_bytes());
    let jobs = jobs_at(&cups.address_of("Kasse"));
    assert!(jobs.contains("Impftheke 0002"), "{jobs}");
    search("the queue's list", jobs.as_bytes());
    assert!(searched > 8, "only {searched} things were searched");
}
