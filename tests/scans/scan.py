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
    """Out of focus, as where a fold lifts the paper off the glass: by 0.2 mm, a third of a module."""
    return page.filter(ImageFilter.GaussianBlur(1.2))


def one_bit(page):
    """As a fax has it."""
    return page.point(lambda value: 0 if value < 128 else WHITE)


def low_ink(page):
    """A cartridge near its end: 40 % of the ink, and one dot of the printer's in ten missing."""
    size = page.width * page.height
    chance = Image.frombytes("L", page.size, random.Random(size).randbytes(size))
    missing = chance.point(lambda value: WHITE if value < 26 else 0)
    pale = page.point(lambda value: WHITE - (WHITE - value) * 2 // 5)
    return ImageChops.lighter(pale, missing).reduce(2)


COLUMNS = {
    "75 dpi": (75, Image.Image.copy),
    "100 dpi": (100, Image.Image.copy),
    "150 dpi": (150, Image.Image.copy),
    "300 dpi": (300, Image.Image.copy),
    "turned by 7 degrees": (150, turned),
    "blurred": (150, blurred),
    "1-bit": (150, one_bit),
    "low ink": (300, low_ink),
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
