"""Types of numpy arrays, for annotations: this module imports numpy, so it is imported for type checking only."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
