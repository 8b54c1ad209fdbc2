//! What is drawn on a page: text and shapes on the whole of it or on a panel of the folded sheet, in millimetres.
//!
//! Each panel has its own origin in its upper left corner as it is read. Knows no PDF.

mod shapes;

pub(super) use super::panel::{PANEL_HEIGHT, PANEL_WIDTH, Panel};
use super::{
    font::{ABOVE, Fonts, LEADING, Line, POINT, Weight},
    tags::{Figure, Role, Tags},
    trace::Corner,
};
use crate::text::Language;

/// Width and height of the sheet that folds into four panels: A4.
pub(super) const SHEET: (f32, f32) = (2.0 * PANEL_WIDTH, 2.0 * PANEL_HEIGHT);

/// Red, green, blue, from 0 to 1.
pub(super) type Colour = [f32; 3];
/// The blue of the European flag.
pub(super) const BLUE: Colour = [0.0, 0.2, 0.6];
/// The yellow of the European flag.
pub(super) const YELLOW: Colour = [1.0, 0.8, 0.0];
/// What is read first.
pub(super) const INK: Colour = [0.09, 0.11, 0.16];
/// What is read second; still clear on a printer without colour.
pub(super) const GREY: Colour = [0.34, 0.37, 0.43];
/// Lines between rows.
pub(super) const HAIR: Colour = [0.76, 0.79, 0.84];
/// Paper.
pub(super) const WHITE: Colour = [1.0, 1.0, 1.0];
/// Warnings.
pub(super) const RED: Colour = [0.72, 0.11, 0.11];
/// Where nothing but black can be printed.
pub(super) const BLACK: Colour = [0.0, 0.0, 0.0];
/// The large mark below the text of a specimen.
pub(super) const BLUSH: Colour = [0.96, 0.87, 0.87];

/// How text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// How heavy.
    pub(super) weight: Weight,
    /// In points.
    pub(super) size: f32,
    /// Of the letters.
    pub(super) colour: Colour,
    /// What is spoken; nothing for names and numbers.
    pub(super) language: Option<Language>,
}

impl Style {
    /// Returns heavy text of a size in points.
    pub(super) const fn strong(size: f32, colour: Colour) -> Self {
        Self {
            weight: Weight::SemiBold,
            size,
            colour,
            language: None,
        }
    }

    /// Returns plain text of a size in points.
    pub(super) const fn plain(size: f32, colour: Colour) -> Self {
        Self {
            weight: Weight::Regular,
            size,
            colour,
            language: None,
        }
    }

    /// Returns the same style in another size.
    pub(super) fn sized(self, size: f32) -> Self {
        Self { size, ..self }
    }

    /// Returns the same style for text of a language.
    pub(super) fn spoken(self, language: Language) -> Self {
        let language = Some(language);
        Self { language, ..self }
    }

    /// Returns the same style for German text.
    pub(super) fn german(self) -> Self {
        self.spoken(Language::German)
    }

    /// Returns the same style for English text.
    pub(super) fn english(self) -> Self {
        self.spoken(Language::English)
    }

    /// Returns how far below the upper edge of its line a text stands, so that its letters are in the middle.
    pub(super) fn ascent(self) -> f32 {
        self.size * ABOVE * POINT
    }

    /// Returns the distance between two usual lines, in millimetres.
    pub(super) fn leading(self) -> f32 {
        self.size * LEADING * POINT
    }
}

/// A step of an outline, in millimetres from the panel's upper left corner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// To the right.
    pub(super) x: f32,
    /// Downwards.
    pub(super) y: f32,
    /// Whether it only pulls the curve (Bézier).
    pub(super) pulls: bool,
}

/// How a shape is painted.
#[derive(Clone, Debug)]
pub(super) enum Brush {
    /// Filled.
    Fill(Colour),
    /// Drawn along its outline: width in points, dashes.
    Stroke(Colour, f32, bool),
}

/// Something drawn.
#[derive(Clone, Debug)]
pub(super) enum Paint {
    /// A line of text with its baseline's start, its size in points and its turn in degrees.
    Text {
        x: f32,
        y: f32,
        line: Line,
        style: Style,
        turn: f32,
    },
    /// Outlines, closed or open.
    Shape {
        rings: Vec<Vec<Step>>,
        brush: Brush,
        closed: bool,
    },
    /// The outline of a symbol with its upper left corner and the side of a module.
    Symbol {
        x: f32,
        y: f32,
        module: f32,
        rings: Vec<Vec<Corner>>,
    },
}

