"""The library: found, compared, decided upon; and nobody but this machine's own reader gets anything."""

import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from claims.records import Dossier
from claims.records.library import Query
from flows.library.app import build_app
from flows.library.host_check import is_this_machine
from flows.library.index import LibraryIndex
from flows.library.static_export import write_site
from flows.store import Store, schema
from tests.flows.stores import settings_of
from tests.reports.dossiers import ACCURACY, F1, RIVAL, measured, realistic
from tests.reports.enemy import hostile
from tests.reports.xss import XSS

KEY = "the-key-that-was-printed"


class Tags(HTMLParser):
    """Every tag with the names of its attributes, and where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[str]]] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, [name for name, _ in attrs]))
        self.links += [value or "" for name, value in attrs if name in ("href", "action")]


def another(run: str, **update: object) -> Dossier:
    return realistic().model_copy(update={"run": run, **update})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three runs: two versions of one card, and another document that names the same rival."""
    store = Store(settings_of(tmp_path))
    base = realistic()
    first = another("a" * 16, source=base.source.model_copy(update={"revision": "1" * 40}))
    claim = F1.model_copy(update={"dataset": "Elsewhere", "id": "b" * 16})
    other = another(
        "b" * 16, target="rival/card", claims=(RIVAL, claim), verdicts=(), findings=(), title=None
    )
    for number, one in enumerate((first, base, other)):
        store.keep_dossier(one, f"2026-01-0{number + 1}T00:00:00Z")
    return store


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(build_app(store, LibraryIndex(store), KEY), base_url="http://127.0.0.1:8470") as client:
        yield client


def found(body: str) -> list[str]:
    return re.findall(r'href="/run/(\w+)"', body)


def test_the_list_shows_every_run_the_latest_first(client: TestClient) -> None:
    body = client.get("/").text
    assert found(body) == ["b" * 16, realistic().run, "a" * 16]
    assert "3 runs" in body and "2 refuted" in body


@pytest.mark.parametrize(
    ("asked", "runs"),
    [
        ({"words": "rival card"}, 1), ({"words": "SENTIMENT base"}, 3), ({"words": "nothing such"}, 0),
        ({"metric": "bleu"}, 2), ({"dataset": "Elsewhere"}, 1), ({"outcome": "refuted"}, 2),
        ({"flag": "hero-number"}, 2), ({"flag": "hero"}, 0), ({"model": "acme/sentiment-base"}, 3),
        ({"outcome": "refuted", "dataset": "Elsewhere"}, 0), ({"words": "%"}, 0), ({"page": "99"}, 3),
        ({"page": "x"}, 3),
    ],
)  # fmt: skip
def test_a_filter_finds_what_fits(client: TestClient, asked: dict[str, str], runs: int) -> None:
    assert len(found(client.get("/", params=asked).text)) == runs


def test_a_run_is_its_report_with_a_way_back_and_a_link_at_each_claim(client: TestClient) -> None:
    answer = client.get(f"/run/{realistic().run}")
    assert "2 of the 7 claims checked do not hold" in answer.text
    assert f'href="/claim/{realistic().run}/{ACCURACY.id}"' in answer.text
    assert client.get("/run/ffff").status_code == 404
    assert client.get("/claim/ffff/eeee").status_code == 404
    assert client.get("/no/such").status_code == 404


def test_a_claim_is_shown_over_versions_and_beside_other_documents(client: TestClient) -> None:
    versions, elsewhere = _sections(client.get(f"/claim/{realistic().run}/{ACCURACY.id}").text)
    assert found_claims(versions) == ["a" * 16] and not found_claims(elsewhere)
    versions, elsewhere = _sections(client.get(f"/claim/{realistic().run}/{RIVAL.id}").text)
    assert found_claims(versions) == ["a" * 16] and found_claims(elsewhere) == ["b" * 16]


def _sections(body: str) -> tuple[str, str]:
    first, _, rest = body.partition("In other documents")
    return first, rest


def found_claims(body: str) -> list[str]:
    return re.findall(r'href="/claim/(\w+)/\w+"', body)


def test_a_leaderboard_holds_measured_numbers_of_the_very_data_set(client: TestClient) -> None:
    body = client.get("/boards").text
    assert "metric=accuracy&amp;dataset=SST-2" in body
    assert "IMDb" not in body, "a number on rows of one's own is no number of the claimed data set"
    board = client.get("/boards", params={"metric": "accuracy", "dataset": "SST-2"}).text
    assert "91.5" in board and "[90.3," in board
    assert board.count('<th scope="row">') == 1, "the latest of each subject and target"


