from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from models.thresholds import Threshold
from tests.ui.desk import CTRL
from ui import message
from ui.appearance import Appearance, load_appearance
from ui.settings import jobs, sections
from ui.settings.amounts import AmountDialog, years_text
from ui.settings.options import OptionDialog, list_titles
from ui.settings.page import SECTIONS
from ui.settings.sections import AboutSection, AppearanceSection, BackupSection, OfficeSection, licences
from ui.style import RESOURCES, apply_theme, current_theme

LINE = Threshold("poverty_line", 3000_00, "元", "国家贫困线", 2017, 2017)


@pytest.fixture(autouse=True)
def own_settings(monkeypatch, tmp_path):
    monkeypatch.setattr("ui.appearance.appearance_file", lambda: tmp_path / "settings" / "appearance.json")


@pytest.fixture
def page(desk):
    desk.press(Qt.Key.Key_Comma, CTRL)
    desk.wait()
    return desk.window.page("settings")


def show(desk, page, kind):
    page.list.setCurrentRow(SECTIONS.index(kind))
    desk.wait()
    return page.section(SECTIONS.index(kind))


def test_the_settings_are_reached_by_key_and_every_section_shows(desk, page):
    assert desk.window.shown == "settings"
    assert page.list.hasFocus()
    for _section in SECTIONS:
        assert page.stack.currentWidget().title == page.list.currentItem().text()
        desk.press(Qt.Key.Key_Down)
        desk.wait()


def test_names_are_changed_and_stand_in_the_title(desk, page):
    office = show(desk, page, OfficeSection)
    assert office.office.text() == "某镇"
    office.office.setText("某镇乡村振兴办")
    office.user.setText("王芳")
    office.save.click()
    desk.wait()
    assert "某镇乡村振兴办" in desk.window.windowTitle()
    assert desk.window.facts.user == "王芳"
    assert desk.window.shown == "settings"


def test_an_empty_name_is_refused_with_a_sentence(desk, page, monkeypatch):
    told = []
    monkeypatch.setattr(message, "error", lambda _parent, problem: told.append(str(problem)))
    office = show(desk, page, OfficeSection)
    office.user.setText(" ")
    office.save.click()
    desk.wait()
    assert "不能空着" in told[0]


def test_an_amount_is_set_counts_and_its_change_is_undone(desk, page):
    at = next(at for at, kind in enumerate(SECTIONS) if kind.title == "标准与金额")
    page.list.setCurrentRow(at)
    desk.wait()
    amounts = page.section(at)
    dialog = AmountDialog(amounts.rows.row(0), amounts)
    desk.qtbot.addWidget(dialog)
    dialog.value.setText("3,333")
    dialog.accept()
    assert dialog.row is not None
    amounts._changed(desk.ask(lambda archive, progress: jobs.write_amount(archive, progress, dialog.row)))
    desk.wait()
    amounts = desk.window.page("settings").section(at)
    assert dialog.row.key in {row.key for row in desk.window.facts.thresholds}
    assert "本单位" in {amounts._whose(amounts.rows.row(line)) for line in range(amounts.rows.rowCount())}
    amounts.log.setCurrentIndex(amounts.changes.index(0, 0))
    assert "3,333元" in amounts.changes.index(0, 2).data()
    amounts.undo()
    desk.wait()
    amounts = desk.window.page("settings").section(at)
    assert amounts.changes.row(0).undone
    assert {amounts._whose(amounts.rows.row(line)) for line in range(amounts.rows.rowCount())} == {"随程序"}


@pytest.mark.parametrize(
    ("field", "text", "told"), [("value", "abc", "不是数字"), ("value", "1.234", "小数位"), ("first", "17", "四位年份")]
)
def test_an_amount_that_is_none_is_told_in_the_dialog(qtbot, field, text, told):
    dialog = AmountDialog(LINE)
    qtbot.addWidget(dialog)
    dialog.show()
    getattr(dialog, field).setText(text)
    dialog.accept()
    assert told in dialog.trouble.text()
    assert dialog.isVisible()


