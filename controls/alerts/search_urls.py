"""Addresses of saved searches."""

from django.urls import path

from controls.alerts.views import searches

app_name = "searches"

urlpatterns = [
    path("", searches.search_list, name="search-list"),
    path("<int:pk>/", searches.search_open, name="search-open"),
    path("<int:pk>/rename/", searches.search_rename, name="search-rename"),
    path("<int:pk>/forget/", searches.search_forget, name="search-forget"),
]
