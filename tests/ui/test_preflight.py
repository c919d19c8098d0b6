"""What is told before Qt is loaded."""

from ui import preflight


def test_no_display_is_told_and_offscreen_is_enough():
    assert "没有显示器" in preflight.display_problem({})
    assert preflight.display_problem({"QT_QPA_PLATFORM": "offscreen"}) == ""
    assert preflight.display_problem({"WAYLAND_DISPLAY": "wayland-0"}) == ""


def test_missing_libraries_are_told_as_packages(monkeypatch):
    monkeypatch.setattr(preflight, "_loads", lambda library: "cursor" not in library)
    assert "libxcb-cursor0" in preflight.display_problem({"DISPLAY": ":0"})
    error = ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
    assert "libgl1" in preflight.import_problem(error)
    assert "make setup" in preflight.import_problem(ImportError("No module named 'PySide6'"))
    assert preflight.import_problem(ImportError("cannot import name 'x' from 'ui.y'")) == ""


def test_fcitx_is_reached_through_the_portal_of_ibus():
    environment = {"XMODIFIERS": "@im=fcitx"}
    preflight.use_portal_for_fcitx(environment)
    assert (environment["QT_IM_MODULE"], environment["IBUS_USE_PORTAL"]) == ("ibus", "1")
    plain = {"QT_IM_MODULE": "xim"}
    preflight.use_portal_for_fcitx(plain)
    assert plain == {"QT_IM_MODULE": "xim"}
