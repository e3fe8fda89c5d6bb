"""Linli 邻里: the messaging assistant of a property company (物业) and its residents.

Imports point down only (`pyproject.toml`, import-linter):

    cli > runtime | console > app > demo | sign_in > migrations > api > channels | scheduler > handlers >
    conversation > ledger > delivery > tasks > people > estate > faq > understanding > texts > store >
    messages | money | workdays | config | charts > datafile > clock

Start reading at `bot/handlers/router.py`, the index of what a message can do, or follow one message:
`bot/channels` -> `bot/conversation/inbox.py` -> `core.py` -> `turn.py` -> `bot/handlers` -> `bot/delivery`.
"""
