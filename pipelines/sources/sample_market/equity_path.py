"""SPX and VIX of the simulated market, day by day: the state that everything else is derived from.

Model. Let y = ln(VIX − 7), whose history is close to Gaussian (2012–2026: sd 0.52, skew 0.22), be
a level plus two mean-reverting factors, fast (half-life 7 sessions) and slow (110):

- return: r_t = VIX_{t−1}/(100·√252) · ratio · x_t with x_t = drift + u_t − jump_t. `ratio` is
  realised over implied volatility: 0.77 at VIX 17 and rising with VIX; u_t is a two-piece Student t,
  fatter on the left. Volatility clusters because VIX does.
- VIX shock: e_t = −0.130·min(x_t, 0) − 0.074·max(x_t, 0) + noise, less its mean: the leverage
  effect, larger for falls. The fast factor takes 68 % of e_t, the slow one 30 %.
- weather: calm → narrow (breadth weakens near the highs, prices still rise) → falling (negative
  drift, down jumps) → calm; half of the narrow spells end without a fall. Breadth therefore leads.

Sources: two mean-reverting factors of log volatility as in Bergomi, "Smile Dynamics II", Risk,
October 2005. Level shift, asymmetric response and half-lives were fitted to Cboe's closes of SPX, VIX
and VX 2012–2026; the published moments aimed at are in `tests/golden/sample_market_moments.json`.
"""

from dataclasses import dataclass
from math import exp, gamma, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from pipelines.sources.sample_market.streams import stream

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

CALM, NARROW, FALLING = 0, 1, 2

VIX_FLOOR_PTS = 7.0
MEAN_LOG_VIX = 2.22
"""Level that y reverts to: VIX 16.2."""

_FIRST_SPX_PTS = 1115.0
_FAST_DECAY = 0.5 ** (1 / 7)
_SLOW_DECAY = 0.5 ** (1 / 110)
_FAST_SHARE, _SLOW_SHARE = 0.68, 0.30
_RATIO_AT_17, _RATIO_POWER, _RATIO_MAX = 0.77, 0.40, 1.35
_FALL_RESPONSE, _RISE_RESPONSE = 0.130, 0.074
_MEAN_RESPONSE = 0.0148
"""Mean of the response over the weathers, taken out so that VIX reverts to `MEAN_LOG_VIX`."""
_NOISE_SD, _NOISE_DOF = 0.080, 4
_RETURN_DOF, _LEFT_SCALE, _RIGHT_SCALE = 9, 1.12, 0.88
_DRIFT = (0.12, 0.10, -0.28)
"""Mean of x per session in calm, narrow and falling weather."""
_NARROW_CHANCE, _NARROW_END, _FALL_GIVEN_END, _FALL_END = 1 / 60, 1 / 25, 0.5, 1 / 13
_JUMP_CHANCE = (0.0025, 0.004, 0.03)


@dataclass(frozen=True)
class EquityPath:
    """One simulated history; all arrays have shape (n_sessions,)."""

    dates: Days
    spx_close_pts: Floats
    vix_close_pts: Floats
    return_ratio: Floats  # ln return of SPX, 0 on the first session
    fast: Floats  # factors of y = ln(VIX − 7), dimensionless
    slow: Floats
    weather: NDArray[np.int8]  # CALM, NARROW or FALLING


@dataclass
class _State:
    weather: int = CALM
    fast: float = 0.0
    slow: float = 0.1


def simulate_equity_path(dates: Days, seed: int) -> EquityPath:
    """Simulate SPX and VIX closes on the given sessions.

    Args:
        dates: Sessions, increasing, datetime64[D]. Shape (n_sessions,).
        seed: Seed of the market.

    Returns:
        The path. Its first k sessions do not depend on the later ones.
    """
    shocks = np.stack(_shocks(len(dates), seed), axis=1).tolist()
    state = _State()
    rows = [_next_session(state, session) for session in shocks]
    returns, fast, slow, weather = (np.array(column) for column in zip(*rows, strict=True))
    returns[:1] = 0.0
    return EquityPath(
        dates=dates,
        spx_close_pts=_FIRST_SPX_PTS * np.exp(np.cumsum(returns)),
        vix_close_pts=VIX_FLOOR_PTS + np.exp(MEAN_LOG_VIX + fast + slow),
        return_ratio=returns,
        fast=fast,
        slow=slow,
        weather=weather.astype(np.int8),
    )


def _shocks(n: int, seed: int) -> tuple[Floats, ...]:
    """Shocks per session: return, VIX noise, weather change, jump chance, jump size."""
    noise = stream(seed, "vix_noise").standard_t(_NOISE_DOF, n)
    return (
        _two_piece_t(stream(seed, "spx_return").standard_t(_RETURN_DOF, n)),
        noise * _NOISE_SD / sqrt(_NOISE_DOF / (_NOISE_DOF - 2)),
        stream(seed, "weather").random(n),
        stream(seed, "jump_chance").random(n),
        1.4 + 0.9 * stream(seed, "jump_size").standard_exponential(n),
    )


def _two_piece_t(draws: Floats) -> Floats:
    """Scale the two halves of t draws differently, then bring mean 0 and sd 1."""
    dof = _RETURN_DOF
    mean_abs = 2 * sqrt(dof) * gamma((dof + 1) / 2) / (sqrt(pi) * gamma(dof / 2) * (dof - 1))
    mean = (_RIGHT_SCALE - _LEFT_SCALE) * mean_abs / 2
    second = (_RIGHT_SCALE**2 + _LEFT_SCALE**2) / 2 * dof / (dof - 2)
    scaled = draws * np.where(draws < 0, _LEFT_SCALE, _RIGHT_SCALE)
    return np.asarray((scaled - mean) / sqrt(second - mean**2))


def _next_session(state: _State, shocks: list[float]) -> tuple[float, float, float, int]:
    """Advance the state by one session's `_shocks`; return (ln return, fast, slow, weather)."""
    shock, noise, change, jump_chance, jump_size = shocks
    vix = VIX_FLOOR_PTS + exp(MEAN_LOG_VIX + state.fast + state.slow)
    weather = _next_weather(state.weather, change)
    jump = jump_size if jump_chance < _JUMP_CHANCE[weather] else 0.0
    ratio = min(_RATIO_AT_17 * exp(_RATIO_POWER * log(vix / 17)), _RATIO_MAX)
    move = _DRIFT[weather] + shock - jump
    response = -_FALL_RESPONSE * min(move, 0.0) - _RISE_RESPONSE * max(move, 0.0)
    vix_shock = response - _MEAN_RESPONSE + noise
    state.weather = weather
    state.fast = _FAST_DECAY * state.fast + _FAST_SHARE * vix_shock
    state.slow = _SLOW_DECAY * state.slow + _SLOW_SHARE * vix_shock
    return vix / 100 / sqrt(252) * ratio * move, state.fast, state.slow, weather


def _next_weather(weather: int, change: float) -> int:
    """Draw the weather of the next session from one uniform number."""
    if weather == CALM:
        return NARROW if change < _NARROW_CHANCE else CALM
    if weather == NARROW:
        if change >= _NARROW_END:
            return NARROW
        return FALLING if change < _NARROW_END * _FALL_GIVEN_END else CALM
    return CALM if change < _FALL_END else FALLING
