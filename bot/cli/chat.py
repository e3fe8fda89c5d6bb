"""`linli chat`: talk to the assistant in a terminal or from a script, as anybody."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sqlalchemy import Row

    from bot.console import Heard, Line, Talk


def chat(
    who: Annotated[
        str,
        typer.Option(
            "--as", metavar="WHO", help="resident:3-2-501 (/co-owner, /tenant, /family), stranger:NAME, staff:LOGIN."
        ),
    ] = "stranger:访客",
    at: Annotated[str | None, typer.Option(metavar="ISO", help="The moment for the whole process.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a message on standard output.")] = False,
    json_in: Annotated[bool, typer.Option("--json-in", help="Read JSON lines {text?, press?, files?[], at?}.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin a new dialogue; what was registered stays.")] = False,
) -> None:
    """Talk to the assistant: one message a line of standard input, the answers on standard output.

    A choice is made by its number or its words, as on a channel without buttons. The dialogue goes on between
    calls, as on any channel; what is due to this person is sent after each line.

    [bold]Input[/bold]  With --json-in a line is an object: "text" what is written; "press" the number, label or id of a
    choice; "files" paths of photos; "at" the moment of this line, which stays for the next ones.

    [bold]Output[/bold]  With --json a line for each message:
    {"in","at","action","label","flow":{"name","step"}|null,"replies":[{"text","choices":[{"id","label"}],"files":[]}],
    "pushed":[{"purpose","text"}]}. The first line has "in": null when something was pushed to this person since
    last time. A line that cannot be used gives {"in","error"} and changes nothing.

    [bold]Actions[/bold]  answer, suggest, flow, emergency, smalltalk, miss as in classify; besides command (a global
    word or an old choice), human (a person has the conversation), attached (a photo), private, ignored, noted,
    rate_limited.

    [bold]Exit status[/bold]  0 done; 1 a line was refused; 2 could not run, for example nobody is meant by WHO.

    [bold]Example[/bold]  echo 房子空着要交物业费吗 | linli chat --as resident:3-2-501
    """
    from bot.app import build_app
    from bot.channels.console import ConsoleOutlet
    from bot.cli.output import CannotRun, learning
    from bot.config import load_settings
    from bot.console import Moment, Talk
    from bot.store.demo_clock import demo_clock

    settings = load_settings()
    if not settings.is_demo:
        raise CannotRun("chat lets you be anybody, so it needs LINLI_ENV=demo")
    moment = Moment(_read_at(at))
    with learning() as tell:
        app = build_app(settings, outlets=[ConsoleOutlet()], clock=moment, tell=tell)
    moment.live = demo_clock(app.store)
    talk = Talk(app, who, moment)
    try:
        pushed = talk.begin(fresh=fresh)
        if pushed:
            _show_pushed(pushed, moment().isoformat(), as_json=as_json)
        refused = sum(_one(talk, line, as_json=as_json, json_in=json_in) for line in _lines(who))
    except LookupError:
        raise CannotRun(f"nobody is meant by --as {who}; try resident:3-2-501, stranger:张三 or staff:wang") from None
    finally:
        app.close()
    if refused:
        raise typer.Exit(1)


def _read_at(at: str | None) -> Any:
    from bot.cli.output import CannotRun
    from bot.clock import read_moment

    try:
        return read_moment(at) if at is not None else None
    except ValueError:
        raise CannotRun(f"--at {at} is no moment; write it like 2026-11-21T10:00") from None


def _lines(who: str) -> Iterator[str]:
    """Yield the lines of standard input; on a terminal, with a prompt."""
    if not sys.stdin.isatty():
        for raw in sys.stdin.buffer:
            yield raw.decode("utf-8", errors="replace").rstrip("\r\n")
        return
    print(f"以 {who} 的身份与邻里对话，直接输入一句话，Ctrl-D 结束。", file=sys.stderr)
    while True:
        try:
            yield input("› ")
        except (EOFError, KeyboardInterrupt):
            return


def _one(talk: "Talk", raw: str, *, as_json: bool, json_in: bool) -> bool:
    """Handle one line; return whether it was refused."""
    from bot.cli.output import print_json
    from bot.console import BadLine

    try:
        line = _read(raw, json_in=json_in)
        heard = talk.say(line)
    except BadLine as error:
        if as_json:
            print_json({"in": raw[:1000], "error": str(error)})
        else:
            print(f"× {error}", file=sys.stderr)
        return True
    if as_json:
        print_json(_as_json(line, heard))
    else:
        _show(heard)
    return False


def _read(raw: str, *, json_in: bool) -> "Line":
    from bot.console import BadLine, Line

    if not json_in or not raw.strip():
        return Line(text=raw)
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadLine("no valid JSON") from None
    if not isinstance(data, dict) or not set(data) <= {"text", "press", "files", "at"}:
        raise BadLine('expected an object with "text", "press", "files" or "at"')
    text, pressed, files, at = data.get("text") or "", data.get("press"), data.get("files") or [], data.get("at")
    press = str(pressed) if type(pressed) is int else pressed
    if not isinstance(text, str) or not isinstance(press, str | None) or not isinstance(at, str | None):
        raise BadLine("text, press and at are texts")
    if not isinstance(files, list) or not all(isinstance(each, str) for each in files):
        raise BadLine("files is a list of paths")
    return Line(text, press, tuple(files), at)


def _as_json(line: "Line", heard: "Heard") -> dict[str, Any]:
    turn = heard.turn
    flow = {"name": turn.flow, "step": turn.step} if turn is not None and turn.flow else None
    return {
        "in": line.text if line.press is None else line.press,
        "at": heard.at.isoformat(),
        "action": turn.action if turn is not None else None,
        "label": turn.label if turn is not None else None,
        "flow": flow,
        "replies": [_reply(row) for row in heard.replies],
        "pushed": [{"purpose": row.purpose, "text": row.payload["text"]} for row in heard.pushed],
    }


def _reply(row: "Row[Any]") -> dict[str, Any]:
    payload = row.payload
    return {
        "text": payload["text"],
        "choices": [{"id": token, "label": label} for label, token in payload["choices"]],
        "files": [{"sha256": sha256, "mime": mime, "name": name} for sha256, mime, _size, name in payload["files"]],
    }


def _show_pushed(rows: list["Row[Any]"], at: str, *, as_json: bool) -> None:
    from bot.cli.output import print_json

    if not as_json:
        for row in rows:
            print(f"◦ {row.payload['text']}\n")
        return
    pushed = [{"purpose": row.purpose, "text": row.payload["text"]} for row in rows]
    print_json({"in": None, "at": at, "action": None, "label": None, "flow": None, "replies": [], "pushed": pushed})


def _show(heard: "Heard") -> None:
    from bot.channels.render import with_numbers
    from bot.delivery.service import outgoing

    for row in heard.replies:
        message = outgoing(row)
        print(f"{with_numbers(message.text, message.choices, letters=message.letters)}\n", flush=True)
    for row in heard.pushed:
        print(f"◦ {row.payload['text']}\n", flush=True)
