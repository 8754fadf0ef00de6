"""Addresses of the API of news and of their sources."""

from django.urls import path

from news.api import articles, sources

app_name = "news_api"

urlpatterns = [
    path("news/articles/", articles.ArticleList.as_view(), name="article-list"),
    path("news/articles/<int:number>/", articles.ArticleDetail.as_view(), name="article-detail"),
    path("sources/", sources.SourceList.as_view(), name="source-list"),
    path("sources/<slug:key>/", sources.SourceDetail.as_view(), name="source-detail"),
]
