//! What printpdf leaves to the clock, to chance or to others: tags, metadata, colours, dates, and the file's id.

use jiff::tz::TimeZone;
use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary, text_string};
use printpdf::{PdfDocument, PdfSaveOptions};
use sha2::{Digest as _, Sha256};

use super::{About, profile, structure};
use crate::paper::{Error, canvas::Canvas};

/// What made the file; the same words stand in both places that tell it.
const PRODUCER: &str = concat!("Impftheke ", env!("CARGO_PKG_VERSION"));

/// Writes the file.
pub(super) fn finish(
    document: &PdfDocument,
    pages: &[Canvas<'_>],
    about: &About,
) -> Result<Vec<u8>, Error> {
    let [title, english] = &about.title;
    let options = PdfSaveOptions {
        subset_fonts: true,
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let mut file = printpdf::to_lopdf_doc(document, &options, &mut Vec::new());
    "1.7".clone_into(&mut file.version);
    let tree = structure::add(&mut file, pages)?;
    let at = about.made_at.to_zoned_datetime(TimeZone::UTC);
    let date = Object::string_literal(at.strftime("D:%Y%m%d%H%M%SZ").to_string());
    let info = file.add_object(dictionary! {
        "Title" => text_string(title),
        "Subject" => text_string(english),
        "Producer" => text_string(PRODUCER),
        "CreationDate" => date.clone(),
        "ModDate" => date,
    });
    file.trailer.set("Info", Object::Reference(info));
    let packet = metadata(about, &at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    let stream = Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        packet.into_bytes(),
    );
    let metadata = file.add_object(stream.with_compression(false));
    let colours = Stream::new(dictionary! { "N" => 3 }, profile::srgb());
    let colours = file.add_object(colours);
    let intent = file.add_object(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB"),
        "Info" => Object::string_literal("sRGB IEC61966-2.1"),
        "DestOutputProfile" => Object::Reference(colours),
    });
    let catalog = file.catalog_mut().or(Err(Error::Pdf))?;
    catalog.set("Metadata", Object::Reference(metadata));
    catalog.set("OutputIntents", vec![Object::Reference(intent)]);
    catalog.set("StructTreeRoot", Object::Reference(tree));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("Lang", Object::string_literal("de-DE"));
    catalog.set("ViewerPreferences", viewer());
    catalog.set("PageLayout", "SinglePage");
    file.compress();
    file.trailer.remove(b"ID");
    let id = id_of(&file);
    file.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    let mut bytes = Vec::new();
    file.save_modern(&mut bytes).or(Err(Error::Pdf))?;
    Ok(bytes)
}

fn viewer() -> Dictionary {
    let mut viewer = Dictionary::new();
    // ISO 14289-1 section 7.1: the title, not the file's name.
    viewer.set("DisplayDocTitle", true);
    // A page made to fit would shrink the symbol.
    viewer.set("PrintScaling", "None");
    viewer
}

/// Makes the file's identifier from its streams: the pages, the fonts, and what the file says about itself.
fn id_of(file: &lopdf::Document) -> Object {
    let mut hash = Sha256::new();
    for object in file.objects.values() {
        if let Object::Stream(stream) = object {
            hash.update(&stream.content);
        }
    }
    let id = hash.finalize().iter().take(16).copied().collect();
    Object::String(id, StringFormat::Hexadecimal)
}

/// Says in XMP what the file is, and which standards it keeps to (ISO 19005-2 section 6.6, ISO 14289-1
/// section 5). PDF/A knows the second standard only by the description that is added.
fn metadata(about: &About, date: &str) -> String {
    let [title, english] = about.title.each_ref().map(|text| escaped(text));
    format!(
        r#"<?xpacket begin="{BYTE_ORDER}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns{HASH}">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{english}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>de-DE</rdf:li><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate><pdf:Producer>{PRODUCER}</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema{HASH}" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property{HASH}">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>The part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"#
    )
}

/// Says in which order the bytes of the packet stand.
const BYTE_ORDER: char = '\u{feff}';
/// What would end the text above where it stands before a quotation mark.
const HASH: char = '#';

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
