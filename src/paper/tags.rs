//! What the marks on a page mean, in the order in which they are read: the structure of a tagged PDF.
//!
//! Roles are the standard structure types of ISO 32000-1 section 14.8.4. Whatever has no element is
//! decoration, which a reader passes over (section 14.8.2.2). Knows no PDF object.

use super::panel::Panel;
use crate::text::Language;

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Everything about one certificate, or a part of it.
    Section,
    /// The heading of a page.
    Title,
    /// The heading of a part of it.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A piece of text in another language.
    Span,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// The cell that names what the row is about.
    Label,
    /// The cell that says it.
    Value,
    /// A picture.
    Figure,
}

/// A picture.
#[derive(Debug)]
pub(super) struct Figure {
    /// What it shows, in German words.
    pub(super) shows: String,
    /// The part of the page that it stands on.
    pub(super) panel: Panel,
    /// Left, top, width, height in millimetres.
    pub(super) edges: (f32, f32, f32, f32),
}

/// An element and what it holds.
#[derive(Debug)]
pub(super) struct Element {
    /// What it is.
    pub(super) role: Role,
    /// The element around it.
    pub(super) parent: Option<usize>,
    /// The language of its text; nothing for names and numbers.
    pub(super) language: Option<Language>,
    /// What its glyphs say when they do not stand in the order in which they are read.
    pub(super) spelled: Option<String>,
    /// What a picture shows.
    pub(super) figure: Option<Figure>,
    /// In reading order.
    pub(super) kids: Vec<Kid>,
}

/// What an element holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kid {
    /// Another element.
    Element(usize),
    /// Marks that follow one another on the page.
    Sequence(usize),
}

/// The elements of a page.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// Each element after the one around it.
    pub(super) elements: Vec<Element>,
    /// For each sequence of marks, the element that it belongs to.
    pub(super) sequences: Vec<usize>,
    /// The elements that are open; nothing for decoration.
    open: Vec<Option<usize>>,
    /// Where the last mark belongs.
    last: Option<usize>,
}

impl Tags {
    /// Opens an element inside the one that is open.
    pub(super) fn open(&mut self, role: Role, figure: Option<Figure>) {
        let element = self.add(role, self.current());
        if let Some(element) = self.elements.get_mut(element) {
            element.figure = figure;
        }
        self.open.push(Some(element));
    }

    /// Says that what follows is decoration.
    pub(super) fn open_decoration(&mut self) {
        self.open.push(None);
    }

    /// Closes what was opened last.
    pub(super) fn close(&mut self) {
        self.open.pop();
    }

    /// Ends a sequence of marks, as where the page is turned.
    pub(super) fn pause(&mut self) {
        self.last = None;
    }

    /// Whether text needs a paragraph of its own here.
    pub(super) fn is_grouping(&self) -> bool {
        self.current_role() == Some(Role::Section)
    }

    /// Places a text; returns its sequence, or nothing for decoration.
    pub(super) fn place_text(&mut self, language: Option<Language>) -> Option<usize> {
        let current = self.current();
        let element = current.map(|current| {
            let block = self.block(current);
            self.speak(block, language)
        });
        self.place(element)
    }

    /// Places a text whose glyphs stand in another order than that in which they are read.
    pub(super) fn place_spelled(
        &mut self,
        language: Option<Language>,
        text: &str,
    ) -> Option<usize> {
        let current = self.current()?;
        let block = self.block(current);
        let span = self.add(Role::Span, Some(block));
        if let Some(span) = self.elements.get_mut(span) {
            span.language = language;
            span.spelled = Some(text.to_owned());
        }
        self.place(Some(span))
    }

    /// Places a shape, which means something only in a picture.
    pub(super) fn place_shape(&mut self) -> Option<usize> {
        let element = self
            .current()
            .filter(|_| self.current_role() == Some(Role::Figure));
        self.place(element)
    }

    /// Returns the element that text goes to: a section needs a paragraph in it.
    fn block(&mut self, current: usize) -> usize {
        if self.is_grouping() {
            self.add(Role::Paragraph, Some(current))
        } else {
            current
        }
    }

    /// Returns the element for a language: the first text of an element decides on the language of the whole.
    fn speak(&mut self, block: usize, language: Option<Language>) -> usize {
        let Some(element) = self.elements.get_mut(block) else {
            return block;
        };
        if element.role == Role::Figure {
            return block;
        }
        if element.kids.is_empty() {
            element.language = language;
        }
        if element.language == language {
            return block;
        }
        // A second line of the same language goes on where the first ended.
        let last = element.kids.last().copied();
        if let Some(Kid::Element(last)) = last
            && let Some(span) = self.elements.get(last)
            && span.role == Role::Span
            && span.spelled.is_none()
            && span.language == language
        {
            return last;
        }
        let span = self.add(Role::Span, Some(block));
        if let Some(span) = self.elements.get_mut(span) {
            span.language = language;
        }
        span
    }

    fn place(&mut self, element: Option<usize>) -> Option<usize> {
        let goes_on = self
            .last
            .filter(|&last| element.is_some() && self.sequences.get(last).copied() == element);
        self.last = goes_on.or_else(|| {
            let element = element?;
            self.sequences.push(element);
            let sequence = self.sequences.len() - 1;
            let kids = &mut self.elements.get_mut(element)?.kids;
            kids.push(Kid::Sequence(sequence));
            Some(sequence)
        });
        self.last
    }

    fn add(&mut self, role: Role, parent: Option<usize>) -> usize {
        let number = self.elements.len();
        self.elements.push(Element {
            role,
            parent,
            language: None,
            spelled: None,
            figure: None,
            kids: Vec::new(),
        });
        if let Some(parent) = parent.and_then(|parent| self.elements.get_mut(parent)) {
            parent.kids.push(Kid::Element(number));
        }
        number
    }

    fn current(&self) -> Option<usize> {
        self.open.last().copied().flatten()
    }

    fn current_role(&self) -> Option<Role> {
        let current = self.elements.get(self.current()?)?;
        Some(current.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_text_decides_on_the_language_and_others_become_spans() {
        let mut tags = Tags::default();
        tags.open(Role::Title, None);
        tags.place_text(Some(Language::German));
        tags.place_text(Some(Language::German));
        tags.place_text(Some(Language::English));
        tags.place_text(Some(Language::English));
        tags.close();
        assert_eq!(tags.sequences, [0, 1], "lines that follow are one sequence");
        assert_eq!(tags.elements[0].language, Some(Language::German));
        assert_eq!(tags.elements[1].role, Role::Span);
        assert_eq!(tags.elements[1].language, Some(Language::English));
        assert_eq!(tags.elements[0].kids, [Kid::Sequence(0), Kid::Element(1)]);
    }

    #[test]
    fn decoration_belongs_to_nothing_and_ends_a_sequence() {
        let mut tags = Tags::default();
        assert_eq!(tags.place_text(None), None);
        tags.open(Role::Paragraph, None);
        assert_eq!(tags.place_text(None), Some(0));
        assert_eq!(tags.place_shape(), None);
        assert_eq!(tags.place_text(None), Some(1));
        tags.open_decoration();
        assert_eq!(tags.place_text(None), None);
    }
}
