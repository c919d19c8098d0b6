"""How long jobs report and are stopped."""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with done, total (0 = unknown) and a Chinese text; may raise `Cancelled` to stop the job."""


class Cancelled(Exception):
    """The person stopped the job; nothing of it was written."""


def silent(_done: int, _total: int, _text: str) -> None:
    """Report nothing."""
