"""Names that sound like rural Shandong by sex and year of birth; every person made of them is made up."""

from __future__ import annotations

from random import Random

SURNAMES = (
    "王李张刘陈孙赵杨马徐高孔孟殷褚朱周郭韩宋曹胡吴田魏郑许冯董杜程吕于姜任史冉满种"
    "侯秦邵贾闫薛尹侍渠岳仲单翟屈龙甄段丁蒋沈夏苗胥潘袁彭梁谢唐石卢常翁房鲁"
)
"""The first are the frequent ones of the county; `village_surnames` draws from the front more often."""

TAKEN = frozenset({"刘德华", "文庆磊"})
"""Names of the two published households; no made-up person bears them."""

_POOLS: tuple[tuple[int, tuple[str, str], tuple[str, str]], ...] = (
    # born before, (men: generation character, second), (women: first, second)
    (
        1951,
        ("德兆广继传庆宪祥繁令维振昭凡兴毓敬长玉文", "山海田福贵仁义礼信忠厚法成荣胜坤乾才元喜银友安"),
        ("秀桂玉凤兰爱翠金素淑月继广昌", "英兰荣芝花珍莲香芳云梅真环玲"),
    ),
    (
        1966,
        ("建保国卫广继传庆宪祥繁令维振昭凡爱学文立", "国华民军东启生福成明亮平全林江河臣合彬伦忠"),
        ("秀桂玉凤爱翠素淑秋春红月庆传", "英兰荣芝花珍莲香芳云梅真霞玲侠侠"),
    ),
    (
        1981,
        ("建军勇庆宪祥繁令维振昭凡爱学文立永海克成", "军强勇刚峰涛伟波永平利民忠辉兵祥磊友"),
        ("红秀艳霞丽春海爱玉翠凤小金庆", "梅霞艳丽萍玲侠云华红敏芹芬英"),
    ),
    (
        1996,
        ("伟磊鹏涛强超凯帅亮峰建庆宪祥令维振昭", "伟磊鹏涛超凯帅亮峰杰龙斌飞强阳振凡"),
        ("静娜婷敏丽燕晓雪海小文秀莹倩", "静娜婷敏丽燕莉雪娟倩莹莹芳云"),
    ),
    (
        2100,
        ("浩子宇俊梓博文嘉晨家明庆宪祥令维", "然轩豪杰涵宇泽睿旭阳航硕博毅恒明"),
        ("欣梓雨思子诗佳静文若一心语可", "怡涵萱琪妍彤悦欣瑶婷雯菲雨月"),
    ),
)


def village_surnames(rng: Random) -> list[str]:
    """Return the surnames of one village, the first three far more frequent, as real villages have them."""
    main = [SURNAMES[int(len(SURNAMES) * rng.random() ** 1.8)] for _ in range(3)]
    rest = [SURNAMES[int(len(SURNAMES) * rng.random())] for _ in range(3)]
    return main[:1] * 8 + main[1:2] * 4 + main[2:] * 3 + rest


def given_name(rng: Random, sex: str, birth_year: int) -> str:
    """Return a given name of one or two characters for sex code 1 or 2."""
    _until, men, women = next(pool for pool in _POOLS if birth_year < pool[0])
    first, second = men if sex == "1" else women
    last = second[int(len(second) * rng.random())]
    if birth_year >= 1966 and rng.random() < 0.22:
        return last
    lead = first[int(len(first) * rng.random())]
    return lead + last if lead != last else last


def full_name(rng: Random, surname: str, sex: str, birth_year: int) -> str:
    """Return a name; never one of the published households'."""
    while True:
        name = surname + given_name(rng, sex, birth_year)
        if name not in TAKEN:
            return name
