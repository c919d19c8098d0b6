"""A pasted list for the self-test and the pictures: made of the training archive's own made-up people."""

from __future__ import annotations

from models.id_numbers import check_character
from storage.archive.archive import Archive
from storage.archive.files import iterate_files

WANTED = 6


def sample_people(archive: Archive) -> list[tuple[str, str]]:
    """Return (name, ID number) of the first heads."""
    found: list[tuple[str, str]] = []
    for file in iterate_files(archive):
        head = file.head or {}
        if head.get("name") and len(head.get("id_number") or "") == 18:
            found.append((head["name"], head["id_number"]))
        if len(found) == WANTED:
            break
    return found


def pasted_sample(people: list[tuple[str, str]]) -> str:
    """Return lines as a superior sends them: whole, with a digit wrong, two swapped, spoilt by Excel, of nobody."""
    lines = ["序号\t姓名\t身份证号"]
    for at, (name, number) in enumerate(people, 1):
        wrong = number
        if at == 2:
            wrong = number[:15] + str((int(number[15]) + 3) % 10) + number[16:]
        elif at == 4:
            place = next(place for place in range(6, 16) if number[place] != number[place + 1])
            wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        lines.append(f"{at}\t{name}\t{wrong}")
    nobody = "99000019310101990"
    lines += [f"{len(people) + 1}\t毋不在\t{nobody}{check_character(nobody)}", f"{len(people) + 2}\t\t3.70826E+17"]
    return "\n".join(lines)
