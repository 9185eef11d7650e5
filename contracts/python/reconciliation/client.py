"""Calls the API."""
from __future__ import annotations

import http.client
import json
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from .types import PageElementDeFlux, PageVue, PaiementComplementaireEmis, PaiementRoEmis, Probleme, ReponseIngestion, Vue

T = TypeVar("T")

LARGEST_PAGE = 200
REDIRECTS_MAX = 5


class ProblemeError(Exception):
    """The service refused a call. Branch on the code, and for one that you do not know on the status."""

    def __init__(self, status: int, probleme: Probleme | None, retry_after: float | None, address: str = "") -> None:
        what = f"{probleme['type']}: {probleme['title']}" if probleme else f"{address}: no problem was given"
        super().__init__(f"{status} {what}")
        self.status = status
        self.address = address
        self.probleme = probleme
        self.retry_after = retry_after

    @property
    def code(self) -> str | None:
        """The code of the problem, such as soin-inconnu; None where something before the service answered."""
        return self.probleme["type"].rsplit(":", 1)[-1] if self.probleme else None


class AnswerError(Exception):
    """Something else than the service answered: a page of a gateway, a redirect elsewhere, a wrong address."""

    def __init__(self, status: int, address: str, what: str) -> None:
        super().__init__(f"{status} {address}: {what}")
        self.status = status
        self.address = address


@dataclass(frozen=True)
class Tagged(Generic[T]):
    """An answer and the tag by which to ask whether it has changed."""

    value: T
    etag: str | None


class Client:
    """Calls one instance.

    address: without /v1; a path in it, such as a gateway's prefix, stands before every call.
    token: gives a bearer token that is valid now; it is asked before every call.
    motif: the reason of an agent, recorded with every access; accents are sent in UTF-8.
    timeout: seconds without a byte after which a call is given up.
    """

    def __init__(self, address: str, token: Callable[[], str], motif: str | None = None, timeout: float = 35) -> None:
        self._root = address.rstrip("/") + "/v1/"
        self._token = token
        self._motif = None if motif is None else _header(motif)
        self._timeout = timeout
        self._opener = urllib.request.build_opener(_NoRedirects)

    def read_page_of_soins(
        self,
        adherent_id: str,
        filters: Mapping[str, str | Sequence[str]] | None = None,
        curseur: str | None = None,
        limite: int | None = None,
        etag: str | None = None,
    ) -> Tagged[PageVue] | None:
        """One page of a member's soins, newest care first; None: it is the one whose tag was given.

        filters: du, au, payeDu, payeAu (yyyy-MM-dd), beneficiaire, situation (several: a list).
        """
        query: dict[str, Any] = {k: v if isinstance(v, str) else ",".join(v) for k, v in (filters or {}).items()}
        return self._read(f"adherents/{_escape(adherent_id)}/soins", {**query, "curseur": curseur, "limite": limite}, etag)

    def soins(self, adherent_id: str, filters: Mapping[str, str | Sequence[str]] | None = None) -> Iterator[Vue]:
        """A member's soins, newest care first; pages are asked for as they are needed."""
        curseur = None
        while True:
            page = self.read_page_of_soins(adherent_id, filters, curseur, LARGEST_PAGE)
            assert page is not None
            yield from page.value["elements"]
            curseur = page.value["curseurSuivant"]
            if curseur is None:
                return

    def read_soin(self, soin_id: str, etag: str | None = None) -> Tagged[Vue] | None:
        """The view of a soin, or of the one that took its lines; None: it is the one whose tag was given."""
        return self._read(f"soins/{_escape(soin_id)}", {}, etag)

    def send_paiements_ro(self, lignes: Sequence[PaiementRoEmis]) -> ReponseIngestion:
        """Sends lines of the régime obligatoire; answers once those accepted are durable. Sending one again is harmless."""
        return self._send("paiements/ro", lignes)

    def send_paiements_complementaires(self, lignes: Sequence[PaiementComplementaireEmis]) -> ReponseIngestion:
        """Sends lines of the complémentaire santé."""
        return self._send("paiements/complementaires", lignes)

    def read_page_of_flux(self, apres: str | None = None, limite: int = LARGEST_PAGE) -> PageElementDeFlux:
        """One page of the feed after a cursor; to follow it live see follow_flux."""
        page: Tagged[PageElementDeFlux] | None = self._read("flux", {"apres": apres, "limite": limite}, None)
        assert page is not None
        return page.value

    def call(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None, timeout: float | None = None,
    ) -> http.client.HTTPResponse:
        """Makes a call below /v1; a refusal is raised. For calls that have no method here. The answer must be closed."""
        for redirects in range(REDIRECTS_MAX + 1):
            # Nothing is asked of another address: the token is for this one.
            request = urllib.request.Request(self._root + path, data=body, method=method)
            for name, value in (headers or {}).items():
                request.add_header(name, _header(value))
            request.add_header("Authorization", _header(f"Bearer {self._token()}"))
            if self._motif is not None:
                request.add_header("X-Motif-Acces", self._motif)
            answer = self._opener.open(request, timeout=timeout or self._timeout)
            if answer.status < 300 or answer.status == 304:
                return answer
            with answer:
                if answer.status >= 400:
                    raise _problem(answer)
                below = _path_of(answer.headers.get("Location", "")) if answer.status in (307, 308) else None
                if below is None or redirects == REDIRECTS_MAX:
                    raise AnswerError(answer.status, _address(answer), "a redirect to no call of the service, or too many of them")
                path = below
        raise AssertionError("The loop ends with an answer.")

    def _read(self, path: str, query: Mapping[str, Any], etag: str | None) -> Any:
        parameters = urllib.parse.urlencode({k: v for k, v in query.items() if v is not None})
        with self.call("GET", f"{path}?{parameters}" if parameters else path, {"If-None-Match": etag} if etag else {}) as answer:
            return None if answer.status == 304 else Tagged(_json(answer), answer.headers.get("ETag"))

    def _send(self, path: str, lignes: Sequence[Any]) -> ReponseIngestion:
        body = json.dumps(lignes, default=_number).encode()
        try:
            with self.call("POST", path, {"Content-Type": "application/json"}, body) as answer:
                return _json(answer)
        except ProblemeError as refusal:
            # None was accepted: the problem has the members of the answer.
            if refusal.status == 422 and refusal.probleme and "rejetes" in refusal.probleme:
                return refusal.probleme  # type: ignore[return-value]
            raise


