"""Scans printed pages badly, and reads them with zxing-cpp.

usage: scan.py FOLDER
FOLDER holds the pages as sheet-DPI-N.pgm. Each scan is kept beside them as COLUMN-N.pgm for other readers; what
zxing-cpp reads is printed, one code a line: the column, a tabulator, the text.
"""

import random
import sys
from pathlib import Path

import zxingcpp
from PIL import Image, ImageChops, ImageFilter

WHITE = 255


def turned(page):
    """Laid onto the glass askew, by 7 degrees."""
    return page.rotate(7, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)


def blurred(page):
    """Out of focus: a telephone's lens, open by 2.4 mm, at two thirds of the distance that it is focused on
    makes of every point a disc of 0.8 mm, more than a module. A normal curve as wide stands for it."""
    return page.filter(ImageFilter.GaussianBlur(dots(0.8 / 4, 150)))


def one_bit(page):
    """As a fax has it."""
    return page.point(lambda value: 0 if value < 128 else WHITE)


def low_ink(page):
    """Draft mode, or a cartridge near its end: of the printer's dots, 600 an inch, every second one is missing, by
    chance. The scanner sees them as print quality is graded (ISO/IEC 15415): through a round opening of 0.8 of a
    module, which is 0.6 mm here."""
    size = page.width * page.height
    chance = Image.frombytes("L", page.size, random.Random(size).randbytes(size))
    missing = chance.point(lambda value: WHITE if value < 128 else 0)
    seen = ImageChops.lighter(one_bit(page), missing).reduce(2)
    return seen.filter(ImageFilter.GaussianBlur(dots(0.8 * 0.6 / 4, 300))).reduce(2)


def dots(millimetres, resolution):
    """Tells how many dots of a scan a length is."""
    return millimetres / 25.4 * resolution


COLUMNS = {
    "75 dpi": (75, Image.Image.copy),
    "100 dpi": (100, Image.Image.copy),
    "150 dpi": (150, Image.Image.copy),
    "300 dpi": (300, Image.Image.copy),
    "turned by 7 degrees": (150, turned),
    "blurred": (150, blurred),
    "1-bit": (150, one_bit),
    "low ink": (600, low_ink),
}


def main(folder):
    for column, (dots, scanned) in COLUMNS.items():
        for path in sorted(folder.glob(f"sheet-{dots}-*.pgm")):
            with Image.open(path) as page:
                scan = scanned(page)
            number = path.stem.rsplit("-", 1)[1]
            scan.save(folder / f"{column}-{number}.pgm")
            # Among all kinds it may also take a row of modules for a bar code.
            for code in zxingcpp.read_barcodes(scan, formats=zxingcpp.BarcodeFormat.QRCode):
                print(f"{column}\t{code.text}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
