"""Nasty workbooks: .xlsx as every program writes it, .xls, .ods, files cut off, locked, swollen or built as a trap."""

from __future__ import annotations

from datetime import date, datetime

from openpyxl.styles import PatternFill

from tests.storage.exchange.biff import Formula, error, ole_file, xls
from tests.storage.exchange.corpus import GOOD, ID, ID2, Case, grid, person
from tests.storage.exchange.corpus_makers import (
    SHEET,
    corner,
    cut,
    error_row,
    errors,
    from_1904,
    handmade,
    hidden,
    hidden_corner,
    lonely,
    many_formulas,
    merge_household,
    no_results,
    ods,
    other_names,
    second_sheet,
    styled_rows,
    swollen,
    then,
    wide,
    with_prefix,
    without_places,
    xlsb,
    xlsx,
)
from tests.storage.exchange.corpus_text import raw

NUMBER_IDS = grid(person(0, 证件号码=int(ID.replace("X", "1"))), person(1))
GRID_1904 = {"member.birth_date": ["1941-01-15", "1953-01-14"]}

CASES = [
    Case("普通.xlsx", xlsx(), GOOD),
    Case("标题三行.xlsx", xlsx(grid(titles=["贫困户名单", "单位：微山岛镇", "导出时间：20231218"])), GOOD),
    Case("其实是xlsx.xls", xlsx(), GOOD),
    Case("其实是xlsx.et", xlsx(), GOOD),
    Case("其实是xlsx.csv", xlsx(), GOOD),
    Case("没有扩展名", xlsx(), GOOD),
    Case("大写.XLSX", xlsx(), GOOD),
    Case("（自定义）名单(22)_20231218.xlsx", xlsx(), GOOD),
    Case("无样式.xlsx", handmade(), GOOD),
    Case("样式号越界.xlsx", then(handmade(), SHEET, lambda xml: xml.replace(b' t="inl', b' s="77" t="inl')), GOOD),
    Case("带前缀.xlsx", with_prefix, GOOD),
    Case("没有行列号.xlsx", without_places, GOOD),
    Case("反斜杠.xlsx", other_names, GOOD),
    Case(
        "范围写错.xlsx",
        then(xlsx(), SHEET, lambda xml: xml.replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')),
        GOOD,
    ),
    Case("三十万空行.xlsx", styled_rows, GOOD),
    Case("前面空着.xlsx", xlsx([[], [], *(["", *row] for row in grid())]), GOOD),
    Case(
        "日期单元格.xlsx",
        xlsx(grid(person(0, 出生日期=date(1941, 1, 15)), person(1, 出生日期=datetime(1943, 2, 15)))),
        GOOD,
    ),
    Case("日期数字.xlsx", xlsx(grid(person(0, 出生日期=14991), person(1, 出生日期=19430215))), GOOD),
    Case("日期点.xlsx", xlsx(grid(person(0, 出生日期="1941.1.15"), person(1, 出生日期="1943年2月15日"))), GOOD),
    Case("年月中文.xlsx", xlsx(grid(person(0, 首次识别时间="2014年03月"), person(1, 首次识别时间="2014-3"))), GOOD),
    Case("年月日期.xlsx", xlsx(grid(person(0, 首次识别时间=date(2014, 3, 1)), person(1, 首次识别时间=201403))), GOOD),
    Case("一九零四.xlsx", from_1904, GRID_1904, notes=["1904"]),
    Case("全角.xlsx", xlsx(grid(person(0, 证件号码=wide(ID), 家庭成员联系电话=wide("13800001234")), person(1))), GOOD),
    Case("零宽字符.xlsx", xlsx(grid(person(0, 证件号码="\u200b" + ID + "\ufeff", 姓名="赵\u200b一"), person(1))), GOOD),
    Case(
        "空格.xlsx",
        xlsx(grid(person(0, 证件号码=f" {ID[:6]} {ID[6:]}\u3000", 姓名=" 赵　一 "), person(1))),
        GOOD,
        notes=["中间的空格去掉了"],
    ),
    Case("小写x.xlsx", xlsx(grid(person(0), person(1, 证件号码=ID2.lower().replace("x", "×")))), GOOD),
    Case(
        "电话数字.xlsx",
        xlsx(grid(person(0, 家庭成员联系电话=13800001234), person(1, 家庭成员联系电话="13800001234.0"))),
        GOOD,
    ),
    Case("证件数字.xlsx", xlsx(NUMBER_IDS), people=1, refused=[(2, "证件号码", "", "数字格式")]),
    Case(
        "户编号数字.xlsx",
        xlsx(grid(person(0, 户编号=8630000000000001), person(1))),
        people=1,
        refused=[(2, "户编号", "8630000000000001", "数字格式")],
    ),
    Case(
        "证件日期.xlsx",
        xlsx(grid(person(0, 证件号码=date(2020, 1, 1)), person(1))),
        people=1,
        refused=[(2, "证件号码", "2020-01-01", "日期格式")],
    ),
    Case("金额文字.xlsx", xlsx(grid(person(0, 人均纯收入="4,371.00元"), person(1, 人均纯收入="４３７１"))), GOOD),
    Case(
        "金额乱写.xlsx",
        xlsx(grid(person(0, 人均纯收入="四千多"), person(1))),
        refused=[(2, "人均纯收入", "四千多", "不是数字")],
    ),
    Case(
        "公式没结果.xlsx",
        no_results,
        refused=[(2, "务工时间（月）", "公式", "没有保存计算结果"), (2, "人均纯收入", "公式", "没有保存计算结果")],
    ),
    Case(
        "公式出错.xlsx",
        errors,
        people=1,
        refused=[(2, "自然村", "#N/A", "公式出错（#N/A）"), (3, "证件号码", "#REF!", "公式出错（#REF!）")],
    ),
    Case("全是公式.xlsx", many_formulas, problem="formulas", says=["全是公式.xlsx", "保存一次"]),
    Case("隐藏行列.xlsx", xlsx(None, hidden), GOOD, notes=["第 3 行在表里是隐藏", "列在表里是隐藏的"]),
    Case("多张表.xlsx", xlsx(None, second_sheet), GOOD, notes=["去年", "备份（隐藏）"]),
    Case("合并户.xlsx", xlsx(None, merge_household), GOOD, notes=["“户编号”列有合并单元格，第 3 行"]),
    Case(
        "涂色.xlsx",
        xlsx(None, lambda page: setattr(page["A1"], "fill", PatternFill("solid", fgColor="FFFF0000"))),
        GOOD,
    ),
    Case("老版.xls", raw(lambda: xls({"名单": grid()})), GOOD),
    Case("金山.et", raw(lambda: xls({"名单": grid()})), GOOD),
    Case("老版改名.xlsx", raw(lambda: xls({"名单": grid()})), GOOD),
    Case("老版隐藏.xls", raw(lambda: xls({"名单": grid()}, hidden_rows=[3])), GOOD, notes=["第 3 行在表里是隐藏"]),
    Case(
        "老版数字.xls",
        raw(lambda: xls({"名单": grid(person(0, 证件号码=9.9e17), person(1))})),
        people=1,
        refused=[(2, "证件号码", "", "数字格式")],
    ),
    Case(
        "老版公式错.xls",
        raw(lambda: xls({"名单": grid(person(0, 自然村=Formula(b"\x2a")), person(1, **{"务工时间（月）": error(7)}))})),
        refused=[(2, "自然村", "#N/A", "公式出错"), (3, "务工时间（月）", "#DIV/0!", "公式出错")],
    ),
    Case(
        "老版一九零四.xls",
        raw(lambda: xls({"名单": grid(person(0), person(1, 出生日期=17911.0))}, from_1904=True)),
        GRID_1904,
        notes=["1904"],
    ),
    Case("老版加密.xls", raw(lambda: xls({"名单": grid()}, password=True)), problem="password", says=["密码", "另存"]),
    Case("老版截断.xls", cut(raw(lambda: xls({"名单": grid()})), 0.5), problem="damaged"),
    Case(
        "九五年前.xls", raw(b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(40)), problem="old_excel", says=["另存为 xlsx"]
    ),
    Case(
        "加密.xlsx",
        raw(lambda: ole_file({"EncryptedPackage": bytes(6000), "EncryptionInfo": bytes(4096)})),
        problem="password",
        says=["加密.xlsx", "打开密码", "去掉密码"],
    ),
    Case("文档.xls", raw(lambda: ole_file({"WordDocument": bytes(4096)})), problem="not_excel", says=["Word"]),
    Case("邮件.xls", raw(lambda: ole_file({"__nameid_version1.0": bytes(4096)})), problem="not_excel"),
    Case("开放文档.ods", ods(grid()), GOOD),
    Case("开放文档改名.xlsx", ods(grid()), GOOD),
    Case("开放文档公式错.ods", ods(grid(person(0)), error_row()), refused=[(3, "自然村", "#N/A", "公式出错")]),
    Case(
        "开放文档炸弹.ods",
        ods(
            grid(),
            '<table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
            "<text:p>x</text:p></table:table-cell>",
            1_000_000,
        ),
        problem="far_cell",
    ),
    Case("二进制.xlsb", xlsb, problem="xlsb", says=["另存为 xlsx"]),
    Case("截断一半.xlsx", cut(xlsx(), 0.5), problem="damaged", says=["截断一半.xlsx", "损坏", "另存为 xlsx"]),
    Case("截断末尾.xlsx", cut(xlsx(), 0.98), problem="damaged"),
    Case("零字节.xlsx", raw(b""), problem="empty"),
    Case("内容表坏.xlsx", then(handmade(), SHEET, lambda xml: xml[:-120]), problem="damaged"),
    Case("炸弹.xlsx", swollen, problem="bomb", says=["大得不正常", "没有打开"]),
    Case(
        "实体炸弹.xlsx", then(handmade(), SHEET, lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml), problem="doctype"
    ),
    Case("两格远角.xlsx", corner, problem="far_cell", says=["第 1048576 行"]),
    Case("孤零零的一格.xlsx", lonely, problem="far_cell", says=["第 1048576 行、第 26 列"]),
    Case("藏起的远角.xlsx", hidden_corner, problem="damaged"),
    Case("图片.xlsx", raw(b"\x89PNG\r\n\x1a\n" + bytes(64)), problem="not_excel", says=["图片"]),
    Case("扫描件.xlsx", raw(b"%PDF-1.4\n"), problem="not_excel", says=["PDF"]),
    Case("压缩包.xlsx", raw(b"Rar!\x1a\x07\x00"), problem="not_excel", says=["压缩包"]),
    Case("文件夹.xlsx", lambda path: path.mkdir(), problem="folder", says=["文件夹"]),
    Case("旧身份证.xlsx", xlsx(grid(person(0, 证件号码="990000410115021"), person(1))), GOOD, notes=["15 位旧号"]),
    Case(
        "自造字.xlsx",
        xlsx(grid(person(0, 姓名="赵\ue000"), person(1))),
        {"member.name": ["赵\ue000", "钱二"]},
        notes=["疑似造字 U+E000"],
    ),
    Case(
        "旧字库字.xlsx",
        xlsx(grid(person(0, 姓名="赵\ue863"), person(1))),
        {"member.name": ["赵䶮", "钱二"]},
        notes=["U+E863 换成了“䶮”"],
    ),
    Case(
        "部首字.xlsx",
        xlsx(grid(person(0, 姓名="⽩一"), person(1))),
        {"member.name": ["白一", "钱二"]},
        notes=["部首符号"],
    ),
    Case(
        "间隔点.xlsx",
        xlsx(grid(person(0, 姓名="买买提．艾力"), person(1, 姓名="阿依 • 古丽"))),
        {"member.name": ["买买提·艾力", "阿依·古丽"]},
    ),
    Case(
        "没有这个村.xlsx",
        xlsx(grid(person(0, 行政村="子虚村"), person(1, 行政村="子虚村"))),
        people=0,
        refused=[(2, "行政村", "子虚村", "不在本单位的区划里"), (3, "行政村", "子虚村", "不在本单位的区划里")],
    ),
]
