//! What lies in the folder, read beside the program, and what must hold between it and the window.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use impftheke::{case::State, counter::settings::Settings};
use rusqlite::{Connection, OpenFlags};

use super::sight::{self, Place, Sight};
use crate::{scripted::Scripted, stage::Stage};

/// A case as it stands in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Case {
    visit: u32,
    state: String,
    /// The case that it corrects, which staff had withdrawn before.
    replaces: Option<u32>,
    /// How often it was corrected under its number.
    corrected: u32,
    /// It was noted as printed or saved.
    is_out: bool,
}

impl Case {
    fn is_final(&self) -> bool {
        matches!(self.state.as_str(), "handed-over" | "withdrawn")
    }
}

/// What has happened so far, and what the clerk has asked for by name.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    cases: BTreeMap<u32, Case>,
    owners: BTreeMap<u32, String>,
    /// What was taken up last, with a number of its own or under that of the case that it corrects.
    last: BTreeSet<u32>,
    told: BTreeSet<u32>,
    /// Whose visit was being taken up when the program was killed: its thread may do so yet, and tell nobody.
    cut_off: BTreeSet<String>,
    /// What somebody said yes to, seeing the number or the name.
    handed_over: BTreeSet<u32>,
    /// Whose customers have gone on, seeing the names: what is on paper or saved of theirs leaves with them.
    left: BTreeSet<u32>,
    /// Whose visits went on after these were finished: they leave with the rest, as far as they are on paper or saved.
    went_on: BTreeSet<u32>,
    /// Something was asked to be brought back.
    undoes: bool,
    withdrawn: BTreeSet<u32>,
    /// What somebody has asked to correct, and whether the form has said since that it does.
    corrected: BTreeMap<u32, bool>,
    /// What somebody has ever asked to correct.
    ever_corrected: BTreeSet<u32>,
    /// Whose place another has taken: that stays so when the other is not listed any more.
    replaced: BTreeSet<u32>,
    /// Who gets how many further doses: their names stand in the form once more.
    continued: BTreeMap<String, usize>,
    /// Whose certificates may be on paper: the families on the screen when printing or saving was asked for.
    printable: Vec<BTreeSet<String>>,
    papers: BTreeSet<PathBuf>,
    /// Where paper comes out, if the counter has a printer.
    printer: Option<Scripted>,
    /// So many documents came out of it.
    came_out: usize,
    /// How often somebody was to be printed.
    prints: BTreeMap<String, usize>,
    /// How often each certificate and each slip came out.
    prints_out: BTreeMap<String, usize>,
    /// The families of the visit that was opened from the queue.
    opened: BTreeSet<String>,
    met: Met,
}

/// How often something came about.
#[derive(Debug, Default)]
pub(crate) struct Met(BTreeMap<&'static str, usize>);

impl Met {
    /// What comes about on two hundred walks, at least so often; far more often on most.
    const LEAST: [(&'static str, usize); 14] = [
        ("typed again", 30),
        ("captured", 200),
        ("ready", 100),
        ("needs-correction", 20),
        ("corrected", 2),
        ("expired", 20),
        ("withdrawn", 10),
        ("handed-over", 25),
        ("further dose", 15),
        ("two persons", 15),
        ("in a drill", 5),
        ("looked at", 8),
        ("on paper", 8),
        ("printed", 15),
    ];

    fn came_about(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (what, count) in &other.0 {
            *self.0.entry(what).or_default() += count;
        }
    }

    /// Returns what came about too seldom.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let seldom = |(what, least): &(&'static str, usize)| {
            self.0.get(what).is_none_or(|count| count < least)
        };
        let missing = Self::LEAST.into_iter().filter(seldom);
        missing.map(|(what, _)| what).collect()
    }
}

impl Truth {
    /// Begins at a counter that prints here.
    pub(crate) fn beside(printer: Option<Scripted>) -> Self {
        Self {
            printer,
            ..Self::default()
        }
    }

