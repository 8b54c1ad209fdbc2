//! What is asked about a name: signs that no name has, letters read in a wrong encoding, digits alone.
//!
//! None of it is refused: names are as they are. But what is no letter has no place in the line of the travel document,
//! where it would be missing without anybody having seen it.

use super::{
    Asks, Field, Question, Signs,
    letters::tidy,
    misread::misread,
    parse_context::ParseContext,
    signs_of_names::{is_letter, is_of_a_name},
};

/// Asks about a part of a name, beside the other part; returns whether that is still open.
pub(super) fn ask(field: Field, [text, other]: [&str; 2], context: &mut ParseContext<'_>) -> bool {
    // What nobody can see is refused where the name is read.
    let asked = tidy(text).map_or_else(|_| Vec::new(), |_| asked(text, other.trim()));
    // Said of one field, a yes is none for the same text in the other.
    let about = format!("{field} {}", text.trim());
    let mut is_open = false;
    for asks in asked {
        let question = Question::new(field, asks, &about);
        is_open |= !question.is_confirmed(context.confirmed);
        context.ask(question);
    }
    is_open
}

/// What is asked of a part: letters of a wrong encoding, and signs that are none of them.
fn asked(text: &str, other: &str) -> Vec<Asks> {
    let is_digit = |c: char| c.is_numeric();
    if text.contains(is_digit) && !text.contains(char::is_alphabetic) {
        return vec![Asks::Digits];
    }
    let misread = misread(text);
    let comma = holds_both(text, other);
    let letters: Vec<char> = text.chars().collect();
    let signs = misread.iter().enumerate().filter_map(|(at, is_misread)| {
        let (before, rest) = letters.split_at(at);
        let sign = *rest.first()?;
        let is_asked = match sign {
            ',' => comma,
            sign => !is_of_a_name(sign) || is_out_of_place(before, rest),
        };
        (!is_misread && is_asked).then_some(sign)
    });
    let signs = Signs::of(signs).map(|signs| Asks::Sign { signs });
    let encoding = misread.contains(&true).then_some(Asks::Encoding);
    [encoding, signs].into_iter().flatten().collect()
}

/// Whether the sign that follows is one that DIN 91379 has, where it is none of the name: at the edge of a word, or
/// instead of a letter that was lost. The dots of `Mu¨ller` belong on their vowel.
fn is_out_of_place(before: &[char], rest: &[char]) -> bool {
    let [sign, rest @ ..] = rest else {
        return false;
    };
    let beside = [before.last(), rest.first()].map(Option::<&char>::copied);
    let is_within = beside.iter().all(|c| c.is_some_and(is_letter));
    let is_beside = |is: fn(char) -> bool| beside.iter().any(|c| c.is_some_and(is));
    match sign {
        '·' => !is_within,
        '~' | '‡' => !is_within || is_beside(char::is_lowercase),
        '¨' => !is_within || is_beside(|c| matches!(c, 'a' | 'o' | 'u')),
        // Mª, Fcº: short for María and Francisco.
        'ª' | 'º' => !(1..=MOST_OF_SHORT).contains(&letters_at_end(before)),
        _ => false,
    }
}

fn letters_at_end(text: &[char]) -> usize {
    text.iter().rev().take_while(|&&c| is_letter(c)).count()
}

/// So many letters stand before the sign of a name that is cut short.
const MOST_OF_SHORT: usize = 2;

/// Whether a whole name was pasted into one field: `Mustermann, Erika`, beside nothing, beside itself, or beside one of
/// its parts.
fn holds_both(text: &str, other: &str) -> bool {
    let [text, other] = [text, other].map(|it| it.trim().to_lowercase());
    let Some((before, after)) = text.split_once(',') else {
        return false;
    };
    let [before, after] = [before, after].map(str::trim);
    let is_part = |part: &str| begins(part, &other) || begins(&other, part);
    !before.is_empty()
        && !after.is_empty()
        && (other.is_empty() || other == text || is_part(before) || is_part(after))
}

