"""A small register of our own making, for tests that need no database."""

from datetime import date

from controls.matching.facts import Facts
from controls.matching.parties import Party, Span, Spelling
from news.linking.known import Coded, Known, Material, Titled

NO_FACTS = Facts(country="", numbers=frozenset(), address="")


def party(key: str, *names: str, person: bool = False) -> Party:
    """A party on one list; names that are not ASCII are Chinese."""
    spelt = tuple(Spelling(name, "en" if name.isascii() else "zh-Hans", "as_listed") for name in names)
    return Party(f"entity:{key}", person, spelt, NO_FACTS, (Span("test-list", date(2026, 2, 24), None),))


PARTIES = (
    party("subaru", "SUBARU Corporation", "斯巴鲁株式会社", "株式会社SUBARU"),
    party("tdk", "TDK Corporation", "TDK株式会社"),
    party("hitachi-advanced", "Hitachi Advanced Systems Corporation", "日立高端系统株式会社"),
    party("mhi-engines", "Mitsubishi Heavy Industries Aero Engines, Ltd.", "三菱重工航空发动机株式会社"),
    party("mitsubishi-software", "Mitsubishi Electric Software Corporation", "三菱电机软件株式会社"),
    party("cubic", "Cubic Corporation", "立方公司"),
    party("anduril", "Anduril Industries", "安杜里尔公司"),
    party("gibbs", "Gibbs&Cox, Inc.", "吉布斯和考克斯公司"),
    party("boeing-defense", "Boeing Defense, Space & Security", "波音防务、空间与安全集团"),
    party("nof", "NOF Corporation", "日油株式会社"),
    party("general-dynamics", "General Dynamics", "通用动力公司"),
    party("land-systems", "General Dynamics Land Systems", "通用动力陆地系统公司"),
    party("red-cat", "Red Cat Holdings, Inc.", "红猫控股公司"),
    party("rim", "Pacific Rim Defense", "环太平洋防务公司"),
    party("sierra", "Sierra Nevada Corporation", "内华达山脉公司"),
    party("person", "Taro Yamada", "山田太郎", person=True),
)
LISTS = (
    Titled("entity-list:control", ("Export Control List", "出口管制管控名单")),
    Titled("entity-list:watch", ("Watch List", "关注名单")),
    Titled("entity-list:uel", ("Unreliable Entity List", "不可靠实体清单")),
)
NOTICES = (
    Titled(
        "notice:mofcom-2026-12", ("商务部公告2026年第12号 公布将20家日本实体列入关注名单",), ("MOFCOM 2026 No. 12",)
    ),
    Titled("notice:mofcom-2026-1", ("关于加强两用物项对日本出口管制的公告",), ("MOFCOM 2026 No. 1",)),
    Titled("notice:uel-2025-4", (), ("UEL 2025 No. 4",)),
)
MEASURES = (
    Titled(
        "measure:cn-2025-18",
        ("公布对部分中重稀土相关物项实施出口管制的决定",),
        ("MOFCOM and GACC 2025 No. 18", "商务部 海关总署公告2025年第18号"),
    ),
    Titled("measure:cn-2025-57", ("公布对部分中重稀土相关物项实施出口管制的决定",), ("MOFCOM and GACC 2025 No. 57",)),
    Titled("measure:cn-sc785", ("Rare Earth Management Regulations", "稀土管理条例"), ("State Council Decree 785",)),
    Titled("measure:cn-ecl", ("Export Control Law", "中华人民共和国出口管制法")),
    Titled("measure:cn-list", ("Export Control List of Dual-Use Items", "中华人民共和国两用物项出口管制清单")),
    Titled("measure:cn-cat-2023", ("中国禁止出口限制出口技术目录",)),
    Titled("measure:cn-cat-2025", ("《中国禁止出口限制出口技术目录》调整",)),
)
ITEMS = (
    Titled(
        "catalogue-item:refining", ("Refining, processing and utilisation of rare earths", "稀土的提炼、加工、利用技术")
    ),
    Titled("catalogue-item:lidar", ("LiDAR systems", "激光雷达系统")),
    Titled("catalogue-item:house-one", ("中国传统建筑技术与工艺的特别部分",)),
    Titled("catalogue-item:house-two", ("中国传统建筑技术与工艺的特别部分",)),
)
ELEMENTS = (
    Material("element:dy", "Dy", {"en": "Dysprosium", "zh": "镝", "ja": "ジスプロシウム"}),
    Material("element:tb", "Tb", {"en": "Terbium", "zh": "铽", "ja": "テルビウム"}),
    Material("element:nd", "Nd", {"en": "Neodymium", "zh": "钕", "ja": "ネオジム"}),
    Material("element:sm", "Sm", {"en": "Samarium", "zh": "钐", "ja": "サマリウム"}),
    Material("element:ho", "Ho", {"en": "Holmium", "zh": "钬", "ja": "ホルミウム"}),
    Material("element:er", "Er", {"en": "Erbium", "zh": "铒", "ja": "エルビウム"}),
    Material("element:yb", "Yb", {"en": "Ytterbium", "zh": "镱", "ja": "イッテルビウム"}),
    Material("element:la", "La", {"en": "Lanthanum", "zh": "镧", "ja": "ランタン"}),
    Material("element:y", "Y", {"en": "Yttrium", "zh": "钇", "ja": "イットリウム"}),
)
ITEM_CODES = (
    Coded("catalogue-item:refining", "083201J"),
    Coded("catalogue-item:refining", "213301J"),
    Coded("catalogue-item:lidar", "083201X"),
)
CONTROL_CODES = tuple(
    Coded(f"controlled-item:{code.lower()}", code) for code in ("1C902", "1C902.a", "1C902.a.1", "1C004", "1E902.a")
)
TARIFF_CODES = tuple(Coded(f"tariff-code:{code}", code) for code in ("850511", "8505111000", "28469015", "284690"))
KNOWN = Known(PARTIES, LISTS, NOTICES, MEASURES, ITEMS, ITEM_CODES, CONTROL_CODES, TARIFF_CODES, ELEMENTS)
