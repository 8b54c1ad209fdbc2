//! The pick-up slip: what a customer takes home while the certificate cannot be issued.
//!
//! It holds a number, initials and what one needs to come back; no name, no birth date, and no symbol but
//! one of the number alone, so that nobody can take it for a certificate.

mod parts;

use jiff::{
    ZonedDateTime,
    civil::{Date, DateTime},
};

use super::{
    Error, both,
    canvas::{BLACK, BLUE, Canvas, GREY, HAIR, INK, PANEL_WIDTH},
    column::{Column, Look},
    font, pdf, specimen,
    tags::Role,
};
use crate::{
    case::{Pharmacy, PickupNumber},
    qr::Symbol,
};

/// What a slip says.
#[derive(Clone, Copy)]
pub struct Slip<'a> {
    /// The numbers of the visit's cases; the first stands for all of them.
    pub numbers: &'a [PickupNumber],
    /// The initials of each person, as [`PersonName::initials`](crate::domain::PersonName::initials) has them.
    pub initials: &'a [String],
    /// Where to come back to.
    pub pharmacy: &'a Pharmacy,
    /// When the cases were captured.
    pub taken_at: &'a ZonedDateTime,
    /// From when on the customer is asked to come, at the counter's clock; none where a case waits for a person.
    pub pickup: Option<DateTime>,
    /// The last day on which the cases are kept for sure; after it staff may let them go.
    pub collect_by: Date,
    /// Whether the slip says that it is for practice.
    pub specimen: bool,
}

impl std::fmt::Debug for Slip<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slip(hidden)")
    }
}

/// What a slip is printed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SlipPaper {
    /// A sheet of 105 by 148 mm.
    #[default]
    A6,
    /// A roll of 80 mm, of which a receipt printer reaches the middle 72, in black alone.
    Roll80,
}

/// Prints a pick-up slip on one page; the same input gives the same bytes.
pub fn slip(slip: &Slip<'_>, paper: SlipPaper) -> Result<Vec<u8>, Error> {
    let number = slip.numbers.first().ok_or(Error::NoSheet)?.to_string();
    let symbol = Symbol::of(&number).or(Err(Error::Pdf))?;
    let fonts = font::fonts()?;
    let page = match paper {
        SlipPaper::A6 => sheet(fonts, slip, &symbol),
        SlipPaper::Roll80 => roll(fonts, slip, &symbol),
    };
    let about = pdf::About {
        title: both("slip-document", &[("number", number.as_str().into())]),
        made_at: slip.taken_at.timestamp(),
    };
    pdf::write(fonts, &[page], &about)
}

const SHEET: Look = Look {
    width: PANEL_WIDTH,
    margin: 9.0,
    labels: 29.0,
    accent: BLUE,
    ink: INK,
    second: GREY,
    hair: HAIR,
};
/// The height of the sheet.
const HEIGHT: f32 = 148.0;

/// A thermal head knows no grey: it would break small letters into dots.
const ROLL: Look = Look {
    width: 80.0,
    margin: 5.0,
    labels: 24.0,
    accent: BLACK,
    ink: BLACK,
    second: BLACK,
    hair: BLACK,
};

/// Draws a sheet: shrunk until all has room, the rest of the room shared out between the parts.
fn sheet<'a>(fonts: &'a font::Fonts, slip: &Slip<'_>, symbol: &Symbol) -> Canvas<'a> {
    let bottom = HEIGHT - SHEET.margin;
    let draw = |scale, air| {
        let mut canvas = Canvas::new(fonts, (SHEET.width, HEIGHT));
        let mut top = SHEET.margin;
        let mut tag = 0.0;
        if slip.specimen {
            specimen::slanted(&mut canvas, (SHEET.width / 2.0, HEIGHT * 0.6));
            tag = canvas.within(Role::Section, |canvas| {
                specimen::tag(canvas, (SHEET.width - SHEET.margin, top), 7.5)
            });
        }
        top += 0.5;
        let mut column = Column::new(canvas, &SHEET, top);
        (column.scale, column.air) = (scale, air);
        column.within(Role::Section, |column| {
            parts::draw(column, slip, symbol, tag);
        });
        column
    };
    let mut page = draw(1.0, 0.0);
    // A shrunk page breaks into fewer lines: it needs not much more shrinking than its height says.
    let top = SHEET.margin;
    let mut scale = ((bottom - top) / (page.y - top) + 0.1).min(1.0);
    while page.y > bottom && scale > 0.4 {
        scale -= 0.02;
        page = draw(scale, 0.0);
    }
    let air = ((bottom - page.y) / page.gaps).clamp(0.0, 0.6);
    draw(scale, air).canvas
}

/// Draws on a roll, which is as long as what stands on it.
fn roll<'a>(fonts: &'a font::Fonts, slip: &Slip<'_>, symbol: &Symbol) -> Canvas<'a> {
    let band = (ROLL.margin, ROLL.width - 2.0 * ROLL.margin);
    let mut canvas = Canvas::new(fonts, (ROLL.width, 0.0));
    let mut top = 4.0;
    if slip.specimen {
        top += 3.0
            + canvas.within(Role::Section, |canvas| {
                specimen::band(canvas, (band.0, top, band.1))
            });
    }
    let mut column = Column::new(canvas, &ROLL, top);
    column.within(Role::Section, |column| {
        parts::draw(column, slip, symbol, 0.0);
    });
    let (mut canvas, mut end) = (column.canvas, column.y);
    if slip.specimen {
        end += 3.0 + specimen::band(&mut canvas, (band.0, end + 3.0, band.1));
    }
    // The knife cuts above the head: what is printed last must have passed it.
    canvas.size.1 = (end + 6.0).ceil();
    canvas
}
