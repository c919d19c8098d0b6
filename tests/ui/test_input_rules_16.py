"""Input rule 16: photos by drop, paste or from a folder, into slots, small enough to travel."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from storage.archive.attachments import attachment_bytes
from tests.ui.desk import CTRL
from tests.ui.photos import image, jpeg, noise, with_exif
from ui.photo_dialog import PhotoDialog
from ui.photo_reduce import MOST_BYTES
from ui.photo_slots import slots_of
from ui.tabs import photos as photos_module


@pytest.fixture
def camera(tmp_path):
    """A phone's folder: three photos whose names say what they show, one that doesn't, and a file that is no photo."""
    folder = tmp_path / "手机 照片"
    folder.mkdir()
    for at, name in enumerate(("房屋改造前1.jpg", "房屋改造后.jpg", "户主照片.jpg", "IMG_0001.jpg")):
        content = jpeg(image(300 + at, 200))
        (folder / name).write_bytes(with_exif(content, orientation=1, taken="2017:03:15 10:00:00"))
    (folder / "名单.txt").write_text("x", encoding="utf-8")
    return folder


def drop(tab, paths):
    at = QPoint(400, 200)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none = Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(tab, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(tab, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, left, none))


def kept(desk):
    return {(one["slot"], one["file_name"]) for one in desk.session.file.parts.get("attachment", [])}


def test_rule_16_a_dropped_folder_is_sorted_into_slots_by_the_names_of_its_files(desk, camera):
    tab = desk.photos
    tab.slots.setFocus()
    desk.type("6")  # 身份证: where goes what no name tells
    assert tab.slot == slots_of(desk.page._around)[5].code
    drop(tab, [camera])
    desk.wait()
    number = "990104001001"
    assert kept(desk) == {
        ("21", f"{number}_改造前_01.jpg"),
        ("23", f"{number}_改造后_01.jpg"),
        ("1", f"{number}_户主照片_01.jpg"),
        (slots_of(desk.page._around)[5].code, f"{number}_{slots_of(desk.page._around)[5].text}_01.jpg"),
    }
    assert "已加入 4 张" in tab.notice.text
    desk.page.check_now()
    assert desk.page.tabs.bar.tabText(desk.page.tabs.bar.currentIndex()) == "照片附件 4"
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    stored = desk.stored().parts["attachment"]
    assert {one["taken"] for one in stored} == {"2017-03-15"}
    contents = desk.ask(lambda archive, _p: [attachment_bytes(archive, one["content_hash"]) for one in stored])
    assert [len(content) for content in contents] == [one["size"] for one in stored]


def test_rule_16_one_undo_takes_a_whole_drop_back(desk, camera):
    drop(desk.photos, [camera])
    desk.wait()
    desk.photos.slots.setFocus()
    desk.press(Qt.Key.Key_Z, CTRL)
    assert kept(desk) == set()
    desk.press(Qt.Key.Key_Y, CTRL)
    assert len(kept(desk)) == 4


def test_rule_16_a_pasted_picture_is_made_small(desk):
    tab = desk.photos
    tab.slots.setFocus()
    desk.type("2")
    QGuiApplication.clipboard().setImage(noise(1900, 500))
    desk.press(Qt.Key.Key_V, CTRL)
    desk.wait()
    (record,) = desk.session.file.parts["attachment"]
    assert record["slot"] == "2"
    assert record["size"] <= MOST_BYTES


def test_rule_16_from_a_folder(desk, camera, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_rest: str(camera))
    desk.photos.choose_folder()
    desk.wait()
    assert len(kept(desk)) == 4


def test_rule_16_what_is_no_photo_or_there_already_is_said(desk, camera):
    tab = desk.photos
    broken = camera / "坏.jpg"
    broken.write_bytes(b"nothing")
    drop(tab, [camera / "IMG_0001.jpg"])
    desk.wait()
    drop(tab, [camera / "IMG_0001.jpg", broken])
    desk.wait()
    assert len(kept(desk)) == 1
    assert "1 张本户已有" in tab.notice.text
    assert "“坏.jpg”不是能认出的图片" in tab.notice.text


def test_rule_16_the_same_photo_in_another_household_is_told(desk, camera):
    drop(desk.photos, [camera / "IMG_0001.jpg"])
    desk.wait()
    desk.window.files.step(1)
    desk.wait()
    drop(desk.photos, [camera / "IMG_0001.jpg"])
    desk.wait()
    assert "也在第 990104001001 户" in desk.photos.notice.text


def test_rule_16_photos_that_arrive_after_going_on_still_reach_their_household(desk, camera):
    drop(desk.photos, [camera])
    desk.window.files.step(1)
    desk.wait()
    desk.wait()
    assert len(desk.stored("h1").parts["attachment"]) == 4
    assert not desk.stored("h2").parts.get("attachment")


def test_rule_16_enter_shows_a_photo_large_and_ctrl_del_takes_it_out(desk, camera, monkeypatch):
    tab = desk.photos
    drop(tab, [camera / "户主照片.jpg"])
    desk.wait()
    tab.slots.setFocus()
    desk.press(Qt.Key.Key_Return)
    assert tab.view.hasFocus()
    opened = []
    monkeypatch.setattr(photos_module.PhotoDialog, "exec", lambda self: opened.append(self))
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    (shown,) = opened
    assert isinstance(shown, PhotoDialog)
    assert not shown.picture.pixmap().isNull()
    desk.press(Qt.Key.Key_Delete, CTRL)
    assert kept(desk) == set()
