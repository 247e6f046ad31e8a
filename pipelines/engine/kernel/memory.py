"""Reading arrays by their address, so that a whole market is one argument.

A compiled function that is handed arrays counts a reference to each when it is entered and left, and that costs more
than most of what the walk does. So a market is one record of addresses; whoever runs the walk keeps the arrays alive.
Nothing checks a place: the callers stay inside by construction, and the agreement tests would see garbage.
"""

import numpy as np
from llvmlite import ir
from numba import carray, njit, types
from numba.core import cgutils
from numba.extending import intrinsic


def _loader(result, bits):
    """An intrinsic that loads one value of a kind."""

    def typed(_typing, address, place):
        def code(_context, builder, _signature, arguments):
            loaded = builder.load(builder.gep(builder.inttoptr(arguments[0], bits.as_pointer()), [arguments[1]]))
            is_flag = result is types.boolean
            return builder.icmp_unsigned("!=", loaded, ir.Constant(bits, 0)) if is_flag else loaded

        return result(address, place), code

    return intrinsic(typed)


number_at = _loader(types.float64, ir.DoubleType())
"""Float64 at a place of the array at an address."""
place_at = _loader(types.int64, ir.IntType(64))
"""Int64 at a place of the array at an address."""
flag_at = _loader(types.boolean, ir.IntType(8))
"""Flag at a place of the array at an address."""


@intrinsic
def pointer(_typing, address):
    """An address as a pointer, for `carray`."""

    def code(_context, builder, _signature, arguments):
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), code


@njit(inline="always")
def numbers(address, first, last):
    """Float64 array from place `first` to before `last`."""
    return carray(pointer(address + 8 * first), (last - first,), np.float64)


@njit(inline="always")
def places(address, first, last):
    """Int64 array from place `first` to before `last`."""
    return carray(pointer(address + 8 * first), (last - first,), np.int64)
