//! JSON whose objects have each member once: of two that say different things, a library takes the last in silence.

use std::{cell::RefCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A text is no such JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not JSON at all.
    NotJson,
    /// A member is there twice; the way to it.
    Twice(String),
}

/// Reads a text. The name of a member is told where it is one of those; any other is free text.
pub(super) fn read(text: &str, known: &[&str]) -> Result<Value, Fault> {
    let twice = RefCell::new(None);
    let mut json = serde_json::Deserializer::from_str(text);
    let place = Place {
        path: String::new(),
        known,
        twice: &twice,
    };
    let value = place
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value));
    value.map_err(|_unquoted| twice.take().map_or(Fault::NotJson, Fault::Twice))
}

/// A place in the text, where a value is read.
#[derive(Clone)]
struct Place<'a> {
    path: String,
    known: &'a [&'a str],
    twice: &'a RefCell<Option<String>>,
}

impl Place<'_> {
    fn member(&self, name: &str) -> Self {
        let name = if self.known.contains(&name) {
            name
        } else {
            "a member"
        };
        let path = if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        };
        Self {
            path,
            ..self.clone()
        }
    }

    fn entry(&self, place: usize) -> Self {
        Self {
            path: format!("{}[{place}]", self.path),
            ..self.clone()
        }
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = entries.next_element_seed(self.entry(values.len()))? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let member = self.member(&name);
            if map.contains_key(&name) {
                *self.twice.borrow_mut() = Some(member.path);
                return Err(A::Error::custom("a member is there twice"));
            }
            map.insert(name, members.next_value_seed(member)?);
        }
        Ok(Value::Object(map))
    }
}
