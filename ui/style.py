"""How the window looks: theme, style sheet, colours for painting, tinted icons.

The theme in use is a property of the application object, so that nothing here is global.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ui.sheet import SHEET
from ui.tokens import THEMES

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
"""The shipped resources: beside the packages in the source tree and in the packaged program alike."""

THEME = "hudang_theme"
_COLORS = {theme: {name: QColor(text) for name, text in tokens.items()} for theme, tokens in THEMES.items()}


def current_theme() -> str:
    """Return the theme in use: light or dark."""
    app = QApplication.instance()
    return (app.property(THEME) if app is not None else None) or "light"


def color(token: str) -> QColor:
    """Return the colour of a token (`ui.tokens`) in the theme in use; KeyError for an unknown one."""
    return _COLORS[current_theme()][token]


def apply_theme(app: QApplication, theme: str) -> None:
    """Give the application the palette and the style sheet of `theme`, light or dark."""
    tokens = THEMES[theme]
    app.setProperty(THEME, theme)
    app.setPalette(_palette(tokens))
    sheet = SHEET
    for name in sorted(tokens, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}@", tokens[name])
    app.setStyleSheet(sheet)


def _palette(tokens: dict[str, str]) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "app",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "zebra",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.Highlight: "primary",
        QPalette.ColorRole.HighlightedText: "on_primary",
        QPalette.ColorRole.Link: "primary",
        QPalette.ColorRole.PlaceholderText: "hint",
    }
    for role, token in roles.items():
        palette.setColor(role, QColor(tokens[token]))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens["hint"]))
    return palette


def set_state(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property that the style sheet looks at, and restyle the widget only if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def icon(name: str, token: str = "text_secondary", size: int = 16) -> QIcon:
    """Return a shipped icon in the colour of a token, sharp on screens of up to three times the density."""
    return _icon(name, color(token).name(), size)


@lru_cache(maxsize=256)
def _icon(name: str, tint: str, size: int) -> QIcon:
    made = QIcon()
    for ratio in (1, 2, 3):
        made.addPixmap(pixmap(name, tint, size, ratio))
    return made


def pixmap(name: str, tint: str, size: int, ratio: float = 1) -> QPixmap:
    """Return a shipped icon drawn in `tint` (#rrggbb), `size` logical pixels wide; OSError if there is none."""
    drawing = (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", tint)
    drawing = drawing.replace('stroke-width="2"', 'stroke-width="1.75"')
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
