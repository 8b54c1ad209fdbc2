//! The words of both languages: every key that the sources name is there, and nothing is missing in either.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use impftheke::{
    domain::{
        Asks, ProductFamily,
        dose::{self, Before, Finding},
        product,
    },
    spool::{Cause, Error, Failure, Progress, State},
    text::{Language, texts},
    ui::finder,
};

#[test]
fn both_languages_have_the_same_keys() {
    assert_eq!(keys("de"), keys("en"));
    assert!(keys("de").len() > 150);
}

#[test]
fn every_key_that_the_sources_name_is_there_in_both_languages() {
    let known = keys("de");
    let first_words: BTreeSet<&str> = known
        .iter()
        .filter_map(|key| key.split('-').next())
        .collect();
    let mut named = 0;
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        for literal in text.split('"').skip(1).step_by(2) {
            let is_key = literal.contains('-')
                && literal
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && literal
                    .split('-')
                    .next()
                    .is_some_and(|word| first_words.contains(word));
            if is_key && text.contains("texts") && !literal.ends_with('-') {
                assert!(known.contains(literal), "{}: {literal}", path.display());
                named += 1;
            }
        }
    }
    assert!(named > 100, "only {named} keys were found");
}

#[test]
fn every_problem_has_a_remedy() {
    let problem = include_str!("../../src/app/explain.rs");
    let run = include_str!("../../src/app/run/mod.rs");
    let notices = include_str!("../../src/app/notices.rs");
    let told = run.split("tell(\"").skip(1);
    let lasting = notices.split("lasting(\"").skip(1);
    let told = told
        .chain(lasting)
        .filter_map(|rest| rest.split('"').next());
    let named = problem.split('"').skip(1).step_by(2).chain(told);
    let keys = keys("de");
    let mut count = 0;
    for name in named.filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')) {
        assert!(keys.contains(&format!("err-{name}")), "err-{name}");
        assert!(keys.contains(&format!("rec-{name}")), "rec-{name}");
        count += 1;
    }
    assert!(count >= 10, "only {count} problems were found");
}

#[test]
fn the_rule_of_every_dose_has_its_sentence() {
    for (before, number, this) in dose::rules().iter().flat_map(dose::Rule::cases) {
        let key = match dose::find(before, number, this) {
            Finding::Proposal { rule, .. } => format!("dose-rule-{}", rule.sentence),
            Finding::NoNumbers(Some(rule)) => format!("dose-open-{}", rule.id),
            Finding::NoNumbers(None) => "dose-no-rule".to_owned(),
        };
        for language in Language::ALL {
            assert!(texts(language).has(&key), "{key}");
        }
    }
    for code in Asks::CODES {
        for key in ["confirm", "asked"].map(|start| format!("{start}-{code}")) {
            assert!(Language::ALL.iter().all(|it| texts(*it).has(&key)), "{key}");
        }
    }
}

#[test]
fn whatever_a_printer_does_has_its_words() {
    let states = State::ALL.map(State::name);
    let reasons = Cause::ALL.map(Cause::name);
    let failures = Failure::ALL.map(Failure::name);
    let named: [(&str, &[&str]); 6] = [
        ("state", &states),
        ("reason", &reasons),
        ("progress", &Progress::NAMES),
        ("failure", &failures),
        ("fault", &Error::NAMES),
        ("todo", &Error::NAMES),
    ];
    for language in ["de", "en"] {
        let known = keys(language);
        for (kind, names) in named {
            let start = format!("print-{kind}-");
            let expected: BTreeSet<String> =
                names.iter().map(|name| format!("{start}{name}")).collect();
            let there = known.iter().filter(|key| key.starts_with(&start));
            assert_eq!(there.cloned().collect::<BTreeSet<_>>(), expected);
        }
    }
}

