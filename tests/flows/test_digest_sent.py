"""A digest is sent by e-mail and to a chat once, whenever it is killed or refused, and is in the feed of the library."""

import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from claims.errors import DeliveryError, DeliveryUnclear
from claims.records.digest import Arrival, Night
from flows.adapters.channels import Channel, channels_of
from flows.ingestion.deliver import deliver, deliver_waiting
from flows.ingestion.deliveries import Deliveries
from flows.ingestion.queue import Queue
from flows.library.app import build_app
from flows.library.index import LibraryIndex
from flows.prune import prune
from flows.store import Store
from tests.flows.conftest import Typed
from tests.flows.ingestion_team import WORDS, team_of_four
from tests.flows.stores import POSTGRESQL, settings_of, store_of
from tests.loopback.certificate import self_signed
from tests.loopback.chat import Chat, serve_chat
from tests.loopback.mail import Mailbox, serve_mail

ATOM = "{http://www.w3.org/2005/Atom}"
DELIVER = """
from flows.adapters.channels import channels_of
from flows.ingestion.deliver import deliver_waiting
from flows.settings import settings
from flows.store import Store

deliver_waiting(Store(settings()), channels_of(settings()))
"""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serve_mail() as box:
        yield box


@pytest.fixture
def chat() -> Iterator[Chat]:
    with serve_chat() as chat:
        yield chat


def address(box: Mailbox, more: str = "") -> str:
    return f"smtp://127.0.0.1:{box.port}?to=team@example.org,lead@example.org{more}"


def mail_to(box: Mailbox, home: Path) -> Channel:
    (channel,) = channels_of(settings_of(home, VERIFY_MAIL=address(box)))
    return channel


def to_chat(chat: Chat, home: Path) -> Channel:
    (channel,) = channels_of(settings_of(home, VERIFY_WEBHOOK=chat.address))
    return channel


def printed_night(store: Store, *channels: Channel, title: str = "A small model") -> int:
    """A night with one document, whose digest was printed and is to go by the channels."""
    read = Arrival(kind="hub", name="org/m", version="v1", title=title, fate="read", claims=2, checkable=1)
    night = Night(
        began="2026-01-01T00:00:00Z", ended="2026-01-01T00:00:10Z", asked=("all",), arrivals=(read,)
    )
    queue = Queue(store)
    number = queue.keep_night(night, [])
    queue.mark_printed(number, [channel.name for channel in channels])
    return number


def test_a_round_sends_its_digest_by_every_channel_once(
    mailbox: Mailbox, chat: Chat, tmp_path: Path, typed: Typed
) -> None:
    with team_of_four(tmp_path, typed) as team:
        where = {"VERIFY_MAIL": address(mailbox, "&from=assay@example.org"), "VERIFY_WEBHOOK": chat.address}
        out = tmp_path / "digest"
        done = typed(*WORDS, "--out", str(out), home=team.home, **team.environ, **where)
    night = Night.model_validate_json(done.stdout)
    assert (done.returncode, done.stderr, len(night.arrivals)) == (0, "", 4)
    (message,), (text,) = mailbox.messages, chat.texts
    assert mailbox.readers == [["team@example.org", "lead@example.org"]]
    assert (message["From"], message["To"]) == ("assay@example.org", "team@example.org, lead@example.org")
    assert message["Subject"].startswith("Assay: 4 documents") and text.startswith("*4 documents")
    plain, html = (message.get_body((form,)) for form in ("plain", "html"))
    assert plain is not None and html is not None
    assert "team/m2" in plain.get_content() and "team/m2" in html.get_content() and "team/m2" in text
    assert [entry.findtext(f"{ATOM}title") for entry in entries((out / "digests.atom").read_bytes())]
    again = typed("digest", "1", "--send", home=team.home, **where)
    assert again.returncode == 0 and again.stdout.count("Sent to") == 2
    assert mailbox.messages[1]["Message-ID"] == message["Message-ID"] and len(chat.texts) == 2


