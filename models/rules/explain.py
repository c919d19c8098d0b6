"""Words for the sentences of the rules: amounts, lists and labels as a clerk reads them."""

from __future__ import annotations

from collections.abc import Iterable

from models.catalogue import ENTITIES
from models.thresholds import Threshold
from models.values import hundredths

_LABELS = {(entity.name, field.name): field.label for entity in ENTITIES.values() for field in entity.fields}


def label(entity: str, field: str) -> str:
    """Return the Chinese label of a field, in quotation marks where it is a question."""
    text = _LABELS[entity, field]
    return f"“{text}”" if text.startswith(("是否", "有无")) else text


def labels(entity: str, fields: Iterable[str]) -> str:
    """Return the labels of several fields of one entity, joined by 、."""
    return "、".join(label(entity, field) for field in fields)


def plain(value: int) -> str:
    """Return integer hundredths without needless zeros: 295200 → "2952", 295250 → "2952.5"."""
    return hundredths(value).rstrip("0").rstrip(".")


def yuan(fen: int) -> str:
    """Return an amount of fen as text: "2952元"."""
    return f"{plain(fen)}元"


def doubt(line: Threshold) -> str:
    """Return a half-sentence that warns of a line nobody has compared with a document, else ""."""
    return "" if line.verified else f"；{yuan(line.value)}这条线还没有和文件核对，以县里文件为准，可在设置里改"
