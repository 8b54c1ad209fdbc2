//! Text and rules one below another, on any paper.

use super::{
    both,
    canvas::{Brush, Canvas, Colour, Style},
    tags::Role,
};

/// How a paper is used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Of the paper, in millimetres.
    pub(super) width: f32,
    /// At both sides.
    pub(super) margin: f32,
    /// The width of labels in front of what they name.
    pub(super) labels: f32,
    /// Of headings and frames.
    pub(super) accent: Colour,
    /// What is read first.
    pub(super) ink: Colour,
    /// What is read second.
    pub(super) second: Colour,
    /// Lines between parts.
    pub(super) hair: Colour,
}

/// A page filled from top to bottom.
pub(super) struct Column<'f> {
    /// What is drawn on.
    pub(super) canvas: Canvas<'f>,
    /// How the paper is used.
    pub(super) look: &'static Look,
    /// What every size is multiplied by.
    pub(super) scale: f32,
    /// By how much of itself every gap is wider.
    pub(super) air: f32,
    /// The lower edge of what stands there already.
    pub(super) y: f32,
    /// All gaps together, before air.
    pub(super) gaps: f32,
}

impl<'f> Column<'f> {
    /// Begins below an upper edge.
    pub(super) fn new(canvas: Canvas<'f>, look: &'static Look, top: f32) -> Self {
        Self {
            canvas,
            look,
            scale: 1.0,
            air: 0.0,
            y: top,
            gaps: 0.0,
        }
    }

    /// Returns the left edge.
    pub(super) fn left(&self) -> f32 {
        self.look.margin
    }

    /// Returns the width that is written on.
    pub(super) fn width(&self) -> f32 {
        self.look.width - 2.0 * self.look.margin
    }

    /// Returns a heavy style, shrunk like all of the page.
    pub(super) fn strong(&self, size: f32, colour: Colour) -> Style {
        Style::strong(size * self.scale, colour)
    }

    /// Returns a plain style, shrunk like all of the page.
    pub(super) fn plain(&self, size: f32, colour: Colour) -> Style {
        Style::plain(size * self.scale, colour)
    }

    /// Writes what belongs to one element.
    pub(super) fn within<R>(&mut self, role: Role, write: impl FnOnce(&mut Self) -> R) -> R {
        self.canvas.tags.open(role, None);
        let written = write(self);
        self.canvas.tags.close();
        written
    }

    /// Leaves room free.
    pub(super) fn gap(&mut self, height: f32) {
        let height = height * self.scale;
        self.gaps += height;
        self.y += height * (1.0 + self.air);
    }

    /// Writes over the whole width.
    pub(super) fn write(&mut self, style: Style, text: &str) {
        let (left, width) = (self.left(), self.width());
        self.write_in((left, width), style, text);
    }

    /// Writes between a left edge and a width, breaking lines so that none is much shorter than the others.
    pub(super) fn write_in(&mut self, (x, width): (f32, f32), style: Style, text: &str) {
        let lines = self.lines(style, text, width);
        let first = (x, self.y + style.ascent());
        self.y = self.canvas.lines(first, style, &lines) - style.ascent();
    }

    /// Breaks a text at its own line ends, and where it is too wide.
    fn lines(&self, style: Style, text: &str, width: f32) -> Vec<String> {
        let mut paragraphs: Vec<Vec<String>> = text
            .lines()
            .map(|text| self.balanced(style, text, width))
            .collect();
        // In what is read aloud or copied, no two words grow together.
        if let [paragraphs @ .., _] = paragraphs.as_mut_slice() {
            let ends = paragraphs.iter_mut().filter_map(|lines| lines.last_mut());
            ends.filter(|line| !line.ends_with([' ', '-']))
                .for_each(|line| line.push(' '));
        }
        paragraphs.concat()
    }

    /// Breaks a text where it is too wide, into the narrowest column of as many lines that cuts no word: so none
    /// is left alone.
    fn balanced(&self, style: Style, text: &str, width: f32) -> Vec<String> {
        let mut lines = self.canvas.wrap(style, text, width);
        let narrowest = self.canvas.widest(style, text, width).max(width / 2.0);
        let mut narrow = width - width / 20.0;
        while lines.len() > 1 && narrow >= narrowest {
            let again = self.canvas.wrap(style, text, narrow);
            if again.len() > lines.len() {
                break;
            }
            lines = again;
            narrow -= width / 20.0;
        }
        lines
    }

    /// Writes the same in German and English: on one line where both have room, else on two.
    pub(super) fn write_both(&mut self, (x, width): (f32, f32), style: Style, texts: &[String; 2]) {
        if self.canvas.width_of_both(style, texts) <= width {
            let baseline = self.y + style.ascent();
            self.canvas.both((x, baseline), style, texts);
            self.y += style.leading();
            return;
        }
        let [german, english] = texts;
        self.write_in((x, width), style.german(), &format!("{german} "));
        self.write_in((x, width), style.english(), english);
    }

    /// Joins two texts on one line where they have room, else on two.
    pub(super) fn join(&self, style: Style, [first, second]: [&str; 2], width: f32) -> String {
        let joined = format!("{first} · {second}");
        if self.canvas.width(style, &joined) <= width {
            joined
        } else {
            format!("{first}\n{second}")
        }
    }

    /// Returns the height that a text takes between two edges.
    pub(super) fn height(&self, style: Style, text: &str, width: f32) -> f32 {
        let lines = self.lines(style, text, width);
        self.canvas.height(style, &lines)
    }

    /// Writes a text in German and, on the same line, in English.
    pub(super) fn beside(&mut self, key: &str, [strong, plain]: [Style; 2]) {
        let texts = both(key, &[]);
        let at = (self.left(), self.y + strong.ascent());
        beside(&mut self.canvas, at, [strong, plain], &texts);
        self.y += strong.leading();
    }

    /// Draws a line over the whole width.
    pub(super) fn rule(&mut self, colour: Colour, width: f32) {
        let (left, right) = (self.left(), self.left() + self.width());
        let stroke = Brush::Stroke(colour, width, false);
        self.canvas.line(&[(left, self.y), (right, self.y)], stroke);
    }
}

/// Writes a text in German and, on the same line, in English.
pub(super) fn beside(
    canvas: &mut Canvas<'_>,
    (x, y): (f32, f32),
    [strong, plain]: [Style; 2],
    [german, english]: &[String; 2],
) {
    canvas.block(|canvas| {
        let width = canvas.text((x, y), strong.german(), &format!("{german} "));
        let after = x + width + 0.3 + 0.2 * plain.leading();
        canvas.text((after, y), plain.english(), english);
    });
}
