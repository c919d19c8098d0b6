"""What the preview asks the archive worker to do: try packs without writing, find lines, then take the packs."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from storage.archive.archive import Archive
from storage.archive.batches import Kept, Undone
from storage.archive.conflicts import count_conflicts
from storage.archive.merge_result import Counts, MergeLine
from storage.archive.progress import Progress
from storage.exchange.taking import ALREADY, APPLIED, HELD, REFUSED, PackTaken, take_packs
from ui.batches_page import take_back
from ui.exchange.preview_lines import EFFECT_OF, EFFECTS, Effect, PreviewLine, lines_in_words

PASSPHRASE_CODES = frozenset({"passphrase_needed", "wrong_passphrase"})
NOT_TO_LEAVE = frozenset({Effect.DUPLICATE, Effect.HELD})
"""What can't be left for now: a suspicion writes nothing, and what is set aside is so already."""
_CHUNK = 500


@dataclass(slots=True)
class Preview:
    """Packs tried without writing. Lines by number: which pack, which line of it, what kind, which village.

    `left` marks the lines that a person wants to leave for now.
    """

    files: tuple[Path, ...]
    passphrases: dict[Path, str]
    taken: list[PackTaken]
    packs: array[int] = field(default_factory=lambda: array("i"))
    places: array[int] = field(default_factory=lambda: array("i"))
    effects: array[int] = field(default_factory=lambda: array("b"))
    scopes: array[int] = field(default_factory=lambda: array("i"))
    left: bytearray = field(default_factory=bytearray)
    villages: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])
    """(scope, name, lines) in order."""
    together: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    """Deletion → all deletions of its household: a household goes with all under it or stays."""
    counts: Counts = field(default_factory=Counts)

    def __len__(self) -> int:
        return len(self.effects)

    @property
    def totals(self) -> list[int]:
        """Return how many lines there are of each effect."""
        found = [0] * len(EFFECTS)
        for effect in self.effects:
            found[effect] += 1
        return found

    @property
    def good(self) -> list[PackTaken]:
        """Return the packs that would be taken."""
        return [one for one in self.taken if one.outcome != REFUSED]

    def can_leave(self, number: int) -> bool:
        """Tell whether a line can be left for now."""
        return EFFECTS[self.effects[number]] not in NOT_TO_LEAVE

    def leave(self, numbers: Sequence[int], leave: bool) -> None:
        """Leave lines for now, or take them; deletions of one household together."""
        for number in numbers:
            if not self.can_leave(number):
                continue
            self.left[number] = leave
            for other in self.together.get(number, ()):
                self.left[other] = leave

    def leaves(self) -> set[tuple[str, str]]:
        """Return (uid, facet) of what is left for now, facet "" for a whole new record and all under it."""
        wanted = {(self.packs[at], self.places[at]) for at, left in enumerate(self.left) if left}
        return {
            (line.uid, "" if line.kind == "new" else line.facet)
            for pack, taken in enumerate(self.taken if wanted else ())
            for place, line in enumerate(taken.result.lines if taken.result is not None else ())
            if (pack, place) in wanted
        }


@dataclass(frozen=True, slots=True)
class Merged:
    """What taking packs did: each pack, the batches written (in order), how many cases wait for a person now."""

    taken: tuple[PackTaken, ...]
    batches: tuple[str, ...]
    waiting: int
    cancelled: bool = False


def in_order(files: Sequence[Path]) -> tuple[Path, ...]:
    """Return each file once, by name: so the packs of one office come in the order they were made."""
    return tuple(sorted(dict.fromkeys(files), key=lambda path: path.name))


def try_packs(archive: Archive, progress: Progress, files: Sequence[Path], passphrases: Mapping[Path, str]) -> Preview:
    """Say what taking these packs would do; nothing is written. Job for the worker."""
    taken: list[PackTaken] = []
    for at, file in enumerate(files):
        progress(at, len(files), f"正在看 {file.name}…")
        told = take_packs(archive, [file], dry_run=True, passphrase=passphrases.get(file), progress=progress)
        taken += told
    preview = Preview(tuple(files), dict(passphrases), taken)
    _index(archive, preview, progress)
    return preview


def _index(archive: Archive, preview: Preview, progress: Progress) -> None:
    seen: dict[tuple[str, str], int] = {}
    scopes: dict[str, int] = {}
    several = len(preview.good) > 1
    lines_of: list[int] = []
    deletions: dict[str, list[int]] = {}
    for pack, taken in enumerate(preview.taken):
        if taken.result is None:
            continue
        for one in fields(Counts):
            total = getattr(preview.counts, one.name) + getattr(taken.result.counts, one.name)
            setattr(preview.counts, one.name, total)
        for place, line in enumerate(taken.result.lines):
            if place % 20_000 == 0:
                progress(place, len(taken.result.lines), "整理预览…")
            if several:
                # several unacknowledged packs of one office hold the same changes: the newest one tells them
                before = seen.get((line.uid, line.facet))
                if before is not None:
                    preview.packs[before], preview.places[before] = pack, place
                    preview.effects[before] = EFFECTS.index(EFFECT_OF.get(line.kind, Effect.CHANGED))
                    continue
                seen[line.uid, line.facet] = len(preview)
            if line.kind == "deleted" and line.household:
                group = deletions.setdefault(line.household, [])
                group.append(len(preview))
                preview.together[len(preview)] = group
            scope = scopes.setdefault(line.village, len(scopes))
            if scope == len(lines_of):
                lines_of.append(0)
            lines_of[scope] += 1
            preview.packs.append(pack)
            preview.places.append(place)
            preview.effects.append(EFFECTS.index(EFFECT_OF.get(line.kind, Effect.CHANGED)))
            preview.scopes.append(scope)
    preview.left = bytearray(len(preview))
    preview.villages = [
        (scope, archive.divisions.name(scope.lstrip("@")) or "公用资料", lines_of[at]) for scope, at in scopes.items()
    ]


