"""What a reader sees on a page: cells, facts, badges and boxes."""

from tests.controls.markup import Element, tree


def cells(row: Element) -> list[Element]:
    """The cells of a row, or the terms and sayings of a list of facts, in order."""
    return [child for child in row.children if isinstance(child, Element)]


def facts(element: Element) -> list[tuple[str, Element]]:
    """Every term of every list of facts inside, with what stands beside it."""
    found = []
    for listed in element.all("dl"):
        parts = cells(listed)
        found += [(term.text, said) for term, said in zip(parts[::2], parts[1::2], strict=True)]
    return found


def said(element: Element, term: str) -> list[str]:
    """What stands beside a term, wherever the page says it."""
    return [saying.text for name, saying in facts(element) if name == term]


def badges(page: Element) -> list[str]:
    return [badge.text for badge in page.one("main").all(of_class="b")]


def boxes(page: Element) -> dict[str, Element]:
    """The boxes beside the text, by their headings."""
    return {box.one("h2").text: box for box in page.one("aside").all(of_class="box")}


def entity_page(client, key: str, **query: str) -> Element:
    answer = client.get(f"/entities/{key}/", query)
    assert answer.status_code == 200
    return tree(answer)