    /// Looks at folder and window, and holds them against each other.
    pub(crate) fn look(&mut self, stage: &Stage) -> Sight {
        let sight = Sight::of(stage);
        let before = self.owners.len();
        let done_before = self.numbers_of(Case::is_final);
        self.read(stage);
        if sight.says("Portal-Ausfall wird geübt") && self.owners.len() > before {
            self.met.came_about("in a drill");
        }
        self.nobody_twice();
        if sight.place == Place::Shown {
            self.met.came_about("looked at");
        }
        self.notes_what_the_form_corrects(&sight);
        self.the_screen_tells_the_truth(&sight, &done_before);
        self.papers(stage);
        for number in self.cases.keys() {
            let shown = sight.place == Place::Result
                && self
                    .owners
                    .get(number)
                    .is_some_and(|owner| sight.families().contains(owner));
            let named = !matches!(sight.place, Place::Queue | Place::Today)
                && (sight.says(&format!("{number:04}")) || sight.numbers().contains(number));
            let cut_off = self
                .owners
                .get(number)
                .is_some_and(|owner| self.cut_off.contains(owner));
            if shown || named || cut_off {
                self.told.insert(*number);
            }
        }
        sight
    }

    /// Returns what came about so far.
    pub(crate) fn met(&self) -> &Met {
        &self.met
    }

    /// Returns the families of all cases.
    pub(crate) fn everybody(&self) -> BTreeSet<String> {
        self.owners.values().cloned().collect()
    }

    /// Returns the state and the number of the case of these families that a clerk would take up first.
    pub(crate) fn most_urgent(&self, families: &BTreeSet<String>) -> Option<(&str, u32)> {
        let order = ["needs-correction", "expired", "ready"];
        let of_them = self.numbers_named(families).into_iter();
        let open = of_them.filter_map(|number| {
            let case = self.cases.get(&number).filter(|case| !case.is_final())?;
            Some((case.state.as_str(), number))
        });
        open.min_by_key(|(state, _)| {
            order
                .iter()
                .position(|one| one == state)
                .unwrap_or(order.len())
        })
    }

    /// Whether a case is of this family.
    pub(crate) fn is_of(&self, number: Option<u32>, family: Option<&str>) -> bool {
        let owner = number.and_then(|number| self.owners.get(&number));
        owner.is_some() && owner.cloned() == family.map(sight::family)
    }

    /// A correction that the form spoke of is given up when nothing stands in the form any more, and nothing waits.
    fn notes_what_the_form_corrects(&mut self, sight: &Sight) {
        if let Some(spoken_of) = sight.corrects() {
            let said = self.corrected.entry(spoken_of);
            let said = said.and_modify(|said| *said = true);
            if self.ever_corrected.contains(&spoken_of) {
                // It may have been brought back.
                said.or_insert(true);
            }
        } else if sight.is_empty_form() && !sight.is_busy() && !sight.offers() {
            self.corrected.retain(|_, said| !*said);
        }
    }

    /// Reads the cases and judges what has become of each.
    fn read(&mut self, stage: &Stage) {
        let folder = stage.folder().queue(&Settings::default());
        let database = folder.join("queue.db");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(database, flags).unwrap();
        connection
            .busy_timeout(std::time::Duration::from_secs(20))
            .unwrap();
        let mut statement = connection
            .prepare(
                "SELECT number, visit, state, replaces, coalesce(printed_at, saved_at) IS NOT NULL, corrected
                 FROM cases",
            )
            .unwrap();
        let rows = statement.query_map([], |row| {
            let case = Case {
                visit: row.get(1)?,
                state: row.get(2)?,
                replaces: row.get(3)?,
                is_out: row.get(4)?,
                corrected: row.get(5)?,
            };
            Ok((row.get::<_, u32>(0)?, case))
        });
        let now: BTreeMap<u32, Case> = rows.unwrap().map(Result::unwrap).collect();
        let before = |number: &u32| self.cases.get(number).map(|case| case.corrected);
        let fresh = |(number, case): (&u32, &Case)| {
            (before(number) != Some(case.corrected)).then_some(*number)
        };
        let taken_up: BTreeSet<u32> = now.iter().filter_map(fresh).collect();
        if !taken_up.is_empty() {
            self.last = taken_up;
        }
        for (number, case) in &now {
            match self.cases.get(number) {
                None => self.begins(*number, case, &now, stage),
                Some(before) => {
                    let before = before.clone();
                    if before.corrected != case.corrected {
                        self.is_corrected(*number, &before, stage);
                    }
                    if before.state != case.state {
                        self.goes_on(*number, &before, case);
                        self.met.came_about(state(&case.state));
                    }
                }
            }
        }
        for (number, case) in &self.cases {
            // What has been done for a month leaves the list. Where the disk is slow and a clerk comes back after weeks,
            // that may be all that is ever seen of an end that was asked for.
            assert!(
                now.contains_key(number) || case.is_final() || self.may_have_ended(*number, case),
                "case {number} has vanished, which was {}",
                case.state
            );
        }
        self.cases = now;
    }

