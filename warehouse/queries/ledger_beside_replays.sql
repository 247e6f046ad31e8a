-- Does the book's ledger count what the index replays count? From VXTH and CNDR as replayed to the ledger of their
-- presets, one convention at a time; the largest gap of the last step is the engine's own error.
select
    index_symbol,
    step,
    convention,
    n_rolls,
    round(same_rolls_ratio, 3) as same_rolls,
    round(100 * yearly_return_ratio, 2) as yearly_return_pct,
    round(100 * change_ratio, 2) as change_pct,
    round(100 * tracking_error_vol, 2) as tracking_error_pct,
    max_gap_ratio
from benchmarks.fct_benchmark_bridge
order by index_symbol, step_number;
