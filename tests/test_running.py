"""What stands in docs/running.md, in deploy/ and in publiccode.yml: that it fits the program, and each other."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import click
import pytest
import yaml
from given import LANGUAGES

import assessment
from assessment.command import commands
from assessment.settings import PREFIX, Settings

TOP = Path(__file__).parent.parent
DEPLOY = TOP / "deploy"
RUNNING = (TOP / "docs" / "running.md").read_text("utf-8")
SERVICES = ("in-touch", "in-touch-job", "in-touch-backup")
PROGRAM = "/opt/in-touch/bin/in-touch"
EXPOSED = 25  # tenths, at most, of the ten by which systemd says what a service could do; most that are shipped have 90
SANDBOX = (
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "CapabilityBoundingSet=",
    "SystemCallFilter=@system-service",
    "UMask=0077",
    "User=in-touch",
    "StateDirectoryMode=0700",
)


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def unit(name: str) -> list[str]:
    """The lines of a unit that count."""
    return [line for line in text(name).splitlines() if line and not line.startswith("#")]


def shown() -> list[str]:
    """Every line that is to be typed."""
    return [line[4:] for line in RUNNING.splitlines() if line.startswith("    ")]


# --- what is to be typed ---------------------------------------------------------------------------------------------


def typed() -> Iterator[str]:
    """Every command of ours that the page, a unit or a container runs, without what begins it."""
    for line in (*shown(), *re.findall(r"`([^`\n]+)`", RUNNING), *re.findall(r"run --rm (.+)", text("compose.yaml"))):
        if found := re.search(r"(?:^|-T in-touch )in-touch ([a-z].*)", line):
            yield found[1]
    for name in SERVICES:
        yield from (one.removeprefix(f"ExecStart={PROGRAM} ") for one in unit(f"{name}.service") if "ExecStart" in one)
    yield " ".join(json.loads(re.findall(r"^CMD (\[.+\])$", text("Dockerfile"), re.MULTILINE)[0]))


def test_every_command_that_is_to_be_typed_is_one() -> None:
    wrong = []
    for line in typed():
        command: click.Command = commands
        words = line.split()
        while isinstance(command, click.Group) and words and words[0] in command.commands:
            command = command.commands[words.pop(0)]
        options = {option for one in command.params for option in one.opts}
        if command is commands or not set(re.findall(r"--[a-z-]+", line)) <= options:
            wrong.append(line)

    assert len(list(typed())) > 12
    assert wrong == []


def test_it_takes_eight_steps() -> None:
    steps = RUNNING.split("## From a bare")[1].split("\n## ")[0]

    assert re.findall(r"^\*\*(\d+)\. ", steps, re.MULTILINE) == list("12345678")


def test_every_file_of_ours_that_is_to_be_used_is_there() -> None:
    named = set(re.findall(r"deploy/[\w.*-]+", RUNNING)) | set(re.findall(r"\]\(\.\./([^)]+)\)", RUNNING))

    assert len(named) > 8
    assert [one for one in sorted(named) if not list(TOP.glob(one))] == []
    used = {path for one in named for path in TOP.glob(one)}
    unused = {one.name for one in DEPLOY.iterdir() if one not in used}
    assert unused == {"Dockerfile", "Dockerfile.dockerignore"}  # compose.yaml names the first


# --- settings --------------------------------------------------------------------------------------------------------


def test_the_settings_that_are_shown_can_be_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With every mark taken away, as a shell reads them, which is how the command in-touch does."""
    filled = tmp_path / "environment"
    filled.write_text(re.sub(rf"(?m)^#({PREFIX})", r"\1", text("environment")))
    read = f'env -i sh -c "set -a; . {filled}; env"'
    told = subprocess.run(read, shell=True, check=True, capture_output=True, text=True).stdout
    given = dict(line.split("=", 1) for line in told.splitlines() if line.startswith(PREFIX))
    secret = tmp_path / "mail"
    secret.write_text("none")
    for name, value in (given | {f"{PREFIX}MAIL_PASSWORD_FILE": str(secret)}).items():
        monkeypatch.setenv(name, value)
    meant = Settings()

    assert {name.removeprefix(PREFIX).lower() for name in given} <= set(Settings.model_fields)
    assert len(given) == len(re.findall(rf"(?m)^#?{PREFIX}", text("environment"))) > 8
    assert meant.mail_sender == "In Touch <in-touch@example.org>" and meant.mails
    assert set(given) - {f"{PREFIX}PUBLIC_URL", f"{PREFIX}DATABASE"} == {
        one for one in given if f"#{one}=" in text("environment")
    }


