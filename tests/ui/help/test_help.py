from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from models.catalogue import ENTITIES
from models.fields import Kind
from models.rules import load_rule_book
from storage.archive.pinyin import spellings
from tests.models.code_book import CODES
from tests.ui.desk import CTRL
from tests.ui.samples import RESOURCES
from ui.help.book import PAGE_TOPICS, help_folder, read_topics, search, topic_of
from ui.help.field_help import HOW, all_fields, field_help
from ui.help.window import HelpWindow
from ui.pages import PAGES

TOPICS = read_topics(help_folder(RESOURCES))
RULES = list(load_rule_book(RESOURCES / "rules.csv").values())


def test_the_guide_is_the_help():
    titles = [topic.title for topic in TOPICS]
    assert titles[0] == "第一次打开"
    assert "录入和修改一户" in titles
    assert all(topic.text for topic in TOPICS)


def test_every_page_of_the_window_has_its_topic():
    titles = {topic.title for topic in TOPICS}
    assert {spec.name for spec in PAGES} <= set(PAGE_TOPICS)
    assert {PAGE_TOPICS[spec.name] for spec in PAGES} <= titles


def test_help_in_the_package_comes_before_the_documents(tmp_path):
    assert help_folder(tmp_path / "resources").name == "docs"
    packaged = tmp_path / "resources" / "help"
    packaged.mkdir(parents=True)
    (packaged / "user-guide.md").write_text("# x\n\n## 一\n\n字\n", encoding="utf-8")
    assert help_folder(tmp_path / "resources") == packaged
    assert [topic.title for topic in read_topics(packaged)] == ["一"]
    assert read_topics(tmp_path / "nowhere") == []
    assert topic_of([], "files") is None


def test_topics_are_found_by_title_initials_and_words():
    assert search(TOPICS, "dyhk", spellings)[0].topic.title == "打印户卡"
    assert search(TOPICS, "核查", spellings)[0].topic.title == "核查全部户"
    by_word = search(TOPICS, "退回原表", spellings)
    assert by_word[0].topic.title == "把现有名单导进来"
    assert "退回原表" in by_word[0].around
    assert search(TOPICS, "没有这样的词", spellings) == []
    assert len(search(TOPICS, "", spellings)) == len(TOPICS)


def test_every_field_has_help_that_says_how_it_is_typed():
    assert set(HOW) == set(Kind)
    fields = all_fields(CODES)
    assert len(fields) == sum(len(entity.fields) for entity in ENTITIES.values())
    for one in fields:
        assert one.text
        assert one.where


def test_a_field_tells_options_unit_and_rules():
    cause = field_help("household", "main_cause", CODES, RULES)
    assert "| 01 | 因病 |" in cause.text
    assert "必填" in cause.text
    number = field_help("member", "id_number", CODES, RULES)
    assert "规则 1：" in number.text
    assert "遮盖" in number.text
    assert field_help("household", "nothing", CODES, RULES) is None
    assert field_help("nothing", "name", CODES, RULES) is None


@pytest.fixture
def shown(qtbot):
    window = HelpWindow(RESOURCES, CODES)
    qtbot.addWidget(window)
    window.show()
    return window


def test_typing_finds_topics_and_fields_and_arrows_walk_through(shown, qtbot):
    qtbot.keyClicks(shown.query, "zzymj")
    assert shown.found.count() == 0
    assert shown.title.text() == "没有找到"
    shown.query.setText("住房面积")
    titles = [shown.found.item(at).text() for at in range(shown.found.count())]
    assert any(title.startswith("住房面积（字段") for title in titles)
    shown.query.setFocus()
    qtbot.keyClick(shown.query, Qt.Key.Key_Down)
    assert shown.found.currentRow() == min(1, shown.found.count() - 1)


def test_every_picture_of_the_guide_is_drawn_no_wider_than_the_text(shown):
    for topic in shown.topics:
        shown._show(topic.title, "", topic.text)
        for part in topic.text.split("](")[1:]:
            name = part.partition(")")[0]
            if not name.endswith(".png"):
                continue
            picture = shown.text.loadResource(QTextDocument.ResourceType.ImageResource.value, name)
            assert Path(help_folder(RESOURCES) / name).exists(), name
            assert 0 < picture.width() <= shown.text.viewport().width() * picture.devicePixelRatio()


def test_f1_in_a_field_tells_of_the_field_and_elsewhere_of_the_page(desk):
    desk.focus("main_cause")
    desk.press(Qt.Key.Key_F1)
    window = desk.window._help
    assert window.isVisible()
    assert window.title.text() == "主要致贫原因"
    desk.qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.focus("main_cause")
    desk.press(Qt.Key.Key_4, CTRL)
    desk.wait()
    desk.press(Qt.Key.Key_F1)
    assert window.title.text() == "核查全部户"


def test_f1_in_the_member_grid_tells_of_the_column(desk):
    desk.grid.setFocus()
    desk.wait()
    place = desk.window.files.place_of_cursor()
    desk.press(Qt.Key.Key_F1)
    assert desk.window._help.title.text() == ENTITIES[place.entity].field(place.field).label
