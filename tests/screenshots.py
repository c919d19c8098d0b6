"""The pictures of the documents: `python -m tests.screenshots [FOLDER]` makes them anew in docs/pictures."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from ui.selftest import Walked

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
HOUSEHOLDS = 300
PAPER_DOTS, GAP, DESK = 80, 24, "#C9CED6"


def take(out: Path, theme: str = "light") -> list[Path]:
    """Walk through the window and return the pictures taken."""
    from ui.selftest import STEPS, close_walk, open_walk

    with TemporaryDirectory() as folder:
        walked = open_walk(Path(folder), out, ROOT / "resources", households=HOUSEHOLDS, theme=theme)
        try:
            for name, step in STEPS:
                print(f"{name}  {step(walked)}")  # noqa: T201 - told to whoever makes the pictures
            layout_editor(walked)
        finally:
            close_walk(walked)
        return list(walked.walk.files)


def layout_editor(walked: Walked) -> None:
    """The dialog in which an office words a layout."""
    from ui.card_jobs import read_layouts
    from ui.layout_editor import LayoutEditor

    choice = walked.walk.ask(read_layouts)
    editor = LayoutEditor(choice.layouts["card"], "0537-8220000", lambda _change, _phone: None, walked.window)
    editor.show()
    walked.walk.picture(editor, "layout-editor")
    editor.close()


def paper(out: Path) -> list[Path]:
    """Pages as they are printed, side by side on a grey desk."""
    from tests.reports.approved_pages import draw

    made: list[Path] = []
    sheets = {
        "print-card": ("card",),
        "print-file": ("file-cover", "file-basics", "file-measures"),
        "print-notice": ("notice", "measures"),
    }
    with TemporaryDirectory() as folder:
        for name, pages in sheets.items():
            drawn = [draw(page, Path(folder), PAPER_DOTS, "RGB") for page in pages]
            width = sum(page.width + GAP for page in drawn) + GAP
            desk = Image.new("RGB", (width, drawn[0].height + 2 * GAP), DESK)
            x = GAP
            for page in drawn:
                desk.paste(page, (x, GAP))
                x += page.width + GAP
            desk.quantize(64).save(out / f"{name}.png", optimize=True)
            made.append(out / f"{name}.png")
    return made


def main(arguments: list[str]) -> int:
    out = Path(arguments[0]) if arguments else PICTURES
    for picture in [*take(out), *paper(out)]:
        print(picture)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
