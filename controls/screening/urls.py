from django.urls import path

from controls.screening.views import batch_files, batches, checks, counterparties, decisions, lists, portfolios

app_name = "screening"

urlpatterns = [
    path("batches/", batches.batch_list, name="batch-list"),
    path("batches/<int:number>/", batches.batch_detail, name="batch-detail"),
    path("batches/<int:number>/stop/", batches.batch_stop, name="batch-stop"),
    path("batches/<int:number>/resume/", batches.batch_resume, name="batch-resume"),
    path("batches/<int:number>/discard/", batches.batch_discard, name="batch-discard"),
    path("batches/<int:number>/help.csv", batch_files.help_file, name="batch-help"),
    *(
        path(f"batches/<int:number>/results.{kind}", batch_files.results_file, {"kind": kind}, name=f"batch-{kind}")
        for kind in ("csv", "xlsx", "json")
    ),
    path("", checks.check_form, name="check-form"),
    path("checks/<str:number>/", checks.check_detail, name="check-detail"),
    path("decisions/", decisions.case_list, name="case-list"),
    path("decisions/assign/", decisions.assign, name="case-assign"),
    path("decisions/<int:number>/", decisions.case_detail, name="case-detail"),
    path("checks/<str:number>/receipt.json", checks.receipt, name="receipt"),
    path("lists/", lists.list_list, name="list-list"),
    path("lists/<slug:key>/", lists.list_detail, name="list-detail"),
    path("portfolios/", portfolios.portfolio_list, name="portfolio-list"),
    path("portfolios/<int:pk>/", portfolios.portfolio_detail, name="portfolio-detail"),
    path("portfolios/<int:pk>/settings/", portfolios.portfolio_settings, name="portfolio-settings"),
    path("portfolios/<int:pk>/rescreen/", portfolios.rescreen, name="portfolio-rescreen"),
    path("portfolios/<int:pk>/differences/", portfolios.difference_list, name="difference-list"),
    path("portfolios/<int:pk>/table/", counterparties.table, name="counterparty-table"),
    path("portfolios/<int:pk>/counterparties/<int:number>/", counterparties.counterparty, name="counterparty-detail"),
]
