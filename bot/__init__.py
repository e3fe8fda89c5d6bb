"""Linli 邻里: the messaging assistant of a property company (物业) and its residents.

Imports point down only (`pyproject.toml`, import-linter):

    cli > app > migrations > api | channels | scheduler > handlers > conversation > dunning >
    commitments > tickets > ledger > delivery > tasks > people > estate > faq > understanding >
    texts > store > messages | money | workdays | config > clock

Start reading at `bot/handlers/router.py`, the index of what a message can do, or follow one message:
`bot/channels` -> `bot/conversation/inbox.py` -> `bot/conversation/turn.py` -> `bot/handlers` -> `bot/delivery`.
"""
