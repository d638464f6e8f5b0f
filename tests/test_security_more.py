"""What docs/security.md writes down of rights, cryptography, bounds, packages, log and server, and that it is so."""

from __future__ import annotations

import ast
import asyncio
import importlib.metadata
import logging
import re
import shutil
import ssl
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import browser as running_application
import httpx
import pytest
from conftest import OpenPage, visit_to
from mail_server import certificate
from sqlite_utils import Database
from worlds import World

from assessment import log, order, shelf, turn, upload
from assessment.people import Action, Role
from assessment.postman import server as mail
from assessment.register import table
from assessment.report import typesetting
from assessment.screens.chief import home
from assessment.screens.coordinator import departments
from assessment.settings import PREFIX, Settings, settings
from assessment.signin import ending, provider, tabs
from assessment.storage import (
    DRAFTS_LAST,
    HANDSHAKE_LASTS,
    OPERATOR,
    VISITS_LAST,
    DoorStore,
    Store,
    connection,
    door,
    inviting,
    keeping,
    prepare,
)
from tests import test_asking, test_elsewhere, test_signin
from tests.elsewhere import OTHER_KEY, Fake
from tests.test_elsewhere import Visitor, refused, sign_in
from tests.test_signin import CHIEF, HERE, Browser, session

TOP = Path(__file__).parent.parent
HOUSE = TOP / "assessment"
DOCS = "\n".join(path.read_text("utf-8") for path in sorted((TOP / "docs").glob("security*.md")))
NGINX, CADDY = ((TOP / "deploy" / name).read_text("utf-8") for name in ("nginx.conf", "Caddyfile"))
IMPORTED = ("authlib", "hashlib", "hmac", "joserfc", "random", "secrets", "ssl", "zlib")  # what cryptography comes from
GOODBYE = b"leave"
PACKAGE = re.compile(r"^([a-z0-9._-]+)==(\S+)(?: ; .+?)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)

environment, operator, browser, chief = (
    test_signin.environment,
    test_signin.operator,
    test_signin.browser,
    test_signin.chief,
)
site, visitor, mailing = test_elsewhere.site, test_elsewhere.visitor, test_asking.mailing


def section(title: str) -> str:
    """What stands under a heading of the document."""
    return DOCS.split(f"\n## {title}\n" if f"\n## {title}\n" in DOCS else f"## {title}\n")[1].split("\n## ")[0]


def rows(title: str, first: str) -> list[list[str]]:
    """The rows of the table under a heading whose first column has this head."""
    lines = section(title).split(f"| {first} |")[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines]


def in_code(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(HOUSE.rglob("*.py")):
        yield path.relative_to(HOUSE).as_posix(), ast.parse(path.read_text("utf-8"))


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """Where something is called, by how it is written."""
    return [
        (file, node)
        for file, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name
    ]


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What the log is told, line by line."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger(log.__name__).addHandler(handler)
    yield lines
    logging.getLogger(log.__name__).removeHandler(handler)


def where(lines: list[str]) -> list[str]:
    """Of which kind lines are, and about which place."""
    return [re.sub(r" [0-9A-F]{4}-[0-9A-F]{4} at ", " ", line) for line in lines]


# --- what is written down --------------------------------------------------------------------------------------------


def test_the_rights_that_are_told_are_those_of_the_roles() -> None:
    heads = section("Who may do what").split("| Action |")[1].split("\n")[0]
    roles = [Role(one.strip()) for one in heads.strip().strip("|").split("|")]
    said = {
        (Action(in_code(row[0])[0]), role): {"yes": True, "–": False}[cell]
        for row in rows("Who may do what", "Action")
        for role, cell in zip(roles, row[1:], strict=True)
    }

    assert said == {(action, role): role.may(action) for action in Action for role in Role}


def test_every_use_of_cryptography_is_in_the_inventory() -> None:
    said = {(in_code(row[0])[0], file) for row in rows(KEYS, "Module") for file in in_code(row[1])}
    found = set()
    for file, tree in trees():
        for node in ast.walk(tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {(one.split(".")[0], file) for one in names if one.split(".")[0] in IMPORTED}

    assert found == said


KEYS = "Hashes, random numbers and keys"


def test_sha_256_is_the_only_hash() -> None:
    used = {
        ast.unparse(node) if isinstance(node, ast.Attribute) else "hashlib." + str(node.args[1].value)  # type: ignore[attr-defined]
        for _, tree in trees()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node.value) == "hashlib" and node.attr != "file_digest")
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "hashlib.file_digest")
    }

    assert used == {"hashlib.sha256"}


