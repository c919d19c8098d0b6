import pytest

from models.list_fields import FIRST_COLUMNS
from models.list_filter import Ask, Condition, Filter
from storage.archive.list_views import LAST, SETTING, ListView, load_last, load_views, save_last, save_views
from tests.ui.office import make_archive

ILL = ListView(
    "因病户",
    ("row:number", "household:phone", "year:house_area"),
    "year:house_area",
    True,
    Filter(((Condition("row:main_cause", Ask.ONE_OF, ("01",)),),)),
    1,
    {"row:number": 180},
)


@pytest.fixture
def archive(tmp_path):
    with make_archive(tmp_path / "data") as made:
        yield made


def test_views_come_back_as_they_were_kept(archive):
    assert load_views(archive) == []
    save_views(archive, [ILL, ListView("全部")])
    assert load_views(archive) == [ILL, ListView("全部", widths={})]
    save_last(archive, ILL)
    assert load_last(archive) == ILL


def test_a_view_of_a_newer_program_shows_what_is_known(archive):
    archive.settings.set(
        SETTING,
        [
            {
                "name": "新",
                "columns": ["row:later", "row:number"],
                "sort": "year:later",
                "filter": [[["row:later", "is", [1]]]],
            },
            {"columns": 5},
            "x",
        ],
    )
    (view,) = load_views(archive)
    assert view.columns == ("row:number",)
    assert view.sort == "number"
    assert view.unknown == 1
    archive.settings.set(LAST, {"frozen": 99, "widths": []})
    assert load_last(archive).columns == FIRST_COLUMNS
    assert load_last(archive).frozen == 2


def test_a_read_only_archive_keeps_nothing(archive):
    archive.read_only = True
    save_last(archive, ILL)
    assert load_last(archive) == ListView()