    fn begins(&mut self, number: u32, case: &Case, now: &BTreeMap<u32, Case>, stage: &Stage) {
        let owner = sight::family(&stage.content(number).family_name);
        if let Some(replaced) = case.replaces {
            assert!(
                self.corrected.contains_key(&replaced),
                "{number} replaces {replaced}, which nobody corrects"
            );
            assert_eq!(
                self.owners.get(&replaced),
                Some(&owner),
                "{number} replaces {replaced} of somebody else"
            );
            self.replaced.insert(replaced);
            self.met.came_about("replaced");
        }
        if self.owners.values().any(|other| *other == owner) && case.replaces.is_none() {
            self.met.came_about("further dose");
        }
        let with_it = |other: &u32| {
            now.get(other)
                .is_some_and(|other| other.visit == case.visit)
        };
        let mut others = self.owners.iter();
        if others.any(|(number, other)| *other != owner && with_it(number)) {
            self.met.came_about("two persons");
        }
        self.met.came_about("captured");
        self.met.came_about(state(&case.state));
        self.owners.insert(number, owner);
    }

    /// A correction is of the same person, and one that somebody has asked for.
    fn is_corrected(&mut self, number: u32, before: &Case, stage: &Stage) {
        assert!(
            self.corrected.contains_key(&number),
            "{number} is corrected, and nobody asked for that"
        );
        assert!(
            !before.is_final() && before.state != "ready",
            "{number} was {} and is corrected",
            before.state
        );
        if stage.is_kept(number) {
            let owner = sight::family(&stage.content(number).family_name);
            assert_eq!(
                self.owners.get(&number),
                Some(&owner),
                "{number} is somebody else's by a correction"
            );
        }
        self.met.came_about("corrected");
    }

    fn goes_on(&mut self, number: u32, before: &Case, case: &Case) {
        if before.is_final() {
            assert!(
                self.undoes && !case.is_final(),
                "{number} went on after its end"
            );
            self.handed_over.remove(&number);
            self.left.remove(&number);
            self.withdrawn.remove(&number);
            self.met.came_about("brought back");
        }
        assert_eq!(
            before.visit, case.visit,
            "{number} belongs to another visit"
        );
        match case.state.as_str() {
            "handed-over" => assert!(
                self.may_be_handed_over(number, case),
                "{number} is handed over, printed or saved: {}, and nobody asked for that",
                case.is_out
            ),
            "withdrawn" => assert!(
                self.withdrawn.contains(&number),
                "{number} is withdrawn, and nobody asked for that"
            ),
            _ => {}
        }
    }

    fn may_be_handed_over(&self, number: u32, case: &Case) -> bool {
        self.handed_over.contains(&number) || (case.is_out && self.left.contains(&number))
    }

    fn may_have_ended(&self, number: u32, case: &Case) -> bool {
        self.withdrawn.contains(&number) || self.may_be_handed_over(number, case)
    }

