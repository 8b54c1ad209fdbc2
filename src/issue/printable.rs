//! What a printer may be given: pages drawn as paper will show them, and read back from there.

use std::fmt;

use jiff::Timestamp;

use super::{Difference, Error, Issued, self_check};
use crate::{
    paper::{self, OFFICE_PRINTER, RECEIPT_PRINTER, Raster, Sheet, Slip, SlipPaper},
    qr::Found,
};

/// A PDF whose every page has passed the check on paper; there is no other way to make one.
#[derive(Clone, PartialEq, Eq)]
pub struct Printable(Vec<u8>);

impl fmt::Debug for Printable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Printable({} bytes, hidden)", self.0.len())
    }
}

impl Printable {
    /// Returns the file.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Gives the file away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Lays certificates that count at this moment out as one PDF, and lets it out once every page reads back right.
///
/// Takes tens of milliseconds a page, half of them for the check: never called where a window is drawn.
pub fn pdf(
    issued: &[Issued],
    options: paper::Options,
    moment: Timestamp,
) -> Result<Printable, Error> {
    issued.iter().try_for_each(|one| one.counts_at(moment))?;
    let sheets: Vec<Sheet<'_>> = issued.iter().map(Issued::sheet).collect();
    let pdf = paper::pdf(&sheets, options).map_err(Error::Print)?;
    let printed = paper::by_person(&sheets).concat();
    let printed = printed.iter().filter_map(|sheet| {
        let mut issued = issued.iter();
        issued.find(|one| std::ptr::eq(&raw const one.symbol, sheet.symbol))
    });
    checked(pdf, &printed.collect::<Vec<_>>())
}

/// Lays a pick-up slip out, and lets it out once its code says the number and nothing else.
pub fn slip(slip: &Slip<'_>, paper: SlipPaper) -> Result<Printable, Error> {
    let pdf = paper::slip(slip, paper).map_err(Error::Print)?;
    let raster = Raster::of(&pdf).map_err(Error::Print)?;
    let resolution = match paper {
        SlipPaper::A6 => OFFICE_PRINTER,
        SlipPaper::Roll80 => RECEIPT_PRINTER,
    };
    let codes = codes(&raster, 0, raster.pages(), resolution)?;
    let number = slip.numbers.first().map(ToString::to_string);
    match codes.as_slice() {
        [code] if Some(&code.text) == number.as_ref() => Ok(Printable(pdf)),
        [_] => Err(on_paper(0, Difference::Text)),
        _ => Err(on_paper(0, Difference::Codes(codes.len()))),
    }
}

/// Draws every page and compares what is read there, by all fields, with the certificates in their order.
///
/// A layout may need several pages for a certificate; each shows its code once.
fn checked(pdf: Vec<u8>, issued: &[&Issued]) -> Result<Printable, Error> {
    let raster = Raster::of(&pdf).map_err(Error::Print)?;
    let codes = codes(&raster, 0, raster.pages(), OFFICE_PRINTER)?;
    if codes.len() != issued.len() {
        let missing = |one: &&Issued| codes.iter().all(|code| code.text != one.hc1);
        let at = issued.iter().position(missing).unwrap_or_default();
        return Err(on_paper(at, Difference::Codes(codes.len())));
    }
    for (at, (code, one)) in codes.iter().zip(issued).enumerate() {
        self_check::check_page(&code.text, one).map_err(|difference| on_paper(at, difference))?;
        let side_mm = code.side / OFFICE_PRINTER * MM_AN_INCH;
        if !(SMALLEST_MM..=LARGEST_MM).contains(&side_mm) {
            return Err(on_paper(at, Difference::Side { mm: side_mm }));
        }
    }
    Ok(Printable(pdf))
}

/// Reads every code on so many pages from a first one on.
fn codes(raster: &Raster, first: usize, pages: usize, dots: f32) -> Result<Vec<Found>, Error> {
    let mut codes = Vec::new();
    for page in first..first + pages {
        let picture = raster.picture(page, dots).map_err(Error::Print)?;
        let found = picture.read_all();
        codes.extend(found.map_err(|error| on_paper(page, Difference::Picture(error)))?);
    }
    Ok(codes)
}

fn on_paper(at: usize, source: Difference) -> Error {
    Error::OnPaper {
        number: at + 1,
        source,
    }
}

const MM_AN_INCH: f32 = 25.4;
/// Of the side of a symbol: what may be set (35 to 64 mm, on the large sheet a quarter more), and what reading it
/// at 300 dots an inch is off by.
const SMALLEST_MM: f32 = 34.5;
const LARGEST_MM: f32 = 80.5;

#[cfg(test)]
mod tests {
    use jiff::ZonedDateTime;

