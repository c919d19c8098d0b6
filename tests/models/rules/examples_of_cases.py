"""Rules of student files and payouts; every rule has a record and a twin."""

from .drafts import Draft
from .examples import EXAMPLES as EXAMPLES
from .examples import example


def student(d: Draft, **values) -> None:
    """Give the child of the household a student file."""
    d.hang("student_aid", **{"person": d.child["uid"], "stage": "2", "file_state": "1", **values})


def paid(d: Draft, *terms: str, state: str = "2") -> None:
    """Pay the child one programme in these terms."""
    for term in terms:
        d.hang("payout_line", person=d.child["uid"], programme="S03", period=term, payout_state=state)


AUTUMN, SPRING = "2019年秋季学期", "2019年春季学期"

example(87, "same term", lambda d: paid(d, AUTUMN, AUTUMN), lambda d: paid(d, AUTUMN, SPRING))
example(87, "sent back", lambda d: paid(d, AUTUMN, AUTUMN), lambda d: paid(d, AUTUMN, AUTUMN, state="3"))
example(
    88,
    "university",
    lambda d: (d.child_year.update(school_state="03", education=None), student(d, stage="7")),
    lambda d: (d.child_year.update(school_state="03", education=None), student(d)),
)
example(
    89,
    "one short",
    lambda d: student(d, student_number=f"G{d.child['id_number'][:17]}"),
    lambda d: student(d, student_number=f"G{d.child['id_number']}"),
)
example(
    89,
    "other number",
    lambda d: student(d, student_number=f"G{d.head['id_number']}"),
    lambda d: student(d, student_number=f"L{d.head['id_number']}"),
)
