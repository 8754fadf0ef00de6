from django.urls import path

from controls.screening.api import checks, match

app_name = "screening-api"

urlpatterns = [
    path("checks/", checks.CheckList.as_view(), name="check-list"),
    path("checks/<str:number>/", checks.CheckDetail.as_view(), name="check-detail"),
    path("checks/<str:number>/receipt/", checks.Receipt.as_view(), name="receipt"),
    path("match/", match.Match.as_view(), name="match"),
]
