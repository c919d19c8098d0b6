"""The pages whose looks are approved: `python -m tests.reports.approved_pages` draws them anew.

Look at every picture before committing it: the test only says that pages look as they did when somebody looked.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from reports.layouts import shipped_layouts
from reports.print_run import PrintOptions
from reports.printing import write_layout
from reports.sheets import Paper
from tests.reports.reading import picture
from tests.reports.samples import RESOURCES, context, whole_family

APPROVED = Path(__file__).parent / "approved"
DOTS = 75
"""Dots per inch of the pictures: small files, but a cut character or an empty box still shows."""

PAGES: dict[str, tuple[str, int, Paper]] = {
    "card": ("card", 0, "a4"),
    "card-more": ("card", 1, "a4"),
    "card-two-up": ("card", 0, "two_up"),
    "file-cover": ("file", 0, "a4"),
    "file-basics": ("file", 1, "a4"),
    "file-measures": ("file", 2, "a4"),
    "file-visits": ("file", 3, "a4"),
    "members": ("members", 0, "a4"),
    "income": ("income", 0, "a4"),
    "visits-end": ("visits", 1, "a4"),
    "measures": ("measures", 0, "a4"),
    "notice": ("notice_out", 0, "a4"),
    "poster": ("poster_helpers", 0, "a4"),
    "register": ("income", -1, "a4"),
}
"""Picture → layout, page and paper."""


def draw(name: str, folder: Path, dots: float = DOTS, mode: str = "L") -> Image.Image:
    """Return the page called `name` as a picture, a grey one by default; its PDF goes to `folder`."""
    layout, page, paper = PAGES[name]
    files = [whole_family(people=9 if layout == "card" else 7, hamlet="2 组", exit_year=2017)]
    if layout.startswith(("notice", "poster")):
        files += [_neighbour(n) for n in range(1, 18)]
    out = folder / f"{name}.pdf"
    options = PrintOptions(paper=paper, register=name == "register")
    result = write_layout(out, files, context(training=name == "income"), shipped_layouts(RESOURCES)[layout], options)
    return picture(out, page % result.sheets, dots).convert(mode)


def _neighbour(n: int):
    file = whole_family(f"990004201700{n:02d}", 2 + n % 4, 0, hamlet=f"{n % 11 + 1} 组", exit_year=2017)
    file.members[0]["name"] = "孔王李张刘陈杨赵黄"[n % 9] + "令秀维建国荣"[n % 6] + "田佳晨"[n % 3]
    return file


def main() -> int:
    APPROVED.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        for name in PAGES:
            draw(name, Path(folder)).quantize(16).save(APPROVED / f"{name}.png", optimize=True)
            print(APPROVED / f"{name}.png")  # noqa: T201 - told to whoever renews them
    return 0


if __name__ == "__main__":
    sys.exit(main())
