"""Addresses of channels that cannot be meant are told in a sentence, before anything is read or sent."""

from pathlib import Path

import pytest

from claims.errors import UsageError
from flows.adapters.channels import channels_of
from tests.flows.stores import settings_of


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("VERIFY_MAIL", "mail.example.org", "names no mail server"),
        ("VERIFY_MAIL", "http://mail.example.org?to=a@b.org", "names no mail server"),
        ("VERIFY_MAIL", "smtp://mail.example.org:many?to=a@b.org", "port or host that cannot be read"),
        ("VERIFY_MAIL", "smtp://mail..example.org?to=a@b.org", "port or host that cannot be read"),
        ("VERIFY_MAIL", "smtp://u:hunter2é@mail.example.org?to=a@b.org", "letters that SMTP cannot take"),
        ("VERIFY_MAIL", "smtp://u:hunter2@mail.example.org", "does not say to whom"),
        ("VERIFY_MAIL", "smtp://mail.example.org?to=team", "'team', which is no e-mail address"),
        ("VERIFY_MAIL", "smtp://mail.example.org?to=", "does not say to whom"),
        ("VERIFY_MAIL", "smtp://mail.example.org?to=a@b.org&cc=c@d.org", "says 'cc'"),
        ("VERIFY_MAIL", "smtp://mail.example.org?to=a@b.org%0ABcc:c@d.org", "is no e-mail address"),
        ("VERIFY_WEBHOOK", "hooks.example.org/SECRET", "no address of a webhook"),
        ("VERIFY_WEBHOOK", "ftp://hooks.example.org/SECRET", "no address of a webhook"),
        ("VERIFY_WEBHOOK", "https://[hooks/SECRET", "no address of a webhook"),
    ],
)
def test_a_wrong_address_is_a_sentence_without_secrets(
    name: str, value: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=says) as told:
        channels_of(settings_of(tmp_path, **{name: value}))
    assert "hunter2" not in str(told.value) and "SECRET" not in str(told.value) and told.value.hint
