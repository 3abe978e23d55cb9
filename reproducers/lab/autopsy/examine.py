"""The whole autopsy of one target: reads its files and puts together everything that is told of them."""

from collections.abc import Iterable
from pathlib import Path

from claims.records.autopsy import Autopsy, ModelComponent, RooflinePoint
from reproducers.lab.autopsy import roofline
from reproducers.lab.autopsy.comparison import compared
from reproducers.lab.autopsy.component import component_of, settings_of
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.leftovers import leftovers_of
from reproducers.lab.autopsy.licences import note_on, permission, statements
from reproducers.lab.autopsy.lineage import lineage_of
from reproducers.lab.autopsy.needs import needs_of
from reproducers.lab.autopsy.order import AutopsyOrder
from reproducers.lab.autopsy.purpose import purpose_of
from reproducers.lab.autopsy.reading import read_contents
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.autopsy.variants import quantised_from, variants_of
from reproducers.lab.survey.machine import machine


def run_in_child(request: bytes) -> bytes:
    """The autopsy that an order asks for; both are records as bytes."""
    return examine(AutopsyOrder.from_bytes(request)).to_bytes()


def examine(order: AutopsyOrder) -> Autopsy:
    """Read the target and tell everything; raises ReadError where it cannot be read."""
    target = ModelTarget(Path(order.root), order.files, order.main, order.glimpse)
    contents = read_contents(target)
    models = contents.components or [(target.name, contents)]
    components = tuple(component_of(name, part, glimpse=order.glimpse) for name, part in models)
    variants = variants_of(contents)
    every = [contents, *(part for _, part in contents.components)]
    licences = statements(target, contents, order.packages)
    unknown = (f"No device called {name[:60]} is known." for name in roofline.unknown_devices(order.devices))
    return Autopsy(
        source=order.source,
        files=1 if order.main else len(order.files),
        file_bytes=sum(order.sizes),
        headline=_headline(components, contents),
        components=components,
        variants=variants,
        purpose=purpose_of(target, contents, order.packages),
        rooflines=_rooflines(components, order.devices),
        licences=licences,
        licence_note=note_on(licences),
        licence_permission=permission(licences),
        lineage=_once(
            [
                *_compared(contents, order),
                *quantised_from(variants),
                *(line for part in every for line in lineage_of(target, part)),
            ]
        ),
        leftovers=_once(line for part in every for line in leftovers_of(part, settings_of(part))),
        needs=_once(
            line
            for part in every
            for line in needs_of(target, part, settings_of(part), inner=part is not contents)
        ),
        unknown=tuple(contents.unknown if contents.components else ()),
        notes=(*order.notes, *unknown),
        machine=machine("none"),
    )


def _compared(contents: Contents, order: AutopsyOrder) -> tuple[str, ...]:
    """How the tensors differ from those of the base model, where one is given."""
    if order.base is None:
        return ()
    base = read_contents(ModelTarget(Path(order.base.root), order.base.files, order.base.main))
    if contents.components or base.components:
        return ("A folder of several models is not compared with another model.",)
    return compared(contents, base, order.base.source.name)


def _once(sentences: Iterable[str]) -> tuple[str, ...]:
    """All sentences, each once."""
    return tuple(dict.fromkeys(sentences))


def _rooflines(components: tuple[ModelComponent, ...], devices: tuple[str, ...]) -> tuple[RooflinePoint, ...]:
    """The largest model on this machine and on every device."""
    main = max(components, key=lambda component: component.parameters)
    weights = sum(size.stored_bytes for size in main.dtypes)
    dtype = main.dtypes[0].dtype if main.dtypes else ""
    return roofline.points(main.loads, devices, dtype=dtype, weights=weights)


def _headline(components: tuple[ModelComponent, ...], contents: Contents) -> str:
    """What it is, in one sentence."""
    total = sum(component.parameters for component in components)
    if len(components) > 1:
        names = ", ".join(component.name for component in components[:6])
        return f"{contents.format} of {len(components)} models ({names}) with {total:,} parameters together."
    only = components[0]
    doing = f" for {only.task}" if only.task and only.task not in only.family else ""
    dtype = f" in {only.dtypes[0].dtype}" if only.dtypes else ""
    own = only.family if only.format.startswith("file of") else f"{only.family[:1].upper()}{only.family[1:]}"
    count = f"{only.parameters:,} parameters" if only.parameters else "parameters not counted"
    return f"{own}{doing}: {count}{dtype}, {only.format}."
