//! Noise around and inside the text: undone, and said.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use super::{case, check, check_bytes, good, remarks};

/// Reads a text that came with noise, and looks that this is said.
fn undone(name: &str, bytes: &[u8], expected: &[&str]) {
    let (report, valid) = check_bytes(bytes);
    assert!(valid && report["valid"] == true, "{name}: {report}");
    let sorted = |mut said: Vec<&str>| {
        said.sort_unstable();
        said.join("; ")
    };
    let said = sorted(remarks(&report));
    assert_eq!(said, sorted(expected.to_vec()), "{name}");
}

#[test]
fn the_texts_from_the_field_are_valid_and_what_was_undone_is_said() {
    for (name, said) in [
        ("00-good.txt", None),
        ("45-wrapped.txt", Some("line breaks inside the text undone")),
        (
            "48-trailing-space.txt",
            Some("blanks around the text left out"),
        ),
        (
            "55-aim-id.txt",
            Some("the scanner's identifier of the symbol (AIM) left out"),
        ),
        (
            "57-us-scanner-on-de.txt",
            Some("scanner and computer are set to different keyboards; the keys were turned back"),
        ),
    ] {
        let (report, valid) = check(&case(name), "dsc.pem");
        assert!(valid && report["valid"] == true, "{name}: {report}");
        assert_eq!(remarks(&report), Vec::from_iter(said), "{name}");
    }
}

#[test]
fn what_lies_around_a_text_is_left_out_and_said() {
    let good = good();
    let (ends, quotes) = (
        "blanks around the text left out",
        "quotation marks or brackets around the text left out",
    );
    let (control, aim) = (
        "invisible characters left out",
        "the scanner's identifier of the symbol (AIM) left out",
    );
    for (name, text, said) in [
        ("blanks", format!("  {good} \t "), vec![ends]),
        ("a line end alone", format!("{good}\r\n"), vec![]),
        ("no-break blank", format!("{good}\u{A0}"), vec![ends]),
        (
            "German quotes",
            format!("\u{201E}{good}\u{201C}"),
            vec![quotes],
        ),
        ("brackets", format!("<{good}>\n"), vec![quotes]),
        ("a sentence", format!("({good})."), vec![quotes]),
        ("STX and ETX", format!("\u{2}{good}\u{3}"), vec![control]),
        ("NUL", format!("{good}\0\0"), vec![control]),
        ("Aztec by AIM", format!("]z3{good}"), vec![aim]),
        (
            "Data Matrix by AIM",
            format!("\u{2}]d2{good}\r\u{3}"),
            vec![aim, control, ends],
        ),
        (
            "byte order mark",
            format!("\u{FEFF}{good}"),
            vec!["byte order mark left out"],
        ),
    ] {
        undone(name, text.as_bytes(), &said);
    }
}

#[test]
fn an_encoding_or_a_wrapping_is_undone_and_said() {
    let good = good();
    let utf16 =
        |units: fn(u16) -> [u8; 2]| good.encode_utf16().flat_map(units).collect::<Vec<u8>>();
    let little = utf16(u16::to_le_bytes);
    let big = utf16(u16::to_be_bytes);
    let (mark, as_utf16) = ("byte order mark left out", "the text was read as UTF-16");
    undone("little", &little, &[as_utf16]);
    undone("big", &big, &[as_utf16]);
    undone(
        "little, marked",
        &[b"\xFF\xFE", &little[..]].concat(),
        &[as_utf16, mark],
    );
    undone(
        "big, marked",
        &[b"\xFE\xFF", &big[..]].concat(),
        &[as_utf16, mark],
    );

    let as_json = "the text was taken out of a JSON string";

    let slashes = good.replace('/', "\\/");
    undone("escaped", format!("\"{slashes}\"").as_bytes(), &[as_json]);
    undone("bare", slashes.as_bytes(), &[as_json]);
    let object = serde_json::json!({ "type": 1, "qr": [good] });
    undone("object", object.to_string().as_bytes(), &[as_json]);

    let percent = |keep: &str| -> String {
        let encode = |c: char| match c {
            c if c.is_ascii_alphanumeric() || keep.contains(c) => c.to_string(),
            c => format!("%{:02X}", u32::from(c)),
        };
        good.chars().map(encode).collect()
    };
    let as_percent = "percent encoding undone";
    undone("address", percent("").as_bytes(), &[as_percent]);
    undone("kept", percent("$*+-./:").as_bytes(), &[as_percent]);
    undone(
        "small",
        percent("").to_lowercase().as_bytes(),
        &[as_percent, SMALL],
    );
    let form = percent("-._*").replace("%20", "+");
    undone("form", form.as_bytes(), &[as_percent]);
}