def test_what_nobody_may_guess_is_random_enough() -> None:
    """Tokens have 256 bits, that of a file 128 beside its session; what can be foreseen makes the demo alone."""
    made = {(file, ast.unparse(node.args[0])) for file, node in calls("secrets.token_urlsafe")}

    assert made == {
        ("shelf.py", "16"),
        ("storage/door.py", "32"),
        ("storage/inviting.py", "32"),
        ("storage/opinions.py", "32"),
    }
    assert len({shelf.lay("a", "zip", b"x")[0] for _ in range(100)}) == 100
    imported = {file for file, tree in trees() for node in ast.walk(tree) if _imports(node, ("random", "uuid"))}
    assert imported == {"demo.py"}


def _imports(node: ast.AST, names: tuple[str, ...]) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) and any(
        one in names for one in [getattr(node, "module", None), *(alias.name for alias in node.names)]
    )


@pytest.mark.parametrize(
    ("title", "first", "row", "numbers"),
    [
        ("Whom it talks to", "With whom", 1, (mail._MOST_LETTERS, mail._ANSWERS, mail._TAKES, 3)),
        ("Whom it talks to", "With whom", 2, (provider._AT_ONCE, provider._PATIENCE, provider._MOST)),
        ("Whom it talks to", "With whom", 3, (connection._PATIENCE,)),
        ("What costs much", "What", 0, (typesetting.AT_ONCE, typesetting.MOST_BYTES, typesetting.MOST_LETTERS)),
        ("What costs much", "What", 2, (upload.MOST_BYTES, upload.MOST_UNPACKED, upload.MOST_PARTS, table.MOST_ROWS)),
        ("What costs much", "What", 3, (order.MOST_WAITING,)),
        ("What costs much", "What", 4, (connection._PATIENCE,)),
        ("What costs much", "What", 5, (door.MOST_ASKED, door.MOST_ASKED_BY_SOURCE)),
        ("What costs much", "What", 6, (provider._AT_ONCE, provider._PATIENCE)),
        ("What costs much", "What", 7, (keeping._AT_ONCE,)),
        ("What costs much", "What", 8, (turn.AT_ONCE, turn.MOST, turn.MOST_OWN)),
        ("What costs much", "What", 9, (inviting.MOST_SESSIONS,)),
        ("What costs much", "What", 10, (tabs.MOST_OF_ONE,)),
    ],
)
def test_the_bounds_that_are_told_are_those_of_the_code(
    title: str, first: str, row: int, numbers: tuple[float, ...]
) -> None:
    said = " ".join(rows(title, first)[row]).replace("three", "3").replace(",000", "000").replace(",000", "000")

    assert [one for one in numbers if not re.search(rf"\b{one:.0f}\b", said)] == []


