"""The button that offers saved views, saves the one shown under a name and takes one away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QPushButton, QWidget

from storage.archive.list_views import ListView
from ui.style import icon


def action_button(text: str, icon_name: str, said: str) -> QPushButton:
    """Return a button of the list's head."""
    button = QPushButton(text)
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(16, 16))
    button.setToolTip(said)
    button.setAccessibleName(said)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


class ViewMenu(QPushButton):
    """`chosen` carries a view to show, `kept` all named views after one was added or taken away."""

    chosen = Signal(object)
    kept = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without views."""
        super().__init__("视图", parent)
        self.setIcon(icon("chevron-down"))
        self.setIconSize(QSize(14, 14))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setToolTip("保存和换用视图：列、排序、条件一起记住")
        self.setAccessibleName("视图")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.views: list[ListView] = []
        self.asked_for_current: Callable[[], ListView] = ListView
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.show_views([])

    def show_views(self, views: Sequence[ListView]) -> None:
        """Offer these views."""
        self.views = list(views)
        self._menu.clear()
        self._menu.addAction("常用列，不带条件").triggered.connect(lambda _on=False: self.chosen.emit(ListView()))
        for view in self.views:
            self._menu.addAction(view.name).triggered.connect(lambda _on=False, view=view: self.chosen.emit(view))
        self._menu.addSeparator()
        self._menu.addAction("保存现在的视图…").triggered.connect(lambda _on=False: self.save_current())
        if self.views:
            drop = self._menu.addMenu("删除视图")
            for view in self.views:
                drop.addAction(view.name).triggered.connect(lambda _on=False, view=view: self._drop(view))

    def save_current(self) -> None:
        """Ask for a name and keep the view shown under it."""
        name, agreed = QInputDialog.getText(
            self, "保存视图", "视图名称（同名的会换成现在的）", QLineEdit.EchoMode.Normal, "", Qt.WindowType.Dialog
        )
        if agreed and name.strip():
            self.keep_as(name.strip())

    def keep_as(self, name: str) -> None:
        """Keep the view shown under a name, in place of one of the same name."""
        others = [view for view in self.views if view.name != name]
        self.kept.emit([*others, replace(self.asked_for_current(), name=name)])

    def _drop(self, view: ListView) -> None:
        self.kept.emit([one for one in self.views if one.name != view.name])
