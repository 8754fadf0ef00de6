"""Addresses of the API of news and of their sources."""

from django.urls import URLPattern

app_name = "news_api"

urlpatterns: list[URLPattern] = []