const SMALL: &str = "small letters read as capitals";
const BREAKS: &str = "line breaks inside the text undone";
const BLANKS: &str = "blanks inside the text put right";

#[test]
fn small_letters_and_other_blanks_are_read() {
    let good = good();
    assert!(good.contains(' '));
    undone(
        "prefix",
        good.replacen("HC1:", "hc1:", 1).as_bytes(),
        &[SMALL],
    );
    undone("all", good.to_lowercase().as_bytes(), &[SMALL]);
    let others = "blanks of another kind read as blanks";
    undone(
        "no-break",
        good.replace(' ', "\u{A0}").as_bytes(),
        &[others],
    );
    let latin: Vec<u8> = good
        .bytes()
        .map(|byte| if byte == b' ' { 0xA0 } else { byte })
        .collect();
    undone(
        "Latin-1",
        &latin,
        &["the text was read as Windows-1252", others],
    );
    let hyphens = "hyphens of another kind read as hyphens";
    undone(
        "hyphens",
        good.replace('-', "\u{2011}").as_bytes(),
        &[hyphens],
    );
    let sprinkled = good.replace("NCF", "N\0C\u{200B}F");
    undone(
        "invisible",
        sprinkled.as_bytes(),
        &["invisible characters left out"],
    );
}

/// Wraps a text at each blank and after so many characters, as mail does, by what it puts there.
fn wrapped(text: &str, width: usize, at_blank: &str, else_: &str) -> String {
    let mut wrapped = String::new();
    let mut column = 0;
    for character in text.chars() {
        if character == ' ' && column > width / 2 {
            wrapped.push_str(at_blank);
            column = 0;
            continue;
        }
        wrapped.push(character);
        column += 1;
        if column == width {
            wrapped.push_str(else_);
            column = 0;
        }
    }
    wrapped
}

#[test]
fn a_wrapped_text_is_joined_whatever_became_of_its_blanks() {
    let good = good();
    for width in [9, 20, 40, 72, 76] {
        for (at_blank, else_) in [
            ("\n", "\n"),
            (" \r\n", "\r\n"),
            ("\n ", "\n"),
            ("\n    ", "\n   "),
            ("\r\n\r\n", "\r\n"),
        ] {
            let name = format!("{width} {at_blank:?} {else_:?}");
            let text = wrapped(&good, width, at_blank, else_);
            let (report, valid) = check_bytes(text.as_bytes());
            assert!(valid, "{name}: {text}: {report}");
            assert!(remarks(&report).contains(&BREAKS), "{name}: {report}");
        }
    }
    undone(
        "tabs",
        good.replace(' ', "\t").as_bytes(),
        &["tabs inside the text undone"],
    );
    let quoted = format!("> {}", wrapped(&good, 60, "\n> ", "\n> "));
    let (report, valid) = check_bytes(quoted.as_bytes());
    assert!(valid, "{report}");
}

#[test]
fn a_blank_that_was_put_in_or_lost_is_found() {
    let good = good();
    let at = good.find(' ').unwrap();
    let mut inserted = good.clone();
    inserted.insert(300, ' ');
    undone("inserted", inserted.as_bytes(), &[BLANKS]);
    let mut doubled = good.clone();
    doubled.insert(at, ' ');
    undone("doubled", doubled.as_bytes(), &[BLANKS]);
    undone(
        "after the prefix",
        good.replacen("HC1:", "HC1: ", 1).as_bytes(),
        &[BLANKS],
    );
}

/// Types a text on a keyboard: what each key of one layout is on another.
fn typed(text: &str, keys: &[(char, &str)]) -> String {
    let key = |c: char| {
        let other = keys.iter().find(|(key, _)| *key == c);
        other.map_or_else(|| c.to_string(), |(_, other)| (*other).to_owned())
    };
    text.chars().map(key).collect()
}