    /// One visit gives one case a person and dose, however often keys are pressed; each made-up family comes once. A
    /// correction keeps its case's number, but of a case that staff have withdrawn meanwhile.
    fn nobody_twice(&self) {
        let withdrawn = |number: &u32| {
            let case = self.cases.get(number);
            case.is_none_or(|case| case.state == "withdrawn")
        };
        // What somebody has withdrawn while its correction stood in the form is nobody's any more, and the correction
        // goes on.
        let left =
            |number: &u32| self.withdrawn.contains(number) && self.ever_corrected.contains(number);
        let mut living: BTreeMap<&String, Vec<u32>> = BTreeMap::new();
        for (number, owner) in &self.owners {
            let replaced = self.replaced.contains(number) || left(number);
            if !(replaced && withdrawn(number)) {
                living.entry(owner).or_default().push(*number);
            }
        }
        for (owner, numbers) in living {
            let most = 1 + self.continued.get(owner).copied().unwrap_or_default();
            assert!(
                numbers.len() <= most,
                "{owner} has the cases {numbers:?}, asked for was {most}: {:?}",
                self.cases
            );
        }
    }

    /// What shows belongs to the visit that was taken up last, or to the one that was opened.
    ///
    /// What was done since the last look may still show: the window has drawn no frame since.
    fn the_screen_tells_the_truth(&self, sight: &Sight, done_before: &[u32]) {
        let is_open = |number: &u32| self.cases.get(number).is_some_and(|case| !case.is_final());
        let mut open: Vec<u32> = self.last.iter().copied().collect();
        open.retain(is_open);
        // With a correction the others of its visit come to show: their customer is the same.
        let visit = |number: &u32| self.cases.get(number).map(|case| case.visit);
        let visits: BTreeSet<u32> = self.last.iter().filter_map(visit).collect();
        let of_visits = self
            .cases
            .iter()
            .filter(|(_, case)| visits.contains(&case.visit));
        let mut may_show: Vec<u32> = of_visits.map(|(number, _)| *number).collect();
        may_show.retain(|number| !done_before.contains(number));
        match sight.place {
            Place::Result => {
                let shown = sight.families();
                // A question names those of the rounds before, too.
                let asks = sight.question.is_some();
                assert!(
                    self.owners_of(&open).is_subset(&shown)
                        && (asks || shown.is_subset(&self.owners_of(&may_show))),
                    "{shown:?} shows, issued last was {:?}",
                    self.last
                );
            }
            Place::QueuedVisit => {
                let shown = sight.numbers();
                assert!(
                    open.iter().all(|number| shown.contains(number))
                        && shown.iter().all(|number| may_show.contains(number)),
                    "{shown:?} is told, {open:?} waits"
                );
            }
            Place::Shown => {
                let shown = sight.families();
                assert!(
                    !shown.is_empty() && shown.is_subset(&self.opened),
                    "{shown:?} shows, {:?} was opened",
                    self.opened
                );
            }
            Place::Form | Place::Sending | Place::Queue | Place::Today | Place::Over => {}
        }
    }

    /// Nothing is on paper that was not on the screen when it was asked for, and nothing comes out of the printer twice for
    /// one press.
    fn papers(&mut self, stage: &Stage) {
        for paper in stage.saved() {
            if !self.papers.insert(paper.clone()) {
                continue;
            }
            if let Ok(bytes) = fs::read(&paper) {
                self.met.came_about("on paper");
                self.is_asked_for(&text_of(&bytes));
            }
        }
        let printer = self.printer.as_ref();
        let documents = printer.map(|printer| printer.documents(self.came_out));
        for document in documents.unwrap_or_default() {
            self.came_out += 1;
            self.met.came_about("printed");
            let text = text_of(&document);
            let families = self.is_asked_for(&text);
            let asked = families.iter().filter_map(|family| self.prints.get(family));
            let most = asked.max().copied().unwrap_or_default();
            for paper in papers_of(&text) {
                let came_out = self.prints_out.entry(paper).or_default();
                *came_out += 1;
                assert!(
                    *came_out <= most,
                    "a paper of {families:?} comes out a {came_out}. time, asked for was {most}"
                );
            }
        }
    }

