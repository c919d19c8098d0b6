"""校准: moves the print by a few millimetres, for forms printed before and printers that feed paper askew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.print_memory import MOST_SHIFT, PrintMemory

_TEXT = "先打一张校准页：两个十字的中心应离纸边 20 毫米。偏左、偏上填正数，偏右、偏下填负数，再打一张核对。"


class OffsetDialog(QDialog):
    """Asks how far to move a layout's print; `memory` is the answer once accepted."""

    def __init__(
        self,
        label: str,
        memory: PrintMemory,
        print_test: Callable[[PrintMemory], None] | None,
        parent: QWidget | None = None,
    ) -> None:
        """Begin with what is remembered; without `print_test` there is no printer to try it on."""
        super().__init__(parent)
        self.setWindowTitle(f"打印位置校准：{label}")
        self.memory = memory
        self._print_test = print_test
        self.right_box = _millimetres("向右移（毫米）", memory.right)
        self.down_box = _millimetres("向下移（毫米）", memory.down)
        told = QLabel(_TEXT)
        told.setWordWrap(True)
        form = QFormLayout()
        form.addRow("向右移", self.right_box)
        form.addRow("向下移", self.down_box)
        self.test_button = QPushButton("打印校准页")
        self.test_button.setAutoDefault(False)
        self.test_button.setEnabled(print_test is not None)
        self.test_button.setToolTip("" if print_test else "这台电脑没有打印机")
        self.test_button.clicked.connect(self._test)
        keep, leave = QPushButton("保存"), QPushButton("取消")
        keep.setProperty("primary", True)
        keep.setDefault(True)
        leave.setAutoDefault(False)
        keep.clicked.connect(self.accept)
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.test_button)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(told)
        layout.addLayout(form)
        layout.addLayout(row)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 30)

    def chosen(self) -> PrintMemory:
        """Return the memory with the shifts now shown."""
        return replace(self.memory, right=self.right_box.value(), down=self.down_box.value())

    def _test(self) -> None:
        if self._print_test is not None:
            self._print_test(self.chosen())

    def accept(self) -> None:
        """Keep the shifts."""
        self.memory = self.chosen()
        super().accept()


def _millimetres(name: str, value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    for part in (box, box.lineEdit()):
        part.setAccessibleName(name)
    box.setRange(-MOST_SHIFT, MOST_SHIFT)
    box.setSingleStep(0.5)
    box.setDecimals(1)
    box.setSuffix(" 毫米")
    box.setValue(value)
    return box
