from django.urls import path

from controls.views import (
    about,
    api_docs,
    catalogue,
    changes,
    claims,
    editions,
    entities,
    goods,
    health,
    home,
    listings,
    measures,
    notices,
    search,
    sources,
)

app_name = "controls"

urlpatterns = [
    path("", home.home, name="home"),
    path("entities/", listings.listing_list, name="listing-list"),
    path("entities/<str:key>/", entities.entity_detail, name="entity-detail"),
    path("measures/", measures.measure_list, name="measure-list"),
    path("measures/<slug:key>/", measures.measure_detail, name="measure-detail"),
    path("catalogue/", catalogue.catalogue_list, name="catalogue-list"),
    path("catalogue/editions/", editions.edition_list, name="edition-list"),
    path("catalogue/editions/<str:key>/", editions.edition_detail, name="edition-detail"),
    path("catalogue/<str:key>/", catalogue.item_detail, name="catalogue-item"),
    path("elements/", goods.element_list, name="element-list"),
    path("elements/<slug:symbol>/", goods.element_detail, name="element-detail"),
    path("codes/<str:code>/", goods.code_detail, name="code-detail"),
    path("claims/", claims.claim_list, name="claim-list"),
    path("search/", search.search, name="search"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/<slug:key>/", notices.notice_detail, name="notice-detail"),
    path("changes/", changes.change_list, name="change-list"),
    path("changes/<int:revision>/", changes.change_detail, name="change-detail"),
    path("sources/", sources.source_list, name="source-list"),
    path("sources/<slug:key>/", sources.source_detail, name="source-detail"),
    path("health/", health.health, name="health"),
    path("about/", about.about, name="about"),
    path("api/", api_docs.api_docs, name="api-docs"),
]
