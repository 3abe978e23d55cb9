"""What the operators of a graph say about the family: residual sums, attention, recurrence, detection heads, trees."""

from collections import Counter

from claims.records.autopsy import Reason, TensorPort
from reproducers.lab.autopsy.contents import Contents, GraphNode
from reproducers.lab.autopsy.text_line import read_line

_CONVS = {
    "Conv",
    "FusedConv",
    "QLinearConv",
    "ConvInteger",
    "conv",
    "conv2d",
    "convolution",
    "CONV_2D",
    "DEPTHWISE_CONV_2D",
    "conv1d",
}
_PRODUCTS = {"MatMul", "Einsum", "matmul", "BATCH_MATMUL", "bmm", "QLinearMatMul", "MatMulInteger"}
_RECURRENT = {"LSTM": "LSTM", "GRU": "GRU", "RNN": "RNN", "DynamicQuantizeLSTM": "LSTM", "lstm": "LSTM", "gru": "GRU",
              "UNIDIRECTIONAL_SEQUENCE_LSTM": "LSTM", "BIDIRECTIONAL_SEQUENCE_LSTM": "LSTM"}  # fmt: skip
_TREES = {"TreeEnsembleClassifier", "TreeEnsembleRegressor", "TreeEnsemble"}
_UP = {
    "upsample_nearest_neighbor",
    "upsample_bilinear",
    "conv_transpose",
    "Resize",
    "Upsample",
    "ConvTranspose",
    "RESIZE_BILINEAR",
    "RESIZE_NEAREST_NEIGHBOR",
    "TRANSPOSE_CONV",
    "conv_transpose2d",
}
_SUMS = {"Add", "ADD", "add", "Sum"}
_JOINS = {"Concat", "CONCATENATION", "cat", "concat"}
_TOLD, _PLACES, _BOX = 2, 500, 4
"""Outputs of a detector that leaves boxes to its caller, the places of a picture above a sequence's, sides of a box."""
_POOLS = {"MaxPool", "AveragePool", "GlobalAveragePool", "MAX_POOL_2D", "AVERAGE_POOL_2D", "MEAN"}


def family_of_graph(contents: Contents) -> tuple[str, tuple[Reason, ...]] | None:
    """The family by the operators; None where there is no graph, or none that tells."""
    if not contents.nodes:
        return None
    family, line = _by_operators(contents), read_line(contents)
    return (f"reader of one line of text: {family[0]}", (line, *family[1])) if family and line else family


def _by_operators(contents: Contents) -> tuple[str, tuple[Reason, ...]] | None:
    counts = Counter(node.kind for node in contents.nodes)
    listed = ", ".join(f"{count} {kind}" for kind, count in counts.most_common(6))
    reason = Reason(
        kind="graph",
        says=f"The graph has {len(contents.nodes):,} operator{'s' * (len(contents.nodes) > 1)}: {listed}.",
    )
    if counts.keys() & _TREES:
        return "ensemble of decision trees", (reason,)
    if counts.keys() & {"SVMClassifier", "SVMRegressor"}:
        return "support vector machine", (reason,)
    if counts.keys() & {"LinearClassifier", "LinearRegressor"}:
        return "linear model", (reason,)
    attention = _attention_blocks(contents.nodes)
    if attention:
        more = Reason(kind="graph", says=f"{attention} times a softmax between two products: attention.")
        return _with_attention(contents, counts, attention), (more, reason)
    recurrent = sum(counts[kind] for kind in _RECURRENT)
    if recurrent:
        return _with_recurrence(counts, recurrent), (reason,)
    if counts.keys() & _CONVS:
        return _convolutional(contents, counts), (*_residual_reason(contents), reason)
    linear = sum(counts[kind] for kind in ("Gemm", "MatMul", "FULLY_CONNECTED", "linear", "addmm"))
    if linear == 1:
        return "single linear layer", (reason,)
    return (f"multilayer perceptron ({linear} linear layers)", (reason,)) if linear else None


def _attention_blocks(nodes: list[GraphNode]) -> int:
    """How often a softmax feeds a product of two computed tensors, or an operator is attention itself."""
    own = sum("attention" in node.kind.lower() for node in nodes)
    makers = {name: node for node in nodes for name in node.outputs}
    blocks = 0
    for node in nodes:
        if (
            node.kind in _PRODUCTS
            and not node.weights
            and any(_from_softmax(makers.get(name), makers, 4) for name in node.inputs)
        ):
            blocks += 1
    return own + blocks


def _from_softmax(node: GraphNode | None, makers: dict[str, GraphNode], steps: int) -> bool:
    if node is None or steps == 0:
        return False
    if "softmax" in node.kind.lower():
        return True
    passing = (
        "Dropout",
        "Cast",
        "Reshape",
        "Where",
        "Mul",
        "Transpose",
        "DequantizeLinear",
        "QuantizeLinear",
        "Expand",
        "Identity",
    )
    return node.kind in passing and any(
        _from_softmax(makers.get(name), makers, steps - 1) for name in node.inputs
    )


