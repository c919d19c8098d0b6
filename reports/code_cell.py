"""The QR symbol in its box, with what it is for and its number below."""

from __future__ import annotations

from reports import qr
from reports.drawing import Cell, Pen
from reports.sheets import MM

CODE_SIDE = 27 * MM
"""The symbol with its quiet zone: large enough for a scanner from a card printed at half size."""


def code_cell(pen: Pen, box: Cell, code: str | None) -> str:
    """Return the drawing of a code in `box`, or nothing where there is no code."""
    if code is None:
        return ""
    module = CODE_SIDE / (qr.SIDE + 8)
    side = module * qr.SIDE
    # symbol and captions as one block in the middle of the box
    x, y = box.x + (box.width - side) / 2, box.y + (box.height - side - 29) / 2 + 29
    size = min(8.0, (box.width - 6) / pen.width(code, 1))
    return "\n".join([
        f"q {module:.4f} 0 0 {module:.4f} {x:.3f} {y:.3f} cm\n{qr.path(code)}\nf Q",
        pen.aligned(box, y - 17, "扫码回到本户档案", 8),
        pen.aligned(box, y - 28, code, size),
    ])