/// The keys of a language's files.
fn keys(language: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets/texts")
        .join(language);
    let mut keys = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        {
            let key = line.split('=').next().unwrap().trim();
            assert!(keys.insert(key.to_owned()), "{key} stands twice");
        }
    }
    keys
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// Every answer of the finder as a table, in both languages: what staff read and what the paper says.
///
/// `IMPFTHEKE_DOSES=FILE cargo test --test it texts::` writes it there, for people to look at.
#[test]
fn every_answer_of_the_finder_makes_a_row_of_the_table() {
    let mut table = String::from(
        "| dose | vaccine | what came before | rule | numbers | on the screen | on the paper |\n\
         |---|---|---|---|---|---|---|\n",
    );
    let mut rows = 0;
    for (number, family) in (1..=5).flat_map(|n| ProductFamily::ALL.map(|this| (n, this))) {
        for before in dose::befores(Some(number), Some(family)) {
            let finding = dose::find(before, number, family);
            let said =
                Language::ALL.map(|language| row(language, before, (number, family), finding));
            let [german, english] = &said;
            assert!(no_earlier_than_the_vaccine(&german[1], family), "{said:?}");
            let joined = |place: usize| format!("{}<br>{}", german[place], english[place]);
            assert!(
                said.iter().flatten().all(|text| !text.starts_with("dose-")
                    && !text.starts_with("paper-")
                    && !text.starts_with("before-")),
                "{said:?}"
            );
            let (rule, numbers) = match finding {
                Finding::Proposal { doses, rule } => {
                    let asks = if rule.confirm { ", asked" } else { "" };
                    (format!("{}{asks}", rule.id), format!("{number}/{doses}"))
                }
                Finding::NoNumbers(rule) => (
                    rule.map_or_else(String::new, |rule| rule.id.clone()),
                    "by hand, with a reason".to_owned(),
                ),
            };
            let [before, sentence, remark] = [0, 1, 2].map(joined);
            let row = [&number.to_string(), &format!("{family:?}"), &before, &rule];
            let row = row.into_iter().chain([&numbers, &sentence, &remark]);
            table.push_str("| ");
            table.push_str(&row.cloned().collect::<Vec<_>>().join(" | "));
            table.push_str(" |\n");
            rows += 1;
        }
    }
    assert!(rows > 100, "{rows}");
    if let Ok(file) = std::env::var("IMPFTHEKE_DOSES") {
        fs::write(file, table).unwrap();
    }
}

/// Whether the day in a sentence on the screen is none at which there was no such vaccine.
fn no_earlier_than_the_vaccine(sentence: &str, family: ProductFamily) -> bool {
    let mut products = product::products().iter();
    let product = products.find(|it| it.family == family);
    let authorised = product.and_then(|product| product.authorised);
    let words = sentence.split([' ', '(', ')']);
    let mut days = words.filter_map(|word| jiff::civil::Date::strptime("%d.%m.%Y", word).ok());
    days.all(|day| authorised.is_none_or(|authorised| authorised <= day))
}

/// Returns an answer, the sentence on the screen with the tick that it asks for, and the remark on the paper.
fn row(
    language: Language,
    before: Before,
    (number, family): (u32, ProductFamily),
    finding: Finding,
) -> [String; 3] {
    let texts = texts(language);
    let mut products = product::products().iter();
    let product = products.find(|it| it.family == family && it.active);
    let answer = finder::before(texts, before, Some(number), Some(family));
    let mut sentence = finder::finding(texts, finding, product);
    let mut remark = String::new();
    if let Finding::Proposal { doses, rule } = finding {
        if rule.confirm {
            let asks = Asks::History {
                rule: &rule.id,
                dose: number,
            };
            sentence = format!("{sentence}<br>☐ {}", finder::confirmation(texts, asks));
        }
        let numbers = [("dose", number.into()), ("doses", doses.into())];
        if let Some(said) = rule.remark {
            remark = texts.with(&format!("paper-dose-{}", said.name()), &numbers);
        }
    }
    [answer, sentence, remark]
}

#[test]
fn what_is_looked_up_fits_the_dose() {
    let german = texts(Language::German);
    for (rule, dose, says) in [
        ("i", 2, "mit dieser Dosis vollständig"),
        ("i", 3, "vor dieser Dosis vollständig"),
        ("k", 1, "es ist die erste Dosis"),
        ("k", 2, "die Dosen davor stimmen"),
        ("c", 2, "die Serie stimmt"),
    ] {
        let said = finder::confirmation(german, Asks::History { rule, dose });
        assert!(said.contains(says), "{rule} {dose}: {said}");
    }
}
