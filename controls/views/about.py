"""How entries are checked, what the data may be used for, and how the pages can be used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from controls.filters.questions import Question
from controls.views.frame import page


@page(Question, nav="about")
def about(request: HttpRequest, question: Question) -> HttpResponse:
    return render(request, "controls/about.html")