    /// Returns who is on a paper, which somebody has asked for.
    fn is_asked_for(&self, text: &str) -> BTreeSet<String> {
        let named = sight::families(text);
        // A slip names nobody: whose it is its numbers tell.
        let numbers: Vec<u32> = text.lines().flat_map(sight::numbers).collect();
        let on_paper = if named.is_empty() {
            self.owners_of(&numbers)
        } else {
            named
        };
        assert!(!on_paper.is_empty(), "nobody is on the paper:\n{text}");
        assert!(
            self.printable.iter().any(|asked| on_paper.is_subset(asked)),
            "{on_paper:?} is on paper, asked for was one of {:?}",
            self.printable
        );
        on_paper
    }

    fn numbers_of(&self, wanted: impl Fn(&Case) -> bool) -> Vec<u32> {
        let cases = self.cases.iter().filter(|(_, case)| wanted(case));
        cases.map(|(number, _)| *number).collect()
    }

    fn families_of(&self, wanted: impl Fn(&Case) -> bool) -> BTreeSet<String> {
        self.owners_of(&self.numbers_of(wanted))
    }

    fn owners_of(&self, numbers: &[u32]) -> BTreeSet<String> {
        let owners = numbers.iter().filter_map(|number| self.owners.get(number));
        owners.cloned().collect()
    }

    /// Returns the numbers of cases of these families.
    fn numbers_named(&self, families: &BTreeSet<String>) -> Vec<u32> {
        let owned = self
            .owners
            .iter()
            .filter(|(_, owner)| families.contains(*owner));
        owned.map(|(number, _)| *number).collect()
    }

    /// The customers whose names show have got what they came for.
    pub(crate) fn leaves(&mut self, sight: &Sight) {
        self.left.extend(self.numbers_named(&sight.families()));
        self.left.append(&mut self.went_on);
    }

    /// The customer whose names show stays for more.
    pub(crate) fn stays(&mut self, sight: &Sight) {
        self.went_on.extend(self.numbers_named(&sight.families()));
    }

    /// Whether what somebody has typed can be read, or has become a case.
    pub(crate) fn is_there(&self, family: &str, sight: &Sight) -> bool {
        let of_family = sight::family(family);
        sight.says(family) || self.owners.values().any(|owner| *owner == of_family)
    }

    /// Notes that what was gone came back.
    pub(crate) fn typed_again(&mut self) {
        self.met.came_about("typed again");
    }

    /// Something is asked to be brought back.
    pub(crate) fn brings_back(&mut self) {
        self.undoes = true;
    }

    /// Somebody says yes to the question.
    pub(crate) fn agrees(&mut self, sight: &Sight) {
        if sight.says("aushändigen? ") {
            self.handed_over.extend(sight.asked());
        } else if sight.says("zurückziehen? ") {
            self.withdrawn.extend(sight.asked());
        }
        // Whoever says yes has read the number.
        self.told.extend(sight.asked());
    }

    /// The chosen visit is to be corrected, or the one whose slip shows.
    pub(crate) fn corrects(&mut self, sight: &Sight) {
        let numbers = match sight.place {
            Place::QueuedVisit => sight.numbers().into_iter().collect(),
            Place::Form
            | Place::Sending
            | Place::Result
            | Place::Shown
            | Place::Queue
            | Place::Today
            | Place::Over => self.numbers_named(&sight.chosen()),
        };
        for number in numbers {
            self.corrected.entry(number).or_default();
            self.ever_corrected.insert(number);
        }
    }

    /// A person who shows gets a further dose.
    pub(crate) fn continues(&mut self, sight: &Sight) {
        for family in sight.families() {
            *self.continued.entry(family).or_default() += 1;
        }
    }

