//! Letters read in another encoding than they were written in: which of a name come about that way.
//!
//! A text is read back through the code pages that people's programs use: where its bytes are UTF-8 for a letter of names,
//! nobody has typed them. Real names have such pairs by chance, so where both are letters the case of the word decides.

use super::signs_of_names::is_letter;

/// A code page that has its letters from 0x80 on: the characters from there, `\0` for an empty place.
struct CodePage(&'static str);

impl CodePage {
    fn byte(&self, c: char) -> Option<u8> {
        if c.is_ascii() {
            return None;
        }
        let place = self.0.chars().position(|of| of == c)?;
        u8::try_from(place + 0x80).ok()
    }
}

/// Returns which characters of a text belong to letters that were read in a wrong encoding.
pub(super) fn misread(text: &str) -> Vec<bool> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = vec![false; letters.len()];
    let mut mark = |from: usize, count: usize| {
        let some = found.iter_mut().skip(from).take(count);
        some.for_each(|it| *it = true);
    };
    for at in 0..letters.len() {
        let (before, rest) = letters.split_at(at);
        let of_utf8 = as_windows_1252(rest).or_else(|| as_other_page(before, rest));
        if let Some(count) = of_utf8 {
            mark(at, count);
        } else if is_of_another_page(before, rest) {
            mark(at, 1);
        }
    }
    for word in words(&letters) {
        let some = letters.get(word.clone()).unwrap_or_default();
        if is_mixed(some) || is_all_accents(some) || is_case_turned(some) {
            mark(word.start, some.len());
        }
    }
    found
}

/// Returns the places of the words of a name.
fn words(letters: &[char]) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut start = 0;
    letters
        .split(|c| matches!(c, ' ' | '-' | '.'))
        .map(move |word| {
            let place = start..start + word.len();
            start = place.end + 1;
            place
        })
}

/// Returns the bytes of the character of UTF-8 that begins here, and the character.
fn utf8(letters: &[char], byte: impl Fn(char) -> Option<u8>) -> Option<(usize, char)> {
    let length = match byte(*letters.first()?)? {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let bytes = letters.iter().take(length).map_while(|&c| byte(c));
    let bytes: Vec<u8> = bytes.collect();
    let meant = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    (bytes.len() == length).then_some((length, meant))
}

/// Returns how many letters begin a text that are one of UTF-8 whose bytes were read as Windows-1252 each.
fn as_windows_1252(letters: &[char]) -> Option<usize> {
    let (length, meant) = utf8(letters, windows_1252)?;
    let second = letters.get(1).copied().unwrap_or_default();
    let is_one = length > 2 || (is_meant(meant, second) && !is_joined(letters));
    is_one.then_some(length)
}

/// Whether a capital stands before the dash or apostrophe of a name, as in `JOSÈ–MARIA`, and not for a letter that a name
/// may have: `Ã–` is an Ö wherever it stands, `Ä–` and `Å–` are a letter where no other follows.
fn is_joined(letters: &[char]) -> bool {
    let [first, second, rest @ ..] = letters else {
        return false;
    };
    let joins = matches!(second, '\u{2013}' | '\u{2014}' | '\u{2018}' | '\u{2019}');
    joins
        && match first {
            'Ã' => false,
            'Ä' | 'Å' => rest.first().is_some_and(|next| next.is_alphabetic()),
            _ => true,
        }
}

/// Whether the character that two letters would be is one of a name. They may as well be letters that stand together: the
/// ÍŽ of KŘÍŽ would be a mark that no name has, and an Arabic letter is told from Ø or Ù before Š, Ž and their like by
/// the sign that follows.
fn is_meant(meant: char, second: char) -> bool {
    match meant {
        '\0'..='\u{21F}' | '\u{300}'..='\u{333}' | '\u{370}'..='\u{45F}' => true,
        '\u{600}'..='\u{6FF}' => !second.is_alphabetic(),
        _ => false,
    }
}

/// The same of the code pages beside Windows-1252, in which more letters stand that follow each other in names.
fn as_other_page(before: &[char], letters: &[char]) -> Option<usize> {
    let mut found = PAGES.iter().filter_map(|page| {
        let (length, meant) = utf8(letters, |c| page.byte(c))?;
        let is_one = if length == 2 {
            is_pair(before, letters, meant)
        } else {
            // Czech and Polish have three such letters in a row: Měšťan.
            let has_sign = letters.iter().take(length).any(|c| !c.is_alphabetic());
            has_sign && matches!(meant, '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{2039}')
        };
        is_one.then_some(length)
    });
    found.next()
}

/// Whether two characters are one letter of a name read in a code page of Central Europe, the Baltic or Vietnam.
fn is_pair(before: &[char], letters: &[char], meant: char) -> bool {
    let [first, second, rest @ ..] = letters else {
        return false;
    };
    let begins = !before.last().is_some_and(|&c| is_letter(c));
    if !second.is_alphabetic() {
        let joins = matches!(
            second,
            '\u{2013}' | '\u{2014}' | '\u{2018}' | '\u{2019}' | '´'
        );
        let is_joined = match first {
            'Ă' => false,
            'Ä' | 'Å' | 'Ĺ' | 'Ć' if begins => false,
            'Ä' | 'Å' | 'Ĺ' => rest.first().is_some_and(|next| next.is_alphabetic()),
            _ => true,
        };
        let is_of_names = matches!(meant, 'À'..='ſ' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | '\u{218}'..='\u{21B}'
            | '\u{386}'..='\u{3CE}' | '\u{401}'..='\u{45F}');
        return is_of_names && meant.is_alphabetic() && !(joins && is_joined);
    }
    if !matches!(meant, 'À'..='ſ') {
        return false;
    }
    let after = before.iter().rev().take_while(|&&c| is_letter(c));
    let word = after.chain([first, second]);
    let mut word = word.chain(rest.iter().take_while(|&&c| is_letter(c)));
    let has_small = word.any(|c| c.is_lowercase());
    match (first, second) {
        // Capitals alone: of the languages with Ă, Romanian has an Ş and no other of these.
        (first, second) if !has_small => *first == 'Ă' && *second != 'Ş',
        // A capital within a word, after small letters or before.
        _ if !begins => true,
        ('Ă' | 'Ä', 'ş') => false,
        (_, second) if second.is_lowercase() => true,
        // Two capitals, then small letters.
        _ => rest.first().is_some_and(|next| next.is_lowercase()),
    }
}

/// Whether a letter is one of a code page of one byte each that was read as another: `Groﬂ` of a Mac, `ªahin` of Central
/// Europe, `Fran‡ois` of DOS.
fn is_of_another_page(before: &[char], letters: &[char]) -> bool {
    let [letter, rest @ ..] = letters else {
        return false;
    };
    let is_small = |c: Option<&char>| c.is_some_and(|c| c.is_lowercase());
    match letter {
        '\u{FB00}'..='\u{FB06}' => true,
        'ª' | 'º' => {
            let is_in_word = before
                .last()
                .is_none_or(|&c| is_letter(c) || c == ' ' || c == '-');
            // María, as it is written short: MªJosé.
            let is_maria = *letter == 'ª'
                && matches!(before, ['M'] | [.., ' ' | '-', 'M'])
                && rest.first().is_some_and(|next| next.is_uppercase());
            is_in_word && !is_maria && rest.first().is_some_and(|&next| is_letter(next))
        }
        '‡' => is_small(before.last()) && is_small(rest.first()),
        _ => false,
    }
}

/// Whether a word has plain Latin letters and letters of another script.
fn is_mixed(word: &[char]) -> bool {
    let plain = word.iter().any(char::is_ascii_alphabetic);
    plain && word.iter().any(|&c| c.is_alphabetic() && !is_latin(c))
}

/// Whether a word has accents on every letter, as Cyrillic and Greek read in a Western or Central European code page do:
/// `Èâàíîâ`. Names have short ones of Turkish letters, which Latin-1 lacks: Çığ.
fn is_all_accents(word: &[char]) -> bool {
    let letters: Vec<char> = word.iter().copied().filter(|&c| is_letter(c)).collect();
    let is_of = |byte: &dyn Fn(char) -> Option<u8>| {
        letters
            .iter()
            .all(|&c| byte(c).is_some_and(|byte| byte >= 0xC0))
    };
    (letters.len() >= 3 && is_of(&windows_1252))
        || (letters.len() >= 4 && is_of(&|c| CENTRAL.byte(c)))
}

/// Whether a Cyrillic word begins small and goes on in capitals, as KOI8 read as Windows-1251 does.
fn is_case_turned(word: &[char]) -> bool {
    let is_cyrillic = |c: char| matches!(c, '\u{400}'..='\u{52F}');
    let first = word.iter().find(|&&c| is_cyrillic(c));
    let mut pairs = word.iter().zip(word.iter().skip(1));
    first.is_some_and(|first| first.is_lowercase())
        && pairs.any(|(&one, &next)| is_cyrillic(one) && is_cyrillic(next) && next.is_uppercase())
}

/// Latin letters, and letters that stand beside those of any script.
fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{36F}' | '\u{1D00}'..='\u{1DBF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2070}'..='\u{2188}'
        | '\u{2C60}'..='\u{2C7F}' | '\u{A720}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}' | '\u{FB00}'..='\u{FB06}'
        | '\u{FF21}'..='\u{FF5A}')
}

