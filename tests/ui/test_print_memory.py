import json

import pytest

from ui.print_memory import PrintMemory, recall, remember


@pytest.fixture
def file(tmp_path):
    return tmp_path / "settings" / "printing.json"


def test_each_layout_has_its_own_printer_tray_and_shift(file):
    card = PrintMemory("一楼打印机", 3, 1.5, -2.0, True)
    remember("card", card, file)
    remember("file", PrintMemory("二楼"), file)
    assert recall("card", file) == card
    assert recall("file", file).printer == "二楼"
    assert recall("income", file) == PrintMemory()


@pytest.mark.parametrize("content", ["", "[]", "{broken", '{"card": 7}', '{"card": {"tray": "x"}}'])
def test_what_can_t_be_read_is_nothing(file, content):
    file.parent.mkdir()
    file.write_text(content, encoding="utf-8")
    assert recall("card", file) == PrintMemory()
    remember("card", PrintMemory("新"), file)
    assert recall("card", file).printer == "新"


def test_a_shift_of_more_than_five_millimetres_is_the_wrong_paper(file):
    file.parent.mkdir()
    file.write_text(json.dumps({"card": {"right": 80, "down": -9.5}}), encoding="utf-8")
    assert (recall("card", file).right, recall("card", file).down) == (5.0, -5.0)


def test_a_folder_that_can_t_be_written_is_no_failure(tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    remember("card", PrintMemory("x"), tmp_path / "taken" / "printing.json")
