"""What must be there before Qt is loaded, since Qt itself aborts the process; no Qt here."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping, MutableMapping

HEADLESS = (
    "没有显示器，打不开窗口。不用窗口也能做的事："
    "init demo tour import check find show add set export card backup verify"
    "（python main.py --help 列出全部命令）。"
)
_PACKAGES = {
    "libGL.so": "libgl1",
    "libEGL.so": "libegl1",
    "libxkbcommon.so": "libxkbcommon0",
    "libglib-2.0.so": "libglib2.0-0",
    "libgthread-2.0.so": "libglib2.0-0",
    "libfontconfig.so": "libfontconfig1",
    "libdbus-1.so": "libdbus-1-3",
}
"""Library in an ImportError → Debian package."""

_X11_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


def display_problem(environment: Mapping[str, str]) -> str:
    """Return why no window can be opened on Linux, as a Chinese sentence, or "" where one can."""
    if environment.get("QT_QPA_PLATFORM") or environment.get("WAYLAND_DISPLAY"):
        return ""
    if not environment.get("DISPLAY"):
        return HEADLESS
    missing = [package for library, package in _X11_LIBRARIES.items() if not _loads(library)]
    if missing:
        return _install(missing)
    return "" if _x_answers() else f"连不上显示器 {environment['DISPLAY']}。{HEADLESS}"


def import_problem(error: ImportError) -> str:
    """Return which packages to install for a library that Qt misses, or "" where the error is another one."""
    text = str(error)
    missing = sorted({package for library, package in _PACKAGES.items() if library in text})
    if missing:
        return _install(missing)
    if "PySide6" in text or "shiboken6" in text:
        return "没有安装窗口组件 PySide6。请在程序文件夹运行 make setup（Windows 见 README 的安装步骤）。"
    return ""


def use_portal_for_fcitx(environment: MutableMapping[str, str]) -> None:
    """Let Chinese be typed where fcitx is set up: Qt's wheels have no fcitx plugin, but fcitx answers ibus' portal."""
    told = "".join(environment.get(name, "") for name in ("QT_IM_MODULE", "XMODIFIERS", "GTK_IM_MODULE"))
    if "fcitx" in told:
        environment["QT_IM_MODULE"] = "ibus"
        environment.setdefault("IBUS_USE_PORTAL", "1")


def _install(packages: list[str]) -> str:
    return f"缺少系统组件，打不开窗口。请先安装：sudo apt-get install -y {' '.join(packages)}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x_answers() -> bool:
    """Tell whether an X server answers; True where it can't be asked, so that Qt gets its chance."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.environ.get("DISPLAY", "").encode() or None, None)
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return answers
