"""Words for which an official title is worth a person's time here, in the languages of the sources."""

import re
import unicodedata

from news.ingest.notice_numbers import COUNT, without_own_number

# What happens, to which list or goods. A verb alone does not count: every ministry lists and suspends.
ACTS = re.compile(
    r"列入|移出|暂停|停止|恢复|继续|取消|调整|实施|修订|禁止|限制|管制|反制|调查|许可"
    r"|追加|削除|改正|改訂|見直し|許可|一部を改正"
    r"|\b(?:addition|removal|revision|suspension|correction|amendment|extension|clarification|expansion)s?\b",
    re.I,
)
MATTERS = re.compile(
    r"出口管制管控名单|管控名单|关注名单|不可靠实体清单|反制清单|反制措施|稀土|两用物项|出口管制|禁止出口限制出口技术目录|镓|锗|锑|石墨|超硬材料|钨"
    r"|碲|铋|钼|铟|锂电池|永磁"
    r"|輸出管理|輸出貿易管理令|外国ユーザーリスト|安全保障貿易|キャッチオール|レアアース|希土類|重要鉱物|経済制裁"
    r"|\bentity list\b|\bunverified list\b|\bmilitary end.users?\b|\bdenied persons\b"
    r"|\bexport (?:administration|controls?)\b|\bforeign direct product\b|\brare.earths?\b"
    r"|\bdual.use\b|\bcritical (?:raw materials|minerals)\b"
    r"|\bnotices? to exporters\b|\bstrategic export\b|\bexport licen[cs]\w+|\bpermanent magnets?\b|\bgallium\b"
    r"|\bgermanium\b|\bantimony\b|\bgraphite\b|\btungsten\b",
    re.I,
)
# Another notice, by its number: 商务部、海关总署公告2025年第55号, 2025年第21号公告, Announcement No. 55 of 2025.
NOTICE = re.compile(
    rf"(?:\d{{4}}\s*年\s*)?第\s*{COUNT}\s*[号號](?![令楼])"
    r"|\bAnnouncements?\s+(?:Nos?\.?|#)\s*\d{1,4}(?:\s+of\s+\d{4})?",
    re.I,
)


def why_it_matters(title: str) -> tuple[str, ...]:
    """The words of a title that make it worth reading here, in the order of the title, each once; none if nothing does.

    A list or goods that are watched are enough. A verb alone is not: every ministry lists and suspends. With the number
    of another notice it is: whoever suspends, extends or ends a notice may name nothing of what that is about.
    """
    plain = unicodedata.normalize("NFKC", title)
    named = list(MATTERS.finditer(plain))
    inside = {place for match in named for place in range(*match.span())}
    acts = [match for match in ACTS.finditer(plain) if match.start() not in inside]
    if not named:
        begins = len(plain) - len(without_own_number(plain))
        named = list(NOTICE.finditer(plain, begins)) if acts else []
    if not named:
        return ()
    return tuple(dict.fromkeys(match[0] for match in sorted((*acts, *named), key=lambda match: match.start())))
