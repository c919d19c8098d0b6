"""Characters that can't be printed as they are, told before and after printing, with the household they belong to."""

from __future__ import annotations

from collections.abc import Iterable

from reports.fonts import FontSet, character_warnings


class CharacterCheck:
    """Looks through the texts of many households and collects a sentence for each fault, each once."""

    def __init__(self, fonts: FontSet) -> None:
        """Check against what `fonts` have."""
        self.fonts = fonts
        self._sound: set[str] = set()
        self._found: dict[str, None] = {}

    @property
    def warnings(self) -> list[str]:
        """Return the sentences so far."""
        return list(self._found)

    def look(self, owner: str, texts: list[str], raw: Iterable[str] = ()) -> None:
        """Check the texts of `owner`; `raw` are texts before cleaning, for what cleaning takes away."""
        listed = [*texts, *raw]
        unknown = set("".join(listed)) - self._sound
        if not unknown:
            return
        for text in listed:
            if not unknown.isdisjoint(text):
                for sentence in character_warnings(self.fonts, [text]):
                    self._found[f"{owner}：{sentence}"] = None
        self._sound.update(character for character in unknown if not character_warnings(self.fonts, [character]))
