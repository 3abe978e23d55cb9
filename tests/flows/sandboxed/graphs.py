"""A graph run on four zeros, as any reproducer would run one."""


def run_in_child(request: bytes) -> bytes:
    import numpy
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(request.decode(), options, providers=["CPUExecutionProvider"])
    found = session.run(None, {"x": numpy.zeros(4, dtype=numpy.float32)})
    return str([one.shape for one in found]).encode()
