from django.urls import path

from controls.screening.views import checks, decisions, lists

app_name = "screening"

urlpatterns = [
    path("", checks.check_form, name="check-form"),
    path("checks/<str:number>/", checks.check_detail, name="check-detail"),
    path("decisions/", decisions.case_list, name="case-list"),
    path("decisions/assign/", decisions.assign, name="case-assign"),
    path("decisions/<int:number>/", decisions.case_detail, name="case-detail"),
    path("checks/<str:number>/receipt.json", checks.receipt, name="receipt"),
    path("lists/", lists.list_list, name="list-list"),
    path("lists/<slug:key>/", lists.list_detail, name="list-detail"),
]