def test_every_table_has_one_level(world: World) -> None:
    told = [name for row in rows("What is kept, and how it is protected", "Level") for name in in_code(row[1])]
    with closing(connection.connect(world.path).conn) as opened:
        names = {str(row[0]) for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    assert sorted(told) == sorted(one for one in names if not one.startswith(("_", "sqlite_")))


def test_the_times_that_are_told_are_those_of_the_store() -> None:
    (kept,) = (row for row in rows("What is kept, and how it is protected", "Rule") if row[0] == "how long")

    assert f"{VISITS_LAST.days} days after they ended" in kept[1] and f"letters {VISITS_LAST.days} days" in kept[2]
    assert max(HANDSHAKE_LASTS, door.ASKED_WITHIN, keeping.LEFT_OVER_LASTS) == timedelta(days=1)
    assert f"never submitted {DRAFTS_LAST.days} days" in kept[3]


def test_what_is_told_of_the_log_is_in_the_code() -> None:
    told = " ".join(cell for row in rows("The log", "Where") for cell in row)

    assert all(f"`{name}`" in told for name in ("events", "sessions", "links", "outbox"))
    assert f"{VISITS_LAST.days} days after the end" in told
    handlers = {file for file, tree in trees() for node in ast.walk(tree) if "Handler" in _bases(node)}
    assert handlers == {"log.py"}  # nothing else writes one
    assert {file for file, _ in calls("logging.FileHandler")} == set()


def _bases(node: ast.AST) -> str:
    return " ".join(map(ast.unparse, node.bases)) if isinstance(node, ast.ClassDef) else ""


def test_every_setting_that_is_told_is_one() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    named = set(re.findall(rf"\b{PREFIX}\w+", DOCS))

    assert len(named) > 3
    assert named - known == set()


def test_each_secret_is_read_in_one_place() -> None:
    readers = {
        name: {file for file, tree in trees() for node in ast.walk(tree) if getattr(node, "attr", "") == name}
        - {"settings.py"}  # where it is looked at start whether it can be read
        for name in ("oidc_secret_file", "mail_password_file")
    }

    assert readers == {"oidc_secret_file": {"signin/provider.py"}, "mail_password_file": {"postman/server.py"}}


def test_at_first_nobody_is_known_and_no_credential_is_set(tmp_path: Path) -> None:
    with closing(prepare(tmp_path / "in-touch.db")):
        assert Store(tmp_path / "in-touch.db", OPERATOR).people() == []
    secrets = [one for one in Settings.model_fields if re.search("file|user|client|secret|password", one)]

    assert len(secrets) == 4
    assert [one for one in secrets if Settings.model_fields[one].default] == []


# --- packages, and what is taken to a server -------------------------------------------------------------------------


def locked(name: str) -> dict[str, str]:
    """What a lock names, by package; of what has two versions for two Pythons, the newer."""
    return {one[1]: one[3] for one in PACKAGE.finditer((TOP / name).read_text("utf-8"))}


def test_every_package_is_in_the_lock_once_with_its_hashes() -> None:
    text = (TOP / "production.lock").read_text("utf-8")
    pins = re.findall(r"^(\S+?)==", text, re.MULTILINE)
    names = {name for name in pins if pins.count(name) > 1}
    imported = {
        node.module.split(".")[0]
        if isinstance(node, ast.ImportFrom) and node.module
        else node.names[0].name.split(".")[0]
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level)
    }
    offered = importlib.metadata.packages_distributions()
    needed = {re.sub(r"[-_.]+", "-", offered[one][0]).lower() for one in imported & offered.keys()} - {"in-touch"}

    assert set(pins) == set(locked("production.lock"))  # each with at least one hash
    assert names <= {"numpy"}  # one version each, but for what is split by the version of Python
    assert len(needed) > 15 and needed - set(pins) == set()
    assert "://" not in re.sub(r"#.*", "", text)  # from nowhere else than the one registry


def test_nothing_of_development_is_in_the_lock() -> None:
    extras = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    development = {re.split(r"[<>=,;\[ ]", one)[0].lower() for extra in extras.values() for one in extra}

    assert {"pytest", "playwright", "oidc-provider-mock"} <= development
    assert development & set(locked("production.lock")) == set()


