"""照片附件: slots at the left, the photos of one at the right; photos come by drop, paste or from a folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout

from models.catalogue import ENTITIES
from models.fields import Record, Section
from models.rules import Finding
from ui import message
from ui.background import ArchiveWorker
from ui.editors.line import ENTER
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.hint_label import hint_label
from ui.household_session import HouseholdSession
from ui.notice_line import NoticeLine
from ui.photo_dialog import PhotoDialog
from ui.photo_jobs import Refused, Taken, photos_in, save_photos, take_file, take_image
from ui.photo_list import PhotoModel, photo_view
from ui.photo_slots import file_name, slot_of, slots_of
from ui.photo_thumbnails import Thumbnails
from ui.record_form import RecordForm, card
from ui.style import icon
from ui.tabs.base import PageTab

SECTION = Section("照片", ("slot", "person", "taken", "note"))
HINT = "拖进照片或文件夹 · Ctrl+V 粘贴 · Enter 看大图 · Ctrl+Del 删除"
FORM_WIDTH = 640


class SlotList(QListWidget):
    """The slots; digits go to one, → and Enter into its photos."""

    inward = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the slot of a digit, or into the photos."""
        digit = event.text()
        if digit.isdecimal() and (int(digit) or 10) <= self.count():
            self.setCurrentRow((int(digit) or 10) - 1)
        elif event.key() in ENTER or event.key() == Qt.Key.Key_Right:
            self.inward.emit()
        else:
            super().keyPressEvent(event)


