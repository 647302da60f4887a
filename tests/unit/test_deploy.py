"""The files in deploy/: they promise what docs/operations.md says, and name what there is."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest
from typer.testing import CliRunner

from hub.cli import app_for
from hub.config import parse
from hub.config_parts import Section
from hub.config_watchdog import Watchdog
from hub.config_watchdog import parse as parse_watchdog

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "posko.service"
WATCHDOG_UNIT = ROOT / "deploy" / "posko-watchdog.service"
RADIO_UNIT = ROOT / "deploy" / "posko-radio.service"
WATCHDOG = ROOT / "deploy" / "watchdog.toml"
CONTAINER = ROOT / "deploy" / "Containerfile"


@pytest.fixture(scope="module")
def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, delimiters=["="], comment_prefixes=["#"])
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text())
    return parser


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Type", "notify"),
        ("User", "posko"),
        ("WatchdogSec", "10"),
        ("Restart", "always"),
        ("RestartSec", "1"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("PrivateTmp", "yes"),
        ("LimitNOFILE", "8192"),
        ("SystemCallFilter", "@system-service"),
        ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX AF_NETLINK"),
        ("StateDirectoryMode", "0700"),
        ("CapabilityBoundingSet", ""),
    ],
)
def test_what_the_unit_promises(unit: configparser.ConfigParser, key: str, value: str) -> None:
    assert unit["Service"][key] == value
    assert "MemoryMax" in unit["Service"]


@pytest.mark.parametrize("unit_file", [UNIT, WATCHDOG_UNIT, RADIO_UNIT], ids=lambda file: file.name)
def test_systemd_takes_the_unit(tmp_path: Path, unit_file: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    copy = tmp_path / unit_file.name
    here = re.sub(r"/opt/posko/.venv/bin/posko(-radio)?", "/bin/true", unit_file.read_text())
    # Neither the program nor its user need be on the machine of the tests.
    copy.write_text(re.sub(r"^(User|Group)=.*$", "", here, flags=re.M))
    done = subprocess.run([analyze, "verify", str(copy)], capture_output=True, text=True)
    assert unit_file.name not in done.stderr, done.stderr


@pytest.mark.parametrize("unit_file", [UNIT, WATCHDOG_UNIT, RADIO_UNIT], ids=lambda file: file.name)
def test_the_unit_is_closed_tightly(unit_file: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    asked = [analyze, "security", "--offline=true", "--threshold=25", str(unit_file)]
    done = subprocess.run(asked, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


def test_the_folder_the_manual_has_for_backups_is_one_the_unit_lets_it_write(
    unit: configparser.ConfigParser, tmp_path: Path
) -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    section = manual.partition("## Backup")[2].partition("\n## ")[0]
    block = {kind: dedent(text) for kind, text in re.findall(r"```(\w+)\n(.*?)```", section, re.S)}
    folder = parse(f'data_dir = "data"\n{block["toml"]}', "operations.md", ROOT).backup.folder
    drop_in = configparser.ConfigParser(delimiters=["="])
    drop_in.optionxform = str  # type: ignore[assignment,method-assign]
    drop_in.read_string(block["ini"])
    assert unit["Service"]["ProtectSystem"] == "strict"
    assert drop_in["Service"]["ReadWritePaths"] == str(folder)


def test_the_watchdogs_settings_explain_every_key_and_what_they_show_is_taken() -> None:
    text = WATCHDOG.read_text()
    shown = re.sub(r"^# (?=[a-z_]+ = )", "", text, flags=re.M)
    shown = shown.replace("0811…", "081100000001").replace('ca = "ca.crt"', "")
    settings = parse_watchdog(shown, "watchdog.toml", ROOT)
    assert settings.message.to == ("-1001234567890",)
    for key, what in keys_of(Watchdog):
        line = re.search(
            rf"^(?:# )?{key} = .*  # \S.*$", text.partition(f"[{what}]\n")[2] or text, re.M
        )
        assert line, f"{what} {key} is not explained"
    only_ntfy = text.replace('# url = "https://ntfy', 'url = "https://ntfy', 1)
    only_ntfy = only_ntfy.replace("# topics", "topics")
    default = parse_watchdog(only_ntfy, "watchdog.toml", ROOT)
    told = {key: value for key, value in re.findall(r"^# ([a-z_]+) = ([0-9.]+) ", text, re.M)}
    assert float(told["every_s"]) == default.every_s
    assert float(told["limit_s"]) == default.limit_s
    assert float(told["down_after"]) == default.down_after
    assert float(told["back_after"]) == default.back_after


def keys_of(section: type[Section], name: str = "") -> list[tuple[str, str]]:
    """Give every key there is, with the table it stands in."""
    found: list[tuple[str, str]] = []
    for key, field in section.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            found += keys_of(kind, key)
        else:
            found.append((field.alias or key, name))
    return found


def instructions() -> list[tuple[str, str]]:
    """Give the Containerfile's instructions, with continued lines joined."""
    text = re.sub(r"\\\n\s*", "", CONTAINER.read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_what_the_container_promises() -> None:
    found = instructions()
    images = [rest.split()[0] for word, rest in found if word == "FROM"]
    assert len(images) == 3, "the client, the environment, and what is shipped"
    for image in images:
        assert "/" not in image and re.fullmatch(r"[a-z]+:[\w.-]+", image), (
            "an ordinary name and a version"
        )
    last = found[max(i for i, (word, _) in enumerate(found) if word == "FROM") :]
    words = dict(last)
    assert words["USER"].isdigit() and int(words["USER"]) > 0
    assert words["VOLUME"] == "/data"
    assert "8080/tcp" in words["EXPOSE"] and "8080/udp" in words["EXPOSE"]
    order = [word for word, _ in last]
    assert order.index("USER") < order.index("HEALTHCHECK") < order.index("ENTRYPOINT")
    assert '"health"' in words["HEALTHCHECK"]
    pip = [rest for word, rest in found if word == "RUN" and "-r requirements" in rest]
    assert pip and all("--require-hashes" in rest for rest in pip)


def test_what_the_container_copies_is_there() -> None:
    for word, rest in instructions():
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source


@pytest.mark.parametrize("file", [UNIT, WATCHDOG_UNIT, CONTAINER])
def test_the_commands_they_start_exist(file: Path) -> None:
    text = file.read_text()
    called = re.findall(r"/bin/posko ((?:run|watchdog) .*)$", text, flags=re.M)
    called += [
        " ".join(words)
        for line in re.findall(r"CMD \[(.*)\]", text)
        for words in [[w.strip('",') for w in shlex.split(line) if "bin/posko" not in w]]
    ]
    assert called
    for arguments in called:
        done = CliRunner().invoke(app_for([]), [*arguments.split(), "--help"])
        assert done.exit_code == 0, arguments


def test_the_manual_names_what_there_is() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    for file in re.findall(r"deploy/[A-Za-z.-]+", manual):
        assert (ROOT / file).exists(), file
    for words in re.findall(r"(?:`|bin/)posko ((?:tls )?[a-z-]+)", manual):
        done = CliRunner().invoke(app_for([]), [*words.split(), "--help"])
        assert done.exit_code == 0, words
    blocks = re.findall(r"```toml\n(.*?)```", manual, flags=re.S)
    assert len(blocks) >= 3
    for block in blocks:
        if block.startswith("hub = "):
            parse_watchdog(block, "operations.md", ROOT)
            continue
        parse(f'data_dir = "data"\n{block}', "operations.md", ROOT)