@pytest.mark.browser
def test_what_is_taken_to_a_server_is_enough_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that are packed, and no others: `deploy/try.sh`, which a proof runs, has them packed and installed."""
    packed = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    assert packed["packages"]["find"]["include"] == ["assessment*"]
    for pattern in ("**/*.py", *packed["package-data"]["assessment"]):
        for path in HOUSE.glob(pattern):
            copy = tmp_path / "srv" / "assessment" / path.relative_to(HOUSE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    shutil.copy(HOUSE / "serving" / "app.py", tmp_path / "srv" / "app.py")
    shutil.copytree(HOUSE / "serving" / ".streamlit", tmp_path / "srv" / ".streamlit")

    prepare(tmp_path / "in-touch.db").close()
    monkeypatch.setattr(running_application, "TOP", tmp_path / "srv")
    with running_application.serving(tmp_path / "in-touch.db") as server:
        assert running_application.ask(server.url, "GET", "/").status == 200


def test_it_listens_to_this_computer_alone() -> None:
    config = tomllib.loads((TOP / ".streamlit" / "config.toml").read_text("utf-8"))

    assert config["server"]["address"] == "127.0.0.1"
    assert f"proxy_pass http://127.0.0.1:{config['server']['port']};" in NGINX
    assert re.search(rf"reverse_proxy \S*127\.0\.0\.1:{config['server']['port']}}}?\n", CADDY)


def test_the_proxies_that_are_shown_speak_only_what_is_safe() -> None:
    (ciphers,) = re.findall(r"ssl_ciphers (\S+);", NGINX)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(ciphers)

    assert re.findall(r"ssl_protocols (.+);", NGINX) == ["TLSv1.2 TLSv1.3"]
    assert len(offered := context.get_ciphers()) >= 5
    assert [one["name"] for one in offered if not one["aead"]] == []
    assert [one["name"] for one in offered if one["kea"] not in ("kx-ecdhe", "kx-any")] == []
    assert "listen 443 ssl" in NGINX and "return 301 https://" in NGINX and "ssl_certificate " in NGINX
    assert re.findall(r"protocols (.+)", CADDY) == ["tls1.2 tls1.3"]
    (named,) = re.findall(r"ciphers (.+)", CADDY)
    assert len(named.split()) >= 5
    assert [one for one in named.split() if not re.match(r"TLS_ECDHE_\w+(_GCM_|_CHACHA20_POLY1305)", one)] == []
    assert "certificate that browsers trust" in " ".join(section("On a server").split())


# --- what is spoken to others ----------------------------------------------------------------------------------------


def test_nothing_older_than_tls_1_2_is_spoken() -> None:
    assert mail.Server("", 0, "tls", "", None, "", "").trusts().minimum_version >= ssl.TLSVersion.TLSv1_2
    assert [
        node.keywords for _, node in calls("httpx.Client") if {one.arg for one in node.keywords} != {"timeout"}
    ] == []
    assert httpx.create_ssl_context().minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_provider_that_cannot_prove_who_it_is_is_told_nothing(
    site: Fake, visitor: Visitor, environment: pytest.MonkeyPatch, tmp_path: Path, told: list[str]
) -> None:
    shows, asked = certificate(tmp_path), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # so it is called
            asked.append(self.path)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shows.chain, shows.key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        test_elsewhere.use(environment, f"https://127.0.0.1:{server.server_port}", tmp_path)
        answer = visitor.post("/auth/elsewhere?language=it")
        server.shutdown()

    assert (answer.status, asked) == (502, [])
    assert "ConnectError" in told[0] and told[0].startswith("fault ")


def test_a_token_brings_no_key_of_its_own(site: Fake, visitor: Visitor) -> None:
    key = OTHER_KEY.as_dict(private=False)
    for brings in ({"jwk": key}, {"jku": f"{site.url}/theirs"}, {"jwk": key, "kid": "first"}):
        site.signs_with, site.header = OTHER_KEY, {"alg": "RS256", "kid": "second", **brings}
        assert refused(visitor, site) == "BadSignature"

    assert "/theirs" not in site.paths()


@pytest.mark.parametrize("begins", [3600, "now"])
def test_a_token_that_begins_later_is_not_taken_before(
    site: Fake, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, begins: object
) -> None:
    site.claims |= {"nbf": int(provider.time()) + begins if isinstance(begins, int) else begins}
    assert refused(visitor, site) == "ClocksApart"
    site.claims |= {"nbf": int(provider.time())}
    sign_in(visitor, site)

    assert visitor.person is not None


def test_no_token_of_the_provider_leaves_the_server_or_is_kept(site: Fake, visitor: Visitor, told: list[str]) -> None:
    made: list[str] = []
    given = Fake._token
    site._token = lambda: made.append(given(site)) or made[-1]  # type: ignore[method-assign,func-returns-value]
    answer = sign_in(visitor, site)
    folder, kept = settings().database.parent, b""
    for path in folder.glob("in-touch.db*"):
        kept += path.read_bytes()

    assert visitor.person is not None and len(made) == 1
    assert b"ada-7" in kept
    for one in ("opens-userinfo", made[0], made[0].split(".")[1]):
        assert one not in answer.body + str(answer.headers) + str(visitor.jar) + "".join(told)
        assert one.encode() not in kept


# --- what is asked for and refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.git/",
        "/assessment/",
        "/app.py",
        "/questions.yaml",
        "/data/in-touch.db",
        "/.streamlit/config.toml",
        "/files/",
        "/static/",
        "/static/static/",
        "/static/static",
        "/static/../app.py",
        "/static/%2e%2e/%2e%2e/%2e%2e/streamlit/config.py",
    ],
)
@pytest.mark.browser
def test_no_file_of_the_program_is_handed_out(region_server: running_application.Server, path: str) -> None:
    cookie = region_server.place().person()
    answer = running_application.ask(region_server.url, "GET", path, cookie)

    # for what looks like a folder of its own, Streamlit gives its page, which is the same for everybody
    assert answer.status in (301, 303, 400, 404) or (path == "/static/static" and b'<div id="root">' in answer.body)
    assert answer.location in ("", "/", "/static/static")
    assert not any(one in answer.body for one in (b"[core]", b"Index of", b"import streamlit", b"trustedUserHeaders"))


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/health", "/static/js/index.js", "/_stcore/health", "/nowhere"])
def test_trace_is_not_answered(region_server: running_application.Server, path: str) -> None:
    answer = running_application.ask(region_server.url, "TRACE", path, region_server.place().person())

    assert answer.status in (400, 403, 405)
    assert b"Cookie" not in answer.body


def test_only_fields_of_the_profile_are_saved_with_it(world: World) -> None:
    store = world.of("alba")
    draft = store.begin(world.round_id, "alba")
    before = store.profile(draft.id)
    for name in ("submitted_at", "department_id", "__class__", "unknown"):
        with pytest.raises(Exception, match=name):
            store.save_profile(draft.id, **{name: "x"})

    assert store.profile(draft.id) == before


def test_a_field_is_read_from_one_place_and_once(mailing: Store, browser: Browser) -> None:
    """What is meant for a form counts in the form alone; of two of one name, one is taken whole."""
    assert browser.post(f"/link?address={CHIEF}").status == 422
    body = f"address={CHIEF}&address=other@example.org".encode()
    headers = {"Sec-Fetch-Site": "same-origin"}
    assert browser.ask("POST", "/link?address=third@example.org", headers, body).status == 303

    with closing(Database(settings().database).conn) as opened:
        assert [row[0] for row in opened.execute("SELECT address FROM outbox")] == ["other@example.org"]


def test_no_script_of_ours_writes_to_a_place_that_it_was_told() -> None:
    """Without `place[name] = …`, `Object.assign` of what was told, and the like, no prototype can be changed."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(HOUSE.rglob("*.js"))}
    computed = [
        f"{name}: {found[0]}"
        for name, text in texts.items()
        for found in re.finditer(r"[\w)\]]\[[^\]\n]+\]\s*=(?![=>]).*|__proto__|setPrototypeOf|\bmerge\(", text)
        if "Symbol.for(" not in found[0]
    ]

    assert len(texts) >= 4
    assert computed == []


