from controls.models.access import ApiKey, User
from controls.models.account_acts import AccountAct
from controls.models.catalogue import CatalogueItem, CatalogueRevision
from controls.models.catalogue_versions import ControlPoint, ItemVersion
from controls.models.claims import Claim
from controls.models.entities import Entity, EntityName, Identifier
from controls.models.error_reports import ErrorReport
from controls.models.goods import Element, Form, TariffCode
from controls.models.health import Heartbeat
from controls.models.history import Change, TrackedModel, UntrackedWrite
from controls.models.listing_events import ListingEvent
from controls.models.listings import Listing
from controls.models.lists import Effect, EntityList
from controls.models.measures import Clause, ControlledItem, Measure
from controls.models.notices import Authority, Notice, NoticeCopy
from controls.models.proposals import Proposal
from controls.models.search import SearchDocument, SearchWord
from controls.models.signins import SignInTry
from controls.models.sources import Evidenced, Grade, Source
from controls.models.suspensions import Suspension

__all__ = [
    "AccountAct",
    "ApiKey",
    "Authority",
    "CatalogueItem",
    "CatalogueRevision",
    "Change",
    "Claim",
    "Clause",
    "ControlPoint",
    "ControlledItem",
    "Effect",
    "Element",
    "Entity",
    "EntityList",
    "EntityName",
    "ErrorReport",
    "Evidenced",
    "Form",
    "Grade",
    "Heartbeat",
    "Identifier",
    "ItemVersion",
    "Listing",
    "ListingEvent",
    "Measure",
    "Notice",
    "NoticeCopy",
    "Proposal",
    "SearchDocument",
    "SearchWord",
    "SignInTry",
    "Source",
    "Suspension",
    "TariffCode",
    "TrackedModel",
    "UntrackedWrite",
    "User",
]
