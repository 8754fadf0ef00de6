"""Addresses of the pages about news."""

from django.urls import path

from news.views import articles, events, feed, moves, sources

app_name = "news"

urlpatterns = [
    path("events/", events.event_list, name="event-list"),
    path("events/<slug:key>/", events.event_detail, name="event-detail"),
    path("moves/", moves.move_list, name="moves"),
    path("", articles.article_list, name="article-list"),
    path("feed.atom", feed.feed, name="feed"),
    path("articles/<int:number>/", articles.article_detail, name="article-detail"),
    path("sources/", sources.source_list, name="source-list"),
    path("sources/<slug:key>/", sources.source_detail, name="source-detail"),
]
