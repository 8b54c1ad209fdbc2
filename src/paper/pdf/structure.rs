//! The structure tree: what each piece of a page is, in reading order (ISO 32000-1 sections 14.7 and 14.8).

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary, text_string};

use crate::{
    paper::{
        Error,
        canvas::Canvas,
        tags::{Element, Kid, Role},
    },
    text::Language,
};

impl Role {
    /// Returns the standard structure type.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Section => "Sect",
            Self::Title => "H1",
            Self::Heading => "H2",
            Self::Paragraph => "P",
            Self::Span => "Span",
            Self::Table => "Table",
            Self::Row => "TR",
            Self::Label => "TH",
            Self::Value => "TD",
            Self::Figure => "Figure",
        }
    }
}

/// Adds the elements of all pages to a file, and tells each page which are its own; returns the root.
pub(super) fn add(file: &mut Document, pages: &[Canvas<'_>]) -> Result<ObjectId, Error> {
    let root = file.new_object_id();
    let document = file.new_object_id();
    let mut kids = Vec::new();
    let mut parents = Vec::new();
    for ((key, canvas), page) in (0..).zip(pages).zip(file.get_pages().into_values()) {
        let tags = &canvas.tags;
        let tree = Tree {
            canvas,
            page,
            document,
            ids: tags.elements.iter().map(|_| file.new_object_id()).collect(),
        };
        for (number, element) in tags.elements.iter().enumerate() {
            let id = tree.id(number);
            if element.parent.is_none() {
                kids.push(id.into());
            }
            file.set_object(id, tree.element(element));
        }
        // By this list a reader finds the element of a sequence.
        let owners = tags.sequences.iter().map(|&owner| tree.id(owner).into());
        let owners = file.add_object(owners.collect::<Vec<Object>>());
        parents.extend([Object::Integer(key), owners.into()]);
        let page = file.get_dictionary_mut(page).or(Err(Error::Pdf))?;
        page.set("StructParents", key);
        page.set("Tabs", "S");
        // printpdf writes an empty list.
        page.remove(b"Annots");
    }
    file.set_object(
        document,
        dictionary! {
            "Type" => "StructElem",
            "S" => "Document",
            "P" => root,
            "K" => kids,
        },
    );
    let next = i64::try_from(pages.len()).unwrap_or(i64::MAX);
    let parents = file.add_object(dictionary! { "Nums" => parents });
    file.set_object(
        root,
        dictionary! {
            "Type" => "StructTreeRoot",
            "K" => vec![document.into()],
            "ParentTree" => parents,
            "ParentTreeNextKey" => next,
        },
    );
    Ok(root)
}

/// The elements of a page as objects.
struct Tree<'p> {
    canvas: &'p Canvas<'p>,
    page: ObjectId,
    document: ObjectId,
    ids: Vec<ObjectId>,
}

impl Tree<'_> {
    fn id(&self, number: usize) -> ObjectId {
        self.ids.get(number).copied().unwrap_or(self.document)
    }

    fn element(&self, element: &Element) -> Dictionary {
        let parent = element
            .parent
            .map_or(self.document, |parent| self.id(parent));
        let kids = element.kids.iter().map(|kid| match *kid {
            Kid::Element(number) => self.id(number).into(),
            Kid::Sequence(number) => Object::Integer(i64::try_from(number).unwrap_or(i64::MAX)),
        });
        let mut object = dictionary! {
            "Type" => "StructElem",
            "S" => element.role.name(),
            "P" => parent,
            "Pg" => self.page,
            "K" => kids.collect::<Vec<Object>>(),
        };
        if let Some(language) = element.language {
            object.set("Lang", Object::string_literal(tag_of(language)));
        }
        if let Some(figure) = &element.figure {
            object.set("Alt", text_string(&figure.shows));
            object.set("Lang", Object::string_literal(tag_of(Language::German)));
            object.set("A", layout(self.canvas.bounds(figure)));
        }
        if let Some(text) = &element.spelled {
            object.set("ActualText", text_string(text));
        }
        if element.role == Role::Label {
            // ISO 14289-1 section 7.5: which cells a heading is for.
            object.set("A", dictionary! { "O" => "Table", "Scope" => "Row" });
        }
        object
    }
}

/// Says where a picture stands (ISO 32000-1 section 14.8.5.4.3).
fn layout(bounds: [f32; 4]) -> Dictionary {
    let bounds = bounds.map(Object::Real).to_vec();
    dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => bounds }
}

/// Returns the language tag (BCP 47).
fn tag_of(language: Language) -> &'static str {
    match language {
        Language::German => "de-DE",
        Language::English => "en-GB",
    }
}
