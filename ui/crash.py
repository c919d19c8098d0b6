"""What happens when the program itself is at fault: a report without personal data, a dialog, and the work goes on."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

LOG = "crash.log"
MOST_LOG = 200_000
ROOT = Path(__file__).resolve().parent.parent


def report_of(problem: BaseException) -> str:
    """Return a report: versions, kind of fault, places in the program.

    Neither the fault's own words nor values of variables go in, since both may hold names and numbers of people.
    """
    lines = [
        f"户档 {datetime.now():%Y-%m-%d %H:%M:%S}",
        f"Python {platform.python_version()}  Qt {qt_version}  {platform.system()} {platform.release()}",
    ]
    one: BaseException | None = problem
    while one is not None:
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        lines += [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in _frames(one)]
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join(lines)


def _frames(problem: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(problem.__traceback__))


def _place(filename: str) -> str:
    """Return a file without the folders before it: they may hold the name of a person."""
    path = Path(filename)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


class CrashDialog(QDialog):
    """Says that the step failed and that what is saved is safe, with the report to copy."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        """Show a report."""
        super().__init__(parent)
        self.setWindowTitle("户档")
        self.report = report
        unit = self.fontMetrics().height()
        self.resize(unit * 34, unit * 20)
        what = QLabel("程序内部出错，这一步没有完成。")
        what.setObjectName("message-what")
        safe = QLabel("已保存的数据没有改动；正在录入的内容存有草稿，重新打开该户时恢复。可以继续使用，也可重启程序。")
        safe.setWordWrap(True)
        note = QLabel("下面的报告不含任何人的信息，可复制给维护人员。")
        note.setProperty("role", "hint")
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setAccessibleName("错误报告")
        copy, close = QPushButton("复制报告"), QPushButton("继续使用")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        close.setProperty("primary", True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        for part in (what, safe, note):
            layout.addWidget(part)
        layout.addWidget(text, 1)
        layout.addLayout(buttons)


class CrashGuard(QObject):
    """Takes over `sys.excepthook`: writes the report into the data folder and shows it; one dialog at a time."""

    _happened = Signal(object)

    def __init__(self, folder: Callable[[], Path | None], parent: QWidget | None = None) -> None:
        """`folder` tells where the log goes, None for nowhere."""
        super().__init__()
        self._folder = folder
        self.parent_window = parent
        self._open = False
        self._happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over the hooks of this process."""
        sys.excepthook = self._caught
        threading.excepthook = lambda details: self._take(details.exc_value)

    def _caught(self, _kind: type[BaseException], problem: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(problem, KeyboardInterrupt):
            sys.__excepthook__(_kind, problem, _trace)
            return
        self._take(problem)

    def _take(self, problem: BaseException | None) -> None:
        if problem is not None:
            self._happened.emit(problem)

    def _show(self, problem: BaseException) -> None:
        report = report_of(problem)
        write_log(self._folder(), report)
        if self._open:
            return
        self._open = True
        try:
            CrashDialog(report, self.parent_window).exec()
        finally:
            self._open = False


def write_log(folder: Path | None, report: str) -> None:
    """Add a report to the log in the data folder, which is begun anew when it has grown too long."""
    if folder is None or not folder.is_dir():
        return
    file = folder / LOG
    try:
        old = file.read_text("utf-8") if file.exists() and file.stat().st_size < MOST_LOG else ""
        file.write_text(f"{old}{report}\n\n", encoding="utf-8")
    except OSError:
        return
