from django.urls import path

from controls.screening.views import checks

app_name = "screening"

urlpatterns = [
    path("", checks.check_form, name="check-form"),
    path("checks/<str:number>/", checks.check_detail, name="check-detail"),
    path("checks/<str:number>/receipt.json", checks.receipt, name="receipt"),
]
