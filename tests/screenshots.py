"""The pictures of the documents: `python -m tests.screenshots [FOLDER]` makes them anew in docs/pictures."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
HOUSEHOLDS = 300


def take(out: Path, theme: str = "light") -> list[Path]:
    """Walk through the window and return the pictures taken."""
    from ui.selftest import STEPS, close_walk, open_walk

    with TemporaryDirectory() as folder:
        walked = open_walk(Path(folder), out, ROOT / "resources", households=HOUSEHOLDS, theme=theme)
        try:
            for name, step in STEPS:
                print(f"{name}  {step(walked)}")  # noqa: T201 - told to whoever makes the pictures
        finally:
            close_walk(walked)
        return list(walked.walk.files)


def main(arguments: list[str]) -> int:
    for picture in take(Path(arguments[0]) if arguments else PICTURES):
        print(picture)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
