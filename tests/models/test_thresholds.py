from pathlib import Path

import pytest

from models.thresholds import Threshold, Thresholds, load_thresholds, parse_value

SHIPPED = load_thresholds(Path(__file__).parents[2] / "resources" / "thresholds.csv")


def test_amounts_are_hundredths_and_counts_are_not():
    assert SHIPPED.get("poverty_line", 2015) == 285_500
    assert SHIPPED.get("cropland_most", 2017) == 10_000
    assert SHIPPED.get("old_age", 2017) == 60
    assert SHIPPED.get("labour_share_most", 2017) == 25


def test_a_value_holds_in_its_years_only():
    assert SHIPPED.get("poverty_line", 2010) is None
    assert SHIPPED.get("poverty_line", 2019) == 321_800
    assert SHIPPED.get("poverty_line", 2025) == 400_000


def test_the_most_local_value_wins():
    assert SHIPPED.get("monitor_line", 2023, "370826111214") == 600_000
    assert SHIPPED.get("monitor_line", 2023, "522729101001") == 730_000
    assert SHIPPED.get("monitor_line", 2022, "522729101001") == 600_000


def test_the_later_of_two_values_wins():
    rows = [Threshold("x", 1, "岁", ""), Threshold("x", 2, "岁", "", from_year=2018)]
    assert [Thresholds(rows).get("x", year) for year in (2017, 2018)] == [1, 2]


def test_an_office_puts_its_own_value_in_place():
    own = Threshold("monitor_line", 680_000, "元", "本县监测线", 2021, None, "3708", "县文件", verified=True)
    changed = SHIPPED.with_rows([own])
    assert changed.get("monitor_line", 2022, "370826111214") == 680_000
    assert changed.get("monitor_line", 2022, "3701") == 600_000
    assert SHIPPED.get("monitor_line", 2022, "370826111214") == 600_000
    again = changed.with_rows([Threshold("monitor_line", 700_000, "元", "", 2021, None, "3708")])
    assert again.get("monitor_line", 2022, "3708") == 700_000
    assert len(list(again)) == len(list(changed))


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        SHIPPED.get("no_such_key", 2017)


@pytest.mark.parametrize(("text", "unit"), [("abc", "元"), ("1.005", "元"), ("1.5", "岁"), ("nan", "元")])
def test_a_value_that_cannot_be_held_is_refused(text, unit):
    with pytest.raises(ValueError):
        parse_value(text, unit)


def test_a_broken_row_is_named_by_its_line(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("key,value,unit,label,from_year,to_year,region,source,verified\nx,?,元,,,,,,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        load_thresholds(path)
