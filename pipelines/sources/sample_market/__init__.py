"""The embedded origin `sample`: a simulated market, written in the providers' own formats and paths.

No network, no key, no licensed data: every number is made from one seed. The model is described
where it is computed: SPX and VIX in `equity_path`, the other volatility indices in
`vol_index_family`, VX futures in `vx_curve`, breadth in `breadth`, chains in `chain_model`, macro
series in `inflation`, `rates` and `dollar`. Its moments are held against published ones in
`tests/unit/sources/sample_market/`.

A simulated market proves that the pipeline works, never that a claim holds.
"""

from pipelines.sources.sample_market.write import SAMPLE_END, write_sample_market

__all__ = ["SAMPLE_END", "write_sample_market"]
