"""The desk of those who manage accounts: what matters most is asked for once more, and the owner is written to."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from controls import safeguards
from controls.admin.desk import Desk
from controls.models import User


class ManagersDesk(Desk):
    """Curators write facts; who may come in is for those who manage accounts."""

    def may_work(self, request: HttpRequest) -> bool:
        return super().may_work(request) and isinstance(request.user, User) and request.user.may("admin")

    def asks_again(self, object_id: str | None) -> bool:
        """Whether the form is opened, and sent, only by who has just proved once more who it is."""
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if self.may_work(request) and self.asks_again(object_id) and not safeguards.proved_lately(request):
            return safeguards.prove(request, back_to=request.get_full_path())
        request.letters = []  # type: ignore[attr-defined]  # filled by save_model, sent when it is all written
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        for owner, letter, about in request.letters:  # type: ignore[attr-defined]  # see above
            safeguards.tell(owner, letter, by=request.user, about=about)
        return answer

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: save_model has handed everything to the service."""
