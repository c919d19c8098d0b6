"""Five errors to find in a training archive: planted among the made-up households, checked off when they are mended."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from models.rules import load_rule_book
from storage.archive.archive import Archive
from storage.archive.findings import list_findings
from storage.archive.lists import row_of
from storage.archive.problems import StorageProblem
from storage.exchange.training.faults import plant_faults

TASKS = "training_tasks"
"""Setting that holds the tasks and how many rounds were played."""

RULES = (3, 9, 10, 16, 19)
"""A wrong check digit, a wrong sex, a wrong birth date, an ethnic group left empty, a relation that is none."""

APART = 12
"""Households between the errors of two rounds."""


@dataclass(frozen=True, slots=True)
class Task:
    """One error: its rule, what was done, in which household and to whom; `hints` were asked for so far."""

    rule: int
    what: str
    household: str
    person: str
    name: str
    number: str
    hints: int = 0


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task as it stands: the rule's title, village and head of the household, and whether it is mended."""

    task: Task
    title: str
    village: str
    head: str
    mended: bool


def begin_round(archive: Archive) -> list[TaskState]:
    """Plant five errors anew and return them; StorageProblem for an archive of real people."""
    if not archive.office.training:
        raise StorageProblem("not_training", "这不是演示档案，没有放进任何错误。")
    played = int(_stored(archive).get("rounds", 0))
    planted = plant_faults(archive, seed=played + 1, rules=RULES, skip=played * APART)
    tasks = [
        Task(one.rule, one.what, one.household, one.person, one.name, one.number) for one in planted if one.household
    ]
    _keep(archive, tasks, played + 1)
    return task_states(archive)


def task_states(archive: Archive) -> list[TaskState]:
    """Return the tasks of this round as they stand."""
    book = load_rule_book(archive.resources / "rules.csv")
    states: list[TaskState] = []
    for stored in _stored(archive).get("tasks", []):
        task = Task(**stored)
        row = row_of(archive, task.household)
        open_rules = {one.rule for one in list_findings(archive, household=task.household)}
        states.append(
            TaskState(
                task,
                book[task.rule].title,
                row.village if row else "",
                row.head_name if row else "（已删除）",
                task.rule not in open_rules,
            )
        )
    return states


def ask_hint(archive: Archive, at: int) -> list[TaskState]:
    """Give one more hint for the task in place `at` and return the tasks."""
    stored = _stored(archive)
    tasks = [Task(**one) for one in stored.get("tasks", [])]
    one = tasks[at]
    tasks[at] = Task(one.rule, one.what, one.household, one.person, one.name, one.number, one.hints + 1)
    _keep(archive, tasks, int(stored.get("rounds", 1)))
    return task_states(archive)


def _stored(archive: Archive) -> dict[str, Any]:
    return archive.settings.get(TASKS, {}) or {}


def _keep(archive: Archive, tasks: list[Task], rounds: int) -> None:
    archive.settings.set(TASKS, {"rounds": rounds, "tasks": [asdict(task) for task in tasks]})
