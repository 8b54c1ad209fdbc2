//! One page of the database is damaged, each time another one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use impftheke::{queue::Store, vault::file};
use jiff::Timestamp;
use rusqlite::Connection;

use super::counter::Counter;

/// Which cases have something on each page, by the library's own account of its pages.
fn cases_by_page(counter: &Counter) -> BTreeMap<u32, BTreeSet<u32>> {
    let connection = Connection::open(counter.database()).unwrap();
    let pages: u32 = connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    let mut by_page: BTreeMap<u32, BTreeSet<u32>> =
        (1..=pages).map(|page| (page, BTreeSet::new())).collect();
    for table in ["cases", "contents"] {
        let mut statement = connection
            .prepare(&format!("SELECT number FROM {table} ORDER BY number"))
            .unwrap();
        let numbers = statement.query_map([], |row| row.get::<_, u32>(0)).unwrap();
        let mut numbers = numbers.map(Result::unwrap);
        let mut statement = connection
            .prepare(
                "SELECT path, pageno, pagetype, ncell FROM dbstat WHERE name = ?1 ORDER BY path",
            )
            .unwrap();
        let rows = statement
            .query_map([table], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, u32>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, u32>(3)?,
                ))
            })
            .unwrap();
        // A leaf's rows follow those of the leaf before it; what runs over belongs to one cell of its leaf.
        let mut on_leaf: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let rows: Vec<_> = rows.map(Result::unwrap).collect();
        for (path, page, kind, cells) in &rows {
            if kind == "leaf" {
                let here: Vec<u32> = numbers.by_ref().take(*cells as usize).collect();
                by_page.get_mut(page).unwrap().extend(&here);
                on_leaf.insert(path.clone(), here);
            }
        }
        for (path, page, kind, _) in &rows {
            if kind == "overflow" {
                let (cell, _) = path.split_once('+').unwrap();
                let (leaf, cell) = cell.rsplit_once('/').unwrap();
                let cell = usize::from_str_radix(cell, 16).unwrap();
                let leaf = &on_leaf[&format!("{leaf}/")];
                by_page.get_mut(page).unwrap().insert(leaf[cell]);
            }
        }
    }
    by_page
}

/// Bytes that only look random.
fn noise(seed: u32, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

/// Damages a page in one of three ways.
fn damage(page: &mut [u8], seed: u32) {
    let length = match seed % 3 {
        0 => return page.fill(0),
        1 => page.len(),
        // Half of it, as a cut write leaves it.
        _ => page.len() / 2,
    };
    page[..length].copy_from_slice(&noise(seed, length));
}

#[test]
fn of_forty_cases_every_one_whose_pages_are_whole_is_listed_shown_and_exported() {
    const PLACES: usize = 20;
    let counter = Counter::new();
    for _ in 0..10 {
        counter.take(4);
    }
    counter.sign();
    let by_page = cases_by_page(&counter);
    assert!(by_page.values().flatten().collect::<BTreeSet<_>>().len() == 40);
    let whole = fs::read(counter.database()).unwrap();
    let size = whole.len() / by_page.len();
    let pages: Vec<u32> = by_page.keys().copied().collect();
    let (mut saved, mut damaged) = (0, 0);
    for place in 0..PLACES {
        let page = pages[place * (pages.len() - 1) / (PLACES - 1)];
        let seed = u32::try_from(place).unwrap();
        let mut bytes = whole.clone();
        let at = (page as usize - 1) * size;
        damage(&mut bytes[at..at + size], seed);
        fs::remove_dir_all(counter.queue()).unwrap();
        fs::create_dir_all(counter.queue()).unwrap();
        fs::write(counter.database(), &bytes).unwrap();

        let said = counter.complain(&["queue", "list"]);
        let listed: BTreeMap<u32, String> = counter.list().into_iter().collect();
        let hit = &by_page[&page];
        let whole_ones: Vec<u32> = (1..=40).filter(|number| !hit.contains(number)).collect();
        for number in &whole_ones {
            let state = listed.get(number).map(String::as_str);
            assert_eq!(state, Some("ready"), "page {page}, case {number}: {said}");
        }
        // By the program the neighbours of what is hit, by its own store all.
        let near = hit.first().copied().unwrap_or(1);
        let mut nearest = whole_ones.clone();
        nearest.sort_by_key(|number| number.abs_diff(near));
        for number in nearest.iter().take(2) {
            counter.export(*number);
        }
        let key = file::open_or_create(&counter.data.join("keys").join("master.key")).unwrap();
        let store = Store::open(&counter.queue(), key, Timestamp::now())
            .unwrap()
            .store;
        for number in &whole_ones {
            let number = number.to_string().parse().unwrap();
            assert!(store.content(number).unwrap().hc1.is_some());
            saved += 1;
        }
        drop(store);
        // What is lost is named, until it has been seen.
        for number in hit {
            let is_whole = listed.get(number).is_some_and(|state| state == "ready");
            assert!(
                is_whole || said.contains(&format!("{number:04}")),
                "page {page}: case {number} is not named: {said}"
            );
        }
        if said.contains("damaged") {
            damaged += 1;
            assert!(counter.complain(&["queue", "list"]).contains("damaged"));
            counter.say(&["queue", "seen"]);
            assert_eq!(counter.complain(&["queue", "list"]), "");
        } else {
            assert!(
                hit.is_subset(&listed.keys().copied().collect()),
                "page {page}"
            );
        }
        let next = counter.take(1)[0];
        assert!(next > 40, "page {page}: {next} is on somebody's slip");
    }
    // A page that nothing is on may be damaged unseen, and so may what lies inside of a seal, until it is opened.
    assert!(damaged > PLACES / 4, "only {damaged} places were met");
    println!("{saved} cases saved at {PLACES} places");
}

#[test]
fn what_was_set_aside_is_erased_at_its_deadline_by_the_program() {
    let counter = Counter::new();
    counter.take(3);
    let mut bytes = fs::read(counter.database()).unwrap();
    bytes[..100].fill(0);
    fs::write(counter.database(), bytes).unwrap();
    assert!(counter.complain(&["queue", "list"]).contains("damaged"));
    let aside = || {
        let files = fs::read_dir(counter.queue()).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names
            .filter(|name| name.starts_with("queue-damaged-"))
            .collect::<Vec<_>>()
    };
    let [kept] = &aside()[..] else {
        panic!("{:?}", aside())
    };
    // As if it had been set aside a month ago.
    let (_, until) = kept.split_once("-until-").unwrap();
    let past = kept.replace(until, "20210101T000000Z.db");
    fs::rename(counter.queue().join(kept), counter.queue().join(past)).unwrap();
    counter.sign();
    assert_eq!(counter.list().len(), 3);
    assert_eq!(aside(), Vec::<String>::new());
}
