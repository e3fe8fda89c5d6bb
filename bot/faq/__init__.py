"""The knowledge base: approved answers, the law they rest on, and the reading of what a resident means.

Answers: `entries.py` (the entries of `data/faq`), `facts.py` (what an answer may say of an estate or a house),
`law.py`, `check.py` (everything that must hold before an answer is served), `compose.py` (an answer from given facts),
`unanswered.py` (the questions that nobody could answer).
Understanding, in its order: `labels.py` (what a text can mean), `stock.py` (all known wordings), `signs.py` (what is
looked at in a text), `training.py` (learning, in a process of its own), `learned.py` (finding what was learned),
`model.py` (scores), `calibration.py` (scores to chances), `matcher.py` (all of it for one text), `classify.py` (what to
do with a text), `score.py` (how well it is done).
Not here: looking facts up, who may see them, the dialogue, and generated sentences: an answer is approved or not said.
Start reading at `compose.py` for what is said, at `classify.py` for what is understood.
"""
