//! The panels of a sheet that is folded, and where they lie on it.

use super::font::POINT;

/// A part of the page; those of the folded sheet are named by what they show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Panel {
    /// The whole page.
    Page,
    /// Lower right: the title.
    Cover,
    /// Lower left: symbol and holder.
    Code,
    /// Upper left, upside down: the data.
    Data,
    /// Upper right, upside down: what is good to know.
    Notes,
}

impl Panel {
    /// Returns where it lies on the sheet as a matrix in points; the upper two stand on their heads.
    pub(super) fn place(self) -> [f32; 6] {
        let (width, height) = (PANEL_WIDTH / POINT, PANEL_HEIGHT / POINT);
        match self {
            Self::Page | Self::Code => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            Self::Cover => [1.0, 0.0, 0.0, 1.0, width, 0.0],
            Self::Data => [-1.0, 0.0, 0.0, -1.0, width, 2.0 * height],
            Self::Notes => [-1.0, 0.0, 0.0, -1.0, 2.0 * width, 2.0 * height],
        }
    }
}

/// The width of a panel: A6.
pub(super) const PANEL_WIDTH: f32 = 105.0;

/// The height of a panel: A6.
pub(super) const PANEL_HEIGHT: f32 = 148.5;
