# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a photo itself says of when and where it was taken: offered to a person, never applied by itself.

A camera's clock may be wrong or set, and place and day can be written into any photo: it is a hint
that the applicant confirms, and weak evidence even then.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from caseworker.domain.case.days import NotADay, local_days_of
from caseworker.domain.outlines import Outlines, country_at
from caseworker.paths import resource

if TYPE_CHECKING:
    from caseworker.scans.answers import Examined


@dataclass(frozen=True, slots=True)
class PhotoAssertion:
    """`on` as a case file writes it (`2022-10-12T04:30`, with `-07:00` where the camera wrote a zone),
    `place` ISO 3166-1 alpha-3 where it is certain; either may be None, never both."""

    on: str | None
    place: str | None


def assertion_from_photo(examined: Examined) -> PhotoAssertion | None:
    """What an examined file may be offered as, or None where its camera wrote nothing of use."""
    photo = examined.photo
    if photo is None:
        return None
    on = _moment(photo.taken, photo.offset)
    place = None
    if photo.latitude is not None and photo.longitude is not None:
        place = country_at(_outlines(), photo.latitude, photo.longitude)
    return None if on is None and place is None else PhotoAssertion(on, place)


def _moment(taken: str | None, offset: str | None) -> str | None:
    if taken is None:
        return None
    text = taken[:16] + (offset or "")
    try:
        local_days_of(text)
    except NotADay:  # a camera whose clock was never set
        return None
    return text


@lru_cache(maxsize=1)
def _outlines() -> Outlines:
    import msgspec

    said = msgspec.json.decode(resource("reference", "outlines.json").read_bytes())
    return Outlines(said["countries"], said["borders"])
