"""The command `linli`: everything that a person or a script asks the program for outside a chat.

Here: `understanding.py` (classify), `knowledge.py` (faq check), `database.py` (db upgrade, demo load, backup,
restore), `look.py` (outbox, schedule, tick), `doctor.py` with `health.py` (what is well and what is not), `chat.py`,
`serve.py`; `start.py` opens what a command works on, `output.py` is JSON lines, notes, progress. Not here: any rule of
the business; a command opens the program, calls one thing and prints. Start reading at `entry.py`, the index of the
commands.

What scripts rely on (names, shapes, exit codes) is a contract: spec/commands.md and each command's `--help`.
"""


def main() -> None:
    """Run `linli` as the shell starts it."""
    from bot.cli.entry import start

    start()