/// Whether a name is the other, or begins with its names.
fn begins(name: &str, other: &str) -> bool {
    let rest = name.strip_prefix(other);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str, other: &str) -> Vec<&'static str> {
        asked(text, other).into_iter().map(Asks::code).collect()
    }

    #[test]
    fn names_as_people_bear_them_are_not_asked_about() {
        for name in [
            "Mustermann",
            "Müller-Lüdenscheidt",
            "von und zu Castell",
            "d'Artagnan",
            "O’Connor",
            "Mª José",
            "MªJosé",
            "Ana MªCarmen",
            "Nguyễn Thị Hồng",
            "Gal·la",
            "Jr. Smith",
            "Smith, Jr.",
            "ÅSTRÖM",
            "ANDRADE FALCÃO",
            "João",
            "Ãlvaro",
            "Şükrü",
            "ʿAbd al-Karīm",
            "Щербаков",
            "Παπαδόπουλος",
            "עבד אל־כרים",
            "می\u{200C}نا",
            "Ǩ̕iam",
            "KŘÍŽ",
            "KŘÍŽOVÁ",
            "KNÍŽEK",
            "JENÍŠEK",
            "BENÍŠEK",
            "LÍŠKA",
            "MÍŠA",
            "Groß–Meier",
            "JOSÈ–MARIA",
            "JOSÈ–",
            "ANDRÉ–LOUIS",
            "DESIRÉE ÈVE’",
            "KETOLÄ–VIRTANEN",
            "NIÑ–ÒR",
            "ÇELIKÇ’OĞLU",
            "Weiß’",
            "ØŠ",
        ] {
            assert!(codes(name, "Erika").is_empty(), "{name}");
        }
    }

    #[test]
    fn every_sign_and_slip_of_an_encoding_is_asked_about() {
        for (name, asked) in [
            ("Jo‰l", "sign"),
            ("<b>Mustermann</b>", "sign"),
            ("M&uuml;ller", "sign"),
            ("Mustermann;Erika", "sign"),
            ("Mustermann, Erika", "sign"),
            ("Mustermann,ERIKA", "sign"),
            ("M?ller", "sign"),
            ("M=C3=BCller", "sign"),
            ("M%FCller", "sign"),
            (r"M\u00fcller", "sign"),
            ("M+APw-ller", "sign"),
            ("J÷rg", "sign"),
            ("M³ller", "sign"),
            ("Mⁿller", "sign"),
            ("M├╝ller", "sign"),
            ("M√ºller", "sign"),
            ("Mu¨ller", "sign"),
            ("M¨uller", "sign"),
            ("\"Eri\" Mustermann", "sign"),
            ("Mustermann (geb. Schmidt)", "sign"),
            ("Mustermann 120864", "sign"),
            ("Mustermann\u{1F600}", "sign"),
            ("MÃ¼ller", "encoding"),
            ("KÃ¶hler", "encoding"),
            ("BÃ¤r", "encoding"),
            ("GroÃŸ", "encoding"),
            ("RenÃ©", "encoding"),
            ("Oâ€™Connor", "encoding"),
            ("WaÅ‚Ä™sa", "encoding"),
            ("MuÌˆller", "encoding"),
            ("Ã–zgÃ¼r", "encoding"),
            ("Ã–zdemir", "encoding"),
            ("PETRAUSKIENÄ–", "encoding"),
            ("MÃƒÂ¼ller", "encoding"),
            ("VoilÃ\u{A0}", "encoding"),
            ("Ð˜Ð²Ð°Ð½", "encoding"),
            ("Î¡Î¬Î»Î»Î·Ï‚", "encoding"),
            ("Ø¹Ø¨Ø§Ø³", "encoding"),
            ("NguyÃªÌƒn", "encoding"),
            ("Mьller", "encoding"),
            ("MГјller", "encoding"),
            ("Mόller", "encoding"),
            ("123", "digits"),
            ("120864", "digits"),
            ("12.08.1964", "digits"),
        ] {
            assert_eq!(codes(name, "Erika"), [asked], "{name}");
        }
    }

    #[test]
    fn every_sign_of_a_name_is_named() {
        for (name, named) in [
            ("<b>Jo‰l", vec!['<', '>', '‰']),
            ("Mustermann, Mu¨ller?", vec!['¨', '?']),
            (
                "Mustermann;Erika (geb. 1964)",
                vec![';', '(', '1', '9', '6', '4'],
            ),
        ] {
            let [Asks::Sign { signs }] = asked(name, "Erika")[..] else {
                panic!("{name} is asked about");
            };
            assert_eq!(signs.iter().collect::<Vec<_>>(), named, "{name}");
        }
    }

    #[test]
    fn a_comma_parts_a_name_where_both_parts_stand_in_one_field() {
        let whole = "Mustermann, Erika";
        for (text, other) in [
            (whole, ""),
            (whole, "Erika"),
            (whole, "Erika Dörte"),
            ("Mustermann, Erika Dörte", "erika"),
            (whole, "Mustermann"),
            (whole, whole),
        ] {
            assert_eq!(codes(text, other), ["sign"], "{text} {other}");
        }
        for (text, other) in [
            ("Mustermann, Dr.", "Erika"),
            ("Mustermann,", ""),
            ("Smith, Jr.", "Erik"),
        ] {
            assert!(codes(text, other).is_empty(), "{text} {other}");
        }
    }

    #[test]
    fn a_yes_to_letters_is_none_to_signs_that_nobody_named() {
        let both = asked("<b>MÃ¼ller</b>;", "Erika");
        let [Asks::Encoding, Asks::Sign { signs }] = both[..] else {
            panic!("both are asked about: {both:?}");
        };
        assert_eq!(signs.iter().collect::<String>(), "<>/;");
    }

    #[test]
    fn utf8_read_through_any_code_page_is_asked_about() {
        for name in [
            "MĂĽller",
            "JĂĽrgen",
            "GroĂź",
            "WĂłjcik",
            "Ă–zdemir",
            "Ĺžahin",
            "RenĂ©",
            "MĂ¤dler",
            "MUĂ‘OZ",
            "KĂ–HLER",
            "MĂśLLER",
            "FranĂ§ois",
            "ÄŚapek",
            "RĹŻĹľiÄŤka",
            "GrzegĂłrz",
            "MĂźller",
            "KĂśhler",
            "RenĂŠ",
            "MuĂąoz",
            "JĂşlia",
            "GroĂŸ",
            "Ć–zdemir",
            "MĆ¼ller",
            "KĆ¶hler",
            "NguyĂªn",
            "Groﬂ",
            "Graﬁn",
            "ªahin",
            "Iºık",
            "Yıldız-ªen",
            "Fran‡ois",
            "Èâàíîâ",
            "Ìþëëåð",
            "ÈÂÀÍÎÂ",
            "Čâŕíîâ",
            "йЧБОПЧ",
            "йЧБОПЧ-рЕФТПЧ",
            "Mьller",
        ] {
            assert_eq!(codes(name, "Erika"), ["encoding"], "{name}");
        }
    }

    #[test]
    fn signs_that_would_vanish_from_the_line_are_asked_about() {
        for name in [
            "M~ller",
            "Müller‡",
            "‡Müller",
            "Gro·",
            "Müller¨",
            "Müllerª",
            "Müller º",
        ] {
            assert_eq!(codes(name, "Erika"), ["sign"], "{name}");
        }
        for name in ["Gal·la", "Mª", "Fcº", "O´Neill", "D`Angelo"] {
            assert!(codes(name, "Erika").is_empty(), "{name}");
        }
    }

    #[test]
    fn real_names_of_many_languages_are_not_asked_about() {
        for names in [
            "Băsescu BĂSESCU Țurcanu ȚURCANU Şerban ŞERBAN Ștefănescu ŞTEFĂNESCU PĂŞTINĂ CĂŞARU Ăstălean GHIŢĂ NĂSTASE Văcărescu",
            "Þór Þorgerður ÞÓRÐARDÓTTIR Sigurðsson Ægir Örn Össur Íris Ýmir Guðjón ÁSGRÍMSDÓTTIR",
            "Wójcik WÓJCIK Łukasz ŁUKASZ Świątek ŚWIĄTEK Żółć ŻÓŁĆ Źrebiec Ćwikła Gałązka Święch KOŃCZAK Hańść",
            "Őry ŐRY Szőke SZŐKE Erdős ERDŐS Győző Gyűrű GYŰRŰ Ágnes ÁGNES Éva Özséb ŰRSZÉKI",
            "Nguyễn NGUYỄN Đặng ĐẶNG Trần Ưng Ơn Ước Võ Thị Hồng Lý LÝ Âu Ấn Ẩn Đỗ Ỷ Lê Ngọc Ánh",
            "Şahin ŞAHİN Çığ ÇIĞ Öğüt Ünlü Işık IŞIK Yıldız Ağaoğlu AĞAOĞLU Güneş GÜNEŞ Kâşif KÂŞİF Çağrı İnönü",
            "Dvořák DVOŘÁK Měšťan MĚŠŤAN Těšťanová TĚŠŤANOVÁ Plášťová Říha ŘÍHA Šťastný ŠŤASTNÝ Žižka KŘÍŽOVÁ Ďuriš Růžička RŮŽIČKA Dĺžka DĹŽKA Ňorek Čáslavská",
            "Måns Åström ÅSTRÖM Ängström Østergård ØSTERGÅRD Sæther Jääskeläinen MÄKELÄ Õunapuu",
            "JURIĆ–KOVAČ Đorđević ĐORĐEVIĆ Žarković Šimić Čović",
            "Щербаков ЩЕРБАКОВ Рівненський д’Артаньян фон Габсбург МакКартни Юрий",
            "Ζωή ΖΩΗ Άννα Ξένη Παπαδόπουλος",
            "João FALCÃO Conceição CONCEIÇÃO Núñez NUÑEZ Íñigo Ümit Zoë Chloé D´Ávila Ëlodie",
            "Jānis Bērziņš BĒRZIŅŠ Šķēle Ģirts Ļaudis Žukauskas Šimonytė ŠIMONYTĖ Būga",
        ] {
            for name in names.split(' ') {
                assert!(codes(name, "Erika").is_empty(), "{name}");
            }
        }
    }
}
