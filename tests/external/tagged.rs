//! A PDF as a screen reader sees it: what is said, in which order, in which language.
//!
//! veraPDF judges every kind of page against PDF/A-2a and PDF/UA-1 (`pages`). Here is what it leaves to
//! people, and what holds for our files alone: that everything on a page is in the tree once, that the tree has
//! only the elements we mean, and that a glyph says something. Shares no code with what writes the file but lopdf,
//! which parses it; `qpdf` parses it once more.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId, content::Content};

use crate::poppler::run;

/// An element of the structure tree.
pub(crate) struct Node {
    /// The standard structure type.
    pub(crate) role: String,
    /// The language in force.
    pub(crate) language: String,
    /// What it says: its own text and that of its spans.
    pub(crate) text: String,
    /// The elements in it, but for spans.
    pub(crate) kids: Vec<Self>,
    /// Its spans, which are in another language or spelled out.
    spans: Vec<Self>,
    /// Where a picture stands: left, lower, right and upper edge in points.
    bounds: Option<[f32; 4]>,
}

impl Node {
    /// Lists every text in reading order, each block's on a line of its own.
    pub(crate) fn lines(&self) -> Vec<String> {
        let own = (!self.text.trim().is_empty()).then(|| self.text.trim().to_owned());
        let kids = self.kids.iter().flat_map(Self::lines);
        own.into_iter().chain(kids).collect()
    }

    /// Joins what is said in a language.
    pub(crate) fn said_in(&self, language: &str) -> String {
        let mut said = String::new();
        let inside = self.kids.iter().chain(&self.spans);
        if self.language == language && self.role != "Figure" {
            let mut own = self.text.clone();
            for span in &self.spans {
                own = own.replace(&span.text, " ");
            }
            said = own;
        }
        for node in inside {
            said = format!("{said} {}", node.said_in(language));
        }
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Lists where the pictures of so many words stand.
    pub(crate) fn figures(&self, shows: &str) -> Vec<[f32; 4]> {
        let mut figures = Vec::new();
        self.walk(&mut |node| {
            figures.extend(node.bounds.filter(|_| node.text.starts_with(shows)));
        });
        figures
    }

    /// Visits all elements but spans, each before those in it.
    fn walk<'n>(&'n self, visit: &mut impl FnMut(&'n Self)) {
        visit(self);
        for kid in &self.kids {
            kid.walk(visit);
        }
    }
}

/// Checks a file against the rules, and returns its structure.
pub(crate) fn check(pdf: &[u8]) -> Node {
    run("qpdf", &["--check"], pdf);
    let file = Document::load_mem(pdf).unwrap();
    let file = File { file };
    let fonts = file.fonts();
    let mut texts = BTreeMap::new();
    for (page, id) in (0..).zip(file.file.get_pages().into_values()) {
        let dictionary = file.file.get_dictionary(id).unwrap();
        assert_eq!(number(dictionary, b"StructParents"), Some(page));
        assert_eq!(name(dictionary, b"Tabs"), "S", "ISO 14289-1 section 7.18.3");
        assert!(!dictionary.has(b"Annots") && !dictionary.has(b"Group"));
        let of_page = file.page_texts(id, &fonts).into_iter();
        texts.extend(of_page.map(|(mcid, text)| ((id, mcid), text)));
    }
    file.tree(texts)
}

struct File {
    file: Document,
}

/// A font as text needs it.
struct Font {
    texts: BTreeMap<u16, String>,
}

impl File {
    fn get<'f>(&'f self, dictionary: &'f Dictionary, key: &[u8]) -> Option<&'f Object> {
        let object = dictionary.get(key).ok()?;
        Some(self.file.dereference(object).unwrap().1)
    }

    fn dictionary<'f>(&'f self, dictionary: &'f Dictionary, key: &[u8]) -> &'f Dictionary {
        let object = self.get(dictionary, key);
        object
            .unwrap_or_else(|| panic!("no {}", String::from_utf8_lossy(key)))
            .as_dict()
            .unwrap()
    }

