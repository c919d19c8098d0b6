"""The options of the commands `medical` and `helpers`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

Step = Callable[[str, str], argparse.ArgumentParser]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"应是日期，例如 2017-11-20，不是“{text}”") from None


def _month(text: str) -> str:
    try:
        return date.fromisoformat(f"{text}-01").isoformat()[:7]
    except ValueError:
        raise argparse.ArgumentTypeError(f"应是月份，例如 2017-11，不是“{text}”") from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise argparse.ArgumentTypeError(f"应是不小于 0 的整数，不是“{text}”")
    return int(text)


def add_medical(step: Step, year: Callable[[str], int], village: Callable[[str], str]) -> None:
    """Add the steps of `medical`; `year` and `village` read an option's text."""
    for name, text in (
        ("heavy", "六重保障后自付过高的费用"),
        ("uncovered", "没有参加特惠保的人"),
        ("mental", "精神病人救助，药物和住院分开"),
        ("year", "一户一年的医疗情况"),
    ):
        job = step(name, text)
        job.add_argument("--year", type=year)
        if name == "year":
            job.add_argument("household")
            continue
        job.add_argument("--village", type=village)
        if name == "heavy":
            job.add_argument("--percent", type=_count)


def add_helpers(step: Step, village: Callable[[str], str], filled: Callable[[str], str]) -> None:
    """Add the steps of `helpers`."""
    step("load", "每位责任人的户数").add_argument("--on", type=_day)
    hand = step("hand-over", "整批交接结对户")
    hand.add_argument("--from", dest="leaving", required=True, type=filled)
    hand.add_argument("--to", dest="taking", required=True, type=filled)
    hand.add_argument("--day", required=True, type=_day)
    hand.add_argument("--household", nargs="*", default=[])
    hand.add_argument("--dry-run", action="store_true")
    hand.add_argument("--reason", required=True, type=filled)
    late = step("not-visited", "多少天没有走访的户")
    late.add_argument("--days", type=_count)
    late.add_argument("--on", type=_day)
    late.add_argument("--village", type=village)
    days = step("days", "驻村干部在岗不够的")
    days.add_argument("month", type=_month)
    days.add_argument("--village", type=village)
