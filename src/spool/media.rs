//! What is printed on, in the words of PWG 5101.1.

/// What a document is printed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Paper {
    /// The sheet of a certificate, 210 by 297 mm.
    A4,
    /// The sheet of a slip, 105 by 148 mm.
    A6,
    /// A roll of 80 mm, cut where the page ends.
    Roll80,
}

impl Paper {
    /// Returns its word for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::A6 => "A6",
            Self::Roll80 => "80 mm",
        }
    }
}

/// A paper as a printer names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Medium {
    /// The self-describing name (PWG 5101.1 section 5).
    pub(super) keyword: String,
    /// Width and height in hundredths of a millimetre.
    pub(super) hundredths: (i32, i32),
    /// Whether the size is made up for this page.
    pub(super) is_custom: bool,
}

/// Chooses among the papers that a printer offers; a printer that lists none is taken at its word later.
///
/// `page` is the size of the page in millimetres, which a roll is cut to.
pub(super) fn choose(paper: Paper, page: Option<(f32, f32)>, offered: &[String]) -> Option<Medium> {
    let (keyword, wanted) = match paper {
        Paper::A4 => ("iso_a4_210x297mm", (21_000, 29_700)),
        Paper::A6 => ("iso_a6_105x148mm", (10_500, 14_800)),
        Paper::Roll80 => return choose_roll(page?, offered),
    };
    let named = Medium {
        keyword: keyword.to_owned(),
        hundredths: wanted,
        is_custom: false,
    };
    if offered.is_empty() || offered.iter().any(|name| name == keyword) {
        return Some(named);
    }
    custom(wanted, offered)
}

/// Chooses a roll: cut to the page where the printer can, else the shortest length that holds it.
fn choose_roll((width, height): (f32, f32), offered: &[String]) -> Option<Medium> {
    let wanted = (hundredths(width), hundredths(height));
    if offered.is_empty() {
        return Some(made_up(wanted));
    }
    if let Some(medium) = custom(wanted, offered) {
        return Some(medium);
    }
    let fixed = offered.iter().filter_map(|name| {
        let (class, _) = name.split_once('_')?;
        let size = dimensions(name)?;
        // What a receipt printer calls 80 mm is the roll or the 72 mm that its head reaches.
        let fits = (7_200..=8_050).contains(&size.0) && size.1 >= wanted.1;
        (fits && !is_bound(name) && class != "envelope").then(|| Medium {
            keyword: name.clone(),
            hundredths: size,
            is_custom: false,
        })
    });
    fixed.min_by_key(|medium| (medium.hundredths.1, -medium.hundredths.0))
}

/// Makes a size of its own, where the printer's bounds allow it.
fn custom(wanted: (i32, i32), offered: &[String]) -> Option<Medium> {
    let within = ["custom", "roll"].iter().any(|class| {
        let bound = |which: &str| {
            let start = format!("{class}_{which}_");
            let name = offered.iter().find(|name| name.starts_with(&start))?;
            dimensions(name)
        };
        match (bound("min"), bound("max")) {
            (Some(min), Some(max)) => {
                (min.0..=max.0).contains(&wanted.0) && (min.1..=max.1).contains(&wanted.1)
            }
            _ => false,
        }
    });
    within.then(|| made_up(wanted))
}

fn made_up((width, height): (i32, i32)) -> Medium {
    let size = format!("{}x{}mm", in_mm(width), in_mm(height));
    Medium {
        keyword: format!("custom_{size}_{size}"),
        hundredths: (width, height),
        is_custom: true,
    }
}

fn in_mm(hundredths: i32) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let text = format!("{whole}.{rest:02}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn is_bound(name: &str) -> bool {
    name.contains("_min_") || name.contains("_max_")
}

