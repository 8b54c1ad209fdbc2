//! The outline of a QR symbol as closed rings, so that no viewer shows seams between modules.

use std::collections::BTreeMap;

use crate::qr::Symbol;

/// A corner of a module, counted from the top left.
pub(super) type Corner = (i32, i32);

/// Walks around every dark area and every hole in it; to be filled by the even-odd rule.
pub(super) fn rings(symbol: &Symbol) -> Vec<Vec<Corner>> {
    let mut edges = edges(symbol);
    let mut rings = Vec::new();
    while let Some((&start, _)) = edges.first_key_value() {
        let mut ring = Vec::new();
        let mut direction = (0, 0);
        let mut at = start;
        while let Some(next) = follow(&mut edges, at, direction) {
            let step = (next.0 - at.0, next.1 - at.1);
            if step != direction {
                ring.push(at);
            }
            direction = step;
            at = next;
            if at == start {
                break;
            }
        }
        rings.push(ring);
    }
    rings
}

/// Lists the edges between dark and light by where they begin, dark on the right hand.
fn edges(symbol: &Symbol) -> BTreeMap<Corner, Vec<Corner>> {
    let side = i32::try_from(symbol.side()).unwrap_or_default();
    let dark = |x: i32, y: i32| match (usize::try_from(x), usize::try_from(y)) {
        (Ok(x), Ok(y)) => symbol.is_dark(x, y),
        _ => false,
    };
    let mut edges: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for y in 0..side {
        for x in (0..side).filter(|&x| dark(x, y)) {
            let around = [
                (dark(x, y - 1), (x, y), (x + 1, y)),
                (dark(x + 1, y), (x + 1, y), (x + 1, y + 1)),
                (dark(x, y + 1), (x + 1, y + 1), (x, y + 1)),
                (dark(x - 1, y), (x, y + 1), (x, y)),
            ];
            for (_, from, to) in around.into_iter().filter(|(neighbour, ..)| !neighbour) {
                edges.entry(from).or_default().push(to);
            }
        }
    }
    edges
}

/// Takes the next edge; where two areas touch at a corner, the one to the right.
fn follow(
    edges: &mut BTreeMap<Corner, Vec<Corner>>,
    at: Corner,
    direction: (i32, i32),
) -> Option<Corner> {
    let choices = edges.get_mut(&at)?;
    let right = (at.0 - direction.1, at.1 + direction.0);
    let choice = choices
        .iter()
        .position(|&to| to == right)
        .unwrap_or_default();
    let next = choices.swap_remove(choice);
    if choices.is_empty() {
        edges.remove(&at);
    }
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(
        clippy::cast_sign_loss,
        reason = "corners have no negative coordinates"
    )]
    #[test]
    fn the_even_odd_rule_gives_back_every_module() {
        let symbol = Symbol::of("HC1:6BF+70790T9WJWG.FKY*4GO0.O1CV2").unwrap();
        let rings = rings(&symbol);
        for y in 0..symbol.side() {
            for x in 0..symbol.side() {
                // Counts the vertical edges to the right of the module's middle.
                let crossings = rings
                    .iter()
                    .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)))
                    .filter(|(a, b)| {
                        let (low, high) = (a.1.min(b.1) as usize, a.1.max(b.1) as usize);
                        a.0 == b.0 && a.0 as usize > x && (low..high).contains(&y)
                    })
                    .count();
                assert_eq!(crossings % 2 == 1, symbol.is_dark(x, y), "at {x}, {y}");
            }
        }
    }
}