    /// Reads the fonts of all pages by name.
    fn fonts(&self) -> BTreeMap<Vec<u8>, Font> {
        let mut fonts = BTreeMap::new();
        for page in self.file.get_pages().into_values() {
            for (name, font) in self.file.get_page_fonts(page).unwrap() {
                fonts.entry(name).or_insert_with(|| self.font(font));
            }
        }
        fonts
    }

    fn font(&self, font: &Dictionary) -> Font {
        let map = self.get(font, b"ToUnicode").unwrap().as_stream().unwrap();
        let map = map.decompressed_content().unwrap();
        Font {
            texts: unicode_map(std::str::from_utf8(&map).unwrap()),
        }
    }

    /// Returns what each sequence of a page says. Everything is in one, or in an artifact, and neither is in the
    /// other (ISO 14289-1 section 7.1); no two have the same number (ISO 32000-1 section 14.7.4.2).
    fn page_texts(&self, page: ObjectId, fonts: &BTreeMap<Vec<u8>, Font>) -> BTreeMap<i64, String> {
        let content = self.file.get_page_content(page);
        let content = Content::decode(&content).unwrap();
        let mut texts: BTreeMap<i64, String> = BTreeMap::new();
        // Of each open mark: its sequence, and the text that stands for what is in it.
        let mut open: Vec<(Option<i64>, Option<String>)> = Vec::new();
        let mut font = None;
        for operation in &content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "BMC" => {
                    assert_eq!(operands[0].as_name().unwrap(), b"Artifact");
                    assert!(open.is_empty(), "an artifact inside a mark");
                    open.push((None, None));
                }
                "BDC" => {
                    let properties = operands[1].as_dict().unwrap();
                    let mcid = number(properties, b"MCID");
                    assert!(
                        mcid.is_none() || open.is_empty(),
                        "a sequence inside a mark"
                    );
                    if let Some(mcid) = mcid {
                        let before = texts.insert(mcid, String::new());
                        assert!(before.is_none(), "{mcid} twice");
                    }
                    let mcid = mcid.or_else(|| open.last().unwrap().0);
                    let actual = string(properties, b"ActualText");
                    let tag = operands[0].as_name().unwrap();
                    assert!(actual.is_none() || tag == b"Span");
                    if let (Some(mcid), Some(actual)) = (mcid, &actual) {
                        texts.entry(mcid).or_default().push_str(actual);
                    }
                    open.push((mcid, actual));
                }
                "EMC" => assert!(open.pop().is_some()),
                "Tf" => font = fonts.get(operands[0].as_name().unwrap()),
                "Tj" | "TJ" => {
                    let (mcid, spelled) = open.last().expect("text outside of a mark");
                    let text = shown(operands, font.unwrap());
                    if let (Some(mcid), None) = (mcid, spelled) {
                        texts.entry(*mcid).or_default().push_str(&text);
                    }
                }
                "f" | "f*" | "S" | "s" | "B" | "b" => {
                    assert!(!open.is_empty(), "a shape outside of a mark");
                }
                other => assert!(OPERATORS.contains(&other), "{other}"),
            }
        }
        assert!(open.is_empty());
        texts
    }

    /// Reads the tree; every sequence is in it once, and every page knows the owner of each.
    fn tree(&self, mut texts: BTreeMap<(ObjectId, i64), String>) -> Node {
        let catalog = self.file.catalog().unwrap();
        let root = self.dictionary(catalog, b"StructTreeRoot");
        let owners = self.owners(root);
        let kids = root.get(b"K").unwrap().as_array().unwrap();
        let [document] = kids.as_slice() else {
            panic!("one document");
        };
        let mut reader = Reader {
            file: self,
            texts: &mut texts,
            owners: &owners,
        };
        let node = reader.node(document.as_reference().unwrap(), "de-DE");
        assert!(texts.is_empty(), "outside of the tree: {texts:?}");
        assert_eq!(node.role, "Document");
        check_roles(&node);
        node
    }

    /// Reads which element owns a sequence, by page.
    fn owners(&self, root: &Dictionary) -> BTreeMap<(ObjectId, i64), ObjectId> {
        let pages: BTreeMap<i64, ObjectId> =
            (0..).zip(self.file.get_pages().into_values()).collect();
        let list = self.dictionary(root, b"ParentTree");
        let list = list.get(b"Nums").unwrap().as_array().unwrap();
        let mut owners = BTreeMap::new();
        for pair in list.chunks(2) {
            let page = pages[&pair[0].as_i64().unwrap()];
            let of_page = self
                .file
                .dereference(&pair[1])
                .unwrap()
                .1
                .as_array()
                .unwrap();
            for (mcid, owner) in (0..).zip(of_page) {
                owners.insert((page, mcid), owner.as_reference().unwrap());
            }
        }
        owners
    }
}

