from django.urls import path, re_path

from controls.api import (
    changes,
    claims,
    entities,
    entity_lists,
    goods,
    health,
    listings,
    measures,
    notices,
    schema,
    search,
)

app_name = "api"

urlpatterns = [
    path("listings/", listings.ListingList.as_view(), name="listing-list"),
    path("listings/export.csv", listings.ListingCSV.as_view(), name="listing-csv"),
    path("listings/export.json", listings.ListingJSON.as_view(), name="listing-json"),
    path("listings/<str:key>/", listings.ListingDetail.as_view(), name="listing-detail"),
    path("entities/", entities.EntityList.as_view(), name="entity-list"),
    path("entities/export.csv", entities.EntityCSV.as_view(), name="entity-csv"),
    path("entities/export.json", entities.EntityJSON.as_view(), name="entity-json"),
    path("entities/<slug:key>/", entities.EntityDetail.as_view(), name="entity-detail"),
    path("notices/", notices.NoticeList.as_view(), name="notice-list"),
    path("notices/export.csv", notices.NoticeCSV.as_view(), name="notice-csv"),
    path("notices/export.json", notices.NoticeJSON.as_view(), name="notice-json"),
    path("notices/<slug:key>/", notices.NoticeDetail.as_view(), name="notice-detail"),
    path("entity-lists/", entity_lists.EntityListList.as_view(), name="entity-list-list"),
    path("entity-lists/<slug:key>/", entity_lists.EntityListDetail.as_view(), name="entity-list-detail"),
    path("measures/", measures.MeasureList.as_view(), name="measure-list"),
    path("measures/<slug:key>/", measures.MeasureDetail.as_view(), name="measure-detail"),
    path("elements/", goods.ElementList.as_view(), name="element-list"),
    path("elements/<slug:symbol>/", goods.ElementDetail.as_view(), name="element-detail"),
    path("codes/", goods.CodeList.as_view(), name="code-list"),
    path("claims/", claims.ClaimList.as_view(), name="claim-list"),
    path("search/", search.Search.as_view(), name="search"),
    path("changes/", changes.ChangeFeed.as_view(), name="change-list"),
    path("changes/export.csv", changes.ChangeCSV.as_view(), name="change-csv"),
    path("changes/export.json", changes.ChangeJSON.as_view(), name="change-json"),
    path("changes/<int:revision>/", changes.ChangeDetail.as_view(), name="change-detail"),
    path("health/", health.Health.as_view(), name="health"),
    path("schema/", schema.Schema.as_view(), name="schema"),
    re_path(r"^(?:(?P<path>.*)/)?$", schema.Nowhere.as_view(), name="nowhere"),
]