    use super::*;
    use crate::{
        domain::{Draft, EventDraft, Issuer, RecoveryDraft},
        issue::LocalIssuer,
        training::signing_keys,
    };

    const NOW: &str = "2021-06-14T10:00[Europe/Berlin]";

    fn now() -> Timestamp {
        NOW.parse::<ZonedDateTime>().unwrap().timestamp()
    }

    /// Issues a certificate a given name.
    fn issued(names: &[&str]) -> Vec<Issued> {
        let now: ZonedDateTime = NOW.parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let keys =
            signing_keys::open_or_create(&folder.path().join("keys"), now.timestamp()).unwrap();
        let issuer = Issuer::new("XX", "DE", "Impftheke Training", "UEBUNG").unwrap();
        let local_issuer = LocalIssuer {
            issuer: &issuer,
            signer: &keys.signer,
        };
        let issue = |name: &&str| {
            let draft = Draft {
                family_name: "Mustermann".to_owned(),
                given_name: (*name).to_owned(),
                birth: "1964-08-12".into(),
                event: EventDraft::Recovery(RecoveryDraft {
                    first_positive: "2021-04-20".to_owned(),
                    ..RecoveryDraft::default()
                }),
                ..Draft::default()
            };
            let parsed = draft.parse(&now).unwrap();
            local_issuer
                .issue(parsed.statement(), now.timestamp())
                .unwrap()
        };
        names.iter().map(issue).collect()
    }

    /// Draws something before and after what stands on a page of a finished file.
    fn redrawn(pdf: &[u8], page: u32, before: &str, after: &str) -> Vec<u8> {
        let mut file = lopdf::Document::load_mem(pdf).unwrap();
        let id = file.get_pages()[&page];
        let content = file.get_page_content(id);
        let content = [before.as_bytes(), &content, after.as_bytes()].concat();
        file.change_page_content(id, content).unwrap();
        let mut bytes = Vec::new();
        file.save_to(&mut bytes).unwrap();
        bytes
    }

    fn specimen() -> paper::Options {
        paper::Options {
            specimen: true,
            ..paper::Options::default()
        }
    }

    fn check(pdf: Vec<u8>, issued: &[Issued]) -> Result<Printable, Error> {
        checked(pdf, &issued.iter().collect::<Vec<_>>())
    }

    /// Checks a damaged file, and returns which certificate did not pass and why.
    fn refused(pdf: Vec<u8>, issued: &[Issued]) -> (usize, Difference) {
        match check(pdf, issued) {
            Err(Error::OnPaper { number, source }) => (number, source),
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("it passed"),
        }
    }

    #[test]
    fn good_pages_pass_and_are_the_ones_that_were_written() {
        let issued = issued(&["Erika", "Max"]);
        for options in [paper::Options::default(), specimen()] {
            let printable = pdf(&issued, options, now()).unwrap();
            assert!(printable.bytes().starts_with(b"%PDF"));
            assert!(format!("{printable:?}").ends_with("bytes, hidden)"));
            let unchanged = redrawn(printable.bytes(), 2, " ", " ");
            assert!(check(unchanged, &issued).is_ok());
        }
    }

    #[test]
    fn a_page_with_the_code_of_another_is_refused() {
        let issued = issued(&["Erika", "Max"]);
        let mut swapped = issued.clone();
        swapped[1].symbol = issued[0].symbol.clone();
        let error = pdf(&swapped, specimen(), now()).unwrap_err();
        assert_eq!(error.to_string(), "page 2 did not pass the check");
        assert!(matches!(
            error,
            Error::OnPaper {
                number: 2,
                source: Difference::Field("gn")
            }
        ));
        let pages = pdf(&issued, specimen(), now()).unwrap().into_bytes();
        let turned: Vec<Issued> = issued.into_iter().rev().collect();
        let (number, difference) = refused(pages, &turned);
        assert!(number == 1 && matches!(difference, Difference::Field("gn")));
    }

