"""Medical cover: bills with six layers, supplementary insurance, family doctors, mental illness (dictionary §5).

The layers stand in the order in which they pay: 保健预防 (doctors and rounds, no money), 机构减免, 基本医保, 大病保险,
医疗救助, 特惠保. What stays is the self-paid amount; `models.medical` works it out.
"""

from models.benefit import Benefit
from models.case_type import CaseType
from models.fields import Entity, Facet, Field, Kind, Policy, Record, Section


def _money(name: str, label: str, note: str = "") -> Field:
    return Field(name, label, Kind.MONEY, unit="元", help=note, least=0)


def _stayed(record: Record) -> bool:
    return record.get("kind") in (None, "1")


def _gives_drugs(record: Record) -> bool:
    return record.get("kind") != "2"


def _treats_in_hospital(record: Record) -> bool:
    return record.get("kind") != "1"


MEDICAL_BILL = Entity(
    name="medical_bill",
    label="医疗费用",
    owner="household",
    fields=(
        Field("person", "就医成员", Kind.LINK, required=True),
        Field("kind", "就医类别", Kind.CODE, codes="medical_kind", required=True),
        Field("admitted", "入院日期", Kind.DATE, help="门诊填就诊日期"),
        Field("discharged", "出院日期", Kind.DATE),
        Field("settled", "结算日期", Kind.DATE),
        Field("diagnosis", "出院诊断疾病名称", Kind.TEXT),
        Field("hospital", "医疗机构名称", Kind.TEXT),
        Field("number", "结算单号", Kind.NUMBER_TEXT),
        _money("total", "医疗总费用"),
        _money("relief", "医疗机构减免"),
        _money("basic", "基本补偿", "基本医疗保险报销的金额"),
        _money("serious", "大病报销金额"),
        _money("aid", "救助金额", "民政、医保部门的医疗救助"),
        _money("special", "特惠保赔付金额", "在基本医保、大病保险、医疗救助之后赔付"),
        _money("stated_self_paid", "自付金额", "结算单上写的自付金额；程序按总费用减各层另算一遍"),
        Field("aid_category", "救助人员类别", Kind.CODE, codes="aid_category"),
        Field("aid_date", "救助时间", Kind.DATE),
        Field("aid_share", "救助比例", Kind.DECIMAL, unit="%", least=0, most=10_000),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section(
            "就医",
            ("person", "kind", "admitted", "discharged", "settled", "diagnosis", "hospital", "number"),
        ),
        Section("费用与六重保障", ("total", "relief", "basic", "serious", "aid", "special", "stated_self_paid")),
        Section("医疗救助", ("aid_category", "aid_date", "aid_share", "note")),
    ),
    facets=(
        Facet("stay", ("admitted", "discharged")),
        Facet("layers", ("total", "relief", "basic", "serious", "aid", "special", "stated_self_paid")),
        Facet("note", ("note",), Policy.AUTO),
    ),
    repeatable=("kind", "hospital", "aid_category"),
    shown_when={"discharged": _stayed},
)

