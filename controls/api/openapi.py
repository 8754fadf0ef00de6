"""How the description of the API says who may ask: from the table of access, as the permission reads it."""

import re
from typing import Any

from django.conf import settings
from django.urls import resolve
from drf_spectacular.openapi import AutoSchema

from controls import roles


class TableSchema(AutoSchema):
    """Describes of each operation what the table of access says of it: whom it is for, and the scope of a key."""

    def get_auth(self) -> list[dict[str, Any]]:
        need = self._need()
        if need.role == "visitor":
            return [{}]
        found = [
            {name: [need.scope] if name == "apiKey" else given for name, given in each.items()}
            for each in super().get_auth()
        ]
        return [*found, {}] if need.role_where(public_reading=settings.PUBLIC_READING) == "visitor" else found

    def get_description(self) -> str:  # type: ignore[override]  # of a class that this one only stands in for
        """What it does, and for endpoints that are not for everybody, whom they are for."""
        need, text = self._need(), super().get_description()
        if need.role in ("visitor", roles.PUBLIC):
            return text
        return f"{text} Needs the role *{need.role}*, and a key with the scope *{need.scope}*."

    def _need(self) -> roles.Need:
        """The row of this operation: an address in which every part is “1” leads to its route."""
        route = resolve(re.sub(r"\{\w+\}", "1", self.path)).view_name
        return roles.table().get(route, {}).get(self.method, roles.Need(roles.NOBODY))
