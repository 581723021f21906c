"""`khobao clean` as a user types it."""

import sys
from pathlib import Path

import pytest

from crawler.cli.app import main

PROSE = "Sáng nay, cây cầu bắc qua sông Lam đã thông xe sau gần ba năm xây dựng."


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["khobao", "clean", *map(str, arguments)])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "raw.txt"
    path.write_text(f"Skip to content\n\nCầu mới\n\n{PROSE}\n\nXem thêm\n", encoding="utf-8")
    return path


def test_a_text_is_printed_in_the_seed_format(
    raw: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert _run(monkeypatch, raw, "--date", "2025-05-12") == 0
    assert capfdbinary.readouterr().out == f" date 2025-05-12 {PROSE}".encode()


def test_a_text_is_written_to_out(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, raw, "--out", tmp_path / "clean.txt") == 0
    assert (tmp_path / "clean.txt").read_text(encoding="utf-8") == PROSE


def test_a_folder_reports_what_it_refused(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (raw.parent / "empty.txt").write_bytes(b"")
    out = tmp_path.parent / f"{tmp_path.name}-out"
    assert _run(monkeypatch, tmp_path, "--out", out) == 1
    said = capfd.readouterr().err
    assert "empty.txt: empty" in said
    assert "1 cleaned, 0 there already, 1 refused" in said
    assert (out / "raw.txt").read_text(encoding="utf-8") == PROSE


@pytest.mark.parametrize("arguments", [["missing.txt"], ["raw.txt", "--date", "12/5/2025"], ["binary.txt"]])
def test_bad_input_is_one_line(
    raw: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (raw.parent / "binary.txt").write_bytes(b"\x7fELF\0")
    monkeypatch.chdir(raw.parent)
    assert _run(monkeypatch, *arguments) == 1
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("khobao: ")
    assert captured.err.count("\n") == 1


def test_a_folder_without_out_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, tmp_path) == 2
