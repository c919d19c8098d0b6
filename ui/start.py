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

from storage.archive.archive import DATABASE_NAME, open_archive
from storage.archive.drives import DriveKind, kind_of
from storage.archive.problems import StorageProblem
from ui import message
from ui.app_window import AppWindow
from ui.appearance import Appearance, keep_theme, load_appearance, use_scale
from ui.background import ArchiveWorker
from ui.crash import CrashGuard
from ui.drive_dialog import Way, ask_where, free_name
from ui.fonts import set_font
from ui.opening_dialog import ask_for_archive
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
    while True:
        read_only = False
        if (folder / DATABASE_NAME).exists() and kind(folder) is not DriveKind.FIXED:
            chosen = ask_where(folder, kind(folder), free_name(home or user_folder()))
            if chosen is None:
                return None
            folder, read_only = chosen.folder, chosen.way is Way.READ
        opener = partial(open_archive, folder, user=user, password=password, resources=resources, read_only=read_only)
        worker = ArchiveWorker(opener)
        try:
            worker.wait_opened()
            return worker, folder
        except StorageProblem as problem:
            told = None if problem.code == "no_archive" else problem
        opening = ask_for_archive(resources, folder, problem=told)
        if opening is None:
            return None
        folder, user, password = opening.folder, opening.user or user, opening.password


def user_folder() -> Path:
    """Return the user's own data folder, on the fixed disk."""
    return Path(platformdirs.user_data_dir("hudang", appauthor=False))


def run_window(folder: Path, *, user: str | None, resources: Path) -> int:
    """Show the window until it is closed; return the exit code."""
    app = make_application(resources, load_appearance())
    where: list[Path] = [folder]
    guard = CrashGuard(lambda: where[0])
    guard.install()
    opened = open_worker(folder, user, resources)
    if opened is None:
        return 0
    worker, where[0] = opened
    windows: list[AppWindow] = []

    def show(facts: WindowFacts) -> None:
        window = AppWindow(worker, facts)
        window.theme_chosen.connect(keep_theme)
        guard.parent_window = window
        windows.append(window)
        window.show()

    def give_up(problem: Exception) -> None:
        message.error(None, problem)
        app.quit()

    worker.submit(read_facts, show, give_up)
    app.setQuitOnLastWindowClosed(True)
    code = app.exec()
    worker.close()
    return code
