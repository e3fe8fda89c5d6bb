"""The templates of `data/templates`: every sentence that the program writes on its own.

A template is a key, a scope, one text or several alternatives, and an example for every fact. A placeholder is `{name}`
and nothing more: no formats, no attributes. Facts are put in once and never read again, so a resident's own words may
hold braces.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

from pydantic import Field, RootModel, model_validator

from bot.datafile import DataFault, Table, YamlFile
from bot.texts.forbidden import Forbidden, Mention, Scope

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class TemplateFault(Exception):
    """A template was asked for that does not exist, or with other facts than it names: a bug of the program."""


class Template(Table):
    """One message: `text`, or `texts` that say the same in other words; `max` is its longest length in characters."""

    scope: Scope
    text: str | None = None
    texts: tuple[str, ...] = ()
    facts: dict[str, str] = Field(default_factory=dict)
    speaks_of: tuple[Mention, ...] = ()
    max: int = 300

    @model_validator(mode="after")
    def _says_something_once(self) -> Self:
        if (self.text is None) == (not self.texts):
            raise ValueError("give either text or texts")
        if self.scope == Scope.ALL:
            raise ValueError("the scope of a template is answer, reminder, letter or staff")
        return self

    def alternatives(self) -> tuple[str, ...]:
        """Return the texts to choose from; there is at least one."""
        return self.texts if self.text is None else (self.text,)


class _TemplateFile(RootModel[dict[str, Template]]):
    """One file of `data/templates`: key -> template."""


class Templates:
    """All templates by key; nothing changes after loading."""

    def __init__(self, templates: Mapping[str, Template]) -> None:
        """Keep `templates` (see `load_templates`)."""
        self._templates = dict(templates)

    def __iter__(self) -> Iterator[tuple[str, Template]]:
        """Go through keys and templates in the order of the files."""
        return iter(self._templates.items())

    def __contains__(self, key: str) -> bool:
        """Return whether there is a template `key`."""
        return key in self._templates

    def keys(self) -> tuple[str, ...]:
        """Return the keys in the order of the files."""
        return tuple(self._templates)

    def render(self, key: str, *, variant: int = 0, **facts: object) -> str:
        """Return the text of `key` with its facts; `variant` chooses among the alternatives, going round.

        Raises:
            TemplateFault: there is no such template, a fact is missing, or one is given that it does not name.
        """
        template = self._templates.get(key)
        if template is None:
            raise TemplateFault(f"no template {key}")
        if missing := template.facts.keys() - facts.keys():
            raise TemplateFault(f"{key}: missing {', '.join(sorted(missing))}")
        if unused := facts.keys() - template.facts.keys():
            raise TemplateFault(f"{key}: unused {', '.join(sorted(unused))}")
        texts = template.alternatives()
        return fill(texts[variant % len(texts)], {name: str(value) for name, value in facts.items()})


def load_templates(folder: Path) -> Templates:
    """Read every `*.yaml` of `folder`.

    Raises:
        DataFault: a file does not fit, or two files name the same key.
    """
    found: dict[str, Template] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = YamlFile(path)
        for key, template in file.as_model(_TemplateFile).root.items():
            if key in found:
                raise file.fault((key,), "another file has this key already")
            found[key] = template
    if not found:
        raise DataFault(folder, 0, "", "there are no templates")
    return Templates(found)


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the facts that `text` has a hole for."""
    return frozenset(_PLACEHOLDER.findall(text))


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Put `facts` into the holes of `text`, each once; braces inside a fact stay as they are.

    Raises:
        TemplateFault: there is a hole without a fact.
    """

    def fact(hole: re.Match[str]) -> str:
        if hole[1] not in facts:
            raise TemplateFault(f"missing {hole[1]}")
        return facts[hole[1]]

    return _PLACEHOLDER.sub(fact, text)


def check_templates(templates: Templates, forbidden: Forbidden) -> list[str]:
    """Return one sentence for everything that is wrong with a template, rendered with its examples.

    Looked for: a hole without an example, an example that no alternative uses, braces that are no placeholder, a text
    that is empty or longer than its `max`, and what `forbidden` matches in the template's scope.
    """
    faults: list[str] = []
    for key, template in templates:
        faults += [f"{key}: {why}" for why in (*_facts_of(template), *_declared_by(template, forbidden))]
        for number, text in enumerate(template.alternatives(), start=1):
            faults += [f"{key} ({number}): {why}" for why in _text_faults(text, template, forbidden)]
    return faults


def _facts_of(template: Template) -> list[str]:
    used = frozenset().union(*(placeholders(text) for text in template.alternatives()))
    return [
        *(f"no example for {{{name}}}" for name in sorted(used - template.facts.keys())),
        *(f"unused fact {name}" for name in sorted(template.facts.keys() - used)),
    ]


def _declared_by(template: Template, forbidden: Forbidden) -> list[str]:
    known = forbidden.ids()
    return [f"speaks_of names no pattern: {each.pattern}" for each in template.speaks_of if each.pattern not in known]


def _text_faults(text: str, template: Template, forbidden: Forbidden) -> list[str]:
    shown = fill(text, {name: template.facts.get(name, "") for name in placeholders(text)})
    faults = [f"forbidden {each.id}" for each in forbidden.undeclared_in(shown, template.scope, template.speaks_of)]
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        faults.append("a brace that is no placeholder")
    if not shown.strip():
        faults.append("the text is empty")
    if len(shown) > template.max:
        faults.append(f"{len(shown)} characters, at most {template.max}")
    return faults
