"""Starts the window: application, fonts, look, texts, crash guard, and the way to an open archive."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from storage.archive.archive import DATABASE_NAME, Archive, open_archive
from storage.archive.drives import DriveKind, kind_of
from storage.archive.incarnation_guard import COPIED
from storage.archive.problems import StorageProblem
from ui import message
from ui.app_window import AppWindow
from ui.appearance import Appearance, keep_theme, load_appearance, use_scale
from ui.background import ArchiveWorker
from ui.crash import CrashGuard
from ui.fonts import RareFont, set_font
from ui.hints import begin_hints
from ui.safety.backup_keeper import BackupKeeper
from ui.style import apply_theme
from ui.window_facts import WindowFacts, read_facts

KindOf = Callable[[Path], DriveKind]


def make_application(resources: Path, appearance: Appearance) -> QApplication:
    """Return the application with the program's fonts, look and Chinese texts of Qt's own buttons."""
    use_scale(appearance)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("hudang")
    app.setApplicationDisplayName("")
    app.setStyle("Fusion")
    app.setWindowIcon(QIcon(str(resources / "icons" / "app.svg")))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    set_font(app, resources / "fonts")
    apply_theme(app, appearance.theme)
    return app


def open_worker(
    folder: Path, user: str | None, resources: Path, *, home: Path | None = None, kind: KindOf = kind_of
) -> tuple[ArchiveWorker, Path] | None:
    """Open the archive of `folder`; where that fails ask which one, until one is open or the person leaves.

    `home` is where a copy of an archive on a stick is proposed, `kind` tells on what kind of drive a folder lies.
    """
    password: str | None = None
    look = False
    while True:
        read_only, copied = look, False
        if (folder / DATABASE_NAME).exists() and kind(folder) is not DriveKind.FIXED:
            from ui import drive_dialog  # most starts need no dialog

            free = drive_dialog.free_name(home or user_folder())
            chosen = drive_dialog.ask_where(folder, kind(folder), free)
            if chosen is None:
                return None
            folder, copied = chosen.folder, chosen.way is drive_dialog.Way.COPIED
            read_only = look or not copied
        opener = partial(open_archive, folder, user=user, password=password, resources=resources, read_only=read_only)
        worker = ArchiveWorker(partial(_open_copy, opener) if copied else opener)
        try:
            worker.wait_opened()
            return worker, folder
        except StorageProblem as problem:
            told = None if problem.code == "no_archive" else problem
        from ui import opening_dialog  # most starts need no dialog

        opening = opening_dialog.ask_for_archive(resources, folder, problem=told)
        if opening is None:
            return None
        folder, user, password = opening.folder, opening.user or user, opening.password
        look = opening.read_only


def _open_copy(opener: Callable[..., Archive]) -> Archive:
    """Open the copy just made: that it is one need not be asked; it becomes a desk of its own."""
    try:
        return opener()
    except StorageProblem as problem:
        if problem.code != COPIED:
            raise
        return opener(answer="copied")


def user_folder() -> Path:
    """Return the user's own data folder, on the fixed disk."""
    return Path(platformdirs.user_data_dir("hudang", appauthor=False))


def run_window(folder: Path, *, user: str | None, resources: Path) -> int:
    """Show the window until it is closed; return the exit code."""
    app = make_application(resources, load_appearance())
    begin_hints()
    where: list[Path] = [folder]
    guard = CrashGuard(lambda: where[0])
    guard.install()
    rare = RareFont(resources / "fonts", app)
    app.setQuitOnLastWindowClosed(True)
    code: int | None = None
    while code is None:
        opened = open_worker(where[0], user, resources)
        if opened is None:
            break
        worker, where[0] = opened
        code = _work(app, worker, guard, rare)
    rare.wait()
    return code or 0


def _work(app: QApplication, worker: ArchiveWorker, guard: CrashGuard, rare: RareFont) -> int | None:
    """Show the window until it is closed; the exit code, None where the archive is to be opened anew."""
    windows: list[AppWindow] = []
    keeper = BackupKeeper(worker)

    def show(facts: WindowFacts) -> None:
        window = AppWindow(worker, facts)
        window.theme_chosen.connect(keep_theme)
        keeper.said.connect(lambda text: window.bottom.say(text))
        keeper.damaged.connect(partial(message.error, window))
        guard.parent_window = window
        windows.append(window)
        window.show()
        rare.start()

    def give_up(problem: Exception) -> None:
        message.error(None, problem)
        app.quit()

    worker.submit(read_facts, show, give_up)
    code = app.exec()
    keeper.stop()
    worker.close()
    then = windows[0].ways.then if windows else None
    if then is None:
        return code
    guard.parent_window = None
    windows[0].deleteLater()
    then()
    return None