class PhotosTab(PageTab):
    """`said` carries a text for the status bar."""

    said = Signal(str)

    def __init__(self, worker: ArchiveWorker, around: Surroundings, thumbnails: Thumbnails) -> None:
        """Build slots, photos and the form of the one marked."""
        super().__init__()
        self.session: HouseholdSession | None = None
        self._worker, self._around = worker, around
        self._waiting = 0
        self._taken: list[tuple[Taken, str]] = []
        self._refused: list[Refused] = []
        self.setAcceptDrops(True)
        self.slots = SlotList()
        self.slots.setAccessibleName("照片类别")
        self.slots.currentRowChanged.connect(lambda _row: self._show_slot())
        self.slots.inward.connect(self._into_photos)
        self.model = PhotoModel(around.codes, thumbnails, self)
        self.view = photo_view(self.model)
        self.view.activated.connect(lambda _index: self.enlarge())
        self.view.selectionModel().currentChanged.connect(lambda _now, _before: self._show_marked())
        self.form = RecordForm(ENTITIES["attachment"], [SECTION], around, titles=False, width=FORM_WIDTH)
        self.form.edited.connect(self._form_edited)
        self.form.left.connect(lambda step: self.left.emit(1) if step > 0 else self.view.setFocus())
        self.empty = QLabel()
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.notice = NoticeLine()
        self._arrange()
        for keys, act in (("Ctrl+V", self.paste), ("Ctrl+Del", self.delete_marked)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _arrange(self) -> None:
        frame, inner = card("")
        title, hint = QLabel("照片附件"), hint_label(HINT)
        title.setProperty("role", "section")
        folder = QPushButton("从文件夹导入…")
        folder.setIcon(icon("folder"))
        folder.clicked.connect(self.choose_folder)
        head = QHBoxLayout()
        head.setSpacing(14)
        for part in (title, hint):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(folder)
        inner.addLayout(head)
        inner.addWidget(self.empty, 1)
        inner.addWidget(self.view, 1)
        inner.addWidget(self.form)
        inner.addWidget(self.notice)
        side = QFrame()
        side.setProperty("card", True)
        side.setFixedWidth(self.fontMetrics().horizontalAdvance("汉") * 11)
        column = QVBoxLayout(side)
        column.setContentsMargins(1, 7, 1, 7)
        column.addWidget(self.slots)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(side)
        layout.addWidget(frame, 1)

    # values

    def bind(self, session: HouseholdSession) -> None:
        """Show another household's photos."""
        self.session = session
        self.notice.say("", "")
        self.refresh()

    @property
    def records(self) -> list[Record]:
        """Return all attachments of the household."""
        return self.session.file.parts.get("attachment", []) if self.session is not None else []

    @property
    def slot(self) -> str:
        """Return the code of the slot marked."""
        return slots_of(self._around)[max(0, self.slots.currentRow())].code

    def refresh(self) -> None:
        """Show slots and photos anew, the mark where it was."""
        row = max(0, self.slots.currentRow())
        counts = [record.get("slot") for record in self.records]
        self.slots.blockSignals(True)
        self.slots.clear()
        for at, option in enumerate(slots_of(self._around), 1):
            number = counts.count(option.code)
            self.slots.addItem(f"{at % 10}  {option.text}" + (f"　{number} 张" if number else "　—"))
        self.slots.setCurrentRow(row)
        self.slots.blockSignals(False)
        self._show_slot()

    def _show_slot(self) -> None:
        marked = self.form.owner
        shown = [record for record in self.records if (record.get("slot") or "9") == self.slot]
        self.model.show_records(shown)
        has = bool(shown)
        for part, visible in ((self.view, has), (self.form, has), (self.empty, not has)):
            part.setVisible(visible)
        self.empty.setText(f"还没有{slots_of(self._around)[max(0, self.slots.currentRow())].text}\n\n{HINT}")
        if has:
            uids = [record["uid"] for record in shown]
            self.view.setCurrentIndex(self.model.index(uids.index(marked) if marked in uids else 0))
            self._show_marked()

    @property
    def marked(self) -> Record | None:
        """Return the photo marked."""
        row = self.view.currentIndex().row()
        return self.model.records[row] if 0 <= row < len(self.model.records) else None

    def _show_marked(self) -> None:
        record = self.marked
        if record is not None and self.session is not None:
            self.form.bind(self.session, record["uid"])

    def _form_edited(self) -> None:
        record = self.marked
        if record is not None and (record.get("slot") or "9") != self.slot:
            codes = [option.code for option in slots_of(self._around)]
            self.slots.setCurrentRow(codes.index(record["slot"]) if record["slot"] in codes else len(codes) - 1)
            self.refresh()
        self.edited.emit()

    # taking photos in

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, folders and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped; on a slot, into that slot."""
        item = self.slots.itemAt(self.slots.mapFrom(self, event.position().toPoint()))
        if item is not None:
            self.slots.setCurrentItem(item)
        self._take(event.mimeData())
        event.acceptProposedAction()

    def paste(self) -> None:
        """Take files or a picture from the clipboard."""
        self._take(QGuiApplication.clipboard().mimeData())

    def _take(self, data: QMimeData) -> None:
        if data.hasUrls():
            self.take_paths([Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()])
        elif data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull() and self.session is not None:
                self._submit(partial(take_image, image=image), self.slot)
        else:
            self.notice.say("warning", "剪贴板里没有图片")

    def choose_folder(self) -> None:
        """Ask for a folder and take the photos in it."""
        folder = QFileDialog.getExistingDirectory(self, "选照片所在的文件夹")
        if folder:
            self.take_paths([Path(folder)])

    def take_paths(self, paths: list[Path]) -> None:
        """Take files and folders; names that say what a photo shows put it into that slot."""
        found = photos_in(paths)
        if not found:
            self.notice.say("warning", "这里没有照片文件（JPG、PNG、WebP、TIFF、BMP）")
        for path in found:
            self._submit(partial(take_file, path=path), slot_of(path, self._around) or self.slot)

    def _submit(self, job: partial, slot: str) -> None:
        session = self.session
        if session is None:
            return
        self._waiting += 1
        job = partial(job, household=session.file.uid)
        self._worker.submit(job, partial(self._arrived, session, slot), partial(self._failed, session))

    def _failed(self, session: HouseholdSession, problem: Exception) -> None:
        message.error(self, problem)
        self._arrived(session, "", None)

    def _arrived(self, session: HouseholdSession, slot: str, outcome: Taken | Refused | None) -> None:
        self._waiting -= 1
        if isinstance(outcome, Taken):
            self._taken.append((outcome, slot))
        elif outcome is not None:
            self._refused.append(outcome)
        if self._waiting:
            self.notice.say("hint", f"正在处理照片，还有 {self._waiting} 张")
            return
        taken, self._taken = self._taken, []
        refused, self._refused = self._refused, []
        self._add(session, taken, refused)

    def _add(self, session: HouseholdSession, taken: list[tuple[Taken, str]], refused: list[Refused]) -> None:
        """Hang the photos under the household they were meant for, as one undo; the one shown may be another by now."""
        known = {record.get("content_hash") for record in session.file.parts.get("attachment", ())}
        fresh: list[Record] = []
        with session.macro(f"加入照片 {len(taken)} 张"):
            for one, slot in taken:
                if one.values["content_hash"] not in known:
                    known.add(one.values["content_hash"])
                    values = {**one.values, "slot": slot, "file_name": file_name(session.file, slot, self._around)}
                    fresh.append({**values, "uid": session.add_record("attachment", values)})
        if session is not self.session:
            self._worker.submit(partial(save_photos, household=session.file.uid, records=fresh))
            return
        if fresh:
            codes = [option.code for option in slots_of(self._around)]
            self.slots.setCurrentRow(codes.index(fresh[-1]["slot"]))
        self.refresh()
        self._report(len(fresh), taken, refused)
        self.edited.emit()

    def _report(self, fresh: int, taken: Sequence[tuple[Taken, str]], refused: Sequence[Refused]) -> None:
        said = [f"已加入 {fresh} 张"] if fresh else []
        if len(taken) > fresh:
            said.append(f"{len(taken) - fresh} 张本户已有，没有重复加入")
        said += [f"{one.source} 也在第 {one.elsewhere} 户，请核对" for one, _slot in taken if one.elsewhere]
        said += [one.sentence for one in refused]
        alarm = bool(refused) or any(one.elsewhere for one, _slot in taken)
        self.notice.say("warning" if alarm else "ok", ("⚠ " if alarm else "√ ") + "；".join(said))

    # what can be done with one

    def enlarge(self) -> None:
        """Show the marked photo large."""
        if self.marked is not None:
            photos = [(self.model.caption(row), one["content_hash"]) for row, one in enumerate(self.model.records)]
            PhotoDialog(self._worker, photos, self.view.currentIndex().row(), self).exec()

    def delete_marked(self) -> None:
        """Take the marked photo out; Ctrl+Z brings it back."""
        record = self.marked
        if record is not None and self.session is not None:
            self.session.drop_record("attachment", record["uid"])
            self.refresh()
            self.notice.say("warning", f"已删去 {record.get('file_name')}，保存时进回收站；Ctrl+Z 撤销")
            self.edited.emit()

    # moving

    def _into_photos(self) -> None:
        if self.model.records:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show at the fields of the marked photo what the rules found."""
        if self.marked is not None:
            self.form.show_findings(findings)

    def focus_place(self, place: Place) -> bool:
        """Mark a photo and put the cursor on a field of it; tell whether the tab has it."""
        record = next((one for one in self.records if one["uid"] == place.owner), None)
        if place.entity != "attachment" or record is None:
            return False
        codes = [option.code for option in slots_of(self._around)]
        self.form.owner = place.owner
        self.slots.setCurrentRow(codes.index(record.get("slot") or "9"))
        self._show_slot()
        return self.form.focus_field(place.field) or bool(self.view.setFocus() or True)

    def focus_end(self, step: int) -> None:
        """Put the cursor on the slots, or coming back on the form."""
        if step < 0 and self.model.records:
            self.form.focus_end(-1)
        else:
            self.slots.setFocus(Qt.FocusReason.OtherFocusReason)

    def focused_place(self) -> Place | None:
        """Return the place the cursor is on."""
        name = self.form.focused()
        return self.form.place(name) if name else None

    def commit(self) -> None:
        """Hand over what is half typed."""
        self.form.commit()

    def half_typed(self) -> dict[Place, str]:
        """Return what is being typed in the form."""
        return self.form.half_typed()
