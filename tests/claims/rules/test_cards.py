"""What the rules find in cards as they are read, each beside an honest twin."""

from tests.claims.rules.pages import found_in_card as found

VARIANTS = """# Tern 4B

| Model variant | Parameters | Quantization | Context window | VRAM¹ | Size |
|---|---|---|---|---|---|
| `tern:4B-{name}` | 4B | MOSTLY_{format} | 131K tokens | {memory} | 7.23 GB |
| `tern:4B-Q4_K_XL` | 4B | MOSTLY_Q4_K_M | 131K tokens | 3.83 GiB | 2.31 GB |
"""


def variants(name: str, given: str, memory: str) -> str:
    card = VARIANTS.format(name=name, format=given, memory=memory)
    return " ".join(finding.says for finding in found("card-mismatch", card))


def test_a_file_whose_name_and_quantisation_are_two_formats_is_told() -> None:
    assert "says F16, its quantisation BF16" in variants("F16", "BF16", "8.75 GiB")
    assert not variants("F16", "F16", "8.75 GiB")
    assert not variants("FP16", "F16", "8.75 GiB")


def test_memory_that_cannot_hold_its_file_is_told() -> None:
    assert "2.19 GiB of memory cannot hold a file of 7.23 GB" in variants("F16", "F16", "2.19 GiB")
    assert not variants("F16", "F16", "6.80 GiB")  # 7.3 GB


ONE = "---\nmodel-index:\n- name: tern\n  results:\n  - task: {type: t}\n    dataset: {name: SST-2, type: sst2}\n    metrics:\n%s---\n# Tern\n"


def test_a_card_with_one_number_is_told_for_information() -> None:
    metrics = "    - {type: accuracy, value: 0.912}\n"
    told = found("hero-number", ONE % metrics)
    assert [finding.severity for finding in told] == ["info"] and "0.912 on SST-2" in told[0].says
    assert not found("hero-number", ONE % (metrics + "    - {type: f1, value: 0.871}\n"))


SPEEDS = "# Tern\n\n| Model | Speed ({where}) | Accuracy on SST-2 |\n|---|---|---|\n| Tern | 142 tokens/s | 91.2 |\n\n{note}\n"


def test_a_device_in_the_head_of_a_table_or_in_a_note_below_it_is_read() -> None:
    assert found("missing-hardware", SPEEDS.format(where="decoding", note="More follows."))
    for where, note in (("i7-11 CPU", "More follows."), ("decoding", "Measured on an Android phone.")):
        assert not found("missing-hardware", SPEEDS.format(where=where, note=note))


def test_the_length_of_a_recording_is_no_speed() -> None:
    assert not found("missing-hardware", "# Tern\n\nThe latency limit is 60 seconds of video.\n")
