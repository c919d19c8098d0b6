"""登记单位: two offices get to know each other, step by step, each with what to do next and where the file lies."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFileDialog, QLabel, QRadioButton, QVBoxLayout, QWidget

from storage.exchange.certificates import Certificate
from storage.exchange.partners import Met
from ui.background import ArchiveWorker
from ui.exchange.board_jobs import (
    RANKS,
    Look,
    admit_office,
    ask_for_admission,
    join_office,
    look_at_request,
)
from ui.exchange.steps_dialog import StepsDialog, open_folder_of, push, words
from ui.exchange.sticks import first_folder

REQUESTS = "户档申请 (*.req);;所有文件 (*)"
CERTIFICATES = "户档证书 (*.cert);;所有文件 (*)"


class MeetDialog(StepsDialog):
    """`met` says that an office was admitted or joined."""

    met = Signal()

    def __init__(self, worker: ArchiveWorker, now: Look, parent: QWidget | None = None) -> None:
        """Ask which step it is."""
        super().__init__(worker, "登记单位", parent)
        self._now = now
        self._folder = first_folder(now.folder)
        self.card: Certificate | None = None
        self.request = Path()
        self.file = Path()
        self.asking = QRadioButton("① 请上级登记本单位：生成申请文件")
        self.admitting = QRadioButton("② 登记下级单位：取用它的申请，核对指纹，写证书")
        self.joining = QRadioButton("③ 取用上级写给本单位的证书")
        self.asking.setChecked(True)
        self.by_phone = QRadioButton("打电话逐组核对过，对方念的和上面一样")
        self.in_person = QRadioButton("申请文件是对方当面交来的，没有经过别人")
        self.choice_page = self._make_choice()
        self.check_page = self._make_check()
        self.done_page = self._make_done()
        for page in (self.choice_page, self.check_page, self.done_page):
            self.stack.addWidget(page)
        self.back_button.clicked.connect(self._begin)
        self.on_button.clicked.connect(self._go_on)
        self._begin()

    def _make_choice(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(words("登记单位", name="dialog-title"))
        column.addWidget(
            words(
                "第一次交换前做一次：下级生成申请 → 上级核对指纹、写证书 → 下级取用证书。"
                "之后双方都能给对方打包，别人打不开，也冒充不了。",
                "secondary",
            )
        )
        for choice in (self.asking, self.admitting, self.joining):
            choice.setProperty("tile", True)
            column.addWidget(choice)
        column.addStretch(1)
        return page

    def _make_check(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(words("核对指纹", name="dialog-title"))
        self.who = words("")
        self.digits = _digits()
        column.addWidget(self.who)
        column.addWidget(self.digits)
        self.how = words(
            "给对方打电话（用平时的号码，不用文件里附的），请对方在自己电脑上念他的指纹，一组一组对。"
            "有一组对不上就不要登记：文件可能被换过。",
            "secondary",
        )
        column.addWidget(self.how)
        for choice in (self.by_phone, self.in_person):
            choice.toggled.connect(lambda _on: self._enable())
            column.addWidget(choice)
        column.addStretch(1)
        return page

    def _make_done(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.done_title = words("", name="dialog-title")
        self.file_label = words("", "title")
        self.own_digits = _digits()
        self.next = words("")
        self.folder_button = push("打开所在文件夹")
        self.folder_button.clicked.connect(lambda: open_folder_of(self.file))
        for part in (self.done_title, self.file_label, self.own_digits, self.next):
            column.addWidget(part)
        column.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return page

    def _begin(self) -> None:
        self.show_step(self.choice_page, "下一步 Enter")
        self.on_button.setEnabled(True)
        chosen = next((one for one in (self.asking, self.admitting, self.joining) if one.isChecked()), self.asking)
        chosen.setFocus()

    def _go_on(self) -> None:
        if self.stack.currentWidget() is self.check_page:
            self.admit()
        elif self.asking.isChecked():
            self.ask()
        elif self.admitting.isChecked():
            self.choose_request()
        else:
            self.choose_certificate()

    # asking

    def ask(self) -> None:
        """Write the request where the person says."""
        proposed = Path(self._folder) / f"{self._now.office}-登记申请.req"
        name, _kind = QFileDialog.getSaveFileName(self, "申请文件存到哪里", str(proposed), REQUESTS)
        if name:
            file = Path(name if name.lower().endswith(".req") else f"{name}.req")
            self.start("正在生成申请…", partial(ask_for_admission, file=file), self._asked)

    def _asked(self, met: Met) -> None:
        self._tell(
            "√ 申请已写好",
            met.file,
            met.fingerprint,
            "1. 把上面的文件带给上级单位（里面没有户的数据）。\n"
            "2. 上级会打电话来，把这六组数字念给他听。\n"
            "3. 拿到上级写的证书后，回到“登记单位”，选“③ 取用证书”。",
        )

    # admitting

    def choose_request(self) -> None:
        """Ask for the request file and look at it."""
        name, _kind = QFileDialog.getOpenFileName(self, "选对方的申请文件", self._folder, REQUESTS)
        if name:
            self.open_request(Path(name))

    def open_request(self, file: Path) -> None:
        """Show who asks, with the digits to compare."""
        self.request = file
        self.start("正在看申请…", partial(look_at_request, file=file), self._request_read)

    def _request_read(self, told: tuple[Certificate, str]) -> None:
        self.card, place = told
        card = self.card
        rank = RANKS.get(card.rank, "")
        desk = f"，电脑“{card.desk_name}”" if card.desk_name else ""
        self.who.setText(f"“{card.office}”（{rank}级）{desk}\n区划：{place}（{card.division}）")
        self.digits.setText(card.fingerprint)
        self.digits.setAccessibleName(f"指纹 {card.fingerprint}")
        for choice in (self.by_phone, self.in_person):
            choice.setAutoExclusive(False)
            choice.setChecked(False)
            choice.setAutoExclusive(True)
        self.show_step(self.check_page, "登记并写证书…", back=True)
        self._enable()
        self.by_phone.setFocus()

    def _enable(self) -> None:
        if self.stack.currentWidget() is self.check_page and self.idle:
            self.on_button.setEnabled(self.by_phone.isChecked() or self.in_person.isChecked())

    def admit(self) -> None:
        """Write the certificate where the person says."""
        card = self.card
        if card is None:
            return
        proposed = self.request.with_name(f"给{card.office}的证书.cert")
        name, _kind = QFileDialog.getSaveFileName(self, "证书存到哪里", str(proposed), CERTIFICATES)
        if not name:
            return
        file = Path(name if name.lower().endswith(".cert") else f"{name}.cert")
        digits = card.fingerprint if self.by_phone.isChecked() else None
        job = partial(admit_office, request=self.request, file=file, digits=digits)
        self.start("正在写证书…", job, self._admitted)

    def _admitted(self, met: Met) -> None:
        self._tell(
            f"√ 已登记“{met.office}”",
            met.file,
            "",
            "1. 把上面的证书文件交回对方。\n"
            "2. 对方在“登记单位”里选“③ 取用证书”。\n"
            "3. 从现在起可以给对方打包了；第一个包含全部内容，可能大一些。",
        )
        self.met.emit()

    # joining

    def choose_certificate(self) -> None:
        """Ask for the certificate and take it in."""
        name, _kind = QFileDialog.getOpenFileName(self, "选上级写的证书文件", self._folder, CERTIFICATES)
        if name:
            self.open_certificate(Path(name))

    def open_certificate(self, file: Path) -> None:
        """Take a certificate in."""
        self.start("正在取用证书…", partial(join_office, file=file), self._joined)

    def _joined(self, met: Met) -> None:
        self._tell(
            f"√ 已与“{met.office}”互相登记",
            met.file,
            met.fingerprint,
            "上面是上级的指纹，想再确认时可以打电话核对。\n现在可以按“打包”给上级打第一个包，也可以取用上级打来的包。",
        )
        self.met.emit()

    def _tell(self, title: str, file: Path, digits: str, then: str) -> None:
        self.file = file
        self._folder = str(file.parent)
        self.done_title.setText(title)
        self.file_label.setText(f"文件：{file}")
        self.own_digits.setText(digits)
        self.own_digits.setAccessibleName(f"指纹 {digits}")
        self.own_digits.setVisible(bool(digits))
        self.next.setText(then)
        self.show_step(self.done_page, "")
        self.close_button.setFocus()


def _digits() -> QLabel:
    label = QLabel()
    font = QFont(label.font())
    font.setPixelSize(24)
    font.setBold(True)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.5)
    label.setFont(font)
    label.setStyleSheet("font-size: 24px; font-weight: 600; padding: 8px 0;")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
