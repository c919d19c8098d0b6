"""The F3 box: one line that finds households and people as one types."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from reports.qr import read_code
from storage.archive.archive import Archive
from storage.archive.progress import Cancelled, Progress
from storage.archive.search import Hit, find
from ui.background import ArchiveWorker, Job
from ui.search_hits import HitDelegate, HitModel

DEBOUNCE_MS = 120
MOST_HITS = 50
ROWS_SHOWN = 8


def look_up(archive: Archive, _progress: Progress, text: str) -> tuple[list[Hit], int]:
    """Return the hits for `text` and how many there are in all; job for the worker.

    What nothing fits may be the code of a card, typed by a scanner: a household number and its check character.
    """
    hits, total = find(archive, text, MOST_HITS)
    number = read_code(text) if not hits else None
    if number is None:
        return hits, total
    scanned = [replace(hit, why="扫码") for hit in find(archive, number, MOST_HITS)[0] if _plain(hit.number) == number]
    return scanned[:1], len(scanned[:1])


def _plain(number: str) -> str:
    """Return a household number as a card's code holds it."""
    return number.replace("-", "").upper()


class HitPopup(QFrame):
    """The list under the box. It lies over the window, so focus and input method stay in the box."""

    def __init__(self, model: HitModel, parent: QWidget) -> None:
        """Build list and footer."""
        super().__init__(parent)
        self._over = parent
        self.setObjectName("popup")
        self.list = QListView()
        self.list.setModel(model)
        self.list.setItemDelegate(HitDelegate(self.list))
        self.list.setAccessibleName("查找结果")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.footer = QLabel()
        self.footer.setProperty("role", "hint")
        self.footer.setContentsMargins(10, 4, 10, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.footer)
        self.hide()

    def place_under(self, box: QWidget) -> None:
        """Stand under the box, as high as the hits need."""
        rows = min(ROWS_SHOWN, self.list.model().rowCount())
        row_height = self.list.sizeHintForRow(0) if rows else 0
        self.list.setVisible(rows > 0)
        room = self._over.width() - 12
        width = min(room, max(box.width(), self.fontMetrics().height() * 30))
        self.resize(width, rows * row_height + self.footer.sizeHint().height() + 4)
        within = self.parentWidget() or box
        corner = box.mapTo(within, QPoint(0, box.height() + 3))
        left = max(6, min(corner.x(), within.width() - width - 6))
        self.move(left, corner.y())
        self.show()
        self.raise_()


class SearchBox(QLineEdit):
    """Type, choose with ↑↓, open with Enter. `chosen` carries the `Hit`; `left` says that Esc gave the focus back."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Search through `worker`."""
        super().__init__(parent)
        self.setObjectName("search-box")
        self.setAccessibleName("查找户或人")
        self.setAccessibleDescription("姓名、拼音首字母、证件号码任意一段、电话、户编号、村名；上下键选择，回车打开")
        self.setPlaceholderText("F3 查找：姓名、拼音、证件号…")
        self.setClearButtonEnabled(True)
        self._worker = worker
        self._job: Job | None = None
        self._asked = ""
        self._open_first = False
        self.model = HitModel(self)
        self.popup: HitPopup | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self.search_now)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(lambda text: self._clear() if not text else None)
        self._shortcut = QAction(self)
        self._shortcut.setShortcut(QKeySequence(Qt.Key.Key_F3))
        self._shortcut.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._shortcut.triggered.connect(self.begin)
        self.addAction(self._shortcut)

    def begin(self) -> None:
        """Take the focus with the old text selected, ready to be typed over."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if self.text() and self.model.rowCount():
            self._show_popup()

    def _edited(self, text: str) -> None:
        self._open_first = False
        if text.strip():
            self._timer.start()

    def _clear(self) -> None:
        self._timer.stop()
        self._asked = ""
        self.model.set_hits([], "")
        self.hide_popup()

    def search_now(self) -> None:
        """Ask the worker for the hits of the text as it stands; an answer to an older text is dropped."""
        text = self.text().strip()
        self._timer.stop()
        if not text:
            return
        self._asked = text
        if self._job is not None:
            self._job.cancel()
        self._job = self._worker.submit(
            partial(look_up, text=text), partial(self._arrived, text), partial(self._failed, text)
        )

    def _arrived(self, text: str, found: tuple[list[Hit], int]) -> None:
        if text != self._asked:
            return
        self._job = None
        hits, total = found
        self.model.set_hits(hits, text)
        self._say(hits, total)
        self._show_popup()
        if self._open_first and hits:
            self.open_current()
        self._open_first = False

    def _say(self, hits: list[Hit], total: int) -> None:
        if not hits:
            self._tell("没有找到。可用姓名、拼音首字母、证件号码任意一段、电话、户编号或村名查找。")
        elif total > len(hits):
            self._tell(f"共 {total:,} 条，先列 {len(hits)} 条；多输几个字缩小范围。 ↑↓ 选择  Enter 打开")
        else:
            self._tell(f"共 {total:,} 条。 ↑↓ 选择  Enter 打开  Esc 返回")

    def _tell(self, text: str) -> None:
        self._list().footer.setText(text)

    def _failed(self, text: str, problem: Exception) -> None:
        if text == self._asked and not isinstance(problem, Cancelled):
            self._job = None
            self._tell(getattr(problem, "sentence", "查找没有完成，请再试一次。"))
            self._show_popup()

    def _list(self) -> HitPopup:
        if self.popup is None or self.popup.parentWidget() is not self.window():
            self.popup = HitPopup(self.model, self.window())
            self.popup.list.clicked.connect(lambda _index: self.open_current())
        return self.popup

    def _show_popup(self) -> None:
        popup = self._list()
        popup.list.setCurrentIndex(self.model.index(0))
        popup.place_under(self)

    def hide_popup(self) -> None:
        """Fold the list away."""
        if self.popup is not None:
            self.popup.hide()

    def open_current(self) -> None:
        """Tell which hit was chosen and fold the list away."""
        hit = self.model.hit(self._list().list.currentIndex())
        if hit is not None:
            self.hide_popup()
            self.chosen.emit(hit)

    def event(self, event: QEvent) -> bool:
        """Keep Esc for the box: the window has a shortcut on it too."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑↓ move in the list, Enter opens, Esc closes and gives the focus back; the rest is typing."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._move({Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS_SHOWN}.get(key, -ROWS_SHOWN))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self.hide_popup()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        popup, last = self._list(), self.model.rowCount() - 1
        if last < 0:
            return
        if popup.isHidden():
            self._show_popup()
            return
        at = max(0, min(last, popup.list.currentIndex().row() + step))
        popup.list.setCurrentIndex(self.model.index(at))

    def _enter(self) -> None:
        if self.text().strip() != self._asked or self._job is not None:
            # a scanner types faster than the search answers: open the first hit when it comes
            self._open_first = True
            if self.text().strip() != self._asked:
                self.search_now()
            return
        self.open_current()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Fold the list away, unless the click went into it."""
        super().focusOutEvent(event)
        if self.popup is not None and not self.popup.underMouse():
            self.hide_popup()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the last hits again on a click."""
        super().mousePressEvent(event)
        if self.text() and self.model.rowCount():
            self._show_popup()
