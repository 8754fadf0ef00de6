"""Addresses of the curators' desk."""

from django.urls import path

from news.views import desk, drafts, error_reports, found, held, notice_pages

app_name = "desk"

urlpatterns = [
    path("", desk.overview, name="overview"),
    path("notices/", found.found_list, name="found-list"),
    path("notices/<int:pk>/", found.found_detail, name="found-detail"),
    path("drafts/", drafts.draft_list, name="draft-list"),
    path("drafts/new/", drafts.draft_new, name="draft-new"),
    path("drafts/<int:pk>/", drafts.draft_detail, name="draft-detail"),
    path("pages/<int:pk>/", notice_pages.page_detail, name="page-detail"),
    path("held/<int:pk>/", held.held_detail, name="held-detail"),
    path("errors/", error_reports.report_list, name="error-list"),
    path("errors/<int:pk>/", error_reports.report_detail, name="error-detail"),
]