def test_dismissing_takes_the_key_and_changes_what_the_library_says(client: TestClient, store: Store) -> None:
    address = f"/claim/{realistic().run}/{ACCURACY.id}"
    assert "<form" not in client.get(address).text
    assert client.get("/", params={"key": "wrong"}).status_code == 403
    opened = client.get("/", params={"key": KEY}, follow_redirects=False)
    assert opened.status_code == 303 and "HttpOnly" in opened.headers["set-cookie"]
    body = client.get(address).text
    (secret,) = set(re.findall(r'name="secret" value="(\w+)"', body))
    form = {
        "secret": secret,
        "about": ACCURACY.id,
        "run": realistic().run,
        "kind": "dismiss",
        "why": "A typo.",
    }
    done = client.post("/decide", data=form)
    assert done.status_code == 200 and "Dismissed: A typo." in done.text
    assert "1 refuted" in client.get("/").text
    assert [correction.why for correction in store.corrections()] == ["A typo."]


def test_correcting_is_checked_like_the_command(client: TestClient, store: Store) -> None:
    client.get("/", params={"key": KEY})
    secret = re.findall(r'name="secret" value="(\w+)"', client.get(f"/claim/{realistic().run}/{F1.id}").text)[
        0
    ]
    form = {"secret": secret, "about": F1.id, "run": realistic().run, "kind": "correct", "why": "Read it."}
    bad = client.post("/decide", data=form | {"field": "metric", "value": "no such metric"})
    assert bad.status_code == 400 and "There is no metric" in bad.text and not store.corrections()
    assert client.post("/decide", data=form | {"field": "split", "value": "test"}).status_code == 200
    assert store.corrections()[0].value == "test"
    assert client.post("/decide", data=form | {"why": " "}).status_code == 400
    assert client.post("/decide", data=form | {"about": "nobody", "field": "split"}).status_code == 400
    assert client.post("/decide", data={"why": "x" * 20_000}).status_code == 400


def test_a_finding_is_dismissed_on_a_page_of_its_own(client: TestClient, store: Store) -> None:
    address = f"/findings/{realistic().run}"
    assert f'href="{address}"' in client.get(f"/run/{realistic().run}").text
    assert "trivial-baseline" in client.get(address).text and "<form" not in client.get(address).text
    client.get("/", params={"key": KEY})
    body = client.get(address).text
    about = next(finding.id for finding in realistic().findings if finding.severity == "serious")
    secret = re.findall(r'name="secret" value="(\w+)"', body)[0]
    form = {"secret": secret, "about": about, "run": realistic().run, "kind": "dismiss", "why": "Known."}
    assert "Known." in client.post("/decide", data=form | {"back": "findings"}).text
    assert store.corrections()[0].about == about
    assert "1 finding is serious" not in client.get(f"/run/{realistic().run}").text


