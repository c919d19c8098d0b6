"""The search box at the size of a city: 142,000 households, 239,000 made-up people, against LIKE in the same run.

Judged by ratio: a search takes at most 1/100 of the LIKE query that finds the same. Milliseconds, of processor time,
are printed only. HUDANG_BENCH_HOUSEHOLDS makes a smaller city; LIKE reads every row, so there a search need only be the
faster one. Run: make bench, or `python -m pytest -q -s -p no:xdist tests/bench/bench_search.py`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

import pytest

from models.id_numbers import check_character
from storage.archive.archive import Archive, create_archive
from storage.archive.pinyin import ways_of
from storage.archive.search import find
from storage.archive.search_index import bulk_rebuild, update_household

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
HOUSEHOLDS = int(os.environ.get("HUDANG_BENCH_HOUSEHOLDS", "142000"))
PEOPLE = HOUSEHOLDS * 239 // 142
SOUGHT = 60
"""People whose names and numbers are typed."""
SURNAMES = "孔王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇翟解"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅国建文志红春海燕荣云龙辉鹏飞宁长乐成东晓庆"
    "凤莲珍淑琴爱祥振德福贵喜忠义信连彦宪广传兴继昌"
)

_LIKE = """
    SELECT m.uid FROM member m JOIN household h ON h.uid = m.household
    WHERE m.deleted = 0 AND (m.name LIKE :part OR m.id_number LIKE :part OR m.phone LIKE :part
        OR m.person_number LIKE :part OR m.bank_card LIKE :part OR m.initials LIKE :part OR h.number LIKE :part
        OR h.phone LIKE :part) LIMIT 50
"""

_LIKE_NUMBERS = """
    SELECT m.uid FROM member m JOIN household h ON h.uid = m.household
    WHERE m.name LIKE :part OR m.initials LIKE :part OR m.id_number LIKE :start OR m.phone LIKE :start
        OR m.person_number LIKE :start OR m.relation = '01' AND (h.number LIKE :start OR h.phone LIKE :start)
