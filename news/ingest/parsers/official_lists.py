"""Official pages that list documents as links and need no more than a rule."""

from news.ingest.parsers.link_index import IndexRule, index_parser

parse_ofac = index_parser(
    IndexRule(path=r"/recent-actions/(?P<key>(?P<date>20\d{6})(?:_\d+)?)$", date="path", language="en")
)
parse_mfa = index_parser(
    IndexRule(path=r"/\d{6}/t(?P<date>20\d{6})_(?P<key>\d+)\.s?html", date="path", fewest=10, language="zh-Hans")
)
parse_taiwan_affairs = index_parser(
    IndexRule(path=r"/\d{6}/t(?P<date>20\d{6})_(?P<key>\d+)\.s?html?", date="path", language="zh-Hans")
)
parse_state_council = index_parser(
    IndexRule(
        path=r"/zhengce/(?:zhengceku/)?(?:content/)?\d{6}/(?:\d{2}/)?content_(?P<key>\d+)\.html?", language="zh-Hans"
    )
)
parse_cistec = index_parser(IndexRule(path=r"\.(?:html?|pdf)$", date="before", language="ja"))
