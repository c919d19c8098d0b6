import pytest

from storage.archive.archive import create_archive
from storage.archive.files import load_file
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange, save
from storage.exchange.training import make_training_archive
from storage.exchange.training.tasks import RULES, ask_hint, begin_round, task_states
from tests.ui.office import RESOURCES


@pytest.fixture
def archive(tmp_path):
    with make_training_archive(tmp_path / "data", households=60, resources=RESOURCES) as made:
        yield made


def test_five_errors_are_planted_in_five_households(archive):
    assert task_states(archive) == []
    states = begin_round(archive)
    assert {state.task.rule for state in states} == set(RULES)
    assert len({state.task.household for state in states}) == len(RULES)
    assert not any(state.mended for state in states)
    assert all(state.village and state.head and state.title for state in states)


def test_an_error_that_is_mended_is_checked_off(archive):
    states = begin_round(archive)
    empty = next(state for state in states if state.task.rule == 16)
    save(archive, [RecordChange("member", empty.task.person, {"ethnicity": "01"})])
    assert [state.task.rule for state in task_states(archive) if state.mended] == [16]


def test_a_second_round_is_played_elsewhere(archive):
    first = {state.task.household for state in begin_round(archive)}
    second = {state.task.household for state in begin_round(archive)}
    assert not first & second
    assert not any(state.mended for state in task_states(archive))


def test_hints_are_counted(archive):
    begin_round(archive)
    states = ask_hint(archive, 2)
    assert [state.task.hints for state in states] == [0, 0, 1, 0, 0]


def test_nothing_is_planted_among_real_people(tmp_path):
    with create_archive(tmp_path / "real", division="370826", office="x", resources=RESOURCES) as real:
        with pytest.raises(StorageProblem, match="不是演示档案"):
            begin_round(real)
        assert load_file(real, "x") is None
