"""First run and opening: the dialog that ends with an archive that can be opened, or with nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from storage.archive.archive import create_archive
from storage.archive.backup_settings import FOLDER
from storage.archive.divisions import shipped_children
from storage.archive.incarnation_guard import QUESTIONS
from storage.archive.pinyin import spellings
from storage.archive.problems import StorageProblem
from storage.archive.progress import Cancelled, Progress
from storage.archive.recovery import reset_by_code
from storage.exchange.training import make_training_archive
from ui.division_cascade import DivisionCascade, office_name
from ui.errand import Errand, ErrandDialog
from ui.message import of_exception
from ui.opening_office import OfficePage, PasswordPage, TrainingPage, WaitPage
from ui.opening_origin import OriginPage
from ui.opening_pages import FolderPage, Page, PurposePage, UnitPage
from ui.opening_restore import RestorePage
from ui.opening_try import Opening, close_once, open_once
from ui.recent import Recent, load_recent
from ui.safety.recovery_page import RecoveryPage

PASSWORD_CODES = frozenset({"password_needed", "wrong_password"})
"""Problems that a password answers."""


class OpeningDialog(ErrandDialog):
    """A stack of pages with one line for what went wrong; Enter alone leads through it."""

    def __init__(
        self,
        resources: Path,
        folder: Path,
        *,
        problem: StorageProblem | None = None,
        recent: list[Recent] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`folder` is proposed; `problem` is why opening it failed just now; `recent` replaces the user's own list."""
        super().__init__(parent)
        self.setWindowTitle("户档")
        self.opening: Opening | None = None
        self._resources = resources
        self._before: list[Page] = []
        listed = load_recent() if recent is None else recent
        self.folder_page = FolderPage(listed, folder)
        self.purpose_page = PurposePage(folder)
        self.unit_page = UnitPage(DivisionCascade(lambda code: shipped_children(resources, code), _initials))
        self.office_page = OfficePage()
        self.training_page = TrainingPage()
        self.password_page = PasswordPage()
        self.origin_page = OriginPage()
        self.recovery_page = RecoveryPage()
        self.restore_page = RestorePage(resources)
        self.wait_page = WaitPage()
        self._build()
        self._connect()
        self._begin(folder, listed, problem)

    # building

    def _build(self) -> None:
        unit = self.fontMetrics().height()
        self.resize(unit * 40, unit * 30)
        self.title = QLabel()
        self.title.setObjectName("dialog-title")
        self.lead = QLabel()
        self.lead.setWordWrap(True)
        self.lead.setProperty("role", "secondary")
        self.stack = QStackedWidget()
        for page in self._pages():
            self.stack.addWidget(page)
            for edit in page.findChildren(QLineEdit):
                edit.installEventFilter(self)
            for button in page.findChildren(QRadioButton):
                button.installEventFilter(self)
        self.trouble = QLabel()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.trouble.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.trouble.hide()
        self.back_button = QPushButton("上一步")
        self.back_button.setAutoDefault(False)
        self.cancel_button = QPushButton("退出")
        self.cancel_button.setAutoDefault(False)
        self.next_button = QPushButton()
        self.next_button.setProperty("primary", True)
        self.next_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(10)
        for part in (self.title, self.lead):
            layout.addWidget(part)
        layout.addSpacing(4)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.trouble)
        layout.addLayout(buttons)

    def _pages(self) -> tuple[Page, ...]:
        return (
            self.folder_page,
            self.purpose_page,
            self.unit_page,
            self.office_page,
            self.training_page,
            self.password_page,
            self.origin_page,
            self.recovery_page,
            self.restore_page,
            self.wait_page,
        )

    def _connect(self) -> None:
        self.next_button.clicked.connect(self.go_on)
        self.back_button.clicked.connect(self.go_back)
        self.cancel_button.clicked.connect(self.reject)
        self.folder_page.opened.connect(self.go_on)
        self.folder_page.new_wanted.connect(lambda: self.show_page(self.purpose_page))
        self.purpose_page.existing_wanted.connect(lambda: self.show_page(self.folder_page))
        self.password_page.forgotten.connect(self._forgotten)
        self.restore_page.look_wanted.connect(self._done)
        self.unit_page.cascade.accepted.connect(self.go_on)
        self.unit_page.cascade.path_changed.connect(lambda: self.tell(""))

    def _begin(self, folder: Path, recent: list[Recent], problem: StorageProblem | None) -> None:
        if problem is not None and problem.code in PASSWORD_CODES:
            self.password_page.ask(folder)
            self.show_page(self.password_page)
        elif problem is not None and problem.code in QUESTIONS:
            self.origin_page.ask(folder, None, problem)
            self.show_page(self.origin_page)
        elif problem is not None and self.restore_page.ask(folder, None, problem):
            self.show_page(self.restore_page)
        elif problem is not None or recent:
            self.show_page(self.folder_page)
        else:
            self.show_page(self.purpose_page)
        if problem is not None and problem.code not in ("password_needed", *QUESTIONS):
            self.tell(problem.sentence)

    # moving

    @property
    def page(self) -> Page:
        """Return the page shown."""
        page = self.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def show_page(self, page: Page, *, forward: bool = True) -> None:
        """Show a page, remembering the one before for 上一步."""
        if forward and self.stack.currentWidget() is not page and self.page is not self.wait_page and self.title.text():
            self._before.append(self.page)
        self.stack.setCurrentWidget(page)
        self.title.setText(page.title)
        self.lead.setText(page.lead)
        self.lead.setVisible(bool(page.lead))
        self.next_button.setText(f"{page.next_text} Enter")
        waiting = page is self.wait_page
        self.next_button.setVisible(not waiting)
        self.back_button.setVisible(bool(self._before) and not waiting)
        self.cancel_button.setText("取消" if waiting else "退出")
        self.tell("")
        page.first().setFocus()

    def tell(self, sentence: str) -> None:
        """Show what went wrong, or nothing."""
        self.trouble.setText(f"× {sentence}" if sentence else "")
        self.trouble.setVisible(bool(sentence))

    def go_back(self) -> None:
        """Show the page before."""
        if self._before:
            self.show_page(self._before.pop(), forward=False)

    def go_on(self) -> None:
        """Leave the page shown, if nothing is missing on it."""
        page = self.page
        missing = page.problem()
        self.tell(missing)
        if missing:
            page.blamed().setFocus()
            return
        step: dict[Page, Callable[[], None]] = {
            self.folder_page: lambda: self._try_open(self.folder_page.folder, None),
            self.purpose_page: self._after_purpose,
            self.unit_page: self._after_unit,
            self.office_page: self._create,
            self.training_page: self._create_training,
            self.password_page: lambda: self._try_open(self.password_page.folder, self.password_page.password.text()),
            self.recovery_page: self._recover,
            self.restore_page: lambda: self._run(
                lambda progress: open_once(*self.restore_page.put_back(progress), self._resources), "正在恢复备份…"
            ),
            self.origin_page: lambda: self._try_open(self.origin_page.folder, self.origin_page.password),
        }
        step[page]()

    def _after_purpose(self) -> None:
        self.show_page(self.training_page if self.purpose_page.training.isChecked() else self.unit_page)

    def _after_unit(self) -> None:
        proposed = office_name(self.unit_page.cascade.path)
        if not self.office_page.office.isModified():
            self.office_page.office.setText(proposed)
        self.show_page(self.office_page)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes from line to line; on the last one, and on a choice, it leaves the page."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.page is not self.unit_page
        ):
            lines = [edit for edit in self.page.findChildren(QLineEdit) if edit.isEnabled()]
            if isinstance(watched, QLineEdit) and watched in lines[:-1]:
                lines[lines.index(watched) + 1].setFocus()
            else:
                self.go_on()
            return True
        return super().eventFilter(watched, event)

    # doing

    def _run(self, job: Callable[[Progress], object], text: str) -> None:
        came_from = self.page
        self.show_page(self.wait_page)
        self.wait_page.report(0, 0, text)
        errand = Errand(job, self)
        self._errand = errand
        errand.progressed.connect(self.wait_page.report)
        errand.failed.connect(lambda problem: self._failed(came_from, problem))
        errand.done.connect(self._done)
        errand.start()

    def _done(self, opening: object) -> None:
        if self.page is self.restore_page:
            opening = Opening(*self.restore_page.where, read_only=True)
        assert isinstance(opening, Opening)
        self._errand = None
        self.opening = opening
        self.accept()

    def _failed(self, came_from: Page, problem: BaseException) -> None:
        self._errand = None
        if isinstance(problem, StorageProblem) and problem.code in PASSWORD_CODES and came_from is self.folder_page:
            folder = self.folder_page.folder
            assert folder is not None
            self.password_page.ask(folder)
            self._before.pop()
            self.stack.setCurrentWidget(came_from)
            self.show_page(self.password_page)
            return
        if isinstance(problem, StorageProblem) and problem.code in QUESTIONS and came_from is not self.origin_page:
            password = self.password_page.password.text() if came_from is self.password_page else None
            self.origin_page.ask(self.folder_of(came_from), password, problem)
            self.stack.setCurrentWidget(came_from)
            self.show_page(self.origin_page, forward=False)
            return
        if came_from in (self.folder_page, self.password_page) and isinstance(problem, StorageProblem):
            page = self.password_page if came_from is self.password_page else None
            if self.restore_page.ask(self.folder_of(came_from), page and page.password.text(), problem):
                self.stack.setCurrentWidget(came_from)
                self.show_page(self.restore_page, forward=False)
                return
        if self._before and self._before[-1] is came_from:
            self._before.pop()
        self.show_page(came_from, forward=False)
        if not isinstance(problem, Cancelled):
            self.tell(of_exception(problem).what)

    def folder_of(self, page: Page) -> Path:
        """Return the folder that was being opened from a page."""
        folder = self.password_page.folder if page is self.password_page else self.folder_page.folder
        assert folder is not None
        return folder

    def _try_open(self, folder: Path | None, password: str | None) -> None:
        assert folder is not None
        answer = self.origin_page.answer if self.page is self.origin_page else ""
        self._run(lambda _progress: open_once(folder, password, self._resources, answer), "正在打开档案库…")

    def _forgotten(self) -> None:
        folder = self.password_page.folder
        assert folder is not None
        self.recovery_page.ask(folder)
        self.show_page(self.recovery_page)

    def _recover(self) -> None:
        """Set the new password by the sheet, then open with it."""
        page, resources = self.recovery_page, self._resources
        folder, user = page.folder, str(page.user.currentData() or "")
        code, password = page.code.text(), page.password.text()
        assert folder is not None

        def job(_progress: Progress) -> Opening:
            reset_by_code(folder, code, user, password)
            return open_once(folder, password, resources)

        self._run(job, "正在核对恢复码…")

    def _create(self) -> None:
        page, folder = self.office_page, self.purpose_page.folder
        division = self.unit_page.cascade.division
        assert division is not None
        password = page.password.text() or None
        user, office, desk = (edit.text().strip() for edit in (page.user, page.office, page.desk))
        code, resources, backups = division.code, self._resources, page.backup.text().strip()

        def job(_progress: Progress) -> Opening:
            made = create_archive(
                folder, division=code, office=office, desk=desk, user=user, password=password, resources=resources
            )
            if backups:
                made.settings.set(FOLDER, str(Path(backups).expanduser()))
            return close_once(made, folder, user, password)

        self._run(job, "正在建立档案库…")

    def _create_training(self) -> None:
        folder, resources = self.purpose_page.folder, self._resources
        households = int(self.training_page.households.text().strip().replace(",", ""))
        user = self.training_page.user.text().strip()

        def job(progress: Progress) -> Opening:
            made = make_training_archive(folder, households=households, resources=resources, progress=progress)
            return close_once(made, folder, user, None)

        self._run(job, "正在生成演示数据…")


def _initials(name: str) -> list[str]:
    return ["".join(syllable[0] for syllable in way.split()) for way in spellings(name)]


def ask_for_archive(
    resources: Path, folder: Path, *, problem: StorageProblem | None = None, parent: QWidget | None = None
) -> Opening | None:
    """Show the dialog; return what to open, or None where the person left."""
    if QApplication.instance() is None:
        raise RuntimeError("the opening dialog needs a QApplication")
    dialog = OpeningDialog(resources, folder, problem=problem, parent=parent)
    return dialog.opening if dialog.exec() == QDialog.DialogCode.Accepted else None