    #[test]
    fn a_page_with_another_issue_of_the_same_case_is_refused() {
        let once = issued(&["Erika"]);
        let again = issued(&["Erika"]);
        let pages = pdf(&again, specimen(), now()).unwrap().into_bytes();
        let (_, difference) = refused(pages.clone(), &once);
        assert!(matches!(difference, Difference::Field("ci")));
        // The same claims, signed once more: nobody has verified that signature.
        let mut signed_again = again;
        signed_again[0].hc1 = once[0].hc1.clone();
        let (_, difference) = refused(pages, &signed_again);
        assert!(matches!(difference, Difference::Text));
    }

    #[test]
    fn a_page_whose_code_was_damaged_is_refused() {
        let issued = issued(&["Erika", "Max"]);
        let pages = pdf(&issued, specimen(), now()).unwrap().into_bytes();
        // A white patch over a third of the symbol, in points from the lower left corner.
        let patch = " q 1 1 1 rg 74 310 90 75 re f Q";
        let (number, difference) = refused(redrawn(&pages, 2, "", patch), &issued);
        assert!(number == 2 && matches!(difference, Difference::Codes(1)));
    }

    #[test]
    fn a_page_whose_code_became_too_small_is_refused() {
        let issued = issued(&["Erika"]);
        let pages = pdf(&issued, specimen(), now()).unwrap().into_bytes();
        let shrunk = |scale: f32| {
            let before = format!("q {scale} 0 0 {scale} 100 100 cm ");
            refused(redrawn(&pages, 1, &before, " Q"), &issued).1
        };
        assert!(matches!(shrunk(0.1), Difference::Codes(0)));
        // Half the size still reads here, and not in a hall.
        assert!(matches!(shrunk(0.5), Difference::Side { mm } if (26.0..27.0).contains(&mm)));
    }

    /// Returns what draws the first page.
    fn content(pdf: &[u8]) -> String {
        let file = lopdf::Document::load_mem(pdf).unwrap();
        String::from_utf8(file.get_page_content(file.get_pages()[&1])).unwrap()
    }

