"""The two households of the newspaper report of 2017, exactly as told there.

Nothing is added: names, numbers, dates and choices that the report does not give stay empty, so that the program shows
them as 未填. What was told but has no field of its own stands in notes, in the report's sense.
"""

from __future__ import annotations

from models.fields import Record, Value
from models.keys import income_key, member_key, year_uid
from storage.archive.writing import RecordChange
from storage.exchange.training.identity import Numbers

REPORT_YEAR = 2017
LIU_VILLAGE = "370826111214"
WEN_TOWN = "370811002"


def liu_dehua(numbers: Numbers, local_number: str) -> list[RecordChange]:
    """Return the household of 刘德华: four people, two students, shares in a co-operative, performing income."""
    uid = numbers.uid()
    head, wife = numbers.uid(), numbers.uid()
    students = [numbers.uid(), numbers.uid()]
    household: Record = {
        "local_number": local_number,
        "division": LIU_VILLAGE,
        "head_name": "刘德华",
        "head_count": 4,
        "main_cause": "01",
        "other_causes": ["03"],
        "cause_detail": (
            "户主患严重的类风湿性关节炎，有时完全不能劳动，需要常年用药；妻子常年在外务工；两个孩子上大学。"
        ),
        "note": "公开报道中的真实事例；报道没有写的一律留空。",
    }
    people: list[tuple[str, Record]] = [
        (head, {"name": "刘德华", "relation": "01", "sex": "1", "note": "2017年47岁；退役军人。"}),
        (wife, {"relation": "02", "sex": "2", "note": "常年在外务工。"}),
        *((student, {"note": "户主的孩子，在读大学生。"}) for student in students),
    ]
    year: Record = {
        member_key("illness", head): "严重的类风湿性关节炎",
        **_income("B09", head, "给游客唱歌：每首10元，旺季一天100多元"),
        **_income("P01", None, "旅游专业合作社股份分红，来自门票收入，每年一次"),
        **_income("W01", wife, "常年在外务工"),
        "note": "2017年报道时的情况；金额报道没有写。",
    }
    shares = (
        "2016年镇里争取到财政扶贫资金16万元，本户和其他贫困户以股份形式持有，投入旅游专业合作社，每年从门票收入中分红"
    )
    return [
        RecordChange("household", uid, household),
        *(RecordChange("member", person, values, uid) for person, values in people),
        RecordChange("year", year_uid(uid, REPORT_YEAR), year, uid),
        RecordChange("measure", numbers.uid(), _measure(2016, "39", ["3905"], shares), uid),
    ]


def wen_qinglei(numbers: Numbers, local_number: str) -> list[RecordChange]:
    """Return the household of 文庆磊: seven people, 低保, a small loan, a shop, shares, seven insured."""
    uid = numbers.uid()
    head, spouse, first = numbers.uid(), numbers.uid(), numbers.uid()
    four = [numbers.uid() for _ in range(4)]
    household: Record = {
        "local_number": local_number,
        "division": WEN_TOWN,
        "managing_unit": "太白湖新区",
        "head_name": "文庆磊",
        "head_count": 7,
        "cause_detail": "第二胎生下四胞胎，生产花费11万元；孩子住院20多天，每天4000多元；奶粉每月5000元。",
        "note": "公开报道中的真实事例；报道没有写的一律留空。",
    }
    people: list[tuple[str, Record]] = [
        (head, {"name": "文庆磊", "relation": "01"}),
        (spouse, {"relation": "02"}),
        (first, {"note": "第一个孩子。"}),
        *((child, {"note": "四胞胎之一（第二胎）。"}) for child in four),
    ]
    year: Record = {
        **{member_key("supplement_cover", person): True for person, _values in people},
        **_income("B04", head, "开干货店，好的月份收入5000—6000元"),
        **_income("P01", None, "入股项目分红"),
        **_income("T02", None, "已享受低保"),
        "note": "2017年报道时的情况；金额报道没有写。",
    }
    loan = "扶贫小额信贷5万元，3年期，免担保，基准利率，全额贴息；用来开干货店"
    measures = [
        _measure(REPORT_YEAR, "48", ["4801"], "已享受低保"),
        {**_measure(REPORT_YEAR, "41", ["4101", "4102"], loan), "amount": 50_000_00},
        _measure(REPORT_YEAR, "39", ["3905"], "入股项目，参与分红"),
        _measure(REPORT_YEAR, "45", ["4599"], "全家办理扶贫特惠保卡"),
    ]
    return [
        RecordChange("household", uid, household),
        *(RecordChange("member", person, values, uid) for person, values in people),
        RecordChange("year", year_uid(uid, REPORT_YEAR), year, uid),
        *(RecordChange("measure", numbers.uid(), values, uid) for values in measures),
        *(
            RecordChange("special_cover", numbers.uid(), {"person": person, "year": REPORT_YEAR}, uid)
            for person, _values in people
        ),
    ]


def _income(item: str, person: str | None, note: str) -> dict[str, Value]:
    return {income_key(item, person): {"amount": None, "counts": True, "note": note}}


def _measure(year: int, group: str, options: list[str], detail: str) -> Record:
    return {"year": year, "group": group, "options": options, "detail": detail}
