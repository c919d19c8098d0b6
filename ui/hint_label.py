"""A line that tells keys beside what they are for; gone after the first week."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from ui.hints import hints_wanted


def hint_label(text: str) -> QLabel:
    """Return a grey line of keys, hidden where the person knows them by now."""
    label = QLabel(text)
    label.setProperty("role", "hint")
    if not hints_wanted():
        label.hide()  # never shown here: without a parent it would be a window of its own
    return label
