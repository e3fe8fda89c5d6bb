"""Reading the files of `data/`: YAML checked against a model; a fault names file, line and key.

Every file there is a table that staff may edit, so a bad one must stop the start with a sentence that says where.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

M = TypeVar("M", bound=BaseModel)


class DataFault(Exception):
    """A file of `data/` cannot be used: which file, which line (1-based), which key, and why."""

    def __init__(self, path: Path, line: int, key: str, why: str) -> None:
        """Keep where and why; the text is one line for a person."""
        self.path, self.line, self.key, self.why = path, line, key, why
        super().__init__(f"{path}:{line}: {key or '(file)'}: {why}")


class Table(BaseModel):
    """A model for a file of `data/`: unknown keys are faults, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class YamlFile:
    """A parsed YAML file that still knows the line of every key."""

    def __init__(self, path: Path, *, until: str = "") -> None:
        """Parse `path`, or what stands in it before the line of the top-level key `until`.

        Raises:
            DataFault: the file is missing, is not UTF-8, is no YAML, or repeats a key.
        """
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise DataFault(path, 0, "", "the file is missing") from None
        except UnicodeDecodeError as error:
            raise DataFault(path, 0, "", f"the file is not UTF-8: {error.reason}") from None
        loader = yaml.CSafeLoader(text.partition(f"\n{until}:\n")[0] + "\n" if until else text)
        try:
            self.root = loader.get_single_node()
            _refuse_repeated_keys(path, self.root)
            self.data: Any = loader.construct_document(self.root) if self.root is not None else None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise DataFault(path, mark.line + 1 if mark else 0, "", f"no valid YAML: {error.problem}") from None
        except (yaml.YAMLError, ValueError) as error:
            raise DataFault(path, 0, "", f"no valid YAML: {error}") from None
        finally:
            loader.dispose()

    def line_of(self, *keys: str | int) -> int:
        """Return the line of the entry that `keys` lead to, or of the nearest one above it that exists."""
        node, line = self.root, 1
        for key in keys:
            child = _child(node, key)
            if child is None:
                break
            node, line = child[1], child[0].start_mark.line + 1
        return line

    def fault(self, keys: tuple[str | int, ...], why: str) -> DataFault:
        """Return the fault of the entry at `keys`, to be raised."""
        return DataFault(self.path, self.line_of(*keys), ".".join(str(key) for key in keys), why)

    def as_model(self, model: type[M]) -> M:
        """Check the whole file against `model`.

        Raises:
            DataFault: the first value that does not fit.
        """
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise self._first_fault(error.errors()) from None

    def _first_fault(self, errors: Sequence[Mapping[str, Any]]) -> DataFault:
        """Return the first fault; a misspelt key is both missing and unknown, and its own line says more."""
        first = errors[0]
        strangers = [each for each in errors if each["type"] == "extra_forbidden"]
        if first["type"] != "missing":
            return self.fault(tuple(first["loc"]), _why(first))
        beside = [each for each in strangers if each["loc"][:-1] == first["loc"][:-1]]
        if not beside:
            return self.fault(tuple(first["loc"]), _why(first))
        return self.fault(tuple(beside[0]["loc"]), f"{_why(beside[0])}, and {first['loc'][-1]} is missing")


def _why(error: Mapping[str, Any]) -> str:
    return "there is no such key" if error["type"] == "extra_forbidden" else str(error["msg"])


def load_table(path: Path, model: type[M]) -> M:
    """Read one YAML file into `model`.

    Raises:
        DataFault: it cannot be read or does not fit.
    """
    return YamlFile(path).as_model(model)


def _child(node: Any, key: str | int) -> tuple[Any, Any] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None


def _refuse_repeated_keys(path: Path, node: Any) -> None:
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_repeated_keys(path, child)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        if key.value in seen:
            raise DataFault(path, key.start_mark.line + 1, key.value, "the key stands twice")
        seen.add(key.value)
        _refuse_repeated_keys(path, value)
