"""The files of deploy/, the Dockerfile and compose.yaml: what they say can be done, and fits the program."""

import configparser
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.archive import Keeper
from crawler.status.metrics import Figures, exposition
from crawler.status.pulse import Pulse
from crawler.status.snapshot import Source, take
from tests.crawling import ROOT

UNITS = sorted((ROOT / "deploy").glob("*.service")) + sorted((ROOT / "deploy").glob("*.timer"))


def unit(path: Path) -> configparser.RawConfigParser:
    found = configparser.RawConfigParser(strict=False, delimiters=["="], comment_prefixes=["#"])
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(path.read_text(encoding="utf-8"))
    return found


def options_exist(arguments: list[str], environment_help: str) -> None:
    for argument in arguments:
        if argument.startswith("--"):
            assert argument in environment_help, argument


@pytest.fixture(scope="module")
def daemon_help() -> str:
    from tests.crawling import khobao_command

    done = subprocess.run(khobao_command("daemon", "--help"), cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def test_units_start_what_the_program_has(daemon_help: str) -> None:
    assert len(UNITS) == 5
    for path in UNITS:
        found = unit(path)
        if path.suffix == ".service":
            program, *arguments = shlex.split(found["Service"]["ExecStart"])
            if program.endswith("khobao"):
                assert arguments[0] == "daemon"
                options_exist(arguments, daemon_help)
                assert found["Service"]["KillMode"] == "mixed"
            else:
                script = ROOT / "deploy" / Path(program).name
                assert script.stat().st_mode & 0o111
        else:
            assert path.with_suffix(".service").exists()


def test_no_unit_can_write_or_gain_what_it_does_not_need() -> None:
    walls = [walls_of(path) for path in UNITS if path.suffix == ".service"]
    assert walls[0]["ProtectSystem"] == "strict"
    assert walls[0]["CapabilityBoundingSet"] == ""
    assert walls[0]["NoNewPrivileges"] == "yes"
    assert walls == [walls[0]] * 3
    assert int(unit(ROOT / "deploy" / "khobao.service")["Service"]["TimeoutStopSec"]) > 60  # --grace


def walls_of(path: Path) -> dict[str, str]:
    """What shuts a service in; where it may write beside its archive is its own."""
    lines = unit(path)["Service"].items()
    shut = ("Protect", "Private", "Restrict", "SystemCall", "NoNew", "Lock", "UMask", "StateDirectory", "User")
    return {name: value for name, value in lines if name.startswith(shut) or name.endswith("Capabilities")} | {
        "CapabilityBoundingSet": unit(path)["Service"]["CapabilityBoundingSet"]
    }


def test_the_backup_has_a_folder_that_it_can_write() -> None:
    service = unit(ROOT / "deploy" / "khobao-backup.service")["Service"]
    place = re.search(r"BACKUP=(\S+)", service["Environment"])
    assert place is not None
    assert Path(place[1]).is_relative_to(service["ReadWritePaths"])
    assert service["ExecStartPre"] == f"+/usr/bin/install -d -o khobao -g khobao -m 0750 {place[1]}"


def test_alerts_ask_for_metrics_that_there_are(tmp_path: Path) -> None:
    rules = yaml.safe_load((ROOT / "deploy" / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    asked = {name for rule in rules for name in re.findall(r"khobao_\w+", rule["expr"])}
    with Keeper(f"sqlite:///{tmp_path}/khobao.db", tmp_path) as keeper:
        keeper.prepare()
    snapshot = take(Source(f"sqlite:///{tmp_path}/khobao.db", tmp_path, dict))
    served = exposition(Pulse(), Figures(lambda: snapshot, lambda: True)).decode()
    assert asked == {"khobao_healthy", "khobao_alarms"}
    assert all(f"# TYPE {name} gauge" in served for name in asked)


def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    for path in UNITS:
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    named = [str(tmp_path / path.name) for path in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", *named], capture_output=True, text=True, check=False)
    wrong = [line for line in done.stderr.splitlines() if any(path.name in line for path in UNITS)]
    assert wrong == []


def test_compose_fits_the_program(daemon_help: str) -> None:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    khobao, database = found["services"]["khobao"], found["services"]["database"]
    assert khobao["command"][0] == "daemon"
    options_exist(khobao["command"], daemon_help)
    assert khobao["depends_on"]["database"]["condition"] == "service_healthy"
    assert "pg_isready" in database["healthcheck"]["test"][1]
    assert all(port.startswith("127.0.0.1:") for port in khobao["ports"])
    volumes = {volume.partition(":")[0] for service in found["services"].values() for volume in service["volumes"]}
    assert volumes == set(found["volumes"])
    assert all(service["logging"]["options"]["max-size"] for service in found["services"].values())


def test_the_dockerfile_copies_what_is_there() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    known = {
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "ENV",
        "USER",
        "VOLUME",
        "EXPOSE",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    }
    assert {line[0] for line in lines} <= known
    for line in lines:
        if line[0] == "COPY" and not line[1].startswith("--from"):
            assert all((ROOT / name).exists() for name in line[1:-1])
    assert lines[-1] == ["CMD", '["daemon",', '"--http",', '"0.0.0.0:8017"]']
    assert ["USER", "khobao"] in lines
