"""Everything that Assay needs may be distributed with it under the AGPL, and is listed in its bill of materials."""

import json
import re
from importlib.metadata import Distribution

import pytest

from flows.bill_of_materials import bill_of_materials, licence_of, needed
from tests.flows.typed import type_verify_text

COMPATIBLE = re.compile(
    r"(?i)\b(?:MIT|BSD|0BSD|ISC|Zlib|Apache|PSF|Python Software Foundation|CNRI-Python|MPL|Mozilla|CC0|BSL-1\.0|"
    r"Unlicense|LGPL|AGPL|AFFERO|GPL-3|GPLv2\+|GPLv2 or later|GPLv3|Artistic|HPND|Boost|Public Domain|WTFPL)"
)
"""Licences that the GNU project calls compatible with version 3 of its licences."""
FORBIDDEN = re.compile(
    r"(?i)non-?commercial|polyform|SSPL|server side public|business source|BUSL|elastic license|CC-BY-NC|CC-BY-ND|"
    r"proprietary|commons clause|GPL-2\.0-only|GPLv2\)?$"
)
"""Licences under which a part may not be distributed with ours."""
UNSTATED = {
    "axe-playwright-python": "MIT, by the file LICENSE that it brings; needed by tests only",
    "pymupdf4llm": "comes with PyMuPDF and states nothing; not imported here",
    "skops": "MIT, by the file LICENSE that it brings",
    "pymupdf-layout": "comes with PyMuPDF and states nothing; not imported here",
}
"""Packages whose metadata states no licence, with what is known of them."""


PACKAGES: list[Distribution] = sorted(needed(), key=lambda package: package.name.lower())


@pytest.mark.parametrize("package", PACKAGES, ids=[package.name for package in PACKAGES])
def test_a_package_may_be_distributed_with_assay(package: Distribution) -> None:
    licence = licence_of(package)
    if licence == "not stated":
        assert re.sub(r"[-_.]+", "-", package.name).lower() in UNSTATED
        return
    assert COMPATIBLE.search(licence), licence
    alternatives = re.split(r"(?i)\bor\b|;", licence)
    assert not all(FORBIDDEN.search(words) for words in alternatives), licence


def test_the_words_for_licences_tell_them_apart() -> None:
    assert not COMPATIBLE.search("Proprietary") and FORBIDDEN.search("PolyForm Noncommercial 1.0.0")
    assert COMPATIBLE.search("Apache Software License") and not FORBIDDEN.search("Apache Software License")


def test_what_states_no_licence_is_not_imported() -> None:
    from tests.source_files import ROOT

    named = re.compile(r"^\s*(?:import|from) (?:pymupdf4llm|pymupdf_layout|pymupdf\.layout)\b", re.M)
    for room in ("claims", "extractors", "reproducers", "reports", "flows"):
        for path in (ROOT / room).rglob("*.py"):
            assert not named.search(path.read_text("utf-8")), path


def test_the_bill_of_materials_is_cyclonedx_and_names_every_package_once() -> None:
    done = type_verify_text("doctor", "--sbom", env={})
    bill = json.loads(done.stdout)
    assert (done.returncode, bill["bomFormat"], bill["specVersion"]) == (0, "CycloneDX", "1.6")
    assert bill == bill_of_materials()
    references = [component["bom-ref"] for component in bill["components"]]
    assert len(references) == len({*references}) > 50
    assert all(re.fullmatch(r"pkg:pypi/[a-z0-9-]+@\S+", reference) for reference in references)
    assert {"click", "pydantic", "sqlalchemy"} <= {component["name"] for component in bill["components"]}