def test_nobody_decides_without_the_key_or_the_forms_own_word(client: TestClient, store: Store) -> None:
    form = {"about": ACCURACY.id, "kind": "dismiss", "why": "x", "secret": "0" * 64}
    assert client.post("/decide", data=form).status_code == 403
    client.get("/", params={"key": KEY})
    assert client.post("/decide", data=form).status_code == 403
    assert not store.corrections()


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil:8470", "", "[::2]:80", "10.0.0.1"]
)
def test_another_host_name_is_not_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421
    assert (
        is_this_machine("localhost:1")
        and is_this_machine("127.0.0.1")
        and is_this_machine("[::1]:8470")
        and not is_this_machine(host)
    )


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_form_from_another_page_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    client.get("/", params={"key": KEY})
    assert client.post("/decide", data={"why": "x"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/boards", f"/run/{realistic().run}", "/no/such", "/openapi.json", "/docs"]
)
def test_every_page_says_what_the_browser_may_do(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none';") and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("text", [XSS[0], XSS[5], XSS[26], XSS[29]])
def test_text_of_others_stays_text_on_every_page(tmp_path: Path, text: str) -> None:
    store = Store(settings_of(tmp_path))
    store.keep_dossier(hostile(text), "2026-01-01T00:00:00Z")
    with TestClient(build_app(store, LibraryIndex(store), KEY), base_url="http://localhost") as client:
        claim = hostile(text).claims[0].id
        for path in ("/", "/boards", f"/claim/{hostile(text).run}/{claim}"):
            reader = Tags()
            reader.feed(client.get(path).text)
            assert not {tag for tag, _ in reader.seen} & {"script", "img", "iframe"}
            assert not [a for _, names in reader.seen for a in names if a.startswith("on") or a == "style"]
            assert not [x for x in reader.links if x.startswith("javascript:")]


def test_what_finished_since_is_put_up_and_other_versions_of_the_rows_are_made_anew(store: Store) -> None:
    index = LibraryIndex(store)
    assert (index.waiting(), index.catch_up(), index.waiting()) == (3, 3, 0)
    store.keep_dossier(another("c" * 16), "2026-01-09T00:00:00Z")
    assert (index.catch_up(), index.listing(Query()).total) == (1, 4)
    assert LibraryIndex(store).waiting() == 0, "another process finds the shelf as it is"


def test_a_damaged_dossier_and_an_outgrown_one_keep_nobody_from_the_others(store: Store) -> None:
    with store.open() as connection:
        rows = connection.execute(select(schema.runs.c.run, schema.runs.c.blob)).all()
        for run, content in (("a" * 16, b"{}"), ("b" * 16, None)):
            digest = store.keep_file(content) if content else "0" * 64
            connection.execute(schema.runs.update().where(schema.runs.c.run == run).values(blob=digest))
    assert len(rows) == 3
    with TestClient(build_app(store, LibraryIndex(store), KEY), base_url="http://localhost") as client:
        body = client.get("/").text
        assert body.count("damaged or of an older format") == 2 and "2 of the 7 claims" in body
        assert "no longer read" in client.get("/run/" + "a" * 16).text
        assert re.search("missing or damaged|not on this machine", client.get("/run/" + "b" * 16).text)


def test_the_best_is_first_by_the_metrics_own_direction(tmp_path: Path) -> None:
    store = Store(settings_of(tmp_path))
    for i, value in enumerate(("0.91", "0.95", "0.93")):
        model = realistic().model
        found = measured("accuracy", value, "0.9", "0.96", claim_id=ACCURACY.id)
        dossier = another(f"{i}" * 16, target=f"m{i}", attempts=(found,), model=model)
        store.keep_dossier(dossier, "2026-01-01T00:00:00Z")
    index = LibraryIndex(store)
    index.catch_up()
    assert [str(row.value) for row in index.board("accuracy", "SST-2").rows] == ["0.95", "0.93", "0.91"]


def test_a_target_is_shown_over_its_versions(store: Store, client: TestClient) -> None:
    other = ACCURACY.model_copy(
        update={"stated": ACCURACY.stated.model_copy(update={"value": Decimal("94.0"), "as_written": "94.0"})}
    )
    base = realistic()
    claims = tuple(other if claim.id == ACCURACY.id else claim for claim in base.claims)
    verdicts = tuple(
        verdict.model_copy(update={"outcome": "inconclusive"}) if verdict.claim_id == F1.id else verdict
        for verdict in base.verdicts
    )
    newer = another(
        "c" * 16,
        claims=claims,
        verdicts=verdicts,
        source=base.source.model_copy(update={"revision": "3" * 40}),
    )
    store.keep_dossier(newer, "2026-02-01T00:00:00Z")
    page = client.get(f"/versions/{'c' * 16}").text
    assert "over 3 runs" in page and "3" * 40 in page and "1" * 40 in page
    assert re.search(r"<td>95\.1[^<]*</td><td>94\.0</td>", page)
    assert "States the same, and came out the same." in page
    assert client.get("/versions/nothing").status_code == 404
    assert re.search(r"F1[^<]*: <span.*now <span.*inconclusive", page)


def test_two_claims_of_one_id_do_not_keep_the_library_from_opening(store: Store, client: TestClient) -> None:
    twice = another("e" * 16, target="twice/card", claims=(RIVAL, RIVAL, F1), verdicts=(), findings=())
    store.keep_dossier(twice, "2026-03-01T00:00:00Z")
    assert "twice/card" in client.get("/").text


def test_folders_that_are_only_called_alike_are_no_versions_of_each_other(
    store: Store, client: TestClient
) -> None:
    source = realistic().source.model_copy(update={"kind": "folder"})
    for run, title in (("1" * 16, "One"), ("2" * 16, "Another"), ("3" * 16, "One")):
        store.keep_dossier(another(run, target="tex", title=title, source=source), "2026-03-01T00:00:00Z")
    assert "over 2 runs" in client.get(f"/versions/{'1' * 16}").text


def test_the_same_figure_in_several_documents_is_listed_with_what_differs(
    store: Store, client: TestClient
) -> None:
    page = client.get("/baselines").text
    assert "printed alike" in page and "rival/card" in page and "acme/sentiment-base" in page
    stated = RIVAL.stated.model_copy(update={"value": Decimal("90.0"), "as_written": "90.0"})
    third = another(
        "d" * 16,
        target="third/card",
        claims=(RIVAL.model_copy(update={"stated": stated}),),
        verdicts=(),
        findings=(),
        title=None,
    )
    store.keep_dossier(third, "2026-02-01T00:00:00Z")
    page = client.get("/baselines").text
    assert "printed differently" in page and "third/card" in page


def test_the_site_is_the_same_as_files_and_every_link_leads_somewhere(store: Store, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert write_site(store, site) == 6
    for file in site.rglob("*.html"):
        for link in re.findall(r'href="([^"#]+)', file.read_text()):
            assert link.startswith("https://huggingface.co/") or (file.parent / link).is_file(), (file, link)
    assert "3 runs" in (site / "index.html").read_text()
    assert "91.5" in (site / "boards.html").read_text()
