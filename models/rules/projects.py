"""Rules 203–206: projects and their distributions (资金项目)."""

from __future__ import annotations

from models.entities.projects import SOURCES
from models.rules.base import Hit, ProjectRule, project_rule
from models.rules.checked_project import CheckedProject
from models.rules.explain import labels, yuan

_ASKED = ("content", "progress", "person_in_charge")
_RUNNING = "2"


@project_rule(203, "E")
def content_or_progress_empty(project: CheckedProject) -> Hit | None:
    """A project without content, progress or a person in charge."""
    empty = [name for name in _ASKED if project.record.get(name) is None]
    if not empty:
        return None
    return project.hit(empty[0], f"没有填{labels('project', empty)}", "向责任单位核实后补填")


@project_rule(204, "W")
def still_running(project: CheckedProject) -> Hit | None:
    """A project past its planned end that is still called running."""
    planned = project.record.get("planned_end")
    if project.record.get("state") != _RUNNING or not planned or planned >= project.context.as_of.isoformat():
        return None
    return project.hit(
        "state", f"计划 {planned} 完工，状态还是“进行中”", "已完工的改状态、填实际完工日期；延期的改计划完工日期"
    )


@project_rule(205, "E")
def sources_do_not_add_up(project: CheckedProject) -> Hit | None:
    """An investment that is not the sum of its sources; silent while no source is filled."""
    total = project.record.get("investment")
    known = [amount for name in SOURCES if (amount := project.record.get(name)) is not None]
    if total is None or not known or sum(known) == total:
        return None
    sentence = f"投资合计 {yuan(total)}，各来源相加是 {yuan(sum(known))}，差 {yuan(abs(total - sum(known)))}"
    return project.hit("investment", sentence, "对照批复核对，改正填错的一项")


@project_rule(206, "E")
def lines_do_not_add_up(project: CheckedProject) -> Hit | None:
    """A distribution whose lines are not its total, or that has a household twice."""
    for one in project.distributions:
        if one.twice:
            names = "、".join(one.twice[:5])
            return project.hit("name", f"“{one.batch}”这一批里同一户出现两次：{names}", "删去重复的一条分红明细")
        if one.total is not None and one.lines != one.total:
            sentence = f"“{one.batch}”分红总额 {yuan(one.total)}，{one.number} 条明细合计 {yuan(one.lines)}"
            return project.hit("name", sentence, "对照分配决议核对，改正明细或总额")
    return None


RULES: tuple[ProjectRule, ...] = (
    content_or_progress_empty,
    still_running,
    sources_do_not_add_up,
    lines_do_not_add_up,
)
