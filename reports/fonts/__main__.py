"""Make the shipped subset from an installed Noto Sans CJK collection (Debian: fonts-noto-cjk)."""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped, unused-ignore]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped, unused-ignore]

from reports.fonts import FAMILY, FONT, characters
from reports.wording import LANGUAGES, wording

SOURCE_FAMILY = "Noto Sans CJK SC"


def simplified_chinese(collection: Path) -> TTFont:
    """The simplified-Chinese member of a font collection."""
    for font in TTCollection(str(collection)).fonts:
        if font["name"].getDebugName(4) == SOURCE_FAMILY:
            return font
    raise SystemExit(f"{collection} holds no {SOURCE_FAMILY}")


def cut(font: TTFont, wanted: str) -> None:
    """Keep the wanted characters; no layout features, no hints: figures need outlines and widths alone."""
    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.desubroutinize = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(text=wanted)
    cutter.subset(font)


def rename(font: TTFont) -> None:
    """Give the modified version a name of its own, as its licence and the Noto trademark ask."""
    names = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} 1.0", 4: FAMILY, 6: FAMILY.replace(" ", "") + "-Regular"}
    for name_id, text in names.items():
        font["name"].removeNames(nameID=name_id)
        font["name"].setName(text, name_id, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [names[6]]
    top[0].FullName = FAMILY
    top[0].FamilyName = FAMILY


def main() -> None:
    font = simplified_chinese(Path(sys.argv[1]))
    texts = "".join("".join(wording(language).texts()) for language in LANGUAGES)
    cut(font, "".join(characters()) + texts)
    rename(font)
    font["head"].created = font["head"].modified  # the time of the source, not of this run
    font.recalcTimestamp = False
    font.save(str(FONT))
    sys.stdout.write(f"{FONT.name}: {FONT.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
