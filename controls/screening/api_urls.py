from django.urls import path

from controls.screening.api import checks, lists, match, portfolios

app_name = "screening-api"

urlpatterns = [
    path("checks/", checks.CheckList.as_view(), name="check-list"),
    path("checks/<str:number>/", checks.CheckDetail.as_view(), name="check-detail"),
    path("checks/<str:number>/receipt/", checks.Receipt.as_view(), name="receipt"),
    path("receipts/", checks.Receipts.as_view(), name="receipts"),
    path("lists/", lists.ListList.as_view(), name="list-list"),
    path("lists/<slug:key>/versions/", lists.VersionList.as_view(), name="list-versions"),
    path("match/", match.Match.as_view(), name="match"),
    path("portfolios/", portfolios.PortfolioList.as_view(), name="portfolio-list"),
    path("portfolios/<int:pk>/", portfolios.PortfolioDetail.as_view(), name="portfolio-detail"),
    path("portfolios/<int:pk>/rescreen/", portfolios.Rescreen.as_view(), name="portfolio-rescreen"),
    path("portfolios/<int:pk>/counterparties/", portfolios.CounterpartyList.as_view(), name="counterparty-list"),
    path(
        "portfolios/<int:pk>/counterparties/<int:number>/",
        portfolios.CounterpartyDetail.as_view(),
        name="counterparty-detail",
    ),
    path("portfolios/<int:pk>/differences/", portfolios.DifferenceList.as_view(), name="difference-list"),
]
