"""Follows the feed live, from connection to connection."""
from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .client import AnswerError, Client, ProblemeError, _address, _load
from .types import ElementDeFlux, Vue

FIRST_PAUSE = 1.0


@dataclass(frozen=True)
class Soin:
    """Overwrite what is held of this soin, and store the cursor with it."""

    curseur: str
    element: ElementDeFlux


@dataclass(frozen=True)
class Remove:
    """Hold nothing of this soin any more: it was erased, or replaced_by took its lines. Store the cursor with that."""

    curseur: str
    soin_id: str
    replaced_by: str | None


@dataclass(frozen=True)
class Epoque:
    """Another history of the database began.

    Ask again by its id for each view that is held and is_doubtful; 404: remove it. Keep the cursor that is stored: the feed goes on from
    before that instant, and what comes overwrites. depuis None: all views of other histories are in doubt.
    """

    epoque: str
    precedente: str | None
    depuis: str | None


Change = Soin | Remove | Epoque


def is_doubtful(vue: Vue | ElementDeFlux, epoque: Epoque) -> bool:
    """Whether a view that is held may never have happened in the history that began."""
    if vue.get("epoque") == epoque.epoque:
        return False
    return epoque.depuis is None or datetime.fromisoformat(vue["misAJourLe"]) >= datetime.fromisoformat(epoque.depuis)


def follow_flux(
    client: Client,
    apres: str | None = None,
    pause_max: float = 30,
    silence: float = 45,
    sleep: Callable[[float], None] = time.sleep,
    retried: Callable[[Exception], None] = lambda failure: None,
) -> Iterator[Change]:
    """The feed without end: what is there after a cursor, then what comes. A refusal that does not pass by waiting is raised.

    silence: seconds without a byte after which a connection is taken for dead; the service sends something every 15 s.
    retried: told of each failure after which the feed is asked again: to log it, and to see that an address is wrong.
    """
    announced = None
    pause = min(FIRST_PAUSE, pause_max)
    while True:
        resume: Any = None
        try:
            for kind, curseur, data in _connect(client, apres, silence):
                if kind == "curseur-perime":
                    resume = data
                    break
                change = _change(kind, curseur, data)
                # The history that a refusal announced stands in the feed too: what was read since is of it.
                if not (isinstance(change, Epoque) and change.epoque == announced):
                    yield change
                apres, pause = curseur, min(FIRST_PAUSE, pause_max)
        except ProblemeError as refusal:
            resume = refusal.probleme if refusal.code == "curseur-perime" else None
            # A place of which nothing is known has no place to go on from: asking again does not help.
            if not (resume and resume.get("epoque")):
                if refusal.status < 500 and refusal.status != 429:
                    raise
                retried(refusal)
                pause = pause if refusal.retry_after is None else refusal.retry_after
        except (AnswerError, OSError, http.client.HTTPException) as failure:
            retried(failure)  # It may pass by waiting.
        if resume and resume.get("epoque"):
            yield Epoque(resume["epoque"], resume.get("precedente"), resume.get("depuis"))
            apres, announced = resume.get("reprise"), resume["epoque"]
        sleep(pause)
        pause = min(2 * pause, pause_max)


def _change(kind: str, curseur: str, data: Any) -> Change:
    if kind == "EpoqueCommencee":
        return Epoque(data["epoque"], data.get("precedente"), data.get("depuis"))
    if data.get("efface") or data.get("remplacePar"):
        return Remove(curseur, data["soinId"], data.get("remplacePar"))
    return Soin(curseur, data)


def _connect(client: Client, apres: str | None, silence: float) -> Iterator[tuple[str, str, Any]]:
    headers = {"Accept": "text/event-stream", **({"Last-Event-ID": apres} if apres else {})}
    with client.call("GET", "flux", headers, timeout=silence) as answer:
        if answer.headers.get_content_type() != "text/event-stream":
            raise AnswerError(answer.status, _address(answer), f"no feed, but {answer.headers.get_content_type()}")
        kind, curseur, data = "", "", []
        # Reading waits at most silence for the next line: a connection that nobody closed looks like one on which nothing happens.
        while raw := answer.readline():
            line = raw.decode().rstrip("\r\n")
            if not line:
                if data:
                    yield kind, curseur, _load("\n".join(data))
                kind, data = "", []
                continue
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "event":
                kind = value
            elif name == "id":
                curseur = value
            elif name == "data":
                data.append(value)


__all__ = ["Change", "Epoque", "Remove", "Soin", "follow_flux", "is_doubtful"]
