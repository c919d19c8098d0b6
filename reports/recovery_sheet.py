"""The recovery sheet: one page with the code that opens an archive when the password is lost, for a sealed envelope.

It is made in memory and handed to a printer or a file the person names; the program keeps no copy.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from reports.drawing import BOLD, OUTER, REGULAR, Pen
from reports.fonts import load_fonts
from reports.sheets import MM, PAGE_HEIGHT, PAGE_WIDTH, Sheets

_LEFT, _RIGHT = 24 * MM, PAGE_WIDTH - 24 * MM
_SIZE, _STEP = 11.0, 19.0
_GROUP_SIZE = 23.0
_HOW_TO = (
    "① 打印后当场在程序里输回两组数字，核对无误才生效；以前的恢复单同时作废。",
    "② 装进信封、封口签名，锁在单位保险柜，不要和电脑放在一起，不要拍照，不要存在电脑或手机里。",
    "③ 忘了口令时：打开程序，在“输入口令”一页点“忘了口令”，照单输入 8 组数字，再定新口令（命令：password reset）。",
    "④ 每组 6 位数字自带校验，输错一位，程序会指出是哪一组。",
    "⑤ 拿到这张纸和数据文件夹的人就能看到全部档案。丢了这张纸，请立即重做一张。",
)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What stands on the sheet beside the code: office, desk, who made it, the day (ISO)."""

    office: str
    desk: str
    user: str
    made: str


def recovery_sheet(code: str, facts: SheetFacts, fonts: Path) -> bytes:
    """Return the sheet as a PDF; `fonts` is resources/fonts."""
    out = io.BytesIO()
    loaded = load_fonts(fonts)  # before the canvas, which wants the font
    sheets = Sheets(out)
    sheets.canvas.setTitle("恢复单")
    sheets.canvas.setCreator("户档")
    pen = Pen(loaded, sheets.canvas._doc)
    sheets.page("", "\n".join(_drawing(pen, code, facts)))
    sheets.finish()
    return out.getvalue()


def _drawing(pen: Pen, code: str, facts: SheetFacts) -> list[str]:
    y = PAGE_HEIGHT - 46 * MM
    title = "户档　恢复单"
    parts = [pen.text((PAGE_WIDTH - pen.width(title, 26, BOLD)) / 2, y, title, 26, BOLD)]
    lead = "忘记口令时，只有它（或县级恢复私钥）能打开这份档案。"
    y -= 26
    parts.append(pen.text((PAGE_WIDTH - pen.width(lead, _SIZE)) / 2, y, lead, _SIZE))
    y -= 40
    for label, text in (
        ("单位", facts.office), ("电脑", facts.desk or "—"), ("制单日期", facts.made), ("制单人", facts.user or "—"),
    ):  # fmt: skip
        parts += [pen.text(_LEFT, y, label, _SIZE, BOLD), pen.text(_LEFT + 68, y, text, _SIZE)]
        y -= _STEP
    y -= 14
    parts += _code(pen, code, y)
    y -= 168
    parts += [pen.text(_LEFT, y, "怎样保管和使用", 13, BOLD)]
    y -= 24
    for sentence in _HOW_TO:
        for line in pen.wrap(sentence, (_RIGHT - _LEFT) / _SIZE, REGULAR):
            parts.append(pen.text(_LEFT, y, line, _SIZE))
            y -= _STEP
        y -= 3
    y -= 34
    for place, label in ((_LEFT, "封存人签名"), ((_LEFT + _RIGHT) / 2, "保管人签名")):
        parts.append(pen.text(place, y, label, _SIZE))
        parts.append(f"q 0.6 w {place + 66:.2f} {y - 3:.2f} m {place + 200:.2f} {y - 3:.2f} l S Q")
    return parts


def _code(pen: Pen, code: str, top: float) -> list[str]:
    """Return the groups in two rows of four, numbered, in a frame with the QR symbol beside them."""
    side, height = 112.0, 138.0
    frame = f"q {OUTER} w {_LEFT:.2f} {top - height:.2f} {_RIGHT - _LEFT:.2f} {height:.2f} re S Q"
    parts = [frame]
    step = (_RIGHT - _LEFT - side - 34) / 4
    for place, group in enumerate(code.split("-")):
        x, y = _LEFT + 16 + place % 4 * step, top - 52 - place // 4 * 56
        parts.append(pen.text(x, y + 22, f"第 {place + 1} 组", 9))
        parts.append(pen.text(x, y, group, _GROUP_SIZE * 0.76, BOLD))
    return [*parts, _symbol(code, _RIGHT - side - 12, top - height + 13, side)]


def _symbol(code: str, x: float, y: float, side: float) -> str:
    from segno import encoder

    rows = encoder.encode(code.replace("-", ""), error="m", micro=False).matrix
    count = len(rows)
    scale = side / count
    dark = [
        f"{column} {count - 1 - row} 1 1 re"
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell
    ]
    return "\n".join([f"q {scale:.4f} 0 0 {scale:.4f} {x:.2f} {y:.2f} cm", *dark, "f Q"])
