from django.urls.resolvers import URLPattern

app_name = "screening-api"

urlpatterns: list[URLPattern] = []
