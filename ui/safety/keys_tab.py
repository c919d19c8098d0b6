"""Password, recovery sheet and county key: what there is, and the button that makes or changes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from storage.archive.protection import Sheet
from ui import message
from ui.background import ArchiveWorker
from ui.message import Message
from ui.opening_pages import hint
from ui.safety import jobs
from ui.safety.jobs import SafetyState
from ui.safety.password_dialog import AskDialog

_OLD, _NEW, _AGAIN = "现在的口令", "新口令", "再输一次"


class KeysTab(QWidget):
    """Three rows: own password, sheet, county key."""

    said = Signal(str)

    def __init__(self, worker: ArchiveWorker) -> None:
        """Build the rows."""
        super().__init__()
        self._worker = worker
        self._pdf = b""
        self.password, self.sheet, self.county = QLabel(), QLabel(), QLabel()
        self.change_button = self._button("改口令…", self.change)
        self.sheet_button = self._button("做恢复单…", self.make_sheet)
        self.county_button = self._button("登记县级公钥…", self.set_county)
        card = QFrame()
        card.setProperty("card", True)
        grid = QGridLayout(card)
        grid.setContentsMargins(20, 16, 20, 16)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        rows = (
            ("口令", self.password, self.change_button), ("恢复单", self.sheet, self.sheet_button),
            ("县级恢复公钥", self.county, self.county_button),
        )  # fmt: skip
        for row, (title, label, button) in enumerate(rows):
            label.setWordWrap(True)
            head = QLabel(title)
            head.setProperty("role", "secondary")
            grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, 1)
            grid.addWidget(button, row, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 12, 4, 4)
        layout.addWidget(card)
        layout.addWidget(
            hint(
                "口令忘了，只有恢复单或县级恢复私钥能打开档案；两样都没有，就只剩已交换给上级的数据。"
                "改口令不用重做恢复单。加上、去掉口令和换密钥要重新加密全部文件，请关上窗口，"
                "用命令 password protect、unprotect、renew-key。"
            )
        )
        layout.addStretch(1)

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(act)
        return button

    def reload(self) -> None:
        """Read the state."""
        self._worker.submit(jobs.read_state, self._show, self._failed)

    def _show(self, state: SafetyState) -> None:
        for button in (self.change_button, self.sheet_button, self.county_button):
            button.setEnabled(state.protected)
        if not state.protected:
            self.password.setText("⚠ 没有口令：拿到这台电脑或数据文件夹的人都能看到全部身份证号和银行卡号。")
            self.sheet.setText("没有口令，用不着恢复单。")
            self.county.setText("没有口令，用不着县级恢复公钥。")
            return
        self.password.setText("√ 数据库、照片、备份全部加密；连续输错 5 次要等，最多等 10 分钟，数据不会被删。")
        made = f"√ {state.sheet} 做的。应封在信封里，锁在保险柜。"
        self.sheet.setText(made if state.sheet else "⚠ 还没有恢复单：口令忘了，档案就打不开了。")
        self.county.setText(f"√ {state.county}" if state.county else "没有登记。县里给了公钥（age1…）就登记在这里。")

    def change(self) -> None:
        """Ask for the old and the new password."""
        dialog = AskDialog(
            "改口令", "至少 8 位。其他用户的口令不受影响。", (_OLD, _NEW, _AGAIN), self, secret=(_OLD, _NEW, _AGAIN),
            same=(_NEW, _AGAIN), yes="改口令",
        )  # fmt: skip
        if dialog.exec() == QDialog.DialogCode.Accepted:
            job = partial(jobs.change_password, old=dialog.text(_OLD), new=dialog.text(_NEW))
            self._worker.submit(job, partial(self._done, "√ 口令已改"), self._failed)

    def make_sheet(self) -> None:
        """Make a sheet: print or save it, then type two groups back."""
        self._worker.submit(jobs.draw_sheet, self._drawn, self._failed)

    def _drawn(self, drawn: tuple[Sheet, bytes]) -> None:
        sheet, pdf = drawn
        chosen, _kind = QFileDialog.getSaveFileName(
            self, "恢复单存到哪里（打印后请删除）", f"恢复单-{sheet.made}.pdf", "PDF (*.pdf)"
        )
        if not chosen:
            return
        target = Path(chosen if chosen.lower().endswith(".pdf") else f"{chosen}.pdf")
        saved = partial(self._saved, sheet)
        self._worker.submit(partial(jobs.save_pdf, pdf=pdf, target=target), saved, self._failed)

    def _saved(self, sheet: Sheet, target: Path) -> None:
        first, second = (f"第 {number} 组" for number in sheet.asked)
        dialog = AskDialog(
            "核对恢复单",
            f"恢复单在 {target}。请打印出来，看着纸输入下面两组数字：核对无误，这张才生效，旧的同时作废。",
            (first, second), self, yes="核对",
        )  # fmt: skip
        if dialog.exec() != QDialog.DialogCode.Accepted:
            target.unlink(missing_ok=True)
            self.said.emit("没有做成恢复单，旧的仍然有效；存出的文件已删除。")
            return
        typed = (dialog.text(first), dialog.text(second))
        job = partial(jobs.confirm_sheet, sheet=sheet, typed=typed)
        done = partial(self._confirmed, target)
        self._worker.submit(job, done, partial(self._not_confirmed, sheet, target))

    def _confirmed(self, target: Path, state: SafetyState) -> None:
        self._done("√ 恢复单已核对、生效", state)
        message.info(self, Message("恢复单已生效。", "旧的恢复单作废。", f"封好纸质的一张后，请删除文件 {target}。"))

    def _not_confirmed(self, sheet: Sheet, target: Path, problem: Exception) -> None:
        self._failed(problem)
        self._saved(sheet, target)

    def set_county(self) -> None:
        """Ask for the county's public key."""
        dialog = AskDialog("登记县级恢复公钥", "县里发的一行字，以 age1 开头。", ("公钥",), self, yes="登记")
        if dialog.exec() == QDialog.DialogCode.Accepted:
            job = partial(jobs.set_county, recipient=dialog.text("公钥"))
            self._worker.submit(job, partial(self._done, "√ 已登记县级恢复公钥"), self._failed)

    def _done(self, sentence: str, state: SafetyState) -> None:
        self._show(state)
        self.said.emit(sentence)

    def _failed(self, problem: Exception) -> None:
        message.error(self, problem)
