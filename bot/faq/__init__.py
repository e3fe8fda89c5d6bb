"""The knowledge base: approved answers, the law they rest on, and the reading of what a resident means.

Here: `entries.py` (the entries of `data/faq`), `facts.py` (what an answer may say of an estate or a house), `law.py`,
`check.py` (everything that must hold before an answer is served), `compose.py` (an answer from given facts),
`stock.py` (all known wordings), `labels.py` (what a text can mean), `matcher.py` (wordings near a text), `classify.py`
(what to do with a text) and `unanswered.py` (the questions that nobody could answer).
Not here: looking facts up, who may see them, the dialogue, and generated sentences: an answer is approved or not said.
Start reading at `compose.py` for what is said, at `classify.py` for what is understood.
"""
