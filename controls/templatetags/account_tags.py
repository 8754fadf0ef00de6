"""What the pages of an account hand to their script."""

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def for_script(data: Any) -> str:
    """Plain data as JSON, for an attribute; the template escapes it."""
    return json.dumps(data)