    /// Returns the file with all that draws its first page replaced.
    fn drawn_by(pdf: &[u8], content: String) -> Vec<u8> {
        let mut file = lopdf::Document::load_mem(pdf).unwrap();
        let id = file.get_pages()[&1];
        file.change_page_content(id, content.into_bytes()).unwrap();
        let mut bytes = Vec::new();
        file.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn whatever_is_done_to_the_code_of_a_page_is_found() {
        let issued = issued(&["Erika"]);
        let real = paper::Options::default();
        let pages = pdf(&issued, real, now()).unwrap().into_bytes();
        let page = content(&pages);
        let under = |matrix: &str| drawn_by(&pages, format!("q {matrix} cm {page} Q"));
        let below = |drawn: &str| drawn_by(&pages, format!("{page} q {drawn} Q"));
        let recoloured = |colours: [(&str, &str); 2]| {
            let recoloured = colours.into_iter().fold(page.clone(), |page, (from, to)| {
                assert!(page.contains(from), "nothing is drawn in{from}");
                page.replace(from, to)
            });
            drawn_by(&pages, recoloured)
        };
        // The symbol, its quiet zone and a little more, in points from the lower left corner.
        let all = "60 218 178 178 re f";
        let stripes =
            "66 250 m 232 250 l 66 290 m 232 290 l 66 330 m 232 330 l 66 370 m 232 370 l S";
        let right_half_lower =
            format!("1 g 150 210 90 190 re f 150 100 90 300 re W n 1 0 0 1 0 -30 cm {page}");
        let beside = format!("1 0 0 1 290 0 cm {page}");
        for (damage, pdf, found) in [
            ("smaller", under("0.6 0 0 0.6 0 0"), "32 mm wide"),
            ("larger", under("1.6 0 0 1.6 0 -300"), "85 mm wide"),
            ("over the left edge", under("1 0 0 1 -150 0"), "0 readable"),
            ("below the page", under("1 0 0 1 0 -400"), "0 readable"),
            ("pressed flat", under("1 0 0 0.05 0 300"), "0 readable"),
            ("under paper", below(&format!("1 g {all}")), "0 readable"),
            ("under ink", below(&format!("0 g {all}")), "0 readable"),
            (
                "striped",
                below(&format!("1 G 12 w {stripes}")),
                "0 readable",
            ),
            ("torn", below(&right_half_lower), "0 readable"),
            ("twice", below(&beside), "2 readable"),
            (
                "too pale to get ink",
                recoloured([("\n0 g\n", "\n0.6 g\n"), ("1 1 1 rg", "1 1 1 rg")]),
                "0 readable",
            ),
            (
                "white on black",
                recoloured([("\n0 g\n", "\n1 g\n"), ("1 1 1 rg", "0 0 0 rg")]),
                "0 readable",
            ),
            ("not there", drawn_by(&pages, String::new()), "0 readable"),
        ] {
            let said = match check(pdf, &issued) {
                Err(Error::OnPaper { source, .. }) => source.to_string(),
                Err(other) => other.to_string(),
                Ok(_) => "nothing was found".to_owned(),
            };
            assert!(said.contains(found), "{damage}: {said}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_drawn_whole_is_refused() {
        let issued = issued(&["Erika"]);
        let pages = pdf(&issued, specimen(), now()).unwrap().into_bytes();
        let mut file = lopdf::Document::load_mem(&pages).unwrap();
        let fonts: Vec<_> = file
            .objects
            .values()
            .filter_map(|object| object.as_dict().ok())
            .filter_map(|object| {
                [b"FontFile2", b"FontFile3"]
                    .into_iter()
                    .find_map(|name| object.get(name).ok())
            })
            .filter_map(|font| font.as_reference().ok())
            .collect();
        assert!(!fonts.is_empty());
        for font in fonts {
            let stream = file.get_object_mut(font).unwrap().as_stream_mut().unwrap();
            stream.set_plain_content(b"no font".to_vec());
        }
        let mut without_fonts = Vec::new();
        file.save_to(&mut without_fonts).unwrap();
        let half = pages[..pages.len() / 2].to_vec();
        for pdf in [without_fonts, half] {
            assert!(matches!(
                check(pdf, &issued),
                Err(Error::Print(paper::Error::Raster) | Error::OnPaper { .. })
            ));
        }
    }

    #[test]
    fn a_page_with_a_second_code_is_refused() {
        let issued = issued(&["Erika"]);
        let pages = pdf(&issued, specimen(), now()).unwrap().into_bytes();
        let content = {
            let file = lopdf::Document::load_mem(&pages).unwrap();
            file.get_page_content(file.get_pages()[&1])
        };
        let again = format!(
            " q 1 0 0 1 290 0 cm {} Q",
            String::from_utf8(content).unwrap()
        );
        let (_, difference) = refused(redrawn(&pages, 1, "", &again), &issued);
        assert!(matches!(difference, Difference::Codes(2)));
    }

    #[test]
    fn another_number_of_pages_is_refused() {
        let issued = issued(&["Erika", "Max"]);
        let page = pdf(&issued[..1], specimen(), now()).unwrap().into_bytes();
        let (number, difference) = refused(page, &issued);
        assert!(number == 2 && matches!(difference, Difference::Codes(1)));
    }

    #[test]
    fn the_certificates_of_a_person_are_checked_in_the_order_of_the_pages() {
        let [erika, max] = [issued(&["Erika", "Erika"]), issued(&["Max"])];
        let mixed = [erika[0].clone(), max[0].clone(), erika[1].clone()];
        assert!(pdf(&mixed, specimen(), now()).is_ok());
        let large = paper::Options {
            layout: paper::Layout::Large,
            ..paper::Options::default()
        };
        assert!(pdf(&mixed, large, now()).is_ok());
    }
}
