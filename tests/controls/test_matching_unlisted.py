"""Real companies that no list on file names: none may be called the same as one that a list names, or probably so."""

import pytest

from controls.matching.parts import named
from controls.matching.rarity import Rarity
from controls.matching.scoring import compare_named
from controls.matching.verdicts import Verdict
from tests.controls.matching_seed import Kept, names, rarity

TEXTS = [text for _entity, text, _language, _kind in names()]
POSTINGS = Kept(TEXTS)
UNLISTED = [
    # Parents and sisters of listed Japanese companies
    "Mitsubishi Corporation",
    "三菱商事株式会社",
    "Mitsubishi Heavy Industries, Ltd.",
    "三菱重工業株式会社",
    "Mitsubishi Electric Corporation",
    "三菱電機株式会社",
    "Mitsubishi Motors Corporation",
    "三菱自動車工業株式会社",
    "Mitsubishi Chemical Corporation",
    "三菱ケミカル株式会社",
    "Mitsubishi Gas Chemical Company, Inc.",
    "三菱瓦斯化学株式会社",
    "Mitsubishi Estate Co., Ltd.",
    "三菱地所株式会社",
    "Mitsubishi Logistics Corporation",
    "三菱倉庫株式会社",
    "Mitsubishi UFJ Financial Group, Inc.",
    "三菱UFJ銀行",
    "三菱製鋼株式会社",
    "Mitsui & Co., Ltd.",
    "三井物産株式会社",
    "Mitsui Chemicals, Inc.",
    "三井化学株式会社",
    "Mitsui Fudosan Co., Ltd.",
    "三井不動産株式会社",
    "三井金属鉱業株式会社",
    "Sumitomo Corporation",
    "住友商事株式会社",
    "Sumitomo Chemical Company, Limited",
    "住友化学株式会社",
    "Sumitomo Electric Industries, Ltd.",
    "住友電気工業株式会社",
    "Sumitomo Metal Mining Co., Ltd.",
    "住友金属鉱山株式会社",
    "Hitachi, Ltd.",
    "株式会社日立製作所",
    "Hitachi Construction Machinery Co., Ltd.",
    "日立建機株式会社",
    "Hitachi Zosen Corporation",
    "日立造船株式会社",
    "Kawasaki Heavy Industries, Ltd.",
    "川崎重工業株式会社",
    "Kawasaki Kisen Kaisha, Ltd.",
    "川崎汽船株式会社",
    "IHI Corporation",
    "株式会社IHI",
    "株式会社IHI回転機械エンジニアリング",
    "Fujitsu Limited",
    "富士通株式会社",
    "富士電機株式会社",
    "Fuji Electric Co., Ltd.",
    "富士フイルム株式会社",
    "NEC Corporation",
    "日本電気株式会社",
    "NECプラットフォームズ株式会社",
    "Komatsu Ltd.",
    "株式会社小松製作所",
    "ITOCHU Corporation",
    "伊藤忠商事株式会社",
    "伊藤忠エネクス株式会社",
    "Japan Steel Works, Ltd.",
    "株式会社日本製鋼所",
    "Toyota Motor Corporation",
    "トヨタ自動車株式会社",
    "Nissan Motor Co., Ltd.",
    "日産自動車株式会社",
    "Honda Motor Co., Ltd.",
    "本田技研工業株式会社",
    "Nippon Steel Corporation",
    "日本製鉄株式会社",
    "日本航空株式会社",
    "全日本空輸株式会社",
    "東京大学",
    "東京電力ホールディングス株式会社",
    "Panasonic Holdings Corporation",
    "株式会社デンソー",
    "京セラ株式会社",
    "株式会社村田製作所",
    "TDKラムダ株式会社",
    # Parents and sisters of listed companies elsewhere
    "The Boeing Company",
    "Boeing Commercial Airplanes",
    "Boeing Capital Corporation",
    "General Dynamics Electric Boat",
    "General Dynamics NASSCO",
    "General Electric Company",
    "General Motors Company",
    "Lockheed Martin Space",
    "Lockheed Martin Rotary and Mission Systems",
    "Raytheon Intelligence & Space",
    "Northrop Grumman Corporation",
    "Teledyne Technologies Incorporated",
    "Teledyne e2v",
    "Rheinmetall Air Defence AG",
    "Elbit Systems Ltd.",
    "Airbus SE",
    "Siemens Aktiengesellschaft",
    "Samsung Electronics Co., Ltd.",
    "삼성전자 주식회사",
    "American Airlines Group Inc.",
    "Applied Materials, Inc.",
    "Pacific Gas and Electric Company",
    "Summit Hotel Properties, Inc.",
    "华为技术有限公司",
    "中国航空工业集团有限公司",
    "台灣積體電路製造股份有限公司",
    "Taiwan Semiconductor Manufacturing Company Limited",
]


def verdicts(asked):
    found = POSTINGS.find(asked, limit=100)
    return {
        TEXTS[each.place]: compare_named(named(asked), named(TEXTS[each.place]), rarity()).verdict for each in found
    }


@pytest.mark.parametrize("asked", UNLISTED)
def test_are_never_called_the_same_or_probable(asked):
    wrong = {text for text, verdict in verdicts(asked).items() if verdict in (Verdict.SAME, Verdict.PROBABLE)}

    assert wrong == set()


def test_but_for_a_parent_whose_chinese_name_is_that_of_the_listed_daughter():
    """BAE Systems plc, too, is 贝宜系统 in Chinese; the English names differ in their legal form's country."""
    assert verdicts("BAE Systems plc")["贝宜系统股份有限公司"] is Verdict.PROBABLE
    assert verdicts("BAE Systems plc")["BAE Systems, Inc."] is Verdict.POSSIBLE


def test_are_hardly_ever_possible():
    possible = [asked for asked in UNLISTED if Verdict.POSSIBLE in verdicts(asked).values()]

    assert len(possible) <= len(UNLISTED) // 20, possible


@pytest.mark.parametrize(
    ("asked", "sister"),
    [
        ("三菱電機株式会社", "三菱电机工程株式会社"),
        ("Mitsubishi Motors Corporation", "Mitsubishi Materials Corporation"),
        ("General Dynamics Electric Boat", "General Dynamics Land Systems"),
        ("Lockheed Martin Space", "Lockheed Martin Aeronautics"),
        ("株式会社日立製作所", "日立高端系统株式会社"),
    ],
)
def test_are_shown_as_siblings_beside_the_listed_company(asked, sister):
    assert verdicts(asked)[sister] is Verdict.SIBLING


def test_are_judged_alike_without_any_counts():
    score = compare_named(named("三菱電機株式会社"), named("三菱电机工程株式会社"), Rarity())

    assert score.verdict is Verdict.SIBLING