/// A page being drawn.
pub(super) struct Canvas<'a> {
    /// What text is set in.
    pub(super) fonts: &'a Fonts,
    /// What has been drawn, in order.
    pub(super) marks: Vec<Mark>,
    /// What it means.
    pub(super) tags: Tags,
    /// Width and height of the page.
    pub(super) size: (f32, f32),
    panel: Panel,
}

/// Something drawn, where, and as a part of what.
pub(super) struct Mark {
    /// The part of the page.
    pub(super) panel: Panel,
    /// The sequence in [`Tags`]; nothing for decoration.
    pub(super) sequence: Option<usize>,
    /// What is drawn.
    pub(super) paint: Paint,
}

impl<'a> Canvas<'a> {
    /// Takes an empty page of a width and a height.
    pub(super) fn new(fonts: &'a Fonts, size: (f32, f32)) -> Self {
        Self {
            fonts,
            marks: Vec::new(),
            tags: Tags::default(),
            size,
            panel: Panel::Page,
        }
    }

    /// Returns the height of a panel.
    pub(super) fn height_of(&self, panel: Panel) -> f32 {
        match panel {
            Panel::Page => self.size.1,
            Panel::Cover | Panel::Code | Panel::Data | Panel::Notes => PANEL_HEIGHT,
        }
    }

    /// Goes on drawing on another panel.
    pub(super) fn turn_to(&mut self, panel: Panel) {
        self.panel = panel;
        self.tags.pause();
    }

    /// Draws what belongs to one element.
    pub(super) fn within<R>(&mut self, role: Role, draw: impl FnOnce(&mut Self) -> R) -> R {
        self.tags.open(role, None);
        let drawn = draw(self);
        self.tags.close();
        drawn
    }

    /// Draws a picture: left, top, width, height, and what it shows in (German) words.
    pub(super) fn figure(
        &mut self,
        edges: (f32, f32, f32, f32),
        shows: String,
        draw: impl FnOnce(&mut Self),
    ) {
        let figure = Figure {
            shows,
            panel: self.panel,
            edges,
        };
        self.tags.open(Role::Figure, Some(figure));
        draw(self);
        self.tags.close();
    }

    /// Returns where a picture stands on the page, in points: left, lower, right and upper edge.
    pub(super) fn bounds(&self, figure: &Figure) -> [f32; 4] {
        let (left, top, width, height) = figure.edges;
        // A panel is turned by half or not at all.
        let [along, _, _, up, right, above] = figure.panel.place();
        let whole = self.height_of(figure.panel);
        let corner = |x: f32, y: f32| (along * x / POINT + right, up * (whole - y) / POINT + above);
        let from = corner(left, top);
        let to = corner(left + width, top + height);
        [
            from.0.min(to.0),
            from.1.min(to.1),
            from.0.max(to.0),
            from.1.max(to.1),
        ]
    }

    /// Draws what says nothing that is not said elsewhere.
    pub(super) fn decorate<R>(&mut self, draw: impl FnOnce(&mut Self) -> R) -> R {
        self.tags.open_decoration();
        let drawn = draw(self);
        self.tags.close();
        drawn
    }

    /// Draws one block of text: a paragraph, unless a smaller element is open already.
    pub(super) fn block<R>(&mut self, draw: impl FnOnce(&mut Self) -> R) -> R {
        if self.tags.is_grouping() {
            self.within(Role::Paragraph, draw)
        } else {
            draw(self)
        }
    }

    /// Draws something.
    pub(super) fn paint(&mut self, paint: Paint) {
        let sequence = match &paint {
            Paint::Text { line, style, .. } if line.has_leftwards => {
                self.tags.place_spelled(style.language, &line.text)
            }
            Paint::Text { style, .. } => self.tags.place_text(style.language),
            Paint::Shape { .. } | Paint::Symbol { .. } => self.tags.place_shape(),
        };
        self.marks.push(Mark {
            panel: self.panel,
            sequence,
            paint,
        });
    }

