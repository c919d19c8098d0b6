"""The user guide as topics, found by words and by the page one is on. No Qt here.

The guide is one document: `docs/user-guide.md` in the source tree, copied with its pictures to `resources/help` in the
packaged program. So help and guide can't say different things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ui.options import Spell

GUIDE = "user-guide.md"
_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_MARKUP = re.compile(r"[*`|#>]|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|\[")

PAGE_TOPICS: dict[str, str] = {
    "files": "录入和修改一户",
    "lists": "查户、筛选、比对名单",
    "quality": "核查全部户",
    "comparison": "和别的单位的名单比对",
    "import": "把现有名单导进来",
    "exchange": "用 U 盘和上下级交换",
    "inbox": "用 U 盘和上下级交换",
    "safety": "口令、用户和恢复单",
    "bin": "谁改了什么、怎么撤回",
    "settings": "设置",
    "training": "培训：找出五个错误",
}
"""Page of the window → the topic F1 opens there; a page that is not named opens the first topic."""

SNIPPET = 34


@dataclass(frozen=True, slots=True)
class Topic:
    """One chapter: its title and its text in Markdown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A topic that holds what was asked, and the words around the first place; “” where its title fits."""

    topic: Topic
    around: str


def help_folder(resources: Path) -> Path:
    """Return the folder with the guide and its pictures."""
    packaged = resources / "help"
    return packaged if (packaged / GUIDE).exists() else resources.parent / "docs"


def read_topics(folder: Path) -> list[Topic]:
    """Return the chapters of the guide in their order; none where it is missing."""
    try:
        text = (folder / GUIDE).read_text(encoding="utf-8")
    except OSError:
        return []
    marks = list(_HEADING.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [Topic(mark[1], text[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True)]


def topic_of(topics: list[Topic], page: str) -> Topic | None:
    """Return the topic of a page of the window."""
    wanted = PAGE_TOPICS.get(page, "")
    return next((topic for topic in topics if topic.title == wanted), topics[0] if topics else None)


def search(topics: list[Topic], query: str, spell: Spell) -> list[Found]:
    """Return the topics that hold all words of the query: in the title, by its initials, or in the text."""
    words = query.casefold().split()
    if not words:
        return [Found(topic, "") for topic in topics]
    found: list[tuple[int, Found]] = []
    for topic in topics:
        title = topic.title.casefold()
        initials = ["".join(part[0] for part in way.split()) for way in spell(topic.title)]
        plain = plain_text(topic.text)
        if all(word in title or any(word in one for one in initials) for word in words):
            found.append((0, Found(topic, "")))
        elif all(word in plain.casefold() or word in title for word in words):
            at = plain.casefold().find(words[0])
            start = max(0, at - SNIPPET // 2)
            found.append((1, Found(topic, plain[start : at + SNIPPET].replace("\n", " "))))
    return [one for _rank, one in sorted(found, key=lambda pair: pair[0])]


def plain_text(markdown: str) -> str:
    """Return the words of a text without its markup."""
    return _MARKUP.sub("", markdown)
