"""The packages that Assay needs and that are installed here, with versions and licences, in the form of CycloneDX."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

NAME = "assay"
_REQUIREMENT = re.compile(r"[A-Za-z0-9][\w.-]*")
_CLASSIFIER = "License :: "


def bill_of_materials() -> dict[str, object]:
    """A CycloneDX 1.6 document of all packages that are installed and needed, directly or not; the same each time."""
    packages = sorted(needed(), key=lambda package: _plain(package.name))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(distribution(NAME), "application")},
        "components": [_component(package, "library") for package in packages],
    }


def needed() -> Iterator[Distribution]:
    """Every installed package that Assay or one of its extras needs, and what those need in turn."""
    seen, left = {NAME}, [NAME]
    while left:
        for requirement in distribution(left.pop()).requires or ():
            match = _REQUIREMENT.match(requirement)
            name = _plain(match.group()) if match else ""
            if not name or name in seen:
                continue
            seen.add(name)
            try:
                yield distribution(name)
            except PackageNotFoundError:
                continue  # an extra, or another system's
            left.append(name)


def licence_of(package: Distribution) -> str:
    """The licence that a package's metadata states: its SPDX expression, else its classifiers, else its own words."""
    metadata = package.metadata
    if expressions := metadata.get_all("License-Expression"):
        return str(expressions[0])
    names = [
        c.rpartition(" :: ")[2] for c in metadata.get_all("Classifier") or () if c.startswith(_CLASSIFIER)
    ]
    named = [name for name in names if name != "OSI Approved"]
    words = str((metadata.get_all("License") or [""])[0]).strip()
    first = words.splitlines()[0] if words else ""
    return "; ".join(named) or first[:100] or "not stated"


def _component(package: Distribution, kind: str) -> dict[str, object]:
    name = _plain(package.name)
    return {
        "type": kind,
        "bom-ref": f"pkg:pypi/{name}@{package.version}",
        "name": name,
        "version": package.version,
        "licenses": [{"license": {"name": licence_of(package)}}],
        "purl": f"pkg:pypi/{name}@{package.version}",
    }


def _plain(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
