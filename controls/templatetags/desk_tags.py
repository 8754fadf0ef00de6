"""What the first page of the desk counts."""

from django import template

from controls.models import Proposal

register = template.Library()


@register.simple_tag
def waiting_proposals() -> int:
    """How many proposals wait for a second person."""
    return Proposal.objects.waiting().count()
