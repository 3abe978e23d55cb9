"""One model of the target: everything that is told of it, from what its reader found."""

from claims.errors import ReadError
from claims.records.autopsy import Layer, Load, ModelComponent
from reproducers.lab.autopsy.component_figures import figures_of
from reproducers.lab.autopsy.contents import Contents, GraphCount, TensorEntry
from reproducers.lab.autopsy.exporter_notes import add_stated
from reproducers.lab.autopsy.family import family_of
from reproducers.lab.autopsy.items import LayerItem, items_of, parts_by_output
from reproducers.lab.autopsy.loads import first_size, graph_loads, plain_loads, transformer_loads
from reproducers.lab.autopsy.ports import PortClues, meaning_of, ports_of, sound_clues
from reproducers.lab.autopsy.sizes import dtype_sizes, learnt, part_sizes
from reproducers.lab.autopsy.stages import stages_of
from reproducers.lab.autopsy.transformer_cost import transformer_of
from reproducers.lab.files.config import Config, config_from

_LAYERS = 400
"""Rows of the table of layers."""


def component_of(name: str, contents: Contents, *, glimpse: bool) -> ModelComponent:
    """One model, from its family to what a pass takes."""
    add_stated(contents)
    config, family = settings_of(contents), family_of(contents)
    own = learnt(contents, glimpse=glimpse)
    inputs, outputs = ports_of(contents, config)
    labels = contents.labels or config.labels
    clues = PortClues(labels, detector="detector" in family.name, side=contents.side, **sound_clues(contents))
    first = contents.count(first_size(contents)) if contents.count else None
    items = items_of(contents, first.by_node if first else {}, first.shapes if first else {})
    parts = part_sizes(own, contents.extra_parameters)
    return ModelComponent(
        name=name,
        format=contents.format,
        family=family.name,
        task=config.task or contents.task,
        reasons=family.reasons,
        inputs=tuple(meaning_of(port, clues, output=False) for port in inputs),
        outputs=tuple(meaning_of(port, clues, output=True) for port in outputs),
        parameters=sum(part.parameters for part in parts),
        parts=parts,
        dtypes=dtype_sizes(contents.tensors),
        figures=tuple(figures_of(contents, own, config, glimpse=glimpse)),
        stages=stages_of(items, in_order=bool(contents.nodes) or contents.in_order),
        layers=tuple(_layer(item) for item in items[:_LAYERS]),
        layers_left_out=max(0, len(items) - _LAYERS),
        loads=_loads(contents, config, own, first, items),
        control_flow=tuple(contents.control_flow),
        unknown=tuple(contents.unknown),
    )


def settings_of(contents: Contents) -> Config:
    """The settings by their known keys; none where they are not plausible, which is then told."""
    try:
        return config_from(contents.config)
    except ReadError as error:
        says = f"Its settings are not plausible: {error.says}"
        if says not in contents.unknown:
            contents.unknown.append(says)
        return Config()


def _loads(
    contents: Contents,
    config: Config,
    own: list[TensorEntry],
    first: GraphCount | None,
    items: list[LayerItem],
) -> tuple[Load, ...]:
    """What passes take: by the graph, else by the settings of a transformer, else as far as weights tell."""
    if contents.count is not None:
        return graph_loads(contents, first, parts_by_output(items))
    model = transformer_of(config, contents, own)
    if model is not None:
        return transformer_loads(model, sum(tensor.stored_bytes for tensor in own))
    return plain_loads(own)


def _layer(item: LayerItem) -> Layer:
    output = f"output {' x '.join(map(str, item.output))}" if item.output else ""
    shape = ", ".join(word for word in (item.sizes, output) if word)
    return Layer(
        name=item.path[:160], kind=item.kind, shape=shape, parameters=item.parameters, flops=item.flops
    )
