"""The pictures of the documents: `python -m tests.screenshots [FOLDER]` makes them anew in docs/pictures.

Most are drawn offscreen by the steps of the self-test; a household typed with real keys comes from a real window under
Xvfb with a window manager, where these can be had (see `tests.screen`).
"""

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


def type_in_a_real_window(out: Path) -> list[Path]:
    """Type a household of five with its income, count the keys, and look into the archive afterwards."""
    from storage.archive.archive import open_archive
    from storage.archive.files import iterate_files
    from storage.exchange.training import make_training_archive
    from tests import typed_household as typed
    from tests.screen import Screen

    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with make_training_archive(data, households=60, resources=ROOT / "resources") as archive:
            village = next(iterate_files(archive)).household["division"]
        screen = Screen()
        try:
            screen.open_program(data, Path(folder) / "settings")
            typed.type_household(screen, village)
            typed.type_people(screen)
            pictures = [screen.picture(out / "typed-household.png")]
            typed.type_income(screen)
            pictures.append(screen.picture(out / "typed-income.png"))
            code = screen.close_program()
        finally:
            screen.close()
        with open_archive(data, resources=ROOT / "resources") as archive:
            check_typed(archive, typed)
    seconds = screen.keys * 0.3
    beside = f"in a spreadsheet {typed.spreadsheet_keys()} keys"
    print(f"{screen.keys} keys, at 200 a minute {seconds / 60:.1f} min; {beside}")  # noqa: T201
    if code:
        raise SystemExit(f"the program ended with {code}")
    return pictures


def check_typed(archive, typed) -> None:
    """What was typed must be what is kept: every number, name, relation and amount."""
    from storage.archive.files import load_file, resolve_household

    uid = resolve_household(archive, typed.NUMBER)
    file = load_file(archive, uid) if uid else None
    if file is None:
        raise SystemExit("the household typed is not in the archive")
    kept = [(one["name"], one["relation"], one["id_number"]) for one in file.members]
    wanted = [(one.name, one.relation, one.id_number) for one in typed.PEOPLE]
    year = file.years[archive.settings.year]
    facts = [(year.members[one["uid"]].get("health"), year.members[one["uid"]].get("labour")) for one in file.members]
    wrong = {
        "people": sorted(kept) != sorted(wanted),
        "phone": file.household.get("phone") != typed.PHONE,
        "cause": file.household.get("main_cause") != "01",
        "facts": sorted(map(str, facts)) != sorted(str(([one.health], one.labour)) for one in typed.PEOPLE),
        "income": sorted((one.item, one.amount) for one in year.income) != sorted(typed.INCOME),
    }
    if any(wrong.values()):
        raise SystemExit(f"typed and kept differ: {[name for name, differs in wrong.items() if differs]}, {kept}")


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
    pictures = [*take(out), *paper(out)]
    if sys.platform.startswith("linux"):
        from tests.screen import install_tools

        missing = install_tools()
        if missing:
            print(f"no real window: {', '.join(missing)} not installed")  # noqa: T201
        else:
            pictures += type_in_a_real_window(out)
    for picture in pictures:
        print(picture)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
