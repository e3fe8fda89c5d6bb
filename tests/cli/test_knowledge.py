"""`linli faq check`: every fault with its place, and the counts."""

from pathlib import Path

from tests.cli.conftest import Linli
from tests.cli.test_settings import change


def test_the_knowledge_base_of_the_project_may_be_served(linli: Linli) -> None:
    result = linli("faq", "check", "--json")
    assert result.code == 0
    (counts,) = result.rows
    assert counts["entries"] == 31
    assert counts["faults"] == 0
    assert min(counts["paraphrases"], counts["law"]) > 100


def test_every_fault_is_named_at_once_with_file_line_and_key(linli: Linli, data: Path) -> None:
    line = change(data / "faq" / "vacancy.yaml", "group:", "grupo:")
    change(data / "faq" / "accounts_disclosure.yaml", "mfd_943, qf_13", "mfd_9999, qf_13")
    (data / "faq" / "theft.yaml").unlink()
    result = linli("faq", "check", "--json")
    assert result.code == 1
    *faults, counts = result.rows
    assert {"vacancy.yaml", "accounts_disclosure.yaml", "theft.yaml"} <= {fault["file"] for fault in faults}
    assert [fault["line"] for fault in faults if fault["key"] == "grupo"] == [line]
    assert counts == {**counts, "entries": 29, "faults": len(faults)}
    shown = linli("faq", "check")
    assert shown.code == 1
    assert f"vacancy.yaml:{line}: grupo: " in shown.out


def test_a_law_table_that_cannot_be_read_is_a_fault(linli: Linli, data: Path) -> None:
    (data / "law.yaml").write_bytes(b"\xff")
    result = linli("faq", "check", "--json")
    assert result.code == 1
    assert result.rows[0]["file"] == "law.yaml"
    assert result.rows[-1]["law"] == 0


def test_a_folder_that_does_not_exist_cannot_be_checked(linli: Linli, tmp_path: Path) -> None:
    assert linli("faq", "check", DATA=str(tmp_path / "nowhere")).code == 2
