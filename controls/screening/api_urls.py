from django.urls import path

from controls.screening.api import batches, checks, match

app_name = "screening-api"

urlpatterns = [
    path("batches/", batches.BatchList.as_view(), name="batch-list"),
    path("batches/<int:number>/", batches.BatchDetail.as_view(), name="batch-detail"),
    path("batches/<int:number>/start/", batches.BatchStart.as_view(), name="batch-start"),
    path("batches/<int:number>/stop/", batches.BatchStop.as_view(), name="batch-stop"),
    path("batches/<int:number>/resume/", batches.BatchResume.as_view(), name="batch-resume"),
    path("batches/<int:number>/results/", batches.BatchResults.as_view(), name="batch-results"),
    path("batches/<int:number>/results.csv", batches.BatchCSV.as_view(), name="batch-csv"),
    path("batches/<int:number>/results.xlsx", batches.BatchXLSX.as_view(), name="batch-xlsx"),
    path("batches/<int:number>/results.json", batches.BatchJSON.as_view(), name="batch-json"),
    path("checks/", checks.CheckList.as_view(), name="check-list"),
    path("checks/<str:number>/", checks.CheckDetail.as_view(), name="check-detail"),
    path("checks/<str:number>/receipt/", checks.Receipt.as_view(), name="receipt"),
    path("match/", match.Match.as_view(), name="match"),
]
