"""Addresses of the API of news and of their sources."""

from django.urls import path

from news.api import events

app_name = "news_api"

urlpatterns = [
    path("news/events/", events.EventList.as_view(), name="event-list"),
    path("news/events/export.csv", events.EventCSV.as_view(), name="event-csv"),
    path("news/events/export.json", events.EventJSON.as_view(), name="event-json"),
    path("news/events/export.jsonl", events.EventJSONL.as_view(), name="event-jsonl"),
    path("news/events/<slug:key>/", events.EventDetail.as_view(), name="event-detail"),
]
