"""YAML that a person can read: keys in their order, texts of several lines as they are."""

from collections.abc import Mapping

import yaml


class _Dumper(yaml.SafeDumper):
    """Writes everything out where it stands."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the name of the library
        """Never point at another place of the file."""
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def yaml_text(content: Mapping[str, object], head: str) -> bytes:
    """The content as YAML, below comments."""
    body = yaml.dump_all([content], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return ("".join(f"# {line}\n" for line in head.splitlines()) + body).encode()