@pytest.mark.parametrize("at", ["reader", "message"])
def test_what_is_killed_while_it_sends_sends_nothing_twice_and_says_so(
    at: str, mailbox: Mailbox, tmp_path: Path
) -> None:
    channel, store = mail_to(mailbox, tmp_path), Store(settings_of(tmp_path))
    printed_night(store, channel)
    later = printed_night(store, channel)
    sending: list[subprocess.Popen[bytes]] = []

    def kill(*_: str) -> str:
        sending[0].kill()
        sending[0].wait()
        return "250 OK"

    setattr(mailbox, f"at_{at}", kill)
    environ = {
        **os.environ,
        "VERIFY_HOME": str(tmp_path),
        **store_of(tmp_path),
        "VERIFY_MAIL": address(mailbox),
    }
    sending.append(subprocess.Popen([sys.executable, "-c", DELIVER], env=environ))
    assert sending[0].wait(120) == -signal.SIGKILL
    setattr(mailbox, f"at_{at}", lambda *_: "250 OK")
    arrived = len(mailbox.messages)
    assert arrived == (at == "message")
    with pytest.raises(DeliveryError, match=r"Digest 1 was being sent .* `verify digest 1 --send` sends it"):
        deliver_waiting(store, [channel])
    deliver_waiting(store, [channel])  # said once
    ids = [message["Message-ID"] for message in mailbox.messages]
    assert len(ids) == arrived + 1 and ids[-1].startswith(f"<assay-{later}-")
    assert deliver(store, channel, 1) == "" and len(mailbox.messages) == arrived + 2


def test_what_a_server_refuses_is_sent_by_the_next_round(
    mailbox: Mailbox, chat: Chat, tmp_path: Path
) -> None:
    channels, store = (mail_to(mailbox, tmp_path), to_chat(chat, tmp_path)), Store(settings_of(tmp_path))
    printed_night(store, *channels)
    mailbox.at_message, chat.status = lambda: "452 The disk is full", 503
    with pytest.raises(
        DeliveryError, match=r"452 The disk is full.*answers 503: no_service.*next round"
    ) as told:
        deliver_waiting(store, channels)
    assert "SECRET" not in str(told.value)
    mailbox.at_message, chat.status = lambda: "250 OK", 200
    for _ in range(2):
        deliver_waiting(store, channels)
    assert (len(mailbox.messages), len(chat.texts)) == (1, 1)


def test_a_reader_who_is_refused_keeps_it_from_nobody_else(mailbox: Mailbox, tmp_path: Path) -> None:
    channel, store = mail_to(mailbox, tmp_path), Store(settings_of(tmp_path))
    printed_night(store, channel)
    mailbox.at_reader = lambda name: "550 Unknown" if name.startswith("lead") else "250 OK"
    with pytest.raises(DeliveryError, match=r"took the digest, but not for lead@example\.org"):
        deliver_waiting(store, [channel])
    assert mailbox.readers == [["team@example.org"]]
    assert Deliveries(store, "mail").in_state("sent") == (1,)


def test_no_answer_leaves_unclear_and_no_server_leaves_waiting(chat: Chat, tmp_path: Path) -> None:
    channel, store = to_chat(chat, tmp_path), Store(settings_of(tmp_path))
    chat.status = 0
    number = printed_night(store, channel)
    with pytest.raises(DeliveryUnclear, match=f"broke off before it answered.*verify digest {number} --send"):
        deliver(store, channel, number)
    assert Deliveries(store, channel.name).in_state("unclear") == (number,)
    for name, closed in (
        ("VERIFY_WEBHOOK", "http://127.0.0.1:1/x"),
        ("VERIFY_MAIL", "smtp://127.0.0.1:1?to=a@b.org"),
    ):
        (nobody,) = channels_of(settings_of(tmp_path, **{name: closed}))
        printed_night(store, nobody)
        with pytest.raises(DeliveryError, match=r"cannot be (reached|used)"):
            deliver_waiting(store, [nobody])
        assert len(Deliveries(store, nobody.name).in_state("waiting")) == 1


def test_a_webhook_that_points_elsewhere_is_not_followed(chat: Chat, tmp_path: Path) -> None:
    channel, store = to_chat(chat, tmp_path), Store(settings_of(tmp_path))
    chat.status = 302
    with pytest.raises(DeliveryError, match="answers 302"):
        deliver(store, channel, printed_night(store, channel))
    assert chat.texts == []


@pytest.mark.parametrize("header", [("Content-Length", "90"), ("Content-Encoding", "gzip")])
def test_a_refusal_that_breaks_off_is_a_refusal(header: tuple[str, str], chat: Chat, tmp_path: Path) -> None:
    channel, store = to_chat(chat, tmp_path), Store(settings_of(tmp_path))
    chat.status, chat.headers = 403, dict([header])
    number = printed_night(store, channel)
    with pytest.raises(DeliveryError, match="answers 403: Forbidden"):
        deliver(store, channel, number)
    assert Deliveries(store, channel.name).in_state("waiting") == (number,)