/// Reads the dimensions at the end of a self-describing name (PWG 5101.1 section 5.1.2).
fn dimensions(name: &str) -> Option<(i32, i32)> {
    let size = name.rsplit('_').next()?;
    let (size, unit) = match size.strip_suffix("mm") {
        Some(size) => (size, 1.0),
        None => (size.strip_suffix("in")?, 25.4),
    };
    let (width, height) = size.split_once('x')?;
    let length = |text: &str| Some(hundredths(text.parse::<f32>().ok()? * unit));
    Some((length(width)?, length(height)?))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "no paper is longer than some metres"
)]
fn hundredths(mm: f32) -> i32 {
    (mm.clamp(0.0, 100_000.0) * 100.0).round() as i32
}

/// Returns the size of the first page in millimetres.
pub(super) fn page_mm(pdf: &[u8]) -> Option<(f32, f32)> {
    let document = lopdf::Document::load_mem(pdf).ok()?;
    let page = document.page_iter().next()?;
    let page = document.get_dictionary(page).ok()?;
    let sides = page
        .get(b"MediaBox")
        .and_then(lopdf::Object::as_array)
        .ok()?;
    let sides: Vec<f32> = sides
        .iter()
        .map(lopdf::Object::as_float)
        .collect::<Result<_, _>>()
        .ok()?;
    let [left, bottom, right, top] = *sides.as_slice() else {
        return None;
    };
    let mm = |points: f32| (points * 25.4 / 72.0 * 10.0).round() / 10.0;
    Some((mm(right - left), mm(top - bottom)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_sheet_is_offered_or_refused() {
        let letter = names(&["na_letter_8.5x11in", "na_legal_8.5x14in"]);
        let both = names(&["na_letter_8.5x11in", "iso_a4_210x297mm"]);
        assert_eq!(choose(Paper::A4, None, &letter), None);
        assert_eq!(
            choose(Paper::A4, None, &[]).unwrap().keyword,
            "iso_a4_210x297mm"
        );
        let a4 = choose(Paper::A4, None, &both).unwrap();
        assert_eq!(
            (a4.keyword.as_str(), a4.is_custom),
            ("iso_a4_210x297mm", false)
        );
        let bounds = names(&[
            "iso_a4_210x297mm",
            "custom_min_3x5in",
            "custom_max_8.5x14in",
        ]);
        let a6 = choose(Paper::A6, None, &bounds).unwrap();
        assert_eq!(a6.keyword, "custom_105x148mm_105x148mm");
        assert_eq!(a6.hundredths, (10_500, 14_800));
        let small = names(&["custom_min_4x6in", "custom_max_8.5x14in"]);
        assert_eq!(choose(Paper::A6, None, &small), None);
    }

    #[test]
    fn a_roll_is_cut_to_the_page_or_to_the_next_length() {
        let page = Some((80.0, 131.0));
        let bounds = names(&["roll_min_50x25mm", "roll_max_80x3000mm"]);
        let cut = choose(Paper::Roll80, page, &bounds).unwrap();
        assert_eq!((cut.hundredths, cut.is_custom), ((8_000, 13_100), true));
        let fixed = names(&[
            "om_receipt_80x100mm",
            "om_receipt_72x200mm",
            "om_receipt_80x200mm",
            "om_receipt_80x297mm",
        ]);
        let next = choose(Paper::Roll80, page, &fixed).unwrap();
        assert_eq!(next.keyword, "om_receipt_80x200mm");
        assert_eq!(
            choose(Paper::Roll80, page, &names(&["iso_a4_210x297mm"])),
            None
        );
        assert_eq!(choose(Paper::Roll80, None, &[]), None);
    }

    #[test]
    fn sizes_are_read_in_both_units() {
        assert_eq!(dimensions("na_letter_8.5x11in"), Some((21_590, 27_940)));
        assert_eq!(dimensions("iso_a4_210x297mm"), Some((21_000, 29_700)));
        assert_eq!(dimensions("choice"), None);
        assert_eq!(in_mm(13_150), "131.5");
    }
}
