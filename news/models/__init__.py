"""What the news keep: working rows, none of them a fact of the register."""

from news.models.articles import Article, ArticleName, ArticlePiece, ArticleVersion, Precision, Story
from news.models.drafts import AnnexDraft, DraftedLine
from news.models.events import NewsEvent
from news.models.found import FoundNotice
from news.models.held import HeldReading, LastReading
from news.models.jobs import FetchJob, FetchRun
from news.models.mentions import Mention, Standing, StoryPair
from news.models.movements import Movement
from news.models.pages import PageFetch
from news.models.sources import Host, KnownAddress, Source

__all__ = [
    "AnnexDraft",
    "Article",
    "ArticleName",
    "ArticlePiece",
    "ArticleVersion",
    "DraftedLine",
    "FetchJob",
    "FetchRun",
    "FoundNotice",
    "HeldReading",
    "Host",
    "KnownAddress",
    "LastReading",
    "Mention",
    "Movement",
    "NewsEvent",
    "PageFetch",
    "Precision",
    "Source",
    "Standing",
    "Story",
    "StoryPair",
]