# --- units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_little_and_secrets_are_handed_to_it_alone(name: str) -> None:
    lines = unit(f"{name}.service")
    (secret,) = [one for one in lines if one.startswith("LoadCredential=")]
    credential, _, file = secret.removeprefix("LoadCredential=").partition(":")

    assert [one for one in SANDBOX if one not in lines] == []
    assert "EnvironmentFile=/etc/in-touch/environment" in lines
    assert f"Environment={PREFIX}MAIL_PASSWORD_FILE=%d/{credential}" in lines
    assert any(one.startswith(f"SetCredential={credential}:") for one in lines)  # it starts also where there is no file
    assert f"/{file.lstrip('/')}" in "\n".join(shown())
    assert "InaccessiblePaths=-/etc/in-touch" in lines
    writes = [one for one in lines if one.startswith("ReadWritePaths=")]
    assert writes == (["ReadWritePaths=/var/backups/in-touch"] if name == "in-touch-backup" else [])


def test_the_service_starts_again_and_has_files_enough() -> None:
    lines = unit("in-touch.service")

    assert {"Restart=on-failure", "LimitNOFILE=65536", f"ExecStart={PROGRAM} serve"} <= set(lines)
    for name in ("job", "backup"):
        assert "PrivateNetwork=yes" in unit(f"in-touch-{name}.service")
        assert "Persistent=yes" in unit(f"in-touch-{name}.timer")


# --- proxies ---------------------------------------------------------------------------------------------------------


def test_the_proxies_pass_on_what_is_needed_and_write_down_no_address() -> None:
    nginx, caddy = text("nginx.conf"), text("Caddyfile")

    for header in ("Host $http_host", "Upgrade $http_upgrade", "X-Forwarded-For $proxy_add_x_forwarded_for"):
        assert f"proxy_set_header {header};" in nginx
    locations = nginx.split("location ")[1:]
    assert len(locations) == 2 and not any("proxy_set_header" in one for one in locations)  # they would hide the others
    assert nginx.count("access_log off;") == nginx.count("server {") == 2
    assert re.findall(r"error_log \S+ (\w+);", nginx) == ["alert"]  # "error" would quote what was asked for
    assert "\t\t\t\trequest delete\n" in caddy and "\n\tlog\n" not in caddy
    for timeout in ("client_header_timeout", "client_body_timeout", "read_header", "read_body"):
        assert re.search(rf"\b{timeout} \d+s", nginx + caddy)
    config = tomllib.loads((TOP / ".streamlit" / "config.toml").read_text("utf-8"))["server"]
    assert f"client_max_body_size {config['maxUploadSize'] + 1}m;" in nginx
    assert f"max_size {config['maxUploadSize'] + 1}MB\n" in caddy


# --- containers ------------------------------------------------------------------------------------------------------


def test_the_image_is_of_what_is_there_runs_without_rights_and_says_how_it_is() -> None:
    lines = text("Dockerfile").replace("\\\n", "").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    stages = " ".join(lines).split("FROM ")

    assert [one for files in copied for one in files if not (TOP / one).exists()] == []
    left_out = text("Dockerfile.dockerignore").splitlines()
    assert [one for files in copied for one in files if one.split("/")[0] in left_out] == []
    assert {"production.lock", "assessment", "questions.yaml"} <= {one for files in copied for one in files}
    assert any("--require-hashes -r /source/production.lock" in line for line in lines)
    assert "USER in-touch" in stages[-1] and stages[-1].index("USER") < stages[-1].index("ENTRYPOINT")
    assert any("/health" in line for line in lines if line.startswith("HEALTHCHECK"))
    assert [line for line in lines if line.startswith(("ADD ", "FROM ")) and line.endswith((":latest", " AS"))] == []


