//! Who comes on this day, and for what: names, dates of birth and numbers as they must stand on the paper.

/// A customer a line: who, and after the colon what for, several things with `;` between them. Of a visit for several
/// people each stands behind an `&`.
///
/// A dose is its two numbers, the product, its day and what came before it; a recovery its first positive test; a test
/// its sample and what was found.
const BOOK: &str = "
Mustermann, Erika, 1964-08-12: 2/2 Comirnaty 2021-05-12 same
Musterfrau, Max, 1990-02-03: 1/2 Comirnaty 2022-05-20 nothing
Müller, Jörg, 1958-11-30: 3/3 Comirnaty 2021-12-15 complete
Schmidt, Ursula, 1941-03-07: 4/4 Spikevax 2022-04-28 complete
Schneider-Großmann, Lea, 2001-06-19: 1/1 Jcovden 2021-08-04 nothing
Fischer, Karl Friedrich Wilhelm, 1936-01-22: 2/1 Comirnaty 2022-01-11 janssen
Weber, Dörte Anna, 1977-09-09: 1/1 Comirnaty 2022-02-14 recovery
Yılmaz, Mehmet, 1985-04-25: recovered 2022-03-10
Nguyễn, Thị Hồng, 1993-12-01: pcr 2022-06-01T07:15 negative
Kowalczyk, Łukasz, 1980-07-17: rapid 2022-06-01T08:05 negative
von der Heide, Charlotte, 1969-05-05: 1/2 Nuvaxovid 2022-03-15 nothing; 2/2 Nuvaxovid 2022-04-06 same
Papadopoulos, Ευθυμία, 1988-10-10: 2/2 Spikevax 2021-06-30 same
Özdemir, Ali, 1999-01-31: 3/1 Comirnaty 2022-03-18 janssen
Wagner, Emma, 2010-08-08: 2/2 Comirnaty 2022-02-01 same & Wagner, Ben, 2012-05-16: 2/2 Comirnaty 2022-02-01 same
Иванова, Мария, 1972-02-29: 2/2 Comirnaty 2021-07-22 mixed
Hoffmann, Günther, 1947-12-24: 2/1 Spikevax 2022-04-04 recovery
de la Cruz Martínez, María, 1995-07-04: 1/2 Vaxzevria 2021-04-09 nothing
O'Connor, Seán, 1983-03-17: recovered 2022-04-02; 3/3 Comirnaty 2021-11-30 complete
Žižková, Jiřina, 1961-06-06: 2/2 Vaxzevria 2021-06-18 same
Bauer, Anna, 1979-11-11: 3/3 Spikevax 2022-01-05 complete & Bauer, Josef, 1976-04-19: 3/3 Spikevax 2022-01-05 complete
Schulz, Jo, 2004-09-27: 1/2 Spikevax 2022-05-25 nothing
Becker, Margarete, 1932-05-01: 4/4 Comirnaty 2022-03-22 complete
Abdulrahman, Mohammed Amin, 1991-08-20: 1/1 Spikevax 2021-12-09 recovery
Koch, Frieda, 1966-01-17: pcr 2022-06-01T06:50 positive
Richter, Paul, 1987-06-12: 2/2 Nuvaxovid 2022-05-02 same
Klein, Maria Magdalena Theresia, 1950-10-03: 3/3 Comirnaty 2022-02-17 complete
Wolf, İbrahim, 1996-03-29: 1/2 Comirnaty 2021-08-16 nothing; 2/2 Comirnaty 2021-09-13 same; 3/3 Comirnaty 2022-03-21 complete
Neumann, Ida, 1974-07-21: rapid 2022-06-01T07:40 positive
Schwarz, Otto, 1955-02-14: 2/1 Comirnaty 2021-11-25 janssen
Zimmermann, Clara, 2008-12-06: 2/2 Comirnaty 2021-09-20 same
Braun, Emil, 1943-09-18: 3/3 Spikevax 2021-12-02 complete
Krüger, Hedwig, 1938-04-11: 4/4 Comirnaty 2022-05-10 complete
Hartmann, Nils, 1998-05-23: recovered 2022-02-08
Lange, Sophie, 1984-01-09: 2/2 Spikevax 2021-08-27 mixed
Schmitt, Rosa, 1970-03-30: 1/1 Jcovden 2021-07-14 nothing; 2/1 Comirnaty 2021-12-20 janssen
Werner, Kurt, 1963-10-28: 3/3 Comirnaty 2022-01-27 complete
Krause, Greta, 2000-11-02: pcr 2022-06-01T08:10 negative & Krause, Finn, 2002-02-22: pcr 2022-06-01T08:12 negative
Meier, Hans-Peter, 1959-08-31: 2/2 Comirnaty 2021-06-09 same
Lehmann, Ella, 1992-06-26: 1/2 Nuvaxovid 2022-05-18 nothing
Köhler, Wilhelm, 1940-12-13: 3/3 Comirnaty 2021-10-19 complete
Herrmann, Lotte, 1981-02-05: 2/1 Comirnaty 2022-05-06 recovery
König, Aylin, 1997-09-15: rapid 2022-06-01T08:20 negative
Walter, Bruno, 1953-07-07: 2/2 Vaxzevria 2021-05-28 same
Mayer, Theresa, 1989-04-03: 3/1 Spikevax 2022-02-25 janssen
Huber, Xaver, 1967-11-19: 3/3 Comirnaty 2021-12-28 complete
Kaiser, Nele, 2006-01-25: 2/2 Comirnaty 2021-10-11 same
Fuchs, Anton, 1948-06-15: 4/4 Spikevax 2022-05-12 complete
Peters, Mia, 2009-03-08: 1/2 Comirnaty 2022-05-23 nothing & Peters, Silke, 1978-08-14: 3/3 Comirnaty 2022-01-19 complete
Lang, Erwin, 1957-05-27: 1/1 Comirnaty 2021-11-08 recovery
Scholz, Paula, 1994-10-20: recovered 2022-03-29
Möller, Heinz, 1935-02-18: 4/4 Comirnaty 2022-04-13 complete
Weiß, Katharina, 1986-12-30: 2/2 Spikevax 2021-07-05 same
Jung, Leo, 2003-07-13: 1/1 Jcovden 2021-09-02 nothing
Hahn, Edith, 1945-09-04: 3/3 Comirnaty 2021-11-16 complete
Schubert, Timo, 1982-05-09: pcr 2022-06-01T07:05 negative; recovered 2022-01-28
Vogel, Inge, 1951-01-01: 2/2 Comirnaty 2021-05-31 same
Friedrich, Amelie, 1999-08-24: 2/2 Nuvaxovid 2022-04-20 same
Keller, Ludwig, 1962-04-17: 3/3 Spikevax 2022-03-03 complete
Günther, Alma, 1973-06-02: 2/1 Spikevax 2021-12-22 janssen
Frank, Cem, 1988-02-26: 2/2 Comirnaty 2021-08-09 mixed
";

