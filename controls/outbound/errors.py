"""Why a request got no answer: one class for each reason that the caller treats differently."""


class OutboundError(Exception):
    """A request without an answer. The message says why, in words for those who look after the sources."""


class Refused(OutboundError):
    """We did not ask: the address, its host, port or number is not one that may be asked. Trying again is no use."""


class Unreachable(OutboundError):
    """Nobody answered, or not in a way that can be trusted: no such name, no connection, TLS, cut off half way."""


class TooSlow(OutboundError):
    """The time of the whole request ran out."""


class TooLarge(OutboundError):
    """The answer is larger than it may be, as announced, as sent or after it was unpacked."""


class Malformed(OutboundError):
    """The answer is no HTTP, is packed in a way that was not asked for, or is packed twice."""