def _residual_sums(contents: Contents) -> int:
    """Sums of two computed tensors."""
    made = {name for node in contents.nodes for name in node.outputs}
    return sum(
        n.kind in _SUMS and len(n.inputs) > 1 and all(name in made for name in n.inputs)
        for n in contents.nodes
    )


def _residual_reason(contents: Contents) -> tuple[Reason, ...]:
    sums = _residual_sums(contents)
    return (
        (
            Reason(
                kind="graph",
                says=f"Two computed tensors are added {sums} time{'s' * (sums > 1)}: residual connections.",
            ),
        )
        if sums
        else ()
    )


def _with_attention(contents: Contents, counts: Counter[str], blocks: int) -> str:
    convs = sum(counts[kind] for kind in _CONVS)
    if convs > 2 * blocks:
        return (
            _detector(contents, counts) or f"convolutional network with attention ({blocks} attention blocks)"
        )
    tokens = any("input_ids" in port.name or port.dtype in ("int64", "int32") for port in contents.inputs)
    pictures = any(len(port.shape) == 4 for port in contents.inputs)
    of = "of text" if tokens else "of pictures" if pictures else ""
    cached = any("past" in port.name for port in contents.inputs)
    word = (
        "decoder"
        if cached or any(port.name.startswith("present") for port in contents.outputs)
        else "encoder"
    )
    return f"transformer {word} {of} ({blocks} attention blocks)".replace("  ", " ")


def _with_recurrence(counts: Counter[str], recurrent: int) -> str:
    kind = next(word for op, word in _RECURRENT.items() if counts[op])
    layers = f"{recurrent} {kind} layer{'s' if recurrent > 1 else ''}"
    convolutional = "convolutional and " if sum(counts[op] for op in _CONVS) else ""
    return f"{convolutional}recurrent network ({layers})"


def _convolutional(contents: Contents, counts: Counter[str]) -> str:
    detector = _detector(contents, counts)
    depthwise = sum(_is_depthwise(node) for node in contents.nodes)
    convs = sum(counts[kind] for kind in _CONVS)
    style = "depthwise-separable convolutional" if depthwise * 5 > convs else "convolutional"
    if detector:
        return f"{detector}, {style}"
    ups, joins = sum(counts[kind] for kind in _UP), sum(counts[kind] for kind in _JOINS)
    if ups >= 2 and joins >= 2:
        return f"{style} network that goes down and up again (U-Net or feature-pyramid kind)"
    if _residual_sums(contents) >= 3:
        inverted = depthwise * 5 > convs
        return f"{style} network with residual blocks ({'MobileNet' if inverted else 'ResNet'} kind)"
    if joins > convs // 4:
        return f"{style} network with joined branches (Inception or DenseNet kind)"
    return f"plain {style} network ({convs} convolution{'s' * (convs > 1)})"


def _is_depthwise(node: GraphNode) -> bool:
    return node.kind == "DEPTHWISE_CONV_2D" or (node.kind in _CONVS and "groups" in node.detail)


def _boxes_and_scores(grid: list[TensorPort]) -> bool:
    """Whether two outputs tell numbers of a box and scores of as many places, more than a sequence has."""
    sizes = [(int(port.shape[1]), int(port.shape[2])) for port in grid]
    places, widths = {size[0] for size in sizes}, sorted(size[1] for size in sizes)
    return len(sizes) == _TOLD and len(places) == 1 and max(places) > _PLACES and widths[1] >= _BOX


def _detector(contents: Contents, counts: Counter[str]) -> str:
    """An object detector, by suppression of overlaps or by what its outputs are called and how they are shaped."""
    names = " ".join(port.name.lower() for port in contents.outputs)
    boxes = any(word in names for word in ("box", "dets", "loc", "regressor"))
    suppressed = any(
        "NonMaxSuppression" in kind or "DETECTION" in kind or "nms" in kind.lower() for kind in counts
    )
    grid = [
        port
        for port in contents.outputs
        if len(port.shape) == 3 and all(size.isdigit() for size in port.shape[1:])
    ]
    yolo = any(
        min(int(s) for s in port.shape[1:]) in range(5, 300) and max(int(s) for s in port.shape[1:]) > 500
        for port in grid
    )
    pictures = any(len(port.shape) == 4 for port in contents.inputs)
    if suppressed or boxes or (pictures and _boxes_and_scores(grid)):
        return "object detector"
    return (
        "one-stage object detector (YOLO or PicoDet kind)"
        if yolo and pictures and sum(counts[k] for k in _JOINS) > 3
        else ""
    )
