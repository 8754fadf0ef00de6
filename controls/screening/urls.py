from django.urls import path

from controls.screening.views import checks, counterparties, portfolios

app_name = "screening"

urlpatterns = [
    path("", checks.check_form, name="check-form"),
    path("checks/<str:number>/", checks.check_detail, name="check-detail"),
    path("checks/<str:number>/receipt.json", checks.receipt, name="receipt"),
    path("portfolios/", portfolios.portfolio_list, name="portfolio-list"),
    path("portfolios/<int:pk>/", portfolios.portfolio_detail, name="portfolio-detail"),
    path("portfolios/<int:pk>/settings/", portfolios.portfolio_settings, name="portfolio-settings"),
    path("portfolios/<int:pk>/rescreen/", portfolios.rescreen, name="portfolio-rescreen"),
    path("portfolios/<int:pk>/differences/", portfolios.difference_list, name="difference-list"),
    path("portfolios/<int:pk>/table/", counterparties.table, name="counterparty-table"),
    path("portfolios/<int:pk>/counterparties/<int:number>/", counterparties.counterparty, name="counterparty-detail"),
]
