"""Photos, voice, files and places (spec/conversation.md §12).

In a form they are attached to it; without one they are held half an hour and the resident is asked once what they
are. The photos of one album, or of five seconds, are one question.
"""

from datetime import timedelta

from sqlmodel import Session

from bot.clock import to_ms
from bot.conversation import flows
from bot.conversation.turn import Said, Turn
from bot.messages import Kind, Option

ALBUM_GAP = timedelta(seconds=5)
WITH_MEDIA = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.FILE, Kind.VOICE})
WHAT_IS_IT = (
    Option("报修", "switch:repair"),
    Option("投诉", "switch:complaint"),
    Option("缴费凭证", "switch:paid"),
    Option("其他", "word:human"),
)


def hear(turn: Turn, session: Session) -> Said | None:
    """Attach what came to the form, or hold it and ask; with a caption the words lead and the photo is held."""
    incoming = turn.incoming
    if incoming.kind is Kind.LOCATION:
        return _placed(turn, session)
    if incoming.kind not in WITH_MEDIA and not incoming.media:
        return None
    in_form = flows.attach(turn, incoming.media)
    batch = incoming.kind is not Kind.VOICE and _same_batch(turn)
    if not in_form:
        _hold(turn)
    if turn.text:
        if incoming.kind is Kind.VOICE:
            turn.echo.append(turn.say("media.heard", said=turn.text[:100]))
        return None
    if batch:
        return Said((), "attached", keep_prompt=True)
    return _attached(turn, session) if in_form else _ask_what(turn)


def _ask_what(turn: Turn) -> Said:
    if turn.incoming.kind is Kind.VOICE:
        return Said((turn.say("media.voice"),), "attached")
    key = "media.what" if turn.incoming.kind is Kind.IMAGE else "media.what_file"
    return Said((turn.say(key, options=WHAT_IS_IT),), "suggest")


def _attached(turn: Turn, session: Session) -> Said:
    key = "media.attached_voice" if turn.incoming.kind is Kind.VOICE else "media.attached"
    return Said((turn.say(key), *flows.ask_again(turn, session)), "attached")


def _placed(turn: Turn, session: Session) -> Said:
    place = turn.incoming.location
    known = [place.lat, place.lon, place.label] if place else []
    if flows.note_place(turn, known):
        return Said((turn.say("media.place_attached"), *flows.ask_again(turn, session)), "attached")
    turn.note("held_place", known, minutes=turn.know.conversation.photo_hold_minutes)
    return Said((turn.say("media.location"),), "attached", keep_prompt=True)


def _same_batch(turn: Turn) -> bool:
    album = next((file.album_id for file in turn.incoming.media if file.album_id), None)
    last = turn.noted("last_media")
    turn.note("last_media", {"at": to_ms(turn.now), "album": album}, minutes=1)
    if last is None:
        return False
    close = to_ms(turn.now) - last["at"] <= ALBUM_GAP.total_seconds() * 1000
    return close or (album is not None and album == last["album"])


def _hold(turn: Turn) -> None:
    held = turn.noted("held") or []
    files = [*held, *([f.sha256, f.mime, f.size, f.name] for f in turn.incoming.media)]
    turn.note("held", files[: flows.MAX_FILES], minutes=turn.know.conversation.photo_hold_minutes)
