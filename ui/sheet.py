"""The style sheet, with `@token@` where a colour of the theme goes.

Few selectors, and none that depends on an ancestor: every widget made is matched against all of them.
"""

SHEET = """
QWidget { color: @text@; }
QMainWindow, QDialog { background: @app@; }
QToolTip { background: @raised@; color: @text@; border: 1px solid @border@; padding: 3px 6px; }

QLineEdit, QComboBox, QSpinBox {
    background: @surface@; border: 1px solid @input_border@; border-radius: 3px; padding: 0 7px; min-height: 26px;
    selection-background-color: @primary@; selection-color: @on_primary@;
}
QPlainTextEdit {
    background: @surface@; border: 1px solid @input_border@; border-radius: 3px; padding: 2px 4px;
    selection-background-color: @primary@; selection-color: @on_primary@;
}
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover { border-color: @input_hover@; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus { border: 2px solid @primary@; padding: 0 6px; min-height: 24px; }
QPlainTextEdit:focus { border: 2px solid @primary@; padding: 1px 3px; }
QLineEdit[state="error"], QPlainTextEdit[state="error"] { background: @error_bg@; border-color: @error@; }
QLineEdit[state="warning"], QPlainTextEdit[state="warning"] { background: @warning_bg@; border-color: @warning@; }
QLineEdit[state="computed"] { background: @computed@; border-color: @border@; color: @text_secondary@; }
QLineEdit[state="carried"], QPlainTextEdit[state="carried"] { background: @carried_bg@; color: @carried@; }
QLineEdit:disabled, QPlainTextEdit:disabled { background: @computed@; border-color: @border@; color: @hint@; }
QLineEdit[cell="true"] { border: 2px solid @primary@; border-radius: 0; padding: 0 3px; min-height: 0; }

QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { border: 1px solid @border@; padding: 2px; }
QComboBox:disabled { background: @computed@; border-color: @border@; color: @hint@; }

QPushButton {
    background: @surface@; border: 1px solid @input_border@; border-radius: 4px; padding: 0 12px; min-height: 26px;
}
QPushButton:hover { background: @hover@; border-color: @input_hover@; }
QPushButton:focus { border: 2px solid @primary@; padding: 0 11px; min-height: 24px; }
QPushButton:pressed, QPushButton:checked { background: @selected@; border-color: @primary@; }
QPushButton:disabled { color: @hint@; background: @computed@; border-color: @border@; }
QPushButton[primary="true"] { background: @primary@; border-color: @primary@; color: @on_primary@; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @primary_hover@; }
QPushButton[primary="true"]:focus { border-color: @primary_hover@; }
QPushButton[primary="true"]:disabled { background: @computed@; border-color: @border@; color: @hint@; }
QPushButton[flat="true"] {
    background: transparent; border: 1px solid transparent; padding: 0 8px; color: @primary@; min-height: 20px;
}
QPushButton[flat="true"]:hover { background: @hover@; }
QPushButton[flat="true"]:focus { border: 1px solid @primary@; min-height: 20px; }
QPushButton[flat="true"]:disabled { color: @hint@; }

QPushButton::menu-indicator { image: none; width: 0; }

QToolButton[rail="true"] {
    background: transparent; border: none; border-left: 3px solid transparent; color: @rail_text@; padding: 6px 0 5px 0;
}
QToolButton[rail="true"][low="true"] { padding: 3px 0 2px 0; }
QToolButton[rail="true"][waiting="true"] { color: @rail_waiting@; font-weight: 600; }
QToolButton[rail="true"]:hover { background: @rail_active@; }
QToolButton[rail="true"]:checked { background: @rail_active@; border-left-color: @on_primary@; color: #FFFFFF; }
QToolButton[rail="true"]:focus { border-left-color: @primary_soft@; }

QFrame[card="true"] { background: @surface@; border: 1px solid @border@; border-radius: 4px; }
QFrame[side="true"] { background: @surface@; border: 1px solid @border@; border-radius: 5px; }
QFrame[side="true"]:hover { border-color: @input_border@; }
QFrame[side="true"][chosen="true"] { background: @primary_soft@; border: 2px solid @primary@; }
QWidget#case-sides { background: @surface@; }
QLabel#side-value { font-size: 15px; }
QLabel#case-base { background: @computed@; color: @text_secondary@; border-radius: 4px; padding: 7px 12px; }
QFrame[banner="true"] { background: @warning_bg@; border: 1px solid @warning@; border-radius: 4px; }
QFrame[popup="true"], QFrame#popup { background: @surface@; border: 1px solid @primary@; }
QWidget#rail, QWidget#rail-pages, QScrollArea#rail-area { background: @rail@; }
QFrame#rail-line { background: @rail_line@; border: none; margin: 4px 14px; }
QLabel#rail-more { color: @rail_text@; font-size: 11px; }
QWidget#top-bar { background: @surface@; border: none; border-bottom: 1px solid @border@; }
QWidget#status-bar { background: @surface@; border: none; border-top: 1px solid @border@; }
QLabel#training-strip { background: @training_bg@; color: @training_text@; font-weight: 600; padding: 2px 12px; }
QWidget#page-desk, QWidget#work-area { background: @app@; }
QScrollArea { background: transparent; border: none; }

QLabel[role="secondary"] { color: @text_secondary@; }
QLabel[role="hint"] { color: @hint@; }
QLabel[role="section"] { font-weight: 600; border: none; border-left: 3px solid @primary@; padding-left: 7px; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="error"], QLabel#trouble { color: @error@; }
QLabel[role="warning"] { color: @warning@; }
QLabel[role="ok"] { color: @ok@; }
QLabel[role="key"] {
    background: @raised@; border: 1px solid @border@; border-radius: 3px; padding: 0 6px; color: @text@;
}
QLabel#dialog-title, QLabel#page-title { font-size: 18px; font-weight: 600; }
QLabel#household-name { font-size: 18px; font-weight: 600; }
QLabel#division-trail { color: @text_secondary@; }
QLabel#message-what { font-weight: 600; }
QLabel#message-sign { font-size: 20px; font-weight: 600; }
QLabel#message-sign[tone="ok"] { color: @ok@; }
QLabel#message-sign[tone="warning"] { color: @warning@; }
QLabel#message-sign[tone="error"] { color: @error@; }
QLabel#message-sign[tone="primary"] { color: @primary@; }
QLabel[tag="neutral"] { background: @primary_soft@; color: @primary@; border-radius: 3px; padding: 1px 8px; }
QLabel[tag="warning"] { background: @warning_bg@; color: @warning@; border-radius: 3px; padding: 1px 8px; }
QLabel[tag="error"] { background: @error_bg@; color: @error@; border-radius: 3px; padding: 1px 8px; }
QLabel[tag="ok"] { background: @ok_bg@; color: @ok@; border-radius: 3px; padding: 1px 8px; }

QTableView, QListView, QTreeView {
    background: @surface@; alternate-background-color: @zebra@; border: 1px solid @border@; gridline-color: @divider@;
    selection-background-color: @selected@; selection-color: @text@; outline: none;
}
QTableView#frozen { border: none; border-right: 1px solid @input_border@; }
QListView { border: none; }
QListWidget::item { min-height: 28px; padding-left: 8px; }
QHeaderView { background: @raised@; border: none; }
QHeaderView::section {
    background: @raised@; color: @text_secondary@; border: none; border-right: 1px solid @divider@;
    border-bottom: 1px solid @border@; padding: 0 4px; font-weight: 600;
}
QTableCornerButton::section { background: @raised@; border: none; border-bottom: 1px solid @border@; }

QTabBar::tab {
    background: transparent; border: none; border-bottom: 2px solid transparent; padding: 4px 11px 6px 11px;
    color: @text_secondary@;
}
QTabBar::tab:hover { color: @text@; }
QTabBar::tab:selected { color: @primary@; border-bottom-color: @primary@; font-weight: 600; }
QTabBar { qproperty-drawBase: 0; background: transparent; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @scroll@; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: @surface@; border: 1px solid @border@; padding: 4px 0; }
QMenu::item { padding: 5px 22px 5px 14px; }
QMenu::item:selected { background: @selected@; }
QMenu::separator { height: 1px; background: @divider@; margin: 4px 0; }
QProgressBar { background: @divider@; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @primary@; border-radius: 3px; }
QSplitter::handle { background: transparent; }

QListView[framed="true"] { border: 1px solid @border@; border-radius: 4px; padding: 2px; }
QListView[framed="true"]::item { padding: 4px 8px; border-radius: 3px; color: @text@; }
QListView[framed="true"]::item:hover { background: @hover@; }
QListView[framed="true"]::item:selected { background: @selected@; }
QRadioButton { spacing: 8px; padding: 5px 8px; border: 1px solid transparent; border-radius: 4px; }
QRadioButton::indicator {
    width: 12px; height: 12px; border: 2px solid @input_border@; border-radius: 8px; background: @surface@;
}
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @primary@; background: @on_primary@; }
QRadioButton::indicator:disabled { border-color: @border@; }
QRadioButton:focus { border-color: @primary@; }
QRadioButton[tile="true"] { background: @surface@; border: 1px solid @border@; padding: 10px 14px; }
QRadioButton[tile="true"]:hover { background: @hover@; border-color: @input_border@; }
QRadioButton[tile="true"]:checked { background: @primary_soft@; border-color: @primary@; }
QRadioButton[tile="true"]:focus { border: 2px solid @primary@; padding: 9px 13px; }
QLabel#trouble { background: @error_bg@; border-radius: 4px; padding: 7px 12px; }
QLabel[notice="true"] { background: @warning_bg@; color: @warning@; border-radius: 4px; padding: 6px 10px; }

QFrame#drop-zone { background: @surface@; border: 2px dashed @input_border@; border-radius: 6px; }
QFrame#drop-zone:hover { background: @hover@; }
QFrame#drop-zone:focus { border-color: @primary@; }
QFrame#drop-zone[over="true"] { background: @primary_soft@; border: 2px solid @primary@; }
QPushButton[chip="true"] { border-color: @border@; border-radius: 13px; padding: 0 12px; min-height: 24px; }
QPushButton[chip="true"]:focus { border: 2px solid @primary@; padding: 0 11px; min-height: 22px; }
QPushButton[chip="true"][tone="primary"] { color: @primary@; }
QPushButton[chip="true"][tone="ok"] { color: @ok@; }
QPushButton[chip="true"][tone="warning"] { color: @warning@; }
QPushButton[chip="true"][tone="error"] { color: @error@; }
QPushButton[chip="true"]:disabled { background: transparent; color: @hint@; }
QPushButton[chip="true"][tone="primary"]:checked {
    background: @primary_soft@; border-color: @primary@; color: @primary@;
}
QPushButton[chip="true"][tone="ok"]:checked {
    background: @ok_bg@; border-color: @ok@; color: @ok@;
}
QPushButton[chip="true"][tone="warning"]:checked {
    background: @warning_bg@; border-color: @warning@; color: @warning@;
}
QPushButton[chip="true"][tone="error"]:checked {
    background: @error_bg@; border-color: @error@; color: @error@;
}
QLabel#page-sheet { background: #FFFFFF; border: 1px solid @border@; }
"""