class _NoRedirects(urllib.request.HTTPRedirectHandler, urllib.request.HTTPErrorProcessor):
    # Every answer is returned as it is: urllib would follow a redirect with the token, and raise for a status.
    def http_response(self, request: Any, response: Any) -> Any:
        return response

    https_response = http_response


def _problem(answer: http.client.HTTPResponse) -> ProblemeError:
    text = answer.read()
    is_problem = answer.headers.get_content_type() == "application/problem+json"
    retry_after = answer.headers.get("Retry-After", "")
    try:
        probleme = _load(text) if is_problem else None
    except ValueError:
        probleme = None
    seconds = float(retry_after) if retry_after.isdigit() else None
    return ProblemeError(answer.status, probleme, seconds, _address(answer))


def _json(answer: http.client.HTTPResponse) -> Any:
    kind = answer.headers.get_content_type() if "Content-Type" in answer.headers else "no content type"
    try:
        value = _load(answer.read()) if kind == "application/json" or kind.endswith("+json") else None
    except ValueError:
        value = None
    if not isinstance(value, (dict, list)):
        raise AnswerError(answer.status, _address(answer), f"no JSON of the service, but {kind}")
    return value


def _address(answer: http.client.HTTPResponse) -> str:
    return answer.url.partition("?")[0]


def _load(text: bytes | str) -> Any:
    # Amounts are decimals: none is rounded.
    return json.loads(text, parse_float=Decimal)


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)  # written with as few digits as tell it: 9.45 is 9.45
    raise TypeError(f"{type(value).__name__} is no value of JSON.")


def _escape(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def _header(text: str) -> str:
    # Headers hold bytes, which http.client takes as characters below 256. A line feed would begin another header.
    if any(c < " " or c == "\x7f" for c in text):
        raise ValueError("A header holds printable characters only.")
    return text.encode().decode("latin-1")


def _path_of(location: str) -> str | None:
    # None: it is no call. A gateway may have put its own prefix before the path of a redirect, or have left it out: what follows /v1 is the same.
    path, mark, query = location.partition("?")
    _, version, rest = path.rpartition("/v1/")
    return rest + mark + query if version else None