/// What is painted or set without being seen.
const OPERATORS: &[&str] = &[
    "q", "Q", "cm", "BT", "ET", "Tm", "Ts", "Tr", "Td", "TL", "Tc", "Tw", "Tz", "rg", "RG", "g",
    "G", "w", "d", "m", "l", "c", "h", "n", "J", "j", "M", "W", "gs",
];

struct Reader<'r> {
    file: &'r File,
    texts: &'r mut BTreeMap<(ObjectId, i64), String>,
    owners: &'r BTreeMap<(ObjectId, i64), ObjectId>,
}

impl Reader<'_> {
    fn node(&mut self, id: ObjectId, language: &str) -> Node {
        let element = self.file.file.get_dictionary(id).unwrap();
        let language = string(element, b"Lang").unwrap_or_else(|| language.to_owned());
        assert!(["de-DE", "en-GB"].contains(&language.as_str()));
        let mut node = Node {
            role: name(element, b"S"),
            language,
            text: String::new(),
            kids: Vec::new(),
            spans: Vec::new(),
            bounds: None,
        };
        let kids = element.get(b"K").unwrap().as_array().unwrap();
        assert!(!kids.is_empty(), "an empty {}", node.role);
        for kid in kids {
            match kid {
                Object::Integer(mcid) => {
                    let page = element.get(b"Pg").unwrap().as_reference().unwrap();
                    assert_eq!(self.owners[&(page, *mcid)], id);
                    let text = self.texts.remove(&(page, *mcid)).unwrap();
                    node.text.push_str(&text);
                }
                kid => {
                    let kid = kid.as_reference().unwrap();
                    let below = self.file.file.get_dictionary(kid).unwrap();
                    assert_eq!(below.get(b"P").unwrap().as_reference().unwrap(), id);
                    let kid = self.node(kid, &node.language);
                    if kid.role == "Span" {
                        node.text.push_str(&kid.text);
                        node.spans.push(kid);
                    } else {
                        node.kids.push(kid);
                    }
                }
            }
        }
        if let Some(spelled) = string(element, b"ActualText") {
            node.text = spelled;
        }
        match node.role.as_str() {
            "Figure" => {
                // ISO 14289-1 section 7.3; the letters in a picture are a part of it.
                node.text = string(element, b"Alt").expect("a picture in words");
                assert!(node.text.len() > 10);
                node.bounds = Some(self.bounds(element));
            }
            "TH" => {
                let attributes = self.file.dictionary(element, b"A");
                assert_eq!(name(attributes, b"Scope"), "Row", "section 7.5");
            }
            _ => {}
        }
        node
    }

    fn bounds(&self, element: &Dictionary) -> [f32; 4] {
        let attributes = self.file.dictionary(element, b"A");
        let bounds = attributes.get(b"BBox").unwrap().as_array().unwrap();
        let bounds: Vec<f32> = bounds.iter().map(|at| at.as_float().unwrap()).collect();
        let [left, lower, right, upper] = bounds[..] else {
            panic!("four edges");
        };
        assert!(0.0 < left && left < right && right < 596.0, "{bounds:?}");
        assert!(0.0 < lower && lower < upper && upper < 842.0, "{bounds:?}");
        [left, lower, right, upper]
    }
}