def test_validity_is_told_shortly():
    assert [years_text(*pair) for pair in ((None, None), (2017, 2017), (2017, None), (None, 2020))] == [
        "一直", "2017", "2017—", "—2020",
    ]  # fmt: skip


def test_an_option_is_ended_and_a_new_one_added(desk, page):
    at = next(at for at, kind in enumerate(SECTIONS) if kind.title == "选项")
    page.list.setCurrentRow(at)
    desk.wait()
    options = page.section(at)
    first = options.marked
    dialog = OptionDialog(first, set(), options)
    desk.qtbot.addWidget(dialog)
    dialog.last.setText("2016")
    dialog.accept()
    desk.ask(lambda archive, progress: jobs.write_option(archive, progress, "cause", dialog.entry))
    desk.window.read_facts_again()
    desk.wait()
    assert first.code not in {one.code for one in desk.window.facts.codes["cause"].valid_in(2017)}
    new = OptionDialog(None, {"01"}, None)
    desk.qtbot.addWidget(new)
    new.show()
    new.code.setText("01")
    new.text.setText("重复")
    new.accept()
    assert "已经有了" in new.trouble.text()


def test_every_list_has_a_title_of_the_fields_that_use_it():
    titles = list_titles()
    assert {"cause", "relation", "health"} <= {option.code for option in titles}
    assert all(option.text for option in titles)


def test_a_backup_is_made_where_the_office_wants_it_and_told(desk, page, monkeypatch, tmp_path):
    told = []
    monkeypatch.setattr(message, "info", lambda _parent, said: told.append(said))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(tmp_path / "备份"))
    (tmp_path / "备份").mkdir()
    backups = show(desk, page, BackupSection)
    assert "还没有选备份文件夹" in backups.warning.text()
    assert not backups.now.isEnabled()
    backups.choose()
    desk.wait()
    assert "同一块盘" in backups.warning.text()
    backups.now.click()
    desk.wait()
    desk.qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert "已备份 3 户" in told[0].what
    (made,) = (tmp_path / "备份").iterdir()
    assert made.name.endswith(".hdbak")
    desk.wait()
    assert "（今天）" in backups.last.text()


def test_days_since_the_last_backup_are_told(desk):
    then = (datetime.now(UTC) - timedelta(days=4)).isoformat()
    desk.ask(lambda archive, _progress: archive.settings.set(jobs.LAST_BACKUP, then))
    assert desk.ask(jobs.read_backup).days == 4


def test_look_and_size_of_text_are_kept_and_the_section_stays(desk, page, qapp):
    look = show(desk, page, AppearanceSection)
    try:
        look.themes["dark"].click()
        desk.wait()
        assert current_theme() == "dark"
        assert desk.window.shown == "settings"
        shown = desk.window.page("settings")
        assert shown.list.currentRow() == SECTIONS.index(AppearanceSection)
        shown.section(SECTIONS.index(AppearanceSection)).scales[1.3].click()
        assert load_appearance() == Appearance("light", 1.3)
    finally:
        apply_theme(qapp, "light")


def test_masking_of_lists_is_a_setting(desk, page):
    look = show(desk, page, AppearanceSection)
    assert look.masked.isChecked()
    look.masked.click()
    desk.wait()
    assert not desk.window.facts.masked
    look = show(desk, desk.window.page("settings"), AppearanceSection)
    look.masked.click()
    desk.wait()
    assert desk.window.facts.masked
    assert desk.window.page("lists").model.masked


def test_about_tells_version_and_every_licence(desk, page):
    about = show(desk, page, AboutSection)
    text = about.text.toPlainText()
    assert "Noto Sans SC" in text
    assert "SIL OPEN FONT LICENSE" in text.upper()
    assert sections.program_version()
    assert "Tabler" in licences(RESOURCES)
