"""exp, log and the normal distribution without a branch, so that a compiled loop over them is vectorised.

Calls into a mathematics library keep a compiler from using the processor's vector units, and so does any `if`
on a value. These are polynomials and bit patterns only. Each was fitted by Chebyshev interpolation with 50
digits (`tests/unit/quant/test_vector_math.py` holds them against an arbitrary-precision reference):

- exp: x = n·ln 2 + r, polynomial of degree 11 in |r| ≤ ½ ln 2, then n goes into the exponent bits;
- log: x = 2^n·m with m in [√½, √2), 2·atanh((m − 1)/(m + 1)) as a polynomial of degree 8 in the square;
- normal tail: e^(−x²/2)·P(u)/(2 + 4z), z = |x|/√2, u = (z − 3)/(z + 3), P of degree 22, which is
  (1 + 2z)·erfcx(z) (the map of M. Shepherd and J. Laframboise, Mathematics of Computation 36, 1981).
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10
_ROUNDER = 6755399441055744.0  # 1.5·2^52: adding it leaves the nearest whole number in the low bits
EXP_LOWEST, EXP_HIGHEST = -708.0, 709.0
_ONE_BITS = 0x3FF0000000000000
_MANTISSA = 0x000FFFFFFFFFFFFF
_ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
_INTEGER_AS_FLOAT = 0x4330000000000000  # bits of 2^52: or-ing a small integer in makes it a float
_BIAS_AND_OFFSET = 4503599627370496.0 + 1024.0
_ROOT_HALF = float(np.sqrt(0.5))


@intrinsic
def bits_of(_typing: Any, value: Any) -> Any:  # noqa: ANN401 - numba's own protocol has no types
    """Bit pattern of a float64 as int64."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(value), code


@intrinsic
def float_of(_typing: Any, bits: Any) -> Any:  # noqa: ANN401
    """Float64 with the bit pattern of an int64."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(bits), code


@njit(inline="always")
def exp(x: float) -> float:
    """e^x, relative error below 4e-16; arguments beyond −708 … 709 are held there."""
    held = min(max(x, EXP_LOWEST), EXP_HIGHEST)
    shifted = held * _LOG2_E + _ROUNDER
    n = shifted - _ROUNDER
    r = held - n * _LN2_HIGH - n * _LN2_LOW
    p = 2.763265472252779e-07 + r * 2.5110049204818658e-08
    p = 2.755724088722987e-06 + r * p
    p = 2.4801485441561313e-05 + r * p
    p = 0.00019841269890076403 + r * p
    p = 0.0013888888952352863 + r * p
    p = 0.008333333333319589 + r * p
    p = 0.04166666666648795 + r * p
    p = 0.1666666666666668 + r * p
    p = 0.5000000000000019 + r * p
    p = 1.0 + r * (1.0 + r * p)
    return float_of(bits_of(p) + (bits_of(shifted) << 52))


@njit(inline="always")
def log(x: float) -> float:
    """Natural logarithm of a positive normal number, absolute error below 3e-16 near 1, relative elsewhere."""
    bits = bits_of(x) - _ROOT_HALF_BITS
    n = float_of(((bits >> 52) + 1024) | _INTEGER_AS_FLOAT) - _BIAS_AND_OFFSET
    m = float_of((bits & _MANTISSA) + _ROOT_HALF_BITS)
    s = (m - 1.0) / (m + 1.0)
    w = s * s
    p = 0.13268638369266825 + w * 0.13088034850927555
    p = 0.15386244737621665 + w * p
    p = 0.18181795547521137 + w * p
    p = 0.22222222392581045 + w * p
    p = 0.28571428570799784 + w * p
    p = 0.40000000000000885 + w * p
    p = 0.6666666666666666 + w * p
    return n * _LN2_HIGH + (s * (2.0 + w * p) + n * _LN2_LOW)


@njit(inline="always")
def scaled_tail(z: float) -> float:
    """½·e^(z²)·erfc(z) for z ≥ 0, relative error below 6e-16: the normal tail without its exponential."""
    below = (z + 3.0) * (1.0 + 2.0 * z)
    inverse = 1.0 / below
    u = (z - 3.0) * (1.0 + 2.0 * z) * inverse
    p = -7.639788125716223e-09 + u * -3.3911788566955877e-09
    p = 2.9000869615336876e-08 + u * p
    p = 8.764754881831646e-08 + u * p
    p = -1.232970488909783e-07 + u * p
    p = -5.963733988759193e-07 + u * p
    p = 3.404078964515661e-07 + u * p
    p = 3.454263878410675e-06 + u * p
    p = -7.218909408251873e-07 + u * p
    p = -2.008997446006541e-05 + u * p
    p = 4.945791723076135e-06 + u * p
    p = 0.0001250952996349254 + u * p
    p = -0.0001051588887278582 + u * p
    p = -0.0007798312764234839 + u * p
    p = 0.0018886902217574546 + u * p
    p = 0.002529391666618449 + u * p
    p = -0.02377051490712461 + u * p
    p = 0.06830802735644075 + u * p
    p = -0.11927366341575335 + u * p
    p = 0.12964515870228097 + u * p
    p = -0.04756229435344576 + u * p
    p = -0.13562110612457573 + u * p
    p = 1.2530080582697296 + u * p
    return 0.5 * p * (z + 3.0) * inverse


@njit(inline="always")
def normal_cdf(x: float) -> float:
    """P(standard normal ≤ x), absolute error below 2e-16, relative error in the lower tail below 1e-14·x²."""
    z = abs(x) * _ROOT_HALF
    tail = exp(-0.5 * x * x) * scaled_tail(z)
    return 1.0 - tail if x > 0.0 else tail