"""
"""What must be found whatever else there is: a long number is looked for inside others only if none begins with it."""


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    choice = random.Random(8)
    folder = tmp_path_factory.mktemp("search") / "city"
    with create_archive(folder, division="3708", office="济宁市", resources=RESOURCES) as archive:
        connection = archive.connection
        villages = [code for code in archive.divisions.having("村") if len(code) == 12]
        households: list[tuple[object, ...]] = []
        members: list[tuple[object, ...]] = []
        while len(households) < HOUSEHOLDS:
            number = len(households)
            size = 1 + (len(members) * HOUSEHOLDS < number * PEOPLE) + (number % 9 == 0) - (number % 9 == 1)
            national = f"8630{number * 7:012d}"
            phone = f"1380000{number % 10_000:04d}"
            village = choice.choice(villages)
            households.append((f"h{number}", national, phone, village))
            for place in range(max(1, size)):
                members.append(person(choice, f"h{number}", national, place))
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO household(uid, number, phone, division, scope, updated) VALUES (?, ?, ?, ?, '', '')",
            households,
        )
        connection.execute("ALTER TABLE member ADD COLUMN initials TEXT")  # LIKE's own help: found by initials too
        connection.executemany(
            "INSERT INTO member(uid, household, name, relation, id_number, phone, person_number, bank_card, initials, "
            "scope, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')",
            members,
        )
        started = perf_counter()
        bulk_rebuild(connection)
        print(f"\nindex of {len(members):,} people built in {perf_counter() - started:.1f} s", end="")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.execute("SELECT sum(length(block)) FROM search_index_data").fetchone()[0]
        print(f", {pages / 1e6:.1f} MB")
        yield archive


def person(choice: random.Random, household: str, national: str, place: int) -> tuple[object, ...]:
    body = f"990000{choice.randrange(1925, 2016)}{choice.randrange(1, 13):02d}{choice.randrange(1, 29):02d}"
    body += f"{choice.randrange(1000):03d}"
    name = choice.choice(SURNAMES) + choice.choice(GIVEN) + (choice.choice(GIVEN) if choice.random() < 0.75 else "")
    initials = "".join(syllable[0] for syllable in ways_of(name)[0])
    phone = f"1380000{choice.randrange(10_000):04d}" if choice.random() < 0.3 else None
    card = f"62170012{choice.randrange(10**11):011d}" if place == 0 else None
    uid = f"{household}.{place}"
    number = f"{national}{place:02d}"
    return (
        uid,
        household,
        name,
        "01" if place == 0 else "03",
        body + check_character(body),
        phone,
        number,
        card,
        initials,
    )


def typed(archive: Archive) -> list[str]:
    """Return what people type to find somebody, keystroke by keystroke."""
    choice = random.Random(3)
    rows = archive.connection.execute(
        "SELECT m.name, m.id_number, m.person_number, h.number, h.phone, m.bank_card FROM member m "
        "JOIN household h ON h.uid = m.household WHERE m.id % :step = 7",
        {"step": max(8, PEOPLE // SOUGHT)},
    ).fetchall()
    wholes: list[str] = []
    for name, id_number, person_number, number, phone, card in rows:
        way = choice.choice(ways_of(name))
        wholes += [name, name[1:], "".join(syllable[0] for syllable in way), "".join(way)]
        wholes += [id_number, id_number[6:14], id_number[-4:], id_number[9:16], phone, phone[-4:]]
        wholes += [number, number[-6:], person_number[-9:], *([card[-4:]] if card else [])]
    steps = [whole[:end] for whole in wholes for end in range(1, len(whole) + 1)]
    return [*steps, *wholes]


def timed(work: Callable[..., object], *given: object) -> float:
    """Return the milliseconds of processor time: a busy machine shall not decide the ratio."""
    started = process_time()
    work(*given)
    return (process_time() - started) * 1000


def like_people(archive: Archive, text: str) -> list[object]:
    return archive.connection.execute(_LIKE, {"part": f"%{text}%"}).fetchall()


def test_search_beats_like(city):
    texts = typed(city)
    find(city, "张")
    times = [timed(find, city, text) for text in texts]
    worst = sorted(zip(times, texts, strict=True))[-5:]
    sample = random.Random(1).sample([text for text in texts if len(text) > 2], 40)
    like = [timed(like_people, city, text) for text in sample]
    ours = [timed(find, city, text) for text in sample]
    cuts = quantiles(times, n=100)
    print(f"{len(texts)} searches: p50 {cuts[49]:.2f} ms, p95 {cuts[94]:.2f} ms, p99 {cuts[98]:.2f} ms")
    print("slowest: " + ", ".join(f"{text} {time:.1f} ms" for time, text in worst))
    print(f"LIKE: {sum(like) / len(like):.0f} ms, ours {sum(ours) / len(ours):.2f} ms: {sum(like) / sum(ours):.0f}×")
    assert sum(like) >= (100 if HOUSEHOLDS >= 50_000 else 1) * sum(ours)


def test_what_like_finds_is_found(city):
    choice = random.Random(4)
    for text in choice.sample([text for text in typed(city) if len(text) > 5 and text.isascii()], 25):
        like = city.connection.execute(_LIKE_NUMBERS, {"part": f"%{text}%", "start": f"{text}%"}).fetchall()
        hits, total = find(city, text, 1000)
        assert total >= 1000 or {row[0] for row in like} <= {hit.person_uid for hit in hits}, text


def test_update_in_step_with_a_save(city):
    connection = city.connection
    connection.execute("BEGIN")
    changed = range(0, HOUSEHOLDS, max(1, HOUSEHOLDS // 200))
    ours = [timed(update_household, connection, f"h{number}") for number in changed]
    print(f"one household brought up to date: {sum(ours) / len(ours):.2f} ms")
    last = changed[-1]
    assert {hit.household_uid for hit in find(city, f"8630{last * 7:012d}")[0]} == {f"h{last}"}
    connection.execute("ROLLBACK")
