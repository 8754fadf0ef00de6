"""Addresses of the pages about news."""

from django.urls import path

from news.views import events, moves

app_name = "news"

urlpatterns = [
    path("events/", events.event_list, name="event-list"),
    path("events/<slug:key>/", events.event_detail, name="event-detail"),
    path("moves/", moves.move_list, name="moves"),
]
