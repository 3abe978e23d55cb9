"""A digest by e-mail: VERIFY_MAIL names the server and the readers."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import partial
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from claims.errors import DeliveryError, DeliveryUnclear, UsageError
from claims.records.digest import Night
from flows.adapters.channels import PATIENCE, Channel, channel
from flows.settings import Settings
from reports.views.safe_text import shortened

HINT = (
    "Write it as smtp://host:25?to=team@example.org, with smtps:// for a server that begins encrypted, "
    "user:password@ before the host (%23 for # in it, %2F for /), and &from= where the sender is another."
)
PORTS = {"smtp": 587, "smtps": 465}
"""The port of each scheme where none is given."""
LOCAL = ("localhost", "127.0.0.1", "::1")
"""Hosts to which a password may go without encryption."""
REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)
"""Errors after which the message certainly did not arrive."""


@dataclass(frozen=True)
class MailServer:
    """What VERIFY_MAIL says."""

    host: str
    port: int
    encrypted: bool
    """From the beginning; otherwise as soon as the server offers it."""
    login: tuple[str, str] | None
    sender: str
    readers: tuple[str, ...]


@channel("mail", version=1)
def mail(settings: Settings) -> Channel | None:
    """E-mail through the server of VERIFY_MAIL."""
    if settings.mail is None:
        return None
    server = read_address(settings.mail)
    place = f"{', '.join(server.readers)} by {server.host}:{server.port}"
    return Channel("mail", place, partial(_send, server))


def read_address(text: str) -> MailServer:
    """What the address says; raises UsageError, which does not repeat it: it may hold a password."""
    try:
        parts = urlsplit(text)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError:
        raise UsageError("VERIFY_MAIL has a port or host that cannot be read.", HINT) from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise UsageError("VERIFY_MAIL names no mail server.", HINT)
    asked = parse_qs(parts.query.replace("+", "%2B"))  # a plus sign in an address is itself, and no space
    if unknown := sorted(asked.keys() - {"to", "from"}):
        raise UsageError(f"VERIFY_MAIL says {unknown[0]!r}, which is neither to nor from.", HINT)
    readers = tuple(filter(None, (reader.strip() for to in asked.get("to", ()) for reader in to.split(","))))
    if not readers:
        raise UsageError("VERIFY_MAIL does not say to whom the digest goes.", HINT)
    sender = asked.get("from", readers)[0].strip()
    for address in (sender, *readers):
        _check(address)
    port = port or PORTS[parts.scheme]
    return MailServer(parts.hostname, port, parts.scheme == "smtps", _login(parts), sender, readers)


def _check(address: str) -> None:
    try:
        whole = Address(addr_spec=address).domain
    except (ValueError, IndexError):  # the latter for some that end too early
        whole = ""
    if not whole or not address.isprintable():
        raise UsageError(f"VERIFY_MAIL names {address!r}, which is no e-mail address.", HINT)


def _login(parts: SplitResult) -> tuple[str, str] | None:
    if parts.username is None:
        return None
    login = unquote(parts.username), unquote(parts.password or "")
    if not "".join(login).isascii():
        raise UsageError("VERIFY_MAIL has a user or password with letters that SMTP cannot take.", HINT)
    return login


def message_of(number: int, night: Night, sender: str, readers: tuple[str, ...]) -> EmailMessage:
    """The digest as a message: Markdown, and the same as HTML; it has the same id however often it is made."""
    from reports.digest import markdown, model, simple_html

    message = EmailMessage()
    message["Subject"] = shortened(f"Assay: {model.opening(night)}")
    message["From"], message["To"] = sender, ", ".join(readers)
    message["Date"] = datetime.fromisoformat(night.ended)
    domain = sender.rpartition("@")[2] if sender.isascii() else "localhost"
    message["Message-ID"] = f"<assay-{number}-{night.digest[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's absence note answers it
    message.set_content(markdown(night).decode())
    message.add_alternative(simple_html(night).decode(), subtype="html")
    return message


def _send(server: MailServer, number: int, night: Night) -> str:
    message = message_of(number, night, server.sender, server.readers)
    where = f"The mail server {server.host}:{server.port}"
    try:
        connection = _connect(server)
    except (smtplib.SMTPException, OSError) as error:  # wrong certificates are the latter
        raise DeliveryError(f"{where} cannot be used: {_reason(error)}.", "Check VERIFY_MAIL.") from None
    try:
        refused = connection.send_message(message)
    except REFUSALS as error:
        raise DeliveryError(f"{where} refuses the digest: {_reason(error)}.", "Check VERIFY_MAIL.") from None
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryUnclear(f"{where} broke off while it took the digest: {_reason(error)}.") from None
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
    return f"{where} took the digest, but not for {', '.join(refused)}." if refused else ""


def _connect(server: MailServer) -> smtplib.SMTP:
    """A connection that is encrypted wherever the server can, and always before a password is told."""
    context = ssl.create_default_context()
    if server.encrypted:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=PATIENCE, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        connection.ehlo()
        if not server.encrypted and connection.has_extn("starttls"):
            connection.starttls(context=context)
        elif not server.encrypted and server.login and server.host not in LOCAL:
            raise smtplib.SMTPNotSupportedError("it does not encrypt, so the password was not told")
        if server.login:
            connection.login(*server.login)
    except (smtplib.SMTPException, OSError):
        connection.close()
        raise
    return connection


def _reason(error: Exception) -> str:
    """What the server or the network says, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{name}: {_answer(*answer)}" for name, answer in error.recipients.items())
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return shortened(str(error) or type(error).__name__).rstrip(".")


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return shortened(f"{code} {text}").rstrip(".")
