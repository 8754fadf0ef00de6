"""Legal forms of many countries, as companies print them."""

import pytest

from controls.matching.forms import set_aside

PRINTED = [
    # Japan
    ("株式会社SUBARU", "subaru", "株式会社"),
    ("SUBARU株式会社", "subaru", "株式会社"),
    ("（株）SUBARU", "subaru", "(株)"),
    ("SUBARU㈱", "subaru", "(株)"),
    ("有限会社スズキ", "スズキ", "有限会社"),
    ("㈲スズキ", "スズキ", "(有)"),
    ("合同会社スズキ", "スズキ", "合同会社"),
    ("一般社団法人スズキ", "スズキ", "一般社団法人"),
    ("公益財団法人スズキ", "スズキ", "公益財団法人"),
    ("学校法人スズキ", "スズキ", "学校法人"),
    ("独立行政法人スズキ", "スズキ", "独立行政法人"),
    ("Suzuki Yugen Kaisha", "suzuki", "yugen kaisha"),
    ("Suzuki Godo Kaisha", "suzuki", "godo kaisha"),
    ("Suzuki KK", "suzuki", "k.k."),
    ("Suzuki G.K.", "suzuki", "g.k."),
    # China, Taiwan, Hong Kong
    ("華為技術有限公司", "华为技术", "有限公司"),
    ("台積電股份有限公司", "台积电", "股份有限公司"),
    ("华星有限责任公司", "华星", "有限责任公司"),
    ("华星公司", "华星", "公司"),
    ("华星(普通合伙)", "华星", "(普通合伙)"),
    ("Huaxing Youxian Gongsi", "huaxing", "youxian gongsi"),
    ("Huaxing Gufen Youxian Gongsi", "huaxing", "gufen youxian gongsi"),
    # Korea
    ("(주)한빛", "한빛", "(주)"),
    ("㈜한빛", "한빛", "(주)"),
    ("한빛 주식회사", "한빛", "주식회사"),
    ("유한회사 한빛", "한빛", "유한회사"),
    ("Hanbit Jusik Hoesa", "hanbit", "jusik hoesa"),
    # English
    ("Widget Limited", "widget", "limited"),
    ("Widget LTD", "widget", "ltd"),
    ("Widget Pte. Ltd.", "widget", "pte ltd"),
    ("Widget Pvt Ltd", "widget", "pvt ltd"),
    ("Widget Pty. Limited", "widget", "pty limited"),
    ("Widget Private Limited", "widget", "private limited"),
    ("Widget (Private) Limited", "widget", "(private) limited"),
    ("Widget Public Limited Company", "widget", "public limited company"),
    ("Widget P.L.C.", "widget", "plc"),
    ("Widget Incorporated", "widget", "incorporated"),
    ("Widget, Inc.", "widget", "inc"),
    ("Widget,Inc", "widget", "inc"),
    ("Widget L.L.C.", "widget", "llc"),
    ("Widget LLP", "widget", "l.l.p."),
    ("Widget L.P.", "widget", "lp"),
    ("Widget Corp.", "widget", "corp"),
    ("Widget Sdn. Bhd.", "widget", "sdn bhd"),
    ("Widget Berhad", "widget", "berhad"),
    ("Widget Company", "widget", "company"),
    # German
    ("Widget GmbH", "widget", "gmbh"),
    ("Widget G.m.b.H.", "widget", "gmbh"),
    ("Widget Ges.m.b.H.", "widget", "ges m.b.h."),
    ("Widget GmbH & Co. KG", "widget", "gmbh & co kg"),
    ("Widget GmbH & Co KGaA", "widget", "gmbh & co kgaa"),
    ("Widget AG & Co. KG", "widget", "ag & co kg"),
    ("Widget AG", "widget", "ag"),
    ("Widget KG", "widget", "kg"),
    ("Widget OHG", "widget", "ohg"),
    ("Widget e.V.", "widget", "e.v."),
    ("Widget UG (haftungsbeschränkt)", "widget", "ug (haftungsbeschränkt)"),
    ("Widget Gesellschaft mit beschränkter Haftung", "widget", "gesellschaft mit beschränkter haftung"),
    # French, Dutch, Spanish, Portuguese, Italian
    ("Widget S.A.", "widget", "s.a."),
    ("Widget SA", "widget", "s.a."),
    ("Widget S.A.S.", "widget", "s.a.s."),
    ("Widget SARL", "widget", "s.a.r.l."),
    ("S.A.R.L. Widget", "widget", "s.a.r.l."),
    ("Widget Société Anonyme", "widget", "société anonyme"),
    ("Widget B.V.", "widget", "b.v."),
    ("Widget BV", "widget", "b.v."),
    ("Widget N.V.", "widget", "n.v."),
    ("Widget SPRL", "widget", "s.p.r.l."),
    ("Widget S.L.", "widget", "s.l."),
    ("Widget S.A. de C.V.", "widget", "s.a. de c.v."),
    ("Widget S. de R.L. de C.V.", "widget", "s. de r.l. de c.v."),
    ("Widget Ltda.", "widget", "ltda"),
    ("Widget, Lda", "widget", "lda"),
    ("Widget S.p.A.", "widget", "s.p.a."),
    ("Widget SPA", "widget", "s.p.a."),
    ("Widget S.r.l.", "widget", "s.r.l."),
    # The rest of Europe
    ("Widget Sp. z o.o.", "widget", "sp. z o.o."),
    ("Widget spółka akcyjna", "widget", "spółka akcyjna"),
    ("Widget s.r.o.", "widget", "s.r.o."),
    ("Widget spol. s r. o.", "widget", "spol. s r.o."),
    ("Widget a.s.", "widget", "a.s."),
    ("Widget A/S", "widget", "a/s"),
    ("Widget ApS", "widget", "aps"),
    ("Widget ASA", "widget", "asa"),
    ("Widget AB", "widget", "a.b."),
    ("Widget Aktiebolag", "widget", "aktiebolag"),
    ("Widget Oy", "widget", "oy"),
    ("Widget Oyj", "widget", "oyj"),
    ("Widget Kft.", "widget", "kft"),
    ("Widget Zrt", "widget", "zrt"),
    ("Widget d.o.o.", "widget", "d.o.o."),
    ("Widget OOD", "widget", "o.o.d."),
    ("Widget OÜ", "widget", "o.ü."),
    ("Widget Anonim Şirketi", "widget", "anonim şirketi"),
    # Cyrillic and the rest of Asia
    ("ООО Ромашка", "ромашка", "ооо"),
    ("ПАО «Ромашка»", "«ромашка»", "пао"),
    ("Акционерное общество Ромашка", "ромашка", "акционерное общество"),
    ("OOO Romashka", "romashka", "ooo"),
    ("PJSC Romashka", "pjsc romashka", None),
    ("Romashka PJSC", "romashka", "pjsc"),
    ("PT Widget Tbk", "widget", "pt"),
    ("Công ty TNHH Widget", "widget", "công ty tnhh"),
    ("บริษัท วิดเจ็ต จำกัด", "วิดเจ็ต", "บริษัท"),
]


@pytest.mark.parametrize(("printed", "bare", "form"), PRINTED, ids=[printed for printed, _bare, _form in PRINTED])
def test_are_set_aside_and_named(printed, bare, form):
    found = set_aside(printed)

    assert found.text == bare
    assert [each.text for each in found.forms][:1] == ([form] if form else [])


@pytest.mark.parametrize("printed", [printed for printed, _bare, form in PRINTED if form])
def test_make_no_difference_in_capitals_or_behind_more_spaces(printed):
    assert set_aside(printed.upper()).text == set_aside(printed).text
    assert set_aside(f"  {printed.replace(' ', '   ')} ").text == set_aside(printed).text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Limited Stage Productions", 3),
        ("Corporation Street Garage", 3),
        ("Public Company Register Office", 4),
        ("Inca Copper", 2),
        ("Cotton Agents", 2),
        ("Saab", 1),
        ("Llcorn", 1),
        ("Agip", 1),
        ("Coca", 1),
        ("Kgalagadi", 1),
        ("Spartan", 1),
        ("Sevan", 1),
    ],
)
def test_parts_of_words_and_first_words_are_none(name, words):
    found = set_aside(name)

    assert found.forms == ()
    assert len(found.text.split()) == words