# --- what the log is told --------------------------------------------------------------------------------------------


def test_no_sign_ends_a_line_or_steers_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    lines = log._Lines()
    bad = "a\x1b[2J\x07b\x00c\u202ed\u2066e\x9bf\x85g\u2028h\r\ni"
    lines.emit(logging.LogRecord("one", logging.WARNING, "", 0, "said %s", (bad,), None))
    said = capsys.readouterr().err

    assert said.endswith("one: said a?[2J?b?c?d?e?f g h\n")
    assert said[:-1].isprintable()


def test_a_sign_in_that_comes_to_nothing_is_told(operator: Store, browser: Browser, told: list[str]) -> None:
    good = test_signin.link(operator)
    assert browser.post(good).status == 303
    assert told == []
    assert browser.post(good).status == 410
    assert browser.get("/sign-in/of-no-use").status == 410

    assert where(told) == ["refused /sign-in/{token}"] * 2


def test_a_screen_of_another_role_is_told(chief: Browser, told: list[str]) -> None:
    assert chief.get("/nowhere").status == 404
    assert told == []
    assert chief.get("/region").status == 404

    assert where(told) == ["refused /{name:ours}"]


def test_who_asks_too_often_is_told(mailing: Store, browser: Browser, told: list[str]) -> None:
    statuses = [browser.post("/link", {"address": CHIEF}).status for _ in range(door.MOST_ASKED + 1)]

    assert statuses[-2:] == [303, 429]
    assert where(told) == ["refused /link"]


