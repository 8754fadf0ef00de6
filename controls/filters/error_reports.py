"""What a reader fills in who reports an error."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from controls.filters.changes import NOUNS
from controls.filters.fields import SaidField, TextField
from controls.models import Change

_REFERENCE = re.compile(rf"(?:{'|'.join(NOUNS)}):[-.\w]+", re.ASCII)
# What the news room shows. It keeps these itself and logs no changes of them: here only their form is checked.
_OF_NEWS = re.compile(r"article:[1-9]\d{0,17}|event:[-\w]{1,100}", re.ASCII)


class ReportForm(forms.Form):
    """What is wrong, on which page or with which fact, and where that can be verified."""

    about = TextField(required=False, max_length=260, label=_("About"))
    page = TextField(required=False, max_length=1000, label=_("Page"))
    said = SaidField(max_length=2000, label=_("What is wrong"))
    proof = TextField(required=False, max_length=500, label=_("Where it can be verified"))
    reply_to = forms.EmailField(required=False, max_length=254, label=_("Your e-mail address"))
    # People do not see it; programs that fill in every field do.
    website = forms.CharField(required=False, max_length=200)

    def clean_about(self) -> str:
        about: str = self.cleaned_data["about"]
        if about and not _OF_NEWS.fullmatch(about) and not self._is_on_record(about):
            raise ValidationError(_("There is no such fact on record."))
        return about

    def _is_on_record(self, about: str) -> bool:
        return bool(_REFERENCE.fullmatch(about)) and Change.objects.about(about).exists()

    def clean_page(self) -> str:
        page: str = self.cleaned_data["page"]
        if page and not re.fullmatch(r"/(?!/)\S*", page):
            raise ValidationError(_("Give an address of this register, beginning with /."))
        return page

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty."))
        return ""

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.cleaned_data["about"] and not self.cleaned_data["page"]:
            raise ValidationError(_("Say which fact or which page is wrong."))
        return self.cleaned_data
