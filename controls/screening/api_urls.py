from django.urls import path

from controls.screening.api import batches, checks, decisions, lists, match, portfolios

app_name = "screening-api"

urlpatterns = [
    path("batches/", batches.BatchList.as_view(), name="batch-list"),
    path("batches/<int:number>/", batches.BatchDetail.as_view(), name="batch-detail"),
    path("batches/<int:number>/start/", batches.BatchStart.as_view(), name="batch-start"),
    path("batches/<int:number>/stop/", batches.BatchStop.as_view(), name="batch-stop"),
    path("batches/<int:number>/resume/", batches.BatchResume.as_view(), name="batch-resume"),
    path("batches/<int:number>/results/", batches.BatchResults.as_view(), name="batch-results"),
    path("batches/<str:number>/results.csv", batches.BatchCSV.as_view(), name="batch-csv"),
    path("batches/<str:number>/results.xlsx", batches.BatchXLSX.as_view(), name="batch-xlsx"),
    path("batches/<str:number>/results.json", batches.BatchJSON.as_view(), name="batch-json"),
    path("checks/", checks.CheckList.as_view(), name="check-list"),
    path("checks/<str:number>/", checks.CheckDetail.as_view(), name="check-detail"),
    path("checks/<str:number>/receipt/", checks.Receipt.as_view(), name="receipt"),
    path("receipts/", checks.Receipts.as_view(), name="receipts"),
    path("lists/", lists.ListList.as_view(), name="list-list"),
    path("lists/<slug:key>/versions/", lists.VersionList.as_view(), name="list-versions"),
    path("match/", match.Match.as_view(), name="match"),
    path("decisions/", decisions.CaseList.as_view(), name="case-list"),
    path("decisions/assign/", decisions.AssignMany.as_view(), name="case-assign-many"),
    path("decisions/<int:number>/", decisions.CaseDetail.as_view(), name="case-detail"),
    path("decisions/<int:number>/decide/", decisions.Decide.as_view(), name="case-decide"),
    path("decisions/<int:number>/confirm/", decisions.Confirm.as_view(), name="case-confirm"),
    path("decisions/<int:number>/refuse/", decisions.Refuse.as_view(), name="case-refuse"),
    path("decisions/<int:number>/withdraw/", decisions.Withdraw.as_view(), name="case-withdraw"),
    path("decisions/<int:number>/reopen/", decisions.Reopen.as_view(), name="case-reopen"),
    path("decisions/<int:number>/comment/", decisions.Comment.as_view(), name="case-comment"),
    path("decisions/<int:number>/assign/", decisions.Assign.as_view(), name="case-assign"),
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