def test_what_is_not_of_our_pages_is_told(chief: Browser, told: list[str]) -> None:
    chief.connect(Origin="https://evil.example")
    assert chief.ask("POST", "/link", {"Sec-Fetch-Site": "same-origin"}, b"x" * 2_001).status == 413
    assert chief.post("/language/es", **{"Sec-Fetch-Site": "cross-site"}).status == 403
    before = len(told)
    cut_off()

    assert where(told[:before]) == ["refused /_stcore/stream", "refused /link", "refused /language/{language}"]
    assert where(told[before:]) == ["refused /_stcore/stream"]
    chief.connect(Origin=HERE)
    assert len(told) == before + 1


def cut_off() -> None:
    """Send what Streamlit's page never sends."""

    async def app(scope: object, receive: Callable[[], object], send: object) -> None:
        await receive()  # type: ignore[misc]

    async def receive() -> dict[str, object]:
        return {"type": "websocket.receive", "text": "what?"}

    async def send(_: object) -> None:
        """It is cut off."""

    asyncio.run(order.InOrder(app)({"type": "websocket"}, receive, send))  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["alba", "north"])
@pytest.mark.parametrize("content", [b"%PDF-1.7\n" + bytes(64), b"PK\x03\x04" + bytes(100)])
def test_a_file_that_is_not_read_is_told_once(
    world: World, open_page: OpenPage, told: list[str], who: str, content: bytes
) -> None:
    world.begin()
    page = open_page(home.show if who == "alba" else departments.show, visit_to(world.of(who), "it"))
    page.file_uploader[0].upload("Canarini.xlsx", content, "application/octet-stream").run()
    page.run()

    assert where(told) == ["refused no screen"]  # a page of its own has no name


# --- the end of a session --------------------------------------------------------------------------------------------


def test_a_page_whose_session_ended_is_led_away_by_itself(chief: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "LOOKS_EVERY", 0.01)
    sent: list[object] = []

    def last_used() -> str:
        with closing(Database(settings().database).conn) as opened:
            return str(opened.execute("SELECT max(seen_at) FROM sessions").fetchone()[0])

    async def open_page() -> None:
        led_away = asyncio.Event()

        async def app(*_: object) -> None:
            await led_away.wait()

        async def send(message: object) -> None:
            sent.append(message)
            led_away.set()

        async def receive() -> dict[str, object]:
            return {}

        before = last_used()
        page = ending.serve(app, {}, receive, send, session=session(chief), goodbye=GOODBYE)  # type: ignore[arg-type]
        serving = asyncio.create_task(page)
        await asyncio.sleep(0.2)
        assert sent == [] and last_used() == before  # looking is no use of it
        DoorStore(settings().database).end_session(session(chief))
        await asyncio.wait_for(serving, 30)

    asyncio.run(open_page())
    assert sent == [{"type": "websocket.send", "bytes": GOODBYE}]
