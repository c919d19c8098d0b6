"""All keys on one sheet (Ctrl+/)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "录入",
        (
            ("Enter", "下一项"),
            ("Shift+Enter", "上一项"),
            ("1—9", "选中对应选项并到下一项"),
            ("F4 或 ↓", "展开选项"),
            ("Esc", "恢复原值"),
            ("Ctrl+Enter", "离开多行文字"),
            ("F6", "空项沿用上一户"),
            ("Ctrl+D", "这一项沿用上一户、上一人、上一条"),
            ("F7", "收入：空项填去年的数"),
            ("字母", "收入：跳到项目（T02、dbj）"),
            ("Ctrl+Tab", "下一个标签页"),
        ),
    ),
    (
        "家庭成员表",
        (
            ("Ctrl+V", "从 Excel 整块粘贴；照片页贴图片"),
            ("Ctrl+M", "粘贴里没看懂的词选对应选项"),
            ("Ctrl+J", "转到已有这个证件号的户"),
            ("Ctrl+C", "复制选中的格"),
            ("Ctrl+D", "照抄上一格"),
            ("Ctrl+Shift+D", "照抄上一行"),
            ("Ctrl+Del", "删除这一行"),
            ("Ctrl+Enter", "这个人的全部明细"),
        ),
    ),
    (
        "在户之间",
        (
            ("F3", "查找户或人"),
            ("PgDn", "下一户，停在同一项"),
            ("PgUp", "上一户，停在同一项"),
            ("F8", "下一个错误"),
            ("Shift+F8", "上一个错误"),
            ("Ctrl+N", "新增户"),
            ("Ctrl+Shift+K", "二次录入核对"),
            ("Ctrl+Shift+H", "户内变动：生、婚、迁、亡、分户、合户"),
            ("Ctrl+B", "户列表：批量修改选中的户"),
            ("Ctrl+G", "选区划"),
        ),
    ),
    (
        "保存与打印",
        (
            ("Ctrl+S", "保存"),
            ("Ctrl+Z", "撤销"),
            ("Ctrl+Y", "重做"),
            ("F9", "打印户卡"),
            ("Ctrl+P", "预览时打印或存为 PDF"),
        ),
    ),
    (
        "全局",
        (
            ("Ctrl+1…9、0", "切换页面"),
            ("Ctrl+,", "设置"),
            ("Ctrl+L", "显示或收起户列表"),
            ("Ctrl+Shift+L", "有口令的档案：锁屏"),
            ("Ctrl+K", "显示或收起核查栏"),
            ("Ctrl+O", "导入页：选文件"),
            ("Ctrl+Enter", "导入页：写入；交换页：合并"),
            ("Ctrl+O、Ctrl+P", "交换页：取用包、打包"),
            ("← → 1…9", "待处理：选哪一边"),
            ("Enter、F2、S", "待处理：采用、另填、先放着"),
            ("Ctrl+F", "户列表：筛选"),
            ("Ctrl+Shift+F", "户列表：查对名单"),
            ("Ctrl+E", "户列表：导出"),
            ("Ctrl+A", "户列表：全选"),
            ("F5", "数据质量页：全部核查；待处理：查找重复"),
            ("F1", "帮助：这一项、这一页"),
            ("Ctrl+/", "本页快捷键"),
        ),
    ),
)
"""Groups of (key, what it does), in the order of the sheet."""

LEFT_GROUPS = 2


class ShortcutsSheet(QDialog):
    """The keys in two columns; any of Esc, Enter and Ctrl+/ closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the sheet from `KEYS`."""
        super().__init__(parent)
        self.setWindowTitle("快捷键")
        columns = QHBoxLayout()
        columns.setSpacing(28)
        for groups in (KEYS[:LEFT_GROUPS], KEYS[LEFT_GROUPS:4], KEYS[4:]):
            column = QVBoxLayout()
            column.setSpacing(14)
            for title, keys in groups:
                column.addLayout(_group(title, keys))
            column.addStretch(1)
            columns.addLayout(column)
        close = QPushButton("关闭 Esc")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(14)
        layout.addLayout(columns)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def _group(title: str, keys: tuple[tuple[str, str], ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    head = QLabel(title)
    head.setProperty("role", "title")
    grid.addWidget(head, 0, 0, 1, 2)
    for line, (key, does) in enumerate(keys, 1):
        cap = QLabel(key)
        cap.setProperty("role", "key")
        cap.setFrameShape(QFrame.Shape.StyledPanel)
        grid.addWidget(cap, line, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(QLabel(does), line, 1)
    grid.setColumnMinimumWidth(0, head.fontMetrics().horizontalAdvance("Ctrl+Shift+D") + 24)
    grid.setColumnStretch(1, 1)
    return grid