/// A customer: what she comes for, in the order in which she says it.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    pub(super) wishes: Vec<Wish>,
}

/// One certificate that somebody comes for.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) family: String,
    pub(super) given: String,
    /// As ISO 8601 writes it.
    pub(super) birth: String,
    pub(super) event: Event,
}

/// What is to be certified.
#[derive(Clone, Debug)]
pub(super) enum Event {
    Dose {
        number: String,
        of: String,
        product: &'static Product,
        day: String,
        before: &'static str,
    },
    Recovery {
        first_positive: String,
    },
    Test {
        is_rapid: bool,
        day: String,
        time: String,
        found: bool,
    },
}

/// A vaccine: its name on the package, the word by which a clerk looks it up, its code in a certificate.
#[derive(Debug)]
pub(super) struct Product {
    name: &'static str,
    pub(super) asked_for: &'static str,
    code: &'static str,
}

const PRODUCTS: [Product; 5] = [
    Product {
        name: "Comirnaty",
        asked_for: "biontech",
        code: "EU/1/20/1528",
    },
    Product {
        name: "Spikevax",
        asked_for: "moderna",
        code: "EU/1/20/1507",
    },
    Product {
        name: "Vaxzevria",
        asked_for: "astra",
        code: "EU/1/21/1529",
    },
    Product {
        name: "Jcovden",
        asked_for: "johnson",
        code: "EU/1/20/1525",
    },
    Product {
        name: "Nuvaxovid",
        asked_for: "novavax",
        code: "EU/1/21/1618",
    },
];

