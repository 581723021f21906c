"""The 64-bit finalizer of SplitMix64 (Steele, Lea, Flood 2014; constants by Stafford): spreads structured numbers."""

import numpy as np
from numpy.typing import NDArray

MASK = (1 << 64) - 1

_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every number of the array mixed; a bijection on 64 bits. The array given is left as it was."""
    mixed = values ^ (values >> np.uint64(30))
    mixed *= np.uint64(_FIRST)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(_SECOND)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def mix_one(value: int) -> int:
    """`mix` of one number, taken modulo 2^64."""
    value &= MASK
    value = ((value ^ (value >> 30)) * _FIRST) & MASK
    value = ((value ^ (value >> 27)) * _SECOND) & MASK
    return value ^ (value >> 31)
