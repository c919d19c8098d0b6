"""Buttons that look and behave alike wherever they stand."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


def push(text: str) -> QPushButton:
    """Return a button that Enter doesn't press by itself."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button


def filter_chip(tone: str) -> QPushButton:
    """Return a button that stays pressed, in the colour of a tone: it filters a list by a kind of line."""
    button = push("")
    button.setCheckable(True)
    button.setProperty("chip", True)
    button.setProperty("tone", tone)
    return button
