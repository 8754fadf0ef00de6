"""A subscription as the value that the rules know."""

from controls.alerts.models import Subscription
from controls.alerts.rules import Wish


def of(*, subscription: Subscription) -> Wish:
    return Wish(
        kind=subscription.kind,
        subject=subscription.subject,
        actions=frozenset(subscription.actions),
        days=subscription.days,
        portfolio=subscription.portfolio_id,
    )
