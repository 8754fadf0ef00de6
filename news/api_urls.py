"""Addresses of the API of news and of their sources."""

from django.urls import path

from news.api import articles, events, moves, sources

app_name = "news_api"

urlpatterns = [
    path("news/events/", events.EventList.as_view(), name="event-list"),
    path("news/events/export.csv", events.EventCSV.as_view(), name="event-csv"),
    path("news/events/export.json", events.EventJSON.as_view(), name="event-json"),
    path("news/events/export.jsonl", events.EventJSONL.as_view(), name="event-jsonl"),
    path("news/events/<slug:key>/", events.EventDetail.as_view(), name="event-detail"),
    path("news/moves/", moves.MoveList.as_view(), name="move-list"),
    path("news/articles/", articles.ArticleList.as_view(), name="article-list"),
    path("news/articles/<int:number>/", articles.ArticleDetail.as_view(), name="article-detail"),
    path("sources/", sources.SourceList.as_view(), name="source-list"),
    path("sources/<slug:key>/", sources.SourceDetail.as_view(), name="source-detail"),
]