SPECIAL_COVER = Entity(
    name="special_cover",
    label="特惠保参保",
    owner="household",
    fields=(
        Field("person", "参保成员", Kind.LINK, required=True),
        Field("year", "参保年度", Kind.YEAR, required=True),
        _money("premium", "保费", "由政府代缴；标准见“标准与额度”"),
        Field("insurer", "承保公司", Kind.TEXT),
        Field("policy", "保单号", Kind.NUMBER_TEXT),
        Field("starts", "保障起始日", Kind.DATE),
        Field("ends", "保障终止日", Kind.DATE),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(Section("特惠保参保", ("person", "year", "premium", "insurer", "policy", "starts", "ends", "note")),),
    facets=(Facet("period", ("starts", "ends")),),
    repeatable=("year", "premium", "insurer", "starts", "ends"),
)

COVER_CLAIM = Entity(
    name="cover_claim",
    label="特惠保理赔",
    owner="household",
    fields=(
        Field("person", "理赔成员", Kind.LINK, required=True),
        Field("medical_bill", "对应的医疗费用", Kind.LINK),
        Field("reported", "报案日期", Kind.DATE, required=True),
        Field("state", "理赔进度", Kind.CODE, codes="claim_state", required=True),
        _money("claimed", "申请金额"),
        _money("paid", "赔付金额"),
        Field("paid_on", "赔付日期", Kind.DATE),
        Field("refusal", "未赔原因", Kind.TEXT),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section(
            "特惠保理赔",
            ("person", "medical_bill", "reported", "state", "claimed", "paid", "paid_on", "refusal", "note"),
        ),
    ),
    facets=(Facet("decision", ("state", "paid", "paid_on", "refusal")),),
)

DOCTOR_CONTRACT = Entity(
    name="doctor_contract",
    label="家庭医生签约",
    owner="household",
    fields=(
        Field("person", "签约成员", Kind.LINK, required=True),
        Field("year", "签约年度", Kind.YEAR, required=True),
        Field("doctor", "签约医生", Kind.NAME, required=True),
        Field("phone", "签约医生电话", Kind.PHONE, sensitive=True),
        Field("institution", "签约机构", Kind.TEXT),
        Field("signed", "签约日期", Kind.DATE),
        Field("package", "服务包", Kind.TEXT),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section("家庭医生签约", ("person", "year", "doctor", "phone", "institution", "signed", "package", "note")),
    ),
    repeatable=("year", "doctor", "phone", "institution", "signed", "package"),
)

DOCTOR_ROUND = Entity(
    name="doctor_round",
    label="保健医生巡诊",
    owner="household",
    fields=(
        Field("person", "巡诊成员", Kind.LINK, required=True),
        Field("date", "巡诊日期", Kind.DATE, required=True),
        Field("doctor", "巡诊医生", Kind.NAME, required=True),
        Field("checks", "检查项目", Kind.TEXT, help="血压、血糖、心电图等"),
        Field("findings", "检查结果", Kind.NOTE),
        Field("advice", "医生建议", Kind.NOTE),
        Field("next", "下次巡诊日期", Kind.DATE),
    ),
    sections=(Section("保健医生巡诊", ("person", "date", "doctor", "checks", "findings", "advice", "next")),),
    repeatable=("date", "doctor", "checks", "next"),
)

MENTAL_PATIENT = Entity(
    name="mental_patient",
    label="精神病人救助档案",
    owner="household",
    fields=(
        Field("person", "患病成员", Kind.LINK, required=True),
        Field("diagnosis", "精神疾病诊断", Kind.TEXT, required=True),
        Field("diagnosed", "确诊日期", Kind.DATE),
        Field("institution", "定点机构", Kind.TEXT),
        Field("drugs", "服用药物", Kind.TEXT),
        Field("guardian", "监护人", Kind.NAME),
        Field("guardian_relation", "监护人与患者关系", Kind.TEXT),
        Field("guardian_phone", "监护人电话", Kind.PHONE, sensitive=True),
        Field("approved", "批准救助日期", Kind.DATE),
        Field("document", "救助依据文件", Kind.TEXT, help="救助标准以本地文件为准，写上文号"),
        Field("ended", "停止救助日期", Kind.DATE),
        Field("note", "备注", Kind.NOTE),
    ),
    sections=(
        Section("病情", ("person", "diagnosis", "diagnosed", "institution", "drugs")),
        Section("监护", ("guardian", "guardian_relation", "guardian_phone")),
        Section("救助", ("approved", "document", "ended", "note")),
    ),
    facets=(Facet("period", ("approved", "ended")), Facet("note", ("note",), Policy.AUTO)),
    repeatable=("institution", "document", "approved"),
)

MENTAL_AID = Entity(
    name="mental_aid",
    label="精神病人医疗救助",
    owner="household",
    fields=(
        Field("person", "救助成员", Kind.LINK, required=True),
        Field("kind", "救助方式", Kind.CODE, codes="mental_aid_kind", required=True),
        Field("month", "发药月份", Kind.MONTH, help="药物救助按月登记"),
        Field("drug", "药品", Kind.TEXT),
        Field("admitted", "住院开始日期", Kind.DATE),
        Field("discharged", "住院结束日期", Kind.DATE),
        Field("institution", "救助机构", Kind.TEXT),
        _money("cost", "费用"),
        _money("amount", "精神病人救助金额"),
        Field("paid_on", "救助日期", Kind.DATE),
        Field("note", "备注", Kind.TEXT),
    ),
    sections=(
        Section(
            "精神病人医疗救助",
            (
                "person", "kind", "month", "drug", "admitted", "discharged", "institution", "cost", "amount",
                "paid_on", "note",
            ),
        ),
    ),
    facets=(Facet("stay", ("admitted", "discharged")),),
    repeatable=("kind", "month", "drug", "institution", "cost", "amount"),
    required_when={"month": lambda record: record.get("kind") == "1", "admitted": lambda r: r.get("kind") == "2"},
    shown_when={
        "month": _gives_drugs,
        "drug": _gives_drugs,
        "admitted": _treats_in_hospital,
        "discharged": _treats_in_hospital,
    },
)  # fmt: skip

ENTITIES: tuple[Entity, ...] = (
    MEDICAL_BILL,
    SPECIAL_COVER,
    COVER_CLAIM,
    DOCTOR_CONTRACT,
    DOCTOR_ROUND,
    MENTAL_PATIENT,
    MENTAL_AID,
)
"""All hang under a household."""

BENEFITS: tuple[Benefit, ...] = (
    *(
        Benefit("medical_bill", title, detail=("hospital",), amount=amount, paid="settled", item=item)
        for amount, title, item in (
            ("relief", "看病减免", ""),
            ("basic", "医保报销", ""),
            ("serious", "医保二次报销", ""),
            ("aid", "医疗救助", "N03"),
            ("special", "特惠保赔付", "N07"),
        )
    ),
    Benefit("special_cover", "特惠保保费（政府代缴）", amount="premium", year="year"),
    Benefit("mental_aid", "医疗救助", paid="paid_on", item="N03"),
)
"""The card hangs on a wall: no title tells an illness. A claim is told by its bill."""

CASE_TYPES: tuple[CaseType, ...] = (
    CaseType(
        "medical_bill", domain="medical",
        columns=("person.name", "person.id_number", "kind", "discharged", "hospital", "total", "relief", "basic",
                 "serious", "aid", "special", "stated_self_paid"),
        title=("person", "discharged", "hospital"), filters=("kind", "aid_category"), order="discharged",
        descending=True,
    ),
    CaseType(
        "special_cover", domain="medical", columns=("person.name", "person.id_number", "year", "premium", "policy"),
        title=("person", "year"), year="year", order="year", descending=True,
    ),
    CaseType(
        "cover_claim", domain="medical", columns=("person.name", "reported", "state", "claimed", "paid", "paid_on"),
        title=("person", "reported"), state="state", order="reported", descending=True,
    ),
    CaseType(
        "doctor_contract", domain="medical", columns=("person.name", "year", "doctor", "phone", "institution"),
        title=("person", "doctor", "year"), year="year", order="year", descending=True,
    ),
    CaseType(
        "doctor_round", domain="medical", columns=("person.name", "date", "doctor", "checks", "findings", "next"),
        title=("person", "date"), order="date", descending=True,
    ),
    CaseType(
        "mental_patient", domain="medical",
        columns=("person.name", "person.id_number", "diagnosis", "institution", "guardian", "approved", "ended"),
        title=("person", "diagnosis"), order="approved",
    ),
    CaseType(
        "mental_aid", domain="medical",
        columns=("person.name", "kind", "month", "admitted", "discharged", "institution", "cost", "amount"),
        title=("person", "kind", "month"), state="kind", order="month", descending=True,
    ),
)  # fmt: skip