def find_lines(
    archive: Archive,
    progress: Progress,
    preview: Preview,
    effects: Sequence[Effect],
    scope: int | None,
    text: str,
) -> array[int]:
    """Return the numbers of the lines that fit; `text` may stand anywhere in a line. Job for the worker."""
    wanted = {EFFECTS.index(effect) for effect in effects}
    rows = array(
        "i",
        (
            number
            for number, effect in enumerate(preview.effects)
            if effect in wanted and (scope is None or preview.scopes[number] == scope)
        ),
    )
    if not text:
        return rows
    found = array("i")
    for start in range(0, len(rows), _CHUNK):
        progress(start, len(rows), "查找…")
        part = rows[start : start + _CHUNK].tolist()
        for number, line in zip(part, _words(archive, preview, part), strict=True):
            if any(text in told for told in (line.household, line.person, line.field, line.old, line.new, line.source)):
                found.append(number)
    return found


def show_lines(
    archive: Archive, _progress: Progress, preview: Preview, numbers: array[int], start: int, count: int
) -> list[PreviewLine]:
    """Return lines in words, for the table. Job for the worker."""
    return _words(archive, preview, numbers[start : start + count].tolist())


def _words(archive: Archive, preview: Preview, numbers: Sequence[int]) -> list[PreviewLine]:
    raw: list[MergeLine] = []
    at = 0
    while at < len(numbers):
        # runs of neighbours are unpacked together
        end = at + 1
        while end < len(numbers) and _follows(preview, numbers[end - 1], numbers[end]):
            end += 1
        result = preview.taken[preview.packs[numbers[at]]].result
        assert result is not None
        raw += result.lines.page(preview.places[numbers[at]], end - at)
        at = end
    return lines_in_words(archive, raw)


def _follows(preview: Preview, one: int, other: int) -> bool:
    return preview.packs[one] == preview.packs[other] and preview.places[one] + 1 == preview.places[other]


def take_now(archive: Archive, progress: Progress, preview: Preview) -> Merged:
    """Take the packs, leaving what is marked; each pack stands or falls by itself. Job for the worker."""
    leave = preview.leaves()
    good = [one.file for one in preview.taken if one.outcome != REFUSED]
    plain = [file for file in good if file not in preview.passphrases]
    taken = take_packs(archive, plain, leave=leave, progress=progress) if plain else []
    for file in good:
        if file in preview.passphrases:
            taken += take_packs(archive, [file], passphrase=preview.passphrases[file], leave=leave, progress=progress)
    # what was refused is written down too, so that the board can say so
    for file in (one.file for one in preview.taken if one.outcome == REFUSED):
        taken += take_packs(archive, [file], passphrase=preview.passphrases.get(file), progress=progress)
    batches = tuple(one.result.batch for one in taken if one.result is not None and one.result.batch)
    return Merged(tuple(taken), batches, count_conflicts(archive))


def note_refused(archive: Archive, progress: Progress, preview: Preview) -> None:
    """Write down packs that can't be taken, where none of the files can. Job for the worker."""
    for one in preview.taken:
        if one.outcome == REFUSED and one.code not in PASSPHRASE_CODES:
            take_packs(archive, [one.file], passphrase=preview.passphrases.get(one.file), progress=progress)


def undo_merge(archive: Archive, progress: Progress, batches: Sequence[str]) -> Undone:
    """Take the batches of a merge back, the last one first. Job for the worker."""
    reverted = 0
    kept: list[Kept] = []
    last = ""
    for batch in reversed(batches):
        undone = take_back(archive, progress, batch)
        reverted += undone.reverted
        kept += undone.kept
        last = undone.batch
    return Undone(last, reverted, tuple(kept))


def summary(preview: Preview) -> str:
    """Say in one line what the packs hold."""
    if not preview.good:
        return "选的文件都不能取用，档案没有改动。"
    counts = preview.counts
    parts = [
        f"{text} {number:,} {unit}"
        for text, number, unit in (
            ("新增", counts.new, "条"), ("补空", counts.filled, "处"), ("变更", counts.changed, "条"),
            ("冲突", counts.conflicts, "处"), ("疑似重复", counts.duplicates, "例"), ("删除", counts.deleted, "条"),
        )
        if number
    ]  # fmt: skip
    if not parts:
        return "没有新内容：包里的改动本机都已经有了。取用后只记下对方收到了什么。"
    counted = f"合计{'，'.join(parts)}。" if len(preview.good) > 1 else ""
    return f"{counted}还没有写入。逐行核对，不想现在要的按空格先放着；按“合并”才写入，合并后仍可整批撤销。"


OUTCOME_TONES = {APPLIED: "ok", ALREADY: "secondary", HELD: "warning", REFUSED: "error"}
"""Outcome of a pack → role of the line that tells it."""
OUTCOME_SIGNS = {APPLIED: "√", ALREADY: "·", HELD: "⚠", REFUSED: "×"}