def test_the_containers_belong_together() -> None:
    file = yaml.safe_load(text("compose.yaml"))
    ours, proxy = file["services"]["in-touch"], file["services"]["proxy"]
    (subnet,) = file["networks"]["inside"]["ipam"]["config"]

    assert (DEPLOY / ours["build"]["context"] / ours["build"]["dockerfile"]).exists()
    assert (DEPLOY / ours["env_file"]).exists()
    assert "ports" not in ours and ours["read_only"] and ours["cap_drop"] == ["ALL"]
    trusted = ip_network(ours["environment"][f"{PREFIX}TRUSTED_PROXY"])
    assert trusted == ip_network(subnet["subnet"]) and ours["networks"] == proxy["networks"] == ["inside"]
    (name,) = proxy["environment"]
    assert f"reverse_proxy {{${name}:127.0.0.1:8501}}" in text("Caddyfile")
    assert proxy["environment"][name] == "in-touch:8501"
    used = {one.split(":")[0] for part in (ours, proxy) for one in part["volumes"] if not one.startswith("./")}
    assert used == set(file["volumes"])


# --- publiccode.yml --------------------------------------------------------------------------------------------------


def test_the_description_for_catalogues_is_whole_and_true() -> None:
    file = yaml.safe_load((TOP / "publiccode.yml").read_text("utf-8"))
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]

    assert file["softwareVersion"] == assessment.__version__
    assert file["legal"]["license"] == project["license"]
    assert sorted(file["localisation"]["availableLanguages"]) == sorted(file["description"]) == sorted(LANGUAGES)
    assert file["description"]["en"]["shortDescription"] == project["description"]
    for words in file["description"].values():
        assert len(words["shortDescription"]) <= 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"] and max(map(len, words["features"])) <= 100
    assert {"publiccodeYmlVersion", "name", "platforms", "developmentStatus", "softwareType", "maintenance"} <= set(
        file
    )
    assert project["requires-python"] == f">={file['dependsOn']['open'][0]['versionMin']}"


# --- with the programs that read them --------------------------------------------------------------------------------


def program(name: str, package: str) -> str:
    """Where a program is that reads such files."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found, f"{name} is not there: install it, on Debian `apt-get install {package}` (make servers)"
    return found


def told(*command: str | Path, **environment: str) -> str:
    """What a program says of a file that it takes."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.proof
def test_systemd_takes_the_units_and_finds_them_little_exposed(tmp_path: Path) -> None:
    analyze = program("systemd-analyze", "systemd")
    files = sorted(path for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer"))
    for path in files:
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace(PROGRAM, sys.executable))

    assert len(files) == 5
    assert told(analyze, "verify", *(tmp_path / path.name for path in files)) == ""
    for name in SERVICES:
        told(analyze, "security", "--offline=yes", f"--threshold={EXPOSED}", tmp_path / f"{name}.service")


@pytest.mark.proof
def test_nginx_takes_its_file(tmp_path: Path) -> None:
    pair = ("-keyout", tmp_path / "key.pem", "-out", tmp_path / "chain.pem")
    told(
        program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", *pair
    )
    site = text("nginx.conf").replace("/etc/ssl/in-touch.pem", str(tmp_path / "chain.pem"))
    site = site.replace("/etc/ssl/in-touch.key", str(tmp_path / "key.pem")).replace("/var/log/nginx", str(tmp_path))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}} http {{ {folders} {site} }}")

    said = told(program("nginx", "nginx-light"), "-t", "-e", "stderr", "-c", tmp_path / "nginx.conf", "-p", tmp_path)
    assert "warn" not in said


@pytest.mark.proof
def test_caddy_takes_its_file(tmp_path: Path) -> None:
    given = (program("caddy", "caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")

    assert "Valid configuration" in told(*given, HOME=str(tmp_path))


@pytest.mark.proof
@pytest.mark.parametrize("name", ["try.sh", "in-touch"])
def test_the_shell_finds_nothing_to_complain_of(name: str) -> None:
    assert told(program("shellcheck", "shellcheck"), "--exclude=SC1091", DEPLOY / name) == ""


@pytest.mark.proof
def test_the_eight_steps_lead_to_a_first_answer() -> None:
    program("caddy", "caddy")
    said = told("bash", DEPLOY / "try.sh")

    assert [f"{step}. " in said for step in range(1, 9)] == [True] * 8
    assert said.endswith("all of it works\n")
