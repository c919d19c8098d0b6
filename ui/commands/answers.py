"""What a command answers: an exit code, an object for `--json`, and short Chinese text."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from typing import Any

DONE, REFUSED, WRONG_USE, WAITING = 0, 1, 2, 3


@dataclass(slots=True)
class Answer:
    """The result of one command; `code` 3 means that something waits for a person."""

    data: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    code: int = DONE


class CommandProblem(Exception):
    """A command that can't be carried out: stable code, Chinese sentence, exit code."""

    def __init__(self, code: str, sentence: str, exit_code: int = REFUSED) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.exit_code = exit_code


def give(answer: Answer, as_json: bool) -> int:
    """Print an answer and return its exit code."""
    text = json.dumps(answer.data, ensure_ascii=False) if as_json else "\n".join(answer.lines)
    if text:
        print(text)
    return answer.code


def refuse(code: str, sentence: str, as_json: bool, exit_code: int = REFUSED) -> int:
    """Print why a command was refused and return its exit code."""
    print(sentence, file=sys.stderr)
    if as_json:
        print(json.dumps({"error": {"code": code, "sentence": sentence}}, ensure_ascii=False))
    return exit_code


def progress(done: int, total: int, text: str) -> None:
    """Show progress on stderr where a person watches."""
    if sys.stderr.isatty():
        print(f"\r{text} {done}{f'/{total}' if total else ''}   ", end="", file=sys.stderr, flush=True)