/// What came before a dose, and how the answer begins that says so.
const BEFORE: [(&str, &str); 5] = [
    ("nothing", "Nichts, es ist die erste Impfung"),
    ("same", "Eine Dosis desselben Impfstoffs"),
    ("complete", "Vollständige Serie mit zwei Dosen"),
    ("janssen", "Janssen als erste Impfung"),
    ("recovery", "Eine Genesung"),
];

/// Another product before names its own.
const OTHER_THAN_COMIRNATY: &str = "Eine Dosis Spikevax oder";
const OTHER_THAN_SPIKEVAX: &str = "Eine Dosis Comirnaty oder";

/// After an infection the doses since then count as well, and the answer names them.
const BEFORE_RECOVERED: &str = "Genesung, dann Impfung mit 1/1";

/// Returns everybody, in the order of the book.
pub(super) fn all() -> Vec<Customer> {
    let lines = BOOK.lines().filter(|line| !line.is_empty());
    lines.map(Customer::read).collect()
}

impl Customer {
    fn read(line: &str) -> Self {
        let people = line.split(" & ");
        Self {
            wishes: people.flat_map(Wish::read).collect(),
        }
    }

    /// The name under which she is looked for.
    pub(super) fn family(&self) -> &str {
        &self.wishes[0].family
    }
}

impl Wish {
    fn read(person: &str) -> Vec<Self> {
        let (who, wanted) = person.split_once(": ").unwrap();
        let [family, given, birth] = three(who, ", ");
        let wish = |event| Self {
            family: family.to_owned(),
            given: given.to_owned(),
            birth: birth.to_owned(),
            event: Event::read(event),
        };
        wanted.split("; ").map(wish).collect()
    }

    pub(super) fn is_of_one_with(&self, other: &Self) -> bool {
        (&self.family, &self.given, &self.birth) == (&other.family, &other.given, &other.birth)
    }

    /// Says what must stand in her certificate, as [`super::in_the_hand`] says what does.
    pub(super) fn certificate(&self) -> String {
        let event = match &self.event {
            Event::Dose {
                number,
                of,
                product,
                day,
                ..
            } => format!("{number}/{of} {} {day}", product.code),
            Event::Recovery { first_positive } => format!("recovered {first_positive}"),
            Event::Test {
                is_rapid,
                day,
                time,
                found,
            } => {
                let kind = if *is_rapid { "rapid" } else { "pcr" };
                format!("{kind} {day}T{time} {found}")
            }
        };
        format!("{}, {}, {}: {event}", self.family, self.given, self.birth)
    }
}

impl Event {
    fn read(text: &str) -> Self {
        let words: Vec<&str> = text.split(' ').collect();
        match words[..] {
            [numbers, name, day, before] => {
                let (number, of) = numbers.split_once('/').unwrap();
                let named = match (before, name) {
                    ("mixed", "Comirnaty") => OTHER_THAN_COMIRNATY,
                    ("mixed", _) => OTHER_THAN_SPIKEVAX,
                    _ => BEFORE.iter().find(|answer| answer.0 == before).unwrap().1,
                };
                let after_doses = before == "recovery" && number != "1";
                Self::Dose {
                    number: number.to_owned(),
                    of: of.to_owned(),
                    product: PRODUCTS.iter().find(|it| it.name == name).unwrap(),
                    day: day.to_owned(),
                    before: if after_doses { BEFORE_RECOVERED } else { named },
                }
            }
            ["recovered", first_positive] => Self::Recovery {
                first_positive: first_positive.to_owned(),
            },
            [kind, sample, outcome] => {
                let (day, time) = sample.split_once('T').unwrap();
                Self::Test {
                    is_rapid: kind == "rapid",
                    day: day.to_owned(),
                    time: time.to_owned(),
                    found: outcome == "positive",
                }
            }
            _ => unreachable!("the book says {text}"),
        }
    }
}

fn three<'a>(text: &'a str, by: &str) -> [&'a str; 3] {
    let parts: Vec<&str> = text.split(by).collect();
    parts.try_into().unwrap()
}
