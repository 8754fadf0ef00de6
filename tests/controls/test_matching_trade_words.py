"""Words of trade in English, Chinese and Japanese mean one thing, wherever they stand in a name."""

import pytest

from controls.matching.parts import named
from controls.matching.rarity import Rarity
from controls.matching.scoring import compare
from controls.matching.verdicts import Band, Verdict

# English, simplified Chinese, Japanese, as they stand in names of companies.
TRADE = [
    ("Aerospace", "航空航天", "エアロスペース"),
    ("Aerospace", "宇航", "航空宇宙"),
    ("Aviation", "航空", "アビエーション"),
    ("Aircraft", "飞机", "飛行機"),
    ("Space", "空间", "宇宙"),
    ("Electric", "电机", "電機"),
    ("Electric", "电气", "電気"),
    ("Electronics", "电子", "エレクトロニクス"),
    ("Heavy Industries", "重工", "重工業"),
    ("Industries", "工业", "工業"),
    ("Machinery", "机械", "マシナリ"),
    ("Machinery", "机械", "機械"),
    ("Engineering", "工程", "エンジニアリング"),
    ("Motors", "汽车", "自動車"),
    ("Engines", "发动机", "エンジン"),
    ("Turbocharger", "涡轮增压器", "ターボチャージャ"),
    ("Shipbuilding", "造船", "造船"),
    ("Marine", "海洋", "マリン"),
    ("Maritime", "海事", "マリタイム"),
    ("Materials", "材料", "マテリアル"),
    ("Metal", "金属", "メタル"),
    ("Chemical", "化学", "ケミカル"),
    ("Precision", "精密", "プレシジョン"),
    ("Systems", "系统", "システムズ"),
    ("Systems", "系统", "システム"),
    ("Defense", "防务", "ディフェンス"),
    ("Defense", "防卫", "防衛"),
    ("National Security", "国家安全", "ナショナルセキュリティ"),
    ("Security", "安全", "セキュリティ"),
    ("Technology", "技术", "技術"),
    ("Technologies", "科技", "テクノロジーズ"),
    ("High-tech", "高科技", "ハイテック"),
    ("Software", "软件", "ソフトウエア"),
    ("Network", "网络", "ネットワーク"),
    ("Sensor", "传感器", "センサー"),
    ("Solutions", "解决方案", "ソリューションズ"),
    ("Logistics", "物流", "ロジスティクス"),
    ("Vehicles", "车辆", "車両"),
    ("Special", "特种", "特殊"),
    ("Service", "服务", "サービス"),
    ("Manufacturing", "制造", "製作所"),
    ("Laboratory", "实验室", "ラボラトリー"),
    ("Research", "研究", "リサーチ"),
    ("Institute", "研究所", "研究所"),
    ("University", "大学", "大学"),
    ("Development", "开发", "開発"),
    ("Nuclear Fuel", "原子燃料", "原燃"),
    ("Power", "动力", "パワー"),
    ("Energy", "能源", "エネルギー"),
    ("Equipment", "装备", "設備"),
    ("Drone", "无人机", "ドローン"),
    ("Jet", "喷气机", "ジェット"),
    ("Circuit", "电路", "サーキット"),
    ("Advanced", "先进", "アドバンスト"),
    ("United", "联合", "ユナイテッド"),
    ("Communications", "通信", "コミュニケーションズ"),
    ("Information", "信息", "情報"),
    ("Photonics", "光电", "フォトニクス"),
    ("Optical", "光学", "オプティカル"),
    ("Semiconductor", "半导体", "セミコンダクター"),
    ("Robotics", "机器人", "ロボティクス"),
    ("Trading", "贸易", "商事"),
    ("Construction", "建设", "建設"),
    ("Missile", "导弹", "ミサイル"),
    ("Maintenance", "维修", "メンテナンス"),
    ("Center", "中心", "センター"),
    ("Design", "设计", "デザイン"),
    ("Rare Earth", "稀土", "レアアース"),
    ("Science", "科学", "サイエンス"),
    ("Medical", "医疗", "メディカル"),
    ("Pharmaceutical", "制药", "製薬"),
    ("Insurance", "保险", "保険"),
    ("Bank", "银行", "銀行"),
    ("Securities", "证券", "証券"),
    ("Real Estate", "房地产", "不動産"),
    ("Foods", "食品", "フーズ"),
    ("Glass", "玻璃", "ガラス"),
    ("Petroleum", "石油", "石油"),
    ("Mining", "矿业", "鉱業"),
    ("Rubber", "橡胶", "ゴム"),
    ("Textile", "纤维", "繊維"),
]
PLACES = [
    ("Japan", "日本", "ジャパン"),
    ("Tokyo", "东京", "東京"),
    ("China", "中国", "チャイナ"),
    ("Taiwan", "台湾", "臺灣"),
    ("Korea", "韩国", "コリア"),
    ("Hong Kong", "香港", "香港"),
    ("Europe", "欧洲", "ヨーロッパ"),
]
READ = [
    ("Denki", "電機"),
    ("Kogyo", "工業"),
    ("Kohgyo", "工業"),
    ("Seimitsu", "精密"),
    ("Kikai", "機械"),
    ("Sangyo", "産業"),
    ("Kagaku", "化学"),
    ("Zosen", "造船"),
    ("Jidosha", "自動車"),
    ("Jidousha", "自動車"),
    ("Seisakusho", "製作所"),
    ("Shoji", "商事"),
    ("Syoji", "商事"),
    ("Tokki", "特機"),
    ("Kinzoku", "金属"),
    ("Denshi", "電子"),
    ("Tsushin", "通信"),
    ("Kensetsu", "建設"),
    ("Handotai", "半導体"),
    ("Dianzi", "电子"),
    ("Jixie", "机械"),
    ("Keji", "科技"),
    ("Gongye", "工业"),
    ("Huagong", "化工"),
]


def meanings(text):
    return [part.meaning for part in named(text).parts if part.kind != "word"]


@pytest.mark.parametrize(("english", "chinese", "japanese"), TRADE + PLACES)
class TestAWord:
    def test_means_the_same_in_three_languages(self, english, chinese, japanese):
        assert meanings(english)
        assert meanings(english) == meanings(chinese) == meanings(japanese)

    def test_does_so_in_capitals_and_in_full_width(self, english, chinese, japanese):
        wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in english)

        assert meanings(english.upper()) == meanings(wide) == meanings(english)

    def test_makes_names_probable_that_share_a_name_of_their_own(self, english, chinese, japanese):
        for other in (f"スバル{chinese}有限公司", f"スバル{japanese}株式会社"):
            score = compare(f"Subaru {english} Ltd", other, Rarity())

            assert score.verdict is Verdict.PROBABLE
            assert score.band is Band.ROMANISED

    def test_alone_makes_no_hit(self, english, chinese, japanese):
        score = compare(f"Zorblat {english}", f"Kwarzin {english}", Rarity())

        assert score.verdict in (Verdict.UNRELATED, Verdict.SIBLING)


@pytest.mark.parametrize(("latin", "characters"), READ)
def test_readings_in_latin_letters_mean_what_the_characters_mean(latin, characters):
    assert meanings(latin) == meanings(characters) != []


@pytest.mark.parametrize("word", [english for english, _chinese, _japanese in TRADE])
def test_two_companies_of_a_group_are_siblings_when_their_trades_differ(word):
    other = "Tourism"

    assert compare(f"Mitsubishi {word}", f"Mitsubishi {other}", Rarity()).verdict is Verdict.SIBLING