def test_a_server_that_cannot_take_an_address_refuses_it(mailbox: Mailbox, tmp_path: Path) -> None:
    readers = f"smtp://127.0.0.1:{mailbox.port}?to=team%2Ba@example.org,team+b@bücher.example"
    (channel,) = channels_of(settings_of(tmp_path, VERIFY_MAIL=readers))
    assert channel.place.startswith("team+a@example.org, team+b@bücher.example by ")
    store = Store(settings_of(tmp_path))
    number = printed_night(store, channel)
    with pytest.raises(DeliveryError, match=r"refuses the digest: .*SMTPUTF8"):
        deliver(store, channel, number)
    assert Deliveries(store, channel.name).in_state("waiting") == (number,)


def test_digests_from_before_a_channel_was_named_are_not_sent(mailbox: Mailbox, tmp_path: Path) -> None:
    channel, store = mail_to(mailbox, tmp_path), Store(settings_of(tmp_path))
    printed_night(store)
    deliver_waiting(store, [channel])
    assert mailbox.messages == []


def test_a_title_calls_nobody_and_adds_no_header(mailbox: Mailbox, chat: Chat, tmp_path: Path) -> None:
    channels, store = (mail_to(mailbox, tmp_path), to_chat(chat, tmp_path)), Store(settings_of(tmp_path))
    title = "<!channel> @here <https://evil.example|click> *x*\r\nBcc: a@b.org <script>1</script>"
    printed_night(store, *channels, title=title)
    deliver_waiting(store, channels)
    (message,), (text,) = mailbox.messages, chat.texts
    line = text.splitlines()[1]
    assert not {"<", ">", "@", "*"} & set(line) and "&lt;!channel&gt;" in line
    html = message.get_body(("html",))
    assert message["Bcc"] is None and html is not None and "<script>" not in html.get_content()


def test_a_password_is_not_told_where_nothing_encrypts(tmp_path: Path) -> None:
    with serve_mail("127.0.0.2") as elsewhere:
        login = f"smtp://user:hunter2@127.0.0.2:{elsewhere.port}?to=a@b.org"
        (channel,) = channels_of(settings_of(tmp_path, VERIFY_MAIL=login))
        store = Store(settings_of(tmp_path))
        with pytest.raises(DeliveryError, match="does not encrypt, so the password was not told"):
            deliver(store, channel, printed_night(store, channel))
    assert (elsewhere.logins, elsewhere.messages) == ([], [])


def test_a_password_is_told_to_a_certificate_that_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, store = self_signed(tmp_path / "own.pem"), Store(settings_of(tmp_path))
    with serve_mail(certificate=certificate) as box:
        login = address(box).replace("//", "//us%40er:hunter2@")
        (channel,) = channels_of(settings_of(tmp_path, VERIFY_MAIL=login))
        number = printed_night(store, channel)
        with pytest.raises(DeliveryError, match="certificate"):
            deliver(store, channel, number)
        assert (box.logins, box.messages) == ([], [])
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert deliver(store, channel, number) == ""
    assert (box.logins, len(box.messages)) == (["us@er"], 1)


def entries(body: bytes) -> list[ET.Element]:
    return ET.fromstring(body).findall(f"{ATOM}entry")


def test_the_library_serves_a_feed_of_the_digests_that_were_printed(tmp_path: Path) -> None:
    store = Store(settings_of(tmp_path))
    printed_night(store, title="a\x00b <b>bold</b>")
    Queue(store).keep_night(Night(began="2026-01-02T00:00:00Z", ended="2026-01-02T00:00:10Z", asked=()), [])
    app = build_app(store, LibraryIndex(store), "the-key-that-was-printed")
    with TestClient(app, base_url="http://127.0.0.1:8470") as client:
        answer = client.get("/digests.atom")
        printed_night(store)
        later = client.get("/digests.atom")
        assert client.get("/digests.atom", headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 403
    assert answer.headers["content-type"].startswith("application/atom+xml")
    (entry,) = entries(answer.content)
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")).tzinfo is not None
    assert "<b>" not in entry.findtext(f"{ATOM}content", "") and "bold" in entry.findtext(
        f"{ATOM}content", ""
    )
    newest, same = entries(later.content)
    assert same.findtext(f"{ATOM}id") == entry.findtext(f"{ATOM}id") != newest.findtext(f"{ATOM}id")


@pytest.mark.skipif(POSTGRESQL, reason="only a store in one folder is pruned")
def test_pruning_removes_what_was_noted_of_old_digests(mailbox: Mailbox, tmp_path: Path) -> None:
    channel, store = mail_to(mailbox, tmp_path), Store(settings_of(tmp_path))
    for _ in range(2):
        printed_night(store, channel)
    deliver_waiting(store, [channel])
    prune(settings_of(tmp_path), 0, ["nights"])
    assert Deliveries(store, "mail").in_state("sent") == (2,)
