"""What the news keep: working rows, none of them a fact of the register."""

from news.models.articles import Article, ArticleName, ArticleVersion, Precision, Story
from news.models.events import NewsEvent
from news.models.found import FoundNotice
from news.models.jobs import FetchJob, FetchRun
from news.models.mentions import Mention, Standing, StoryPair
from news.models.movements import Movement
from news.models.sources import Host, KnownAddress, Source

__all__ = [
    "Article",
    "ArticleName",
    "ArticleVersion",
    "FetchJob",
    "FetchRun",
    "FoundNotice",
    "Host",
    "KnownAddress",
    "Mention",
    "Movement",
    "NewsEvent",
    "Precision",
    "Source",
    "Standing",
    "Story",
    "StoryPair",
]