/// Returns the byte of a character in Windows-1252, which is Latin-1 but for 27 characters.
fn windows_1252(c: char) -> Option<u8> {
    let place = WINDOWS_1252.iter().position(|&of| of == c);
    let placed = place.and_then(|place| u8::try_from(place + 0x80).ok());
    placed.or_else(|| u8::try_from(u32::from(c)).ok())
}

/// What Windows-1252 has from 0x80 on where Latin-1 has controls; five places are empty.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Windows-1250.
const CENTRAL: CodePage = CodePage(
    "€\0‚\0„…†‡\0‰Š‹ŚŤŽŹ\0‘’“”•–—\0™š›śťžź\u{A0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{AD}®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż\
     ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
);

/// The others by which UTF-8 is read: ISO 8859-2 (its controls left out: none is let into a name), Windows-1257, -1258
/// and -1254.
const PAGES: [CodePage; 5] = [
    CENTRAL,
    CodePage(
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
         \u{A0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{AD}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß\
         ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
    ),
    CodePage(
        "€\0‚\0„…†‡\0‰\0‹\0¨ˇ¸\0‘’“”•–—\0™\0›\0¯˛\0\u{A0}\0¢£¤\0¦§Ø©Ŗ«¬\u{AD}®Æ°±²³´µ¶·ø¹ŗ»¼½¾æ\
         ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙",
    ),
    CodePage(
        "€\0‚ƒ„…†‡ˆ‰\0‹Œ\0\0\0\0‘’“”•–—˜™\0›œ\0\0Ÿ\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿\
         ÀÁÂĂÄÅÆÇÈÉÊË\u{300}ÍÎÏĐÑ\u{309}ÓÔƠÖ×ØÙÚÛÜƯ\u{303}ßàáâăäåæçèéêë\u{301}íîïđñ\u{323}óôơö÷øùúûüư₫ÿ",
    ),
    CodePage(
        "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0\0\0\0‘’“”•–—˜™š›œ\0\0Ÿ\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿\
         ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞßàáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ",
    ),
];
