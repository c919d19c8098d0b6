"""打包: for whom, of which villages, how much, whereto; then what was written, in words."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from storage.exchange.packing import PackMade
from ui.background import ArchiveWorker
from ui.buttons import push
from ui.choice_box import ChoiceBox
from ui.exchange.board_jobs import Look, pack, size_said
from ui.exchange.drive_buttons import DriveButtons, EjectRow
from ui.exchange.steps_dialog import StepsDialog, open_folder_of, step_page, words
from ui.exchange.sticks import first_folder

STRANGER = "\x00stranger"
"""What the office box holds for an office that isn't registered."""
LEAST_PASSPHRASE = 8


class PackDialog(StepsDialog):
    """`made` says that a pack was written."""

    made = Signal()

    def __init__(self, worker: ArchiveWorker, now: Look, division: str = "", parent: QWidget | None = None) -> None:
        """Offer to pack for the office of `division` ("" = the first)."""
        super().__init__(worker, "打包", parent)
        self.now = now
        self.result_pack: PackMade | None = None
        self.office_box = ChoiceBox("收件单位")
        for line in now.offices:
            self.office_box.addItem(line.office, line.division)
        self.office_box.addItem("没登记的单位（用口令加锁）…", STRANGER)
        self.office_box.setCurrentIndex(max(0, self.office_box.findData(division)))
        self.name = QLineEdit()
        self.name.setPlaceholderText("对方单位的名称")
        self.name.setAccessibleName("对方单位的名称")
        self.passphrase = QLineEdit()
        self.passphrase.setPlaceholderText(f"至少 {LEAST_PASSPHRASE} 个字，打电话告诉对方，不要写在盘上")
        self.passphrase.setAccessibleName("口令")
        self.scope_box = ChoiceBox("范围")
        self.news = QRadioButton("只含对方还没有的改动（平时用这个）")
        self.whole = QRadioButton("全部重打（第一次，或对方换了电脑）")
        self.receipt = QRadioButton("只写回执：告诉对方收到了哪些包")
        self.news.setChecked(True)
        self.photos = QCheckBox("带照片")
        self.photos.setChecked(True)
        self.folder = QLineEdit(first_folder(now.folder))
        self.folder.setAccessibleName("写到哪个文件夹")
        self.browse_button = push("选文件夹…")
        self.browse_button.clicked.connect(self.browse)
        self.form_page = self._make_form()
        self.told = QLabel()
        self.done_page = self._make_done()
        for page in (self.form_page, self.done_page):
            self.stack.addWidget(page)
        self.back_button.clicked.connect(lambda: self.show_step(self.form_page, "打包 Enter"))
        self.on_button.clicked.connect(self._go_on)
        self.office_box.currentIndexChanged.connect(lambda _at: self._office_chosen())
        self.receipt.toggled.connect(lambda on: self.photos.setEnabled(not on))
        self._office_chosen()
        self.show_step(self.form_page, "打包 Enter")
        self.office_box.setFocus()

    def _make_form(self) -> QWidget:
        page = QWidget()
        form = QFormLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(9)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        stranger = QHBoxLayout()
        stranger.addWidget(self.name, 2)
        stranger.addWidget(self.passphrase, 3)
        what = QVBoxLayout()
        what.setSpacing(0)
        for choice in (self.news, self.whole, self.receipt):
            what.addWidget(choice)
        where = QHBoxLayout()
        where.setSpacing(6)
        where.addWidget(self.folder, 1)
        self.drives = DriveButtons()
        self.drives.chosen.connect(self.folder.setText)
        where.addWidget(self.drives)
        where.addWidget(self.browse_button)
        form.addRow("收件单位", self.office_box)
        self.stranger_label = QLabel("名称和口令")
        form.addRow(self.stranger_label, stranger)
        form.addRow("范围", self.scope_box)
        form.addRow("内容", what)
        form.addRow("", self.photos)
        form.addRow("写到", where)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(words("打包", name="dialog-title"))
        column.addLayout(form)
        column.addWidget(words("包已加密，只有收件单位能打开。盘上和本机各留最近三个包。", "secondary"))
        column.addStretch(1)
        return page

    def _make_done(self) -> QWidget:
        page, column = step_page()
        self.done_title = words("", name="dialog-title")
        self.told = words("")
        self.file = words("", "title")
        self.left_out = words("", "warning")
        self.next = words("", "secondary")
        self.folder_button = push("打开所在文件夹")
        self.folder_button.clicked.connect(self._open_folder)
        for part in (self.done_title, self.told, self.file, self.left_out, self.next):
            column.addWidget(part)
        self.eject = EjectRow()
        column.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.eject)
        column.addStretch(1)
        return page

    def _office_chosen(self) -> None:
        division = self.office_box.currentData()
        stranger = division == STRANGER
        for part in (self.name, self.passphrase, self.stranger_label):
            part.setVisible(stranger)
        line = next((line for line in self.now.offices if line.division == division), None)
        reach = line.scope if line is not None else ""
        self.scope_box.clear()
        self.scope_box.addItem("全部（对方该有的）" if not stranger else "全部", "")
        for code, name in self.now.villages:
            if len(code) > len(reach) and code.startswith(reach):
                self.scope_box.addItem(f"{'　' if len(code) == 12 else ''}{name}", code)
        self.scope_box.setMaxVisibleItems(18)

    def browse(self) -> None:
        """Ask for the folder."""
        chosen = QFileDialog.getExistingDirectory(self, "写到哪个文件夹", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _go_on(self) -> None:
        office, passphrase = self.office_box.currentData(), None
        if office == STRANGER:
            office, passphrase = self.name.text().strip(), self.passphrase.text()
            if not office or len(passphrase) < LEAST_PASSPHRASE:
                self.say_trouble(f"请写对方单位的名称，和至少 {LEAST_PASSPHRASE} 个字的口令。")
                (self.passphrase if office else self.name).setFocus()
                return
        if not self.folder.text().strip():
            self.say_trouble("请选写到哪个文件夹。")
            self.browse_button.setFocus()
            return
        job = partial(
            pack, folder=Path(self.folder.text().strip()), to=office, scope=self.scope_box.currentData() or "",
            full=self.whole.isChecked(), photos=self.photos.isChecked(), receipt=self.receipt.isChecked(),
            passphrase=passphrase,
        )  # fmt: skip
        self.start("正在打包…", job, self._packed)

    def _packed(self, made: PackMade) -> None:
        self.result_pack = made
        receipt = made.kind == "receipt"
        self.done_title.setText(f"√ 给“{made.to}”的第 {made.number} 号{'回执' if receipt else '包'}已写好")
        if receipt:
            self.told.setText("里面没有户的数据，只有本单位收到了哪些包。")
        elif not made.ops:
            self.told.setText("对方该有的都已经有了，这个包里没有新改动，只带上了回执。")
        else:
            photos = f"，照片 {made.attachments:,} 张" if made.attachments else ""
            self.told.setText(
                f"{made.households:,} 户、{made.records:,} 条记录的 {made.ops:,} 处改动{photos}，"
                f"共 {size_said(made.bytes)}；写完已读回核对。"
            )
        self.file.setText("\n".join(str(file) for file in made.files))
        self.left_out.setText("\n".join(made.left_out))
        self.left_out.setVisible(bool(made.left_out))
        several = f"这个包分成 {len(made.files)} 卷，要一起带去。" if len(made.files) > 1 else ""
        locked = "把口令打电话告诉对方。" if self.office_box.currentData() == STRANGER else ""
        self.next.setText(
            f"{several}安全弹出 U 盘，交给对方；对方在“交换”页拖进这个文件即可。{locked}"
            "对方的回包或回执到了，快递单上会显示“对方已收到”。"
        )
        for file in made.files[:1]:
            self.eject.offer(file)
        self.show_step(self.done_page, "")
        self.close_button.setFocus()
        self.made.emit()

    def _open_folder(self) -> None:
        if self.result_pack is not None:
            open_folder_of(self.result_pack.files[0])
