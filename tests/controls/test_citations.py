"""How pages are cited: address, reference and Markdown, of everything that has a box for it."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.views.citing import markdown_link

CITED = {
    "entity": ("/entities/subaru-corporation/", "SUBARU Corporation"),
    "item": ("/catalogue/rare-earth-refining/", "Refining, processing"),
    "measure": ("/measures/cn-2025-18/", "2025 No. 18"),
    "notice": ("/notices/mofcom-2025-21/", "2025 No. 21"),
    "edition": ("/catalogue/editions/2023-12-21/", "2023"),
    "element": ("/elements/Dy/", "Dy"),
    "comparison of editions": ("/catalogue/compare/?from=2020-08-28&to=2023-12-21", "2020-08-28 and 2023-12-21"),
    "comparison of an item": (
        "/catalogue/rare-earth-refining/compare/?from=2020-08-28&to=2023-12-21",
        "rare-earth-refining",
    ),
}
by_page = pytest.mark.parametrize(("path", "name"), CITED.values(), ids=CITED)


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
class TestEveryBox:
    @by_page
    def test_has_three_forms_that_lead_to_the_same_place(self, client, path, name):
        page = client.get(path).content.decode()
        permalink, text, markdown = map(unescape, re.findall(r"<code>([^<]*)</code> <button", page))
        address = f"http://testserver{permalink}"

        assert name in text
        assert text.endswith(address)
        assert markdown.endswith(f"({address})")
        assert "as of 21 Nov 2026, revision " in text

    @by_page
    def test_the_address_that_is_cited_answers_with_the_same_address(self, client, path, name):
        found = re.search(r"<code>([^<]*)</code> <button", client.get(path).content.decode())
        assert found is not None
        permalink = found[1].replace("&amp;", "&")

        again = client.get(permalink)
        assert again.status_code == 200
        assert f"<code>{found[1]}</code>" in again.content.decode()

    @by_page
    def test_the_buttons_are_hidden_until_a_script_shows_them(self, client, path, name):
        page = client.get(path).content.decode()

        assert page.count("data-copy hidden>") == 3
        assert page.count('data-copied="Copied"') == 1


class TestMarkdown:
    def test_what_means_something_in_markdown_is_escaped(self):
        assert markdown_link("A [b] *c*", "https://x.org/(1)") == r"[A \[b\] \*c\*](https://x.org/%281%29)"

    @given(st.text(alphabet="ab[]()\\`*_<> 株", max_size=30))
    def test_no_name_ends_the_link_early(self, name):
        link = markdown_link(name, "https://x.org/")
        inner = re.sub(r"\\.", "", link[1 : link.rindex("](")])

        assert not set("[]`*_<>") & set(inner)
        assert urlsplit(link[link.rindex("](") + 2 : -1]).netloc == "x.org"
