"""Which language a page speaks and in which colours: by the reader's choice, then by the browser (decision 23)."""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from config import errors
from controls.models.labels import language_tag

Handler = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Speak the reader's language while a request is answered, and say in the headers which one it was.

    A page asks the cookie that /preferences/ writes, then Accept-Language, then falls back to English. The API knows no
    cookie: it speaks English unless Accept-Language asks for another language of ours, so that a program is never
    answered by what a person once chose in the same browser. Codes, keys and facts are the same in all of them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        programs = request.path.startswith(errors.API_PREFIX)
        language = asked_by_header(request) if programs else translation.get_language_from_request(request)
        request.theme = "" if programs else _theme(request)  # type: ignore[attr-defined]  # read by the frame
        with translation.override(language):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            # Its words are found when it is read, which is after this.
            response.streaming_content = _spoken(response.streaming_content, language)
        patch_vary_headers(response, ["Accept-Language"] if programs else ["Accept-Language", "Cookie"])
        response.headers.setdefault("Content-Language", language_tag(language))
        return response


def asked_by_header(request: HttpRequest) -> str:
    """The first language of ours that Accept-Language names; ours by default where it names none."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            break
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _theme(request: HttpRequest) -> str:
    """light or dark as chosen; empty where the system decides."""
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return chosen if chosen in settings.THEMES else ""


def _spoken(parts: Iterable[bytes], language: str) -> Iterator[bytes]:
    with translation.override(language):
        yield from parts