/// Checks what may stand in what (ISO 32000-1 section 14.8.4), and that headings skip no level (ISO 14289-1
/// section 7.4).
fn check_roles(root: &Node) {
    let mut level = 0;
    root.walk(&mut |node| {
        let kids: BTreeSet<&str> = node.kids.iter().map(|kid| kid.role.as_str()).collect();
        let allowed: &[&str] = match node.role.as_str() {
            "Document" => &["Sect"],
            "Sect" => &["H1", "H2", "P", "Table", "Figure"],
            "Table" => &["TR"],
            "TR" => &["TH", "TD"],
            "TD" => &["P"],
            "H1" | "H2" | "P" | "TH" | "Figure" => &[],
            other => panic!("{other}"),
        };
        assert!(
            kids.iter().all(|kid| allowed.contains(kid)),
            "{kids:?} in {}",
            node.role
        );
        if node.role == "TR" {
            let cells: Vec<_> = node.kids.iter().map(|kid| kid.role.as_str()).collect();
            assert_eq!(cells, ["TH", "TD"], "every row has as many cells");
        }
        if !node.kids.is_empty() {
            assert!(
                node.text.trim().is_empty(),
                "{} in {}",
                node.text,
                node.role
            );
        }
        if let Some(next) = node.role.strip_prefix('H') {
            let next: u32 = next.parse().unwrap();
            assert!(next <= level + 1, "a heading skips a level");
            level = next;
        }
    });
}

/// Returns what a show operator says; glyph 0, the empty box, is never shown (ISO 19005-2 section 6.2.11.8).
fn shown(operands: &[Object], font: &Font) -> String {
    let strings: Vec<&Object> = match &operands[0] {
        Object::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    let mut text = String::new();
    for item in strings {
        if let Object::String(bytes, _) = item {
            for code in bytes.chunks(2) {
                let glyph = u16::from_be_bytes(code.try_into().unwrap());
                assert_ne!(glyph, 0, "an empty box after {text}");
                let unicode = font.texts.get(&glyph);
                text.push_str(unicode.unwrap_or_else(|| panic!("glyph {glyph} says nothing")));
            }
        }
    }
    text
}

/// Reads a `ToUnicode` map (ISO 32000-1 section 9.10.3).
fn unicode_map(map: &str) -> BTreeMap<u16, String> {
    let mut texts = BTreeMap::new();
    for (kind, section) in ["bfchar", "bfrange"].into_iter().flat_map(|kind| {
        let begin = format!("begin{kind}");
        let sections: Vec<_> = map.split(&begin).skip(1).collect();
        let until_end = |section: &str| section.split("end").next().unwrap().to_owned();
        let sections = sections.into_iter().map(until_end);
        sections.map(|section| (kind, section)).collect::<Vec<_>>()
    }) {
        for line in section.lines().filter(|line| line.contains('<')) {
            let codes: Vec<Vec<u16>> = line
                .split('<')
                .skip(1)
                .map(|code| units(code.split('>').next().unwrap()))
                .collect();
            let text = |units: &[u16]| {
                let text = String::from_utf16(units).unwrap();
                // ISO 14289-1 section 7.21.7.
                assert!(!text.contains(['\0', '\u{fffe}', '\u{feff}']) && !text.is_empty());
                text
            };
            if kind == "bfchar" {
                texts.insert(codes[0][0], text(&codes[1]));
                continue;
            }
            let range = codes[0][0]..=codes[1][0];
            if line.contains('[') {
                texts.extend(range.zip(codes[2..].iter().map(|units| text(units))));
                continue;
            }
            for (step, glyph) in (0..).zip(range) {
                let mut units = codes[2].clone();
                *units.last_mut().unwrap() += step;
                texts.insert(glyph, text(&units));
            }
        }
    }
    texts
}

fn units(hex: &str) -> Vec<u16> {
    let digits: Vec<char> = hex.chars().filter(|c| !c.is_whitespace()).collect();
    digits
        .chunks(4)
        .map(|four| u16::from_str_radix(&four.iter().collect::<String>(), 16).unwrap())
        .collect()
}

fn name(dictionary: &Dictionary, key: &[u8]) -> String {
    let object = dictionary.get(key);
    let bytes = object.and_then(Object::as_name).unwrap_or_default();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn number(dictionary: &Dictionary, key: &[u8]) -> Option<i64> {
    dictionary.get(key).and_then(Object::as_i64).ok()
}

fn string(dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    lopdf::decode_text_string(dictionary.get(key).ok()?).ok()
}
