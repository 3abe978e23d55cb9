"""What the files of the extractors declare is what importing them gives."""

import extractors
from flows.plugin_versions import extractor_versions, plugin_versions


def test_declared_versions_are_those_of_the_registry() -> None:
    declared = [(pair.name, pair.value) for pair in extractor_versions()]
    assert declared == [(plugin.name, str(plugin.version)) for plugin in extractors.registry]
    assert set(extractor_versions()) < set(plugin_versions())
