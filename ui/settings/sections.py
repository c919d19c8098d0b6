"""The short sections of the settings: office and people, backup, appearance, about."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from storage.archive.backups import BackupInfo
from storage.archive.drives import KIND_TEXTS, DriveKind, kind_of
from ui import message
from ui.appearance import SCALES, Appearance, keep_appearance, load_appearance
from ui.background import ArchiveWorker
from ui.message import Message
from ui.opening_pages import form_of, hint, line_edit
from ui.settings import jobs
from ui.style import RESOURCES
from ui.window_facts import WindowFacts

SCALE_TEXTS = {1.0: "标准", 1.15: "大", 1.3: "特大"}


class Section(QWidget):
    """One part of the settings. `said` goes to the bottom bar, `facts_changed` asks the window to read them anew."""

    title = ""
    said = Signal(str)
    facts_changed = Signal()

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build an empty column under the title."""
        super().__init__()
        self.worker, self.facts = worker, facts
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        head = QLabel(self.title)
        head.setObjectName("page-title")
        self.column.addWidget(head)

    def bring_up(self) -> None:
        """Show what holds now."""

    def failed(self, problem: Exception) -> None:
        """Tell what went wrong."""
        message.error(self, problem)


class OfficeSection(Section):
    """Names of office, desk and user; where the data lies."""

    title = "单位与人员"

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build the lines."""
        super().__init__(worker, facts)
        self.office, self.desk, self.user = line_edit("单位名称"), line_edit("机器名称"), line_edit("录入人")
        self.place, self.folder, self.guard = QLabel(), QLabel(), QLabel()
        for label in (self.place, self.folder):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for edit in (self.office, self.desk, self.user):
            edit.setMaximumWidth(self.fontMetrics().horizontalAdvance("汉") * 24)
            edit.setReadOnly(facts.read_only)
        self.column.addLayout(
            form_of(
                [
                    ("单位名称", self.office),
                    ("机器名称", self.desk),
                    ("录入人", self.user),
                    ("所在区划", self.place),
                    ("数据文件夹", self.folder),
                    ("口令保护", self.guard),
                ]
            )
        )
        self.column.addWidget(
            hint("单位名称印在表头；录入人写进以后每一处改动的痕迹，以前的不变。换人录入先在这里换名字。")
        )
        self.save = QPushButton("保存")
        self.save.setProperty("primary", True)
        self.save.setEnabled(not facts.read_only)
        self.save.clicked.connect(self.write)
        self.column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)

    def bring_up(self) -> None:
        """Read the names."""
        self.worker.submit(jobs.read_names, self._show, self.failed)

    def _show(self, names: jobs.OfficeNames) -> None:
        for edit, text in ((self.office, names.office), (self.desk, names.desk), (self.user, names.user)):
            edit.setText(text)
        self.place.setText(names.division)
        self.folder.setText(f"{names.folder}　（{KIND_TEXTS[kind_of(names.folder)]}）")
        self.guard.setText(
            "√ 整个数据库加密，打开要口令" if names.protected else "⚠ 没有口令：拿到数据文件夹的人都能看"
        )

    def write(self) -> None:
        """Set the names."""
        names = {"office": self.office.text(), "desk": self.desk.text(), "user": self.user.text()}
        self.worker.submit(partial(jobs.write_names, **names), self._written, self.failed)

    def _written(self, names: jobs.OfficeNames) -> None:
        self._show(names)
        self.said.emit("√ 已保存单位与人员")
        self.facts_changed.emit()


class BackupSection(Section):
    """Where backups go, and one made now."""

    title = "备份"

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build the lines."""
        super().__init__(worker, facts)
        self.folder = line_edit("备份文件夹", "例如另一块硬盘或 U 盘上的文件夹")
        self.folder.setReadOnly(True)
        self.browse = QPushButton("选择…")
        self.browse.clicked.connect(self.choose)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse)
        self.last, self.warning = QLabel(), QLabel()
        self.warning.setWordWrap(True)
        self.warning.setProperty("role", "warning")
        self.column.addLayout(form_of([("备份文件夹", row), ("上次备份", self.last)]))
        self.column.addWidget(self.warning)
        self.now = QPushButton("立即备份")
        self.now.setProperty("primary", True)
        self.now.clicked.connect(self.back_up)
        self.column.addWidget(self.now, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(
            hint(
                "备份是一个文件，含数据库、照片和（有口令时）加密的密钥，写完当场核对。"
                "恢复：python main.py restore 文件。"
            )
        )
        self.column.addStretch(1)

    def bring_up(self) -> None:
        """Read folder and last time."""
        self.worker.submit(jobs.read_backup, self._show, self.failed)

    def _show(self, state: jobs.BackupState) -> None:
        self.folder.setText(state.folder)
        ago = "" if state.days is None else "（今天）" if state.days == 0 else f"（{state.days} 天前）"
        self.last.setText(f"{state.last}{ago}" if state.last else "还没有备份过")
        self.warning.setText(self._warning(state))
        self.now.setEnabled(bool(state.folder))

    def _warning(self, state: jobs.BackupState) -> str:
        if not state.folder:
            return "⚠ 还没有选备份文件夹。电脑坏了，没有备份就什么都没有了。"
        same = kind_of(Path(state.folder)) is DriveKind.FIXED and Path(state.folder).anchor == self.facts.folder.anchor
        return "⚠ 备份和数据在同一块盘上，盘坏了两份一起没。最好选另一块盘或 U 盘。" if same else ""

    def choose(self) -> None:
        """Ask for the folder."""
        chosen = QFileDialog.getExistingDirectory(self, "备份到哪个文件夹", self.folder.text())
        if chosen:
            self.worker.submit(partial(jobs.write_backup_folder, folder=chosen), self._show, self.failed)

    def back_up(self) -> None:
        """Write a backup."""
        self.now.setEnabled(False)
        self.now.setText("正在备份…")
        self.worker.submit(partial(jobs.back_up, folder=Path(self.folder.text())), self._made, self._not_made)

    def _ended(self) -> None:
        self.now.setText("立即备份")
        self.bring_up()

    def _made(self, made: BackupInfo) -> None:
        self._ended()
        message.info(
            self, Message(f"已备份 {made.households:,} 户、{made.people:,} 人，核对无误。", now=str(made.file))
        )

    def _not_made(self, problem: Exception) -> None:
        self._ended()
        self.failed(problem)


class AppearanceSection(Section):
    """Theme, size of text, masking in lists, printers found."""

    title = "外观与显示"
    theme_wanted = Signal(str)

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build the choices."""
        super().__init__(worker, facts)
        kept = load_appearance()
        self.themes = {"light": QRadioButton("浅色"), "dark": QRadioButton("深色")}
        self.scales = {scale: QRadioButton(SCALE_TEXTS[scale]) for scale in SCALES}
        self.themes[kept.theme].setChecked(True)
        self.scales[kept.scale].setChecked(True)
        self.column.addLayout(form_of([("颜色", _row(self.themes.values())), ("字号", _row(self.scales.values()))]))
        self.later = hint("字号连同整个窗口一起放大，不会有字被截断；下次打开程序时生效。")
        self.column.addWidget(self.later)
        self.masked = QCheckBox("户列表和查对名单里遮盖证件号码、电话、银行卡号的中间几位")
        self.masked.setChecked(facts.masked)
        self.masked.setEnabled(not facts.read_only)
        self.column.addWidget(self.masked)
        found = QPrinterInfo.availablePrinterNames()
        self.column.addWidget(
            hint(
                f"打印机：{'、'.join(found) if found else '这台电脑没有装打印机，打印会存为 PDF'}。"
                "用哪台、纸张和校准在打印窗口里选，会记住。"
            )
        )
        self.column.addStretch(1)
        for theme, button in self.themes.items():
            button.toggled.connect(lambda on, theme=theme: self.theme_wanted.emit(theme) if on else None)
        for scale, button in self.scales.items():
            button.toggled.connect(lambda on, scale=scale: self._keep_scale(scale) if on else None)
        self.masked.toggled.connect(self._keep_masking)

    def _keep_scale(self, scale: float) -> None:
        keep_appearance(Appearance(load_appearance().theme, scale))
        self.later.setText("√ 已记住。关上程序再打开，就是新的字号。")

    def _keep_masking(self, masked: bool) -> None:
        self.worker.submit(
            partial(jobs.write_masking, masked=masked), lambda _none: self.facts_changed.emit(), self.failed
        )


class AboutSection(Section):
    """Version, what the program is made of, and the licences."""

    title = "关于"

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build the text."""
        super().__init__(worker, facts)
        self.column.addWidget(QLabel(f"户档 {program_version()}　离线运行，不连接任何网络，不收集任何信息。MIT 许可。"))
        self.text = QTextBrowser()
        self.text.setAccessibleName("许可证")
        self.text.setOpenLinks(False)
        self.text.setMarkdown(licences(RESOURCES))
        self.column.addWidget(self.text, 1)


def program_version() -> str:
    """Return the version: of the installed package, else as pyproject.toml says it."""
    try:
        return version("hudang")
    except PackageNotFoundError:
        pass
    try:
        text = (RESOURCES.parent / "pyproject.toml").read_text(encoding="utf-8")
        return next(line.split('"')[1] for line in text.splitlines() if line.startswith("version"))
    except (OSError, StopIteration, IndexError):
        return ""


def licences(resources: Path) -> str:
    """Return what resources and libraries are licensed under, with the texts of the fonts' licences."""
    parts: list[str] = []
    for name in ("LICENSES.md", "fonts/OFL-NotoSansSC.txt", "fonts/LICENSE-HanaMinB.txt", "icons/LICENSE-tabler"):
        try:
            text = (resources / name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        parts.append(text if name.endswith(".md") else f"## {name}\n\n```\n{text}\n```")
    return "\n\n".join(parts)


def _row(widgets: Iterable[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    held = QWidget()
    held.setLayout(row)
    row.setContentsMargins(0, 0, 0, 0)
    outer = QHBoxLayout()
    outer.addWidget(held)
    return outer
