import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from ui.card_printing import make_printer, print_test_page, sides_for
from ui.print_memory import PrintMemory
from ui.print_offset import OffsetDialog

A4, A3, ACROSS = (595.28, 841.89), (841.89, 1190.55), (841.89, 595.28)


def test_the_shift_typed_is_the_answer_and_printer_and_tray_stay(qtbot):
    dialog = OffsetDialog("帮扶明白卡", PrintMemory("一楼", 3, 0.5, 0.0), None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.test_button.isEnabled()
    dialog.right_box.setValue(-1.5)
    dialog.down_box.setFocus()
    qtbot.keyClick(dialog.down_box, Qt.Key.Key_Up)
    dialog.accept()
    assert dialog.memory == PrintMemory("一楼", 3, -1.5, 0.5)


def test_the_test_page_is_printed_with_the_shift_being_tried(qtbot):
    tried = []
    dialog = OffsetDialog("帮扶明白卡", PrintMemory(), tried.append)
    qtbot.addWidget(dialog)
    dialog.right_box.setValue(2.0)
    dialog.test_button.click()
    assert tried == [PrintMemory(right=2.0)]
    assert dialog.memory == PrintMemory()


@pytest.mark.parametrize("shift", [0.0, 2.5])
def test_the_crosses_lie_20_mm_from_the_edges(qapp, tmp_path, shift):
    memory = PrintMemory(right=shift)
    printer = make_printer(A4, memory)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "test.pdf"))
    assert print_test_page(printer, memory)
    page = pypdfium2.PdfDocument(tmp_path / "test.pdf")[0]
    image = page.render(scale=10 * 25.4 / 72).to_pil().convert("L")  # ten dots a millimetre
    dark = image.point(lambda value: 255 * (value < 128))
    left, top, right, bottom = dark.getbbox()
    assert left == pytest.approx((20 - 10 + shift) * 10, abs=4)
    assert top == pytest.approx((20 - 10) * 10, abs=4)
    assert right == pytest.approx((210 - 20 + 10 + shift) * 10, abs=6)
    assert bottom == pytest.approx((297 - 20 + 10) * 10, abs=6)


@pytest.mark.parametrize(
    ("size", "sides"), [(A4, "DuplexLongSide"), (ACROSS, "DuplexShortSide"), (A3, "DuplexLongSide")]
)
def test_the_printer_is_set_for_the_paper(qapp, size, sides):
    rect = make_printer(size, PrintMemory("no such printer", 2)).pageLayout().fullRectPoints()
    assert (rect.width(), rect.height()) == pytest.approx(size, abs=1)
    assert sides_for(size, duplex=True).name == sides
    assert sides_for(size, duplex=False).name == "DuplexNone"