    /// Returns the width of a text, in millimetres.
    pub(super) fn width(&self, style: Style, text: &str) -> f32 {
        self.fonts.width(style.weight, style.size, text)
    }

    /// Breaks a text into lines of a width.
    pub(super) fn wrap(&self, style: Style, text: &str, width: f32) -> Vec<String> {
        self.fonts.wrap(style.weight, style.size, text, width)
    }

    /// Returns the width of the widest word up to a limit, in millimetres.
    pub(super) fn widest(&self, style: Style, text: &str, limit: f32) -> f32 {
        self.fonts.widest(style.weight, style.size, text, limit)
    }

    /// Returns a style in which no word is wider than a column; what is larger than so many points is not made
    /// smaller than those.
    pub(super) fn fitting(&self, style: Style, text: &str, width: f32, least: f32) -> Style {
        let widest = self.widest(style, text, f32::INFINITY);
        if widest <= width {
            return style;
        }
        // A little narrower than its room, so that no rounding cuts it.
        style.sized((style.size * 0.99 * width / widest).max(least.min(style.size)))
    }

    /// Writes from a baseline's start; returns the width.
    pub(super) fn text(&mut self, (x, y): (f32, f32), style: Style, text: &str) -> f32 {
        let line = self.fonts.set(style.weight, style.size, text);
        let width = line.width;
        self.paint(Paint::Text {
            x,
            y,
            line,
            style,
            turn: 0.0,
        });
        width
    }

    /// Writes so that the text ends at a place.
    pub(super) fn text_to(&mut self, (x, y): (f32, f32), style: Style, text: &str) -> f32 {
        self.text((x - self.width(style, text), y), style, text)
    }

    /// Writes around a middle.
    pub(super) fn text_around(&mut self, (x, y): (f32, f32), style: Style, text: &str) {
        self.text((x - self.width(style, text) / 2.0, y), style, text);
    }

    /// Writes the same in German and English on one line; returns the width.
    pub(super) fn both(&mut self, (x, y): (f32, f32), style: Style, texts: &[String; 2]) -> f32 {
        let [german, english] = texts;
        self.block(|canvas| {
            let first = format!("{german} · ");
            let width = canvas.text((x, y), style.german(), &first);
            width + canvas.text((x + width, y), style.english(), english)
        })
    }

    /// Returns the width of the same in German and English.
    pub(super) fn width_of_both(&self, style: Style, texts: &[String; 2]) -> f32 {
        self.width(style, &texts.join(" · "))
    }

    /// Writes lines one below another, each in a row of its own; returns the baseline of a usual line after the last.
    pub(super) fn lines(&mut self, (x, y): (f32, f32), style: Style, lines: &[String]) -> f32 {
        self.block(|canvas| {
            let mut y = y;
            for text in lines {
                let line = canvas.fonts.set(style.weight, style.size, text);
                let [above, below] = line.extra().map(|extra| extra * style.size * POINT);
                y += above;
                canvas.paint(Paint::Text {
                    x,
                    y,
                    line,
                    style,
                    turn: 0.0,
                });
                y += below + style.leading();
            }
            y
        })
    }

    /// Returns how high the rows of lines are, in millimetres.
    pub(super) fn height(&self, style: Style, lines: &[String]) -> f32 {
        let extra = |text: &String| {
            let line = self.fonts.set(style.weight, style.size, text);
            line.extra().iter().sum::<f32>() * style.size * POINT
        };
        lines.iter().map(|text| style.leading() + extra(text)).sum()
    }

    /// Writes around a middle with a turn in degrees, against the clock.
    pub(super) fn slanted(&mut self, (x, y): (f32, f32), style: Style, turn: f32, text: &str) {
        let line = self.fonts.set(style.weight, style.size, text);
        let (sin, cos) = turn.to_radians().sin_cos();
        let half = line.width / 2.0;
        let drop = style.size * POINT * 0.36;
        self.paint(Paint::Text {
            x: x - half * cos + drop * sin,
            y: y + half * sin + drop * cos,
            line,
            style,
            turn,
        });
    }
}

/// Joins points by straight lines.
pub(super) fn corners(points: &[(f32, f32)]) -> Vec<Step> {
    let step = |&(x, y): &(f32, f32)| Step { x, y, pulls: false };
    points.iter().map(step).collect()
}