    /// The chosen visit is opened, or the chosen case of today, which is told by its number alone. Where nothing is
    /// chosen nothing more is opened, and what is being opened still comes.
    pub(crate) fn opens(&mut self, sight: &Sight) {
        let row = sight.row().into_iter().collect::<Vec<_>>();
        let chosen = match sight.place {
            Place::Today => self.owners_of(&row),
            Place::QueuedVisit => self.owners_of(&sight.numbers().into_iter().collect::<Vec<_>>()),
            Place::Form
            | Place::Sending
            | Place::Result
            | Place::Shown
            | Place::Queue
            | Place::Over => sight.chosen(),
        };
        let opened = if chosen.is_empty() {
            sight.families()
        } else {
            chosen
        };
        if !opened.is_empty() {
            self.opened = opened;
        }
    }

    /// What shows is to be saved.
    pub(crate) fn saves(&mut self, sight: &Sight) {
        self.printable.push(sight.families());
    }

    /// What shows is to be printed; in the queue, the visit that is chosen. A slip that shows names nobody, but by its
    /// numbers.
    pub(crate) fn prints(&mut self, sight: &Sight) {
        self.prints_those(match sight.place {
            Place::Queue => sight.chosen(),
            Place::QueuedVisit => self.owners_of(&sight.numbers().into_iter().collect::<Vec<_>>()),
            Place::Form
            | Place::Sending
            | Place::Result
            | Place::Shown
            | Place::Today
            | Place::Over => sight.families(),
        });
    }

    /// All that is ready is to be printed.
    pub(crate) fn prints_all_ready(&mut self) {
        let finished = |case: &Case| case.state != "withdrawn";
        self.prints_those(self.families_of(finished));
    }

    /// Each certificate and each slip of these may come out once more.
    fn prints_those(&mut self, families: BTreeSet<String>) {
        for family in &families {
            *self.prints.entry(family.clone()).or_default() += 1;
        }
        self.printable.push(families);
    }

    /// A program that is killed tells nothing any more, nor does what it was taking up.
    pub(crate) fn is_cut_off(&mut self, before: &Sight) {
        self.told.extend(self.cases.keys());
        if before.is_busy() {
            self.cut_off.extend(before.families());
        }
    }

    /// Every case was told by its number or shown.
    pub(crate) fn everybody_was_told(&self) {
        let silent: Vec<&u32> = self
            .cases
            .keys()
            .filter(|number| !self.told.contains(number))
            .collect();
        assert!(silent.is_empty(), "nobody was told of {silent:?}");
    }

    /// What stands in the form is in nobody's case, unless that very case is corrected.
    pub(crate) fn nothing_issued_comes_back(&self, sight: &Sight) {
        if sight.place != Place::Form {
            return;
        }
        let families = sight.typed_families();
        let anew = |family: &String| {
            !self.continued.contains_key(family) && !self.cut_off.contains(family)
        };
        for family in families.into_iter().filter(anew) {
            let numbers = self.numbers_named(&BTreeSet::from([family]));
            // Of a case and its corrections the form corrects the last.
            let corrected = numbers.iter().any(|it| self.corrected.contains_key(it));
            assert!(
                corrected || numbers.is_empty(),
                "the form shows the person of the cases {numbers:?} again"
            );
        }
    }
}

/// Returns the word of a state, for counting.
fn state(word: &str) -> &'static str {
    State::from_name(word).unwrap().name()
}

/// Returns what is on a printed document: the identifiers of its certificates, which may be broken over lines, or the numbers
/// of its slip.
fn papers_of(text: &str) -> BTreeSet<String> {
    let joined: String = text.split_whitespace().collect();
    let after = joined.split("URN:UVCI:").skip(1);
    // A mark and the sign of its checksum end it.
    let identifiers = after.filter_map(|rest| rest.get(..rest.find('#')? + 2));
    let mut papers: BTreeSet<String> = identifiers.map(str::to_owned).collect();
    assert_eq!(papers.is_empty(), sight::families(text).is_empty());
    if papers.is_empty() {
        let numbers: Vec<u32> = text.lines().flat_map(sight::numbers).collect();
        papers.insert(format!("{numbers:?}"));
    }
    papers
}

/// Returns the text of a PDF, as poppler reads it.
fn text_of(pdf: &[u8]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It reads all of it before it says anything.
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = reader.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}
