"""What a person sends about a draft: the text it is read from, the lines as corrected, and what goes with the act."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import TextField, WholeField
from controls.models import Entity, EntityList, Grade
from news.models import DraftedLine
from news.services.drafts import Typed

LARGEST = 2_000_000  # bytes of a page that is handed in
NEW = DraftedLine.Decision.NEW.value
SAME = DraftedLine.Decision.SAME.value


class TextForm(forms.Form):
    """The text of a notice: pasted, or as the file of its page. One of the two."""

    text = forms.CharField(required=False, strip=False, label=_("Text of the notice"))
    file = forms.FileField(required=False, allow_empty_file=True, label=_("or its page as a file"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file: UploadedFile | None = cleaned.get("file")
        pasted = (cleaned.get("text") or "").strip()
        if bool(pasted) == bool(file):
            self.add_error("text", _("Paste the text, or choose a file: one of the two."))
        if file and file.size and file.size > LARGEST:
            self.add_error("file", _("The file is larger than 2 MB. Paste the text of the notice instead."))
        return cleaned


class LineForm(forms.Form):
    """One line of a draft. `whom` is "new", the key of an entity, or nothing; `other` the key of any other entity."""

    name_zh = TextField(required=False, max_length=300, label=_("Chinese wording"))
    name_en = TextField(required=False, max_length=300, label=_("English wording"))
    others = TextField(required=False, max_length=1000, label=_("Other names"))
    type = forms.ChoiceField(required=False, choices=[("", "–"), *Entity.Type.choices], label=_("Kind"))
    country = TextField(required=False, max_length=2, label=_("Country"))
    whom = TextField(required=False, max_length=120, label=_("Entity"))
    other = TextField(required=False, max_length=120, label=_("Key of another entity"))
    checked = forms.BooleanField(required=False, label=_("Checked"))

    def __init__(self, posted: QueryDict | None, *, row: DraftedLine, known: Mapping[str, Entity]) -> None:
        """`known` are the entities on record that the form may name, by key."""
        self.row, self.known = row, known
        stands = {name: getattr(row, name) for name in ("name_zh", "name_en", "type", "country", "checked")}
        whom = row.entity.key if row.entity else row.decision
        offered = {each["key"] for each in row.candidates} | {NEW, ""}
        where = {"whom": whom if whom in offered else "", "other": "" if whom in offered else whom}
        initial = stands | where | {"others": "; ".join(row.other_names)}
        super().__init__(posted, prefix=str(row.position), initial=initial)

    def clean_country(self) -> str:
        country: str = self.cleaned_data["country"].upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            self.add_error("country", _("Two letters, as in ISO 3166-1: JP, US. Leave it empty when it is not known."))
        return country

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("other", "whom"):
            key = cleaned.get(name, "")
            if key and key != NEW and key not in self.known:
                self.add_error(name, _("There is no entity “%(key)s” on record.") % {"key": key})
        return cleaned

    def typed(self) -> Typed:
        """The line as it was typed. Only for a valid form."""
        cleaned = self.cleaned_data
        key = cleaned["other"] or (cleaned["whom"] if cleaned["whom"] != NEW else "")
        return Typed(
            name_zh=cleaned["name_zh"],
            name_en=cleaned["name_en"],
            other_names=tuple(
                part for each in cleaned["others"].replace("；", ";").split(";") if (part := each.strip())
            ),
            type=cleaned["type"],
            country=cleaned["country"],
            decision=SAME if key else cleaned["whom"],
            entity=self.known[key] if key else None,
            checked=cleaned["checked"],
        )


class DraftForm(forms.Form):
    """What belongs to the draft as a whole."""

    edition = WholeField(least=1, most=1_000_000, default=0, label=_("Edition"))
    entity_list = forms.ModelChoiceField(
        EntityList.objects.order_by("order", "pk"), to_field_name="key", required=False, label=_("Entity list")
    )


class SendForm(forms.Form):
    """What goes with the act: how sure we are of the text, and the count where the notice states none."""

    grade = forms.ChoiceField(choices=Grade.choices, label=_("Evidence"))
    note = TextField(required=False, max_length=500, label=_("About the evidence"))
    counted = WholeField(least=0, most=10_000, default=0, label=_("Names that you counted"))
