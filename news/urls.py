"""Addresses of the pages about news."""

from django.urls import path

from news.views import articles, feed, sources

app_name = "news"

urlpatterns = [
    path("", articles.article_list, name="article-list"),
    path("feed.atom", feed.feed, name="feed"),
    path("articles/<int:number>/", articles.article_detail, name="article-detail"),
    path("sources/", sources.source_list, name="source-list"),
    path("sources/<slug:key>/", sources.source_detail, name="source-detail"),
]
