from django.urls import path

from controls.screening.api import checks, decisions, lists, match

app_name = "screening-api"

urlpatterns = [
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
]
