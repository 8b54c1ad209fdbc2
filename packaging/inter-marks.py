#!/usr/bin/env python3
"""Gives Inter the marks of DIN 91379 that it lacks, and letters their place for marks: INTER.ttf OUT.ttf

Needs fontTools. A cluster is shaped in the font of its letter, so the marks must stand in that font.
"""

import copy
import sys
import unicodedata

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

# Code point: name, place, the mark whose anchor it takes, that anchor's place, its parts (glyph, x, y, scale x, scale y).
MARKS = {
    0x30B: ("uni030B", "above", "acutecomb", (488, 1118), [("hungarumlaut", 0, 0, 1, 1)]),
    0x30D: ("uni030D", "above", "uni0307", (181, 1118), [("uni02C8", 0, 412, 1, 0.75)]),
    0x310: ("uni0310", "above", "uni0306", (389, 1118), [("uni0306", 0, 0, 1, 1), ("uni0307", 191, 449, 0.8, 0.8)]),
    0x325: ("uni0325", "below", "uni030A", (244, 0), [("uni030A", 0, -1464, 0.8, 0.8)]),
    0x331: ("uni0331", "below", "uni0304", (489, 0), [("uni0304", 0, -1661, 1, 1)]),
}
# The lookups of Inter that place marks.
PLACES = {"below": 3, "cedilla": 4, "ogonek": 5, "above": 6}


def main(source, target):
    font = TTFont(source)
    font.ensureDecompiled(recurse=True)
    tables = {place: attaching(font, lookup) for place, lookup in PLACES.items()}
    anchors = {}
    for table in tables.values():
        for name, record in zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord):
            anchors[name] = record.MarkAnchor
    order = list(font.getGlyphOrder()) + [name for name, *_ in MARKS.values()]
    font.setGlyphOrder(order)
    for point, (name, place, like, at, parts) in MARKS.items():
        draw(font, point, name, parts)
        add_mark(font, tables[place], name, moved(anchors[like], *at))
    for place in ("below", "cedilla", "ogonek"):
        add_letters(font, tables[place], place)
    # Neither runs into its own letter nor into the next: the comma above right stands above small letters, a horn beside.
    for name, x, y in (("uni0315", -293, 700), ("uni031B", 230, 60)):
        font["glyf"][name].coordinates.translate((x, y))
        font["glyf"][name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (0, font["glyf"][name].xMin)
    # The line that two letters share is in the middle where they meet.
    anchors["uni035F"].XCoordinate = -1264
    font.save(target)


def attaching(font, lookup):
    [table] = font["GPOS"].table.LookupList.Lookup[lookup].SubTable
    return table.ExtSubTable


def draw(font, point, name, parts):
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    for base, x, y, wide, high in parts:
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = base, x, y, 0x4
        if (wide, high) != (1, 1):
            part.transform = [[wide, 0], [0, high]]
        glyph.components.append(part)
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (0, glyph.xMin)
    font["gvar"].variations[name] = []
    font["HVAR"].table.AdvWidthMap.mapping[name] = font["HVAR"].table.AdvWidthMap.mapping[parts[0][0]]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[point] = name


def moved(anchor, x, y):
    anchor = copy.copy(anchor)
    anchor.XCoordinate, anchor.YCoordinate = x, y
    return anchor


def add_mark(font, table, name, anchor):
    font["GDEF"].table.GlyphClassDef.classDefs[name] = 3
    record = otTables.MarkRecord()
    record.Class, record.MarkAnchor = 0, anchor
    pairs = dict(zip(table.MarkCoverage.glyphs, table.MarkArray.MarkRecord)) | {name: record}
    table.MarkCoverage.glyphs, table.MarkArray.MarkRecord = in_order(font, pairs)
    table.MarkArray.MarkCount = len(pairs)


def add_letters(font, table, place):
    pairs = dict(zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord))
    for point, name in font.getBestCmap().items():
        box = font["glyf"][name]
        is_latin = unicodedata.name(chr(point), "").startswith("LATIN ") and point < 0x2000
        hangs = place != "below" and getattr(box, "yMin", 0) < -100
        if name in pairs or not is_latin or not chr(point).isalpha() or hangs:
            continue
        anchor = otTables.Anchor()
        anchor.Format = 1
        anchor.XCoordinate = (box.xMin + box.xMax) // 2 + (110 if place == "ogonek" else 0)
        anchor.YCoordinate = box.yMin if box.yMin < -100 else 0
        record = otTables.BaseRecord()
        record.BaseAnchor = [anchor]
        pairs[name] = record
    table.BaseCoverage.glyphs, table.BaseArray.BaseRecord = in_order(font, pairs)
    table.BaseArray.BaseCount = len(pairs)


def in_order(font, pairs):
    names = sorted(pairs, key=font.getGlyphID)
    return names, [pairs[name] for name in names]


main(*sys.argv[1:])
