from controls.models.access import ApiKey, User
from controls.models.entities import Entity, EntityName, Identifier
from controls.models.health import Heartbeat
from controls.models.history import Change, TrackedModel, UntrackedWrite
from controls.models.listing_events import ListingEvent
from controls.models.listings import Listing
from controls.models.lists import Effect, EntityList
from controls.models.notices import Authority, Notice, NoticeCopy
from controls.models.sources import Evidenced, Grade, Source

__all__ = [
    "ApiKey",
    "Authority",
    "Change",
    "Effect",
    "Entity",
    "EntityList",
    "EntityName",
    "Evidenced",
    "Grade",
    "Heartbeat",
    "Identifier",
    "Listing",
    "ListingEvent",
    "Notice",
    "NoticeCopy",
    "Source",
    "TrackedModel",
    "UntrackedWrite",
    "User",
]