const KEYBOARDS: &str =
    "scanner and computer are set to different keyboards; the keys were turned back";

#[test]
fn a_scanner_set_to_another_keyboard_is_turned_back() {
    let german = [
        (':', "\u{D6}"),
        ('/', "-"),
        ('-', "\u{DF}"),
        ('+', "`"),
        ('*', "("),
        ('Y', "Z"),
        ('Z', "Y"),
    ];
    let text = typed(&good(), &german);
    assert!(
        "`(\u{DF}-".chars().all(|sign| text.contains(sign)),
        "{text}"
    );
    undone("German", text.as_bytes(), &[KEYBOARDS]);
    // Dead keys: the grave goes onto a vowel, and eats a blank.
    let dead = ["A", "E", "I", "O", "U"]
        .into_iter()
        .fold(text.clone(), |text, vowel| {
            let composed = format!("`{vowel}").replace(
                &format!("`{vowel}"),
                match vowel {
                    "A" => "\u{C0}",
                    "E" => "\u{C8}",
                    "I" => "\u{CC}",
                    "O" => "\u{D2}",
                    _ => "\u{D9}",
                },
            );
            text.replace(&format!("`{vowel}"), &composed)
        });
    undone(
        "dead keys",
        dead.replace("` ", "`").as_bytes(),
        &[KEYBOARDS],
    );
    undone("AIM", format!("+Q1{text}").as_bytes(), &[KEYBOARDS, AIM]);
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    undone(
        "Latin-1",
        &latin,
        &["the text was read as Windows-1252", KEYBOARDS],
    );
}

#[test]
fn caps_lock_and_a_us_keyboard_are_turned_back() {
    let caps: Vec<(char, &str)> = [
        ('1', "!"),
        ('2', "\""),
        ('3', "\u{A7}"),
        ('4', "$"),
        ('5', "%"),
        ('6', "&"),
        ('7', "/"),
        ('8', "("),
        ('9', ")"),
        ('0', "="),
        ('$', "4"),
        ('%', "5"),
        ('*', "8"),
        ('+', "\u{B4}"),
        ('-', "?"),
        ('.', ":"),
        ('/', "_"),
        (':', "\u{F6}"),
        ('Y', "z"),
        ('Z', "y"),
    ]
    .to_vec();
    let locked = typed(&good(), &caps).to_lowercase();
    undone("Caps Lock", locked.as_bytes(), &[KEYBOARDS, SMALL]);
    let us = [
        (':', ">"),
        ('/', "&"),
        ('*', "}"),
        ('+', "]"),
        ('-', "/"),
        ('Y', "Z"),
        ('Z', "Y"),
    ];
    undone("US", typed(&good(), &us).as_bytes(), &[KEYBOARDS]);
}

const AIM: &str = "the scanner's identifier of the symbol (AIM) left out";

/// A small generator whose sequence never changes (xorshift).
fn random(state: &mut u64, below: usize) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state % u64::try_from(below).unwrap()).unwrap()
}

#[test]
fn no_noise_makes_a_certificate_of_a_damaged_text_nor_costs_more_than_a_moment() {
    let good = good();
    let mut state = 0x0123_4567_89AB_CDEF;
    for _ in 0..60 {
        let mut text: Vec<char> = good.chars().collect();
        let at = 4 + random(&mut state, text.len() - 4);
        text[at] = if text[at] == 'A' { 'B' } else { 'A' };
        for _ in 0..random(&mut state, 200) {
            let at = random(&mut state, text.len());
            text.insert(at, [' ', '\n', '\t', '\u{A0}'][random(&mut state, 4)]);
        }
        let text: String = text.into_iter().collect();
        assert!(impftheke::hcert::cleaned::decode(&text).is_err());
    }
    // What could be closed in a million ways is given up.
    let blanks = "0 ".repeat(2_000);
    for text in [
        format!("HC1:{blanks}"),
        format!("HC1:{}", "0\n".repeat(20_000)),
    ] {
        assert!(impftheke::hcert::cleaned::decode(&text).is_err());
    }
    let (report, valid) = check_bytes(format!("{}=", BASE64.encode(good)).as_bytes());
    assert!(!valid && report["stages"]["prefix"] == "failed", "{report}");
}
