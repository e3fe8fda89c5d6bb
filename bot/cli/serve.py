"""`linli serve`: the web chat with the sender and the schedule beside it."""

import logging
import sys
from typing import Annotated

import typer

FIRST_QUESTION = "房子一直空着，也要交物业费吗？"


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; the demo serves loopback only.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = None,
) -> None:
    """Serve the web chat at [bold]http://HOST:PORT/[/bold] until it is stopped (Ctrl-C).

    The database is created or brought up to date first; an empty default database gets the demo estate.
    Beside the page run the sender of messages and the schedule. Several processes may serve one PostgreSQL
    database: one of them leads the schedule, another takes over when it stops.

    [bold]Defaults[/bold]  LINLI_HOST (127.0.0.1) and LINLI_PORT (8000).

    [bold]Exit status[/bold]  0 stopped as asked; 2 could not run: a bad setting or data file, the port is taken, or
    demo mode on an address that others could reach.

    [bold]Example[/bold]  linli serve --port 8080
    """
    from bot.channels.web import Hub
    from bot.cli.output import CannotRun, learning
    from bot.config import load_settings
    from bot.runtime import build_web, listen_on
    from bot.runtime import serve as run

    settings = load_settings()
    host, port = host or settings.host, settings.port if port is None else port
    settings.refuse_open_demo(host)
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        listener = listen_on(host, port)
    except OSError as error:
        raise CannotRun(f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port") from None
    hub = Hub()
    with learning() as tell:
        app = build_web(settings, hub, tell)
    shown = f"[{host}]" if ":" in host else host
    print(f"\n  邻里 Linli  →  http://{shown}:{listener.getsockname()[1]}/", file=sys.stderr)
    print(f"  试着问一句：{FIRST_QUESTION}\n  停止请按 Ctrl-C\n", file=sys.stderr, flush=True)
    try:
        run(app, hub, listener)
    finally:
        app.close()
